"""The schedule by month: which columns there are, what is paler, ticks, what no column shows."""

from __future__ import annotations

import polars as pl

from services.charts.plots.plot import Plot
from services.charts.plots.schedule import months_of, schedule
from tests.charts.tables import months_of_selection


def of_both_years() -> pl.DataFrame:
    last = months_of_selection().with_columns(
        tahun=pl.lit(2024, pl.Int64), bulan=pl.col("bulan").str.replace("2025", "2024")
    )
    return pl.concat([months_of_selection(), last])


def about(plot: Plot) -> dict[str, tuple[str, ...]]:
    """Return what the columns of the first panel show, by month."""
    return {spot.about[0]: spot.about[1:] for spot in plot.panels[0].spots}


def test_months_before_january_are_paler_and_the_columns_begin_with_the_first_used() -> None:
    plot = schedule(months_of_selection(), years=(2025,))
    assert [bar.ink for bar in plot.panels[0].bars] == ["soft", "brand", "brand"]
    months = list(about(plot))
    assert (months[0], months[-1], len(months)) == ("Des 2024", "Des 2025", 13)


def test_packages_of_a_month_are_added_over_methods_and_the_rest_is_in_words() -> None:
    plot = schedule(months_of_selection(), years=(2025,))
    assert about(plot)["Jan 2025"] == ("Rp 300",)
    assert plot.alt.startswith("Jan 2025: Rp 300; Rp 57 di luar bulan")
    months = months_of(months_of_selection(), 2025)
    assert (months.early, months.outside) == (40, 57)


def test_an_unknown_pagu_is_in_words_and_has_no_bar() -> None:
    plot = schedule(months_of_selection(), years=(2025,))
    assert about(plot)["Feb 2025"] == ("tidak diketahui",)
    assert len(plot.panels[0].bars) == 3


def test_the_year_before_is_a_tick_across_each_column() -> None:
    plot = schedule(of_both_years(), years=(2025,), last=2024)
    ticks = [path for path in plot.panels[0].paths if path.ink == "text"]
    heights = {path.points[0][1] for path in ticks if path.points[0]}
    (largest,) = (bar.top for bar in plot.panels[0].bars if bar.top == max(heights))
    assert largest == 300 / 300
    assert about(plot)["Jan 2025"] == ("Rp 300", "Jan 2024: Rp 300")
    assert [entry[2] for entry in plot.legend] == [
        "rencana 2025",
        "sebelum tahun anggaran",
        "rencana 2024",
    ]


def test_several_years_are_panels_with_the_same_columns_on_one_scale() -> None:
    rows = of_both_years().with_columns(
        pl.when(pl.col("tahun") == 2024).then(pl.col("pagu") * 10).otherwise("pagu").alias("pagu")
    )
    plot = schedule(rows, years=(2024, 2025))
    assert [panel.title for panel in plot.panels] == ["2024", "2025"]
    first, second = (max(bar.top for bar in panel.bars) for panel in plot.panels)
    assert first == 10 * second
    assert len({len(panel.spots) for panel in plot.panels}) == 1


def test_a_year_without_packages_has_empty_columns_and_says_so() -> None:
    plot = schedule(months_of_selection().clear(), years=(2025,), lang="en")
    assert plot.panels[0].bars == ()
    assert len(plot.panels[0].spots) == 12
    assert plot.alt == "No rows for this choice"
