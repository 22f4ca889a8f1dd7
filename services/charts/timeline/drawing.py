"""What the page's component draws: one placed timeline per width, and all texts, as plain values.

Positions are shares of the plot's width, so that the drawing follows the page; a plot is never
narrower than the width it was placed for, so marks stay as far apart as they were placed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ...language import wording
from .family import MADE, Family, Node
from .layout import CANCELLED, END, GROUP, Timeline, layout
from .words import code_state, described, end_words, split_code

Drawing = dict[str, Any]

SHAPES: Mapping[str, str] = MappingProxyType(
    {
        MADE: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
        "SATUKESATU": "M-4.5 -4.5H4.5V4.5H-4.5Z",
        "SATUKEBANYAK": "M0 -6.5L6.5 0L0 6.5L-6.5 0Z",
        "PEMBATALAN": "M-5 -5L5 5M5 -5L-5 5",
        "PENGAKTIFAN": "M0 -6L6 5H-6Z",
        "lainnya": "M-5 0L-2.5 -4.5H2.5L5 0L2.5 4.5H-2.5Z",
        GROUP: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z",
    }
)
"""The outline of each mark around its middle, as an SVG path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to draw for containers from a width on, in pixels.

    label: the column of codes; ends: the column of words at the right; end: how far the lines of
    ends run on; pitch: height of a lane; short: codes by their last digits.
    """

    least: int
    label: int
    ends: int
    end: int
    pitch: int
    short: bool = False

    @property
    def plot(self) -> int:
        """Return the least width of the plot."""
        return self.least - self.label - self.ends


FORMATS = (
    Format(least=296, label=50, ends=4, end=14, pitch=24, short=True),
    Format(least=460, label=50, ends=4, end=24, pitch=24, short=True),
    Format(least=641, label=104, ends=152, end=36, pitch=27),
    Format(least=760, label=104, ends=152, end=48, pitch=27),
    Format(least=900, label=104, ends=152, end=48, pitch=27),
    Format(least=1050, label=104, ends=152, end=48, pitch=27),
)
MONTH_LABEL, YEAR_LABEL = 28, 50
"""Least pixels between two months, and between the first, which names its year, and the next."""


def drawing(family: Family, nodes: Sequence[Node], lang: str) -> Drawing:
    """Return these lanes of a family for every format, with the texts of their events.

    `tindakan` are the acts among the events, the newest first.
    """
    shown = sorted({at for node in nodes for at in family.lanes[node]})
    index = {at: number for number, at in enumerate(shown)}
    placed = {
        shape: layout(family, nodes, shape.plot, end=shape.end, label=MONTH_LABEL)
        for shape in FORMATS
    }
    events = []
    for at in shown:
        words = described(family, at, lang)
        events.append(
            {
                "jenis": family.events[at].kind,
                "kode": family.events[at].node[2],
                "judul": words.title,
                "waktu": words.when,
                "rincian": list(words.lines),
                "ringkas": words.line,
                "alasan": words.reason,
                "nama": words.name,
            }
        )
    codes = []
    for node in nodes:
        head, tail = split_code(node[2])
        codes.append(
            {
                "kode": node[2],
                "awal": head,
                "akhir": tail,
                "nama": code_state(family, node, lang),
                "ujung": end_words(family, node, lang),
                "keadaan": family.state(node) or "",
                "ini": node[2] == family.chosen,
            }
        )
    return {
        "bentuk": dict(SHAPES),
        "kejadian": events,
        "kode": codes,
        "gambar": [
            _placed(shape, placed[shape], lang)
            | {"tanda": _marks(family, placed[shape], index, lang)}
            for shape in FORMATS
        ],
        "arti": legend(placed[FORMATS[-1]], lang),
        "tindakan": [index[at] for at in family.acts if at in index],
    }


def legend(timeline: Timeline, lang: str) -> list[tuple[str, str]]:
    """Return what is drawn with its meaning in words: marks, then lines."""
    marks = {mark.shape for lane in timeline.lanes for mark in lane.marks}
    lines = {style for lane in timeline.lanes for *_, style in lane.lines}
    names = [name for name in SHAPES if name in marks]
    names += [style for style in (CANCELLED, END) if style in lines]
    names += ["silang"] * any(link.dotted for link in timeline.links)
    return [(name, wording.text(f"garis.arti.{name}", lang)) for name in names]


def month_labels(timeline: Timeline, lang: str) -> list[tuple[float, str]]:
    """Return the x of each month's line with its label; the first and each January have a year.

    A month that the year before it leaves no room for has a line without a label.
    """
    labels: list[tuple[float, str]] = []
    free, year = float("-inf"), 0
    for x, month in timeline.months:
        text = ""
        if x >= free:
            text = wording.month_name(month.month, lang)
            if month.year != year:
                text = f"{text} {month.year}"
            free = x + (YEAR_LABEL if month.year != year else MONTH_LABEL)
            year = month.year
        labels.append((x, text))
    return labels


def _placed(shape: Format, timeline: Timeline, lang: str) -> dict[str, Any]:
    """Return everything of a placed timeline but its marks, every x as a share of the plot."""
    width = timeline.width
    return {
        "mulai": shape.least,
        "label": shape.label,
        "kanan": shape.ends,
        "tinggi": shape.pitch,
        "singkat": shape.short,
        "lebar": width,
        "bulan": [(_share(x, width), text) for x, text in month_labels(timeline, lang)],
        "garis": [
            [
                (_share(left, width), _share(right, width), style)
                for left, right, style in lane.lines
            ]
            for lane in timeline.lanes
        ],
        "sambungan": [
            (_share(link.x, width), link.top, link.bottom, link.kind, link.dotted)
            for link in timeline.links
        ],
    }


def _marks(
    family: Family, timeline: Timeline, index: Mapping[int, int], lang: str
) -> list[list[dict[str, Any]]]:
    """Return the marks of each lane; a mark of several acts has a title of its own."""
    lanes = []
    for lane in timeline.lanes:
        marks = []
        for mark in lane.marks:
            drawn = {
                "x": _share(mark.x, timeline.width),
                "bentuk": mark.shape,
                "kejadian": [index[at] for at in mark.events],
            }
            if mark.shape == GROUP:
                acts = sum(family.events[at].kind != MADE for at in mark.events)
                drawn |= {"n": acts, "judul": wording.text("garis.judul.banyak", lang, n=acts)}
            marks.append(drawn)
        lanes.append(marks)
    return lanes


def _share(x: float, width: float) -> float:
    return round(x / width, 5)
