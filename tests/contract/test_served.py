"""Rows the sandbox serves against rows the product fetches, one for one, over loopback.

Both shapes, as documented and as the APIs really answer; the other side is a plain reader that
shares nothing with the product.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from services.sandbox.serving.server import serve
from services.upstream.catalog import DATASETS, LEVELS, LOCATION_LEVELS, LOCATIONS, RUP, find
from services.upstream.connection.client import running_year
from services.upstream.dataset import Dataset
from tests.contract.reader import Reader
from tests.contract.reading import Product, assert_equal

KLPD = ("D304", "D63", "K3")  # a kabupaten, a province, a ministry
PARENTS = {"cities": "province_codes", "districts": "city_codes", "sub-districts": "district_codes"}


@dataclass
class Both:
    """The same server seen by both sides."""

    shape: str
    base_url: str
    reader: Reader
    product: Product


@pytest.fixture(scope="module", params=["documented", "real"])
def both(request: pytest.FixtureRequest) -> Iterator[Both]:
    with serve(shape=request.param) as handle:
        given = handle.environment
        client = (given["SATUSEHAT_CLIENT_ID"], given["SATUSEHAT_CLIENT_SECRET"])
        reader = Reader(handle.base_url, given["INAPROC_TOKEN"], client)
        product = Product(given)
        yield Both(request.param, handle.base_url, reader, product)
        product.close()
        reader.close()


@pytest.mark.parametrize("dataset", RUP, ids=lambda dataset: dataset.name)
@pytest.mark.parametrize("klpd", KLPD)
def test_rup(both: Both, dataset: Dataset, klpd: str) -> None:
    served = both.reader.rup(dataset.name, kode_klpd=klpd, tahun="2025")
    request = dataset.request(kode_klpd=klpd, tahun="2025")
    walked = both.product.walk(request)
    assert_equal(both.product.read(request), request, served)
    assert len(served) > 50
    assert (walked.suspect, walked.clamped) == (False, None)
    assert walked.asked <= len(served) // 1000 + 2


OTHERS = [dataset for dataset in DATASETS.values() if dataset.by_klpd and dataset not in RUP]


@pytest.mark.parametrize("dataset", OTHERS, ids=lambda dataset: dataset.name)
def test_the_other_rup_endpoints(both: Both, dataset: Dataset) -> None:
    served_by = both.reader.rup_list if dataset.bare else both.reader.rup
    year = str(running_year()) if dataset.sends_year else "2025"
    served = served_by(dataset.name, kode_klpd="D304", tahun=year)
    request = dataset.partition("D304", 2025)
    reading = both.product.read(request)
    assert_equal(reading, request, served)
    assert len(served) > 20


def test_a_second_pass_of_another_page_size_gives_the_same(both: Both) -> None:
    request = find("history-kaji-ulang").request(kode_klpd="D304", tahun="2025")
    one, other = both.product.read(request), both.product.read(request, limit=997)
    assert one.frame.equals(other.frame)
    assert one.frame.height > 1000


@pytest.mark.parametrize(
    ("name", "filter_", "value"),
    [
        ("paket-swakelola", "status", "Terumumkan"),
        ("history-kaji-ulang", "jenis_paket", "SWAKELOLA"),
        ("history-kaji-ulang", "jenis_paket", "PENYEDIA"),
    ],
)
def test_a_filter_narrows_as_the_server_does(
    both: Both, name: str, filter_: str, value: str
) -> None:
    asked = {"kode_klpd": "D304", "tahun": "2025"}
    request = find(name).request(**asked, **{filter_: value})
    reading = both.product.read(request)
    assert_equal(reading, request, both.reader.rup(name, **asked, **{filter_: value}))
    assert set(reading.frame[filter_]) == {value}
    assert 0 < reading.frame.height < len(both.reader.rup(name, **asked))


@pytest.mark.parametrize("dataset", RUP, ids=lambda dataset: dataset.name)
def test_a_klpd_without_rows_is_empty_and_typed(both: Both, dataset: Dataset) -> None:
    request = dataset.request(kode_klpd="D304", tahun="2010")
    assert both.reader.rup(dataset.name, kode_klpd="D304", tahun="2010") == []
    assert_equal(both.product.read(request), request, [])


# --- regions -------------------------------------------------------------------------------------


def test_v1_every_province(both: Both) -> None:
    request = find("provinces", "v1").request()
    served = both.reader.v1("provinces", "codes", [])
    assert len(served) == 38
    assert_equal(both.product.read(request), request, served)


@pytest.mark.parametrize(("level", "most"), [("cities", 514), ("districts", 7277)])
def test_v1_every_region_below_all_parents(both: Both, level: str, most: int) -> None:
    parents = codes_above(both.reader, level)
    served = both.reader.v1(level, PARENTS[level], parents)
    request = find(level, "v1").request(**{PARENTS[level]: ", ".join(parents)})
    assert len(served) >= most
    assert_equal(both.product.read(request), request, served)


def codes_above(reader: Reader, level: str) -> list[str]:
    """Return the codes of all regions one level up."""
    above = LEVELS[LEVELS.index(level) - 1]
    parents = codes_above(reader, above) if above != "provinces" else []
    return [row["code"] for row in reader.v1(above, PARENTS.get(above, "codes"), parents)]


def test_v1_every_village_of_a_province(both: Both) -> None:
    cities = [row["code"] for row in both.reader.v1("cities", "province_codes", ["52"])]
    districts = [row["code"] for row in both.reader.v1("districts", "city_codes", cities)]
    served = both.reader.v1("sub-districts", "district_codes", districts)
    request = find("sub-districts", "v1").request(district_codes=",".join(districts))
    assert len(served) > 1000
    assert_equal(both.product.read(request), request, served)


@pytest.mark.parametrize("level", LEVELS)
def test_v1_by_codes(both: Both, level: str) -> None:
    codes = {
        "provinces": ["52", "11"],
        "cities": ["5202", "1103"],
        "districts": ["520201", "110301"],
        "sub-districts": ["1103012004", "1103012002"],
    }[level]
    request = find(level, "v1").request(codes=" , ".join(codes))
    served = both.reader.v1(level, "codes", codes)
    assert [row["code"] for row in served] == sorted(codes)
    assert_equal(both.product.read(request), request, served)


@pytest.mark.parametrize(
    ("level", "parent"),
    [
        ("provinces", ""),
        ("cities", ""),
        ("cities", "52"),
        ("districts", "5202"),
        ("sub-districts", "520201"),
    ],
)
def test_v2(both: Both, level: str, parent: str) -> None:
    asked = {PARENTS[level]: parent} if parent else {}
    served = both.reader.v2(level, **asked)
    request = find(level, "v2").request(**asked)
    reading = both.product.read(request)
    assert reading.frame.height > 9
    assert_equal(reading, request, served)


def test_v2_every_district(both: Both) -> None:
    """Read the level whole: four pages as it really is, one province's as documented."""
    whole = both.shape == "real"
    cities = [row["code"] for row in both.reader.v2("cities", province_codes="52")]
    asked = {} if whole else {"city_codes": ",".join(cities)}
    request = find("districts", "v2").request(**asked)
    reading = both.product.read(request)
    assert_equal(reading, request, both.reader.v2("districts", **asked))
    assert reading.frame.height > (7000 if whole else 100)


def test_v2_by_codes(both: Both) -> None:
    request = find("cities", "v2").request(codes="5202, 1103")
    assert_equal(both.product.read(request), request, both.reader.v2("cities", codes="5202,1103"))


def test_v1_and_v2_agree(both: Both) -> None:
    one = both.product.read(find("cities", "v1").request(province_codes="52")).frame
    other = both.product.read(find("cities", "v2").request(province_codes="52")).frame
    assert one.equals(other)


# --- locations -----------------------------------------------------------------------------------


def test_locations_by_five_levels(both: Both) -> None:
    """Drill down as the documentation does, the first place of each level opening the next."""
    parents = ("countryId", "provinceId", "regencyId", "districtId")
    chosen: dict[str, str] = {}
    for at, level in enumerate(LOCATION_LEVELS):
        asked = {"level": level, **chosen}
        request = LOCATIONS.request(**asked)
        served = both.reader.locations(**asked)
        assert_equal(both.product.read(request), request, served)
        assert len(served) > 1
        indonesia = [row for row in served if row["name"] in ("Indonesia", "Nusa Tenggara Barat")]
        if at < len(parents):
            chosen = {parents[at]: (indonesia or served)[0]["id"]}


def test_locations_without_a_level_are_countries(both: Both) -> None:
    request = LOCATIONS.request()
    assert_equal(both.product.read(request), request, both.reader.locations())


def test_locations_by_search(both: Both) -> None:
    asked = {"level": "kabupaten", "search": "lombok"}
    request = LOCATIONS.request(**asked)
    reading = both.product.read(request)
    assert_equal(reading, request, both.reader.locations(**asked))
    assert reading.frame.height == 4


# --- the sandbox that cuts -----------------------------------------------------------------------


def test_v1_answers_cut_at_two_thousand_are_read_whole_all_the_same() -> None:
    with serve(cap=2000) as cutting, serve() as plain:
        given = plain.environment
        reader = Reader(
            plain.base_url,
            given["INAPROC_TOKEN"],
            (given["SATUSEHAT_CLIENT_ID"], given["SATUSEHAT_CLIENT_SECRET"]),
        )
        cities = [row["code"] for row in reader.v1("cities", "province_codes", ["33"])]
        districts = [row["code"] for row in reader.v1("districts", "city_codes", cities)]
        served = reader.v1("sub-districts", "district_codes", districts)
        product = Product(cutting.environment)
        request = find("sub-districts", "v1").request(district_codes=",".join(districts))
        walked = product.walk(request)
        assert_equal(product.read(request), request, served)
        assert len(served) > 8000
        assert 5 <= walked.asked <= 20
        product.close()
        reader.close()
