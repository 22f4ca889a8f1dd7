"""Every parameter of the catalogue is really sent, with every page, and nothing else is."""

from __future__ import annotations

import json

import httpx
import pytest

from services.upstream.catalog import DATASETS, LOCATIONS, RUP, find
from services.upstream.connection.client import running_year
from services.upstream.dataset import Dataset
from tests.upstream.wire import Wire, as_json, connect, in_turn, page, region, v1, v2

VALUES = {
    "kode_klpd": "D304",
    "tahun": "2025",
    "status": "Terumumkan",
    "jenis_paket": "SWAKELOLA",
    "codes": "1101,1102",
    "province_codes": "11,12",
    "city_codes": "1101,1102",
    "district_codes": "110101,110102",
    "level": "district",
    "countryId": "uuid-indonesia",
    "provinceId": "uuid-ntb",
    "regencyId": "uuid-lombok-tengah",
    "districtId": "uuid-praya-barat",
    "search": "Praya & sekitar",
}
BY_YEAR = (
    "paket-penyedia",
    "paket-penyedia-terumumkan",
    "paket-swakelola-terumumkan",
    "paket-anggaran-penyedia",
    "paket-anggaran-swakelola",
    "struktur-anggaran-pd",
    "kegiatan-master",
    "sub-kegiatan-master",
)
DOCUMENTED = {
    **{name: {"kode_klpd", "tahun"} for name in BY_YEAR},
    "master-satker": {"kode_klpd"},
    "program-master": {"kode_klpd", "tahun"},
    "paket-swakelola": {"kode_klpd", "tahun", "status"},
    "history-kaji-ulang": {"kode_klpd", "tahun", "jenis_paket"},
    "provinces-v1": {"codes"},
    "cities-v1": {"province_codes", "codes"},
    "districts-v1": {"city_codes", "codes"},
    "sub-districts-v1": {"district_codes", "codes"},
    "provinces-v2": {"codes"},
    "cities-v2": {"province_codes", "codes"},
    "districts-v2": {"city_codes", "codes"},
    "sub-districts-v2": {"district_codes", "codes"},
    "locations": {"level", "countryId", "provinceId", "regencyId", "districtId", "search"},
}
PAGED = {
    "lists": {},
    "inaproc": {"limit": "1000"},
    "v1": {},
    "v2": {"limit": "2000", "current_page": "1"},
    "lokasi": {"perPage": "100", "page": "1"},
}
ENDS = {
    "lists": [],
    "inaproc": page([], has_more=False),
    "v1": v1([]),
    "v2": v2([], 0),
    "lokasi": {"data": []},
}


def speech(dataset: Dataset) -> str:
    return "lists" if dataset.bare else dataset.versi or dataset.source


def always(dataset: Dataset) -> dict[str, str]:
    """Return what every first request of a dataset has besides the parameters that are given."""
    year = {"tahun": str(running_year())} if dataset.name == "master-satker" else {}
    return {**PAGED[speech(dataset)], **year}


def sent(dataset: Dataset, **params: str) -> list[dict[str, str]]:
    """Return the queries of a walk over an upstream that holds nothing."""
    wire = Wire(in_turn(as_json(ENDS[speech(dataset)])))
    connect(dataset.source, wire).walk(dataset.request(**params))
    assert {request.url.path for request in wire.sent} == {dataset.path}
    assert {request.method for request in wire.sent} == {"GET"}
    return distinct(wire)


def distinct(wire: Wire) -> list[dict[str, str]]:
    """Return what was asked, each once: an empty answer is asked for again."""
    return [query for at, query in enumerate(wire.queries) if query not in wire.queries[:at]]


EVERY = pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.folder)


@EVERY
def test_the_documented_parameters_are_catalogued(dataset: Dataset) -> None:
    assert {*dataset.required, *dataset.optional} == DOCUMENTED[dataset.folder]


@EVERY
def test_all_parameters_together_are_sent_as_given(dataset: Dataset) -> None:
    given = {name: VALUES[name] for name in (*dataset.required, *dataset.optional)}
    assert sent(dataset, **given) == [{**always(dataset), **given}]


@pytest.mark.parametrize(
    ("dataset", "name"),
    [(dataset, name) for dataset in DATASETS.values() for name in dataset.optional],
    ids=lambda value: value if isinstance(value, str) else value.folder,
)
def test_each_optional_parameter_is_sent_alone(dataset: Dataset, name: str) -> None:
    needed = {one: VALUES[one] for one in dataset.required}
    (query,) = sent(dataset, **needed, **{name: VALUES[name]})
    assert query == {**PAGED[speech(dataset)], **needed, name: VALUES[name]}


@EVERY
def test_without_optional_parameters_none_is_sent(dataset: Dataset) -> None:
    needed = {one: VALUES[one] for one in dataset.required}
    bare = {"codes": ""} if speech(dataset) == "v1" else {}
    assert sent(dataset, **needed) == [{**always(dataset), **needed, **bare}]


@pytest.mark.parametrize("dataset", RUP, ids=lambda dataset: dataset.name)
def test_the_limit_and_the_filters_go_with_every_page(dataset: Dataset) -> None:
    given = {name: VALUES[name] for name in (*dataset.required, *dataset.optional)}
    row = {"kd_klpd": "D304", "tahun_anggaran": 2025}
    pages = [
        page([{**row, dataset.key[0]: number}], has_more=True, cursor=f"k{number}")
        for number in range(1, 4)
    ]
    wire = Wire(in_turn(*[as_json(one) for one in pages], as_json(page([], has_more=False))))
    connect("inaproc", wire).walk(dataset.request(**given))
    cursors = [{}, {"cursor": "k1"}, {"cursor": "k2"}, {"cursor": "k3"}]
    asked = [{"limit": "1000", **given, **cursor} for cursor in cursors]
    assert distinct(wire) == asked


@pytest.mark.parametrize("level", ["cities", "districts", "sub-districts"])
def test_a_list_of_parents_goes_with_every_v2_page(level: str) -> None:
    dataset = find(level, "v2")
    name = next(one for one in dataset.optional if one != "codes")
    first = v2([region(f"{1101 + number}") for number in range(10)], 12, next_cursor="MTExMA==")
    last = v2([region("1111"), region("1112")], 12)
    wire = Wire(in_turn(as_json(first), as_json(last)))
    connect("satusehat", wire).walk(dataset.request(**{name: VALUES[name]}))
    start = {"limit": "2000", name: VALUES[name]}
    assert wire.queries == [
        {**start, "current_page": "1"},
        {**start, "current_page": "2", "next": "MTExMA=="},
    ]


def test_search_and_level_go_with_every_page_of_locations() -> None:
    given = {"level": "district", "regencyId": "uuid-lombok-tengah", "search": "Praya"}
    rows = [{"id": f"i{number}", "name": "Praya"} for number in range(3)]
    wire = Wire(in_turn(*[as_json({"data": [row]}) for row in rows], as_json({"data": []})))
    connect("lokasi", wire).walk(LOCATIONS.request(**given))
    assert distinct(wire) == [
        {"perPage": "100", **given, "page": str(number)} for number in range(1, 6)
    ]


def test_the_address_is_written_so_that_any_server_reads_it_back() -> None:
    wire = Wire(in_turn(as_json({"data": []})))
    connect("lokasi", wire).walk(LOCATIONS.request(search="a&b=c d+é%"))
    assert wire.queries[0]["search"] == "a&b=c d+é%"
    assert wire.sent[0].url.query.decode().isascii()


def test_the_token_request_is_as_documented() -> None:
    asked: list[httpx.Request] = []

    def tokens(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=json.dumps({"access_token": "t"}).encode())

    wire = Wire(in_turn(as_json(v2([], 0))), tokens=tokens)
    connect("satusehat", wire).walk(find("provinces").request())
    (request,) = asked
    assert (request.method, request.url.path) == ("POST", "/oauth2/v1/accesstoken")
    assert dict(request.url.params) == {"grant_type": "client_credentials"}
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert wire.forms == [{"client_id": "klien-4711", "client_secret": "klien-4711-sandi&x"}]
    assert wire.sent[0].headers["authorization"] == "Bearer t"
    assert wire.sent[0].headers["accept"] == "application/json"
