"""The older lists: one array with all rows, proven only by a second reading that agrees."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.errors import AccessDenied, ContractBroken, RateLimited, ServiceError
from services.errors import SourceUnavailable as Unavailable
from services.repository import Repository, Snapshot
from services.upstream.answer.answers import NotServed, Refused, TokenRefused
from services.upstream.catalog import STRUKTUR_ANGGARAN_PD, SUB_KEGIATAN_MASTER, find
from services.upstream.connection.client import Client
from services.upstream.dataset import Request
from tests.contract.samples import rows, sample
from tests.repositories import Doors
from tests.upstream.wire import Reply, Wire, as_text, connect, in_turn

LISTS = ("struktur-anggaran-pd", "kegiatan-master", "sub-kegiatan-master")
STRUKTUR = STRUKTUR_ANGGARAN_PD.partition("D998", 2026)
CHALLENGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"
MEBIBYTE = 1024 * 1024


def client(*replies: httpx.Response) -> Client:
    return connect("inaproc", Wire(in_turn(*replies)))


def served(*given: Any) -> httpx.Response:
    """Return a list of rows as the older paths answer."""
    return httpx.Response(200, content=json.dumps(given).encode())


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    opened = Doors(tmp_path)
    yield opened
    opened.close()


def load(doors: Doors, reply: Reply, request: Request = STRUKTUR) -> Snapshot:
    """Read a partition through the whole repository."""
    return repository(doors, reply).load(request, refresh=True)


def repository(doors: Doors, reply: Reply) -> Repository:
    return doors.open(httpx.MockTransport(reply))


# --- what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b" \r\n\t", b"\xef\xbb\xbf\n  "])
@pytest.mark.parametrize("after", [b"", b"\n \t"])
def test_a_list_is_read_with_a_mark_and_white_space_around_it(
    name: str, before: bytes, after: bytes
) -> None:
    dataset = find(name)
    body = before + sample(dataset).strip() + after
    walked = client(httpx.Response(200, content=body)).walk(dataset.partition("D998", 2026))
    assert (walked.asked, walked.ends, walked.suspect) == (1, ("akhir daftar",), False)
    assert sum(page.texts.height for page in walked.pages) == len(rows(dataset))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_twice_and_then_proven(name: str, doors: Doors) -> None:
    dataset = find(name)
    wire = Wire(in_turn(httpx.Response(200, content=sample(dataset))))
    loaded = load(doors, wire, dataset.partition("D998", 2026))
    assert (loaded.manifest.state, loaded.frame.height) == ("lengkap, terverifikasi", 2)
    assert wire.queries == [{"kode_klpd": "D998", "tahun": "2026"}] * 2


def test_an_empty_list_is_an_empty_partition(doors: Doors) -> None:
    wire = Wire(in_turn(httpx.Response(200, content=b"\n[ ]")))
    loaded = load(doors, wire)
    assert (loaded.manifest.rows, loaded.manifest.state) == (0, "lengkap, terverifikasi")
    assert len(wire.sent) == 2


def test_a_row_without_a_year_belongs_to_the_year_that_was_requested(doors: Doors) -> None:
    loaded = load(doors, in_turn(served(*rows(STRUKTUR_ANGGARAN_PD))))
    assert loaded.frame["tahun_anggaran"].to_list() == [2026, None]
    assert (loaded.manifest.strangers, loaded.manifest.quarantined) == (0, 0)


def test_a_row_of_another_year_is_counted_and_stays_out(doors: Doors) -> None:
    first, second = rows(STRUKTUR_ANGGARAN_PD)
    loaded = load(doors, in_turn(served(first, {**second, "tahun_anggaran": 2025})))
    assert (loaded.frame.height, loaded.manifest.strangers) == (1, 1)


def test_unknown_and_missing_columns_are_named(doors: Doors) -> None:
    changed = [{**row, "belanja_lain": 5} for row in rows(STRUKTUR_ANGGARAN_PD)]
    for row in changed:
        del row["belanja_btt"]
    loaded = load(doors, in_turn(served(*changed)))
    assert loaded.manifest.drift == ("+belanja_lain", "-belanja_btt")
    assert loaded.frame["belanja_btt"].null_count() == 2


def test_the_volatile_column_of_one_client_is_accepted() -> None:
    marked = [{**row, "last_update_ref": "x"} for row in rows(STRUKTUR_ANGGARAN_PD)]
    (page,) = client(served(*marked)).walk(STRUKTUR).pages
    assert (page.unknown, page.missing) == ((), ())


def test_an_envelope_without_pages_is_read_too() -> None:
    body = {"success": True, "data": rows(STRUKTUR_ANGGARAN_PD), "meta": {"limit": 1000}}
    walked = client(httpx.Response(200, content=json.dumps(body).encode())).walk(STRUKTUR)
    assert walked.pages[0].texts.height == 2


# --- a list that changes --------------------------------------------------------------------------


def total(amount: int) -> httpx.Response:
    first, second = rows(STRUKTUR_ANGGARAN_PD)
    return served({**first, "total_belanja": amount}, second)


def test_a_list_that_changed_once_is_proven_by_the_third_reading(doors: Doors) -> None:
    loaded = load(doors, in_turn(total(1), total(2), total(2)))
    assert loaded.manifest.state == "lengkap, terverifikasi"
    assert loaded.frame["total_belanja"].to_list() == [2, None]


def test_a_list_that_always_changes_says_so(doors: Doors) -> None:
    loaded = load(doors, in_turn(total(1), total(2), total(3)))
    assert (loaded.manifest.state, loaded.manifest.differing) == ("berubah saat dibaca", 1)


def test_a_list_that_lost_most_rows_in_one_reading_is_not_published(doors: Doors) -> None:
    first, second = rows(STRUKTUR_ANGGARAN_PD)
    many = [{**first, "kd_satker": number} for number in range(20)]
    replies = served(*many), served(second), served(first)
    with pytest.raises(Unavailable, match="menyusut dan tidak tetap"):
        load(doors, in_turn(*replies))
    assert repository(doors, in_turn(served())).peek(STRUKTUR) is None


def test_a_list_that_became_empty_keeps_the_old_rows(doors: Doors) -> None:
    opened = repository(doors, in_turn(total(1), total(1), served()))
    opened.load(STRUKTUR)
    kept = opened.load(STRUKTUR, refresh=True)
    assert (kept.stale, kept.frame.height) == (True, 2)
    assert "kosong atau tidak berwenang" in kept.reason


# --- what is refused ------------------------------------------------------------------------------


def error_of(*replies: httpx.Response) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        client(*replies).walk(STRUKTUR)
    assert str(caught.value).startswith("struktur-anggaran-pd")
    return caught.value


@pytest.mark.parametrize("status", [200, 500, 503])
def test_a_challenge_page_is_an_outage_whatever_its_status(status: int) -> None:
    assert type(error_of(as_text(CHALLENGE, status))) is Unavailable


def test_a_challenge_page_with_403_names_the_address() -> None:
    error = error_of(as_text(CHALLENGE, 403))
    assert (type(error), error.step) == (AccessDenied, "ip")


@pytest.mark.parametrize("cut", [1, 40, -3])
def test_a_truncated_list_is_an_outage(cut: int) -> None:
    body = sample(STRUKTUR_ANGGARAN_PD).strip()[:cut]
    assert "terpotong" in str(error_of(httpx.Response(200, content=body)))


def test_a_list_in_broken_utf8_is_an_outage() -> None:
    body = sample(STRUKTUR_ANGGARAN_PD).replace(b"Dinas", b"Din\xffs")
    assert "bukan UTF-8" in str(error_of(httpx.Response(200, content=body)))


@pytest.mark.parametrize(
    "body", [b'[{"kd_satker": 1}] [', b"[1, 2]", b'[["kd_satker"]]', b"[null]"]
)
def test_what_is_no_list_of_rows_is_refused(body: bytes) -> None:
    assert isinstance(error_of(httpx.Response(200, content=body)), ContractBroken | Unavailable)


def test_a_failure_in_an_object_is_the_error_that_it_names() -> None:
    body = {"success": False, "error": {"code": "Forbidden", "message": "Forbidden"}}
    assert type(error_of(httpx.Response(200, content=json.dumps(body).encode()))) is AccessDenied


@pytest.mark.parametrize(
    "meta", [{"has_more": True}, {"cursor": "eyJpZCI6MX0="}, {"limit": 2, "has_more": False}]
)
def test_an_object_with_pages_is_not_taken_for_the_whole(meta: dict[str, Any]) -> None:
    body = {"success": True, "data": rows(STRUKTUR_ANGGARAN_PD), "meta": meta}
    error = error_of(httpx.Response(200, content=json.dumps(body).encode()))
    assert type(error) is ContractBroken
    assert "berhalaman" in str(error)


@pytest.mark.parametrize("body", ["", CHALLENGE, '{"message": "no Route matched"}', "[]"])
def test_a_404_names_the_dataset_and_the_klpd_and_is_not_tried_again(body: str) -> None:
    wire = Wire(in_turn(as_text(body, 404)))
    with pytest.raises(NotServed) as caught:
        connect("inaproc", wire).walk(STRUKTUR)
    assert str(caught.value) == (
        "struktur-anggaran-pd D998 2026: sumber tidak menyajikan daftar ini untuk KLPD ini"
    )
    assert len(wire.sent) == 1


def test_a_404_of_a_paged_endpoint_is_a_refusal_as_before() -> None:
    reply = as_text('{"success": false, "error": {"code": "Not Found"}}', 404)
    with pytest.raises(Refused) as caught:
        connect("inaproc", Wire(in_turn(reply))).check(
            find("paket-penyedia").partition("D998", 2026)
        )
    assert type(caught.value) is Refused


@pytest.mark.parametrize(
    ("status", "kind"), [(401, TokenRefused), (403, AccessDenied), (400, Refused)]
)
@pytest.mark.parametrize("name", LISTS)
def test_a_refusal_is_final(name: str, status: int, kind: type[ServiceError]) -> None:
    body = json.dumps({"success": False, "error": {"code": str(status), "message": "no"}})
    wire = Wire(in_turn(as_text(body, status)))
    with pytest.raises(kind):
        connect("inaproc", wire).walk(find(name).partition("D998", 2026))
    assert len(wire.sent) == 1


def test_a_rate_limit_is_waited_for() -> None:
    wire = Wire(in_turn(as_text("", 429, retry_after="3"), total(1)))
    assert connect("inaproc", wire).walk(STRUKTUR).pages[0].texts.height == 2
    with pytest.raises(RateLimited):
        connect("inaproc", Wire(in_turn(as_text("", 429)))).check(STRUKTUR)


def test_check_tells_whether_there_are_rows() -> None:
    assert client(total(1)).check(STRUKTUR)
    assert not client(served()).check(STRUKTUR)


def test_a_killed_reading_goes_on_with_the_answer_that_it_had(doors: Doors) -> None:
    broken = as_text(CHALLENGE, 503)
    wire = Wire(in_turn(total(1), *[broken] * 5, total(1)))
    with pytest.raises(Unavailable):
        load(doors, wire)
    doors.clock.pass_by(60)
    assert repository(doors, wire).load(STRUKTUR).manifest.verified


# --- a long list ----------------------------------------------------------------------------------


def long_list(mebibytes: int) -> bytes:
    (row, *_) = rows(SUB_KEGIATAN_MASTER)
    padded = {**row, "nama_subkegiatan": "Contoh " * 180}
    count = mebibytes * MEBIBYTE // len(json.dumps(padded))
    return json.dumps([{**padded, "kd_subkegiatan": number} for number in range(count)]).encode()


def test_a_list_of_28_mebibytes_is_read_within_bounds() -> None:
    body = long_list(28)
    replies = client(httpx.Response(200, content=body))
    tracemalloc.start()
    walked = replies.walk(SUB_KEGIATAN_MASTER.partition("D998", 2026))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(page.texts.height for page in walked.pages) > 15_000
    assert peak < 8 * len(body)


def test_a_list_over_the_limit_of_a_body_is_refused() -> None:
    error = error_of(httpx.Response(200, content=b"[" + b" " * (64 * MEBIBYTE) + b"]"))
    assert "64 MiB" in str(error)
