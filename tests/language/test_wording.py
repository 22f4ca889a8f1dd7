from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from services.language import wording
from services.language.wording import (
    DASH,
    MINUS,
    NOT_APPLICABLE,
    UNKNOWN,
    bold_parts,
    bulan,
    delta_number,
    delta_percent,
    delta_rupiah,
    instant,
    month_name,
    number,
    percent,
    rupiah,
    rupiah_full,
    tanggal,
    text,
    waktu,
)

LANGUAGES = st.sampled_from(wording.LANGUAGES)
MONEY = st.integers(min_value=-(10**18), max_value=10**18)
DATES = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("value", "said", "english"),
    [
        (0, "Rp 0", "Rp 0"),
        (7, "Rp 7", "Rp 7"),
        (999_999, "Rp 999.999", "Rp 999,999"),
        (1_000_000, "Rp 1 jt", "Rp 1 m"),
        (1_004_999, "Rp 1 jt", "Rp 1 m"),
        (1_005_000, "Rp 1,01 jt", "Rp 1.01 m"),
        (9_994_999, "Rp 9,99 jt", "Rp 9.99 m"),
        (9_995_000, "Rp 10 jt", "Rp 10 m"),
        (45_000_000, "Rp 45 jt", "Rp 45 m"),
        (999_949_999, "Rp 999,9 jt", "Rp 999.9 m"),
        (999_950_000, "Rp 1 M", "Rp 1 bn"),
        (999_999_999, "Rp 1 M", "Rp 1 bn"),
        (812_500_000_000, "Rp 812,5 M", "Rp 812.5 bn"),
        (999_949_999_999, "Rp 999,9 M", "Rp 999.9 bn"),
        (999_950_000_000, "Rp 1 T", "Rp 1 tn"),
        (1_234_567_890_123, "Rp 1,23 T", "Rp 1.23 tn"),
        (1_240_000_000_000, "Rp 1,24 T", "Rp 1.24 tn"),
        (3_621_345_000_000_000, "Rp 3.621,3 T", "Rp 3,621.3 tn"),
        (-4_100_000_000, f"{MINUS}Rp 4,1 M", f"{MINUS}Rp 4.1 bn"),
        (-999_999_999, f"{MINUS}Rp 1 M", f"{MINUS}Rp 1 bn"),
    ],
)
def test_rupiah_is_short_and_moves_to_the_next_unit(value: int, said: str, english: str) -> None:
    assert rupiah(value) == said
    assert rupiah(value, "en") == english


@given(MONEY)
def test_rupiah_is_the_exact_value_rounded_half_up_by_hand(value: int) -> None:
    said = rupiah(value).removeprefix(MINUS).removeprefix("Rp ")
    digits, _, unit = said.partition(" ")
    printed = Decimal(digits.replace(".", "").replace(",", "."))
    power = {"": 0, "jt": 6, "M": 9, "T": 12}[unit]
    exact = Decimal(abs(value)).scaleb(-power)
    places = 0 if not unit else 2 if exact < 10 else 1
    step = Decimal(1).scaleb(-places)
    assert printed == exact.quantize(step, rounding=ROUND_HALF_UP)
    assert (unit in ("", "T")) or printed < 1000
    assert "." not in said or unit in ("", "T")
    assert rupiah(value).startswith(MINUS) == (value < 0)


@given(MONEY)
def test_rupiah_is_the_same_number_in_both_languages(value: int) -> None:
    units = str.maketrans({",": ".", ".": ","})
    english = rupiah(value, "en").replace(" tn", " T").replace(" bn", " M").replace(" m", " jt")
    assert rupiah(value).translate(units) == english


@given(MONEY, LANGUAGES)
def test_rupiah_full_prints_every_digit(value: int, lang: str) -> None:
    oracle = format_decimal(abs(value), locale=lang)
    assert rupiah_full(value, lang) == (MINUS if value < 0 else "") + f"Rp {oracle}"


@given(MONEY, st.integers(min_value=0, max_value=4), LANGUAGES)
def test_number_groups_as_the_language_does(value: int, digits: int, lang: str) -> None:
    scaled = Decimal(value).scaleb(-3)
    rounded = scaled.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    oracle = format_decimal(abs(rounded), format=pattern, locale=lang)
    assert number(scaled, digits, lang) == (MINUS if rounded < 0 else "") + oracle


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.4, 0, "0"),
        (-0.5, 0, f"{MINUS}1"),
        (0.125, 2, "0,13"),
        (1234567.891, 1, "1.234.567,9"),
        (10**18, 0, "1.000.000.000.000.000.000"),
        (float("nan"), 0, "tidak diketahui"),
        (float("inf"), 0, "tidak diketahui"),
    ],
)
def test_number_rounds_half_away_from_zero(value: float, digits: int, said: str) -> None:
    assert number(value, digits) == said


@pytest.mark.parametrize(
    ("share", "said", "english"),
    [
        (0, "0 %", "0%"),
        (0.61, "61 %", "61%"),
        (0.142, "14,2 %", "14.2%"),
        (0.1425, "14,3 %", "14.3%"),
        (1, "100 %", "100%"),
        (1.234, "123,4 %", "123.4%"),
        (12.5, "1.250 %", "1,250%"),
        (0.0004, "< 0,1 %", "< 0.1%"),
        (0.9996, "> 99,9 %", "> 99.9%"),
        (0.999, "99,9 %", "99.9%"),
        (-0.041, f"{MINUS}4,1 %", f"{MINUS}4.1%"),
        (-0.0001, f"> {MINUS}0,1 %", f"> {MINUS}0.1%"),
        (Fraction(2, 3), "66,7 %", "66.7%"),
    ],
)
def test_percent_is_never_rounded_to_nothing_or_all(share: float, said: str, english: str) -> None:
    assert percent(share) == said
    assert percent(share, lang="en") == english


@given(st.fractions(min_value=0, max_value=1))
def test_percent_says_all_and_none_only_of_all_and_none(share: Fraction) -> None:
    assert (percent(share) == "100 %") == (share == 1)
    assert (percent(share) == "0 %") == (share == 0)


def test_percent_takes_more_digits() -> None:
    assert percent(0.123456, 2) == "12,35 %"
    assert percent(0.5, 2) == "50 %"


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        (1041, 1000, "+4,1 %"),
        (910, 1000, f"{MINUS}9 %"),
        (1000, 1000, "tetap"),
        (1_000_001, 1_000_000, "hampir tetap"),
        (5, 0, "tidak berlaku"),
        (0, 0, "tetap"),
        (0, 5, f"{MINUS}100 %"),
        (5, -5, "+200 %"),
        (None, 5, "tidak diketahui"),
        (5, None, "tidak diketahui"),
    ],
)
def test_delta_percent(new: int | None, old: int | None, said: str) -> None:
    assert delta_percent(new, old) == said


def test_deltas_of_counts_and_money_carry_their_sign() -> None:
    assert delta_number(12, 3) == "+9"
    assert delta_number(3, 12) == f"{MINUS}9"
    assert delta_number(3, 3, "en") == "unchanged"
    assert delta_rupiah(5_100_000_000, 1_000_000_000) == "+Rp 4,1 M"
    assert delta_rupiah(0, 45_000_000) == f"{MINUS}Rp 45 jt"
    assert delta_rupiah(2, 2) == "tetap"


@given(DATES, LANGUAGES)
def test_tanggal_is_written_as_the_language_writes_it(day: date, lang: str) -> None:
    assert tanggal(day, lang) == format_date(day, "d MMM y", locale=lang)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1)), LANGUAGES)
def test_instants_are_said_in_western_indonesian_time(moment: datetime, lang: str) -> None:
    local = moment + timedelta(hours=7)
    clock = format_time(local.time(), "HH.mm" if lang == "id" else "HH:mm", locale=lang)
    oracle = f"{format_date(local.date(), 'd MMM y', locale=lang)} {clock} WIB"
    assert instant(moment.replace(tzinfo=UTC), lang) == oracle


def test_instant_takes_any_zone_and_refuses_none() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert instant(datetime(2026, 11, 23, 0, 5, tzinfo=tokyo)) == "22 Nov 2026 22.05 WIB"
    assert instant(datetime(2026, 11, 22, 10, 5, tzinfo=UTC)) == "22 Nov 2026 17.05 WIB"
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2026, 11, 22))


def test_months_are_named() -> None:
    assert bulan("2024-12") == "Des 2024"
    assert bulan("2025-05", "en") == "May 2025"
    assert month_name(8) == "Agu"
    with pytest.raises(ValueError, match="13"):
        month_name(13)


@pytest.mark.parametrize("say", [rupiah, rupiah_full, number, percent, tanggal, bulan, instant])
def test_missing_is_said_and_never_a_zero(say: object) -> None:
    assert callable(say)
    assert say(None) == "tidak diketahui"
    assert say(None, lang="en") == "unknown"
    assert say(None, none=DASH) == "—"
    assert say(None, none="") == ""


def test_missing_deltas_take_another_word_too() -> None:
    for say in (delta_percent, delta_number, delta_rupiah):
        assert say(None, 1, none=DASH) == DASH
        assert say(1, None) == "tidak diketahui"


def test_three_kinds_of_absence_are_three_words() -> None:
    words = [text(key) for key in (UNKNOWN, "absent.not_yet", NOT_APPLICABLE)]
    assert words == ["tidak diketahui", "belum ada", "tidak berlaku"]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("whole", [3, 999, 1_001, 10**9])
def test_only_the_whole_is_a_hundred_per_cent_and_only_nothing_is_zero(
    whole: int, lang: str
) -> None:
    every, nothing = percent(1, 1, lang), percent(0, 1, lang)
    for digits in (0, 1, 2):
        assert percent(Fraction(whole - 1, whole), digits, lang).removeprefix("> ") != every
        assert percent(Fraction(1, whole), digits, lang) != nothing
    assert delta_percent(1, 10**9, "id") == "< −99,9 %"
    assert delta_percent(0, 10**9, "id") == "−100 %"


def test_a_time_of_the_sources_has_no_zone_and_midnight_is_a_day() -> None:
    assert waktu(datetime(2026, 11, 22, 7, 5)) == "22 Nov 2026 07.05"
    assert waktu(datetime(2026, 11, 22, 7, 5), "en") == "22 Nov 2026 07:05"
    assert waktu(datetime(2026, 11, 22)) == "22 Nov 2026"
    assert (waktu(None), waktu(None, none="–")) == ("tidak diketahui", "–")


def test_bold_parts_are_those_of_the_text_never_of_its_values() -> None:
    parts = bold_parts("paket.line", kode="**1**", jenis="a", satker="b", klpd="c", tahun=2025)
    assert parts == [("Kode RUP ", False), ("**1**", True), (" · a · b · c, 2025", False)]
