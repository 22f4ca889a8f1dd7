from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.charts import figures
from services.charts.figures_rows import PITCH, ROOM, split
from services.charts.palette import palette
from tests.charts.drawing import notes, ranked, traces
from tests.charts.tables import KEY, programs

PAGU = st.lists(st.one_of(st.none(), st.integers(0, 10**15)), min_size=1, max_size=45)


def frame_of(values: list[int | None]) -> pl.DataFrame:
    rows = [
        KEY | {"kd_program_str": f"{i:03d}", "nama_program": f"N{i}", "pagu": v, "jumlah_baris": 2}
        for i, v in enumerate(values)
    ]
    return pl.DataFrame(rows, schema_overrides={"pagu": pl.Int64})


def bars(figure: go.Figure) -> dict[str, Any]:
    return traces(figure)[0]


@settings(max_examples=25, deadline=None)
@given(PAGU)
def test_the_bars_hold_every_rupiah(values: list[int | None]) -> None:
    drawn = bars(ranked(frame_of(values), theme="light"))
    assert sum(drawn["x"]) == sum(value or 0 for value in values)
    assert len(drawn["x"]) <= 21
    kept = drawn["x"][:20]
    assert kept == sorted(kept, reverse=True)


def test_twenty_bars_and_one_of_the_others() -> None:
    drawn = ranked(programs(26), theme="light")
    assert len(bars(drawn)["x"]) == 21
    assert notes(drawn)[-1] == "6 lainnya"
    assert bars(drawn)["customdata"][-1] == [""]
    assert bars(drawn)["customdata"][0] == ["1.00.01"]
    assert bars(drawn)["marker"]["color"][-1] == palette("light").jenis["lainnya"]


def test_a_single_remaining_row_is_not_merged() -> None:
    drawn = ranked(programs(21), theme="light")
    assert bars(drawn)["customdata"][-1] == ["1.20.01"]
    assert split([1, 2, 3, 4], 3) == ([1, 2, 3, 4], [])
    assert split([1, 2, 3, 4, 5], 3) == ([1, 2, 3], [4, 5])


def test_the_bar_of_the_others_has_its_rows_and_missing_values() -> None:
    drawn = ranked(frame_of([9, 8, 7, None, 5, None]), theme="light", limit=2)
    told = bars(drawn)["hovertext"][-1]
    assert told == (
        "<b>4 lainnya</b><br>Rp 12<br>dari 8 baris<br>2 di antaranya tanpa nilai, tidak dijumlahkan"
    )


def test_others_without_any_value_are_unknown_not_zero() -> None:
    drawn = ranked(frame_of([9, None, None, None]), theme="light", limit=1)
    assert traces(drawn)[1]["text"] == [" Rp 9", " tidak diketahui"]


def test_a_missing_value_is_last_and_zero_is_a_value() -> None:
    drawn = ranked(frame_of([None, 0, 5]), theme="light")
    assert [code for (code,) in bars(drawn)["customdata"]] == ["002", "001", "000"]
    labels = traces(drawn)[1]
    assert labels["text"] == [" Rp 5", " Rp 0", " tidak diketahui"]
    assert labels["textfont"]["color"][-1] == palette("light").muted


def test_ties_stand_in_the_order_of_their_codes() -> None:
    drawn = ranked(frame_of([7, 7, 7]).reverse(), theme="light")
    assert [code for (code,) in bars(drawn)["customdata"]] == ["000", "001", "002"]


def test_hover_says_name_code_value_share_and_rows() -> None:
    drawn = ranked(programs(4), theme="light", drill=True)
    assert bars(drawn)["hovertext"][0] == (
        "<b>Program 0</b><br>kode 1.00.01<br>Rp 4.000.000.000<br>"
        "40 % dari pagu KLPD pada tahun itu<br>dari 1 baris<br>Klik untuk membuka"
    )


def test_the_denominator_can_be_named() -> None:
    drawn = ranked(programs(4), theme="light", share_of="pagu satker ini")
    assert "40 % dari pagu satker ini" in bars(drawn)["hovertext"][0]


def test_hover_leaves_out_columns_that_the_frame_does_not_have() -> None:
    lean = programs(3).drop("pangsa", "jumlah_baris")
    told = bars(ranked(lean, theme="light"))["hovertext"][0]
    assert told == "<b>Program 0</b><br>kode 1.00.01<br>Rp 3.000.000.000"


def test_the_chosen_bar_stands_out() -> None:
    fills = bars(ranked(programs(3), theme="light", chosen="1.01.01"))["marker"]["color"]
    shown = palette("light")
    assert fills == [shown.soft, shown.brand, shown.soft]


def test_bars_start_at_zero_with_room_for_the_value() -> None:
    drawn = ranked(programs(3), theme="light")
    assert tuple(drawn.layout.xaxis.range) == (0, 3_000_000_000 * ROOM)
    assert "base" not in bars(drawn)
    assert drawn.layout.hovermode == "y", "the whole row answers the mouse"


def test_height_follows_the_number_of_bars() -> None:
    heights = [ranked(programs(n), theme="light").layout.height for n in (3, 4)]
    assert heights[1] - heights[0] == PITCH


def test_the_log_switch_draws_decades_and_says_so() -> None:
    drawn = ranked(frame_of([5_000_000_000, 3_000_000, 0, None]), theme="light", log=True)
    axis = drawn.layout.xaxis
    assert axis.type == "log"
    assert axis.range[0] == 6
    assert axis.ticktext[0] == "Rp 1 jt"
    assert axis.ticktext[3] == "Rp 1 M"
    assert notes(drawn)[-1] == "Skala log: tiap garis sepuluh kali lipat"
    ends = traces(drawn)[1]["x"]
    assert ends[2:] == [10**6, 10**6], "labels of what has no bar stand at the axis"


def test_log_of_nothing_positive_still_draws() -> None:
    drawn = ranked(frame_of([0, None]), theme="light", log=True)
    assert drawn.layout.xaxis.range[1] > drawn.layout.xaxis.range[0]


def test_all_missing_still_draws() -> None:
    drawn = ranked(frame_of([None, None]), theme="light")
    assert bars(drawn)["x"] == [0, 0]
    assert drawn.layout.xaxis.range[1] > 0


def test_nameless_codes_are_shown_as_such() -> None:
    drawn = ranked(programs(2, name=None), theme="light")
    assert notes(drawn) == ["1.00.01 (tanpa nama)", "1.01.01 (tanpa nama)"]


def test_long_names_are_cut_but_complete_in_the_hover_text() -> None:
    long = "Program " + "sangat panjang " * 12
    drawn = ranked(programs(1, name=long), theme="light", chars=30)
    assert len(notes(drawn)[0]) <= 30
    assert bars(drawn)["hovertext"][0].replace("<br>", " ").count("sangat panjang") == 12


@pytest.mark.parametrize(("unit", "label"), [("jumlah", " 3.000.000.000"), ("rupiah", " Rp 3 M")])
def test_units(unit: str, label: str) -> None:
    assert traces(ranked(programs(3), theme="light", unit=unit))[1]["text"][0] == label


def test_the_text_alternative_names_the_largest() -> None:
    said = figures.alt_text(ranked(programs(9), theme="light"))
    assert said.startswith("1.00.01 Program 0: Rp 9 M; 1.01.01 Program 1: Rp 8 M")
    assert said.count(";") == 4
