"""The product against a server it has never met: all endpoints, row for row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.errors import AccessDenied
from services.upstream.answer.answers import TokenRefused
from services.upstream.catalog import LOCATIONS, RUP, find
from services.upstream.dataset import Dataset
from tests.contract.other_rows import COUNT, KODE, LOCATION_LEVELS, TAHUN
from tests.contract.reading import Product, assert_equal, assert_rows
from tests.contract.server import LIST_MOST, MOST, TOKEN_USES, World, running

ASKED = {"kode_klpd": KODE, "tahun": str(TAHUN)}
PARENTS = {"cities": "province_codes", "districts": "city_codes", "sub-districts": "district_codes"}


@pytest.fixture
def world() -> Iterator[tuple[World, Product]]:
    with running() as (held, environment):
        product = Product(environment)
        yield held, product
        product.close()


Met = tuple[World, Product]


@pytest.mark.parametrize("dataset", RUP, ids=lambda dataset: dataset.name)
def test_rup(world: Met, dataset: Dataset) -> None:
    held, product = world
    request = dataset.request(**ASKED)
    walked = product.walk(request)
    reading = product.read(request)
    assert_rows(reading, request, held.rup[dataset.name])
    assert (reading.frame.height, walked.clamped, walked.suspect) == (COUNT, MOST, False)
    assert reading.repeats == len(walked.pages) - 1
    assert walked.ends == ("halaman sesudah kursor terakhir kosong",)


def test_rup_what_is_odd_is_told(world: Met) -> None:
    _, product = world
    assert product.read(find("paket-swakelola").request(**ASKED)).drift == ("+kolom_baru",)
    assert product.read(find("program-master").request(**ASKED)).drift == ()
    frame = product.read(find("paket-swakelola").request(**ASKED)).frame
    assert "Seseorang" not in frame.write_csv()


def test_rup_of_another_klpd_is_empty(world: Met) -> None:
    _, product = world
    request = find("program-master").request(kode_klpd="Z78", tahun=str(TAHUN))
    assert_equal(product.read(request), request, [])


@pytest.mark.parametrize(
    ("name", "filter_", "value"),
    [
        ("paket-swakelola", "status", "Terumumkan"),
        ("history-kaji-ulang", "jenis_paket", "SWAKELOLA"),
    ],
)
def test_rup_with_a_filter(world: Met, name: str, filter_: str, value: str) -> None:
    held, product = world
    request = find(name).request(**ASKED, **{filter_: value})
    wanted = [
        row for row in held.rup[name] if value in (row.get(filter_), row.get("status_umumkan_rup"))
    ]
    assert 0 < len(wanted) < COUNT
    assert_rows(product.read(request), request, wanted)
    assert {query[filter_] for query in held.queries(f"/api/v1/rup/{name}")} == {value}


def test_the_limit_is_sent_with_every_page(world: Met) -> None:
    held, product = world
    for dataset in RUP:
        product.read(dataset.request(**ASKED))
        queries = held.queries(dataset.path)
        assert len(queries) > COUNT // MOST
        assert {query["limit"] for query in queries} == {"1000"}
        assert all(query.items() >= ASKED.items() for query in queries)
        assert len({query.get("cursor") for query in queries}) == len(queries)


@pytest.mark.parametrize("level", ["provinces", "cities", "districts", "sub-districts"])
def test_v2(world: Met, level: str) -> None:
    held, product = world
    request = find(level, "v2").request()
    walked = product.walk(request)
    reading = product.read(request)
    assert_rows(reading, request, held.regions[level])
    assert reading.repeats == len(walked.pages) - 1
    assert reading.drift == ()


def test_tokens_that_die_young_are_renewed_on_the_way(world: Met) -> None:
    held, product = world
    request = find("sub-districts", "v2").request()
    assert_rows(product.read(request), request, held.regions["sub-districts"])
    asked = held.queries("/masterdata/v2/sub-districts")
    assert len(held.tokens) >= len(asked) // (TOKEN_USES + 1)
    assert len(held.tokens) >= 5


@pytest.mark.parametrize("level", ["cities", "districts", "sub-districts"])
def test_v1(world: Met, level: str) -> None:
    held, product = world
    parents = sorted({row["parent_code"] for row in held.regions[level]})
    request = find(level, "v1").request(**{PARENTS[level]: ", ".join(parents)})
    assert_equal(product.read(request), request, held.regions[level])
    lists = [query[PARENTS[level]].split(",") for query in held.queries(f"/masterdata/v1/{level}")]
    taken = [one for one in lists if len(one) <= LIST_MOST]
    assert sorted({code for one in taken for code in one}) == parents


def test_v1_provinces_and_codes(world: Met) -> None:
    held, product = world
    every = find("provinces", "v1").request()
    assert_equal(product.read(every), every, held.regions["provinces"])
    some = find("sub-districts", "v1").request(codes="7101010001, 7304050003")
    reading = product.read(some)
    assert reading.frame["code"].to_list() == ["7101010001", "7304050003"]


def test_v1_of_nothing_is_empty(world: Met) -> None:
    _, product = world
    request = find("cities", "v1").request(province_codes="99")
    assert_equal(product.read(request), request, [])


@pytest.mark.parametrize("level", LOCATION_LEVELS)
def test_locations_by_level(world: Met, level: str) -> None:
    held, product = world
    request = LOCATIONS.request(level=level)
    assert_rows(product.read(request), request, held.locations[level])


def test_locations_below_a_place(world: Met) -> None:
    held, product = world
    for parent, count in (("n1", 1), ("n2", 8)):
        request = LOCATIONS.request(level="provinsi", countryId=parent)
        wanted = [row for row in held.locations["provinsi"] if row["country"] == parent]
        assert len(wanted) == count
        assert_rows(product.read(request), request, wanted)


def test_locations_by_search(world: Met) -> None:
    held, product = world
    request = LOCATIONS.request(level="kabupaten", search="TEMPAT 3")
    wanted = [row for row in held.locations["kabupaten"] if "tempat 3" in row["name"].lower()]
    assert len(wanted) > 1
    assert_rows(product.read(request), request, wanted)
    assert {query["search"] for query in held.queries("/v1/locations")} == {"TEMPAT 3"}


def test_a_wrong_token_and_wrong_credentials_are_told() -> None:
    with running() as (_, environment):
        wrong = Product(
            {**environment, "INAPROC_TOKEN": "salah", "SATUSEHAT_CLIENT_SECRET": "salah"}
        )
        with pytest.raises(TokenRefused):
            wrong.read(find("program-master").request(**ASKED))
        with pytest.raises(AccessDenied, match="client secret ditolak"):
            wrong.read(find("provinces").request())
        wrong.close()
