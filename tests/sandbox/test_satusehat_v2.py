"""SATUSEHAT v2: pages by number and by cursor, totals rounded down."""

from __future__ import annotations

import base64

import httpx
import pytest

from tests.sandbox.regions import get, tree


@pytest.mark.parametrize("value", [None, "", "0", "-1", "x", "1.5"])
def test_v2_wants_a_page_number(api: httpx.Client, value: str | None) -> None:
    params = {} if value is None else {"current_page": value}
    answer = api.get("/masterdata/v2/cities", params=params)
    assert answer.status_code == 400
    assert answer.json()["status_code"] == 400
    assert answer.json()["data"] is None


def test_v2_rounds_the_number_of_pages_down(api_documented: httpx.Client) -> None:
    meta = get(api_documented, "v2", "cities", current_page="1")["meta"]
    assert meta["page"] == {
        "is_cursor": True, "current": 1, "previous": 0, "next": 2, "limit": 10,
        "total_page": 51, "total": 514,
    }  # fmt: skip
    assert meta["item_count"] == 10


def test_v2_names_a_next_page_even_on_the_only_one(api: httpx.Client) -> None:
    body = get(api, "v2", "provinces", codes="11,12", current_page="1")
    assert body["meta"] == {
        "item_count": 2,
        "page": {
            "is_cursor": True, "current": 1, "previous": 0, "next": 2, "limit": 10,
            "total_page": 1, "total": 2,
        },
        "cursors": {"next": "MTI=", "previous": "MTE="},
    }  # fmt: skip
    past = get(
        api,
        "v2",
        "provinces",
        codes="11,12",
        current_page="2",
        next=body["meta"]["cursors"]["next"],
    )
    assert past["data"] == []


def test_v2_first_village_cursors_are_the_documented_kind(api: httpx.Client) -> None:
    meta = get(api, "v2", "sub-districts", current_page="1")["meta"]
    codes = [row["code"] for row in tree("sub-districts")]
    assert base64.b64decode(meta["cursors"]["previous"]).decode() == codes[0]
    assert base64.b64decode(meta["cursors"]["next"]).decode() == codes[10]
    meta = get(api, "v2", "districts", current_page="1")["meta"]
    assert meta["cursors"] == {"next": "MTEwMTEw", "previous": "MTEwMTAx"}


@pytest.mark.parametrize("by", ["number", "cursor", "both"])
@pytest.mark.parametrize(
    ("level", "narrow"),
    [
        ("provinces", {}),
        ("cities", {"province_codes": "52,53"}),
        ("districts", {"city_codes": "5202"}),
        ("sub-districts", {"district_codes": "520201,520202"}),
    ],
)
def test_v2_walks_give_every_row_once(
    api: httpx.Client, level: str, narrow: dict[str, str], by: str
) -> None:
    rows: list[dict[str, str]] = []
    params = {**narrow, "current_page": "1"}
    for page in range(2, 40):
        body = get(api, "v2", level, **params)
        rows += body["data"]
        if not body["data"]:
            break
        if by != "cursor":
            params["current_page"] = str(page)
        if by != "number":
            params["next"] = body["meta"]["cursors"]["next"]
    wanted = set(next(iter(narrow.values()), "").split(","))
    expected = [row for row in tree(level) if not narrow or row["parent_code"] in wanted]
    assert sorted(rows, key=lambda row: row["code"]) == expected


def test_v2_goes_back_by_the_previous_cursor(api: httpx.Client) -> None:
    second = get(api, "v2", "cities", current_page="2")
    first = get(api, "v2", "cities", current_page="1", prev=second["meta"]["cursors"]["previous"])
    assert [row["code"] for row in sorted(first["data"], key=lambda row: row["code"])] == [
        row["code"] for row in tree("cities")[:10]
    ]


def test_v2_rows_of_a_page_are_not_in_order(api: httpx.Client) -> None:
    codes = [row["code"] for row in get(api, "v2", "cities", current_page="1")["data"]]
    assert codes != sorted(codes)


def test_v2_takes_a_limit_really_and_not_as_documented(
    api: httpx.Client, api_documented: httpx.Client
) -> None:
    asked = {"current_page": "1", "limit": "2000"}
    assert len(get(api, "v2", "districts", **asked)["data"]) == 2000
    assert get(api, "v2", "districts", **asked)["meta"]["page"]["limit"] == 2000
    assert len(get(api_documented, "v2", "districts", **asked)["data"]) == 10


@pytest.mark.parametrize("path", ["/masterdata/v3/cities", "/masterdata/v1/villages"])
def test_unknown_paths(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code == 404
    assert answer.headers["X-Lensa-Sandbox"] == "1"
