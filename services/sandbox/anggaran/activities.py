"""kegiatan-master and sub-kegiatan-master: what the programs of a regional government consist of.

Pagu is shared downwards, so that sub-kegiatan add up to their kegiatan and these to their program,
but for a known few of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..core.programs import program_columns
from ..core.rows import Columns
from ..draw import Draw, Ints, Texts, texts
from ..klpd_year import KlpdYear
from ..shares import counted, shared

_NOTHING = 0.015  # of the rows of a level that are not the first of theirs have no pagu
UNEVEN_PROGRAMS, UNEVEN_KEGIATAN = 4, 5
"""Programs whose kegiatan, and kegiatan whose sub-kegiatan, add up to another amount."""

# Shares of counts: real quantiles of a province (median 2 and 2, at most 12 and 31).
_KEGIATAN: dict[int, float] = {1: 42, 2: 15, 3: 8, 4: 6, 5: 6, 6: 6, 7: 7, 8: 6, 9: 3, 10: 1}
_SUB: dict[int, float] = {
    1: 38, 2: 20, 3: 14, 4: 9, 5: 6, 6: 4, 7: 3, 8: 2, 9: 1.5, 10: 1, 11: 0.5, 16: 0.5, 23: 0.3,
}  # fmt: skip
_SUPPORT = (
    "Perencanaan, Penganggaran, dan Evaluasi Kinerja Perangkat Daerah",
    "Administrasi Keuangan Perangkat Daerah",
    "Administrasi Barang Milik Daerah pada Perangkat Daerah",
    "Administrasi Pendapatan Daerah Kewenangan Perangkat Daerah",
    "Administrasi Kepegawaian Perangkat Daerah",
    "Administrasi Umum Perangkat Daerah",
    "Pengadaan Barang Milik Daerah Penunjang Urusan Pemerintah Daerah",
    "Penyediaan Jasa Penunjang Urusan Pemerintahan Daerah",
    "Pemeliharaan Barang Milik Daerah Penunjang Urusan Pemerintahan Daerah",
    "Peningkatan Pelayanan BLUD",
)
_WORK = (
    "Pengelolaan", "Penyelenggaraan", "Pembinaan", "Pengembangan", "Peningkatan", "Pengawasan",
    "Koordinasi dan Sinkronisasi", "Fasilitasi", "Penyediaan", "Pemantauan dan Evaluasi",
)  # fmt: skip
_TASKS = (
    "Penyusunan Dokumen", "Koordinasi", "Penyediaan Bahan", "Pelaksanaan", "Pendataan",
    "Sosialisasi", "Bimbingan Teknis", "Penyediaan Sarana dan Prasarana", "Pemeliharaan",
    "Monitoring dan Evaluasi", "Pendampingan", "Pengadaan Peralatan", "Rehabilitasi Gedung",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Activities of one level as arrays: `above` are places in the level above, unit in the roster.

    text: the code as nomenclature writes it.
    """

    code: Ints
    above: Ints
    unit: Ints
    pagu: Ints
    text: Texts
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Activities:
    """The kegiatan and sub-kegiatan of a KLPD and year, and the codes of their programs."""

    program: Ints
    kegiatan: Level
    sub: Level


@lru_cache(maxsize=2)
def activities(of: KlpdYear) -> Activities:
    """Return the activities of a regional government and year."""
    draw = Draw("kegiatan", of.kode, of.tahun)
    programs = program_columns(of.instansi, of.roster, of.tahun)
    top = Level(
        code=np.array(programs["kd_program"]),
        above=np.zeros(0, dtype=np.int64),
        unit=of.roster.places(np.array(programs["kd_satker"])),
        pagu=np.array([pagu or 0 for pagu in programs["pagu_program"]]),
        text=texts(programs["kd_program_str"]),
        name=texts(
            [
                name.upper().removeprefix("PROGRAM ").strip().title()
                for name in programs["nama_program"]
            ]
        ),
    )
    first = (of.tahun - 2020) * 1_000 + of.instansi.nomor
    level = "1" if of.instansi.jenis == "PROVINSI" else "2"
    above, place = counted(_counts(_KEGIATAN, draw, len(top.code)))
    kegiatan = Level(
        code=first * 4_000 + 1 + np.arange(len(above)),
        above=above,
        unit=top.unit[above],
        pagu=_pagu(top.pagu, above, place, UNEVEN_PROGRAMS, draw),
        text=texts(
            [f"{top.text[a]}.{level}.{p + 1:02d}" for a, p in zip(above, place, strict=True)]
        ),
        name=texts(
            [
                _SUPPORT[p % len(_SUPPORT)]
                if top.text[a].endswith(".01")
                else f"{_WORK[p % len(_WORK)]} {top.name[a]}"
                for a, p in zip(above, place, strict=True)
            ]
        ),
    )
    above, place = counted(_counts(_SUB, draw, len(kegiatan.code)))
    sub = Level(
        code=first * 16_000 + 1 + np.arange(len(above)),
        above=above,
        unit=kegiatan.unit[above],
        pagu=_pagu(kegiatan.pagu, above, place, UNEVEN_KEGIATAN, draw),
        text=texts([f"{kegiatan.text[a]}.{p + 1:04d}" for a, p in zip(above, place, strict=True)]),
        name=texts(
            [
                f"{_TASKS[(a + p) % len(_TASKS)]} {kegiatan.name[a]}"
                for a, p in zip(above.tolist(), place.tolist(), strict=True)
            ]
        ),
    )
    return Activities(program=top.code, kegiatan=kegiatan, sub=sub)


def _counts(shares: dict[int, float], draw: Draw, size: int) -> Ints:
    return np.array(list(shares))[draw.pick(list(shares.values()), size)]


def _pagu(total: Ints, above: Ints, place: Ints, uneven: int, draw: Draw) -> Ints:
    """Return shares of the pagu above, a few of them wrong by a tenth."""
    size = len(above)
    weight = 0.1 + draw.uniform(size) * draw.uniform(size)
    weight[(place > 0) & draw.chance(_NOTHING, size)] = 0.0
    pagu = shared(total, above, weight)
    filled = np.flatnonzero((place == 0) & (pagu > 10))
    wrong = filled[draw.shuffled(len(filled))[:uneven]]
    pagu[wrong] -= pagu[wrong] // 10
    return pagu


def _common(of: KlpdYear, level: Level) -> Columns:
    count = len(level.code)
    return {
        "is_deleted": [False] * count,
        "jenis_klpd": [of.instansi.jenis] * count,
        "kd_klpd": [of.kode] * count,
        "kd_satker": of.roster.kode[level.unit].tolist(),
        "nama_klpd": [of.instansi.nama] * count,
        "tahun_anggaran": [of.tahun] * count,
    }


def kegiatan_columns(of: KlpdYear, _hari: int) -> Columns:
    """Return the columns of kegiatan-master: regional governments only."""
    if not of.instansi.is_pemda:
        return {}
    all_of = activities(of)
    level = all_of.kegiatan
    return {
        **_common(of, level),
        "kd_program": all_of.program[level.above].tolist(),
        "kd_kegiatan": level.code.tolist(),
        "kd_kegiatan_lokal": [None] * len(level.code),
        "kd_kegiatan_str": level.text.tolist(),
        "nama_kegiatan": level.name.tolist(),
        "pagu_kegiatan": level.pagu.tolist(),
    }


def sub_kegiatan_columns(of: KlpdYear, _hari: int) -> Columns:
    """Return the columns of sub-kegiatan-master: regional governments only."""
    if not of.instansi.is_pemda:
        return {}
    all_of = activities(of)
    level, kegiatan = all_of.sub, all_of.kegiatan
    return {
        **_common(of, level),
        "kd_program": all_of.program[kegiatan.above[level.above]].tolist(),
        "kd_kegiatan": kegiatan.code[level.above].tolist(),
        "kd_subkegiatan": level.code.tolist(),
        "kd_subkegiatan_lokal": [None] * len(level.code),
        "kd_subkegiatan_str": level.text.tolist(),
        "nama_subkegiatan": level.name.tolist(),
        "pagu_subkegiatan": level.pagu.tolist(),
    }
