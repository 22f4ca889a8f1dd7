"""Months of a plan year: columns against ticks, or lines of several years and KLPD."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import polars as pl
import pytest

from services.charts.palette import palette
from services.charts.revision_year.figures import alt_text
from services.charts.revision_year.plan_months import plan_months
from tests.charts import tables
from tests.charts.drawing import notes, shown, traces

TAGS = re.compile(r"</?(?:b|br)>")


def other(**values: object) -> pl.DataFrame:
    """Return the newest year's rows as those of another KLPD or year."""
    frame = tables.plan_months()
    changed = {name: pl.lit(value) for name, value in values.items()}
    return frame.filter(tahun=2025).with_columns(**changed).cast(dict(frame.schema))


def test_the_newest_year_is_columns_and_the_older_one_ticks_across_them() -> None:
    columns, ticks = traces(plan_months(tables.plan_months(), theme="light"))
    assert (columns["type"], columns["name"]) == ("bar", "rencana 2025")
    assert columns["x"] == list(range(13))
    assert columns["y"][:4] == [5, 3, 0, 10]
    assert (ticks["mode"], ticks["name"]) == ("markers", "rencana 2024")
    assert (ticks["x"], ticks["y"]) == ([0, 1, 2, 3], [4, 0, 0, 8])


def test_december_before_the_plan_year_is_a_month_of_its_own() -> None:
    drawn = plan_months(tables.plan_months(), theme="light")
    assert drawn.layout.xaxis.ticktext[:3] == ("Des<br>2024", "Jan<br>2025", "Feb")
    assert drawn.layout.xaxis.ticktext[-1] == "Des"


def test_a_month_says_the_acts_of_both_years() -> None:
    columns = traces(plan_months(tables.plan_months(), theme="light"))[0]
    assert columns["hovertext"][3] == "<b>Mar 2025</b><br>2025: 10 tindakan<br>2024: 8 tindakan"
    assert columns["hovertext"][1] == "<b>Jan 2025</b><br>2025: 3 tindakan<br>2024: 0 tindakan"


def test_the_words_name_the_highest_month_of_both_years() -> None:
    drawn = plan_months(tables.plan_months(), theme="light")
    assert alt_text(drawn) == "Mar 2025: 10 tindakan; 2024: 8"
    assert notes(drawn) == ["10"]


def test_one_year_alone_has_no_ticks() -> None:
    (columns,) = traces(plan_months(tables.plan_months().filter(tahun=2025), theme="light"))
    assert columns["type"] == "bar"


def test_three_years_are_lines_this_years_strong_and_last_years_dashed() -> None:
    frame = pl.concat([tables.plan_months(), other(tahun=2023)])
    drawn = plan_months(frame, theme="light")
    lines = {
        note: trace["line"] for note, trace in zip((2023, 2024, 2025), traces(drawn), strict=True)
    }
    assert lines[2025]["color"] == palette("light").brand
    assert [year for year, line in lines.items() if line.get("dash")] == [2024]
    assert lines[2025]["width"] > lines[2023]["width"]
    assert set(notes(drawn)) == {"2023", "2024", "2025"}
    assert alt_text(drawn) == "2023: 10; 2024: 8; 2025: 10"


def test_several_klpd_are_lines_named_by_code_and_the_first_leads() -> None:
    frame = pl.concat([tables.plan_months().filter(tahun=2025), other(kd_klpd="D1")])
    drawn = plan_months(frame, theme="light", first="D264")
    colours = {
        note: trace["line"]["color"]
        for note, trace in zip(("D1", "D264"), traces(drawn), strict=True)
    }
    assert colours == {"D1": palette("light").muted, "D264": palette("light").brand}
    both = plan_months(pl.concat([tables.plan_months(), other(kd_klpd="D1")]), theme="light")
    assert set(notes(both)) == {"D264 2024", "D264 2025", "D1 2025"}
    assert traces(both)[0]["hovertext"][0].startswith("<b>D264 2024: Des 2023</b>")


def test_names_of_lines_that_end_together_stand_apart() -> None:
    frame = pl.concat([tables.plan_months(), other(tahun=2023)])
    drawn = plan_months(frame, theme="light")
    heights = sorted(note.y for note in drawn.layout.annotations)
    assert all(high - low >= 0.6 for low, high in pairwise(heights))


def test_acts_without_a_time_have_no_month() -> None:
    without = tables.plan_months().filter(pl.col("bulan_ke").is_null())
    assert plan_months(without, theme="light").data == ()


@pytest.mark.parametrize(
    ("acts", "ticks"),
    [(1, ("0", "1")), (3, ("0", "1", "2", "3")), (4000, ("0", "2.000", "4.000"))],
)
def test_the_axis_counts_in_whole_acts_up_to_the_highest(acts: int, ticks: tuple[str]) -> None:
    rows = tables.plan_months().filter(tahun=2025, bulan_ke=1)
    drawn = plan_months(rows.with_columns(tindakan=pl.lit(acts)), theme="light")
    axis = drawn.layout.yaxis
    assert axis.ticktext == ticks
    assert [f"{tick:g}" for tick in axis.tickvals] == [t.replace(".", "") for t in ticks]
    assert axis.range[0] == 0


def test_a_hostile_code_is_shown_as_written() -> None:
    rows = pl.concat([tables.plan_months(), other(kd_klpd=tables.HOSTILE)])
    drawn = plan_months(rows, theme="light")
    texts = [*shown(drawn), *notes(drawn)]
    assert any("&lt;script" in text for text in texts)
    for text in texts:
        assert "<" not in TAGS.sub("", text), text
        assert "&amp;lt;" not in text, text
        assert "%{" not in text, text
        assert not any(unicodedata.category(c) in {"Cc", "Cf"} for c in text), text
    for trace in traces(drawn):
        assert trace.get("hovertemplate") is None, "a template would fill in a name's %{...}"
