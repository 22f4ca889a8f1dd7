"""The timeline as a picture: SVG with the colours of a theme, for downloads and reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..geography.svg import FONT, safe
from ..palette import Palette, Theme, palette
from .drawing import SHAPES, Format, legend, month_labels
from .family import MADE, Family, Node
from .layout import CANCELLED, END, GROUP, PAST, Timeline, layout
from .words import end_words

FORMAT = Format(least=1080, label=104, ends=176, end=48, pitch=27)
SMALL = 12
LINE = 20
HEAD = 2 * LINE
"""Pixels above the first lane: legend and months."""


def picture(family: Family, nodes: Sequence[Node], *, theme: Theme, lang: str, alt: str) -> str:
    """Return these lanes of a family as an SVG document; all text is escaped."""
    colours = palette(theme)
    shape = FORMAT
    timeline = layout(family, nodes, shape.plot, end=shape.end)
    rows = len(nodes)
    key, lines = _legend(timeline, colours, lang, shape.least)
    top = lines * LINE + HEAD
    height = top + rows * shape.pitch + SMALL
    body, bottom = [], rows * shape.pitch
    for x, text in month_labels(timeline, lang):
        body.append(f'<line x1="{x}" x2="{x}" y1="-8" y2="{bottom}" stroke="{colours.line}"/>')
        if text:
            body.append(_text(text, x, -14, colours.muted))
    for link in timeline.links:
        dash = ' stroke-dasharray="2 3"' if link.dotted else ""
        colour = colours.jenis_revisi(link.kind)
        body.append(
            f'<line x1="{link.x}" x2="{link.x}" y1="{_middle(link.top)}" '
            f'y2="{_middle(link.bottom)}" stroke="{colour}" stroke-width="1.5"{dash}/>'
        )
    for row, lane in enumerate(timeline.lanes):
        y = _middle(row)
        body += [_line(left, right, y, style, colours) for left, right, style in lane.lines]
        for mark in lane.marks:
            acts = sum(family.events[at].kind != MADE for at in mark.events)
            body.append(_mark(mark.shape, mark.x, y, colours, acts))
    labels = (
        part for row, node in enumerate(nodes) for part in _labels(family, node, row, colours, lang)
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{shape.least}" '
            f'height="{height}" viewBox="0 0 {shape.least} {height}" font-family="{FONT}" '
            f'font-size="{SMALL}"><title>{safe(alt)}</title>',
            *key,
            f'<g transform="translate({shape.label} {top})">',
            *body,
            "</g>",
            f'<g transform="translate(0 {top})">',
            *labels,
            "</g></svg>",
        ]
    )


def _middle(row: int) -> float:
    return (row + 0.5) * FORMAT.pitch


def _legend(timeline: Timeline, colours: Palette, lang: str, width: int) -> tuple[list[str], int]:
    """Return the meanings of marks and lines, wrapped to the width, and their lines of text."""
    parts, x, line = [], 8.0, 0
    for name, text in legend(timeline, lang):
        wide = 36 + 6.2 * len(text)
        if x + wide > width and x > 8:
            x, line = 8.0, line + 1
        y = line * LINE + 10
        if name in SHAPES:
            sign = _mark(name, x + 4, y, colours)
        else:
            sign = _line(x - 6, x + 12, y, name, colours)
        parts += [sign, _text(text, x + 18, y + 4, colours.text)]
        x += wide
    return parts, line + 1


def _line(left: float, right: float, y: float, style: str, colours: Palette) -> str:
    colour, width, dash = {
        CANCELLED: (colours.keadaan["batal"], 1.5, "2 3"),
        PAST: (colours.no_data_line, 1, "4 3"),
        END: (colours.brand, 3, ""),
        "silang": (colours.jenis["SATUKESATU"], 1.5, "2 3"),
    }.get(style, (colours.no_data_line, 2, ""))
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="{colour}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def _mark(shape: str, x: float, y: float, colours: Palette, count: int = 0) -> str:
    colour = colours.text if shape in (MADE, GROUP) else colours.jenis_revisi(shape)
    hollow = shape in ("SATUKESATU", "lainnya", GROUP)
    fill = colours.background if hollow else colour
    number = (
        _text(str(count), 0, 4, colours.text, anchor="middle") if shape == GROUP and count else ""
    )
    return (
        f'<g transform="translate({x} {y})"><path d="{SHAPES[shape]}" fill="{fill}" '
        f'stroke="{colour}" stroke-width="2"/>{number}</g>'
    )


def _labels(family: Family, node: Node, row: int, colours: Palette, lang: str) -> Iterable[str]:
    """Yield the code and, at the right, what its end is; the chosen code and ends are bold."""
    y = _middle(row) + 4
    chosen = node[2] == family.chosen
    weight = 600 if chosen or family.is_end(node) else 400
    yield _text(node[2], FORMAT.label - 12, y, colours.text, anchor="end", weight=weight)
    if chosen:
        top = row * FORMAT.pitch + 3
        size = f'width="3" height="{FORMAT.pitch - 6}"'
        yield f'<rect x="0" y="{top}" {size} fill="{colours.brand}"/>'
    words = end_words(family, node, lang)
    if words:
        colour = colours.brand if family.state(node) == "aktif" else colours.muted
        yield _text(words, FORMAT.least - FORMAT.ends + 8, y, colour, weight=weight)


def _text(
    text: str, x: float, y: float, colour: str, *, anchor: str = "start", weight: int = 400
) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{safe(text)}</text>'
    )
