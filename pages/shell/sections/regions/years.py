"""Small maps of a province for several chosen years, on the same classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from pages.shell.sections import collecting
from pages.shell.sections.regions import drawing, words
from pages.shell.sections.regions.place import Place
from pages.shell.sections.regions.reading import TABLE, scope_of
from pages.shell.state.view import View
from pages.shell.widgets import blocks
from pages.shell.widgets.provenance import citation, sharing
from services.analysis.across_klpd.region_measures import Ukuran
from services.charts.geography.classes import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The ranked rows of a province in a year, and their source line."""

    rows: pl.DataFrame
    source: str


def earlier(view: View, place: Place, ukuran: Ukuran) -> dict[int, Year]:
    """Return the chosen years before the newest, of what is stored of them."""
    others = view.state.tahun[:-1]
    if not others:
        return {}
    data = collecting.some(view, scope_of(view, place).klpd, others)
    sharing.read_up_to(view, data.newest)
    years = {}
    for year in others:
        of_year = replace(data, view=_in_year(view, year))
        table = of_year.table(TABLE, klpd=(), tahun=(year,), wilayah=place.code)
        years[year] = Year(
            rows=words.among(table, place.code, ukuran),
            source=words.source(of_year, place, table),
        )
    return years


def draw(
    view: View, place: Place, years: Mapping[int, Year], ukuran: Ukuran, method: Method
) -> None:
    """Draw a small map for each year, and the source lines of those before the newest."""
    values = {year: list(one.rows["value"]) for year, one in years.items()}
    pictures = {}
    for year, one in years.items():
        also = [value for other, of_year in values.items() if other != year for value in of_year]
        pictures[year] = drawing.of_regions(view, place, one.rows, ukuran, method=method, also=also)

    def alt(year: int) -> str:
        sentence = words.sentence(_in_year(view, year), place, years[year].rows, ukuran)
        return view.words("peta.year_alt", isi=citation.bare(sentence))

    blocks.note(view.say("peta.years"))
    drawing.draw_years(pictures, alt)
    blocks.note("  \n".join(one.source for year, one in years.items() if year != view.tahun))


def _in_year(view: View, year: int) -> View:
    """Return the view as if only one year were chosen."""
    return replace(view, state=replace(view.state, tahun=(year,)))
