"""Every walk ends with the rows of the server or with a ServiceError."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.errors import ServiceError
from services.upstream.answer.answers import Answer, read
from services.upstream.catalog import DATASETS, LOCATIONS, PROGRAM_MASTER, find
from services.upstream.dataset import Dataset, Request
from services.upstream.parsing.frames import assemble
from services.upstream.walk.walker import BUDGET, Restart, Walk, Walker
from tests.sampling import examples
from tests.upstream.servers import (
    CURSOR_FAULTS,
    BatchServer,
    CursorServer,
    LocationServer,
    NumberedServer,
)
from tests.upstream.wire import Clock, program, region

AGAIN = 5
quick = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

PROGRAMS = PROGRAM_MASTER.request(kode_klpd="D1", tahun="2025")
CITIES = find("cities", "v2").request()
PLACES = LOCATIONS.request(level="provinsi")


def walk(request: Request, answer: Callable[[dict[str, str]], bytes], budget: int = BUDGET) -> Walk:
    """Walk by the real walker and paginator over answers that are read as any other."""
    source, bare = request.dataset.source, request.dataset.bare
    walker = Walker(
        request=request,
        ask=lambda sent: read(Answer(status=200, body=answer(sent)), source=source, bare=bare),
        clock=Clock(),
        budget=budget,
    )
    return walker.run(request.dataset.paginator.start(request.values))


def keys(request: Request, walked: Walk) -> set[str]:
    reading = assemble(request.dataset, walked.pages, request.values)
    assert reading.strangers.height == 0
    return set(reading.frame[request.dataset.key[0]])


def outcome(request: Request, server: Any) -> set[str] | None:
    """Return the keys of a walk that ended well, None for a ServiceError or a suspect walk."""
    try:
        walked = walk(request, server.answer)
    except ServiceError:
        return None
    assert keys(request, walked) <= server.keys
    return None if walked.suspect and not server.honest else keys(request, walked)


# --- whole or an error, whatever the server does -------------------------------------------------

CUTS = st.lists(st.sampled_from([1, 2, 3, 10, 37, 100]), min_size=1, max_size=7)
ENDS = st.sampled_from(["false", "false without cursor", "missing", "silent"])
PROBES = st.sampled_from(
    ["empty", "null", "no meta", "same cursor", "other cursor", "refused", "last again"]
)
# A first page that is empty and promises nothing is an answer; later it breaks a promise of more.
HICCUPS = st.dictionaries(
    st.integers(0, 6), st.sampled_from(["no cursor", "empty"]), max_size=3
) | st.dictionaries(st.integers(1, 6), st.sampled_from(["no meta", "empty, silent"]), max_size=3)
FAULTS = st.dictionaries(st.integers(0, 6), st.sampled_from(CURSOR_FAULTS), max_size=2)


def ends_here(kind: str, at: int, pages: int, wrong: tuple[dict[int, str], ...]) -> bool:
    """Tell whether a server so broken says that it ends: empty for ever, and so is the probe."""
    after = [one.get(at + 1) for one in wrong]
    return kind == "empty, silent" and (at == pages - 1 or kind in after)


@quick
@given(CUTS, ENDS, PROBES, st.booleans(), st.sampled_from([1000, "1000", 0, None]), HICCUPS, FAULTS)
@example([3, 3, 3], "missing", "empty", False, 0, {}, {1: "empty, silent"})
@example([3, 3, 3], "false", "empty", False, 0, {}, {1: "no meta"})
@example([3, 3, 3], "missing", "empty", False, 0, {}, {1: "empty"})
def test_inaproc_is_whole_or_an_error(
    cuts: list[int],
    ends: str,
    probe: str,
    flags: bool,
    limit: Any,
    hiccups: dict[int, str],
    faults: dict[int, str],
) -> None:
    faults = {
        at: kind
        for at, kind in faults.items()
        if not ends_here(kind, at, len(cuts), (hiccups, faults))
    }
    server = CursorServer(
        cuts, ends=ends, probe=probe, flags=flags, limit=limit, hiccups=dict(hiccups), faults=faults
    )
    found = outcome(PROGRAMS, server)
    # A page without meta that comes first is taken for the documented answer that has none.
    if not (faults.get(0) == "no meta" and len(cuts) > 1):
        assert found in (None, server.keys)
    assert len(server.asked) <= (len(cuts) + 2) * AGAIN


@quick
@given(
    CUTS,
    st.sampled_from(["false", "false without cursor", "missing"]),
    st.sampled_from(["empty", "null", "no meta", "same cursor", "other cursor"]),
    st.booleans(),
    st.sampled_from([1000, "1000", 0, None]),
    HICCUPS,
)
def test_inaproc_awkward_but_honest_is_whole(
    cuts: list[int], ends: str, probe: str, flags: bool, limit: Any, hiccups: dict[int, str]
) -> None:
    server = CursorServer(
        cuts, ends=ends, probe=probe, flags=flags, limit=limit, hiccups=dict(hiccups)
    )
    assert outcome(PROGRAMS, server) == server.keys


@pytest.mark.parametrize("probe", ["refused", "last again"])
def test_inaproc_a_proven_end_survives_any_answer_to_its_probe(probe: str) -> None:
    server = CursorServer([3, 3], ends="false", probe=probe)
    with_cursor = walk(PROGRAMS, server.answer)
    assert keys(PROGRAMS, with_cursor) == server.keys
    assert with_cursor.ends[0].startswith("kursor terakhir")


@pytest.mark.parametrize("count", [1, 10, 50, 100, 500, 1000])
def test_inaproc_a_full_last_page_ends_the_walk_with_has_more_false(count: int) -> None:
    for ends in ("false", "missing"):
        server = CursorServer([count], ends=ends, limit=count)
        assert outcome(PROGRAMS, server) == server.keys
    assert outcome(PROGRAMS, CursorServer([count], ends="silent", limit=count)) is None


def test_inaproc_a_server_that_ignores_the_cursor_is_noticed() -> None:
    body = json.dumps(
        {"success": True, "data": [program(1)], "meta": {"has_more": True, "cursor": "k"}}
    ).encode()
    asked: list[dict[str, str]] = []

    def answer(sent: dict[str, str]) -> bytes:
        asked.append(sent)
        return body

    with pytest.raises(ServiceError, match="dua kali"):
        walk(PROGRAMS, answer)
    assert len(asked) == 2


def test_inaproc_a_server_that_never_ends_is_stopped_by_the_budget() -> None:
    asked: list[dict[str, str]] = []

    def answer(sent: dict[str, str]) -> bytes:
        asked.append(sent)
        meta = {"limit": 1000, "has_more": True, "cursor": f"k{len(asked)}"}
        return json.dumps({"success": True, "data": [program(len(asked))], "meta": meta}).encode()

    with pytest.raises(ServiceError, match="tidak berhenti"):
        walk(PROGRAMS, answer, budget=40)
    assert len(asked) == 40


@quick
@given(
    st.integers(0, 45),
    st.sampled_from([1, 7, 10, 20, 2000]),
    st.sampled_from(["empty", "null", "last again"]),
    st.booleans(),
    st.none() | st.integers(0, 60) | st.sampled_from(["45", "x", -1]),
    st.booleans(),
    st.booleans(),
)
@example(20, 10, "empty", False, 10, False, False)
@example(20, 10, "empty", False, None, False, False)
@example(20, 10, "last again", True, None, False, False)
@example(21, 20, "empty", False, 20, False, True)
def test_v2_is_whole_or_an_error(
    count: int, most: int, past: str, overlap: bool, total: Any, moves: bool, ignores: bool
) -> None:
    moves = moves and isinstance(total, int | None)
    server = NumberedServer(
        count, most=most, past=past, overlap=overlap, total=total, moves=moves, ignores=ignores
    )
    found = outcome(CITIES, server)
    # A short page and the total saying the same is the proof; both lying alike is beyond proof.
    believed = isinstance(total, int) and total < count and total % min(most, 2000)
    if not believed:
        assert found in (None, server.keys)
    assert len(server.asked) <= count + 4


@quick
@given(
    st.integers(1, 45),
    st.sampled_from([1, 7, 10, 20, 2000]),
    st.sampled_from([0, 3, 10, 100]),
    st.sampled_from(["empty", "null", "last again"]),
    st.booleans(),
)
def test_v2_awkward_but_honest_is_whole(
    count: int, most: int, refuses: int, past: str, overlap: bool
) -> None:
    server = NumberedServer(count, most=most, refuses=refuses, past=past, overlap=overlap)
    assert outcome(CITIES, server) == server.keys


COUNTS = st.lists(st.sampled_from([0, 1, 3, 1000, 1997, 1999, 2000, 2001]), min_size=1, max_size=4)


@settings(max_examples=examples(25), deadline=None)
@given(COUNTS, st.sampled_from([0, 1, 2]))
@example([1000, 1000], 0)
@example([2000], 0)
@example([1999, 1, 1000], 2)
def test_v1_is_whole_or_an_error(children: list[int], refuses: int) -> None:
    server = BatchServer(children, refuses=refuses)
    request = find("districts", "v1").request(city_codes=",".join(server.parents))
    found = outcome(request, server)
    assert found == (server.keys if server.honest else None)
    assert len(server.asked) <= 2 * len(children) + 1 + 2 * children.count(0)


@quick
@given(
    st.integers(0, 45),
    st.sampled_from([1, 7, 10, 20, 100]),
    st.sampled_from(["empty", "null", "last again", "first again"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0, 3, 10**9, "x", None]),
)
@example(25, 10, "empty", True, True, 0)
@example(25, 10, "empty", True, False, 0)
@example(100, 100, "first again", False, True, 0)
def test_locations_are_whole_or_an_error(
    count: int, most: int, past: str, ignores: bool, tells: bool, total: Any
) -> None:
    # A page size that is neither told nor a usual one cannot be seen to have cut.
    told = tells or most in (10, 100)
    server = LocationServer(count, most, past, ignores and told, tells, total)
    found = outcome(PLACES, server)
    assert found in (None, server.keys)
    assert len(server.asked) <= count + 5


@quick
@given(
    st.integers(0, 45),
    st.sampled_from([7, 10, 20, 100]),
    st.sampled_from(["empty", "null"]),
    st.booleans(),
    st.sampled_from([0, 3, 10**9, "x", None]),
)
def test_locations_awkward_but_honest_are_whole(
    count: int, most: int, past: str, tells: bool, total: Any
) -> None:
    server = LocationServer(count, most, past, tells=tells, total=total)
    assert outcome(PLACES, server) == server.keys


# --- any sequence of answers at all --------------------------------------------------------------

ROWS = (
    st.none() | st.lists(st.integers(1, 30), max_size=4) | st.sampled_from(["x", {}, [1], [None]])
)
FLAG = st.sampled_from([True, False, "true", "false", None, "ya", 1])
CURSORS = st.sampled_from([None, "", "a", "b", "c", "d", 5])
NUMBER = st.sampled_from([0, 1, 2, 10, 1000, "10", "x", None, -1, True, 10**15])
META: st.SearchStrategy[Any] = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "limit": NUMBER,
        "has_more": FLAG,
        "cursor": CURSORS,
        "page": st.none() | st.fixed_dictionaries({}, optional={"total": NUMBER, "limit": NUMBER}),
        "cursors": st.none() | st.fixed_dictionaries({}, optional={"next": CURSORS}),
    },
)
ANSWERS = st.lists(
    st.fixed_dictionaries(
        {"rows": ROWS, "meta": META}, optional={"pagination": st.just({"perPage": 10})}
    ),
    min_size=1,
    max_size=8,
)


def spoken(dataset: Dataset, drawn: dict[str, Any]) -> bytes:
    """Return a drawn answer in the words of a dataset's API."""
    made: dict[str, Callable[[int], Any]] = {
        "inaproc": program,
        "satusehat": lambda number: region(f"{number:02d}"),
        "lokasi": lambda number: {"id": f"id-{number}", "name": "n"},
    }
    rows = drawn["rows"]
    if isinstance(rows, list) and all(isinstance(row, int) for row in rows):
        rows = [made[dataset.source](number) for number in rows]
    if dataset.bare and drawn["meta"] is None and isinstance(rows, list):
        return json.dumps(rows).encode()
    body = {"success": True, "status": 200, "error": False, "data": rows, "meta": drawn["meta"]}
    if "pagination" in drawn:
        body["pagination"] = drawn["pagination"]
    return json.dumps(body).encode()


SAMPLES = [
    *(dataset.partition("D1", 2025) for dataset in DATASETS.values() if dataset.by_klpd),
    find("cities", "v1").request(province_codes="11,12,13"),
    CITIES,
    PLACES,
]


@pytest.mark.parametrize("request_", SAMPLES, ids=str)
@settings(max_examples=examples(80), deadline=None)
@given(answers=ANSWERS, forever=st.booleans())
def test_any_sequence_of_answers_ends(
    request_: Request, answers: list[dict[str, Any]], forever: bool
) -> None:
    bodies = [spoken(request_.dataset, drawn) for drawn in answers]
    asked: list[dict[str, str]] = []

    def answer(sent: dict[str, str]) -> bytes:
        asked.append(sent)
        at = len(asked) - 1
        return bodies[at % len(bodies) if forever else min(at, len(bodies) - 1)]

    ended = ""
    try:
        walked = walk(request_, answer, budget=60)
        ended = "walk" if walked.asked == len(asked) else "miscounted"
    except (ServiceError, Restart) as error:
        ended = type(error).__name__
    assert ended in {"walk", "ContractBroken"}
    assert len(asked) <= 60 + AGAIN
