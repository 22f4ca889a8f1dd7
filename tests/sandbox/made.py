"""Rows made once for all tests, and the KLPD they are asked of."""

from __future__ import annotations

from functools import cache

from services.sandbox.core.rows import Columns, Rows, make
from services.sandbox.datasets import columns_of
from services.sandbox.sizes import BIGGEST
from services.sandbox.units.instansi import all_instansi

SOME = ("D304", "D301", "D2", BIGGEST, "K13", "L31", "I81", "D97413")
PEMDA_BY_KIND = {
    kind: [one.kode for one in all_instansi().values() if one.jenis == kind][:24:3]
    for kind in ("PROVINSI", "KABUPATEN", "KOTA")
}


@cache
def rows(kode: str, tahun: int = 2025) -> Rows:
    """Return the rows of a KLPD and year that exist."""
    made = make(kode, tahun)
    assert made is not None
    return made


@cache
def further(dataset: str, kode: str, tahun: int = 2025) -> Columns:
    """Return the columns of one of the other datasets of a KLPD and year that exist."""
    made = columns_of(dataset, kode, tahun)
    assert made is not None
    return made


def records(columns: Columns) -> list[dict[str, object]]:
    """Return columns as rows."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
