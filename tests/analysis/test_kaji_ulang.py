from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings

from services.analysis.acts.kaji_ulang import (
    History,
    alasan,
    fold,
    history_measures,
    kaji_ulang_per_bulan,
    kaji_ulang_per_hari,
    kaji_ulang_per_satker,
    months_of_plan,
)
from services.analysis.measures import TERUMUMKAN
from services.analysis.revisions.lineage import silsilah
from tests.analysis.strategies import Rows, frames, kaji_ulang
from tests.analysis.strategies_kaji_ulang import START, nasty, row
from tests.sampling import examples

NAMES = {("D1", "10"): "Dinas Satu", ("K10", "10"): "Biro Lain", ("D1", "9"): "Dinas Dua"}
MIXED = settings(max_examples=examples(60), deadline=None)

names = pl.LazyFrame(
    [(klpd, satker, nama, None) for (klpd, satker), nama in NAMES.items()],
    schema=dict.fromkeys(("kd_klpd", "kd_satker", "nama_satker", "kd_satker_str"), pl.String),
    orient="row",
)


def per_satker(rows: Rows, **lists: Rows) -> pl.DataFrame:
    return kaji_ulang_per_satker(frames(kaji_ulang=rows, **lists), names).collect()


def measures(rows: Rows) -> pl.DataFrame:
    return history_measures(kaji_ulang(rows)).collect()


def months_of(rows: Rows) -> pl.DataFrame:
    return kaji_ulang_per_bulan(History.of(kaji_ulang(rows))).collect()


@MIXED
@given(nasty())
def test_every_table_adds_up_to_the_same_totals(rows: Rows) -> None:
    history = kaji_ulang(rows)
    satkers, net = per_satker(rows), measures(rows)
    months = months_of(rows)
    days = kaji_ulang_per_hari(History.of(history)).collect()
    totals = {"revisi": len(rows), "tindakan": net["tindakan"].sum()}
    for table in (satkers, months, days, net):
        assert {name: table[name].sum() for name in totals} == totals
    assert alasan(history).collect()["revisi"].sum() == len(rows)
    for name in ("pembatalan", "batal_bersih", "diaktifkan_lagi"):
        assert satkers[name].sum() == net[name].sum()
    kinds = ("satukesatu", "satukebanyak", "pembatalan", "pengaktifan", "lainnya")
    assert sum(satkers[kind].sum() for kind in kinds) == len(rows)
    assert satkers["batal_bersih"].sum() == silsilah(history).collect()["daun_batal"].sum()
    split = net["batal_bersih"] + net["diaktifkan_lagi"] + net["batal_diganti"]
    assert split.to_list() == net["kode_dibatalkan"].to_list()


def test_a_split_into_fifteen_is_one_act() -> None:
    rows = [row(jenis_revisi="SATUKEBANYAK", kd_rup_baru=str(part)) for part in range(2, 17)]
    table = per_satker(rows).row(0, named=True)
    assert (table["revisi"], table["satukebanyak"]) == (15, 15)
    assert (table["tindakan"], table["pecah"], table["kode"]) == (1, 1, 1)


def test_the_same_code_split_again_more_than_a_day_later_is_another_act() -> None:
    later = START + timedelta(hours=24, seconds=1)
    rows = [
        row(jenis_revisi="SATUKEBANYAK", kd_rup_baru=str(part), tgl_kaji_ulang=time)
        for time in (START, later)
        for part in (2, 3)
    ]
    table = per_satker(rows).row(0, named=True)
    assert (table["revisi"], table["tindakan"], table["pecah"]) == (4, 2, 1)


@pytest.mark.parametrize("missing", ["kd_rup_lama", "tgl_kaji_ulang"])
def test_a_split_with_a_null_in_its_key_is_never_folded(missing: str) -> None:
    values = {"jenis_revisi": "SATUKEBANYAK", missing: None}
    rows = [row(kd_rup_baru=str(part), **values) for part in range(2, 5)]
    assert per_satker(rows)["tindakan"].to_list() == [3]


def test_a_split_without_a_satker_is_still_one_act() -> None:
    rows = [row(jenis_revisi="SATUKEBANYAK", kd_rup_baru=p, kd_satker=None) for p in "234"]
    table = per_satker(rows)
    assert table["kd_satker"].to_list() == [None]
    assert table["tindakan"].to_list() == [1]


@pytest.mark.parametrize("name", ["jenis_paket", "kd_klpd", "kd_rup_lama"])
def test_splits_that_differ_in_what_makes_an_act_are_two(name: str) -> None:
    rows = [
        row(jenis_revisi="SATUKEBANYAK", kd_rup_baru=part, **{name: value})
        for value in ("8", "9")
        for part in "23"
    ]
    assert per_satker(rows)["tindakan"].sum() == 2
    assert measures(rows)["tindakan"].sum() == 2


def test_a_split_that_two_satkers_wrote_is_one_act_of_the_one_that_began_it() -> None:
    second = START + timedelta(seconds=5)
    rows = [
        row(jenis_revisi="SATUKEBANYAK", kd_rup_baru="3", kd_satker="8", tgl_kaji_ulang=second),
        row(jenis_revisi="SATUKEBANYAK", kd_rup_baru="2", kd_satker="9"),
    ]
    table = per_satker(rows).select("kd_satker", "revisi", "tindakan")
    assert table.rows() == [("9", 1, 1), ("8", 1, 0)]


def test_parts_written_apart_are_one_act_until_another_act_of_the_code_interrupts() -> None:
    parts = [
        row(
            jenis_revisi="SATUKEBANYAK",
            kd_rup_baru=str(n),
            tgl_kaji_ulang=START + n * timedelta(hours=20),
        )
        for n in range(2, 5)
    ]
    assert per_satker(parts)["tindakan"].to_list() == [1]
    between = row(
        jenis_revisi="PENGAKTIFAN", kd_rup_baru="1", tgl_kaji_ulang=START + timedelta(hours=50)
    )
    table = per_satker([*parts, between]).row(0, named=True)
    assert (table["tindakan"], table["tindakan_pecah"], table["tindakan_pengaktifan"]) == (3, 2, 1)


def test_replacements_of_one_code_at_one_instant_are_one_act() -> None:
    assert per_satker([row(kd_rup_baru="2"), row(kd_rup_baru="3")])["tindakan"].to_list() == [1]
    later = row(kd_rup_baru="3", tgl_kaji_ulang=START + timedelta(seconds=1))
    assert per_satker([row(kd_rup_baru="2"), later])["tindakan"].to_list() == [2]


@pytest.mark.parametrize(("minutes", "pairs"), [(0, 1), (60, 1), (60.5, 0)])
def test_a_cancellation_reverted_within_the_hour_is_one_operation(
    minutes: float, pairs: int
) -> None:
    rows = [
        row(jenis_revisi="PEMBATALAN", kd_rup_baru="1"),
        row(
            jenis_revisi="PENGAKTIFAN",
            kd_rup_baru="1",
            tgl_kaji_ulang=START + timedelta(minutes=minutes),
        ),
    ]
    table = per_satker(rows).row(0, named=True)
    assert (table["tindakan"], table["bolak_balik"]) == (2, pairs)


def test_unknown_and_missing_kinds_are_lainnya() -> None:
    rows = [row(jenis_revisi="GABUNG"), row(jenis_revisi=None), row(jenis_revisi="satukesatu")]
    assert per_satker(rows)["lainnya"].to_list() == [3]
    months = months_of(rows)
    assert months.select("jenis_revisi", "revisi", "tindakan").rows() == [("lainnya", 3, 1)]


def test_december_before_the_year_stays_with_its_plan_year() -> None:
    months = months_of([row(tahun=2025)])
    assert months.select("tahun", "bulan").rows() == [(2025, "2024-12")]


def test_months_of_two_plan_years_lie_on_one_axis() -> None:
    times = [START.replace(year=2024, month=12), START.replace(year=2025, month=3), None]
    rows = [
        row(tahun=tahun, kd_rup_lama=old, jenis_revisi=kind, tgl_kaji_ulang=time)
        for tahun, shift in ((2025, 0), (2026, 1))
        for old, kind in (("1", "PEMBATALAN"), ("3", "SATUKESATU"))
        for time in (t and t.replace(year=t.year + shift) for t in times)
    ]
    table = months_of_plan(months_of(rows).lazy()).collect()
    assert table.drop("kd_klpd").rows() == [
        *((2025, "2024-12", 0, 2), (2025, "2025-03", 3, 2), (2025, None, None, 2)),
        *((2026, "2025-12", 0, 2), (2026, "2026-03", 3, 2), (2026, None, None, 2)),
    ]


def test_a_row_without_a_time_has_a_month_of_its_own() -> None:
    rows = [row(tgl_kaji_ulang=None), row()]
    months = months_of(rows)
    assert months["bulan"].to_list() == ["2024-12", None]
    assert months["revisi"].sum() == 2


def test_cancel_activate_cancel_is_two_cancellations_and_one_final() -> None:
    kinds = ("PEMBATALAN", "PENGAKTIFAN", "PEMBATALAN")
    rows = [
        row(jenis_revisi=kind, kd_rup_baru="1", tgl_kaji_ulang=START.replace(hour=9 + hour))
        for hour, kind in enumerate(kinds)
    ]
    table = per_satker(rows).row(0, named=True)
    assert (table["pembatalan"], table["pengaktifan"]) == (2, 1)
    assert (table["batal_bersih"], table["diaktifkan_lagi"]) == (1, 0)


def test_rows_count_where_they_say_and_a_state_once_at_its_latest_satker() -> None:
    later = START.replace(hour=12)
    rows = [
        row(jenis_revisi="PENGAKTIFAN", kd_rup_baru="1", kd_satker="9"),
        row(jenis_revisi="PEMBATALAN", kd_rup_baru="1", kd_satker="10", tgl_kaji_ulang=later),
    ]
    table = per_satker(rows).sort("kd_satker").select("kd_satker", "revisi", "kode", "batal_bersih")
    assert table.rows() == [("10", 1, 1, 1), ("9", 1, 1, 0)]
    assert measures(rows).select("kode", "batal_bersih").rows() == [(1, 1)]


def test_the_same_number_in_both_jenis_paket_is_two_codes() -> None:
    rows = [
        row(jenis_revisi="PEMBATALAN", kd_rup_baru="1", jenis_paket=jenis)
        for jenis in ("PENYEDIA", "SWAKELOLA")
    ]
    table = per_satker(rows).row(0, named=True)
    assert (table["kode"], table["batal_bersih"]) == (2, 2)
    assert (table["penyedia"], table["swakelola"]) == (1, 1)


def package(kd_rup: str, **values: object) -> dict[str, object]:
    base = {"tahun": 2025, "kd_klpd": "D1", "kd_satker": "10", "kd_rup": kd_rup, "status": "Draf"}
    return base | values


SIDES = {
    jenis: (
        *(jenis, f"kode_{jenis}", f"revisi_{jenis}_per_100"),
        *(f"tindakan_{jenis}", f"keluarga_{jenis}", f"tindakan_{jenis}_per_100_keluarga"),
    )
    for jenis in ("swakelola", "penyedia")
}
"""Rows, codes and their rate, then acts, families and theirs, by kind of package."""


@pytest.mark.parametrize("jenis", ["swakelola", "penyedia"])
def test_a_rate_has_both_its_sides_beside_it(jenis: str) -> None:
    rows = [row(jenis_paket=jenis.upper(), kd_rup_lama=old) for old in "13"]
    gone = package("3", status_delete_rup=True)
    listed = [package("1"), package("4"), gone]
    sides = per_satker(rows, **{jenis: listed}).select(SIDES[jenis]).row(0)
    # the deleted code leaves the codes, its row stays; its family lives on in code 2
    assert sides == (2, 3, pytest.approx(200 / 3), 2, 2, 100)


@pytest.mark.parametrize("jenis", ["swakelola", "penyedia"])
def test_a_rate_and_its_denominator_are_unknown_without_the_list(jenis: str) -> None:
    rows = [row(jenis_paket=jenis.upper())]
    assert per_satker(rows).select(SIDES[jenis]).row(0) == (1, *[None] * 5)
    announced = [package("1", status=TERUMUMKAN)]
    sides = per_satker(rows, **{jenis: announced}).select(SIDES[jenis]).row(0)
    assert sides == (1, 2, 50, None, None, None)


def test_the_announced_list_of_penyedia_gives_no_rate() -> None:
    table = per_satker([row()], penyedia_umum=[package("1")])
    assert table.select(SIDES["penyedia"]).row(0) == (1, *[None] * 5)


def test_a_satker_without_codes_has_0_of_them_and_no_rate() -> None:
    rows = [row(jenis_paket="SWAKELOLA")]
    table = per_satker(rows, swakelola=[package("9")], penyedia=[package("8", kd_satker="9")])
    assert table.select(SIDES["penyedia"]).row(0) == (0, 0, None, 0, 0, None)


def test_satkers_are_ranked_by_acts_not_by_rows() -> None:
    split = [row(jenis_revisi="SATUKEBANYAK", kd_rup_baru=p, kd_satker="9") for p in "2345"]
    plain = [row(kd_rup_lama=p, kd_rup_baru=p * 2, kd_satker="10") for p in "67"]
    assert per_satker(split + plain)["kd_satker"].to_list() == ["10", "9"]


@pytest.mark.parametrize(
    ("reason", "group"),
    [
        ("Revisi_x000d_", "umum"),
        (" REVISI  PAKET. ", "umum"),
        ("Salah-Input", "umum"),
        ("revisi paket rup", "revisi paket rup"),
        ("Non-Pengadaan", "non pengadaan"),
        ("ganda/double", "ganda double"),
        (".", "(kosong)"),
        ("-", "(kosong)"),
        ("", "(kosong)"),
        (" _X000D_\n ", "(kosong)"),
        (None, "(kosong)"),
        ("kosong", "kosong"),
        ("5 %", "5"),
    ],
)
def test_reasons_fold(reason: str | None, group: str) -> None:
    column = pl.Series("reason", [reason], dtype=pl.String)
    assert column.to_frame().select(fold(pl.col("reason"))).item() == group


def test_the_example_is_the_most_frequent_wording() -> None:
    rows = [row(alasan_kajiulang=text) for text in ("Non-X", "non x", "non x", "NON X", "NON X")]
    table = alasan(kaji_ulang(rows)).collect()
    assert table.select("kelompok", "revisi", "contoh").rows() == [("non x", 5, "NON X")]


def test_no_rows_give_empty_tables() -> None:
    assert per_satker([]).height == 0
    assert months_of([]).height == measures([]).height == 0
    assert kaji_ulang_per_hari(History.of(kaji_ulang([]))).collect().height == 0
    assert alasan(kaji_ulang([])).collect().height == 0
