"""What the answers of all pages share: the row of a year, its subject, key figures."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pages.shell.reading.data import Data, Make
from pages.shell.state.unread import Absent
from pages.shell.state.view import View
from pages.shell.widgets.blocks import Figure, KeyFigures
from pages.shell.widgets.glossary import figure_help
from services import table_inputs
from services.analysis.filters import Filters
from services.analysis.frames import PROGRAM, RUP, SATKER, Frames, Options
from services.analysis.key_figures import PAGES, KeyFigure, Row
from services.analysis.programs.antar_tahun import perbandingan, program_antar_tahun, satker_strings


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


def key_figures(data: Data, page: str, of: Mapping[str, str], *obeys: str) -> KeyFigures:
    """Return the key figures of a page with their partitions.

    of: as in `two_years`. obeys: the filters that the figures follow.
    """
    view = data.view
    now, old = two_years(data, PAGES[page].make, of)
    figures = []
    for figure in PAGES[page].figures:
        unread, older = _unread(figure, now), _unread(figure, old)
        before = figure.printed(old, view.lang) if figure.known(old) and not older else None
        if older:
            before = view.words(f"baca.nilai.{older.value}")
        if unread:
            value, compared = view.words(f"baca.angka.{unread.value}"), view.words("baca.kosong")
        else:
            value, compared = figure.printed(now, view.lang), beside(view, before)
        if figure.columns == ("pagu",) and figure.dataset == PROGRAM:
            # unread rows may change which satkers are matched between the years
            any_unread = any(data.absent(RUP, year) for year in (view.tahun, view.lalu))
            pagu = old.get("pagu")
            known = pagu is not None and not isinstance(pagu, Absent)
            if known and not any_unread and comparison(data).get("sebanding") is False:
                compared = f"{compared} · {view.words('program.no_comparison')}"
        help_ = figure_help(figure.key, view.lang)
        figures.append(
            Figure(label=figure.label(view.lang), value=value, beside=compared, help=help_)
        )
    return KeyFigures(figures=figures, drawn=data.compared(of.values(), obeys))


def _unread(figure: KeyFigure, row: Row) -> Absent | None:
    """Return the placeholder of a figure whose dataset is not read yet, else None."""
    return next((v for name in figure.columns if isinstance(v := row.get(name), Absent)), None)


def subject(data: Data) -> str:
    """Return the subject of a sentence: the chosen satker in its KLPD, else the KLPD."""
    view = data.view
    if not view.state.satker:
        return view.nama
    satker = data.names("satker").get(view.state.satker, view.state.satker)
    return view.words("shell.satker_of", satker=satker, klpd=view.nama)


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
    unread = "asal.belum_kata" if view.imported_only else "absent.unread"
    reason = "absent.empty" if data.was_read(dataset, tahun) else unread
    return view.say("shell.no_rows", dataset=dataset, tahun=tahun, alasan=view.words(reason))


def beside(view: View, old: str | None) -> str:
    """Return the comparison with the older year's figure, or that there is none yet."""
    return view.words("shell.beside", tahun=view.lalu, nilai=old or view.words("absent.not_yet"))


def unproven(data: Data, title: str, *, stand_ins: int) -> str:
    """Return the title of a ranking, which says when imported rows are ranked.

    stand_ins: the number of KLPD whose imported rows stay out of it.
    """
    if stand_ins or table_inputs.origin_of(data.sources) != "berkas":
        return title
    return f"{title} · {data.view.words('asal.semua')}"
