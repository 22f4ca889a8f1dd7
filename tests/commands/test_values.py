"""What a person or a link typed: one form for every code."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.commands import values
from services.errors import BadRequest

PLAIN = set(string.ascii_letters + string.digits + "-")
TYPED = st.text(max_size=12) | st.from_regex(r"[A-Z]{1,4}[0-9]{1,8}|[0-9]{1,10}", fullmatch=True)


def test_a_comma_list_is_trimmed_without_empty_parts_and_repeats() -> None:
    assert values.split(" a, b,,a , c,") == ["a", "b", "c"]
    assert values.split(None) == []
    assert values.split("") == []


@pytest.mark.parametrize("kode", ["D304", "K1", "D1"])
def test_a_known_klpd_is_taken_live_and_in_the_sandbox(kode: str) -> None:
    assert values.klpd(kode, live=False) == kode
    assert values.klpd(kode, live=True) == kode


def test_codes_and_names_are_understood_whatever_their_case() -> None:
    assert values.klpd("d304", live=False) == "D304"
    assert values.klpd("zz99", live=True) == "ZZ99"
    assert values.klpd_list("d304, D304,k1", live=False) == ["D304", "K1"]
    assert values.name(" Paket-Swakelola ", ["paket-swakelola"], "dataset") == "paket-swakelola"
    with pytest.raises(BadRequest, match="dataset tidak dikenal: x"):
        values.name("x", ["paket-swakelola"], "dataset")


def test_an_unknown_klpd_of_the_right_form_is_taken_live_only() -> None:
    assert values.klpd("ZZZ9999999", live=True) == "ZZZ9999999"
    with pytest.raises(BadRequest, match="tidak ada di katalog contoh"):
        values.klpd("ZZZ9999999", live=False)


@pytest.mark.parametrize(
    "kode", ["", "D", "304", "DDDD1", "D12345678", "D304 ", "D304\n", "D٣", "../D304", "*"]
)
def test_a_klpd_of_the_wrong_form_is_refused(kode: str) -> None:
    for live in (True, False):
        with pytest.raises(BadRequest, match="kode KLPD tidak sah"):
            values.klpd(kode, live=live)


def test_years_run_from_2010_to_the_one_after_next() -> None:
    last = values.last_year()
    assert [values.year(str(y)) for y in (2010, 2026, last)] == [2010, 2026, last]
    for text in (
        "2009",
        str(last + 1),
        "",
        "02026",
        "2026 ",
        "２０２６",
        "2026.0",
        "-2026",
        "9999",
    ):
        with pytest.raises(BadRequest, match="tahun tidak sah"):
            values.year(text)


def test_region_codes_have_the_digits_of_their_level() -> None:
    assert values.region_codes(["52", "11"], 2) == ["52", "11"]
    for code in ("5", "520", "5a", "52\n", "٥٢"):
        with pytest.raises(BadRequest, match="harus 2 angka"):
            values.region_codes([code], 2)
    for code in ("52", "5202", "520201", "5202011001"):
        assert values.region(code) == code
    assert values.region_codes(["52.02", "5202"], 4) == ["5202"]
    for code in ("52.02", "52.02.01", "52.02.01.1001"):
        assert values.region(code) == code.replace(".", "")
    for code in ("", "5", "520", "52020", "5.202", "52.", ".52", "52..02", "52020110012"):
        with pytest.raises(BadRequest):
            values.region(code)


def test_location_ids_hold_letters_digits_and_dashes() -> None:
    assert values.ids(["a-1", "B" * 64]) == ["a-1", "B" * 64]
    for text in ("", "a b", "a/b", "x" * 65, "a,b", "é"):
        with pytest.raises(BadRequest, match="id lokasi"):
            values.ids([text])


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("negara", "negara"),
        ("Country", "negara"),
        ("province", "provinsi"),
        ("regency", "kabupaten"),
        ("kota", "kabupaten"),
        ("district", "kecamatan"),
        ("kecamanatan", "kecamatan"),
        (" DESA ", "desa"),
        ("village", "desa"),
    ],
)
def test_both_vocabularies_of_levels_and_the_documented_slip(typed: str, level: str) -> None:
    assert values.location_level(typed) == level


@given(TYPED)
def test_anything_typed_is_taken_as_it_is_or_refused_on_one_line(text: str) -> None:
    for check in (
        lambda: values.klpd(text, live=True),
        lambda: str(values.year(text)),
        lambda: values.region(text),
        lambda: values.ids([text])[0],
    ):
        try:
            taken = check()
        except BadRequest as error:
            taken = ""
            refusal = str(error)
        else:
            refusal = ""
        assert taken == text or refusal.isprintable()
        assert set(taken) <= PLAIN
