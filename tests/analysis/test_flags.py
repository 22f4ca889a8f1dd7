from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from services.analysis.frames import PROGRAM
from services.analysis.names import satker_names
from services.analysis.tanda.flags import (
    CATATAN,
    NEEDS,
    TANDA,
    TANDA_ATURAN,
    flags_per_satker,
    tanda,
    tanda_aturan,
)
from services.language.wording import LANGUAGES, text
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows

KEY = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10"}


def table(program: Rows, swakelola: Rows, kaji_ulang: Rows) -> pl.DataFrame:
    frames = strategies.frames(program=program, swakelola=swakelola, kaji_ulang=kaji_ulang)
    names = satker_names(frames.program, frames.swakelola, frames.kaji_ulang)
    made = tanda(frames, names).collect()
    assert made.schema == TANDA
    return made


def counts(rule: str, **rows: Rows) -> tuple[int | None, int | None, int | None]:
    """Return what the rule checked, flagged and could not check in (2026, D1)."""
    made = tanda_aturan(strategies.frames(**rows)).collect()
    assert made.schema == TANDA_ATURAN
    assert set(made["aturan"]) == set(CATATAN)
    row = made.row(by_predicate=pl.col("aturan") == rule, named=True)
    return row["diperiksa"], row["tanda"], row["tak_bisa_diperiksa"]


def plan(pagu: int | None, **values: object) -> Row:
    return KEY | {"kd_program_str": "1.01", "pagu_program": pagu} | values


def package(kd_rup: str, **values: object) -> Row:
    return KEY | {"kd_rup": kd_rup, "pagu": 5} | values


def revision(old: str, new: str, kind: str = "SATUKESATU", **values: object) -> Row:
    base = {"kd_rup_lama": old, "kd_rup_baru": new, "jenis_revisi": kind, "alasan_kajiulang": "x"}
    day = datetime(2026, 5, 1) + timedelta(days=int(new))
    return KEY | base | {"jenis_paket": "SWAKELOLA", "tgl_kaji_ulang": day} | values


def flags(program: Rows, swakelola: Rows, kaji_ulang: Rows, rule: str) -> Rows:
    rows = table(program, swakelola, kaji_ulang).to_dicts()
    return [row for row in rows if row["aturan"] == rule]


@pytest.mark.parametrize(("parts", "count"), [(4, 0), (5, 1), (15, 1)])
def test_a_split_into_five_or_more(parts: int, count: int) -> None:
    rows = [revision("1", str(part + 2), "SATUKEBANYAK") for part in range(parts)]
    found = flags([], [], rows, "pecah-banyak")
    assert [(r["kode"], r["kd_satker"], r["nilai"]) for r in found] == [("1", "10", parts)] * count
    assert all("Perpres 46/2025: Rp 200 juta" in r["keterangan"] for r in found)
    assert all(
        r["keterangan"].startswith(f"paket SWAKELOLA dipecah menjadi {parts};") for r in found
    )


@pytest.mark.parametrize(("times", "count"), [(1, 0), (2, 1), (3, 1)])
def test_reactivated_at_least_twice(times: int, count: int) -> None:
    rows = [
        revision("1", "1", kind, tgl_kaji_ulang=datetime(2026, 3, 1 + 2 * turn + step))
        for turn in range(times)
        for step, kind in enumerate(("PEMBATALAN", "PENGAKTIFAN"))
    ]
    assert [r["nilai"] for r in flags([], [], rows, "aktif-berulang")] == [times] * count


@pytest.mark.parametrize(("depth", "count"), [(4, 0), (5, 1), (10, 1)])
def test_a_chain_deeper_than_four(depth: int, count: int) -> None:
    rows = [revision(str(step), str(step + 1)) for step in range(1, depth + 1)]
    found = flags([], [], rows, "rantai-dalam")
    assert [(r["kode"], r["nilai"]) for r in found] == [("1", depth)] * count


@pytest.mark.parametrize(("rows", "count"), [(49, 0), (50, 1)])
def test_many_rows_of_one_satker_on_one_day(rows: int, count: int) -> None:
    day = datetime(2026, 5, 4, 10)
    many = [revision(str(n), str(n), "PEMBATALAN", tgl_kaji_ulang=day) for n in range(rows)]
    many.append(revision("90", "90", "PEMBATALAN", tgl_kaji_ulang=day, kd_satker="20"))
    found = flags([], [], many, "banyak-sehari")
    assert [(r["kd_satker"], r["kode"]) for r in found] == [("10", "2026-05-04")] * count


@pytest.mark.parametrize("reason", [None, "", " ", ".", "-", "_x000d_\n"])
def test_a_blank_reason(reason: str | None) -> None:
    rows = [revision("1", "1", "PEMBATALAN", alasan_kajiulang=reason)]
    assert [r["kode"] for r in flags([], [], rows, "tanpa-alasan")] == ["1"]
    assert flags([], [], [revision("1", "1")], "tanpa-alasan") == []


OTHERS = [
    package(
        str(code),
        tgl_awal_pelaksanaan_kontrak=date(2026, month, 1),
        tgl_pengumuman_paket=datetime(2026, 1, 5),
    )
    for code, month in ((90, 7), (91, 8), (92, 9))
]
"""Packages of other months, announced in time, so that no month is the default of the list."""


def march(code: str = "2", **values: object) -> Row:
    start, shown = date(2026, 3, 31), datetime(2026, 6, 1)
    dates = {"tgl_awal_pelaksanaan_kontrak": start, "tgl_pengumuman_paket": shown}
    return package(code, **dates | values)


def test_an_early_start_is_measured_from_the_first_trace_of_the_family() -> None:
    packages = [march(), *OTHERS]
    later = revision("1", "2", tgl_kaji_ulang=datetime(2026, 4, 1))
    found = flags([], packages, [later], "mulai-sebelum-umum")
    assert [(r["kode"], r["nilai"]) for r in found] == [("2", 1)]
    sooner = revision("0", "1", tgl_kaji_ulang=datetime(2026, 3, 1))
    assert flags([], packages, [later, sooner], "mulai-sebelum-umum") == []


def test_an_early_start_without_history_is_counted_as_unchecked_and_is_no_flag() -> None:
    packages = [march(), *OTHERS]
    assert flags([], packages, [], "mulai-sebelum-umum") == []
    assert counts("mulai-sebelum-umum", swakelola=packages) == (0, 0, 4)
    other = [revision("8", "9")]
    [known] = flags([], packages, other, "mulai-sebelum-umum")
    assert known["nilai"] == 3
    assert "pengumuman pertama paling lambat 2026-06-01" in known["keterangan"]
    assert counts("mulai-sebelum-umum", swakelola=packages, kaji_ulang=other) == (4, 1, 0)


def test_a_month_of_more_than_a_third_of_the_packages_is_a_default_and_is_not_checked() -> None:
    history = [revision("8", "9")]
    third = [march("2"), march("3"), *OTHERS, package("93", **_start(10))]
    assert counts("mulai-sebelum-umum", swakelola=third, kaji_ulang=history) == (6, 2, 0)
    more = [march("2"), march("3"), *OTHERS]
    assert counts("mulai-sebelum-umum", swakelola=more, kaji_ulang=history) == (3, 0, 2)


def _start(month: int) -> Row:
    shown = datetime(2026, 1, 5)
    return {"tgl_awal_pelaksanaan_kontrak": date(2026, month, 1), "tgl_pengumuman_paket": shown}


@pytest.mark.parametrize("missing", ["tgl_awal_pelaksanaan_kontrak", "tgl_pengumuman_paket"])
def test_a_package_without_a_start_or_an_announcement_cannot_be_checked(missing: str) -> None:
    packages = [march(**{missing: None}), *OTHERS, package("93", **_start(10))]
    history = [revision("8", "9")]
    assert counts("mulai-sebelum-umum", swakelola=packages, kaji_ulang=history) == (4, 0, 1)


def test_the_start_month_itself_is_no_flag() -> None:
    same = march(tgl_awal_pelaksanaan_kontrak=date(2026, 6, 1))
    history = [revision("8", "9")]
    assert flags([], [same, *OTHERS], history, "mulai-sebelum-umum") == []


def test_zero_and_missing_pagu_of_programs_and_packages() -> None:
    found = flags([plan(0), plan(None), plan(1)], [package("2", pagu=None)], [], "pagu-nol-kosong")
    facts = [(r["kode"], r["nilai"], r["keterangan"].partition(";")[0]) for r in found]
    assert facts == [
        ("1.01", 0.0, "pagu program nol"),
        ("1.01", None, "pagu program kosong"),
        ("2", None, "pagu paket kosong"),
    ]


@pytest.mark.parametrize(("pagu", "count"), [(81, 1), (19, 0)])
def test_one_row_over_half(pagu: int, count: int) -> None:
    rest = [plan(1, kd_program_str=str(n)) for n in range(100 - pagu)]
    found = flags([plan(pagu), *rest], [], [], "baris-besar")
    assert [(r["kode"], r["nilai"]) for r in found] == [("1.01", 0.81)] * count
    assert all(r["keterangan"].startswith("satu baris program adalah 81,0 %") for r in found)


def test_half_is_not_over_half() -> None:
    assert flags([plan(5), plan(5, kd_satker="20")], [], [], "baris-besar") == []


def test_negative_rows_that_leave_no_sum_leave_no_half_of_it() -> None:
    rows = [plan(5), plan(-5, kd_satker="20")]
    assert flags(rows, [], [], "baris-besar") == []
    assert counts("baris-besar", program=[*rows, plan(None)]) == (0, 0, 3)


ALIKE = {"nama_paket": "Rapat", "tgl_awal_pelaksanaan_kontrak": date(2026, 3, 1)}


def test_packages_alike_are_one_row_under_the_smallest_code() -> None:
    a = package("10", **ALIKE, uraian_pekerjaan="Konsumsi")
    b = package("9", **ALIKE | {"nama_paket": "RAPAT "}, uraian_pekerjaan="konsumsi")
    other = package("3", **ALIKE, uraian_pekerjaan="konsumsi", pagu=6)
    blank = [package(code, **ALIKE, uraian_pekerjaan="") for code in "45"]
    packages = [a, b, other, *blank]
    found = flags([], packages, [], "paket-kembar")
    assert [(r["kode"], r["nilai"]) for r in found] == [("9", 2 * 5)]
    assert counts("paket-kembar", swakelola=packages) == (3, 1, 2)


def test_packages_of_different_places_are_no_twins() -> None:
    text = {"uraian_pekerjaan": "Konsumsi"}
    one, two = (package(code, **ALIKE, **text, detail_lokasi=code) for code in "12")
    assert flags([], [one, two], [], "paket-kembar") == []
    assert len(flags([], [one, one | {"kd_rup": "3"}], [], "paket-kembar")) == 1


def test_every_rule_has_a_row_for_a_klpd_year_and_no_count_without_its_dataset() -> None:
    rows = {"program": [plan(5)]}
    of_programs = {rule for rule, datasets in NEEDS.items() if PROGRAM in datasets}
    assert of_programs == {"pagu-nol-kosong", "baris-besar"}
    for rule in CATATAN:
        assert (counts(rule, **rows) != (None, None, None)) == (rule in of_programs)
    assert counts("pagu-nol-kosong", **rows) == (1, 0, 0)


def test_the_rules_of_the_history_count_what_they_checked() -> None:
    split = [revision("1", part, "SATUKEBANYAK", alasan_kajiulang="-") for part in "234567"]
    again = [revision("8", "8", "PENGAKTIFAN", kd_satker=None)]
    ring = [revision(old, new) for old, new in (("20", "21"), ("21", "20"))]
    history = [*split, *again, *ring]
    assert counts("pecah-banyak", kaji_ulang=history) == (1, 1, 0)
    assert counts("aktif-berulang", kaji_ulang=history) == (1, 0, 0)
    # families of 1 and 8; the ring has no depth
    assert counts("rantai-dalam", kaji_ulang=history) == (2, 0, 1)
    # six days of the split and two of the ring; the row without a satker is of no satker's day
    assert counts("banyak-sehari", kaji_ulang=history) == (8, 0, 0)
    # codes 1, 8, 20 and 21
    assert counts("tanpa-alasan", kaji_ulang=history) == (4, 1, 0)


def test_deleted_rows_are_never_flagged() -> None:
    gone = [plan(0, is_deleted=True)], [package("1", pagu=0, status_delete_rup=True)]
    assert table(*gone, []).height == 0


def test_flags_are_counted_per_satker_most_first() -> None:
    program = [plan(pagu, kd_satker=of) for of in ("10", "20", "20", None) for pagu in (0, 1)]
    blank = revision("1", "1", "PEMBATALAN", alasan_kajiulang="-", kd_satker="20")
    packages = [package("9", kd_satker="20", nama_satker="Dinas Dua")]
    rows = flags_per_satker(table(program, packages, [blank]).lazy()).collect()
    assert rows.drop("tahun", "kd_klpd").rows() == [
        *(("20", "Dinas Dua", 3, 2), ("10", None, 1, 1), (None, None, 1, 1)),
    ]


WITH_UNCHECKED = frozenset(CATATAN) - {
    *("pecah-banyak", "aktif-berulang", "banyak-sehari", "tanpa-alasan", "pagu-nol-kosong"),
}
"""The rules that cannot check some of their cases."""


@pytest.mark.parametrize("rule", list(CATATAN))
def test_every_rule_its_caveat_and_explanation_are_worded(rule: str) -> None:
    for lang in LANGUAGES:
        for key in (f"tanda.{rule}.aturan", f"tanda.{rule}.catatan"):
            assert text(key, lang)
        for key in (f"perlu.rule.{rule}", f"perlu.wajar.{rule}"):
            assert text(key, lang).endswith(".")
        if rule in WITH_UNCHECKED:
            assert text(f"perlu.tak_bisa.{rule}", lang, n="3").startswith("3 ")
    assert text(f"tanda.{rule}.catatan") == CATATAN[rule]
