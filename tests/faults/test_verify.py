"""Reading again: in other cuts with every API, when asked to and when a reading is doubtful."""

from __future__ import annotations

import pytest

from services.store.snapshots import Manifest
from tests.faults.battery import Outcome, Strike
from tests.faults.books import BOOKS, Query
from tests.faults.fault_runs import Theatre
from tests.faults.kinds import KINDS

NAMED = {kind.name: kind for kind in KINDS}
CUTS = {
    "inaproc": [1000, 9],
    "satusehat v2": [2000, 9],
    "satusehat v1": [500, 498],
    "lokasi": [100, 9],
}


def cut(query: Query) -> int:
    """Return how long a page or list a question asks for."""
    return int(query.get("limit") or query.get("perPage") or len(query["city_codes"].split(",")))


def honest(page: int, again: int) -> None:
    """Strike nowhere."""
    del page, again


def played(
    stages: Theatre, book: str, strike: Strike, *, verify: bool = False
) -> tuple[Outcome, Manifest, list[Query]]:
    stage = stages.stage(book)
    outcome = stages.play(stage, strike, verify=verify)
    assert outcome.snapshot is not None
    return outcome, outcome.snapshot.manifest, stage.queries


@pytest.mark.parametrize("book", BOOKS)
def test_a_verifying_pass_cuts_the_rows_elsewhere(book: str, stages: Theatre) -> None:
    outcome, manifest, queries = played(stages, book, honest, verify=True)
    assert (outcome.word, manifest.verified, manifest.suspect) == ("equal", True, False)
    assert list(dict.fromkeys(cut(query) for query in queries))[:1] == CUTS[book][:1]
    assert CUTS[book][1] in {cut(query) for query in queries}


@pytest.mark.parametrize("book", BOOKS)
def test_a_pass_without_anything_odd_is_made_once(book: str, stages: Theatre) -> None:
    outcome, manifest, queries = played(stages, book, honest)
    assert (outcome.word, manifest.verified) == ("equal", False)
    assert {cut(query) for query in queries} <= {CUTS[book][0], 100}


@pytest.mark.parametrize("book", ["inaproc", "satusehat v1"])
def test_rows_of_another_are_counted_and_make_a_pass_doubtful(book: str, stages: Theatre) -> None:
    kind = NAMED["rows of another"]
    outcome, manifest, _ = played(stages, book, lambda page, again: kind if page == 1 else None)
    assert (outcome.word, manifest.verified) == ("equal", True)
    assert manifest.strangers == 2


@pytest.mark.parametrize("book", ["inaproc", "satusehat v2", "satusehat v1"])
def test_an_answer_with_nothing_that_was_asked_is_no_answer(book: str, stages: Theatre) -> None:
    kind = NAMED["page of another"]
    outcome, _, _ = played(stages, book, lambda page, again: kind)
    assert outcome.word == "loud"


def test_a_doubtful_pass_that_another_confirms_stays_marked(stages: Theatre) -> None:
    kind = NAMED["empty page before the rows"]
    outcome, manifest, _ = played(
        stages, "inaproc", lambda page, again: kind if page == 2 else None
    )
    assert (outcome.word, manifest.verified, manifest.suspect) == ("equal", True, True)
