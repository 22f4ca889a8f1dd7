"""The three first datasets of one KLPD and year, made from those two alone, the same every time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import special
from ..klpd_year import KlpdYear, klpd_year
from ..revisions import kaji_ulang_columns
from .packages import package_columns
from .programs import program_columns

Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Columns by dataset: plain lists of one length, typed as the gateway writes JSON."""

    program: Columns
    swakelola: Columns
    kaji_ulang: Columns


MAKERS: dict[str, Callable[[str, int], Columns]] = {}
"""Makers of further datasets by name: from KLPD and year to columns of one length."""


def core_columns(dataset: str, of: KlpdYear) -> Columns:
    """Return the columns of program-master, paket-swakelola or history-kaji-ulang."""
    if dataset == special.PROGRAM:
        columns = program_columns(of.instansi, of.roster, of.tahun)
    elif dataset == special.SWAKELOLA:
        columns = package_columns(
            of.instansi, of.roster, of.revisions, of.sizes.swakelola, of.tahun
        )
    else:
        columns = kaji_ulang_columns(of.instansi, of.roster, of.revisions, of.tahun)
    return special.as_served(dataset, of.kode, of.tahun, columns)


def make(kode: str, tahun: int) -> Rows | None:
    """Return the rows of a KLPD and year; None for an unknown KLPD or a year that is not served."""
    of = klpd_year(kode, tahun)
    if of is None:
        return None
    return Rows(
        program=core_columns(special.PROGRAM, of),
        swakelola=core_columns(special.SWAKELOLA, of),
        kaji_ulang=core_columns(special.KAJI_ULANG, of),
    )
