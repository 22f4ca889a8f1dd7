"""What the answers of all pages share: one row of a year, its subject, the older figure beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.shell.blocks import Figure, KeyFigures
from pages.shell.data import Data, Make
from pages.shell.glossary import figure_help
from pages.shell.view import View

Row = Mapping[str, Any]


def two_years(data: Data, make: Make, of: Mapping[str, str], *obeys: str) -> tuple[Row, Row]:
    """Return the first KLPD's row of the newest year and of the year compared; {} when missing.

    `make` gives one row per KLPD-year; `of` says from which dataset each of its columns comes: a
    dataset that answered without a single row says nothing ("kosong atau tidak berwenang"), so its
    columns are left out, never 0. `obeys` as in Data.made.
    """
    view = data.view
    rows = data.made(make, *obeys, klpd=(view.klpd,), tahun=(view.lalu, view.tahun))
    return _told(data, rows, view.tahun, of), _told(data, rows, view.lalu, of)


def _told(data: Data, rows: pl.DataFrame, tahun: int, of: Mapping[str, str]) -> Row:
    row = row_of(rows, tahun)
    return {name: row[name] for name in of if row and data.has_rows(of[name], tahun)}


def row_of(frame: pl.DataFrame, tahun: int) -> Row:
    """Return the row of a year as a mapping, {} when there is none."""
    return next((row for row in frame.iter_rows(named=True) if row["tahun"] == tahun), {})


def key_figures(
    data: Data, figures: list[Figure], of: Mapping[str, str], *obeys: str
) -> KeyFigures:
    """Return key figures with the partitions they were computed from; `of`, `obeys` as above."""
    return KeyFigures(figures=figures, drawn=data.compared(of.values(), obeys))


def subject(data: Data) -> str:
    """Return who the sentence speaks of: the chosen satker in its KLPD, else the KLPD."""
    view = data.view
    if not view.state.satker:
        return view.nama
    satker = data.names("satker").get(view.state.satker, view.state.satker)
    return view.words("shell.satker_of", satker=satker, klpd=view.nama)


def money(view: View, key: str, new: int | None, old: int | None) -> Figure:
    """Return a key figure of money with the older year's beside."""
    return Figure(
        label=view.words(key),
        value=view.rupiah(new),
        beside=beside(view, None if old is None else view.rupiah(old)),
        help=figure_help(key, view.lang),
    )


def count(view: View, key: str, new: int | None, old: int | None) -> Figure:
    """Return a counted key figure with the older year's beside."""
    return Figure(
        label=view.words(key),
        value=view.number(new),
        beside=beside(view, None if old is None else view.number(old)),
        help=figure_help(key, view.lang),
    )


def share(view: View, key: str, new: float | None, old: float | None) -> Figure:
    """Return a key figure that is a share, with the older year's beside."""
    return Figure(
        label=view.words(key),
        value=view.percent(new),
        beside=beside(view, None if old is None else view.percent(old)),
        help=figure_help(key, view.lang),
    )


def beside(view: View, old: str | None) -> str:
    """Say the older year's figure, or that there is none yet."""
    return view.words("shell.beside", tahun=view.lalu, nilai=old or view.words("absent.not_yet"))
