"""What lists of provider packages tell of revised codes: announcement, recorded pagu, a rate."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.analysis.acts.pembatalan import pembatalan_pagu_klpd
from services.analysis.tables import Options, build
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows
from tests.analysis.strategies_kaji_ulang import at
from tests.analysis.strategies_kaji_ulang import row as revision
from tests.analysis.strategies_providers import MILLION, package


def cancel(code: str, reason: str | None = "revisi", **values: object) -> Row:
    kind = {"jenis_revisi": "PEMBATALAN", "kd_rup_lama": code, "kd_rup_baru": code}
    return revision(**kind, alasan_kajiulang=reason, **values)


def table(name: str, **rows: Rows) -> Rows:
    return build(name, strategies.frames(**rows), Options()).collect().to_dicts()


def announced(code: str, **rows: Rows) -> str:
    [found] = [row for row in table("keadaan", **rows) if row["kd_rup"] == code]
    word: str = found["terumumkan"]
    return word


def test_announcement_of_a_penyedia_code_by_the_list_that_is_read() -> None:
    history = [revision(kd_rup_lama="1", kd_rup_baru="2"), cancel("3")]
    assert announced("2", kaji_ulang=history) == "tidak diketahui"
    assert announced("2", kaji_ulang=history, penyedia=[]) == "tidak diketahui"
    for name in ("penyedia", "penyedia_umum"):
        assert announced("2", kaji_ulang=history, **{name: [package("2")]}) == "ya"
        assert announced("1", kaji_ulang=history, **{name: [package("2")]}) == "tidak ada di daftar"
    draft = [package("2", status="Terinisiasi"), package("1", status_delete_rup=True)]
    assert announced("2", kaji_ulang=history, penyedia=draft) == "tidak"
    assert announced("1", kaji_ulang=history, penyedia=draft) == "tidak"
    # the whole list decides, although the announced one has the code
    both = {"penyedia": draft, "penyedia_umum": [package("2")]}
    assert announced("2", kaji_ulang=history, **both) == "tidak"


def test_a_cancelled_code_that_is_announced_stays_a_contradiction() -> None:
    rows = {"kaji_ulang": [cancel("3")], "penyedia_umum": [package("3")]}
    [found] = table("keadaan", **rows)
    assert (found["keadaan"], found["terumumkan"]) == ("batal", "ya")


def test_the_list_of_the_other_kind_or_year_says_nothing() -> None:
    swakelola = [{"tahun": 2025, "kd_klpd": "D1", "kd_rup": "3", "status": "Terumumkan"}]
    assert announced("3", kaji_ulang=[cancel("3")], swakelola=swakelola) == "tidak diketahui"
    other = [package("3", tahun=2026)]
    assert announced("3", kaji_ulang=[cancel("3")], penyedia=other) == "tidak diketahui"


COUNTS = ("kode", "pagu", "pagu_tidak_diketahui", "kode_alasan_ganda", "kode_non_pengadaan")


def cancelled(*history: Row, **rows: Rows) -> list[tuple[object, ...]]:
    made = table("pembatalan-pagu", kaji_ulang=list(history), **rows)
    return [tuple(row[name] for name in COUNTS) for row in made]


def test_recorded_pagu_of_codes_that_end_cancelled() -> None:
    history = [
        cancel("1", "Double input"),
        cancel("2", "non-pengadaan"),
        cancel("3"),
        revision(kd_rup_lama="4", kd_rup_baru="5"),  # replaced: its child carries the money
        cancel("6"),
        revision(
            jenis_revisi="PENGAKTIFAN", kd_rup_lama="6", kd_rup_baru="6", tgl_kaji_ulang=at(1)
        ),
        cancel("7", jenis_paket="SWAKELOLA"),
    ]
    listed = [package(code, status_aktif_rup=False) for code in "124567"]
    assert cancelled(*history, penyedia=listed) == [(3, 300 * MILLION, 1, 1, 1)]


def test_no_sum_where_the_pagu_of_over_a_third_is_unknown() -> None:
    codes = [cancel(code) for code in "123456"]
    listed = [package(code) for code in "1234"]
    assert cancelled(*codes, penyedia=listed) == [(6, 600 * MILLION, 2, 0, 0)]
    assert cancelled(*codes, penyedia=listed[:3]) == [(6, None, 3, 0, 0)]
    missing = [*listed[:3], package("4", pagu=None)]
    assert cancelled(*codes, penyedia=missing) == [(6, None, 3, 0, 0)]
    assert cancelled(*codes) == [(6, None, None, 0, 0)]


def test_the_rule_of_a_third_is_for_the_whole_klpd_too() -> None:
    history = [cancel(code, kd_satker=code) for code in "123"]
    frames = strategies.frames(kaji_ulang=history, penyedia=[package(c) for c in "12"])
    [whole] = pembatalan_pagu_klpd(frames).collect().to_dicts()
    assert (whole["kode"], whole["pagu"], whole["pagu_tidak_diketahui"]) == (3, 300 * MILLION, 1)
    by_satker = build("pembatalan-pagu", frames, Options()).collect()
    assert by_satker["pagu"].to_list() == [150 * MILLION, 150 * MILLION, None]


@pytest.mark.parametrize("word", ["DUPLIKASI RUP", "double", "doble", "dobel!", "paket ganda"])
def test_reasons_that_name_a_repeat(word: str) -> None:
    assert cancelled(cancel("1", word))[0][3:] == (1, 0)


@pytest.mark.parametrize("word", ["Non Pengadaan", "penyesuaian paket non-pengadaan"])
def test_reasons_that_name_no_procurement(word: str) -> None:
    assert cancelled(cancel("1", word))[0][3:] == (0, 1)


def test_the_reason_is_that_of_the_latest_cancellation() -> None:
    again = revision(
        jenis_revisi="PENGAKTIFAN", kd_rup_lama="1", kd_rup_baru="1", tgl_kaji_ulang=at(1)
    )
    history = [cancel("1", "dobel"), again, cancel("1", "salah", tgl_kaji_ulang=at(2))]
    assert cancelled(*history)[0][3:] == (0, 0)


def rate(*listed: Row, history: Rows, name: str = "penyedia") -> float | None:
    [row] = table("kaji-ulang-per-satker", kaji_ulang=history, **{name: list(listed)})
    [whole] = table("banding", kaji_ulang=history, **{name: list(listed)})
    column = "tindakan_penyedia_per_100_keluarga"
    assert row[column] == whole[column]
    found: float | None = row[column]
    return found


def test_acts_per_100_families_of_penyedia() -> None:
    history = [cancel("1"), revision(kd_rup_lama="2", kd_rup_baru="3", tgl_kaji_ulang=at(1))]
    draft = package("9", status="Terinisiasi")
    listed = [package("1"), package("3"), draft, package("8")]
    # families 1, 2-3 and the lone 8 and 9; acts: a cancellation and a replacement
    assert rate(*listed, history=history) == 50.0
    gone = package("8", status_delete_rup=True)
    assert rate(*listed[:3], gone, history=history) == pytest.approx(200 / 3)


def test_no_rate_of_penyedia_without_a_whole_list_that_shows_every_status() -> None:
    history = [cancel("1")]
    assert rate(package("1"), package("2"), history=history) is None
    draft = package("2", status="Terinisiasi")
    assert rate(package("1"), draft, history=history) == 50.0
    assert rate(package("1"), draft, history=history, name="penyedia_umum") is None
    assert rate(history=history) is None


def test_provider_packages_alone_make_no_klpd_year() -> None:
    rows: dict[str, Rows] = {"penyedia": [package("1"), package("2", status="Terinisiasi")]}
    assert table("banding", **rows) == []
    assert table("tanda-aturan", **rows) == []
    assert table("tanda", **rows, satker=[]) == []


def test_a_code_without_a_time_counts_with_the_reasons_it_has() -> None:
    rows = [cancel("1", "dobel", tgl_kaji_ulang=None), cancel("2", None)]
    assert cancelled(*rows, penyedia=[package("1"), package("2")]) == [(2, 300 * MILLION, 0, 1, 0)]
    assert cancelled(cancel("1", "dobel", tgl_kaji_ulang=datetime(2025, 1, 1)))[0][3] == 1
