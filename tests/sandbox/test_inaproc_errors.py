"""What the gateway refuses, empties or clamps, in the documented words."""

from __future__ import annotations

import base64

import httpx
import pytest

from services.sandbox.serving.inaproc import error_body
from services.sandbox.serving.server import Handle
from tests.sandbox.walks import DATASETS, rup_page

ASK = {"kode_klpd": "D304", "tahun": "2025"}


@pytest.mark.parametrize(("kode", "tahun"), [("ZZ9", 2025), ("D304", 2019), ("D304", 2031)])
@pytest.mark.parametrize("dataset", DATASETS)
def test_unknown_klpd_and_years_are_empty_successes(
    either: httpx.Client, dataset: str, kode: str, tahun: int
) -> None:
    body = rup_page(either, dataset, kode_klpd=kode, tahun=tahun, limit=1000)
    assert body["success"] is True
    assert body["data"] == []


@pytest.mark.parametrize(
    ("change", "details"),
    [
        ({"kode_klpd": None}, "kode_klpd is required"),
        ({"kode_klpd": ""}, "kode_klpd is required"),
        ({"kode_klpd": "D 304'"}, "kode_klpd is required"),
        ({"tahun": None}, "tahun must be an integer"),
        ({"tahun": "dua"}, "tahun must be an integer"),
        ({"tahun": "20.5"}, "tahun must be an integer"),
        ({"tahun": "2" * 40}, "tahun must be an integer"),
        ({"limit": "0"}, "limit must be between 1 and 1000"),
        ({"limit": "-4"}, "limit must be between 1 and 1000"),
        ({"limit": "x"}, "limit must be an integer"),
        ({"cursor": "abc"}, "cursor is not valid"),
        ({"cursor": base64.b64encode(b"[1]").decode()}, "cursor is not valid"),
        ({"cursor": base64.b64encode(b'{"id":true}').decode()}, "cursor is not valid"),
        ({"cursor": base64.b64encode(b'{"id":1.5e3}').decode()}, "cursor is not valid"),
    ],
)
@pytest.mark.parametrize("dataset", DATASETS)
def test_malformed_requests_get_the_documented_400(
    either: httpx.Client, dataset: str, change: dict[str, str | None], details: str
) -> None:
    params = {name: value for name, value in {**ASK, **change}.items() if value is not None}
    answer = either.get(f"/api/v1/rup/{dataset}", params=params)
    assert answer.status_code == 400
    body = answer.json()
    assert body["meta"].pop("request_id").startswith("req-")
    assert body == {
        "success": False,
        "error": {"code": "Bad Request", "message": "Invalid request", "details": details},
        "meta": {},
    }


@pytest.mark.parametrize(("limit", "served"), [("1000", 1000), ("1001", 1000), ("99999", 1000)])
def test_a_limit_over_the_most_is_clamped_and_said(
    client: httpx.Client, limit: str, served: int
) -> None:
    body = rup_page(client, "history-kaji-ulang", **ASK, limit=limit)
    assert body["meta"]["limit"] == served
    assert len(body["data"]) == served


def test_without_a_limit_each_shape_has_its_own(
    client: httpx.Client, client_documented: httpx.Client
) -> None:
    assert len(rup_page(client, "paket-swakelola", **ASK)["data"]) == 100
    assert len(rup_page(client_documented, "paket-swakelola", **ASK)["data"]) == 1


def test_a_missing_token_is_told_as_the_gateway_really_does(real: Handle) -> None:
    answer = httpx.get(f"{real.base_url}/api/v1/rup/program-master", params=ASK)
    assert answer.status_code == 401
    assert answer.json() == {"error": "Authorization field missing"}


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer salah", "Basic Y29udG9o", "contoh"])
def test_a_wrong_token_gets_the_documented_401(
    documented: Handle, real: Handle, header: str | None
) -> None:
    handle = documented if header is None else real
    headers = {} if header is None else {"Authorization": header}
    url = f"{handle.base_url}/api/v1/rup/program-master"
    answer = httpx.get(url, params=ASK, headers=headers)
    assert answer.status_code == 401
    body = answer.json()
    assert body["error"] == {
        "code": "Unauthorized",
        "message": "Unauthorized",
        "details": "Invalid or missing API key",
    }


def test_a_token_without_rights_gets_the_documented_403(either: httpx.Client) -> None:
    headers = {"Authorization": "Bearer contoh-terlarang"}
    answer = either.get("/api/v1/rup/program-master", params=ASK, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"] == {
        "code": "Forbidden",
        "message": "Forbidden",
        "details": "You are not allowed to access this resource",
    }


@pytest.mark.parametrize(
    ("status", "code", "message", "details"),
    [
        (400, "Bad Request", "Invalid request", "The SQL query is malformed"),
        (401, "Unauthorized", "Unauthorized", "Invalid or missing API key"),
        (403, "Forbidden", "Forbidden", "You are not allowed to access this resource"),
        (429, "Too Many Requests", "Rate limit exceeded", "Please retry later"),
        (500, "Internal Server Error", "Internal server error", "An unexpected error occurred"),
        (
            503,
            "Service Unavailable",
            "Service unavailable",
            "The data source is temporarily unavailable",
        ),
    ],
)
def test_error_bodies_are_the_documented_ones(
    status: int, code: str, message: str, details: str
) -> None:
    body = error_body(status)
    assert body["success"] is False
    assert body["error"] == {"code": code, "message": message, "details": details}
    assert set(body) == {"success", "error", "meta"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/rup/paket-lokasi",
        "/api/v1/rup/",
        "/api/v1/rup/kegiatan-master",
        "/api/legacy/rup/paket-penyedia",
        "/api/v2/rup/program-master",
        "/entah",
    ],
)
def test_unknown_paths_are_marked_404(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["X-Lensa-Sandbox"] == "1"
