"""Several faults in one run, and rows that move while they are read.

The short form runs one schedule of five.
"""

from __future__ import annotations

from tests.faults.fault_runs import Theatre
from tests.faults.report import Report
from tests.faults.schedules import run_moves, run_schedules
from tests.sampling import LONG

SCHEDULES, MOVES = (500, 200) if LONG else (100, 40)


def test_random_schedules_of_faults(stages: Theatre, report: Report) -> None:
    run_schedules(stages, report, SCHEDULES)
    assert report.totals["schedules"].total() >= SCHEDULES
    assert set(report.totals["schedules"]) == {"equal", "loud"}


def test_schedules_of_rows_that_move(stages: Theatre, report: Report) -> None:
    run_moves(stages, report, MOVES)
    assert report.totals["moving rows"].total() >= MOVES
    rare = set[str]() if LONG else {"loud"}
    assert set(report.totals["moving rows"]) | rare == {"one state", "changing", "loud"}
