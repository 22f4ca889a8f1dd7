"""Every value keeps its meaning in its type, or is quarantined."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.upstream.catalog import (
    PROGRAM_MASTER,
)
from services.upstream.parsing.frames import Quarantined
from tests.upstream.readings import quick, read, served, swakelola
from tests.upstream.wire import program

BIG = "9007199254740993"  # 2^53 + 1


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ('"0123"', "0123"),
        ("123", "123"),
        (BIG, BIG),
        ("12345678901234567890", "12345678901234567890"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        (f"{BIG}.0", BIG),
        ("1.50", "1.50"),
        ("12345678901234567.5", "12345678901234567.5"),
        ("-7", "-7"),
        ("true", "true"),
        ("null", None),
        ('""', ""),
        ('"   "', ""),
        ('" a  b "', "a  b"),
        ('"Jalan\\u00a0Raya_x000d_\\n"', "Jalan\u00a0Raya_x000d_"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ('"=1+1"', "=1+1"),
        ('"<b>"', "<b>"),
        ('"\\u202egnp"', "\u202egnp"),
        ('"a\\u0000b"', "a\x00b"),
        ('{ "a" : [1, 2.50] }', '{"a":[1,2.50]}'),
        ("[]", "[]"),
    ],
)
def test_only_white_space_at_the_ends_of_a_text_is_removed(token: str, text: str | None) -> None:
    for name in ("kd_program_lokal", "nama_program"):
        reading = served(name, token)
        assert reading.frame[name].to_list() == [text]
        assert (reading.quarantine, reading.frame.height) == ((), 1)


MONEY: list[tuple[str, int | None, str | None]] = [
    ("12345678909", 12345678909, None),
    ('"12345678909"', 12345678909, None),
    ('" 12345678909 "', 12345678909, None),
    (BIG, 9007199254740993, None),
    (f'"{BIG}"', 9007199254740993, None),
    (f"{BIG}.0", 9007199254740993, None),
    ("9223372036854775807", 2**63 - 1, None),
    ("-9223372036854775808", -(2**63), None),
    ("9223372036854775808", None, "9223372036854775808"),
    ('"9223372036854775808"', None, "9223372036854775808"),
    ("123456789012345678901234567890", None, "123456789012345678901234567890"),
    ("1.2345678909E10", 12345678909, None),
    ("1e3", 1000, None),
    ('"1e3"', None, "1e3"),
    ("1.0", 1, None),
    ('"1.00"', 1, None),
    ("1.5", None, "1.5"),
    ('"1.5"', None, "1.5"),
    ("12345678901234567.5", None, "12345678901234567.5"),
    ("1e400", None, "1e400"),
    ("1E999999999", None, "1E999999999"),
    ("-5", -5, None),
    ("0", 0, None),
    ("-0", 0, None),
    ('"007"', 7, None),
    ('"1_000"', None, "1_000"),
    ('"1.000.000"', None, "1.000.000"),
    ('"1,000"', None, "1,000"),
    ('"0x10"', None, "0x10"),
    ('"٣"', None, "٣"),
    ('"Rp 5"', None, "Rp 5"),
    ("true", None, "true"),
    ("[1]", None, "[1]"),
    ("null", None, None),
    ('""', None, None),
    ('"  "', None, None),
]


@pytest.mark.parametrize(("token", "value", "kept"), MONEY)
def test_money_is_whole_rupiah_or_quarantined(
    token: str, value: int | None, kept: str | None
) -> None:
    reading = served("pagu_program", token)
    assert reading.frame["pagu_program"].to_list() == [value]
    expected = Quarantined(kunci="7", kolom="pagu_program", teks=kept or "", alasan="bukan Int64")
    assert reading.quarantine == ((expected,) if kept else ())


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("true", True),
        ("false", False),
        ('"true"', True),
        ('"False"', False),
        ('" TRUE "', True),
        ("1", True),
        ("0", False),
        ('"1"', True),
        ("null", None),
        ('""', None),
    ],
)
def test_flags(token: str, value: bool | None) -> None:
    reading = served("is_deleted", token)
    assert reading.frame["is_deleted"].to_list() == [value]
    assert reading.quarantine == ()


@pytest.mark.parametrize("token", ['"ya"', "2", "-1", '"t"', "[true]", "1.5"])
def test_any_other_flag_is_quarantined(token: str) -> None:
    reading = served("is_deleted", token)
    assert reading.frame["is_deleted"].to_list() == [None]
    assert [lost.kolom for lost in reading.quarantine] == ["is_deleted"]


@pytest.mark.parametrize(
    ("column", "value", "kept"), [("tipe_swakelola", 4, True), ("tipe_swakelola", 200, False)]
)
def test_a_small_number_that_does_not_fit_is_quarantined(
    column: str, value: int, kept: bool
) -> None:
    reading = swakelola(column, value)
    assert reading.frame[column].to_list() == [value if kept else None]
    assert len(reading.quarantine) == (not kept)


MOMENTS: list[tuple[str, datetime | None]] = [
    ("2025-01-15T10:00:00Z", datetime(2025, 1, 15, 10)),
    ("2025-01-15T10:00:00+07:00", datetime(2025, 1, 15, 10)),
    ("2025-01-15T10:00:00-0330", datetime(2025, 1, 15, 10)),
    ("2025-01-15T10:00:00", datetime(2025, 1, 15, 10)),
    ("2025-01-15t10:00:00z", datetime(2025, 1, 15, 10)),
    ("2025-01-15 10:00:00", datetime(2025, 1, 15, 10)),
    ("2025-01-15T23:59:59.123456Z", datetime(2025, 1, 15, 23, 59, 59, 123456)),
    ("2025-01-15T10:00:00.5Z", datetime(2025, 1, 15, 10, 0, 0, 500000)),
    (" 2025-01-15 ", datetime(2025, 1, 15)),
    ("2024-02-29", datetime(2024, 2, 29)),
    ("2025-02-29", None),
    ("2025-13-01", None),
    ("2025-1-5", None),
    ("15-01-2025", None),
    ("20250115", None),
    ("2025-01-15T10:00", None),
    ("2025-01-15T1:2:3Z", None),
    ("2025-01-15T25:00:00Z", None),
    ("2025-01-15T23:59:60Z", None),
    ("2025-01-15T10:00:00Z lagi", None),
    ("0000-00-00", None),
    ("kemarin", None),
]


@pytest.mark.parametrize(("text", "value"), MOMENTS)
def test_a_moment_is_kept_as_sent_or_quarantined(text: str, value: datetime | None) -> None:
    reading = swakelola("tgl_buat_paket", text)
    assert reading.frame["tgl_buat_paket"].to_list() == [value]
    assert [lost.teks for lost in reading.quarantine] == ([] if value else [text])


@pytest.mark.parametrize(("text", "value"), MOMENTS)
def test_a_day_is_the_day_as_sent(text: str, value: datetime | None) -> None:
    reading = swakelola("tgl_awal_pelaksanaan_kontrak", text)
    assert reading.frame["tgl_awal_pelaksanaan_kontrak"].to_list() == [value and value.date()]
    assert len(reading.quarantine) == (value is None)


@quick
@given(
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), st.sampled_from(["", "Z", "+07:00"])
)
def test_any_moment_that_is_written_so_is_read_so(moment: datetime, zone: str) -> None:
    reading = swakelola("tgl_buat_paket", moment.isoformat() + zone)
    assert reading.frame["tgl_buat_paket"].to_list() == [moment]


@quick
@given(st.dates())
def test_any_day_that_is_written_so_is_read_so(day: date) -> None:
    reading = swakelola("tgl_awal_pelaksanaan_kontrak", day.isoformat())
    assert reading.frame["tgl_awal_pelaksanaan_kontrak"].to_list() == [day]


NUMBERS = st.from_regex(
    r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
)


@quick
@given(NUMBERS)
def test_any_number_is_exactly_itself_or_quarantined(token: str) -> None:
    exact = Decimal(token)
    fits = exact == exact.to_integral_value() and -(2**63) <= exact < 2**63
    reading = served("pagu_program", token)
    assert reading.frame["pagu_program"].to_list() == [int(exact) if fits else None]
    assert len(reading.quarantine) == (not fits)
    if not fits:
        assert Decimal(reading.quarantine[0].teks) == exact


@quick
@given(NUMBERS)
def test_any_number_is_a_code_of_the_same_value(token: str) -> None:
    (text,) = served("kd_program_lokal", token).frame["kd_program_lokal"]
    assert Decimal(text) == Decimal(token)


WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)  # Unicode's White_Space


@quick
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])), min_size=1, max_size=5
    )
)
def test_any_text_is_itself_but_for_the_blanks_at_its_ends(names: list[str]) -> None:
    rows = [program(number, nama_program=name) for number, name in enumerate(names)]
    frame = read(PROGRAM_MASTER, rows).frame.sort(pl.col("kd_program").cast(pl.Int64))
    assert frame["nama_program"].to_list() == [name.strip(WHITE) for name in names]
