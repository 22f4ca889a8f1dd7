from __future__ import annotations

from datetime import date

import polars as pl

from services.charts.palette import palette
from services.charts.revision_year.day_calendar import day_calendar
from tests.charts.drawing import traces
from tests.charts.tables import days


def test_a_calendar_holds_every_day_between_first_and_last() -> None:
    drawn = traces(day_calendar(days(), theme="light"))[0]
    assert len(drawn["x"]) == (date(2025, 1, 14) - date(2024, 12, 30)).days + 1
    assert drawn["y"][0] == date(2024, 12, 30).weekday()
    assert drawn["x"][0] == 0
    assert drawn["x"][-1] == 2
    assert drawn["hovertext"][0] == "<b>Sen, 30 Des 2024</b><br>4 tindakan"
    assert drawn["hovertext"][1] == "<b>Sel, 31 Des 2024</b><br>tidak ada tindakan"


def test_busier_days_are_in_higher_classes_and_quiet_days_in_none() -> None:
    drawn = traces(day_calendar(days(), theme="light"))[0]
    level = dict(zip([t.split("</b>")[0] for t in drawn["hovertext"]], drawn["z"], strict=True))
    assert level["<b>Sel, 31 Des 2024"] == 0
    assert level["<b>Sel, 14 Jan 2025"] == 1
    assert level["<b>Sen, 30 Des 2024"] == 2
    assert level["<b>Rab, 1 Jan 2025"] == 3


def test_a_calendar_colours_its_levels_in_equal_steps() -> None:
    drawn = traces(day_calendar(days(), theme="light"))[0]
    scale = drawn["colorscale"]
    assert scale[0][1] == palette("light").panel
    assert len(scale) == 2 * 4
    assert (drawn["zmin"], drawn["zmax"]) == (-0.5, 3.5)


def test_days_of_several_klpd_add_up() -> None:
    drawn = traces(day_calendar(pl.concat([days(), days()]), theme="light"))[0]
    assert drawn["hovertext"][0].endswith("8 tindakan")


def test_the_calendar_names_its_months_with_the_year_in_january() -> None:
    axis = day_calendar(days(), theme="light").layout.xaxis
    assert axis.ticktext == ("Jan 2025",)
    assert axis.tickvals == (0,)


def test_days_without_a_date_only_is_empty() -> None:
    frame = days().filter(pl.col("tanggal").is_null())
    assert day_calendar(frame, theme="light").data == ()
