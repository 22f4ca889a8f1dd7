from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.charts import figures
from services.charts.palette import palette
from tests.charts.drawing import traces
from tests.charts.tables import programs
from tests.charts.test_figures_ranked import frame_of


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 10**15)), min_size=1, max_size=60))
def test_a_treemap_holds_every_rupiah(values: list[int | None]) -> None:
    drawn = traces(figures.treemap(frame_of(values), theme="light"))
    total = sum(value or 0 for value in values)
    assert (sum(drawn[0]["values"]) if drawn else 0) == total


def test_treemap_cells_are_codes_below_one_whole() -> None:
    drawn = traces(figures.treemap(programs(3), theme="light"))[0]
    assert drawn["ids"] == ["semua", "1.00.01", "1.01.01", "1.02.01"]
    assert drawn["parents"] == ["", "semua", "semua", "semua"]
    assert len({len(drawn[key]) for key in ("ids", "values", "labels", "hovertext", "text")}) == 1
    assert len(drawn["textfont"]["color"]) == len(drawn["marker"]["colors"]) == 4


def test_treemap_marks_the_ten_largest() -> None:
    drawn = traces(figures.treemap(programs(60), theme="light", limit=20))[0]
    shown = palette("light")
    fills = drawn["marker"]["colors"][1:]
    assert fills == [shown.brand] * 10 + [shown.soft] * 10 + [shown.jenis["lainnya"]]
    assert drawn["ids"][-1] == "lainnya"
    assert "kode" not in drawn["hovertext"][-1]


def test_treemap_says_share_and_leaves_small_cells_without_words() -> None:
    drawn = traces(figures.treemap(frame_of([999_000, 1_000]), theme="light"))[0]
    assert drawn["hovertext"][1] == "<b>N0</b><br>kode 000<br>Rp 999.000<br>99,9 % dari seluruhnya"
    assert drawn["text"] == ["", "000 N0<br>Rp 999.000", ""]


def test_nothing_with_an_area_is_an_empty_treemap() -> None:
    assert figures.treemap(frame_of([0, None]), theme="light").data == ()


def test_concentration_adds_up_from_the_largest() -> None:
    line, marks = traces(figures.concentration(frame_of([1, 6, None, 3]), theme="light"))
    assert line["y"] == pytest.approx([0, 0.6, 0.9, 1.0])
    assert line["x"] == [0, 1, 2, 3]
    assert line["hovertext"][2] == "<b>2 kode terbesar memegang 90 %</b>"
    assert marks["x"] == [1, 3]
    assert marks["text"] == ["  kode terbesar: 60 %", "  3 kode terbesar: 100 %"]


def test_concentration_names_the_ten_largest() -> None:
    drawn = figures.concentration(programs(40), theme="light")
    assert traces(drawn)[1]["x"] == [1, 10]
    assert figures.alt_text(drawn).startswith("10 kode terbesar memegang 43,3 %")
    assert drawn.layout.xaxis.ticktext == ("1", "10", "40")


def test_concentration_of_nothing_is_empty() -> None:
    assert figures.concentration(frame_of([None, None]), theme="light").data == ()
    assert figures.concentration(frame_of([0, 0]), theme="light").data == ()


def test_concentration_of_one_names_it_once() -> None:
    frame = pl.concat([programs(1)])
    assert traces(figures.concentration(frame, theme="light"))[1]["text"] == [
        "  kode terbesar: 100 %"
    ]
