from __future__ import annotations

import plotly.graph_objects as go
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from services.charts import figures
from services.charts.palette import palette
from tests.charts.drawing import notes, traces, waterfall
from tests.charts.tables import KEY, movements

MONEY = st.one_of(st.none(), st.integers(0, 10**14))


def frame_of(pairs: list[tuple[int | None, int | None]]) -> pl.DataFrame:
    rows = [
        KEY
        | {
            "kd_program_str": f"{i:03d}",
            "nama_program": f"P{i}",
            "pagu_lama": old,
            "pagu_baru": new,
            "selisih": (new or 0) - (old or 0),
        }
        for i, (old, new) in enumerate(pairs)
    ]
    money = dict.fromkeys(("pagu_lama", "pagu_baru", "selisih"), pl.Int64)
    return pl.DataFrame(rows, schema_overrides=money)


def spans(figure: go.Figure) -> list[tuple[int, int]]:
    bars = traces(figure)[0]
    return [(low, low + wide) for low, wide in zip(bars["base"], bars["x"], strict=True)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=30))
def test_the_bars_lead_from_one_total_to_the_other(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    drawn = waterfall(frame_of(pairs), theme="light", limit=5)
    ends = spans(drawn)
    old, new = (sum(pair[i] or 0 for pair in pairs) for i in (0, 1))
    assert ends[0] == (0, old)
    assert ends[-1] == (0, new)
    at = old
    for low, high in ends[1:-1]:
        assert at in (low, high)
        at = high if at == low else low
    assert at == new
    assert len(ends) <= 2 + 6


def test_the_largest_movements_come_first() -> None:
    drawn = waterfall(movements(), theme="light", limit=3)
    assert notes(drawn) == [
        "Pagu 2024",
        "1.03 Program 3",
        "1.00 Program 0",
        "1.01 Program 1",
        "2 lainnya",
        "Pagu 2025",
    ]
    assert traces(drawn)[1]["text"] == [
        " Rp 255",
        " −Rp 60",
        " +Rp 50",
        " −Rp 50",
        " +Rp 44",
        " Rp 239",
    ]
    assert [code for (code,) in traces(drawn)[0]["customdata"]] == [
        "",
        "1.03",
        "1.00",
        "1.01",
        "",
        "",
    ]


def test_movements_have_neutral_and_distinct_colours() -> None:
    fills = traces(waterfall(movements(), theme="light", limit=9))[0]["marker"]["color"]
    moves = palette("light").moves
    assert fills == [
        moves["total"],
        moves["hilang"],
        moves["naik"],
        moves["turun"],
        moves["baru"],
        moves["naik"],
        moves["total"],
    ]


def test_hover_says_both_years_and_the_state() -> None:
    told = traces(waterfall(movements(), theme="light", drill=True))[0]["hovertext"]
    assert told[1] == (
        "<b>Program 3</b><br>kode 1.03<br>−Rp 60<br>Rp 60 → tidak diketahui (hilang)<br>"
        "Klik untuk membuka"
    )


def test_without_totals_the_bars_start_at_zero() -> None:
    drawn = waterfall(movements(), theme="light", totals=False)
    assert spans(drawn)[0] == (-60, 0)
    assert drawn.layout.xaxis.range[0] == -60
    zero = [shape for shape in drawn.layout.shapes if shape.x0 == shape.x1 == 0]
    assert zero, "the zero line is drawn when bars go below it"


def test_names_stand_beside_their_bars() -> None:
    drawn = waterfall(movements(), theme="light")
    first, second = drawn.layout.annotations[:2]
    assert (first.x, first.xanchor) == (0, "left")
    assert (second.x, second.xanchor) == (255, "right")


def test_rows_without_a_difference_are_counted_not_drawn() -> None:
    frame = frame_of([(1, 2), (3, 3)]).with_columns(
        selisih=pl.when(pl.col("kd_program_str") == "000").then(1)
    )
    drawn = waterfall(frame, theme="light")
    assert len(spans(drawn)) == 3
    assert figures.alt_text(drawn).endswith("1 tidak diketahui")


def test_totals_without_known_values_are_printed_as_unknown() -> None:
    drawn = waterfall(frame_of([(None, 5)]), theme="light")
    assert traces(drawn)[1]["text"] == [" tidak diketahui", " +Rp 5", " Rp 5"]


def test_a_name_that_ends_at_its_bar_is_cut_to_fit_a_phone() -> None:
    drawn = waterfall(movements(name="Penyelenggaraan Urusan Pemerintahan Daerah"), theme="light")
    assert len(notes(drawn)[1]) <= 36
    assert "Pemerintahan Daerah 3" in traces(drawn)[0]["hovertext"][1].replace("<br>", " ")
