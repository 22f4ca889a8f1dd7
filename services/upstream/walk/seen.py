"""Recognise pages that a walk has read before."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..parsing.frames import Page


@dataclass(slots=True)
class Seen:
    """The pages read so far.

    Digests are only computed of pages with the same number of rows and the same first and last row.
    """

    _first_pages: dict[tuple[object, ...], Page] = field(default_factory=dict)
    _digests: set[bytes] = field(default_factory=set)

    def add(self, page: Page) -> None:
        """Add a page."""
        first = self._first_pages.setdefault(page.outline, page)
        if first is not page:
            self._digests |= {first.digest, page.digest}

    def __contains__(self, page: Page) -> bool:
        """Return whether a page of the same rows in the same order was added."""
        first = self._first_pages.get(page.outline)
        return first is not None and page.digest in self._digests | {first.digest}
