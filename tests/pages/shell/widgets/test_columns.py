from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.shell.widgets.lists import columns
from pages.shell.widgets.lists.columns import kind, named, printed, shown
from services.analysis.revisions.states import KEADAAN


@pytest.mark.parametrize(
    ("name", "dtype", "expected"),
    [
        ("pagu", pl.Int64(), "rupiah"),
        ("pagu_kosong", pl.Int64(), "jumlah"),
        ("selisih", pl.Int64(), "rupiah"),
        ("median_pagu", pl.Float64(), "rupiah"),
        ("pangsa_swakelola", pl.Float64(), "pangsa"),
        ("hari_ke_pengumuman", pl.Float64(), "angka"),
        ("kd_rup", pl.String(), "kode"),
        ("kode", pl.String(), "kode"),
        ("kode", pl.Int64(), "jumlah"),
        ("tahun", pl.Int16(), "kode"),
        ("tipe_swakelola", pl.Int8(), "kode"),
        ("nama_satker", pl.String(), "nama"),
        ("tgl_awal_pelaksanaan_kontrak", pl.Date(), "tanggal"),
        ("fetched_at", pl.Datetime("us", "UTC"), "waktu"),
        ("seri", pl.Boolean(), "ya"),
    ],
)
def test_what_a_column_holds(name: str, dtype: pl.DataType, expected: str) -> None:
    assert kind(name, dtype) == expected


def _cells(name: str, values: list, lang: str = "id", dtype: pl.DataType | None = None) -> list:
    frame = pl.DataFrame({name: pl.Series(values, dtype=dtype)})
    return shown(frame, [name], lang, 400)[0].cells


def test_figures_are_printed_to_their_last_digit_in_the_page_s_language() -> None:
    assert _cells("pagu", [1234567890123, 0, None]) == ["1.234.567.890.123", "0", "—"]
    assert _cells("pagu", [1234567890123], "en") == ["1,234,567,890,123"]
    assert _cells("pangsa", [0.125, None, 1.5]) == ["12,5 %", "—", "150 %"]
    assert _cells("hari_ke_pengumuman", [12.5, 3.0]) == ["12,5", "3,0"]
    assert _cells("tahun", [2025], dtype=pl.Int16()) == ["2025"]


def test_dates_truths_and_small_vocabularies_are_said_in_words() -> None:
    assert _cells("tgl_awal_pelaksanaan_kontrak", [date(2026, 3, 6)]) == ["6 Mar 2026"]
    assert _cells("tgl_kaji_ulang", [datetime(2026, 3, 6, 9, 5)]) == ["6 Mar 2026 09.05"]
    read = _cells("fetched_at", [datetime(2026, 3, 6, 9, 5, tzinfo=UTC)], "en")
    assert read == ["6 Mar 2026 16:05 WIB"]
    assert _cells("seri", [True, False]) == ["ya", "tidak"]
    assert _cells("jenis_revisi", ["PEMBATALAN", "BARU_SAMA"]) == ["Pembatalan", "BARU_SAMA"]
    assert _cells("keadaan", ["naik", "batal"], "en") == [
        "up",
        "last act a cancellation",
    ]


def test_months_are_printed_in_the_language_of_the_page() -> None:
    assert _cells("bulan", ["2025-05", "(kosong)", None]) == ["Mei 2025", "(kosong)", "—"]
    assert _cells("bulan", ["2024-12", "2025-13"], "en") == ["Dec 2024", "2025-13"]


@pytest.mark.parametrize(
    ("column", "words"), [("keadaan", KEADAAN), ("arah", ("leluhur", "diri", "turunan", "kerabat"))]
)
def test_every_state_and_relation_has_its_english_word(column: str, words: tuple[str, ...]) -> None:
    assert set(_cells(column, list(words), "en")) & set(words) == set()


def test_a_satker_without_a_name_is_called_so() -> None:
    frame = pl.DataFrame({"kd_satker": ["7", "8", None], "nama_satker": [None, "Dinas", None]})
    assert named(frame, "id")["nama_satker"].to_list() == ["(tanpa nama)", "Dinas", None]
    assert named(frame.drop("kd_satker"), "id").columns == ["nama_satker"]


def test_a_code_stands_before_a_name_unless_it_has_its_own_column() -> None:
    frame = pl.DataFrame({"kd_satker": ["7", "8"], "nama_satker": [None, "Dinas"]})
    assert shown(frame, ["nama_satker"], "id", 400)[0].cells == ["7 (tanpa nama)", "8 Dinas"]
    cells = shown(frame, ["kd_satker", "nama_satker"], "id", 400)[1].cells
    assert cells == ["(tanpa nama)", "Dinas"]


def test_names_alike_in_front_are_told_apart_within_their_column() -> None:
    alike = "Balai Besar Contoh Pelatihan dan Peningkatan Mutu Wilayah"
    other = "Dinas Contoh Pelatihan dan Peningkatan Mutu yang Panjang Sekali"
    names = [f"{alike} Utara", f"{alike} Timur", other]
    frame = pl.DataFrame({"kd_satker": ["1", "2", "3"], "nama_satker": names})
    cells = shown(frame, ["nama_satker"], "id", 260)[0].cells
    assert [cell.endswith(end) for cell, end in zip(cells, ("Utara", "Timur"), strict=False)] == [
        True,
        True,
    ]
    assert max(len(cell) for cell in cells[:2]) <= (260 - columns.PADDING) / columns.CHARACTER + 1
    assert cells[2] == f"3 {other}"


def test_names_share_what_figures_leave() -> None:
    frame = pl.DataFrame({"nama_program": ["x" * 200], "pagu": [10**15], "pangsa": [0.5]})
    found = {c.name: c for c in shown(frame, frame.columns, "id", 900)}
    assert found["pagu"].width > len("1.000.000.000.000.000") * columns.CHARACTER
    assert sum(c.width for c in found.values()) == 900
    assert found["pagu"].right
    assert not found["nama_program"].right


def test_hidden_characters_never_reach_a_cell() -> None:
    assert _cells("nama_paket", ["a\u202eb\u200bc\n d"]) == ["abc d"]


@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=60))
def test_every_money_cell_keeps_all_its_digits(values: list[int | None]) -> None:
    cells = _cells("pagu", values, dtype=pl.Int64())
    read = [None if c == "—" else int(c.replace(".", "").replace("−", "-")) for c in cells]
    assert read == values


def test_printed_cells_are_text_in_the_order_asked() -> None:
    frame = pl.DataFrame({"pagu": [1, 2], "kd_rup": ["a", "b"]})
    told = printed(shown(frame, ["kd_rup", "pagu"], "id", 400))
    assert told.columns == ["kd_rup", "pagu"]
    assert set(told.dtypes) == {pl.String()}
