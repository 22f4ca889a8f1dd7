"""Which pages of a walk were taken before: nearly all differ in their first or last row already."""

from __future__ import annotations

from dataclasses import dataclass, field

from .frames import Page


@dataclass(slots=True)
class Seen:
    """The pages taken so far. Whole pages are only compared where their outlines are alike."""

    _alike: dict[tuple[object, ...], Page] = field(default_factory=dict)
    _digests: set[bytes] = field(default_factory=set)

    def add(self, page: Page) -> None:
        """Take a page."""
        first = self._alike.setdefault(page.outline, page)
        if first is not page:
            self._digests |= {first.digest, page.digest}

    def __contains__(self, page: Page) -> bool:
        """Tell whether a page of the same rows in the same order was taken."""
        first = self._alike.get(page.outline)
        return first is not None and page.digest in self._digests | {first.digest}
