"""The report of a harvest: the result of every partition."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import (
    STORE_PROBLEMS,
    RateLimited,
    ServiceError,
    SourceUnavailable,
    StoreUnavailable,
)
from ..repository import Stored
from ..upstream.dataset import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of one partition: what is stored now, or the error.

    rows and pages: read in this harvest, 0 for a partition that was fresh.
    """

    request: Request
    stored: Stored | None = None
    error: ServiceError | None = None
    rows: int = 0
    pages: int = 0

    @property
    def failed(self) -> bool:
        """Tell whether the partition is not up to date; an older snapshot may be stored."""
        return self.stored is None or self.stored.stale

    @property
    def problem(self) -> ServiceError | None:
        """Return the error, or the reason why what is stored is not up to date."""
        if self.stored is None or not self.stored.stale:
            return self.error
        at = self.stored.manifest.fetched_at
        message = f"{self.stored.reason} (tersimpan: {at:%Y-%m-%dT%H:%M:%SZ})"
        return SourceUnavailable(message, where=str(self.request))

    @property
    def again(self) -> bool:
        """Tell whether another try may help: the source or a shared store did not answer."""
        if self.stored is not None:
            return self.stored.stale
        no_answer = isinstance(self.error, SourceUnavailable | RateLimited | StoreUnavailable)
        return no_answer and not isinstance(self.error, STORE_PROBLEMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The results of all partitions that were tried, in the order in which they ended.

    undone: partitions that were not tried. given_up: the source failed so often in a row that the
    others were not tried. stopped: the caller stopped the harvest.
    """

    results: tuple[Result, ...]
    undone: tuple[Request, ...] = ()
    given_up: bool = False
    stopped: bool = False

    @property
    def failed(self) -> tuple[Result, ...]:
        """Return the partitions that could not be brought up to date."""
        return tuple(result for result in self.results if result.failed)

    @property
    def read(self) -> int:
        """Return how many partitions were read anew."""
        return sum(bool(result.pages) and not result.failed for result in self.results)

    @property
    def fresh(self) -> int:
        """Return how many partitions were fresh already."""
        return sum(not result.pages and not result.failed for result in self.results)

    @property
    def rows(self) -> int:
        """Return the number of rows that were read and stored."""
        return sum(result.rows for result in self.results if not result.failed)

    @property
    def pages(self) -> int:
        """Return the number of pages that were read, of failed partitions too."""
        return sum(result.pages for result in self.results)

    @property
    def empty_handed(self) -> bool:
        """Tell whether no usable partition is stored."""
        return not any(result.stored for result in self.results)

    @property
    def damaged(self) -> bool:
        """Tell whether every failure is damage in the store, or a file that cannot be read now."""
        return bool(self.failed) and all(isinstance(r.error, STORE_PROBLEMS) for r in self.failed)
