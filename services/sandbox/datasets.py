"""Every RUP dataset of the sandbox by name: its rows, its key, and where it is served.

Each dataset is made when it is asked for, and alone: what several need (units, revisions, provider
packages, activities) is kept for the latest KLPD-years where it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from . import special
from .anggaran.activities import kegiatan_columns, sub_kegiatan_columns
from .anggaran.budgets import provider_budget_columns, swakelola_budget_columns
from .anggaran.structure import structure_columns
from .core.changes import make_after
from .core.master import master_columns
from .core.rows import MAKERS, Columns, core_columns
from .core.swakelola import announced_columns as announced_swakelola_columns
from .klpd_year import KlpdYear, klpd_year
from .penyedia.columns import announced_columns as announced_provider_columns
from .penyedia.columns import whole_columns
from .units.instansi import all_instansi

CORE = (special.PROGRAM, special.SWAKELOLA, special.KAJI_ULANG)
MASTER = "master-satker"
PENYEDIA, PENYEDIA_UMUM = "paket-penyedia", "paket-penyedia-terumumkan"
SWAKELOLA_UMUM = "paket-swakelola-terumumkan"
ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA = "paket-anggaran-penyedia", "paket-anggaran-swakelola"
STRUKTUR, KEGIATAN = "struktur-anggaran-pd", "kegiatan-master"
SUB_KEGIATAN = "sub-kegiatan-master"

LEGACY = (STRUKTUR, KEGIATAN, SUB_KEGIATAN)
"""Served as bare lists; all other datasets in pages."""

_FURTHER: Mapping[str, Callable[[KlpdYear, int], Columns]] = MappingProxyType(
    {
        PENYEDIA: whole_columns,
        PENYEDIA_UMUM: announced_provider_columns,
        SWAKELOLA_UMUM: announced_swakelola_columns,
        ANGGARAN_PENYEDIA: provider_budget_columns,
        ANGGARAN_SWAKELOLA: swakelola_budget_columns,
        STRUKTUR: structure_columns,
        KEGIATAN: kegiatan_columns,
        SUB_KEGIATAN: sub_kegiatan_columns,
    }
)

KEYS: Mapping[str, str] = MappingProxyType(
    {
        special.PROGRAM: "kd_program",
        special.SWAKELOLA: "kd_rup",
        MASTER: "kd_satker",
        PENYEDIA: "kd_rup",
        PENYEDIA_UMUM: "kd_rup",
        SWAKELOLA_UMUM: "kd_rup",
        ANGGARAN_PENYEDIA: "id_paket_anggaran_penyedia",
        ANGGARAN_SWAKELOLA: "id_paket_anggaran_swakelola",
        STRUKTUR: "kd_satker",
        KEGIATAN: "kd_kegiatan",
        SUB_KEGIATAN: "kd_subkegiatan",
    }
)
"""The column that tells rows apart; datasets without one are told apart by place."""


def paged() -> tuple[str, ...]:
    """Return the datasets served in pages; MAKERS can gain some while the program runs."""
    further = (name for name in (MASTER, *_FURTHER, *MAKERS) if name not in LEGACY)
    return (*CORE, *further)


def columns_of(dataset: str, kode: str, tahun: int, hari: int = 0) -> Columns | None:
    """Return the rows of a dataset `hari` days after the usual one; 0 is the usual one.

    None for an unknown KLPD and a year that is not served; master-satker knows every year.
    """
    instansi = all_instansi().get(kode)
    if dataset == MASTER:
        return None if instansi is None else master_columns(instansi)
    of = klpd_year(kode, tahun)
    if of is None:
        return None
    if dataset in CORE:
        if hari == 0:
            return core_columns(dataset, of)
        later = make_after(of.kode, of.tahun, hari)
        if later is None:
            return None
        of_core = (later.program, later.swakelola, later.kaji_ulang)
        return dict(zip(CORE, of_core, strict=True))[dataset]
    if dataset in MAKERS:
        return MAKERS[dataset](kode, tahun)
    columns = _FURTHER[dataset](of, hari)
    if special.is_empty(dataset, kode, tahun):
        return {name: [] for name in columns}
    return columns
