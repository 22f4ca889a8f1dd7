"""Every kind of fault with every API, at the first, a middle and the last page.

The short form deals the three pages out over the APIs, the long one runs every combination.
"""

from __future__ import annotations

import itertools

import pytest

from tests import sampling
from tests.faults.fault_runs import Theatre
from tests.faults.kinds import KINDS
from tests.faults.report import POSITIONS, Report
from tests.faults.scenes import Kind

Run = tuple[Kind, str, str]
EVERY: list[Run] = [
    (kind, book, position)
    for kind in KINDS
    for book, position in itertools.product(kind.books, POSITIONS)
]
SAMPLE: list[Run] = [
    (kind, book, position)
    for kind in KINDS
    for book, position in sampling.pairs(kind.name, kind.books, POSITIONS)
]
RUNS = [
    pytest.param(*run, id=f"{run[0].name}-{run[1]}-{run[2]}")
    for run in (EVERY if sampling.LONG else SAMPLE)
]


def test_the_battery_is_as_large_as_it_is_said_to_be() -> None:
    assert len({kind.name.partition(",")[0] for kind in KINDS}) >= 40
    assert len(RUNS) >= 400
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_the_sample_holds_every_kind_with_every_api_and_at_every_page() -> None:
    for axis in (1, 2):
        values = {(run[0].name, run[axis]) for run in EVERY}
        assert {(run[0].name, run[axis]) for run in SAMPLE} == values


@pytest.mark.parametrize(("kind", "book", "position"), RUNS)
def test_a_fault_is_overcome_or_said(
    kind: Kind, book: str, position: str, stages: Theatre, report: Report
) -> None:
    stage = stages.stage(book)
    struck_page = {"first": 0, "middle": stage.book.last // 2, "last": stage.book.last}[position]
    outcome = stages.play(
        stage, lambda page, again: kind if page == struck_page and again < kind.times else None
    )
    report.add("matrix", outcome.word, outcome.asked)
    report.outcomes[kind.name, book, position] = outcome.word
    assert stage.struck == 1 if kind.once else stage.struck
    assert outcome.asked <= stage.book.last + 1 + kind.bound
    expected = kind.expected(book)
    assert outcome.word in ({"equal", "loud"} if expected == "either" else {expected}), (
        f"{outcome.reason} ({outcome.asked} requests)"
    )
