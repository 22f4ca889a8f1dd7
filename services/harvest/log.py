"""Record the results of one harvest: which partitions to try again, how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ..repository.gather import Tally
from ..upstream.dataset import Request
from ..upstream.walk.progress import Progress
from .report import Report, Result


@dataclass(slots=True, kw_only=True)
class Log:
    """The results so far; used in the caller's thread only."""

    requests: list[Request]
    clock: Callable[[], float]
    each: Callable[[Result], None] | None
    results: dict[Request, Result] = field(default_factory=dict)
    reported: set[Request] = field(default_factory=set)
    began: float | None = None
    given_up: bool = False

    def waiting(self, number: int) -> list[Request]:
        """Return the partitions of a round: all at first, then those that another try may help.

        A source that answered for no partition is not asked again.
        """
        if number == 0:
            return self.requests
        if self.given_up or all(result.failed for result in self.results.values()):
            return []
        return [r for r in self.requests if r in self.results and self.results[r].again]

    def put(self, result: Result) -> None:
        """Record a result; report it unless another try may help."""
        earlier = self.results.get(result.request)
        pages = result.pages + (earlier.pages if earlier else 0)
        self.results[result.request] = replace(result, pages=pages)
        if self.each and not result.again:
            self.reported.add(result.request)
            self.each(result)

    def report(self, *, stopped: bool) -> Report:
        """Report the results that waited for another try, and return the report of all."""
        for request, result in self.results.items():
            if self.each and request not in self.reported:
                self.each(result)
        undone = tuple(r for r in self.requests if r not in self.results)
        return Report(
            results=tuple(self.results.values()),
            undone=undone,
            given_up=self.given_up,
            stopped=stopped and not self.given_up,
        )

    def tally(self, under_way: list[Progress], rest: float) -> Tally:
        """Add up rows, pages and time left; the pace is that of partitions that had to be read."""
        results = self.results.values()
        read = sum(result.pages > 0 for result in results)
        if self.began is None and (under_way or read):
            self.began = self.clock()
        left = None
        if self.began is not None and read:
            left = (self.clock() - self.began) / read * (len(self.requests) - len(results))
        return Tally(
            done=len(results),
            all=len(self.requests),
            rows=sum(r.rows for r in results) + sum(p.rows for p in under_way),
            pages=sum(r.pages for r in results) + sum(p.pages for p in under_way),
            label=under_way[-1].label if under_way else "",
            failed=sum(r.failed for r in results),
            left=left,
            rest=rest,
            waiting=tuple(p.waiting for p in under_way if p.waiting),
        )
