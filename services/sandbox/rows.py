"""All rows of one KLPD and year, made from those two alone and the same every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import special
from .instansi import YEARS, all_instansi
from .packages import package_columns
from .programs import program_columns
from .revisions import kaji_ulang_columns, revisions
from .satkers import roster
from .sizes import sizes

Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Columns by dataset: plain lists of one length, typed as the gateway writes JSON."""

    program: Columns
    swakelola: Columns
    kaji_ulang: Columns
    others: Mapping[str, Columns] = field(default_factory=dict)

    def of(self, dataset: str) -> Columns | None:
        """Return the columns of a dataset by its public name, None for one without sample rows."""
        core = {
            "program-master": self.program,
            "paket-swakelola": self.swakelola,
            "history-kaji-ulang": self.kaji_ulang,
        }
        return {**core, **self.others}.get(dataset)


MAKERS: dict[str, Callable[[str, int], Columns]] = {}
"""Makers of further datasets by name: from KLPD and year to columns of one length."""


def make(kode: str, tahun: int) -> Rows | None:
    """Return the rows of a KLPD and year; None for an unknown KLPD or a year that is not served."""
    instansi = all_instansi().get(kode)
    if instansi is None or tahun not in YEARS:
        return None
    size = sizes(instansi, tahun)
    units = roster(instansi, tahun)
    made = revisions(instansi, units, size, tahun)
    program = program_columns(instansi, units, tahun)
    swakelola = package_columns(instansi, units, made, size.swakelola, tahun)
    kaji_ulang = kaji_ulang_columns(instansi, units, made, tahun)
    return Rows(
        program=special.as_served(special.PROGRAM, kode, tahun, program),
        swakelola=special.as_served(special.SWAKELOLA, kode, tahun, swakelola),
        kaji_ulang=special.as_served(special.KAJI_ULANG, kode, tahun, kaji_ulang),
        others={name: maker(kode, tahun) for name, maker in MAKERS.items()},
    )
