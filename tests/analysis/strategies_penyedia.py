"""Small nasty rows of the provider side: two lists, budget rows, spending and names of satkers."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tests.analysis.strategies import (
    Row,
    Rows,
    flag,
    instant,
    kaji_ulang_row,
    kd_klpd,
    kd_satker,
    kd_satker_str,
    money,
    name,
    program_row,
    swakelola_row,
    tahun,
    unique,
)

CODES = (*"12345678", None)
KINDS = ("Barang", "Jasa Lainnya", "Barang;Barang", "Barang;Jasa Lainnya", " ; Barang ", "", None)
MONTHS = [
    date(year, month, 1) for year in (2023, 2024, 2025, 2026, 2027) for month in (1, 6, 7, 12)
]

_key = {"tahun": tahun, "kd_klpd": kd_klpd, "kd_satker": kd_satker}
_state = {
    "kd_rup": st.sampled_from(CODES),
    "status": st.sampled_from(("Terumumkan", "Terumumkan", "Terinisiasi", "", None)),
    "status_aktif_rup": st.sampled_from((True, True, False, None)),
    "status_delete_rup": flag,
    "pagu": money,
}

penyedia_row = st.fixed_dictionaries(
    {
        **_key,
        **_state,
        "nama_satker": name,
        "nama_paket": st.sampled_from(("Laptop", "laptop ", None)),
        "metode_pengadaan": st.sampled_from(("Tender", "E-Purchasing", "", None)),
        "jenis_pengadaan": st.sampled_from(KINDS),
        "status_pdn": st.sampled_from(("PDN", "Non-PDN", None)),
        "status_ukm": st.sampled_from(("UKM", "Non-UKM", None)),
        "status_pradipa": st.sampled_from(("PraDIPA", "Non-PraDIPA", None)),
        "tipe_paket": st.sampled_from(("Penyedia", "PDS", None)),
        "tgl_awal_pemilihan": st.none() | st.sampled_from(MONTHS),
        "tgl_buat_paket": st.none() | instant,
        "tgl_pengumuman_paket": st.none() | instant,
    }
)

swakelola_umum_row = st.fixed_dictionaries(
    {
        **_key,
        **_state,
        "nama_satker": name,
        "tgl_buat_paket": st.none() | instant,
        "tgl_pengumuman_paket": st.none() | instant,
    }
)

anggaran_row = st.fixed_dictionaries(
    {
        **_key,
        **_state,
        "nama_satker": name,
        "sumber_dana": st.sampled_from(("APBN", "APBD", "BLUD", "", None)),
        "jenis_dana_apbn": st.sampled_from(("RUPIAH MURNI", "PNBP", None)),
        "asal_dana": st.sampled_from(("D1", None)),
        "tahun_anggaran_dana": st.sampled_from((2025, 2026, 2027, None)),
    }
)

struktur_row = st.fixed_dictionaries(
    {
        **_key,
        "nama_satker": name,
        "belanja_pengadaan": st.sampled_from((None, 0, 1, 5, 10, 12, 10**12)),
        "total_belanja": st.sampled_from((None, 0, 5, 7, 10, 12, 14)),
    }
)

satker_row = st.fixed_dictionaries(
    {
        "kd_klpd": kd_klpd,
        "kd_satker": kd_satker,
        "kd_satker_str": kd_satker_str,
        "nama_satker": name,
    }
)


def _package(row: Row) -> object:
    return row["tahun"], row["kd_klpd"], row["kd_rup"] or object()


def _of_year(row: Row) -> object:
    return row["tahun"], row["kd_klpd"], row["kd_satker"]


def _of_klpd(row: Row) -> object:
    return row["kd_klpd"], row["kd_satker"]


def _lists(row: st.SearchStrategy[Row], size: int = 16) -> st.SearchStrategy[Rows]:
    return st.lists(row, max_size=size)


OTHERS: dict[str, st.SearchStrategy[Rows]] = {
    "penyedia": _lists(penyedia_row).map(unique(_package)),
    "penyedia_umum": _lists(penyedia_row).map(unique(_package)),
    "swakelola_umum": _lists(swakelola_umum_row).map(unique(_package)),
    "anggaran_penyedia": _lists(anggaran_row),
    "anggaran_swakelola": _lists(anggaran_row),
    "struktur": _lists(struktur_row).map(unique(_of_year)),
    "satker": _lists(satker_row, 10).map(unique(_of_klpd)),
}
"""Rows of the other datasets by the names of strategies.OTHERS."""

few_others = st.fixed_dictionaries({}, optional=OTHERS)
"""The same, each dataset read or not."""


def dense(row: st.SearchStrategy[Row], size: int = 12) -> st.SearchStrategy[Rows]:
    """Return rows of one KLPD-year and two satkers, so that they meet."""

    def near(values: Row) -> Row:
        at = {"tahun": 2026} if "tahun" in values else {}
        return values | at | {"kd_klpd": "D1", "kd_satker": values["kd_satker"] and "10"}

    return st.lists(row.map(near), min_size=1, max_size=size)


announced_row = st.builds(
    lambda row, pagu: row | {"status": "Terumumkan", "pagu": pagu, "status_delete_rup": False},
    penyedia_row,
    st.sampled_from((5, 5, 7, None)),
)
planned_row = st.builds(
    lambda row, pagu: row | {"pagu_program": pagu, "kd_program_str": "1", "is_deleted": False},
    program_row,
    st.sampled_from((5, 7)),
)
whole_year = st.fixed_dictionaries(
    {
        "program": dense(planned_row, 3),
        "penyedia": dense(announced_row, 5).map(unique(_package)),
        "swakelola": dense(swakelola_row, 5).map(unique(_package)),
        "struktur": dense(struktur_row, 3).map(unique(_of_year)),
        "kaji_ulang": dense(kaji_ulang_row),
        "anggaran_penyedia": dense(anggaran_row),
        "satker": dense(satker_row, 2).map(unique(_of_klpd)),
    }
)
"""Rows of one KLPD-year of which every dataset of the provider side has some."""
