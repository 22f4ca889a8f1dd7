"""Provider packages, budget rows and spending, in cases made by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from services.analysis.frames import ANGGARAN_PENYEDIA, PENYEDIA, STRUKTUR, Frames, Options
from services.analysis.packages.one_package import baris_anggaran, satu_paket
from services.analysis.packages.pemanfaatan import pemanfaatan_ringkas
from services.analysis.stored import presence
from services.analysis.tables import build
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows

YEAR = {"tahun": 2026, "kd_klpd": "D1"}
LIVE = {"status": "Terumumkan", "status_aktif_rup": True, "status_delete_rup": False}


def bought(kd_rup: str, **values: object) -> Row:
    base = {**YEAR, **LIVE, "kd_rup": kd_rup, "kd_satker": "10", "pagu": 100}
    return base | {"metode_pengadaan": "Tender", "jenis_pengadaan": "Barang"} | values


def carried_out(kd_rup: str, **values: object) -> Row:
    return {**YEAR, **LIVE, "kd_rup": kd_rup, "kd_satker": "10", "pagu": 10} | values


def spends(satker: str, pengadaan: int | None, total: int | None = None) -> Row:
    return {**YEAR, "kd_satker": satker, "belanja_pengadaan": pengadaan, "total_belanja": total}


def table(name: str, options: Options | None = None, **rows: Rows) -> pl.DataFrame:
    return build(name, strategies.frames(**rows), options or Options()).collect()


def only(name: str, **rows: Rows) -> dict[str, Any]:
    [row] = table(name, **rows).to_dicts()
    return row


@pytest.mark.parametrize(
    ("served", "kind", "listed"),
    [
        ("Barang", "Barang", "Barang"),
        ("Barang;Barang", "Barang", "Barang"),
        ("Barang;Jasa Lainnya;Barang", "campuran", "Barang;Jasa Lainnya"),
        ("", "(kosong)", "(kosong)"),
        (None, "(kosong)", "(kosong)"),
    ],
)
def test_several_distinct_kinds_are_mixed(served: str | None, kind: str, listed: str) -> None:
    rows = [bought("1", jenis_pengadaan=served)]
    assert only("penyedia-metode", penyedia=rows)["jenis_pengadaan"] == kind
    assert only("penyedia-paket", penyedia=rows)["jenis"] == listed
    chosen = table("penyedia-paket", Options(pengadaan=kind), penyedia=rows)
    assert chosen.height == 1


def test_a_package_is_live_whatever_its_status_says() -> None:
    rows = [
        bought("1", status="Terdelete", status_delete_rup=True),
        bought("2", status="Terdelete"),
        bought("3", status_aktif_rup=False),
    ]
    assert table("penyedia-paket", penyedia=rows)["kd_rup"].to_list() == ["2"]
    row = only("penyedia-per-satker", penyedia=rows)
    assert (row["jumlah_paket"], row["terumumkan"]) == (1, 0)


def test_the_announced_list_alone_does_not_say_how_many_are_announced() -> None:
    assert only("penyedia-per-satker", penyedia=[bought("1")])["terumumkan"] == 1
    assert only("penyedia-per-satker", penyedia_umum=[bought("1")])["terumumkan"] is None


def test_months_before_the_year_are_early_or_odd() -> None:
    months = [date(2025, 6, 1), date(2025, 7, 1), date(2025, 12, 1), date(2026, 1, 1)]
    months += [date(2026, 12, 1), date(2027, 1, 1), None]
    rows = [bought(str(n), tgl_awal_pemilihan=month) for n, month in enumerate(months)]
    row = only("penyedia-per-satker", penyedia=rows)
    assert (row["pemilihan_sebelum_tahun"], row["bulan_tak_wajar"]) == (2, 2)
    schedule = table("penyedia-jadwal", penyedia=rows)
    assert schedule["bulan"].to_list() == [
        *("(kosong)", "2025-06", "2025-07", "2025-12", "2026-01", "2026-12", "2027-01"),
    ]


def test_missing_pagu_is_not_zero() -> None:
    rows = [bought("1", pagu=None, tipe_paket="PDS", status_pdn="PDN")]
    row = only("penyedia-per-satker", penyedia=rows)
    assert (row["pagu"], row["pagu_kosong"], row["pagu_pds"], row["pagu_pdn"]) == (
        *(None, 1, None, None),
    )
    assert row["pagu_ukm"] == 0


def test_the_state_of_a_package_is_that_of_the_provider_code() -> None:
    history = [
        {**YEAR, "jenis_paket": kind, "kd_rup_lama": "1", "kd_rup_baru": "1"}
        | {"jenis_revisi": act, "tgl_kaji_ulang": datetime(2026, 3, 1)}
        for kind, act in (("PENYEDIA", "PEMBATALAN"), ("SWAKELOLA", "PENGAKTIFAN"))
    ]
    rows = table("penyedia-paket", penyedia=[bought("1"), bought("2")], kaji_ulang=history)
    assert rows["keadaan"].to_list() == ["batal", None]


def test_budget_rows_that_look_alike_all_count() -> None:
    row = {**YEAR, **LIVE, "kd_rup": "1", "pagu": 5, "sumber_dana": "APBD"}
    rows = [row | {"id_paket_anggaran_penyedia": str(number)} for number in range(3)]
    rows += [row | {"pagu": -1}, row | {"status_delete_rup": True}]
    found = only("sumber-dana", anggaran_penyedia=rows)
    assert (found["jumlah_baris"], found["jumlah_paket"], found["pagu"]) == (4, 1, 14)


def test_budget_rows_are_compared_with_the_pagu_of_their_package() -> None:
    budget = [
        {**YEAR, **LIVE, "kd_rup": code, "pagu": pagu} for code, pagu in (("1", 100), ("2", 7))
    ]
    rows = {"penyedia": [bought("1"), bought("2"), bought("3")], "anggaran_penyedia": budget}
    made = table("mutu", **rows).filter(pl.col("dataset") == ANGGARAN_PENYEDIA)
    assert made.select("ukuran", "kolom", "jumlah", "contoh").rows() == [
        ("anggaran bukan pagu", "pagu", 1, "2"),
        ("tanpa baris anggaran", "kd_rup", 1, "3"),
    ]
    assert table("mutu", penyedia=rows["penyedia"]).height == 0


def test_announced_pagu_is_divided_by_procurement_spending() -> None:
    rows = {
        "penyedia": [bought("1", pagu=60), bought("2", pagu=500, status="Draf")],
        "swakelola": [carried_out("1", pagu=40)],
        "struktur": [spends("10", 100), spends("20", 0), spends("30", None), spends("40", 10)],
    }
    made = table("pemanfaatan", **rows)
    columns = ("kd_satker", "pagu_penyedia_terumumkan", "rasio", "selisih")
    assert made.select(columns).rows() == [
        ("10", 60, 1.0, 0),
        ("20", 0, None, 0),
        ("30", 0, None, None),
        ("40", 0, 0.0, -10),
    ]
    [overall] = pemanfaatan_ringkas(strategies.frames(**rows)).collect().to_dicts()
    assert (overall["jumlah_satker"], overall["jumlah_tanpa_rasio"]) == (2, 2)
    assert (overall["pagu"], overall["belanja_pengadaan"], overall["tepat_satu"]) == (100, 110, 1)
    assert overall["kd_satker_terbesar"] == "10"


def test_an_empty_list_leaves_no_ratio() -> None:
    rows = {"penyedia": [bought("1", pagu=60)], "struktur": [spends("10", 100)]}
    row = only("pemanfaatan", **rows)
    assert (row["pagu_penyedia_terumumkan"], row["pagu_swakelola_terumumkan"]) == (60, None)
    assert (row["rasio"], row["selisih"]) == (None, None)
    announced = only("pemanfaatan", **rows, swakelola_umum=[carried_out("1", pagu=40)])
    assert announced["rasio"] == 1.0
    deleted = carried_out("9", status_delete_rup=True)
    both = {"swakelola": [deleted], "swakelola_umum": [carried_out("1", pagu=40)]}
    assert only("pemanfaatan", **rows, **both)["pagu_swakelola_terumumkan"] == 0


def test_by_31_march_the_ratio_is_a_range() -> None:
    dates = (
        ("2026-01-05", "2026-03-31"),
        ("2026-04-02", "2026-04-03"),
        ("2026-01-05", "2026-04-01"),
    )
    rows = [
        bought(
            str(n),
            pagu=10 ** (n + 1),
            tgl_buat_paket=datetime.fromisoformat(made),
            tgl_pengumuman_paket=datetime.fromisoformat(announced),
        )
        for n, (made, announced) in enumerate(dates)
    ]
    parts = {"penyedia": rows, "swakelola": [carried_out("1", pagu=None, status="Draf")]}
    row = only("pemanfaatan", **parts, struktur=[spends("10", 10_000)])
    ends = (row["rasio_31_maret_terendah"], row["rasio_31_maret_tertinggi"], row["rasio"])
    assert ends == (0.001, 0.011, 0.111)


@pytest.mark.parametrize(
    ("total", "word"),
    [
        (12, "terhitung ganda"),
        (19, "bukan ganda"),
        (15, "tidak dapat dipastikan"),
        (None, "tidak dapat dipastikan"),
    ],
)
def test_repeated_rows_are_double_only_where_the_spending_proves_it(
    total: int | None, word: str
) -> None:
    plans = [{**YEAR, "kd_satker": "10", "kd_program_str": "1", "pagu_program": p} for p in (12, 7)]
    plans.append({**YEAR, "kd_satker": "20", "kd_program_str": "1", "pagu_program": 3})
    made = table("pagu-per-satker", program=plans, struktur=[spends("10", None, total)])
    assert made.select("kd_satker", "bukti").rows() == [("10", word), ("20", None)]
    narrowed = Options(program="1", satker="10")
    rows = {"program": plans, "struktur": [spends("10", None, total)]}
    assert table("pagu-per-satker", narrowed, **rows)["bukti"].to_list() == [word]
    assert table("pagu-per-satker", program=plans)["bukti"].to_list() == [None, None]


def test_why_a_dataset_gives_no_figure_has_its_own_word() -> None:
    klpd = [{"kd_klpd": "D1", "jenis_klpd": "KOTA"}, {"kd_klpd": "K9", "jenis_klpd": "KEMENTERIAN"}]
    read = [{**YEAR, "dataset": STRUKTUR, "rows": 0}]
    years = pl.LazyFrame([YEAR, YEAR | {"kd_klpd": "K9"}], schema=dict(presence.LEAD))

    def words(name: str, frames: Frames) -> list[str]:
        return presence.dataset_states(frames, name, years).collect()["keterangan"].to_list()

    nothing = strategies.frames(klpd=klpd)
    assert words(STRUKTUR, nothing) == ["belum dibaca", "tidak berlaku"]
    assert words(PENYEDIA, nothing) == ["belum dibaca", "belum dibaca"]
    empty = strategies.frames(klpd=klpd, stored=read)
    assert words(STRUKTUR, empty) == ["kosong atau tidak berwenang", "tidak berlaku"]
    rows = strategies.frames(klpd=klpd, struktur=[spends("10", 1)], stored=read)
    assert words(STRUKTUR, rows) == ["ada", "tidak berlaku"]


def test_one_code_is_found_on_both_lists_and_in_every_year() -> None:
    frames = strategies.frames(
        penyedia=[bought("7", tahun=2025, jenis_pengadaan="Barang;Jasa Lainnya"), bought("8")],
        penyedia_umum=[bought("7", nama_satker="Dinas A")],
        swakelola=[carried_out("7", tipe_swakelola=2, status_delete_rup=True)],
        anggaran_penyedia=[
            {**YEAR, **LIVE, "kd_rup": "7", "pagu": p, "mak": "5.1"} for p in (3, 3)
        ],
    )
    rows = satu_paket(frames, "7").collect()
    columns = ("tahun", "jenis_paket", "jenis", "tipe_swakelola", "hidup", "hanya_terumumkan")
    assert rows.select(columns).rows() == [
        (2025, "PENYEDIA", "Barang;Jasa Lainnya", None, True, False),
        (2026, "SWAKELOLA", None, 2, False, False),
    ]
    assert baris_anggaran(frames, "7").collect()["pagu"].to_list() == [3, 3]
    assert satu_paket(frames, "404").collect().height == 0
