"""The documentation's own bodies through the whole client: frames and errors as promised."""

from __future__ import annotations

import json
from typing import Any

import httpx
import polars as pl
import pytest

from services.errors import (
    AccessDenied,
    ConfigurationMissing,
    ContractBroken,
    RateLimited,
    ServiceError,
    SourceUnavailable,
)
from services.upstream.answer.answers import LimitRefused, Refused, TokenRefused
from services.upstream.catalog import DATASETS, LOCATIONS, find
from services.upstream.dataset import Dataset, Request
from services.upstream.parsing.frames import assemble, page
from services.upstream.walk.walker import Walk
from tests.contract.expected import ASKED, EXPECTED, LEVEL_ROWS
from tests.contract.samples import body, refusals, rows, sample
from tests.upstream.wire import Reply, Wire, as_json, connect, in_turn

BY_FOLDER = {dataset.folder: dataset for dataset in DATASETS.values()}


def request_for(dataset: Dataset) -> Request:
    return dataset.request(**ASKED.get(dataset.folder, {}))


def expected(dataset: Dataset) -> pl.DataFrame:
    typed = [{**dict.fromkeys(dataset.schema), **row} for row in EXPECTED[dataset.folder]]
    return pl.DataFrame(typed, schema=dataset.schema)


def walk(dataset: Dataset, *answers: httpx.Response) -> Walk:
    return connect(dataset.source, Wire(in_turn(*answers))).walk(request_for(dataset))


def whole(dataset: Dataset) -> httpx.Response:
    return httpx.Response(200, content=sample(dataset))


EVERY = pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.folder)


@EVERY
def test_every_entry_of_the_catalogue_has_its_documented_body(dataset: Dataset) -> None:
    assert rows(dataset), "no payload: add the documented body"
    assert EXPECTED[dataset.folder], "no expectation: write the rows by hand"


@EVERY
def test_the_documented_body_is_the_expected_frame(dataset: Dataset) -> None:
    raw = json.dumps(rows(dataset)).encode()
    reading = assemble(dataset, [page(dataset, raw)], request_for(dataset).values)
    assert reading.frame.equals(expected(dataset), null_equal=True)
    assert reading.frame.schema == pl.Schema(dataset.schema)
    assert (reading.quarantine, reading.repeats, reading.strangers.height) == ((), 0, 0)
    assert reading.drift == ()


NOTHING_MORE: dict[str, dict[str, Any]] = {
    "inaproc": {"success": True, "data": [], "meta": {"limit": 1000, "has_more": False}},
    "satusehat": {"status": 200, "error": False, "data": []},
    "lokasi": {"data": []},
}

PROVABLE = [
    dataset
    for dataset in DATASETS.values()
    if dataset.folder not in ("program-master", "cities-v2", "districts-v2", "sub-districts-v2")
]


@pytest.mark.parametrize("dataset", PROVABLE, ids=lambda dataset: dataset.folder)
def test_the_documented_body_is_walked_to_its_end(dataset: Dataset) -> None:
    walked = walk(dataset, whole(dataset), as_json(NOTHING_MORE[dataset.source]))
    reading = assemble(dataset, walked.pages, request_for(dataset).values)
    assert reading.frame.equals(expected(dataset), null_equal=True)
    assert walked.suspect is False


def test_the_documented_program_master_cannot_be_proven_whole() -> None:
    dataset = find("program-master")
    with pytest.raises(ContractBroken, match="tanpa meta berisi tepat 1 baris") as caught:
        walk(dataset, whole(dataset))
    assert str(caught.value).startswith("program-master KX 2024: ")


@pytest.mark.parametrize(
    ("level", "total"), [("cities", 514), ("districts", 7277), ("sub-districts", 83772)]
)
def test_a_documented_page_of_many_is_not_taken_for_all(level: str, total: int) -> None:
    dataset = find(level, "v2")
    with pytest.raises(ContractBroken, match=f"menyebut {total} baris tetapi memberi 2"):
        walk(dataset, whole(dataset), as_json(NOTHING_MORE["satusehat"]))


@pytest.mark.parametrize("name", ["paket-swakelola", "history-kaji-ulang"])
def test_a_documented_page_for_ever_is_noticed(name: str) -> None:
    dataset = find(name)
    with pytest.raises(ContractBroken, match="dua kali"):
        walk(dataset, whole(dataset))


@pytest.mark.parametrize("level", LEVEL_ROWS)
def test_each_documented_level_of_locations(level: str) -> None:
    wire = Wire(in_turn(httpx.Response(200, content=body(f"locations-{level}"))))
    request = LOCATIONS.request(level=level)
    walked = connect("lokasi", wire).walk(request)
    frame = assemble(LOCATIONS, walked.pages, request.values).frame
    assert frame.select("id", "name", "parent_id").rows() == LEVEL_ROWS[level]
    assert set(frame["level"]) == {level}
    assert frame["updatedAt"].null_count() == 0
    assert walked.ends == ("halaman berulang",)


def test_the_documented_token_opens_the_door() -> None:
    wire = Wire(
        in_turn(httpx.Response(200, content=body("provinces-v2"))),
        tokens=in_turn(httpx.Response(200, content=body("token"))),
    )
    connect("satusehat", wire).walk(find("provinces", "v2").request())
    assert wire.bearers == ["Bearer <access-token>"]


# --- documented errors ---------------------------------------------------------------------------

KINDS: dict[tuple[str, int], type[ServiceError]] = {
    ("inaproc", 400): Refused,
    ("inaproc", 401): TokenRefused,
    ("inaproc", 403): AccessDenied,
    ("inaproc", 429): RateLimited,
    ("inaproc", 500): SourceUnavailable,
    ("inaproc", 503): SourceUnavailable,
}
WORDS = {
    400: "Invalid request The SQL query is malformed",
    401: "Unauthorized Invalid or missing API key",
    403: "Forbidden You are not allowed to access this resource",
    500: "Internal server error An unexpected error occurred",
    503: "Service unavailable The data source is temporarily unavailable",
}
DOCUMENTED = refusals()


def error_of(dataset: Dataset, reply: Reply, tokens: Reply | None = None) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        connect(dataset.source, Wire(reply, tokens=tokens)).check(request_for(dataset))
    return caught.value


def of(name: str) -> list[tuple[str, int, bytes]]:
    return [one for one in DOCUMENTED if BY_FOLDER.get(one[0]) and BY_FOLDER[one[0]].source == name]


@pytest.mark.parametrize(("name", "status", "raw"), of("inaproc"))
@pytest.mark.parametrize("sent_as", ["documented", "200"])
def test_documented_errors_of_the_gateway(name: str, status: int, raw: bytes, sent_as: str) -> None:
    served = 200 if sent_as == "200" else status
    error = error_of(BY_FOLDER[name], in_turn(httpx.Response(served, content=raw)))
    assert type(error) is KINDS["inaproc", status]
    assert WORDS.get(status, "menunggu") in str(error)
    assert not isinstance(error, ConfigurationMissing)


@pytest.mark.parametrize(("name", "status", "raw"), of("satusehat"))
def test_the_documented_400_of_regions_is_a_list_too_long(
    name: str, status: int, raw: bytes
) -> None:
    error = error_of(BY_FOLDER[name], in_turn(httpx.Response(status, content=raw)))
    assert type(error) is LimitRefused
    assert "limit cannot be more than 2000" in str(error)


@pytest.mark.parametrize(
    "dataset", [d for d in DATASETS.values() if d.source == "satusehat"], ids=str
)
def test_the_documented_gateway_timeout(dataset: Dataset) -> None:
    ((_, status, raw),) = [one for one in DOCUMENTED if one[0] == "satusehat"]
    error = error_of(dataset, in_turn(httpx.Response(status, content=raw)))
    assert type(error) is SourceUnavailable
    assert "HTTP 504 berisi teks" in str(error)


def test_the_documented_refusal_of_a_token() -> None:
    ((_, status, raw),) = [one for one in DOCUMENTED if one[0] == "token"]
    refused = in_turn(httpx.Response(status, content=raw))
    error = error_of(find("provinces"), in_turn(whole(find("provinces"))), tokens=refused)
    assert type(error) is AccessDenied
    assert "client id atau client secret ditolak" in str(error)


def test_the_documented_words_for_an_organisation_that_does_not_fit() -> None:
    text = "resource cannot be accessed due to business rule"
    outcome = {"resourceType": "OperationOutcome", "issue": [{"details": {"text": text}}]}
    error = error_of(find("provinces"), in_turn(as_json(outcome, 403)))
    assert type(error) is AccessDenied
    assert "organisasi" in str(error)


def test_every_endpoint_has_its_documented_errors() -> None:
    found = {(name, status) for name, status, _ in DOCUMENTED}
    for dataset in DATASETS.values():
        statuses = {"inaproc": (400, 401, 403, 429, 500, 503), "satusehat": (400,), "lokasi": ()}
        assert {(dataset.folder, status) for status in statuses[dataset.source]} <= found
