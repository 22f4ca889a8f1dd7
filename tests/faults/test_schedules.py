"""Several faults in one run, and rows that move while they are read."""

from __future__ import annotations

from tests.faults.fault_runs import Theatre
from tests.faults.report import Report
from tests.faults.schedules import run_moves, run_schedules


def test_500_random_schedules_of_faults(stages: Theatre, report: Report) -> None:
    run_schedules(stages, report, 500)
    assert report.totals["schedules"].total() >= 500
    assert set(report.totals["schedules"]) == {"equal", "loud"}


def test_200_schedules_of_rows_that_move(stages: Theatre, report: Report) -> None:
    run_moves(stages, report, 200)
    assert report.totals["moving rows"].total() >= 200
    assert set(report.totals["moving rows"]) == {"one state", "changing", "loud"}
