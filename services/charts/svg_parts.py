"""The parts that pictures made as SVG share: boxes, words, title, source line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..language.plain_text import visible
from .palette import Palette

FONT = "Arial, Helvetica, sans-serif"
WIDTH, SIDE, LINE = 930, 16, 18
"""Pixels: the width of a picture, its margin, the distance of lines."""
CHARACTERS = 150
"""Characters of small type that fit the whole width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A complete SVG document and its size in pixels."""

    text: str
    width: int
    height: int


def framed(title: str, parts: Sequence[str], bottom: float, source: str, look: Palette) -> Picture:
    """Return the document of a picture: its title above the parts, the source line at `bottom`."""
    feet = wrapped(source)
    height = round(bottom + LINE * len(feet) + SIDE)
    document = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="{FONT}"><title>{safe(title)}'
        f'</title><rect width="100%" height="100%" fill="{look.background}"/>',
        words(title, SIDE, SIDE + LINE, look.text, size=17, weight=600),
        *parts,
        *(
            words(text, SIDE, bottom + LINE * at, look.muted, size=12)
            for at, text in enumerate(feet)
        ),
        "</svg>",
    ]
    return Picture(text="\n".join(document) + "\n", width=WIDTH, height=height)


def box(
    left: float, width: float, middle: float, fill: str, height: float, *, edge: str = ""
) -> str:
    """Return a box around a middle line; edge: the colour of a line around it."""
    line = f' stroke="{edge}"' if edge and edge != fill else ""
    return (
        f'<rect x="{left:.1f}" y="{middle - height / 2:.1f}" width="{max(width, 0):.1f}" '
        f'height="{height}" fill="{fill}"{line}/>'
    )


def words(
    text: str, x: float, y: float, ink: str, *, size: int, weight: int = 400, anchor: str = "start"
) -> str:
    """Return a line of text, escaped; "" for no text."""
    if not text:
        return ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{safe(text)}</text>'
    )


def wrapped(text: str, characters: int = CHARACTERS) -> list[str]:
    """Return a text as lines of at most so many characters."""
    lines: list[str] = []
    for word in visible(text).split():
        if lines and len(lines[-1]) + len(word) < characters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def safe(text: str) -> str:
    """Return text escaped for SVG, without hidden characters."""
    return escape(visible(text))
