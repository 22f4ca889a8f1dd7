"""The guards of a walk: budget, deadline, probes, restarts, progress."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from services.errors import ContractBroken, SourceUnavailable
from services.upstream.answer.answers import Answer, Refused, read
from services.upstream.catalog import LOCATIONS, PROGRAM_MASTER, find
from services.upstream.dataset import Request
from services.upstream.walk import walker
from services.upstream.walk.progress import Progress
from services.upstream.walk.walker import DEADLINE, Restart, Walk, Walker
from tests.upstream.servers import BatchServer, CursorServer, LocationServer, NumberedServer
from tests.upstream.wire import Clock, page, programs, region, v2

PROGRAMS = PROGRAM_MASTER.request(kode_klpd="D1", tahun="2025")
CITIES = find("cities", "v2").request()
PLACES = LOCATIONS.request(level="provinsi")

Answering = Callable[[dict[str, str]], bytes]


def walk(request: Request, answer: Answering, **other: Any) -> Walk:
    def ask(sent: dict[str, str]) -> Any:
        return read(Answer(status=200, body=answer(sent)), source=request.dataset.source)

    one = Walker(request=request, ask=ask, clock=other.pop("clock", Clock()), **other)
    return one.run(request.dataset.paginator.start(request.values))


def replies(*bodies: Any) -> Answering:
    """Answer one body after the other; one too many is an error of the test."""
    waiting = iter(bodies)
    return lambda sent: json.dumps(next(waiting)).encode()


def rows(walked: Walk) -> int:
    return sum(one.texts.height for one in walked.pages)


def test_one_page_that_says_it_is_the_last_costs_one_request() -> None:
    walked = walk(PROGRAMS, replies(page(programs(range(3)), has_more=False)))
    assert (walked.asked, rows(walked), walked.ends) == (1, 3, ("halaman terakhir",))
    assert (walked.suspect, walked.clamped) == (False, None)


def test_a_real_last_page_costs_one_probe() -> None:
    server = CursorServer([100, 100, 40], ends="missing")
    walked = walk(PROGRAMS, server.answer)
    assert (walked.asked, rows(walked)) == (4, 240)
    assert walked.ends == ("halaman sesudah kursor terakhir kosong",)
    assert [sent.get("cursor") for sent in server.asked] == [None, "k1", "k2", "k3"]


def test_an_unproven_end_with_rows_after_it_goes_on() -> None:
    bodies = (page(programs([1]), cursor="a"), page(programs([2]), cursor="b"), page([]))
    walked = walk(PROGRAMS, replies(*bodies))
    assert (walked.asked, rows(walked), walked.suspect) == (3, 2, False)


def test_a_proven_end_with_rows_after_it_goes_on() -> None:
    bodies = (
        page(programs([1]), has_more=False, cursor="a"),
        page(programs([2]), has_more=False),
    )
    assert rows(walk(PROGRAMS, replies(*bodies))) == 2


def test_a_probe_that_is_empty_but_promises_more_is_no_end() -> None:
    empty = page([], has_more=True, cursor="b")
    bodies = (page(programs([1]), cursor="a"), empty, empty, empty, page(programs([2])))
    walked = walk(PROGRAMS, replies(*bodies))
    assert (rows(walked), walked.asked, walked.suspect) == (2, 5, True)


def test_rows_after_an_empty_page_make_the_walk_suspect() -> None:
    empty = page([], cursor="b")
    bodies = (page(programs([1]), has_more=True, cursor="a"), empty, empty, empty)
    walked = walk(PROGRAMS, replies(*bodies, page(programs([2]))))
    assert (rows(walked), walked.suspect) == (2, True)


def test_has_more_without_a_cursor_is_asked_five_times() -> None:
    server = CursorServer([2, 2], faults={0: "no cursor"})
    with pytest.raises(ContractBroken, match="has_more tanpa kursor, 5 kali"):
        walk(PROGRAMS, server.answer)
    assert server.asked == [{"limit": "1000", "kode_klpd": "D1", "tahun": "2025"}] * 5


def test_has_more_without_a_cursor_once_costs_one_request() -> None:
    server = CursorServer([2, 2], hiccups={0: "no cursor"}, ends="false without cursor")
    walked = walk(PROGRAMS, server.answer)
    assert (rows(walked), walked.asked, walked.suspect) == (4, 3, False)


def test_a_page_that_lost_its_meta_is_asked_again() -> None:
    server = CursorServer([2, 2, 2], hiccups={1: "no meta"}, ends="false without cursor")
    assert (walk(PROGRAMS, server.answer).asked, len(server.asked)) == (4, 4)
    lasting = CursorServer([2, 2, 2], faults={1: "no meta"})
    with pytest.raises(ContractBroken, match="meta hilang di tengah halaman, 5 kali"):
        walk(PROGRAMS, lasting.answer)


@pytest.mark.parametrize(("fault", "words"), [("back", "kursor berputar"), ("stuck", "dua kali")])
def test_a_cursor_that_comes_again_breaks_the_walk(fault: str, words: str) -> None:
    server = CursorServer([2, 2, 2, 2], faults={2: fault})
    with pytest.raises(ContractBroken, match=words):
        walk(PROGRAMS, server.answer)
    assert len(server.asked) <= 4


def test_an_error_of_the_contract_names_the_request() -> None:
    with pytest.raises(ContractBroken) as caught:
        walk(PROGRAMS, CursorServer([2, 2], faults={0: "no cursor"}).answer)
    assert str(caught.value).startswith("program-master D1 2025: ")


def test_the_budget_counts_every_request() -> None:
    server = CursorServer([1] * 30)
    with pytest.raises(ContractBroken, match="sudah 10 halaman"):
        walk(PROGRAMS, server.answer, budget=10)
    assert len(server.asked) == 10


def test_a_claimed_total_raises_the_page_budget() -> None:
    assert rows(walk(CITIES, NumberedServer(400, most=10).answer, budget=2)) == 400


def test_a_total_beyond_belief_does_not_widen_it_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert walker.BUDGET_MOST >= 4 * 83_772 / 10
    monkeypatch.setattr(walker, "BUDGET_MOST", 30)
    server = NumberedServer(400, most=1, total=10**9)
    with pytest.raises(ContractBroken, match="sudah 30 halaman"):
        walk(CITIES, server.answer, budget=2)


def test_the_deadline_of_a_pass() -> None:
    clock = Clock()

    def slow(sent: dict[str, str]) -> bytes:
        clock.now += DEADLINE / 2
        return CursorServer([1] * 9).answer(sent)

    with pytest.raises(SourceUnavailable, match="batas waktu"):
        walk(PROGRAMS, slow, clock=clock)


def test_a_served_limit_below_the_requested_one_is_reported() -> None:
    assert walk(PROGRAMS, CursorServer([100, 40], limit=100).answer).clamped == 100
    assert walk(PROGRAMS, CursorServer([100, 40], limit=1000).answer).clamped is None
    assert walk(PROGRAMS, CursorServer([100, 40], limit=0).answer).clamped is None
    assert walk(CITIES, NumberedServer(12, most=10).answer).clamped == 10


def refusing(server: CursorServer, times: int) -> Answering:
    left = [times]

    def answer(sent: dict[str, str]) -> bytes:
        if "cursor" in sent and left[0]:
            left[0] -= 1
            return json.dumps({"success": False, "error": {"code": "Bad Request"}}).encode()
        return server.answer(sent)

    return answer


def test_a_refused_cursor_asks_for_a_new_pass() -> None:
    with pytest.raises(Restart):
        walk(PROGRAMS, refusing(CursorServer([2, 2]), 1))


def test_a_refused_v2_cursor_asks_for_a_new_pass() -> None:
    refused = {"status_code": 400, "message": "next is not valid", "data": None}
    first = v2([region(f"{1101 + number}") for number in range(10)], 14)
    with pytest.raises(Restart):
        walk(CITIES, replies(first, refused))


def test_a_refused_first_request_is_final() -> None:
    refused = {"success": False, "error": {"code": "Bad Request", "message": "tahun"}}
    with pytest.raises(Refused, match="tahun"):
        walk(PROGRAMS, replies(refused))


# --- regions and locations -----------------------------------------------------------------------


def test_v2_with_a_floored_total_page_reads_the_last_page() -> None:
    server = NumberedServer(514, most=10)
    walked = walk(CITIES, server.answer)
    assert (rows(walked), walked.asked) == (514, 52)


def test_v2_a_next_cursor_on_the_only_page_is_not_followed() -> None:
    walked = walk(CITIES, replies(v2([region("1101"), region("1102")], 2)))
    assert (walked.asked, rows(walked)) == (1, 2)


def test_v2_a_full_last_page_is_probed_once() -> None:
    server = NumberedServer(20, most=10)
    walked = walk(CITIES, server.answer)
    assert (walked.asked, rows(walked)) == (3, 20)


@pytest.mark.parametrize(
    ("claimed", "words"), [(26, "memberi 25"), (24, "memberi 25"), (20, "memberi 25")]
)
def test_v2_a_total_that_does_not_hold_breaks_the_contract(claimed: int, words: str) -> None:
    with pytest.raises(ContractBroken, match=f"menyebut {claimed} baris tetapi {words}"):
        walk(CITIES, NumberedServer(25, most=10, total=claimed).answer)


def test_v2_a_total_that_moves_breaks_the_contract() -> None:
    with pytest.raises(ContractBroken, match="mengubah jumlah baris dari 26 menjadi 27"):
        walk(CITIES, NumberedServer(25, most=10, moves=True).answer)


def test_v2_an_empty_page_past_the_end_may_claim_any_total() -> None:
    first = v2([region(f"{1101 + number}") for number in range(10)], 10)
    assert rows(walk(CITIES, replies(first, v2([], 0)))) == 10


def test_v1_a_cut_answer_is_read_again_in_halves() -> None:
    server = BatchServer([700, 700, 700, 700])
    walked = walk(
        find("districts", "v1").request(city_codes=",".join(server.parents)), server.answer
    )
    assert rows(walked) == 2800
    assert [len(sent["city_codes"].split(",")) for sent in server.asked] == [4, 2, 2]


def test_v1_a_refused_list_is_halved_and_its_size_remembered() -> None:
    server = BatchServer([3] * 10, refuses=3)
    learned: list[int] = []
    request = find("districts", "v1").request(city_codes=",".join(server.parents))
    walked = walk(request, server.answer, learned=learned.append)
    assert (rows(walked), learned) == (30, [5, 3, 3])


def test_locations_are_read_until_a_page_is_empty() -> None:
    server = LocationServer(25, most=10)
    walked = walk(PLACES, server.answer)
    assert (rows(walked), walked.asked, walked.ends) == (25, 4, ("halaman kosong",))
    assert [sent["page"] for sent in server.asked] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("past", ["last again", "first again"])
def test_locations_are_read_until_a_page_repeats(past: str) -> None:
    walked = walk(PLACES, LocationServer(25, most=10, past=past).answer)
    assert (rows(walked), walked.ends) == (25, ("halaman berulang",))


# --- progress ------------------------------------------------------------------------------------


def place(fraction: float) -> str:
    number = int(fraction * 2**64) - 2**63
    return base64.b64encode(f'{{"id":{number}}}'.encode()).decode()


def test_progress_follows_the_cursor_and_ends_whole() -> None:
    clock, seen = Clock(), list[Progress]()
    bodies = iter(
        [
            page(programs([1, 2]), has_more=True, cursor=place(0.25)),
            page(programs([3, 4]), has_more=True, cursor=place(0.5)),
            page(programs([5]), has_more=False),
        ]
    )

    def answer(sent: dict[str, str]) -> bytes:
        clock.now += 10.0
        return json.dumps(next(bodies)).encode()

    walk(PROGRAMS, answer, clock=clock, progress=seen.append)
    assert [one.fraction for one in seen] == pytest.approx([0.25, 0.5, 1.0])
    assert [one.eta for one in seen] == pytest.approx([30.0, 20.0, 0.0])
    assert [(one.rows, one.pages, one.expected) for one in seen] == [
        (2, 1, 8),
        (4, 2, 8),
        (5, 3, 5),
    ]
    assert {one.label for one in seen} == {"program-master D1 2025"}


def test_progress_of_an_opaque_cursor_tells_rows_and_pages_only() -> None:
    seen = list[Progress]()
    walk(PROGRAMS, CursorServer([2, 2]).answer, progress=seen.append)
    assert (seen[0].fraction, seen[0].eta, seen[0].rows) == (None, None, 2)


def test_progress_of_v2_follows_the_total() -> None:
    seen = list[Progress]()
    walk(CITIES, NumberedServer(25, most=10).answer, progress=seen.append)
    assert [one.fraction for one in seen] == pytest.approx([0.4, 0.8, 1.0])
