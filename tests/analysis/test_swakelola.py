from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest

from services.analysis import swakelola as tables
from services.analysis.names import satker_names
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows

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


def announced(*rows: Row, kaji_ulang: Rows | None = None) -> Rows:
    """Return `swakelola-pengumuman` of these packages."""
    history = kaji_ulang or []
    swakelola, names = both(list(rows), history)
    packages = tables.announcements(swakelola, strategies.kaji_ulang(history))
    return tables.swakelola_pengumuman(packages, names).collect().to_dicts()


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
        tables.swakelola_pengumuman(
            tables.announcements(swakelola, strategies.kaji_ulang([])), names
        ),
        tables.paket_list(swakelola, keadaan, names),
        tables.announced_share(swakelola),
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


MARCH_END, APRIL = datetime(2026, 3, 31, 23, 59), datetime(2026, 4, 1)
MADE = datetime(2026, 3, 1, 8)


def test_31_march_is_inside_and_its_pagu_may_be_missing() -> None:
    first, second = announced(
        row(tgl_pengumuman_paket=MARCH_END, tgl_buat_paket=MADE, pagu=None),
        row(tgl_pengumuman_paket=APRIL, kd_rup="2"),
        row(kd_satker="20", tgl_pengumuman_paket=APRIL, kd_rup="3"),
    )
    assert (first["diumumkan_31_maret"], first["pagu"], first["pagu_31_maret"]) == (1, 100, None)
    assert first["hari_ke_pengumuman"] == 30.0
    assert (second["diumumkan_31_maret"], second["pagu_31_maret"]) == (0, 0)
    assert second["hari_ke_pengumuman"] is None


@pytest.mark.parametrize(
    ("made", "shown", "kelas"),
    [
        (MADE, MARCH_END, "diumumkan_31_maret"),
        (None, MARCH_END, "diumumkan_31_maret"),
        (APRIL, MARCH_END, "diumumkan_31_maret"),
        (APRIL, APRIL, "dibuat_sesudah_31_maret"),
        (APRIL, None, "dibuat_sesudah_31_maret"),
        (MARCH_END, APRIL, "diumumkan_kemudian"),
        (None, APRIL, "tidak_diketahui"),
        (MADE, None, "tidak_diketahui"),
        (None, None, "tidak_diketahui"),
    ],
)
def test_each_package_is_in_one_class_of_31_march(
    made: datetime | None, shown: datetime | None, kelas: str
) -> None:
    [found] = announced(row(tgl_buat_paket=made, tgl_pengumuman_paket=shown))
    assert {name: found[name] for name in tables.CLASSES if found[name]} == {kelas: 1}
    money = {"diumumkan_31_maret": "pagu_31_maret"}.get(kelas, f"pagu_{kelas}")
    assert (found["pagu"], found[money]) == (100, 100)


def revision(old: str, new: str) -> Row:
    base = {"tahun": 2026, "kd_klpd": "D1", "jenis_paket": "SWAKELOLA", "kd_satker": "10"}
    return base | {"jenis_revisi": "SATUKESATU", "kd_rup_lama": old, "kd_rup_baru": new}


def test_a_package_made_by_a_revision_is_as_old_and_as_early_announced_as_its_family() -> None:
    root = row(tgl_buat_paket=MADE, tgl_pengumuman_paket=MARCH_END, status_delete_rup=True)
    child = row(kd_rup="2", tgl_buat_paket=APRIL, tgl_pengumuman_paket=datetime(2026, 5, 1))
    [alone] = announced(root, child)
    assert (alone["dibuat_sesudah_31_maret"], alone["hari_ke_pengumuman"]) == (1, 30.0)
    [family] = announced(root, child, kaji_ulang=[revision("1", "2")])
    assert (family["jumlah_paket"], family["diumumkan_31_maret"]) == (1, 1)
    assert family["hari_ke_pengumuman"] == 30.0


def test_a_root_that_is_not_listed_leaves_a_package_its_own_date_of_making() -> None:
    child = row(kd_rup="2", tgl_buat_paket=APRIL, tgl_pengumuman_paket=APRIL)
    [found] = announced(child, kaji_ulang=[revision("1", "2")])
    assert (found["dibuat_sesudah_31_maret"], found["hari_ke_pengumuman"]) == (1, 0.0)


def test_the_announced_share_is_null_where_every_package_is_announced() -> None:
    swakelola, _ = lists(row(), row(kd_klpd="D2"), row(kd_klpd="D2", status="Draf", pagu=300))
    alone, mixed = tables.announced_share(swakelola).collect().to_dicts()
    assert (alone["pangsa_terumumkan"], alone["bermakna"]) == (None, False)
    assert (mixed["pangsa_terumumkan"], mixed["bermakna"]) == (0.5, True)
    assert (mixed["pagu_terumumkan"], mixed["pangsa_pagu_terumumkan"]) == (100, 0.25)


@pytest.mark.parametrize("other", [{"status": None}, {"status": "Draf", "status_delete_rup": True}])
def test_one_package_that_is_not_announced_makes_the_share_meaningful(other: Row) -> None:
    swakelola, _ = lists(row(), row(kd_rup="2", **other))
    [found] = tables.announced_share(swakelola).collect().to_dicts()
    live = 1 if "status_delete_rup" in other else 2
    assert (found["bermakna"], found["pangsa_terumumkan"]) == (True, 1 / live)


def test_nothing_announced_is_zero_but_an_unknown_pagu_stays_unknown() -> None:
    drafts = row(kd_klpd="D2", kd_rup="2", status="Draf", pagu=None)
    swakelola, _ = lists(row(status="Draf"), row(kd_klpd="D2", pagu=None), drafts)
    none, unknown = tables.announced_share(swakelola).collect().to_dicts()
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
