"""Cells that the ranked lists of several pages share: money, shares, changes between years."""

from __future__ import annotations

from typing import Any

import polars as pl

from pages.shell.state.view import View
from services.analysis.programs.antar_tahun import BARU, HILANG, TIDAK_DIKETAHUI
from services.charts.ranked_list import Bar, Column, Text
from services.language.plain_text import visible
from services.language.wording import delta_percent, delta_rupiah, rupiah_full

KOSONG = "(kosong)"
"""The code of rows without a code in paths and links."""


def name_of(view: View, name: str | None, code: str | None) -> str:
    """Return a name, the code where there is none, as plain text."""
    return visible(name or code or "") or view.words("charts.no_name")


def named_alike(names: pl.Series) -> frozenset[str]:
    """Return the names that several rows have, whose codes must tell them apart."""
    known = names.drop_nulls()
    return frozenset(known.filter(known.is_duplicated()))


def money(view: View, value: int | None) -> Text:
    """Return a sum of money, short."""
    return Text(text=view.rupiah(value))


def share(view: View, part: float | None, whole: float | None = None, of_whole: str = "") -> Text:
    """Return a share; below it that of a larger whole, which `of_whole` names."""
    small = f"{view.percent(whole)} {of_whole}" if of_whole and whole is not None else ""
    return Text(text=view.percent(part), small=small)


def change(view: View, row: Any, *, absent: str = "") -> Text:
    """Return the change of a row of `two_years`: rupiah, and below it per cent.

    From zero or from nothing there is no percentage but words. absent: the words for an older year
    without rows.
    """
    if absent:
        return Text(text=absent)
    old, new, state = row["pagu_lalu"], row["pagu"], row["keadaan"]
    if state == TIDAK_DIKETAHUI:
        return Text(text=view.words("absent.unknown"))
    if state == BARU:
        return Text(
            text=view.words("shell.list.new"),
            small=view.words("shell.list.not_in", tahun=view.lalu),
        )
    if state == HILANG:
        return Text(text=view.words("shell.list.gone"))
    if old == 0 and new:
        return Text(
            text=delta_rupiah(new, old, view.lang), small=view.words("shell.list.from_zero")
        )
    percent = "" if old == new else delta_percent(new, old, view.lang)
    return Text(text=delta_rupiah(new, old, view.lang), small=percent)


def pagu_bar(row: Any) -> Bar:
    """Return the bar of a row's pagu with the tick of the year before."""
    return Bar(value=row["pagu"], last=row["pagu_lalu"])


def exact_pagu(view: View, row: Any) -> str:
    """Return both years' pagu to the last rupiah, in words where one is missing.

    row: of `two_years`, which tells a missing pagu from a missing row.
    """
    missing = view.words("absent.unknown" if row["ada_lalu"] else "absent.not_yet")
    return view.words(
        "shell.list.exact",
        nilai=rupiah_full(row["pagu"], view.lang),
        tahun=view.lalu,
        lalu=rupiah_full(row["pagu_lalu"], view.lang, missing),
    )


def pagu_columns(view: View) -> tuple[Column, ...]:
    """Return bar, pagu, share and change as the lists of pagu have them."""
    return (
        Column(kind="batang", narrow="bawah", ticks=True),
        Column(
            kind="angka",
            label=view.words("shell.list.pagu", tahun=view.tahun),
            width="7rem",
            narrow="kepala",
            strong=True,
        ),
        Column(kind="angka", label=view.words("kolom.pangsa"), width="5.5rem"),
        Column(kind="angka", label=view.words("shell.list.change"), width="7.5rem", narrow="ekor"),
    )


def known_sum(values: pl.Series) -> int | None:
    """Return the sum of the known values, None where there is none."""
    known = values.drop_nulls()
    return sum(known.to_list()) if known.len() else None


def shares_sum(values: pl.Series) -> float | None:
    """Return the sum of shares, without the error that floats add up to."""
    known = values.drop_nulls()
    return round(float(known.sum()), 9) if known.len() else None
