"""Each fault does what its line says, and nothing else."""

from __future__ import annotations

import httpx
import pytest

from services.errors import BadRequest
from services.sandbox.serving.faults import FAULTS
from services.sandbox.serving.server import serve
from tests.sandbox.conftest import BEARER, satusehat_headers
from tests.sandbox.walks import rup_rows, without_stamp

RUP = "/api/v1/rup/program-master?kode_klpd=I82&tahun=2025&limit=1000"


def statuses(fault: str, path: str, count: int = 8) -> list[httpx.Response]:
    with serve(faults=[fault]) as handle, httpx.Client(base_url=handle.base_url) as client:
        return [client.get(path, headers=BEARER) for _ in range(count)]


def test_faults_are_named_in_one_line_each() -> None:
    assert list(FAULTS) == [
        "429",
        "503",
        "lambat",
        "berubah",
        "html403",
        "kosong",
        "putus",
        "tantangan",
        "bom",
    ]
    assert all("\n" not in line and 10 < len(line) < 90 for line in FAULTS.values())


def test_unknown_faults_are_named() -> None:
    with pytest.raises(BadRequest, match=r"gangguan tidak dikenal: gempa \(yang ada: 429, 503"):
        serve(faults=["429", "gempa"])


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("429", 429, "Too Many Requests"), ("503", 503, "Service Unavailable")],
)
def test_every_fourth_request_is_refused(fault: str, status: int, code: str) -> None:
    answers = statuses(fault, RUP)
    assert [one.status_code for one in answers] == [200, 200, 200, status] * 2
    refused = answers[3]
    assert refused.json()["error"]["code"] == code
    assert refused.json()["success"] is False
    assert refused.headers["X-Lensa-Sandbox"] == "1"
    assert refused.headers.get("Retry-After") == ("1" if status == 429 else None)


@pytest.mark.parametrize(
    ("fault", "words"), [("429", "Too Many Requests"), ("503", "Gateway Timeout")]
)
def test_other_apis_refuse_in_plain_text(fault: str, words: str) -> None:
    refused = statuses(fault, "/v1/locations", 4)[3]
    assert refused.text == words
    assert refused.headers["Content-Type"].startswith("text/plain")


def test_the_firewall_answers_html_before_the_token() -> None:
    with serve(faults=["html403"]) as handle:
        answer = httpx.get(f"{handle.base_url}{RUP}")
        assert answer.status_code == 403
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "<html>" in answer.text
        assert httpx.get(f"{handle.base_url}/v1/locations").status_code == 200


def test_the_firewall_leaves_regions_alone() -> None:
    with serve(faults=["html403"]) as handle, httpx.Client(base_url=handle.base_url) as client:
        headers = satusehat_headers(client)
        assert client.get("/masterdata/v1/provinces", headers=headers).status_code == 200


@pytest.mark.parametrize("path", [RUP, "/masterdata/v1/provinces", "/v1/locations"])
def test_empty_answers_are_successes(path: str) -> None:
    answer = statuses("kosong", path, 1)[0]
    assert answer.status_code == 200
    assert answer.json()["data"] == []


def test_every_third_answer_is_cut_in_the_middle() -> None:
    with serve(faults=["putus"]) as handle, httpx.Client(base_url=handle.base_url) as client:
        for _ in range(2):
            assert client.get(RUP, headers=BEARER).status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(RUP, headers=BEARER)
        assert client.get(RUP, headers=BEARER).json()["success"] is True


def test_slow_answers_come_late_and_whole() -> None:
    answer = statuses("lambat", "/v1/locations", 1)[0]
    assert answer.elapsed.total_seconds() >= 0.4
    assert len(answer.json()["data"]) == 2


def test_a_later_day_is_served_by_the_same_address() -> None:
    walks = []
    for faults in ((), ("berubah",), ("berubah",)):
        with serve(faults=faults) as handle, httpx.Client(base_url=handle.base_url) as client:
            client.headers.update(BEARER)
            found = rup_rows(client, "paket-swakelola", kode_klpd="I82", tahun=2026)
            walks.append(without_stamp(found))
    assert walks[0] != walks[1]
    assert walks[1] == walks[2]


def test_faults_add_up() -> None:
    with serve(faults=["429", "503"]) as handle, httpx.Client(base_url=handle.base_url) as client:
        found = [client.get("/v1/locations").status_code for _ in range(6)]
    assert found == [200, 200, 200, 429, 503, 200]
