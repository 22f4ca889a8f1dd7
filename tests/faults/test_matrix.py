"""Every kind of fault at the first, a middle and the last page of every API."""

from __future__ import annotations

import pytest

from tests.faults.fault_runs import Theatre
from tests.faults.kinds import KINDS
from tests.faults.report import POSITIONS, Report
from tests.faults.scenes import Kind

RUNS = [
    pytest.param(kind, book, position, id=f"{kind.name}-{book}-{position}")
    for kind in KINDS
    for book in kind.books
    for position in POSITIONS
]


def test_the_battery_is_as_large_as_it_is_said_to_be() -> None:
    assert len({kind.name.partition(",")[0] for kind in KINDS}) >= 40
    assert len(RUNS) >= 400
    assert len({kind.name for kind in KINDS}) == len(KINDS)


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
