from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from services.analysis.flags import CATATAN, TANDA, Limits, tanda
from services.analysis.names import satker_names
from services.charts.wording import LANGUAGES, text
from tests.analysis import oracle, strategies
from tests.analysis.strategies import Row, Rows, quick

KEY = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10"}


def table(program: Rows, swakelola: Rows, kaji_ulang: Rows, limits: Limits | None = None) -> Any:
    frames = (
        strategies.program(program),
        strategies.swakelola(swakelola),
        strategies.kaji_ulang(kaji_ulang),
    )
    return tanda(*frames, satker_names(*frames), limits)


@quick
@given(strategies.program_rows, strategies.swakelola_rows, strategies.kaji_ulang_rows)
def test_flags_are_what_the_oracle_says(a: Rows, b: Rows, c: Rows) -> None:
    few = Limits(pecah=2, aktif=1, dalam=2, sehari=2)
    made = table(a, b, c, few).collect()
    assert made.schema == TANDA
    seen: Counter[tuple[Any, ...]] = Counter()
    found = set()
    for row in made.to_dicts():
        nilai = row["nilai"]
        flag = (
            *(row[name] for name in ("aturan", "tahun", "kd_klpd", "kd_satker", "kode")),
            round(nilai, 9) if row["aturan"] == "baris-besar" else nilai,
        )
        found.add((*flag, seen[flag]))
        seen[flag] += 1
        assert row["nama_satker"] == oracle.satker(b + c, row["kd_klpd"], row["kd_satker"])
        assert row["keterangan"].endswith(CATATAN[row["aturan"]])
    assert found == oracle.tanda(a, b, c, (2, 1, 2, 2))
    keys = ("tahun", "kd_klpd", "aturan", "kd_satker", "kode", "nilai", "keterangan")
    assert made.to_dicts() == oracle.ordered(made.to_dicts(), *keys)


def plan(pagu: int | None, **values: object) -> Row:
    return KEY | {"kd_program_str": "1.01", "pagu_program": pagu} | values


def package(kd_rup: str, **values: object) -> Row:
    return KEY | {"kd_rup": kd_rup, "pagu": 5} | values


def revision(old: str, new: str, kind: str = "SATUKESATU", **values: object) -> Row:
    base = {"kd_rup_lama": old, "kd_rup_baru": new, "jenis_revisi": kind, "alasan_kajiulang": "x"}
    day = datetime(2026, 5, 1) + timedelta(days=int(new))
    return KEY | base | {"jenis_paket": "SWAKELOLA", "tgl_kaji_ulang": day} | values


def flags(program: Rows, swakelola: Rows, kaji_ulang: Rows, rule: str) -> Rows:
    rows = table(program, swakelola, kaji_ulang).collect().to_dicts()
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


def test_an_early_start_is_measured_from_the_first_trace_of_the_family() -> None:
    march = package(
        "2",
        tgl_awal_pelaksanaan_kontrak=date(2026, 3, 31),
        tgl_pengumuman_paket=datetime(2026, 6, 1),
    )
    later = revision("1", "2", tgl_kaji_ulang=datetime(2026, 4, 1))
    found = flags([], [march], [later], "mulai-sebelum-umum")
    assert [(r["kode"], r["nilai"]) for r in found] == [("2", 1)]
    sooner = revision("0", "1", tgl_kaji_ulang=datetime(2026, 3, 1))
    assert flags([], [march], [later, sooner], "mulai-sebelum-umum") == []


def test_an_early_start_without_history_is_not_known() -> None:
    march = package(
        "2",
        tgl_awal_pelaksanaan_kontrak=date(2026, 3, 31),
        tgl_pengumuman_paket=datetime(2026, 6, 1),
    )
    [found] = flags([], [march], [], "mulai-sebelum-umum")
    assert found["nilai"] is None
    assert found["keterangan"].startswith(
        "tidak diketahui: riwayat tidak tersaji, mulai 2026-03-31"
    )
    [known] = flags([], [march], [revision("8", "9")], "mulai-sebelum-umum")
    assert known["nilai"] == 3
    assert "pengumuman pertama paling lambat 2026-06-01" in known["keterangan"]


def test_the_start_month_itself_is_no_flag() -> None:
    same = package(
        "2",
        tgl_awal_pelaksanaan_kontrak=date(2026, 6, 1),
        tgl_pengumuman_paket=datetime(2026, 6, 30),
    )
    assert flags([], [same], [], "mulai-sebelum-umum") == []


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


def test_packages_alike_are_listed_each() -> None:
    same = {"nama_paket": "Rapat", "tgl_awal_pelaksanaan_kontrak": date(2026, 3, 1)}
    a = package("1", **same, uraian_pekerjaan="Konsumsi")
    b = package("2", **same | {"nama_paket": "RAPAT "}, uraian_pekerjaan="konsumsi")
    other = package("3", **same, uraian_pekerjaan="konsumsi", pagu=6)
    blank = [package(code, **same, uraian_pekerjaan="") for code in "45"]
    found = flags([], [a, b, other, *blank], [], "paket-kembar")
    assert [(r["kode"], r["nilai"]) for r in found] == [("1", 2), ("2", 2)]


def test_deleted_rows_are_never_flagged() -> None:
    gone = [plan(0, is_deleted=True)], [package("1", pagu=0, status_delete_rup=True)]
    assert table(*gone, []).collect().height == 0


@pytest.mark.parametrize("rule", list(CATATAN))
def test_every_rule_and_caveat_is_worded(rule: str) -> None:
    for lang in LANGUAGES:
        assert text(f"tanda.{rule}.aturan", lang)
        assert text(f"tanda.{rule}.catatan", lang)
    assert text(f"tanda.{rule}.catatan") == CATATAN[rule]
