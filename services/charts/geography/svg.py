"""Write a painted map as an SVG file: the page's shapes, classes and names, for a download."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ...language import wording
from ...language.plain_text import visible
from ..palette import Palette, palette
from ..text_size import LINE_HEIGHT
from .label_places import Label, Name
from .map_layout import map_layout
from .shapes import NO_FIGURE, UNREAD, LegendEntry, Mark, Painted

FONT = "Arial, Helvetica, sans-serif"
WIDTH = 930
SIDE = 16
LINE = 18
TALLEST = 620
NAMES, WIDER = 12, 1.1
"""Size of the names on the map, and how much wider FONT is than the page's."""
_PATTERNS = {UNREAD: "belum", NO_FIGURE: "tanpa"}
"""Ids of the patterns that fill regions without a value."""


def svg_map(
    painted: Painted,
    *,
    title: str,
    source: str,
    names: tuple[Name, ...] = (),
    outlined: frozenset[str] = frozenset(),
    note: str | None = None,
    width: int = WIDTH,
) -> str:
    """Return a complete SVG document: title, map, legend, note on boundaries and source line.

    All text is escaped; regions carry name and value as their own title. names: those written on
    the map where there is room, the most important first. outlined: codes of regions that stand
    out. `note` defaults to the words on indicative boundaries.
    """
    colours = palette(painted.theme)
    layout = map_layout(
        painted.shapes,
        painted.bounds,
        names,
        width=width - 2 * SIDE,
        tallest=TALLEST,
        texts=(NAMES * WIDER,),
    )
    map_top = 2 * SIDE + LINE
    legend, rows = _legend(painted.legend, map_top + layout.height + LINE, width, colours)
    note = note if note is not None else wording.text("maps.indicative", painted.lang)
    feet = [*_wrapped(note, width), *_wrapped(source, width)]
    feet_top = map_top + layout.height + LINE * (rows + 2)
    height = feet_top + LINE * len(feet) + SIDE / 2
    paths = dict(layout.outlines)
    fills = {mark.code: mark.fill if mark.known else "" for mark in painted.marks}
    chosen = (paths[mark.code] for mark in painted.marks if mark.code in outlined)
    regions = []
    for mark in painted.marks:
        value = f": {mark.value_text}" if mark.value_text else ""
        about = f"<title>{safe(f'{mark.name} ({mark.code}){value}')}</title>"
        fill, edge = inks(mark, colours)
        look = f'fill="{fill}" stroke="{edge}" fill-rule="evenodd"'
        regions.append(f'<path {look} d="{paths[mark.code]}">{about}</path>')
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}" '
        f'font-family="{FONT}"><title>{safe(title)}</title><defs>{patterns(colours)}</defs>'
        f'<rect width="100%" height="100%" fill="{colours.background}"/>',
        _line(title, SIDE + LINE, colours.text, size=17, weight=600),
        f'<g transform="translate({SIDE} {map_top})" stroke-width="0.6">',
        *regions,
        *(f'<path fill="none" stroke="{colours.text}" stroke-width="2" d="{d}"/>' for d in chosen),
        *(part for label in layout.labels[0] for part in _label(label, fills[label.code], colours)),
        "</g>",
        *legend,
        *(_line(foot, feet_top + i * LINE, colours.muted, size=12) for i, foot in enumerate(feet)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def patterns(colours: Palette) -> str:
    """Return the patterns that fill regions without a value: hatched and dotted."""
    area = 'width="6" height="6" patternUnits="userSpaceOnUse"'
    return (
        f'<pattern id="{_PATTERNS[UNREAD]}" {area} patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{colours.background}"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{colours.no_data_line}" stroke-width="1.6"/>'
        f'</pattern><pattern id="{_PATTERNS[NO_FIGURE]}" {area}>'
        f'<rect width="6" height="6" fill="{colours.background}"/>'
        f'<circle cx="3" cy="3" r="0.9" fill="{colours.no_data_line}"/></pattern>'
    )


def _label(label: Label, fill: str, colours: Palette) -> Iterator[str]:
    """Yield a name with its leader; inside a region its ink depends on the fill, "" for none."""
    ink = colours.ink_on(fill) if fill and label.leader is None else colours.text
    halo = fill or colours.background
    if label.leader:
        (x1, y1), (x2, y2) = label.leader
        halo = colours.background
        yield (
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colours.text}" stroke-width="0.8"/>'
        )
    rows = [*label.lines, *([label.value] if label.value else [])]
    for at, row in enumerate(rows):
        y = label.y + NAMES * (LINE_HEIGHT * (at - (len(rows) - 1) / 2) + 0.35)
        bold = label.bold or (label.value and at < len(label.lines))
        yield (
            f'<text x="{label.x:.1f}" y="{y:.1f}" font-size="{NAMES}" text-anchor="{label.anchor}" '
            f'font-weight="{600 if bold else 400}" fill="{ink}" stroke="{halo}" stroke-width="2.5" '
            f'paint-order="stroke" stroke-linejoin="round">{safe(row)}</text>'
        )


def inks(mark: Mark, colours: Palette) -> tuple[str, str]:
    """Return the fill and the edge of a region; one without a value has a pattern (`patterns`)."""
    plain = mark.known and colours.stands_out(mark.fill)
    edge = colours.background if plain else colours.no_data_line
    return mark.fill if mark.known else _pattern(mark.shade), edge


def _pattern(shade: str) -> str:
    return f"url(#{_PATTERNS[shade]})"


def _legend(
    legend: Sequence[LegendEntry], top: float, width: int, colours: Palette
) -> tuple[list[str], int]:
    """Return the entries as SVG, wrapped to the width, and how many lines they take."""
    parts, x, row = [], float(SIDE), 0
    for entry in legend:
        wide = 34 + 6.0 * len(entry.label)
        if x > SIDE and x + wide > width - SIDE:
            x, row = float(SIDE), row + 1
        fill = entry.colour if entry.known else _pattern(entry.shade)
        edge = colours.edge(entry.colour) if entry.known else colours.no_data_line
        y = top + row * LINE
        parts.append(
            f'<rect x="{x:.0f}" y="{y - 10:.0f}" width="12" height="12" '
            f'fill="{fill}" stroke="{edge}"/>'
        )
        parts.append(_line(entry.label, y, colours.text, size=12, x=x + 18))
        x += wide
    return parts, row + 1


def _line(
    text: str, y: float, colour: str, *, size: int, x: float = SIDE, weight: int = 400
) -> str:
    place = f'x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}"'
    return f'<text {place} fill="{colour}">{safe(text)}</text>'


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in visible(text).split(" "):
        if lines[-1] and len(lines[-1]) + len(word) + 1 > (width - 2 * SIDE) / 5.9:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line]


def safe(text: object) -> str:
    """Return text escaped for HTML and SVG, without hidden characters."""
    return escape(visible(text))
