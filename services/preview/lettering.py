"""Fit words into the room of a picture: sizes, lines and cuts, as wide as in its font."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..charts.text_size import text_width
from ..language.plain_text import visible

FAMILY = "Lensa Sans"
SAFETY = 1.04
"""Widths are estimated: so much wider a text is taken to be."""
ELLIPSIS = "…"
UNKNOWN = "?"
"""What stands for a letter that the font lacks: names come from outside, in any script."""
_SIGNS = frozenset("\u2009‐‑–—‘’“”•…′″←→−≈≤≥")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text at its baseline, in one size and ink."""

    text: str
    x: float
    y: float
    size: float
    ink: str
    bold: bool = False
    anchor: str = "start"

    @property
    def width(self) -> float:
        """Return about how wide the line is."""
        return width(self.text, self.size, bold=self.bold)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the line."""
        before = {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]
        left = self.x - before
        return left, self.y - 0.75 * self.size, left + self.width, self.y + 0.22 * self.size

    @property
    def svg(self) -> str:
        """Return the line as SVG, escaped."""
        return (
            f'<text x="{self.x:.1f}" y="{self.y:.1f}" fill="{self.ink}" '
            f'font-size="{self.size:.1f}" font-weight="{600 if self.bold else 400}" '
            f'text-anchor="{self.anchor}">{escape(self.text)}</text>'
        )


def drawable(text: str) -> str:
    """Return a text on one line, without letters that the font lacks."""
    composed = unicodedata.normalize("NFC", visible(text))
    return "".join(c if " " <= c <= "ſ" or c in _SIGNS else UNKNOWN for c in composed)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is, rather more than less."""
    return text_width(text, size, bold=bold) * SAFETY


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return a text that fits a room, cut at a letter with an ellipsis where it is longer."""
    shown = drawable(text)
    if width(shown, size, bold=bold) <= room:
        return shown
    while shown and width(shown + ELLIPSIS, size, bold=bold) > room:
        shown = shown[:-1]
    return shown.rstrip(" ,.;:-/(·") + ELLIPSIS


def wrapped(
    text: str, room: float, size: float, most: int, *, bold: bool = False, first: float = 0.0
) -> list[str]:
    """Return a text on at most `most` lines that fit a room, the last cut with an ellipsis.

    first: the room of the first line, where it has less.
    """
    words, lines = drawable(text).split(" "), [""]

    def room_of(at: int) -> float:
        return first if first and not at else room

    while words:
        longer = f"{lines[-1]} {words[0]}".strip()
        if width(longer, size, bold=bold) <= room_of(len(lines) - 1) or not lines[-1]:
            lines[-1] = longer
            words.pop(0)
        elif len(lines) < most:
            lines.append("")
        else:
            lines[-1] = f"{lines[-1]} {' '.join(words)}"
            break
    return [cut(line, room_of(at), size, bold=bold) for at, line in enumerate(lines)]


def set_in(
    text: str, room: float, choices: Sequence[tuple[float, int]], *, first: float = 0.0
) -> tuple[float, list[str]]:
    """Return the first size and most lines at which a bold text fits uncut, else the last, cut.

    first: as for `wrapped`.
    """
    for size, most in choices:
        lines = wrapped(text, room, size, most, bold=True, first=first)
        if not any(line.endswith(ELLIPSIS) for line in lines):
            return size, lines
    return size, lines
