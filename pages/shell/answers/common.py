"""What the answers of all pages share: one row of a year, its subject, the older figure beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from pages.shell.blocks import Figure
from pages.shell.data import Data, Make
from pages.shell.glossary import figure_help
from pages.shell.unread import Absent
from pages.shell.view import View

Row = Mapping[str, Any]


def two_years(data: Data, make: Make, of: Mapping[str, str], *obeys: str) -> tuple[Row, Row]:
    """Return the first KLPD's row of the newest year and of the year compared; {} when missing.

    `make` gives one row per KLPD-year; `of` says from which dataset each of its columns comes: a
    dataset that answered without a single row says nothing ("kosong atau tidak berwenang"), so its
    columns are left out, never 0. Columns of a dataset that is still being read are Absent. `obeys`
    as in Data.made.
    """
    view = data.view
    years = {"klpd": (view.klpd,), "tahun": (view.lalu, view.tahun)}
    rows = data.made(make, *obeys, reads=(), **years)
    return _told(data, rows, view.tahun, of), _told(data, rows, view.lalu, of)


def _told(data: Data, rows: pl.DataFrame, tahun: int, of: Mapping[str, str]) -> Row:
    row = row_of(rows, tahun)
    known = {name: row[name] for name in of if row and data.has_rows(of[name], tahun)}
    absent = {name: found for name in of if (found := data.absent((of[name],), tahun))}
    return known | absent


def row_of(frame: pl.DataFrame, tahun: int) -> Row:
    """Return the row of a year as a mapping, {} when there is none."""
    return next((row for row in frame.iter_rows(named=True) if row["tahun"] == tahun), {})


def subject(data: Data) -> str:
    """Return who the sentence speaks of: the chosen satker in its KLPD, else the KLPD."""
    view = data.view
    if not view.state.satker:
        return view.nama
    satker = data.names("satker").get(view.state.satker, view.state.satker)
    return view.words("shell.satker_of", satker=satker, klpd=view.nama)


def money(view: View, key: str, new: int | Absent | None, old: int | Absent | None) -> Figure:
    """Return a key figure of money with the older year's beside."""
    return Figure(
        label=view.words(key),
        value=_value(view, new, view.rupiah),
        beside=_beside(view, new, old, view.rupiah),
        help=figure_help(key, view.lang),
    )


def count(view: View, key: str, new: int | Absent | None, old: int | Absent | None) -> Figure:
    """Return a counted key figure with the older year's beside."""
    return Figure(
        label=view.words(key),
        value=_value(view, new, view.number),
        beside=_beside(view, new, old, view.number),
        help=figure_help(key, view.lang),
    )


def share(view: View, key: str, new: float | Absent | None, old: float | Absent | None) -> Figure:
    """Return a key figure that is a share, with the older year's beside."""
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
    """Say the older year's figure, or that there is none yet; none beside what is not read."""
    if isinstance(new, Absent):
        return view.words("baca.kosong")
    return beside(view, None if old is None else printed(old))


def beside(view: View, old: str | None) -> str:
    """Say the older year's figure, or that there is none yet."""
    return view.words("shell.beside", tahun=view.lalu, nilai=old or view.words("absent.not_yet"))
