"""How many rows each KLPD has in a year."""

from __future__ import annotations

from dataclasses import dataclass

from .draw import Draw
from .history.calendar import TODAY
from .units.instansi import Instansi

BIGGEST = "K1"
"""The KLPD made as large as the largest ministry seen."""

# log10 ranges of rows a year by kind: paket-swakelola, history-kaji-ulang (shipped reference).
_RANGES = {
    "PROVINSI": ((3.496, 3.544), (3.3, 3.9)),
    "KABUPATEN": ((1.7, 3.477), (2.6, 3.5)),
    "KOTA": ((1.9, 3.477), (2.7, 3.6)),
    "KEMENTERIAN": ((1.35, 3.9), (3.531, 4.25)),
    "LEMBAGA": ((1.3, 3.4), (2.6, 3.9)),
    "INSTANSI": ((1.3, 2.6), (2.3, 3.3)),
}
_FIXED = {BIGGEST: (9_638, 20_184), "D304": (840, 1_900)}
_RUNNING = 0.92  # of a closed year's revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Rows of paket-swakelola and history-kaji-ulang, `of_swakelola` of these on swakelola."""

    swakelola: int
    kaji_ulang: int
    of_swakelola: int


def sizes(instansi: Instansi, tahun: int) -> Sizes:
    """Return the sizes of one KLPD and year: its own lasting size, a few percent off each year."""
    lasting, yearly = Draw("ukuran", instansi.kode), Draw("ukuran", instansi.kode, tahun)
    packages, revisions = _RANGES[instansi.jenis]
    swakelola, kaji_ulang = _FIXED.get(
        instansi.kode, (lasting.log_between(*packages), lasting.log_between(*revisions))
    )
    swakelola = int(swakelola * (0.96 + 0.04 * yearly.number()))
    kaji_ulang = int(kaji_ulang * (0.92 + 0.08 * yearly.number()))
    if tahun == TODAY.year:
        kaji_ulang = int(kaji_ulang * _RUNNING)
    own = min(int(kaji_ulang * (0.25 + 0.2 * lasting.number())), int(swakelola * 0.8))
    return Sizes(swakelola=swakelola, kaji_ulang=kaji_ulang, of_swakelola=own)
