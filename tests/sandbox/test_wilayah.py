"""Look-ups by bisection find what a scan of the tree finds."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import reference
from services.sandbox.units import wilayah
from services.sandbox.units.instansi import all_instansi, below, cities, cities_of, short_name
from tests.sampling import examples

LEVELS = st.integers(1, 4)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_lists_of_a_level_belong_together(level: int) -> None:
    table = reference.regions().filter(pl.col("level") == level).sort("code")
    assert wilayah.codes(level) == table["code"].to_list()
    assert wilayah.names(level) == table["name"].to_list()
    assert wilayah.bps_codes(level) == table["bps_code"].to_list()


@settings(max_examples=examples(40), deadline=None)
@given(LEVELS, st.sampled_from(["11", "5202", "520201", "94", "9", "", "99", "x", "5202012"]))
def test_a_branch_is_what_begins_so(level: int, above: str) -> None:
    found = [wilayah.codes(level)[place] for place in wilayah.branch(level, above)]
    assert found == [code for code in wilayah.codes(level) if code.startswith(above)]


@settings(max_examples=examples(60), deadline=None)
@given(LEVELS, st.integers(0, 82_000))
def test_places_and_parents(level: int, at: int) -> None:
    place = at % len(wilayah.codes(level))
    code = wilayah.codes(level)[place]
    assert wilayah.place_of(level, code) == place
    assert wilayah.place_of(level, code + "x") is None
    own = reference.region(code)
    assert own is not None
    assert wilayah.parent_of(code) == own.parent_code


def test_places_of_a_klpd_are_its_own() -> None:
    assert len(cities()) == 514
    assert [city.nama for city in cities_of("5202")] == ["Kab. Lombok Tengah"]
    assert {city.provinsi for city in cities_of("31")} == {"DKI Jakarta"}
    assert below(3, "5202")[0] == ("520201", "Praya")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Kab. Lombok Tengah", "Lombok Tengah"),
        ("Kota Mataram", "Mataram"),
        ("Kab. Adm. Kep. Seribu", "Kep. Seribu"),
        ("Kota Adm. Jakarta Barat", "Jakarta Barat"),
        ("Aceh", "Aceh"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


def test_klpd_are_numbered_in_the_order_of_the_list() -> None:
    found = list(all_instansi().values())
    assert [one.nomor for one in found] == list(range(652))
    assert sum(one.is_pemda for one in found) == 552
    assert all(bool(one.wilayah) == one.is_pemda for one in found)
