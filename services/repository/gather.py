"""A few partitions for one answer, side by side, their rows held."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from ..errors import ServiceError
from ..lock_holder import LockHolder
from ..upstream.catalog import Request
from ..upstream.progress import Progress
from .repository import Repository
from .snapshot import Snapshot

WORKERS = 8
TICK = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far a harvest is: partitions done of all, and rows and pages read under way.

    left: seconds to go, None when not known yet. rest: seconds until a source that keeps failing
    is asked again. waiting: who holds the locks that readers wait for.
    """

    done: int
    all: int
    rows: int
    pages: int
    label: str = ""
    failed: int = 0
    left: float | None = None
    rest: float = 0.0
    waiting: tuple[LockHolder, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one request: a snapshot, or the error that stands in its place.

    With neither it is not read yet: it is being read, or nobody reads it any more.
    """

    request: Request
    snapshot: Snapshot | None = None
    error: ServiceError | None = None

    @property
    def unread(self) -> bool:
        """Tell whether nothing became of the request so far."""
        return self.snapshot is None and self.error is None


def gather(
    repository: Repository,
    requests: Iterable[Request],
    *,
    behind: bool = False,
    refresh: bool = False,
    verify: bool = False,
    at: datetime | None = None,
    workers: int = WORKERS,
    tell: Callable[[Tally], None] | None = None,
) -> list[Outcome]:
    """Load every request, side by side, and return the outcomes in the order of the requests.

    `tell` is called in the caller's own thread, some times a second while reading; what another
    pass of this process reads for them counts as well.
    """
    wanted = list(requests)
    under_way: dict[str, Progress] = {}

    def one(request: Request) -> Outcome:
        def note(progress: Progress) -> None:
            under_way[progress.label] = progress

        try:
            snapshot = repository.load(
                request, behind=behind, refresh=refresh, verify=verify, at=at, progress=note
            )
        except ServiceError as error:
            return Outcome(request=request, error=error)
        return Outcome(request=request, snapshot=snapshot)

    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="baca") as pool:
        futures = [pool.submit(one, request) for request in wanted]
        try:
            _follow(futures, partial(_reached, repository, wanted, under_way), tell)
            return [future.result() for future in futures]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # interrupted: begin no further read


def _reached(
    repository: Repository, wanted: Iterable[Request], own: dict[str, Progress]
) -> dict[str, Progress]:
    """Return how far each of these is, by its own reading or by another one of this process."""
    others = (repository.under_way(request) for request in wanted)
    return {one.label: one for one in others if one} | dict(own)


def _follow(
    futures: list[Future[Outcome]],
    reached: Callable[[], dict[str, Progress]],
    tell: Callable[[Tally], None] | None,
) -> None:
    pending = set(futures)
    while pending:
        _, pending = wait(pending, timeout=TICK, return_when=FIRST_COMPLETED)
        if tell:
            tell(_tally(len(futures), len(pending), reached()))


def _tally(total: int, pending: int, under_way: dict[str, Progress]) -> Tally:
    last = next(reversed(under_way.values()), None)
    return Tally(
        done=total - pending,
        all=total,
        rows=sum(p.rows for p in under_way.values()),
        pages=sum(p.pages for p in under_way.values()),
        label=last.label if last else "",
        waiting=tuple(p.waiting for p in under_way.values() if p.waiting),
    )
