"""SATUSEHAT as documented and as it really answers, over the real tree."""

from __future__ import annotations

import httpx
import pytest

from services.sandbox.serving.satusehat import LEVELS, Tokens
from services.sandbox.serving.server import Handle, serve
from tests.sandbox.conftest import satusehat_headers
from tests.sandbox.regions import get, tree

TOKEN_PATH = "/oauth2/v1/accesstoken"  # noqa: S105 - an address
LIMIT_WORDS = {"status_code": 400, "message": "limit cannot be more than 2000", "data": None}
PARENT = {"cities": "province_codes", "districts": "city_codes", "sub-districts": "district_codes"}


def test_token_answer_is_the_documented_one(either: httpx.Client) -> None:
    answer = either.post(
        TOKEN_PATH,
        params={"grant_type": "client_credentials"},
        data={"client_id": "contoh-id", "client_secret": "contoh-rahasia"},
    )
    body = answer.json()
    assert answer.status_code == 200
    assert list(body) == [
        "refresh_token_expires_in", "api_product_list", "api_product_list_json",
        "organization_name", "developer.email", "token_type", "issued_at", "client_id",
        "access_token", "application_name", "scope", "expires_in", "refresh_count", "status",
    ]  # fmt: skip
    assert body["token_type"] == "BearerToken"  # noqa: S105 - a kind, not a secret
    assert body["expires_in"] == "3599"
    assert body["issued_at"].isdigit()


@pytest.mark.parametrize(
    ("form", "grant", "status"),
    [
        ({"client_id": "contoh-id", "client_secret": "salah"}, "client_credentials", 401),
        ({"client_id": "contoh-id"}, "client_credentials", 401),
        ({}, "client_credentials", 401),
        ({"client_id": "contoh-id", "client_secret": "contoh-rahasia"}, "password", 400),
        ({"client_id": "contoh-id", "client_secret": "contoh-rahasia"}, "", 400),
    ],
)
def test_token_errors_are_operation_outcomes(
    either: httpx.Client, form: dict[str, str], grant: str, status: int
) -> None:
    answer = either.post(TOKEN_PATH, params={"grant_type": grant}, data=form)
    assert answer.status_code == status
    body = answer.json()
    assert body["resourceType"] == "OperationOutcome"
    assert body["issue"][0]["severity"] == "invalid"
    if status == 401:
        assert body["issue"][0]["details"]["text"].startswith("The user or system was not able")


@pytest.mark.parametrize("header", ["", "Bearer entah", "Bearer"])
def test_without_a_good_token_there_are_no_regions(real: Handle, header: str) -> None:
    url = f"{real.base_url}/masterdata/v1/provinces"
    answer = httpx.get(url, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_tokens_end_with_their_time_or_all_at_once() -> None:
    now = [100.0]
    tokens = Tokens(clock=lambda: now[0])
    first = tokens.issue()
    assert tokens.holds(f"Bearer {first}")
    assert tokens.holds(f"bearer {first} ")
    now[0] += 3599
    assert not tokens.holds(f"Bearer {first}")
    second = tokens.issue()
    tokens.revoke_all()
    assert not tokens.holds(f"Bearer {second}")


def test_revoking_breaks_a_walk_until_a_new_token() -> None:
    with serve() as handle, httpx.Client(base_url=handle.base_url) as client:
        headers = satusehat_headers(client)
        url = "/masterdata/v2/provinces?current_page=1"
        assert client.get(url, headers=headers).status_code == 200
        handle.revoke_tokens()
        assert client.get(url, headers=headers).status_code == 401
        assert client.get(url, headers=satusehat_headers(client)).status_code == 200


@pytest.mark.parametrize("level", ["provinces", "cities"])
def test_v1_gives_short_levels_whole(api: httpx.Client, level: str) -> None:
    body = get(api, "v1", level)
    assert body == {"status": 200, "error": False, "message": "success", "data": tree(level)}


@pytest.mark.parametrize("level", ["districts", "sub-districts"])
def test_v1_refuses_long_levels_asked_for_whole(api: httpx.Client, level: str) -> None:
    answer = api.get(f"/masterdata/v1/{level}")
    assert answer.status_code == 400
    assert answer.json() == LIMIT_WORDS


@pytest.mark.parametrize(
    ("level", "parents"),
    [("cities", "11, 12"), ("districts", "1103,1104"), ("sub-districts", "520201 , 520202,999999")],
)
def test_v1_reads_the_children_of_listed_parents(
    api: httpx.Client, level: str, parents: str
) -> None:
    wanted = {parent.strip() for parent in parents.split(",")}
    expected = [row for row in tree(level) if row["parent_code"] in wanted]
    assert get(api, "v1", level, **{PARENT[level]: parents})["data"] == expected
    assert expected


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_codes_are_found_at_every_level(api: httpx.Client, version: str) -> None:
    for level in LEVELS:
        some = tree(level)[::400][:9]
        codes = ", ".join(row["code"] for row in some)
        found = get(api, version, level, codes=f"{codes},0,99", current_page="1")["data"]
        assert sorted(found, key=lambda row: row["code"]) == some


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_codes_and_parents_together_must_both_hold(api: httpx.Client, version: str) -> None:
    found = get(api, version, "cities", codes="1101,5202", province_codes="52", current_page="1")
    assert [row["code"] for row in found["data"]] == ["5202"]


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("wrong", ["5", "52", "5202", "abc", "52020199"])
def test_parents_of_another_level_have_no_children(
    api: httpx.Client, version: str, wrong: str
) -> None:
    found = get(api, version, "sub-districts", district_codes=wrong, current_page="1")
    assert found["data"] == []


def test_all_villages_come_in_fifteen_requests(api: httpx.Client) -> None:
    parents = [row["code"] for row in tree("districts")]
    rows = []
    for start in range(0, len(parents), 500):
        body = get(
            api, "v1", "sub-districts", district_codes=",".join(parents[start : start + 500])
        )
        rows += body["data"]
    assert -(-len(parents) // 500) == 15
    assert rows == tree("sub-districts")


def test_more_than_2000_parents_or_codes_are_refused(api: httpx.Client) -> None:
    parents = ",".join(row["code"] for row in tree("districts")[:2001])
    for name in ("district_codes", "codes"):
        answer = api.get("/masterdata/v1/sub-districts", params={name: parents})
        assert (answer.status_code, answer.json()) == (400, LIMIT_WORDS)
    assert api.get("/masterdata/v2/cities?current_page=1&limit=2001").json() == LIMIT_WORDS


def test_a_cap_cuts_answers_without_a_word() -> None:
    with serve(cap=2000) as handle, httpx.Client(base_url=handle.base_url) as client:
        headers = satusehat_headers(client)
        parents = [row["code"] for row in tree("districts")[:500]]
        answer = client.get(
            "/masterdata/v1/sub-districts",
            params={"district_codes": ",".join(parents)},
            headers=headers,
        )
        assert answer.status_code == 200
        assert len(answer.json()["data"]) == 2000


def test_documented_v1_wants_a_starred_parameter(api_documented: httpx.Client) -> None:
    for level in LEVELS:
        answer = api_documented.get(f"/masterdata/v1/{level}")
        assert answer.status_code == 400
        assert answer.json()["message"].endswith("is required")
    body = get(api_documented, "v1", "sub-districts", district_codes="520201")
    assert [row["parent_code"] for row in body["data"]] == ["520201"] * len(body["data"])
