"""Rows made once for all tests, and the KLPD they are asked of."""

from __future__ import annotations

from functools import cache

from services.sandbox.instansi import all_instansi
from services.sandbox.rows import Rows, make
from services.sandbox.sizes import BIGGEST

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
