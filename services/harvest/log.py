"""The book of one harvest: ends, retries, pace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..repository.gather import Tally
from ..upstream.catalog import Request
from ..upstream.progress import Progress
from .report import Report, Result


@dataclass(slots=True, kw_only=True)
class Log:
    """What is known so far of every partition; kept in the caller's thread alone."""

    requests: list[Request]
    clock: Callable[[], float]
    each: Callable[[Result], None] | None
    kept: dict[Request, Result] = field(default_factory=dict)
    told: set[Request] = field(default_factory=set)
    began: float | None = None
    given_up: bool = False

    def waiting(self, number: int) -> list[Request]:
        """Return what a round has to do: all at first, then what another try may help.

        A source that never answered is not asked a second time.
        """
        if number == 0:
            return self.requests
        if self.given_up or all(one.failed for one in self.kept.values()):
            return []
        return [r for r in self.requests if r in self.kept and self.kept[r].again]

    def put(self, one: Result) -> None:
        """Write down an end; tell it unless there may be another."""
        before = self.kept.get(one.request)
        pages = one.pages + (before.pages if before else 0)
        self.kept[one.request] = replace(one, pages=pages)
        if self.each and not one.again:
            self.told.add(one.request)
            self.each(one)

    def report(self, *, stopped: bool) -> Report:
        """Tell what was left to another try, and return the whole."""
        for request, one in self.kept.items():
            if self.each and request not in self.told:
                self.each(one)
        undone = tuple(r for r in self.requests if r not in self.kept)
        return Report(
            kept=tuple(self.kept.values()),
            undone=undone,
            given_up=self.given_up,
            stopped=stopped and not self.given_up,
        )

    def tally(self, under_way: list[Progress], rest: float) -> Tally:
        """Sum up rows, pages and time left; the pace is that of partitions read, not of fresh."""
        read = sum(one.pages > 0 for one in self.kept.values())
        if self.began is None and (under_way or read):
            self.began = self.clock()
        left = None
        if self.began is not None and read:
            ahead = len(self.requests) - len(self.kept)
            left = (self.clock() - self.began) / read * ahead
        return Tally(
            done=len(self.kept),
            all=len(self.requests),
            rows=sum(o.rows for o in self.kept.values()) + sum(p.rows for p in under_way),
            pages=sum(o.pages for o in self.kept.values()) + sum(p.pages for p in under_way),
            label=under_way[-1].label if under_way else "",
            failed=sum(o.failed for o in self.kept.values()),
            left=left,
            rest=rest,
            waiting=tuple(p.waiting for p in under_way if p.waiting),
        )
