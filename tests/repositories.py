"""Repositories over a gateway, with a clock that a test moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from services.repository import Imports, Repository
from services.repository.unpublished import EVERY_CODE
from services.settings import Upstream
from services.store.checkpoints import Checkpoints
from services.store.locking.locks import Locks
from services.store.snapshots import Snapshots
from services.upstream.catalog import find
from services.upstream.connection.client import Client
from services.upstream.connection.limiter import Limiter
from services.upstream.connection.transport import Transport
from services.upstream.dataset import Request
from tests.gateway import TOKEN

START = datetime(2026, 6, 22, 10, tzinfo=UTC)
HOUR = 3600.0


@dataclass
class Clock:
    """The wall clock of a test."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Move on."""
        self.now += timedelta(seconds=seconds)

    def seconds(self) -> float:
        """Return the clock as the seconds a monotonic clock would show."""
        return self.now.timestamp()


@dataclass
class Doors:
    """Opens repositories on one data folder and closes them at the end."""

    root: Path
    clock: Clock = field(default_factory=Clock)
    opened: list[Repository] = field(default_factory=list)

    def open(
        self,
        handler: httpx.BaseTransport,
        *,
        scope: str = "uji-umum",
        live: bool = True,
        max_age: float = 6 * HOUR,
        waiting: Callable[[float], None] = time.sleep,
        catalogue: Container[str] = EVERY_CODE,
        may_refresh: Callable[[], bool] = lambda: True,
        imports: Imports | None = None,
    ) -> Repository:
        """Return a repository whose every source is this handler.

        `waiting` is called with seconds while another holds the lock it needs. `catalogue`,
        `may_refresh` and `imports`: as the repository takes them.
        """
        upstreams = {
            source: Upstream(
                source=source,
                base_url="http://127.0.0.1:9",
                token=TOKEN,
                client_id="satu",
                client_secret=TOKEN,
                live=live,
            )
            for source in ("inaproc", "satusehat", "lokasi")
        }
        clients = {
            source: Client(
                upstream,
                Transport(upstream.base_url, handler=handler),
                Limiter(windows=(), clock=self.clock.seconds, sleep=self.clock.pass_by),
                clock=self.clock.seconds,
            )
            for source, upstream in upstreams.items()
        }
        repository = Repository(
            clients=clients,
            scopes=dict.fromkeys(clients, scope),
            snapshots=Snapshots(self.root),
            checkpoints=Checkpoints(self.root / "checkpoints", now=self.clock.seconds),
            locks=Locks(self.root / "locks", sleep=waiting),
            max_age=max_age,
            now=self.clock,
            catalogue=catalogue,
            may_refresh=may_refresh,
            imports=imports,
        )
        self.opened.append(repository)
        return repository

    def close(self) -> None:
        """Close every repository."""
        for repository in self.opened:
            repository.close()


def programs(tahun: int = 2026, kode: str = "D304") -> Request:
    """Return the request for a year of program-master."""
    return find("program-master").request(kode_klpd=kode, tahun=str(tahun))
