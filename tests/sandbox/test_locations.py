"""The locations drill-down: five levels, both vocabularies, totals that lie."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from services import reference
from services.sandbox.serving.lokasi_api import location_id
from services.sandbox.serving.server import Handle

CHAIN = (
    ("negara", None, None, None),
    ("provinsi", "countryId", "country", "52"),
    ("kabupaten", "provinceId", "province", "5202"),
    ("kecamatan", "regencyId", "regency", "520203"),
    ("desa", "districtId", "district", None),
)


@pytest.fixture(scope="module")
def api(real: Handle) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=real.base_url) as one:
        yield one


def get(api: httpx.Client, **params: str) -> Any:
    answer = api.get("/v1/locations", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def walk(api: httpx.Client, **params: str) -> list[dict[str, str]]:
    """Page until an empty page, as totals cannot be trusted."""
    rows: list[dict[str, str]] = []
    for page in range(1, 60):
        found = get(api, **params, page=str(page))["data"]
        if not found:
            return rows
        rows += found
    raise AssertionError("the walk did not end")


def test_the_bare_call_is_the_documented_one(api: httpx.Client) -> None:
    body = get(api)
    assert body["meta"] == {"success": True, "status": 200, "message": "countrys retrieved"}
    assert [row["name"] for row in body["data"]] == ["Indonesia", "Malaysia"]
    assert list(body["data"][0]) == ["id", "name", "continent", "updatedAt"]
    assert body["pagination"] == {
        "totalItems": 0, "perPage": 10, "totalPages": 0, "currentPage": 1,
    }  # fmt: skip


def test_drill_down_from_country_to_village(api: httpx.Client) -> None:
    above = ""
    for level, param, field, code in CHAIN:
        rows = walk(api, level=level, **({param: above} if param else {}))
        assert len({row["id"] for row in rows}) == len(rows)
        if field:
            assert {row[field] for row in rows} == {above}
        above = location_id("negara", "ID") if code is None else location_id(level, code)
        assert code is None or above in {row["id"] for row in rows}
    assert [row["name"] for row in rows] == reference.children("520203")["name"].to_list()


def test_ids_are_the_same_for_ever() -> None:
    assert location_id("negara", "ID") == "9551bab4-2a80-5849-9b37-e9d11f054d6d"
    assert uuid.UUID(location_id("desa", "5202011001")).version == 5
    assert location_id("kabupaten", "5202") != location_id("provinsi", "5202")


def test_kabupaten_are_named_without_their_kind_and_kota_with_it(api: httpx.Client) -> None:
    names = {
        row["name"]
        for row in walk(api, level="kabupaten", provinceId=location_id("provinsi", "52"))
    }
    assert {"Lombok Tengah", "Lombok Timur", "Kota Mataram", "Kota Bima", "Bima"} <= names
    assert not [name for name in names if name.startswith("Kab.")]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("negara", "country"),
        ("provinsi", "province"),
        ("kabupaten", "regency"),
        ("kecamatan", "district"),
        ("kecamatan", "kecamanatan"),
        ("desa", "village"),
        ("desa", "DESA"),
    ],
)
def test_both_vocabularies_and_the_documented_misspelling(
    api: httpx.Client, ours: str, theirs: str
) -> None:
    assert get(api, level=ours)["data"] == get(api, level=theirs)["data"]


def test_a_parent_alone_implies_the_level_below(api: httpx.Client) -> None:
    given = get(api, regencyId=location_id("kabupaten", "5202"))
    assert (
        given["data"]
        == get(api, level="kecamatan", regencyId=location_id("kabupaten", "5202"))["data"]
    )
    assert given["meta"]["message"] == "districts retrieved"


def test_search_holds_the_words_of_the_documented_example(api: httpx.Client) -> None:
    rows = get(
        api,
        level="district",
        regencyId=location_id("kabupaten", "5202"),
        perPage="10",
        search="Praya",
    )["data"]
    assert [row["name"] for row in rows] == [
        name for name in reference.children("5202")["name"] if "praya" in name.lower()
    ]
    assert len(rows) > 3


def test_search_reaches_every_village_without_a_parent(api: httpx.Client) -> None:
    rows = walk(api, level="desa", search="tanah merah", perPage="100")
    assert len(rows) > 20
    assert all("tanah merah" in row["name"].lower() for row in rows)
    assert len({row["district"] for row in rows}) > 20


def test_totals_are_wrong_on_every_page(api: httpx.Client) -> None:
    body = get(api, level="provinsi", perPage="7", page="6")
    assert body["pagination"] == {
        "totalItems": 0, "perPage": 7, "totalPages": 0, "currentPage": 6,
    }  # fmt: skip
    assert len(body["data"]) == 38 - 35
    assert get(api, level="provinsi", perPage="7", page="7")["data"] == []


def test_a_large_page_is_clamped_to_the_limit(api: httpx.Client) -> None:
    body = get(api, level="kabupaten", perPage="100000")
    assert body["pagination"]["perPage"] == 100
    assert len(body["data"]) == 100
    assert len(walk(api, level="kabupaten", perPage="100000")) == 514


@pytest.mark.parametrize(
    "params",
    [
        {"level": "provinsi", "countryId": location_id("negara", "MY")},
        {"level": "provinsi", "countryId": "uuid-indonesia"},
        {"level": "desa", "districtId": "bukan-id"},
        {"level": "kabupaten", "provinceId": location_id("kabupaten", "5202")},
    ],
)
def test_wrong_parents_are_empty(api: httpx.Client, params: dict[str, str]) -> None:
    assert get(api, **params)["data"] == []


@pytest.mark.parametrize("level", ["planet", "kecamatan®encyId=x", "0"])
def test_unknown_levels_are_refused(api: httpx.Client, level: str) -> None:
    answer = api.get("/v1/locations", params={"level": level})
    assert answer.status_code == 400
    assert answer.json()["meta"]["success"] is False


@pytest.mark.parametrize("value", ["0", "-3", "x", ""])
def test_malformed_pages_fall_back(api: httpx.Client, value: str) -> None:
    assert (
        get(api, level="provinsi", page=value, perPage=value)["data"]
        == get(api, level="provinsi")["data"]
    )


def test_documented_drill_down_holds_data_only(documented: Handle) -> None:
    with httpx.Client(base_url=documented.base_url) as api:
        assert list(get(api)) == ["meta", "data", "pagination"]
        assert list(get(api, level="provinsi")) == ["data"]
        assert len(walk(api, level="provinsi")) == 38
