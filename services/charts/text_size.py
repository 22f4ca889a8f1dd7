"""Estimate how wide a text is drawn, without a font at hand: as wide as in Source Sans."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

LINE_HEIGHT = 1.2
"""Distance of two lines of a text, in sizes of its type."""
BOLD = 1.06
_WIDTHS = {
    **dict.fromkeys("ijlI.,:;'|!", 0.255),
    **dict.fromkeys("frt-()/", 0.34),
    **dict.fromkeys("ckvxyzs", 0.47),
    **dict.fromkeys("mM%", 0.84),
    **dict.fromkeys("wW", 0.76),
    **dict.fromkeys(" \N{NO-BREAK SPACE}", 0.2),
}
"""Widths of characters in sizes of their type; those of most others are _CAPITAL, _OTHER."""
_CAPITAL, _OTHER = 0.61, 0.54


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a line of text is, in the unit of `size`."""
    return size * _relative(text) * (BOLD if bold else 1)


@lru_cache(maxsize=1024)
def _relative(text: str) -> float:
    return sum(_WIDTHS.get(char, _CAPITAL if char.isupper() else _OTHER) for char in text)


def wrappings(text: str, most: int = 3) -> Iterator[tuple[str, ...]]:
    """Yield a text on one line, on two, and so on, each as narrow as its number of lines allows."""
    words = text.split(" ")
    for lines in range(1, min(most, len(words)) + 1):
        cuts = [(0, *at, len(words)) for at in combinations(range(1, len(words)), lines - 1)]
        yield min(
            (tuple(" ".join(words[a:b]) for a, b in pairwise(cut)) for cut in cuts),
            key=lambda cut: max(text_width(line, 1) for line in cut),
        )
