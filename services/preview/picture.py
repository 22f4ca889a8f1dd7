"""Draw the picture of a preview: the figure in large type, one chart, whose it is, its source.

1,200 x 630 pixels, the size that chat programs and networks show; in a chat it is about 300 wide,
so the words are few and large. The light colours, since most chats put it on white.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files

from resvg_py import svg_to_bytes

from ..charts.palette import Palette, palette
from ..language import wording
from .compose import Composed
from .drawing import SMALL, Box, drawn, rectangle
from .lettering import FAMILY, Line, cut, set_in, width, wrapped
from .values import Answer

WIDTH, HEIGHT, MARGIN = 1200, 630, 60
LEAST = 64
"""The smallest size of the figure: 16 pixels in a chat."""
_FIGURES = (*((size, 1) for size in (132, 120, 108, 96, 86, 78, 70, LEAST)), (LEAST, 2))
_NAMES = ((54, 1), (48, 1), (48, 2), (42, 2), (36, 2), (36, 3))
"""Sizes of the figure and of the name, and on how many lines, the best first."""
_COLUMN, _LEFT = 470, 570
"""Width of the figure's column, and where the chart begins."""
_RULE = 542
_ICON = (
    '<g transform="translate(60 562) scale(1.25)" fill="none" stroke="{ink}">'
    '<circle cx="15.5" cy="15.5" r="12" stroke-width="4"/>'
    '<path stroke-width="5" stroke-linecap="round" d="M24 24 33 33"/>'
    '<path stroke-width="3.4" d="M10.7 15.5v6M15.6 11.5v10M20.5 8.5v13"/></g>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as SVG, with its lines, so that a test can see that none is cut or covered."""

    svg: str
    lines: tuple[Line, ...]


def picture(given: Composed) -> Picture:
    """Return the picture of a preview; the generic one where it has no answer."""
    look, lang = palette("light"), given.preview.lang
    if given.answer is None:
        parts = list(_generic(look, lang))
    else:
        parts = [*_answer(given, given.answer, look, lang), *_foot(given.source, look)]
    lines = tuple(part for part in parts if isinstance(part, Line))
    marks = "".join(part.svg if isinstance(part, Line) else part for part in parts)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FAMILY}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{look.background}"/>{marks}</svg>'
    )
    return Picture(svg=svg, lines=lines)


def png(given: Composed) -> bytes:
    """Return the picture of a preview as PNG, drawn with the shipped font alone."""
    with as_file(files(__package__) / "fonts" / "LensaSans.ttf") as font:
        drawing = svg_to_bytes(
            svg_string=picture(given).svg, skip_system_fonts=True, font_files=[str(font)]
        )
    return bytes(drawing)


def _answer(given: Composed, answer: Answer, look: Palette, lang: str) -> Iterator[str | Line]:
    yield rectangle(0, 0, WIDTH, 14, look.brand)
    room = float(WIDTH - 2 * MARGIN)
    if given.label:
        wide = width(given.label, 28, bold=True) + 40
        yield rectangle(WIDTH - MARGIN - wide, 44, wide, 50, look.amber, radius=8)
        middle = WIDTH - MARGIN - wide / 2
        ink = look.ink_on(look.amber)
        yield Line(text=given.label, x=middle, y=79, size=28, ink=ink, bold=True, anchor="middle")
        room -= wide + 30
    whole = float(WIDTH - 2 * MARGIN)
    size, names = set_in(answer.subject, whole, _NAMES, first=room)
    y = 88.0
    for name in names:
        yield Line(text=name, x=MARGIN, y=y, size=size, ink=look.text, bold=True)
        y += size * 1.12
    y += 44 - size * 1.12
    fitting = (size for size in (32, 28) if width(answer.context, size) <= whole)
    size = next(fitting, SMALL)
    context = cut(answer.context, whole, size)
    yield Line(text=context, x=MARGIN, y=y, size=size, ink=look.muted)
    # the figure and below it what it is, in the middle of their column
    room = float(_COLUMN if answer.chart is not None else WIDTH - 2 * MARGIN)
    size, figure = set_in(answer.figure, room, _FIGURES)
    label = wrapped(answer.label, room, 36, 3)
    high = size * (0.7 + 1.05 * (len(figure) - 1)) + 58 + 42 * (len(label) - 1)
    middle = y + (_RULE - y - high) / 2 + size * 0.7
    for at, text in enumerate(figure):
        line = middle + 1.05 * size * at
        yield Line(text=text, x=MARGIN, y=line, size=size, ink=look.brand, bold=True)
    middle += 1.05 * size * (len(figure) - 1)
    for at, text in enumerate(label):
        yield Line(text=text, x=MARGIN, y=middle + 58 + 42 * at, size=36, ink=look.text)
    if answer.chart is not None:
        top = y + 82
        box = Box(left=_LEFT, top=top, width=WIDTH - MARGIN - _LEFT, height=_RULE - 16 - top)
        title = cut(answer.chart_title, box.width, SMALL)
        yield Line(text=title, x=box.left, y=top - 24, size=SMALL, ink=look.muted)
        chart = drawn(answer.chart, box, look, lang)
        yield from chart.marks
        yield from chart.lines


def _foot(source: str, look: Palette) -> Iterator[str | Line]:
    yield rectangle(MARGIN, _RULE, WIDTH - 2 * MARGIN, 2, look.line)
    yield _ICON.format(ink=look.brand)
    name = Line(text="Lensa RUP", x=116, y=596, size=34, ink=look.brand, bold=True)
    yield name
    room = WIDTH - MARGIN - (name.x + name.width) - 40
    size = SMALL if width(source, SMALL) <= room else 22
    yield Line(
        text=cut(source, room, size),
        x=WIDTH - MARGIN,
        y=594,
        size=size,
        ink=look.muted,
        anchor="end",
    )


def _generic(look: Palette, lang: str) -> Iterator[str | Line]:
    yield rectangle(0, 0, WIDTH, 14, look.brand)
    yield Line(text="Lensa RUP", x=MARGIN, y=270, size=132, ink=look.brand, bold=True)
    text = wording.text("pratinjau.umum_pendek", lang)
    for at, line in enumerate(wrapped(text, WIDTH - 2 * MARGIN, 52, 2)):
        yield Line(text=line, x=MARGIN, y=364 + 62 * at, size=52, ink=look.text)
    heights = (60, 92, 48, 120, 150, 104, 190)
    for at, high in enumerate(heights):
        fill = look.brand if at == len(heights) - 1 else look.soft
        yield rectangle(MARGIN + 64 * at, 570 - high * 0.6, 44, high * 0.6, fill, radius=3)
