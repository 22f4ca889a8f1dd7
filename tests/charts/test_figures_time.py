from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from services.charts import figures
from services.charts.palette import palette
from tests.charts.drawing import traces
from tests.charts.tables import KEY, days, months


def month_frame(first: int, count: int) -> pl.DataFrame:
    rows = [
        KEY
        | {"bulan": f"{n // 12:04d}-{n % 12 + 1:02d}", "jenis_revisi": "PEMBATALAN", "tindakan": 1}
        for n in range(first, first + count)
    ]
    return pl.DataFrame(rows)


def test_months_run_on_without_a_gap() -> None:
    drawn = traces(figures.months_by_type(months(), theme="light"))
    assert [month for month, _ in drawn[0]["customdata"]] == [
        "2024-12",
        "2025-01",
        "2025-02",
        "2025-03",
    ]
    by_kind = {t["customdata"][0][1]: t["y"] for t in drawn}
    assert by_kind == {
        "SATUKESATU": [0, 3, 0, 0],
        "PEMBATALAN": [5, 0, 0, 0],
        "PENGAKTIFAN": [0, 0, 0, 2],
        "lainnya": [0, 0, 0, 1],
    }


def test_month_hover_says_kind_count_and_total() -> None:
    drawn = traces(figures.months_by_type(months(), theme="light"))
    reactivated = next(t for t in drawn if t["name"] == "Pengaktifan")
    assert reactivated["hovertext"][3] == "<b>Mar 2025</b><br>Pengaktifan: 2 tindakan<br>jumlah 3"


def test_acts_are_drawn_and_rows_of_the_history_change_nothing() -> None:
    rows = (months(), months().with_columns(revisi=pl.lit(1)), months().drop("revisi"))
    drawn, *others = (figures.months_by_type(frame, theme="light").to_json() for frame in rows)
    assert others == [drawn, drawn]


def test_each_month_colour_is_that_of_its_kind() -> None:
    drawn = traces(figures.months_by_type(months(), theme="dark"))
    shown = palette("dark")
    fills = {t["customdata"][0][1]: t["marker"]["color"] for t in drawn}
    assert fills == {kind: shown.jenis_revisi(kind) for kind in fills}


@pytest.mark.parametrize(
    ("count", "every_month", "ticks"),
    [
        (4, False, ["Des<br>2024", "Jan<br>2025", "Feb", "Mar"]),
        (13, False, ["Jan<br>2025", "Apr", "Jul", "Okt"]),
        (30, False, ["Jan<br>2025", "Jan<br>2026", "Jan<br>2027"]),
    ],
)
def test_ticks_thin_out_with_the_span(count: int, every_month: bool, ticks: list[str]) -> None:
    frame = month_frame(2024 * 12 + 11, count)
    axis = figures.months_by_type(frame, theme="light", every_month=every_month).layout.xaxis
    assert list(axis.ticktext) == ticks


def test_every_month_can_be_named() -> None:
    frame = month_frame(2024 * 12 + 11, 13)
    axis = figures.months_by_type(frame, theme="light", every_month=True).layout.xaxis
    assert len(axis.ticktext) == 13
    assert axis.ticktext[:2] == ("Des<br>2024", "Jan<br>2025")


def test_only_rows_without_a_month_is_empty_not_a_crash() -> None:
    frame = months().filter(pl.col("bulan").is_null())
    assert figures.months_by_type(frame, theme="light").data == ()


def test_a_calendar_holds_every_day_between_first_and_last() -> None:
    drawn = traces(figures.day_calendar(days(), theme="light"))[0]
    assert len(drawn["x"]) == (date(2025, 1, 14) - date(2024, 12, 30)).days + 1
    assert drawn["y"][0] == date(2024, 12, 30).weekday()
    assert drawn["x"][0] == 0
    assert drawn["x"][-1] == 2
    assert drawn["hovertext"][0] == "<b>Sen, 30 Des 2024</b><br>4 tindakan"
    assert drawn["hovertext"][1] == "<b>Sel, 31 Des 2024</b><br>tidak ada tindakan"


def test_busier_days_are_in_higher_classes_and_quiet_days_in_none() -> None:
    drawn = traces(figures.day_calendar(days(), theme="light"))[0]
    level = dict(zip([t.split("</b>")[0] for t in drawn["hovertext"]], drawn["z"], strict=True))
    assert level["<b>Sel, 31 Des 2024"] == 0
    assert level["<b>Sel, 14 Jan 2025"] == 1
    assert level["<b>Sen, 30 Des 2024"] == 2
    assert level["<b>Rab, 1 Jan 2025"] == 3


def test_a_calendar_colours_its_levels_in_equal_steps() -> None:
    drawn = traces(figures.day_calendar(days(), theme="light"))[0]
    scale = drawn["colorscale"]
    assert scale[0][1] == palette("light").panel
    assert len(scale) == 2 * 4
    assert (drawn["zmin"], drawn["zmax"]) == (-0.5, 3.5)


def test_days_of_several_klpd_add_up() -> None:
    drawn = traces(figures.day_calendar(pl.concat([days(), days()]), theme="light"))[0]
    assert drawn["hovertext"][0].endswith("8 tindakan")


def test_the_calendar_names_its_months_with_the_year_in_january() -> None:
    axis = figures.day_calendar(days(), theme="light").layout.xaxis
    assert axis.ticktext == ("Jan 2025",)
    assert axis.tickvals == (0,)


def test_days_without_a_date_only_is_empty() -> None:
    frame = days().filter(pl.col("tanggal").is_null())
    assert figures.day_calendar(frame, theme="light").data == ()
