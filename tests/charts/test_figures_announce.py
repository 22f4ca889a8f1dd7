from __future__ import annotations

from datetime import date

import polars as pl

from services.charts import figures
from services.charts.palette import palette
from tests.charts.drawing import notes, traces
from tests.charts.tables import announcements


def test_all_years_share_one_axis_that_starts_in_january() -> None:
    older, newest = traces(figures.announcement_curve(announcements(), theme="light"))
    assert older["x"] == [4, (date(2024, 5, 1) - date(2024, 1, 1)).days]
    assert newest["x"] == [-12, 89, 90]
    assert newest["y"] == [0.2, 0.6, 0.9]
    assert newest["line"]["shape"] == "hv", "a share holds until the next announcement"


def test_31_march_is_marked_with_the_share_reached_by_then() -> None:
    drawn = figures.announcement_curve(announcements(), theme="light")
    assert drawn.layout.shapes[0].x0 == drawn.layout.shapes[0].x1 == 89
    assert notes(drawn)[0] == "≥ 60 % diumumkan<br>sampai 31 Mar 2025"
    assert figures.alt_text(drawn) == "≥ 60 % diumumkan sampai 31 Mar 2025"


def test_31_march_of_a_leap_year_is_a_day_later() -> None:
    leap = announcements().filter(pl.col("tahun") == 2024)
    drawn = figures.announcement_curve(leap, theme="light")
    assert drawn.layout.shapes[0].x0 == 90
    assert figures.alt_text(drawn) == "≥ 10 % diumumkan sampai 31 Mar 2024"


def test_nothing_announced_by_then_is_zero() -> None:
    late = announcements().filter(pl.col("tanggal") == date(2025, 4, 1))
    assert notes(figures.announcement_curve(late, theme="light"))[0].startswith("≥ 0 % ")


def test_lines_are_named_at_their_ends_without_overlap() -> None:
    close = announcements().with_columns(pangsa=pl.lit(0.5))
    drawn = figures.announcement_curve(close, theme="light")
    labels = drawn.layout.annotations[1:]
    assert {label.text for label in labels} == {"2024", "2025"}
    heights = sorted(label.y for label in labels)
    assert heights[1] - heights[0] >= 0.06
    colour = {label.text: label.font.color for label in labels}
    assert colour["2025"] == palette("light").brand


def test_several_klpd_have_a_line_each() -> None:
    other = announcements().with_columns(kd_klpd=pl.lit("D1"))
    drawn = figures.announcement_curve(pl.concat([announcements(), other]), theme="light")
    assert len(drawn.data) == 4
    assert notes(drawn)[0] == "31 Mar"
    assert set(notes(drawn)[1:]) == {"D1 2024", "D264 2024", "D1 2025", "D264 2025"}


def test_one_year_of_several_klpd_is_named_by_code() -> None:
    both = pl.concat([announcements(), announcements().with_columns(kd_klpd=pl.lit("D1"))])
    drawn = figures.announcement_curve(both.filter(pl.col("tahun") == 2025), theme="light")
    assert set(notes(drawn)[1:]) == {"D1", "D264"}


def test_hover_says_date_count_and_share() -> None:
    told = traces(figures.announcement_curve(announcements(), theme="light"))[1]["hovertext"][1]
    assert told == "<b>31 Mar 2025</b><br>6 paket diumumkan<br>60 % dari seluruhnya"


def test_rows_without_a_share_are_not_drawn() -> None:
    unknown = announcements().with_columns(pangsa=pl.lit(None, dtype=pl.Float64))
    assert figures.announcement_curve(unknown, theme="light").data == ()


def test_the_axis_runs_from_zero_to_all() -> None:
    drawn = figures.announcement_curve(announcements(), theme="light")
    assert drawn.layout.yaxis.range[0] == 0
    assert drawn.layout.yaxis.ticktext == ("0 %", "25 %", "50 %", "75 %", "100 %")
    assert drawn.layout.xaxis.range[0] == -12
    assert "Jan" in drawn.layout.xaxis.ticktext
