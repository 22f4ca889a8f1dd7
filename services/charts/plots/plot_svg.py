"""Write a drawing of panels as an SVG picture: title, legend, panels, source line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..geography.plane import overlap
from ..palette import Palette, Theme, palette
from ..svg_parts import LINE, SIDE, WIDTH, Picture, box, framed
from ..svg_parts import words as text
from .plot import NORMAL, SMALL, Anchor, Dot, Ink, Panel, Path, Plot, Words

GAP = 28
"""Pixels between panels."""
LETTER = 0.55
"""About how wide a letter is, in sizes of its type."""
NEAR = 8
"""Pixels from a point to words that may stand on any side of it."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""


def plot_svg(plot: Plot, title: str, theme: Theme, source: str) -> Picture:
    """Return a drawing as a picture; all text is escaped."""
    look = palette(theme)
    inner = WIDTH - 2 * SIDE
    across = max(1, min(len(plot.panels), (inner + GAP) // (plot.least + GAP)))
    wide = (inner - GAP * (across - 1)) / across
    top = SIDE + 2 * LINE
    parts: list[str] = []
    begin, middle = float(SIDE), top + LINE / 2
    for key, ink, words in plot.legend:
        fill = _fill(look, ink)
        if key == "kotak":
            parts.append(box(begin, 12, middle, fill, 12))
        elif key == "garis":
            parts.append(box(begin, 14, middle, fill, 2))
        else:
            inside = look.background if key == "lingkar" else fill
            parts.append(
                f'<circle cx="{begin + 6}" cy="{middle}" r="4.5" fill="{inside}" stroke="{fill}" '
                'stroke-width="1.5"/>'
            )
        parts.append(text(words, begin + 18, middle + 4, look.text, size=SMALL))
        begin += 38 + LETTER * SMALL * len(words)
    top += LINE * bool(plot.legend)
    for start in range(0, len(plot.panels), across):
        row = plot.panels[start : start + across]
        head = LINE * max(bool(panel.title) + bool(panel.figure) for panel in row)
        for at, panel in enumerate(row):
            left = SIDE + at * (wide + GAP)
            parts += [
                text(panel.title, left, top + LINE, look.text, size=NORMAL),
                text(panel.figure, left, top + 2 * LINE, look.text, size=NORMAL, weight=600),
                *_Canvas.of(panel, left, top + head, wide, look).drawn(panel),
            ]
        top += head + max(panel.height for panel in row)
    return framed(title, parts, top + 1.5 * LINE, source, look)


def _fill(look: Palette, ink: Ink) -> str:
    return str(getattr(look, ink))


@dataclass(slots=True, kw_only=True)
class _Canvas:
    """Where a panel lies in the picture, in pixels, and the room that its words have taken."""

    left: float
    top: float
    width: float
    height: float
    look: Palette
    taken: list[Box] = field(default_factory=list)

    @classmethod
    def of(cls, panel: Panel, left: float, top: float, wide: float, look: Palette) -> _Canvas:
        """Return the canvas of a panel whose margins begin at `left` and `top`."""
        return cls(
            left=left + panel.left,
            top=top + panel.above,
            width=wide - panel.left - panel.right,
            height=panel.height - panel.above - panel.below,
            look=look,
        )

    def x(self, share: float) -> float:
        return self.left + self.width * share

    def y(self, share: float) -> float:
        return self.top + self.height * (1 - share)

    def drawn(self, panel: Panel) -> Iterator[str]:
        """Yield the marks of a panel: the lines of its scale, bars, other lines, dots, words."""
        yield from (self._path(path) for path in panel.paths if path.ink == "line")
        for bar in panel.bars:
            high, middle = self.y(bar.bottom) - self.y(bar.top), self.y((bar.top + bar.bottom) / 2)
            width = self.x(bar.right) - self.x(bar.left)
            yield box(self.x(bar.left), width, middle, _fill(self.look, bar.ink), round(high, 1))
        yield from (self._path(path) for path in panel.paths if path.ink != "line")
        yield from map(self._dot, panel.dots)
        for words in panel.words:
            yield self._words(words)

    def _path(self, path: Path) -> str:
        steps, pen = "", "M"
        for point in path.points:
            if point is not None:
                steps += f"{pen}{self.x(point[0]):.1f} {self.y(point[1]):.1f}"
            pen = "M" if point is None else "L"
        ink = _fill(self.look, path.ink)
        return f'<path d="{steps}" fill="none" stroke="{ink}" stroke-width="{path.width}"/>'

    def _dot(self, dot: Dot) -> str:
        x, y, ink = self.x(dot.x), self.y(dot.y), _fill(self.look, dot.ink)
        r = dot.radius
        self.taken.append((x - r, y - r, x + r, y + r))
        inside = self.look.background if dot.hollow else ink
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{inside}" stroke="{ink}" '
            'stroke-width="1.5"/>'
        )

    def _words(self, words: Words) -> str:
        """Return words at the first free place of theirs; "" for optional ones that have none."""
        wide = LETTER * words.size * len(words.text)
        places: list[tuple[float, float, Anchor]] = [(words.right, words.up, words.anchor)]
        if words.around:
            level = -words.size / 3
            places = [
                (NEAR, level, "start"),
                (-NEAR, level, "end"),
                (0.0, NEAR + 4.0, "middle"),
                (0.0, -NEAR - words.size, "middle"),
            ]
        rooms: list[tuple[float, float, Anchor, Box]] = []
        for right, up, anchor in places:
            before = {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            x, y = self.x(words.x) + right, self.y(words.y) - up
            if not words.around:
                x = max(min(x, WIDTH - wide + before), before)
            room = (x - before, y - words.size, x - before + wide, y + 2)
            rooms.append((x, y, anchor, room))
        inside = [room for room in rooms if room[3][0] >= 0 and room[3][2] <= WIDTH]
        free = next(
            (r for r in inside if not any(overlap(r[3], other) for other in self.taken)), None
        )
        if free is None and words.optional:
            return ""
        x, y, anchor, room = free or (*inside, *rooms)[0]
        self.taken.append(room)
        weight = 600 if words.strong else 400
        ink = _fill(self.look, words.ink)
        return text(words.text, x, y, ink, size=words.size, weight=weight, anchor=anchor)
