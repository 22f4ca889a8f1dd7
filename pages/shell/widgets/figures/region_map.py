"""The linked map of regions: a strip of dots, a map and a ranked list of the same places.

What is pointed at in one of the three is outlined in all three, in the browser alone: nothing is
sent for it. A click or Enter on a dot, a region or a row goes to that place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.state import address
from pages.shell.state.view import View
from services.charts.geography.label_places import Name
from services.charts.geography.map_layout import map_layout
from services.charts.geography.plane import Line
from services.charts.geography.shapes import NO_FIGURE, WITHOUT_VALUE, Painted
from services.charts.palette import Palette, palette
from services.charts.plots.beeswarm import Strip

WIDTH, TALLEST, NAMES = 424, 500, 12
"""Pixels of the map where it is narrowest beside the list, its height at most, the names' size."""
ROOMY = 540
"""Pixels of the map from which on more names have room."""
_EDGE = 4
_WORDS = ("memuat", "terlambat", "gagal", "urut")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A place with its value in words, and perhaps another value beside it.

    rank: "" for a place without one. share: of the scale of all bars, None for no bar. about: the
    lines of its explanation on strip and map, the name first. muted: the value is a reason.
    """

    code: str
    name: str
    value: str
    about: Sequence[str]
    rank: str = ""
    share: float | None = None
    other: str = ""
    muted: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionMap:
    """What is drawn: the list in its order, the map, and the strips wide and narrow.

    around: places on the map that are not in the list. heads: of the name, the value and perhaps
    another value. painted: the regions, in any theme. names: those written on the map. rest: words
    before a number, the number, and the words of a link to what has no place, "" for no link.
    titles: the names of strip, map and list for who cannot see them.
    """

    entries: Sequence[Entry]
    heads: Sequence[str]
    titles: Mapping[str, str]
    around: Sequence[Entry] = ()
    painted: Painted | None = None
    names: tuple[Name, ...] = ()
    strips: tuple[Strip, Strip] | None = None
    about_map: Sequence[str] = ()
    about_list: Sequence[str] = ()
    rest: tuple[str, str, str] | None = None


def draw(
    view: View,
    shown: RegionMap,
    *,
    key: str,
    go: Callable[[str], None],
    rest: Callable[[], None] = lambda: None,
) -> None:
    """Draw strip, map and list; `go` is called with the code of the place that is chosen.

    key: unique for the place, whose geometry it holds. rest: called by the link to what has no
    place.
    """

    def chosen() -> None:
        if code := st.session_state[key].pergi:
            go(str(code))

    result = _PETA(
        key=key, data=data_of(view, shown), on_pergi_change=chosen, on_daftar_change=rest
    )
    if result.pergi:  # the first click after a restart of the server finds no callback
        before = address.current()
        go(str(result.pergi))
        if address.current() != before:
            st.rerun()


def data_of(view: View, shown: RegionMap) -> dict[str, Any]:
    """Return what the component draws, as JSON values; the component sets all texts as text."""
    painted = shown.painted
    words = {name: view.words(f"peta.{name}", nama="{nama}") for name in _WORDS}
    return {
        "tempat": _places(shown),
        "peta": _map(painted, shown.names) if painted else None,
        "jalur": [_strip(strip) for strip in shown.strips] if shown.strips else None,
        "daftar": {
            "kepala": list(shown.heads),
            "urut": any(entry.rank for entry in shown.entries),
            "batang": any(entry.share is not None for entry in shown.entries),
            "baris": [
                {
                    "kode": entry.code,
                    "urut": entry.rank,
                    "batang": entry.share,
                    "nilai": entry.value,
                    "lain": entry.other,
                    "redup": entry.muted,
                }
                for entry in shown.entries
            ],
            "sisa": shown.rest,
        },
        "legenda": [[entry.shade, entry.label] for entry in painted.legend] if painted else [],
        "warna": _colours(painted) if painted else {},
        "catatan": {"peta": list(shown.about_map), "daftar": list(shown.about_list)},
        "teks": {**words, **shown.titles},
    }


def _places(shown: RegionMap) -> dict[str, dict[str, Any]]:
    """Return all places of list and map by code, with the shade of their region."""
    marks = shown.painted.marks if shown.painted else ()
    known = {entry.code: entry for entry in (*shown.entries, *shown.around)}
    for mark in marks:
        about = (mark.name, mark.value_text)
        known.setdefault(
            mark.code, Entry(code=mark.code, name=mark.name, value=mark.value_text, about=about)
        )
    shades = {mark.code: mark.shade for mark in marks}
    return {
        code: {
            "nama": entry.name,
            "sebut": f"{entry.name}: {entry.value}",
            "rinci": list(entry.about),
            "isi": shades.get(code, NO_FIGURE),
            "milik": entry.own,
        }
        for code, entry in known.items()
    }


def _map(painted: Painted, names: tuple[Name, ...]) -> dict[str, Any]:
    layout = map_layout(
        painted.shapes,
        painted.bounds,
        names,
        width=WIDTH,
        tallest=TALLEST,
        texts=(NAMES * WIDTH / ROOMY, NAMES),
    )
    left, top, width, height = layout.land
    land = (left - _EDGE, top - _EDGE, width + 2 * _EDGE, height + 2 * _EDGE)
    geometry = repr((dict(layout.rings), layout.labels))
    return {
        "versi": hashlib.sha256(geometry.encode()).hexdigest()[:16],
        "lebar": layout.width,
        "tinggi": layout.height,
        "darat": [round(value, 1) for value in land],
        "bentuk": layout.outlines,
        "luas": ROOMY,
        "nama": [
            [
                {
                    "kode": label.code,
                    "baris": label.lines,
                    "nilai": label.value,
                    "x": round(label.x, 1),
                    "y": round(label.y, 1),
                    "sisi": label.anchor,
                    "garis": _points(label.leader, 1),
                    "tebal": label.bold,
                }
                for label in labels
            ]
            for labels in layout.labels
        ],
    }


def _points(line: Line | None, digits: int) -> list[float] | None:
    """Return x and y of both ends of a line."""
    return [round(value, digits) for point in line for value in point] if line else None


def _strip(strip: Strip) -> dict[str, Any]:
    middle = strip.median
    return {
        "tinggi": round(strip.height, 1),
        "sumbu": round(strip.axis, 1),
        "ujung": strip.ends,
        "jari": strip.radius,
        "angka": [(round(tick.x, 4), tick.text, tick.anchor) for tick in strip.ticks],
        "median": (middle.x, middle.text, middle.anchor, strip.at) if middle else None,
        "titik": [(dot.code, round(dot.x, 4), round(dot.y, 1)) for dot in strip.dots],
        "nama": [
            {
                "teks": caption.text,
                "nilai": caption.value,
                "x": round(caption.x, 4),
                "y": round(caption.y, 1),
                "sisi": caption.anchor,
                "garis": _points(caption.leader, 4),
            }
            for caption in strip.captions
        ],
    }


def _colours(painted: Painted) -> dict[str, dict[str, str]]:
    """Return by shade the colours of fill, border on the map, border of a dot, and ink.

    Each is a pair for both themes, since a change of theme does not reach the server.
    """
    light, dark = palette("light"), palette("dark")
    shades = {entry.shade for entry in painted.legend} | {mark.shade for mark in painted.marks}

    def pair(of: Callable[[Palette, str], str], shade: str) -> str:
        one, other = (of(p, painted.fill(shade, p.theme)) for p in (light, dark))
        return f"light-dark({one}, {other})"

    def border(colours: Palette, fill: str) -> str:
        return colours.background if colours.stands_out(fill) else colours.no_data_line

    return {
        shade: {
            "isi": pair(lambda _, fill: fill, shade),
            "tepi": pair(border, shade),
            "lingkar": pair(lambda colours, fill: colours.edge(fill), shade),
            "tinta": pair(lambda colours, fill: colours.ink_on(fill), shade),
        }
        for shade in sorted(shades - WITHOUT_VALUE)
    }


_PETA = st.components.v2.component(
    "lensa_peta",
    html='<div class="peta"></div>',
    css=(ASSETS / "peta.css").read_text("utf-8"),
    js=(ASSETS / "peta.js").read_text("utf-8"),
)
