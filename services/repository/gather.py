"""Load several partitions in parallel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from ..errors import ServiceError
from ..lock_holder import LockHolder
from ..upstream.dataset import Request
from ..upstream.walk.progress import Progress
from .repository import Repository
from .snapshot import Snapshot

WORKERS = 8
TICK = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Progress over several partitions: how many are done of all, and rows and pages so far.

    left: seconds left, None when unknown. rest: seconds until a source that keeps failing is asked
    again. waiting: who holds the locks that passes wait for.
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
    """The result of one request: a snapshot or an error.

    Without either it is not read yet: it is being read, or the reading was stopped.
    """

    request: Request
    snapshot: Snapshot | None = None
    error: ServiceError | None = None

    @property
    def unread(self) -> bool:
        """Return whether there is neither a snapshot nor an error yet."""
        return self.snapshot is None and self.error is None


def gather(
    repository: Repository,
    requests: Iterable[Request],
    *,
    background: bool = False,
    refresh: bool = False,
    verify: bool = False,
    at: datetime | None = None,
    workers: int = WORKERS,
    tell: Callable[[Tally], None] | None = None,
) -> list[Outcome]:
    """Load all requests in parallel and return their outcomes in the same order.

    `tell` is called in the caller's thread, several times a second; the progress of another pass of
    this process over the same partitions is included.
    """
    requests = list(requests)
    progresses: dict[str, Progress] = {}

    def load(request: Request) -> Outcome:
        def note(progress: Progress) -> None:
            progresses[progress.label] = progress

        try:
            snapshot = repository.load(
                request, background=background, refresh=refresh, verify=verify, at=at, progress=note
            )
        except ServiceError as error:
            return Outcome(request=request, error=error)
        return Outcome(request=request, snapshot=snapshot)

    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="baca") as pool:
        futures = [pool.submit(load, request) for request in requests]
        pending = set(futures)
        try:
            while pending:
                _, pending = wait(pending, timeout=TICK, return_when=FIRST_COMPLETED)
                if tell:
                    others = filter(None, map(repository.under_way, requests))
                    every = {other.label: other for other in others} | dict(progresses)
                    last = next(reversed(every.values()), None)
                    tally = Tally(
                        done=len(futures) - len(pending),
                        all=len(futures),
                        rows=sum(p.rows for p in every.values()),
                        pages=sum(p.pages for p in every.values()),
                        label=last.label if last else "",
                        waiting=tuple(p.waiting for p in every.values() if p.waiting),
                    )
                    tell(tally)
            return [future.result() for future in futures]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # interrupted: start no further pass
