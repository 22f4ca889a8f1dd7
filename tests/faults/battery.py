"""One run: a stored snapshot, a server with faults, one refresh, and what came of it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from services.repository import Repository, Snapshot
from services.settings import Upstream
from services.store.checkpoints import Checkpoints
from services.store.locking.locks import Locks
from services.store.snapshots import Snapshots
from services.upstream.connection.client import Client
from services.upstream.connection.limiter import Limiter
from services.upstream.connection.transport import Transport
from tests.faults.books import Book, Query
from tests.faults.scenes import Kind, Scene
from tests.faults.server import Asked, FaultServer
from tests.faults.wire import Pieces, answer, packed
from tests.repositories import Clock as Calendar
from tests.upstream.wire import CLIENT_ID, CLIENT_SECRET, TOKEN, TOKEN_PATH

Strike = Callable[[int, int], Kind | None]
"""Which fault meets the n-th ask (from 0) of a page (from 0); None for an honest answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one run ended as: `equal`, `changing`, `loud`, or else what was wrong."""

    word: str
    asked: int
    reason: str = ""
    snapshot: Snapshot | None = None


@dataclass
class Stage:
    """A book behind the server. `faults` counts what struck in the run."""

    book: Book
    server: FaultServer
    strike: Strike = lambda page, again: None
    struck: int = 0
    seen: Counter[int] = field(default_factory=Counter)
    queries: list[Query] = field(default_factory=list)
    tokens: int = 0

    def reply(self, asked: Asked) -> Pieces:
        """Answer honestly, or with the fault that strikes."""
        if asked.path == TOKEN_PATH:
            self.tokens += 1
            told = {"access_token": f"t{self.tokens}", "expires_in": "3599"}
            return [answer(packed(told))]
        self.queries.append(asked.query)
        page = self.book.index(asked.query)
        kind = self.strike(page, self.seen[page])
        scene = Scene(book=self.book, query=asked.query, again=self.seen[page])
        self.seen[page] += 1
        if kind is None:
            return [answer(scene.whole)]
        self.struck += 1
        return kind.spoil(scene)

    def begin(self, strike: Strike) -> None:
        """Start a run."""
        self.strike, self.struck, self.seen, self.queries = strike, 0, Counter(), []
        self.server.begin(self.reply)


def repository(source: str, server: FaultServer, root: Path) -> Repository:
    """Return the product's own repository, its clock the server's."""
    upstream = Upstream(
        source=source,
        base_url=server.address,
        token=TOKEN,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        live=True,
    )
    client = Client(
        upstream,
        Transport(server.address, clock=server.clock),
        Limiter(windows=(), clock=server.seconds, sleep=server.clock.sleep),
        clock=server.clock,
        jitter=lambda low, high: high,
    )
    return Repository(
        clients={source: client},
        scopes={source: "uji"},
        snapshots=Snapshots(root),
        checkpoints=Checkpoints(root / "checkpoints", now=server.clock),
        locks=Locks(root / "locks"),
        max_age=3600.0,
        now=Calendar(),
    )


def load(stage: Stage, root: Path, *, verify: bool = False) -> Snapshot:
    """Refresh through a repository of its own and close it."""
    opened = repository(stage.book.source, stage.server, root)
    try:
        return opened.load(stage.book.request, refresh=True, verify=verify)
    finally:
        opened.close()


def stored(root: Path) -> dict[str, bytes]:
    """Return every published file of a data folder."""
    found = (root / "snapshots").rglob("*")
    return {str(path.relative_to(root)): path.read_bytes() for path in found if path.is_file()}


def published(book: Book) -> pl.DataFrame:
    """Return what the book holds as it must be published, rows in order of their text."""
    return _ordered(pl.DataFrame(book.published, schema=book.schema))


def _ordered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(pl.all(), nulls_last=True)


def same(frame: pl.DataFrame, held: pl.DataFrame) -> bool:
    """Tell whether a frame is what was held, row for row and type for type."""
    return frame.schema == held.schema and _ordered(frame).equals(held)


def play(stage: Stage, old: Path, root: Path, strike: Strike, *, verify: bool = False) -> Outcome:
    """Refresh a copy of the old folder while faults strike, and judge what came of it."""
    shutil.copytree(old, root)
    before = stored(root)
    stage.begin(strike)
    snapshot = load(stage, root, verify=verify)
    asked = stage.server.asked
    assert not stage.server.strays, "a request outlived the run before this one"
    word = _judge(stage.book, snapshot, before, stored(root))
    return Outcome(word=word, asked=asked, reason=snapshot.reason, snapshot=snapshot)


def _judge(
    book: Book, snapshot: Snapshot, before: dict[str, bytes], after: dict[str, bytes]
) -> str:
    if snapshot.stale:
        untouched = before == after and snapshot.reason
        return "loud" if untouched else "loud, but the folder was touched"
    if before == after:
        return "silent: nothing was published and nothing said"
    if snapshot.manifest.changing:
        return "changing"
    return "equal" if same(snapshot.frame, published(book)) else "silent: other rows were published"
