"""What is told of a harvest: how far it is, and what became of every partition."""

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
from ..upstream.catalog import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one partition of a harvest: what is stored now, or the error in its place.

    rows and pages: read just now, 0 for a partition that was fresh.
    """

    request: Request
    stored: Stored | None = None
    error: ServiceError | None = None
    rows: int = 0
    pages: int = 0

    @property
    def failed(self) -> bool:
        """Tell whether the partition could not be brought up to date, be an older one stored."""
        return self.stored is None or self.stored.stale

    @property
    def problem(self) -> ServiceError | None:
        """Return the error, or the reason for which what is stored is older than wanted."""
        if self.stored is None or not self.stored.stale:
            return self.error
        at = self.stored.manifest.fetched_at
        said = f"{self.stored.reason} (tersimpan: {at:%Y-%m-%dT%H:%M:%SZ})"
        return SourceUnavailable(said, where=str(self.request))

    @property
    def again(self) -> bool:
        """Tell whether another try may help: the source or a shared store was away."""
        if self.stored is not None:
            return self.stored.stale
        away = isinstance(self.error, SourceUnavailable | RateLimited | StoreUnavailable)
        return away and not isinstance(self.error, STORE_PROBLEMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The end of a harvest: every partition that was tried, in the order of ending; `undone` not.

    given_up: the source failed so often in a row that the rest was not asked for. stopped: whoever
    began the harvest ended it.
    """

    kept: tuple[Result, ...]
    undone: tuple[Request, ...] = ()
    given_up: bool = False
    stopped: bool = False

    @property
    def failed(self) -> tuple[Result, ...]:
        """Return the partitions that could not be brought up to date."""
        return tuple(one for one in self.kept if one.failed)

    @property
    def read(self) -> int:
        """Return how many partitions were read anew."""
        return sum(bool(one.pages) and not one.failed for one in self.kept)

    @property
    def fresh(self) -> int:
        """Return how many partitions were fresh already."""
        return sum(not one.pages and not one.failed for one in self.kept)

    @property
    def rows(self) -> int:
        """Return the rows that were read and stored."""
        return sum(one.rows for one in self.kept if not one.failed)

    @property
    def pages(self) -> int:
        """Return the pages that were read, of failed partitions too."""
        return sum(one.pages for one in self.kept)

    @property
    def empty_handed(self) -> bool:
        """Tell whether nothing usable is stored of all that was asked for."""
        return not any(one.stored for one in self.kept)

    @property
    def damaged(self) -> bool:
        """Tell whether every failure is damage in the store, or a file that cannot be read now."""
        return bool(self.failed) and all(isinstance(o.error, STORE_PROBLEMS) for o in self.failed)
