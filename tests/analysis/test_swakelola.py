from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis import key_figures
from services.analysis.frames import Options
from services.analysis.names import satker_names
from services.analysis.packages import swakelola as tables
from services.analysis.tables import build
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, quick
from tests.oracle.basics import groups

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


def per_satker(packages: Rows, program: Rows) -> Rows:
    """Return `swakelola-per-satker` of these packages and programs of (2026, D1)."""
    rows = strategies.frames(swakelola=packages, program=program)
    return build("swakelola-per-satker", rows, Options()).collect().to_dicts()


def plan(kd_satker: str, **values: object) -> Row:
    return {"tahun": 2026, "kd_klpd": "D1", "kd_satker": kd_satker, "pagu_program": 1} | values


STATES = ("Terumumkan", "Terinisiasi", "Final Draft", "Draf", None, "terumumkan")
WIDE = ("terumumkan", "terinisiasi", "final_draft", "draf", "tanpa_status", "status_lain")


def test_every_status_has_its_column_and_a_word_of_its_own_is_another() -> None:
    rows = [row(status=status, kd_rup=str(n), pagu=n) for n, status in enumerate(STATES)]
    [found] = per_satker(rows, [])
    assert [found[name] for name in WIDE] == [1] * 6
    assert [found[f"pagu_{name}"] for name in WIDE] == list(range(6))
    assert (found["jumlah_paket"], found["belum_terumumkan"]) == (6, 5)
    assert (found["pagu"], found["pagu_belum_terumumkan"], found["pagu_kosong"]) == (15, 15, 0)
    assert (found["pangsa_terumumkan"], found["pangsa_pagu_terumumkan"]) == (1 / 6, 0)


def test_satkers_with_most_not_announced_come_first_and_those_with_programs_alone_are_there() -> (
    None
):
    rows = [row(), row(kd_rup="2", kd_satker="20", status="Draf", pagu=None)]
    found = per_satker(rows, [plan("30"), plan("10"), plan("40", is_deleted=True)])
    assert [(r["kd_satker"], r["jumlah_paket"], r["belum_terumumkan"]) for r in found] == [
        *(("20", 1, 1), ("10", 1, 0), ("30", 0, 0)),
    ]
    assert [(r["pagu"], r["pagu_draf"]) for r in found] == [(None, None), (100, 0), (0, 0)]
    assert [r["pangsa_terumumkan"] for r in found] == [0, 1, None]


def test_a_satker_is_called_neither_best_nor_worst_by_a_list_of_announced_packages() -> None:
    [found] = per_satker([row()], [])
    assert (found["terumumkan"], found["belum_terumumkan"]) == (1, 0)
    assert (found["pangsa_terumumkan"], found["pangsa_pagu_terumumkan"]) == (None, None)


def test_without_a_list_nothing_is_known_of_any_satker() -> None:
    assert per_satker([], [plan("10")]) == []
    [found] = per_satker([row(status_delete_rup=True)], [plan("10")])
    assert (found["jumlah_paket"], found["pagu"], found["pangsa_terumumkan"]) == (0, 0, None)


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


def curve(packages: Rows, kaji_ulang: Rows | None = None, **asked: str) -> Rows:
    """Return `pengumuman-per-hari` of these packages."""
    rows = strategies.frames(swakelola=packages, kaji_ulang=kaji_ulang or [])
    return build("pengumuman-per-hari", rows, Options(**asked)).collect().to_dicts()


def points(rows: Rows) -> list[tuple[Any, ...]]:
    names = ("tanggal", "diumumkan_hari_itu", "diumumkan", "jumlah_paket", "pangsa_diumumkan")
    return [tuple(row[name] for name in names) for row in rows]


def test_announcements_add_up_and_what_has_no_date_stays_in_the_denominator() -> None:
    times = (MARCH_END, APRIL, APRIL, None)
    rows = [row(kd_rup=str(n), tgl_pengumuman_paket=time) for n, time in enumerate(times)]
    rows.append(row(kd_rup="9", tgl_pengumuman_paket=MADE, status_delete_rup=True))
    assert points(curve(rows)) == [
        (MARCH_END.date(), 1, 1, 4, 0.25),
        (APRIL.date(), 2, 3, 4, 0.75),
    ]


def test_a_satker_keeps_the_announcements_of_its_families_and_its_own_denominator() -> None:
    made = {"jenis_paket": "SWAKELOLA", "jenis_revisi": "SATUKESATU", "tgl_kaji_ulang": APRIL}
    history = [{"tahun": 2026, "kd_klpd": "D1", "kd_rup_lama": "1", "kd_rup_baru": "2"} | made]
    gone = row(tgl_pengumuman_paket=MADE, status_delete_rup=True)
    heir = row(kd_rup="2", kd_satker="20", tgl_pengumuman_paket=APRIL)
    rows = [gone, heir, row(kd_rup="3", kd_satker="30")]
    assert points(curve(rows, history, satker="20")) == [(MADE.date(), 1, 1, 1, 1.0)]
    assert curve(rows, history, satker="30") == []


@quick
@given(strategies.swakelola_rows, strategies.kaji_ulang_rows, st.sampled_from(("", "10", "9")))
def test_on_31_march_the_curve_is_at_the_lower_end_of_the_range(
    packages: Rows, history: Rows, satker: str
) -> None:
    frames = strategies.frames(swakelola=packages, kaji_ulang=history)
    options = Options(satker=satker)
    days = groups(curve(packages, history, satker=satker), "tahun", "kd_klpd")
    for found in key_figures.swakelola(frames, options).collect().to_dicts():
        if not found["jumlah_paket"]:
            continue
        mine = days.get((found["tahun"], found["kd_klpd"]), [])
        by_march = [row for row in mine if row["tanggal"] <= date(found["tahun"], 3, 31)]
        least = by_march[-1]["pangsa_diumumkan"] if by_march else 0
        assert found["maret_terendah"] == pytest.approx(least)
