"""What the linked map sends to the browser: text as text, one geometry, colours as pairs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from pages.shell.widgets.figures.region_map import Entry, RegionMap, data_of
from services.charts.geography.label_places import Name
from services.charts.geography.shapes import Painted, paint, read_shapes
from services.charts.palette import palette
from services.charts.plots.beeswarm import Value, strip
from tests.charts.tables import HOSTILE, boundaries, region_values

VALUES = {"5200": 1.0, "5201": 2.0, "5202": None, "5203": 4.0}
VIEW: Any = SimpleNamespace(words=lambda key, **values: key)


def painted(values: dict[str, float | None], *, dark: bool = False) -> Painted:
    theme = "dark" if dark else "light"
    return paint(read_shapes(boundaries()), region_values(values), theme=theme, print_value=str)


def shown(values: dict[str, float | None] = VALUES, *, name: str = "Kab.") -> RegionMap:
    entries = [
        Entry(
            code=code,
            name=f"{name} {code}",
            value=str(value) if value else "belum dibaca",
            about=[f"{name} {code}", str(value)],
            rank=str(at + 1) if value else "",
            share=value / 4 if value else None,
            muted=not value,
            own=code == "5201",
        )
        for at, (code, value) in enumerate(values.items())
    ]
    dots = [Value(code=e.code, name=e.name, value=4 * e.share, text=e.value)
            for e in entries if e.share]  # fmt: skip
    strips = [
        strip(dots, width=width, print_value=str, median_words="median") for width in (736, 320)
    ]
    return RegionMap(
        entries=entries,
        heads=("Kab/kota", "Pagu"),
        titles={"jalur": "a", "peta": "b", "daftar": "c"},
        painted=painted(values),
        names=tuple(Name(code=code, text=code) for code in values),
        strips=(strips[0], strips[1]),
    )


def test_the_three_parts_hold_the_same_places() -> None:
    data = json.loads(json.dumps(data_of(VIEW, shown())))
    assert set(data["tempat"]) == set(VALUES)
    assert {code for code, _ in data["peta"]["bentuk"]} == set(VALUES)
    assert [row["kode"] for row in data["daftar"]["baris"]] == list(VALUES)
    for part in data["jalur"]:
        assert {code for code, *_ in part["titik"]} == {"5200", "5201", "5203"}


def test_what_is_not_read_has_neither_dot_nor_rank_nor_bar_and_is_hatched() -> None:
    data = data_of(VIEW, shown())
    (row,) = [row for row in data["daftar"]["baris"] if row["kode"] == "5202"]
    assert (row["urut"], row["batang"], row["redup"]) == ("", None, True)
    assert data["tempat"]["5202"]["isi"] == "belum"
    assert "belum" not in data["warna"], "it has a pattern instead of a colour"
    assert data["tempat"]["5202"]["sebut"] == "Kab. 5202: belum dibaca"


def test_the_geometry_depends_on_places_and_names_alone() -> None:
    one, other = data_of(VIEW, shown()), data_of(VIEW, shown({**VALUES, "5200": 9.0}))
    assert one["peta"]["versi"] == other["peta"]["versi"]
    assert one["warna"] != other["warna"] or one["tempat"] != other["tempat"]
    dark = replace(shown(), painted=painted(VALUES, dark=True))
    assert data_of(VIEW, dark)["warna"] == one["warna"], "a change of theme sends nothing"
    renamed = replace(shown(), names=(Name(code="5200", text="Lain"),))
    assert data_of(VIEW, renamed)["peta"]["versi"] != one["peta"]["versi"]


def test_colours_are_pairs_of_the_palettes() -> None:
    light, dark = palette("light"), palette("dark")
    pair = re.compile(r"light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\)")
    for colours in data_of(VIEW, shown())["warna"].values():
        for value in colours.values():
            found = pair.fullmatch(value)
            assert found
            assert found[1] in str(light)
            assert found[2] in str(dark)


def test_hostile_names_stay_text() -> None:
    data = data_of(VIEW, shown(name=HOSTILE))
    assert data["tempat"]["5200"]["nama"].startswith(HOSTILE[:8]), "set as text in the browser"


def test_a_list_alone_has_no_map_and_no_strip() -> None:
    data = data_of(VIEW, replace(shown(), painted=None, strips=None))
    assert (data["peta"], data["jalur"], data["legenda"]) == (None, None, [])
    assert len(data["daftar"]["baris"]) == len(VALUES)


def test_a_region_that_the_list_lacks_is_still_a_place() -> None:
    some = shown()
    data = data_of(VIEW, replace(some, entries=some.entries[:2]))
    assert set(data["tempat"]) == set(VALUES)
    assert data["tempat"]["5203"]["sebut"] == "Kab. 5203: 4.0"
