"""The figures of provider packages, from small tables to hostile ones."""

from __future__ import annotations

import polars as pl
import pytest

from services.charts import figures
from services.charts.palette import palette
from tests.charts import tables
from tests.charts.drawing import notes, shown, traces
from tests.charts.tables import months_of_selection, provider_satkers, spending


def test_months_before_january_are_paler_and_the_axis_begins_with_the_first_used() -> None:
    drawn = figures.schedule(months_of_selection(), theme="light")
    before, now = traces(drawn)
    colours = palette("light")
    assert [before["marker"]["color"], now["marker"]["color"]] == [colours.soft, colours.brand]
    assert list(before["y"]) == [40]
    assert list(now["y"]) == [300, 0, 120, *[0] * 9]
    assert next(iter(drawn.layout.xaxis.ticktext)) == "Jan<br>2025"


def test_packages_of_a_month_are_added_over_methods_and_the_rest_is_said() -> None:
    alt = figures.alt_text(figures.schedule(months_of_selection(), theme="light"))
    assert alt.startswith("Jan 2025: Rp 300")
    assert "Rp 57" in alt, "months far off and unknown"


def test_the_year_before_is_a_line_across_each_column() -> None:
    last = months_of_selection().with_columns(
        tahun=pl.lit(2024, pl.Int64), bulan=pl.col("bulan").str.replace("2025", "2024")
    )
    drawn = figures.schedule(months_of_selection(), theme="light", last=last)
    line = traces(drawn)[-1]
    assert line["mode"] == "lines"
    assert line["name"] == "rencana 2024"
    start, end, gap = line["x"][3:6]
    assert (start, end, gap) == (pytest.approx(0.64), pytest.approx(1.36), None)
    assert list(line["y"][3:6]) == [300, 300, None]


def test_a_schedule_of_one_month_has_a_column_for_each_month_of_the_year() -> None:
    (one,) = (
        trace
        for trace in traces(figures.schedule(months_of_selection().head(1), theme="light"))
        if trace["y"]
    )
    assert len(one["y"]) == 12


def test_shares_are_of_pagu_and_satkers_without_pagu_have_no_row() -> None:
    domestic, small = traces(figures.domestic_and_small(provider_satkers(), theme="light"))
    assert list(domestic["x"]) == [0.5, 1.0, None]
    assert list(small["x"]) == [0.25, 0.0, 0.5]
    drawn = figures.domestic_and_small(provider_satkers(), theme="light")
    assert len(notes(drawn)) == 3
    assert figures.alt_text(drawn).startswith("Dinas 0: PDN 50 %, UKM 25 %; ")
    assert "PDN tidak diketahui" in figures.alt_text(drawn)


def test_marks_differ_in_form_as_well_as_in_colour() -> None:
    drawn = traces(figures.domestic_and_small(provider_satkers(), theme="dark"))
    assert [trace["marker"]["symbol"] for trace in drawn] == ["circle", "diamond-open"]


def test_bars_are_stacked_shares_of_spending_with_a_line_at_a_hundred_per_cent() -> None:
    drawn = figures.announced_of_spending(spending(), theme="light")
    provider, swakelola = traces(drawn)
    assert list(provider["x"]) == [0.6, 0.5]
    assert list(swakelola["x"]) == [0.4, 0]
    assert [(line.x0, line.x1) for line in drawn.layout.shapes] == [(1, 1), (1, 1)]
    assert figures.alt_text(drawn) == "Dinas 0: 100 %; Dinas 1: 50 %"


def test_a_satker_far_above_its_spending_does_not_flatten_the_others() -> None:
    huge = spending().with_columns(
        pl.when(pl.col("kd_satker") == "100")
        .then(100_000)
        .otherwise("pagu_penyedia_terumumkan")
        .alias("pagu_penyedia_terumumkan"),
        rasio=pl.Series([100.4, 0.5, None]),
    )
    drawn = figures.announced_of_spending(huge, theme="light")
    assert drawn.layout.xaxis.range[1] == pytest.approx(2.4)
    labels = [note for note in drawn.layout.annotations if "10.040" in note.text]
    assert labels
    assert labels[0].x < 2.4
    assert "10.040 %" in figures.alt_text(drawn)


@pytest.mark.parametrize("builder", ["announced_of_spending", "domestic_and_small"])
def test_names_are_shown_as_written(builder: str) -> None:
    table = spending if builder == "announced_of_spending" else provider_satkers
    drawn = getattr(figures, builder)(table(name=tables.HOSTILE), theme="light")
    texts = shown(drawn)
    assert any("&lt;script" in text for text in texts)
    assert all("<script" not in text and "\u202e" not in text for text in texts)
