"""What the answers of all pages share: the row of a year, its subject, key figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from pages.shell.reading.data import Data, Make
from pages.shell.state.unread import Absent
from pages.shell.state.view import View
from pages.shell.widgets.blocks import Figure, KeyFigures
from pages.shell.widgets.glossary import figure_help
from services import table_inputs
from services.analysis.antar_tahun import perbandingan, program_antar_tahun, satker_strings
from services.analysis.filters import Filters
from services.analysis.frames import RUP, SATKER, Frames, Options

Row = Mapping[str, Any]


def two_years(data: Data, make: Make, of: Mapping[str, str]) -> tuple[Row, Row]:
    """Return the first KLPD's row of the newest year and of the year compared; {} when missing.

    `make` returns one row per KLPD-year; `of` maps each of its columns to its dataset. A dataset
    without rows means unknown ("kosong atau tidak berwenang"): its columns are left out, never 0.
    Columns of a dataset that is still being read are Absent.
    """
    view = data.view
    years = {"klpd": (view.klpd,), "tahun": (view.lalu, view.tahun)}
    rows = data.made(make, reads=(), **years)
    return _known_values(data, rows, view.tahun, of), _known_values(data, rows, view.lalu, of)


def _known_values(data: Data, rows: pl.DataFrame, tahun: int, of: Mapping[str, str]) -> Row:
    """Return the row of a year without columns of empty datasets; unread ones are Absent."""
    row = row_of(rows, tahun)
    known = {name: row[name] for name in of if row and data.has_rows(of[name], tahun)}
    absent = {name: value for name in of if (value := data.absent((of[name],), tahun))}
    return known | absent


def row_of(frame: pl.DataFrame, tahun: int) -> Row:
    """Return the row of a year as a mapping, {} when there is none."""
    return next((row for row in frame.iter_rows(named=True) if row["tahun"] == tahun), {})


def key_figures(
    data: Data, figures: list[Figure], of: Mapping[str, str], *obeys: str
) -> KeyFigures:
    """Return key figures with their partitions.

    of: as in `two_years`. obeys: the filters that the figures follow.
    """
    return KeyFigures(figures=figures, drawn=data.compared(of.values(), obeys))


def subject(data: Data) -> str:
    """Return the subject of a sentence: the chosen satker in its KLPD, else the KLPD."""
    view = data.view
    if not view.state.satker:
        return view.nama
    satker = data.names("satker").get(view.state.satker, view.state.satker)
    return view.words("shell.satker_of", satker=satker, klpd=view.nama)


def money(view: View, key: str, new: int | Absent | None, old: int | Absent | None) -> Figure:
    """Return a key figure of money, compared with the older year."""
    return Figure(
        label=view.words(key),
        value=_value(view, new, view.rupiah),
        beside=_beside(view, new, old, view.rupiah),
        help=figure_help(key, view.lang),
    )


def pagu(data: Data, key: str, new: int | Absent | None, old: int | Absent | None) -> Figure:
    """Return the key figure of program pagu; it notes when the older year is not comparable."""
    figure = money(data.view, key, new, old)
    if any(data.absent(RUP, year) for year in (data.view.tahun, data.view.lalu)):
        return figure  # unread rows may change which satkers are matched between the years
    if old is None or isinstance(old, Absent) or comparison(data).get("sebanding") is not False:
        return figure
    return replace(figure, beside=f"{figure.beside} · {data.view.words('program.no_comparison')}")


def comparison(data: Data) -> Row:
    """Return the comparison of the newest year's program pagu with the older; {} with one year."""
    view = data.view
    years = {"klpd": (view.klpd,), "tahun": (view.lalu, view.tahun)}
    rows = data.made(pagu_comparison, reads=(), **years, program="")
    return row_of(rows, view.tahun)


def pagu_comparison(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the comparison of program pagu between two years, of one satker if chosen."""
    rows = Filters.of(options).only(("satker",)).narrow(frames).program
    strings = satker_strings(frames.swakelola, frames.kaji_ulang)
    master = frames.others.get(SATKER)
    return perbandingan(rows, program_antar_tahun(rows, strings, None, master))


def missing(data: Data, dataset: str, tahun: int) -> str:
    """Return why a dataset has no figures: not read or imported, or empty or not permitted."""
    view = data.view
    was_read = any(
        o.snapshot is not None
        for o in (*data.outcomes, *data.before)
        if o.request.dataset.name == dataset
        and o.request.values == {"kode_klpd": view.klpd, "tahun": str(tahun)}
    )
    unread = "asal.belum_kata" if view.imported_only else "absent.unread"
    reason = "absent.empty" if was_read else unread
    return view.say("shell.no_rows", dataset=dataset, tahun=tahun, alasan=view.words(reason))


def count(view: View, key: str, new: int | Absent | None, old: int | Absent | None) -> Figure:
    """Return a key figure that is a count, compared with the older year."""
    return Figure(
        label=view.words(key),
        value=_value(view, new, view.number),
        beside=_beside(view, new, old, view.number),
        help=figure_help(key, view.lang),
    )


def number(view: View, key: str, new: float | Absent | None, old: float | Absent | None) -> Figure:
    """Return a key figure with one decimal, compared with the older year."""
    return Figure(
        label=view.words(key),
        value=view.number(new, 1),
        beside=beside(view, None if old is None else view.number(old, 1)),
        help=figure_help(key, view.lang),
    )


def share(view: View, key: str, new: float | Absent | None, old: float | Absent | None) -> Figure:
    """Return a key figure that is a share, compared with the older year."""
    return Figure(
        label=view.words(key),
        value=_value(view, new, view.percent),
        beside=_beside(view, new, old, view.percent),
        help=figure_help(key, view.lang),
    )


def _value(view: View, new: Any, printed: Callable[[Any], str]) -> str:
    if isinstance(new, Absent):
        return view.words(f"baca.angka.{new.value}")
    return printed(new)


def _beside(view: View, new: Any, old: Any, printed: Callable[[Any], str]) -> str:
    """Return the comparison with the older year, nothing for a figure that is not read yet."""
    if isinstance(new, Absent):
        return view.words("baca.kosong")
    return beside(view, None if old is None else printed(old))


def beside(view: View, old: str | None) -> str:
    """Return the comparison with the older year's figure, or that there is none yet."""
    return view.words("shell.beside", tahun=view.lalu, nilai=old or view.words("absent.not_yet"))


def unproven(data: Data, title: str, *, stand_ins: int) -> str:
    """Return the title of a ranking, which says when imported rows are ranked.

    stand_ins: the number of KLPD whose imported rows stay out of it.
    """
    if stand_ins or table_inputs.origin(data.frames) != "berkas":
        return title
    return f"{title} · {data.view.words('asal.semua')}"
