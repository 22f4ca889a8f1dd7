from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.across_klpd.region_measures import (
    EMPTY,
    KNOWN,
    MEANINGLESS,
    NOT_APPLICABLE,
    PARTLY,
    PROVIDERS_UNREAD,
    STATES,
    TOO_FEW,
    UKURAN,
    UNKNOWN,
    UNREAD,
    Ukuran,
    measured,
    ranked,
)
from services.analysis.across_klpd.regions import WILAYAH
from services.language import wording

WHOLE = {
    "kode": "5202",
    "nama": "Kab. Lombok Tengah",
    "jumlah_klpd": 1,
    "jumlah_kosong": 0,
    "jumlah_klpd_seharusnya": 1,
    "pagu_program": 600,
    "pagu_kosong": 0,
    "kosong_program": 0,
    "penduduk": 200,
    "pagu_per_kapita": 3.0,
    "jumlah_swakelola": 80,
    "terumumkan": 60,
    "kosong_swakelola": 0,
    "revisi": 5,
    "kosong_kaji_ulang": 0,
    "revisi_swakelola_per_100": 12.5,
    "tindakan_swakelola_per_100_keluarga": 10.5,
    "pangsa_terumumkan": 0.75,
    "klpd_bermakna": 1,
    "keluarga_swakelola": 90,
    "jumlah_penyedia": 120,
    "pagu_penyedia": 450,
    "kosong_penyedia": 0,
    "penyedia_belum_dibaca": 0,
    "paket_per_1000_jiwa": 1000.0,
}
NOTHING = dict.fromkeys(
    [
        "pagu_program",
        "pagu_kosong",
        "pagu_per_kapita",
        "jumlah_swakelola",
        "terumumkan",
        "revisi",
        "revisi_swakelola_per_100",
        "tindakan_swakelola_per_100_keluarga",
        "pangsa_terumumkan",
        "keluarga_swakelola",
        "jumlah_penyedia",
        "pagu_penyedia",
        "paket_per_1000_jiwa",
    ]
)
NO_PROVIDERS = {"jumlah_penyedia": None, "pagu_penyedia": None, "paket_per_1000_jiwa": None}
UNREAD_LIST = NO_PROVIDERS | {"penyedia_belum_dibaca": 1}
EMPTY_LIST = NO_PROVIDERS | {"kosong_penyedia": 1}
TWO = {"jumlah_klpd": 2, "jumlah_klpd_seharusnya": 2}


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    filled = [{name: row.get(name) for name in WILAYAH} for row in rows]
    return pl.DataFrame(filled, schema=WILAYAH)


def row(name: str, **changes: Any) -> dict[str, Any]:
    return measured(table({**WHOLE, **changes}), UKURAN[name]).row(0, named=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kepala", 3.0),
        ("pagu", 600),
        ("paket", 80),
        ("terumumkan", 0.75),
        ("keluarga", 10.5),
        ("revisi", 5),
        ("revisi100", 12.5),
        ("pagu_penyedia", 450),
        ("paket_per_1000", 1000.0),
    ],
)
def test_a_region_read_whole_has_every_figure(name: str, value: float) -> None:
    found = row(name)
    assert (found["value"], found["keadaan"]) == (value, KNOWN)


@pytest.mark.parametrize("name", UKURAN)
def test_a_region_not_read_is_not_zero(name: str) -> None:
    found = row(name, jumlah_klpd=0, **NOTHING)
    assert (found["value"], found["keadaan"]) == (None, UNREAD)


@pytest.mark.parametrize("name", UKURAN)
def test_sums_of_some_governments_are_no_figure_of_the_region(name: str) -> None:
    found = row(name, jumlah_klpd=3, jumlah_klpd_seharusnya=11, klpd_bermakna=3)
    assert (found["value"], found["keadaan"]) == (None, PARTLY)
    assert (found["terbaca"], found["seharusnya"]) == (3, 11)
    assert found["sebagian"] is not None


@pytest.mark.parametrize("name", UKURAN)
def test_a_region_without_a_government_has_no_figure_to_read(name: str) -> None:
    found = row(name, jumlah_klpd=0, jumlah_klpd_seharusnya=0, **NOTHING)
    assert (found["value"], found["keadaan"]) == (None, NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("name", "changes", "state"),
    [
        ("pagu", {"pagu_program": None, "pagu_kosong": 4}, UNKNOWN),
        ("pagu", {"pagu_program": None, "kosong_program": 1}, EMPTY),
        ("kepala", {"pagu_per_kapita": None}, UNKNOWN),
        ("paket", {"jumlah_swakelola": None, "kosong_swakelola": 1}, EMPTY),
        ("paket", {"jumlah_klpd": 0, "jumlah_kosong": 1, "jumlah_swakelola": None}, EMPTY),
        ("paket", {"jumlah_klpd_seharusnya": 2, "jumlah_klpd": 2, "kosong_swakelola": 1}, PARTLY),
        ("paket", {"jumlah_swakelola": 0}, KNOWN),
        ("terumumkan", {"pangsa_terumumkan": None, "klpd_bermakna": 0}, MEANINGLESS),
        ("terumumkan", {"jumlah_klpd": 2, "jumlah_klpd_seharusnya": 2}, PARTLY),
        ("terumumkan", {"pangsa_terumumkan": None}, NOT_APPLICABLE),
        ("terumumkan", {"jumlah_swakelola": 19}, TOO_FEW),
        ("terumumkan", {"jumlah_swakelola": 20}, KNOWN),
        ("terumumkan", {"pangsa_terumumkan": 0.0}, KNOWN),
        ("keluarga", {"keluarga_swakelola": 19}, TOO_FEW),
        ("keluarga", {"kosong_kaji_ulang": 1}, EMPTY),
        ("keluarga", {"klpd_bermakna": 0}, MEANINGLESS),
        ("revisi", {"revisi": 0}, KNOWN),
        ("revisi", {"revisi": None, "kosong_kaji_ulang": 1}, EMPTY),
        ("revisi100", {"revisi_swakelola_per_100": None}, NOT_APPLICABLE),
        ("revisi100", {"revisi_swakelola_per_100": 100.0}, KNOWN),
        ("pagu_penyedia", UNREAD_LIST, PROVIDERS_UNREAD),
        ("paket_per_1000", UNREAD_LIST, PROVIDERS_UNREAD),
        ("paket", UNREAD_LIST, KNOWN),
        ("pagu_penyedia", EMPTY_LIST, EMPTY),
        ("paket_per_1000", EMPTY_LIST, EMPTY),
        ("paket_per_1000", {"kosong_swakelola": 1, "paket_per_1000_jiwa": None}, EMPTY),
        ("pagu_penyedia", {**TWO, "penyedia_belum_dibaca": 1}, PARTLY),
        ("pagu_penyedia", {**TWO, "kosong_penyedia": 1}, PARTLY),
        ("pagu_penyedia", {**TWO, **UNREAD_LIST, "kosong_penyedia": 1}, PROVIDERS_UNREAD),
        ("paket_per_1000", {**TWO, "kosong_penyedia": 1, "paket_per_1000_jiwa": None}, PARTLY),
        ("pagu_penyedia", {"pagu_penyedia": None}, UNKNOWN),
        ("pagu_penyedia", {"pagu_penyedia": 0}, KNOWN),
        ("paket_per_1000", {"paket_per_1000_jiwa": None, "penduduk": None}, UNKNOWN),
    ],
)
def test_every_gap_says_why(name: str, changes: dict[str, Any], state: str) -> None:
    found = row(name, **changes)
    assert found["keadaan"] == state
    assert (found["value"] is not None) == (state == KNOWN)


def test_every_reason_has_words_in_both_languages() -> None:
    for state in STATES:
        for lang in wording.LANGUAGES:
            assert wording.text(f"wilayah.state.{state}", lang, terbaca=1, seharusnya=2)
            if state != KNOWN:
                assert "7" in wording.text(f"wilayah.legend.{state}", lang, n=7)
                assert wording.text(f"wilayah.short.{state}", lang, terbaca=1, seharusnya=2)


@pytest.mark.parametrize(
    ("name", "value", "id_", "en"),
    [
        ("kepala", 1_660_000.4, "Rp 1,66 jt", "Rp 1.66 m"),
        ("pagu", 692_100_000_000, "Rp 692,1 M", "Rp 692.1 bn"),
        ("paket", 1266, "1.266", "1,266"),
        ("terumumkan", 0.862, "86,2 %", "86.2%"),
        ("revisi", 1849, "1.849", "1,849"),
        ("revisi100", 55.96, "56,0", "56.0"),
        ("keluarga", 70.61, "70,6", "70.6"),
        ("pagu_penyedia", 692_100_000_000, "Rp 692,1 M", "Rp 692.1 bn"),
        ("paket_per_1000", 4.26, "4,3", "4.3"),
        ("pagu", None, "tidak diketahui", "unknown"),
    ],
)
def test_values_are_printed_in_their_unit(
    name: str, value: float | None, id_: str, en: str
) -> None:
    assert UKURAN[name].printed(value, "id") == id_
    assert UKURAN[name].printed(value, "en") == en


_COUNT = st.integers(0, 5)
_MAYBE = st.none() | st.integers(0, 1000)
_ROW = st.fixed_dictionaries(
    {
        "jumlah_klpd": _COUNT,
        "jumlah_kosong": _COUNT,
        "jumlah_klpd_seharusnya": _COUNT,
        "kosong_program": _COUNT,
        "kosong_swakelola": _COUNT,
        "kosong_kaji_ulang": _COUNT,
        "klpd_bermakna": _COUNT,
        "keluarga_swakelola": _MAYBE,
        "pangsa_terumumkan": st.none() | st.floats(0, 1),
        "tindakan_swakelola_per_100_keluarga": st.none() | st.floats(0, 500),
        "pagu_program": _MAYBE,
        "pagu_kosong": _MAYBE,
        "pagu_per_kapita": st.none() | st.floats(0, 1e6),
        "jumlah_swakelola": _MAYBE,
        "terumumkan": _MAYBE,
        "revisi": _MAYBE,
        "revisi_swakelola_per_100": st.none() | st.floats(0, 500),
        "kosong_penyedia": _COUNT,
        "penyedia_belum_dibaca": _COUNT,
        "pagu_penyedia": _MAYBE,
        "paket_per_1000_jiwa": st.none() | st.floats(0, 500),
    }
)


@given(st.lists(_ROW, max_size=8), st.sampled_from(list(UKURAN.values())))
def test_ranking_loses_nobody_and_ranks_only_what_is_known(
    given_rows: list[dict[str, Any]], ukuran: Ukuran
) -> None:
    rows = [{**one, "kode": f"{at:04d}", "nama": f"W{at}"} for at, one in enumerate(given_rows)]
    found = ranked(measured(table(*rows), ukuran))
    assert sorted(found["kode"]) == [one["kode"] for one in rows]
    assert set(found["keadaan"]) <= set(STATES)
    known = found.filter(pl.col("keadaan") == KNOWN)
    assert known.height == found["value"].count() == found["peringkat"].count()
    assert known.equals(found.head(known.height))
    values = known["value"].to_list()
    assert values == sorted(values, reverse=True)
    assert known["peringkat"].to_list() == [1 + sum(v > own for v in values) for own in values]


def test_regions_read_in_part_stand_before_those_not_read() -> None:
    rows = table(
        {**WHOLE, "kode": "11", **NOTHING, "jumlah_klpd": 0},
        {**WHOLE, "kode": "12", "jumlah_klpd_seharusnya": 4},
        {**WHOLE, "kode": "13"},
    )
    assert ranked(measured(rows, UKURAN["pagu"]))["kode"].to_list() == ["13", "12", "11"]
