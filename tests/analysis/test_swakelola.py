from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis import swakelola as tables
from services.analysis.names import satker_names
from tests.analysis import oracle, strategies
from tests.analysis.same import assert_same
from tests.analysis.strategies import Row, Rows, quick

CATALOGUE = [{"kd_klpd": "D1", "nama_klpd": "Provinsi Aceh"}]
KEADAAN: dict[str, pl.DataType] = {
    "tahun": pl.Int16(),
    "kd_klpd": pl.String(),
    "jenis_paket": pl.String(),
    "kd_rup": pl.String(),
    "keadaan": pl.String(),
}


def row(**values: object) -> Row:
    base = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10", "kd_rup": "1", "pagu": 100}
    return base | {"status": "Terumumkan", "tipe_swakelola": 1, "nama_satker": "A"} | values


def lists(*rows: Row) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Return the list and the names that go with it."""
    return both(list(rows), [])


def both(swakelola: Rows, kaji_ulang: Rows) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    frame = strategies.swakelola(swakelola)
    return frame, satker_names(strategies.program([]), frame, strategies.kaji_ulang(kaji_ulang))


@quick
@given(strategies.swakelola_rows, strategies.kaji_ulang_rows)
def test_status_is_what_the_oracle_says(a: Rows, b: Rows) -> None:
    assert_same(tables.swakelola_status(*both(a, b)), oracle.swakelola_status(a, b))


@quick
@given(strategies.swakelola_rows)
def test_tipe_is_what_the_oracle_says(rows: Rows) -> None:
    table = tables.swakelola_tipe(strategies.swakelola(rows))
    assert_same(table, oracle.swakelola_tipe(rows))


@quick
@given(strategies.swakelola_rows)
def test_penyelenggara_is_what_the_oracle_says(rows: Rows) -> None:
    klpd = strategies.lazy(CATALOGUE, strategies.KLPD)
    table = tables.swakelola_penyelenggara(strategies.swakelola(rows), klpd)
    assert_same(table, oracle.swakelola_penyelenggara(rows, CATALOGUE))


@quick
@given(strategies.swakelola_rows, strategies.kaji_ulang_rows)
def test_pengumuman_is_what_the_oracle_says(a: Rows, b: Rows) -> None:
    assert_same(tables.swakelola_pengumuman(*both(a, b)), oracle.swakelola_pengumuman(a, b))


@quick
@given(strategies.swakelola_rows, st.sets(st.sampled_from("12345678")))
def test_paket_is_what_the_oracle_says(rows: Rows, cancelled: set[str]) -> None:
    keadaan = [
        {"tahun": 2026, "kd_klpd": "D1", "jenis_paket": kind, "kd_rup": code, "keadaan": state}
        for code in cancelled
        for kind, state in (("SWAKELOLA", "batal"), ("PENYEDIA", "aktif"))
    ]
    swakelola, names = both(rows, [])
    table = tables.paket_list(swakelola, strategies.lazy(keadaan, KEADAAN), names)
    assert_same(table, oracle.paket(rows, [], keadaan))


def test_a_missing_status_and_a_missing_satker_keep_their_rows() -> None:
    swakelola, names = lists(
        row(status=None), row(status="", kd_rup="2"), row(kd_satker=None, kd_rup="3")
    )
    found = tables.swakelola_status(swakelola, names).collect().to_dicts()
    assert [(r["kd_satker"], r["nama_satker"], r["status"], r["jumlah_paket"]) for r in found] == [
        ("10", "A", "(kosong)", 2),
        (None, None, "Terumumkan", 1),
    ]


@pytest.mark.parametrize("gone", [{"status_delete_rup": True}, {"status_aktif_rup": False}])
def test_packages_that_are_not_live_are_in_no_table(gone: Row) -> None:
    swakelola, names = lists(row(**gone), row(kd_rup="2", pagu=7))
    keadaan = strategies.lazy([], KEADAAN)
    for table in (
        tables.swakelola_status(swakelola, names),
        tables.swakelola_tipe(swakelola),
        tables.swakelola_penyelenggara(swakelola, strategies.lazy([], strategies.KLPD)),
        tables.swakelola_pengumuman(swakelola, names),
        tables.paket_list(swakelola, keadaan, names),
        tables.terumumkan(swakelola),
    ):
        assert table.collect()["pagu"].to_list() == [7]


def test_organisers_known_unknown_own_and_none() -> None:
    swakelola, _ = lists(
        row(kd_klpd_penyelenggara="D1", nama_klpd_penyelenggara="aceh"),
        row(kd_klpd_penyelenggara="X7", nama_klpd_penyelenggara="Yayasan", kd_rup="2"),
        row(kd_klpd_penyelenggara=None, nama_klpd_penyelenggara="Tanpa kode", kd_rup="3"),
    )
    klpd = strategies.lazy(CATALOGUE, strategies.KLPD)
    found = tables.swakelola_penyelenggara(swakelola, klpd).collect()
    assert found.select("kd_klpd_penyelenggara", "nama_klpd_penyelenggara").rows() == [
        ("(kosong)", "(kosong)"),
        ("D1", "Provinsi Aceh"),
        ("X7", "Yayasan"),
    ]


def test_31_march_is_inside_and_its_pagu_may_be_missing() -> None:
    noon, after = datetime(2026, 3, 31, 23, 59), datetime(2026, 4, 1)
    swakelola, names = lists(
        row(tgl_pengumuman_paket=noon, tgl_buat_paket=datetime(2026, 3, 1, 8), pagu=None),
        row(tgl_pengumuman_paket=after, kd_rup="2"),
        row(kd_satker="20", tgl_pengumuman_paket=after),
    )
    first, second = tables.swakelola_pengumuman(swakelola, names).collect().to_dicts()
    assert (first["diumumkan_31_maret"], first["pagu"], first["pagu_31_maret"]) == (1, 100, None)
    assert first["hari_ke_pengumuman"] == 30.0
    assert (second["diumumkan_31_maret"], second["pagu_31_maret"]) == (0, 0)
    assert second["hari_ke_pengumuman"] is None


def test_the_announced_share_says_when_it_means_nothing() -> None:
    swakelola, _ = lists(row(), row(kd_klpd="D2"), row(kd_klpd="D2", status="Draf", pagu=300))
    alone, mixed = tables.terumumkan(swakelola).collect().to_dicts()
    assert (alone["pangsa_terumumkan"], alone["bermakna"]) == (1.0, False)
    assert (mixed["pangsa_terumumkan"], mixed["bermakna"]) == (0.5, True)
    assert (mixed["pagu_terumumkan"], mixed["pangsa_pagu_terumumkan"]) == (100, 0.25)


def test_nothing_announced_is_zero_but_an_unknown_pagu_stays_unknown() -> None:
    swakelola, _ = lists(row(status="Draf"), row(kd_klpd="D2", pagu=None))
    none, unknown = tables.terumumkan(swakelola).collect().to_dicts()
    assert (none["pagu_terumumkan"], none["pangsa_pagu_terumumkan"]) == (0, 0.0)
    assert (unknown["pagu_terumumkan"], unknown["pangsa_pagu_terumumkan"]) == (None, None)


def test_the_table_of_packages_reads_the_state_of_swakelola_codes_only() -> None:
    swakelola, names = lists(row(), row(kd_rup="2"), row(kd_rup=None))
    states = [
        {
            "tahun": 2026,
            "kd_klpd": "D1",
            "jenis_paket": "PENYEDIA",
            "kd_rup": "1",
            "keadaan": "batal",
        },
        {
            "tahun": 2026,
            "kd_klpd": "D1",
            "jenis_paket": "SWAKELOLA",
            "kd_rup": "2",
            "keadaan": "batal",
        },
    ]
    found = tables.paket_list(swakelola, strategies.lazy(states, KEADAAN), names).collect()
    assert found["keadaan"].to_list() == [None, "batal", None]
