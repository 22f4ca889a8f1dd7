"""The long form of the battery: as many random schedules as one has time for."""

from __future__ import annotations

from tests.faults.fault_runs import theatre
from tests.faults.report import Report
from tests.faults.schedules import run_moves, run_schedules


def soak(count: int, start: int = 1) -> list[str]:
    """Play `count` schedules of faults and of moving rows each, from a seed; return the totals.

    Raises AssertionError with the smallest schedule that ended in anything but the two outcomes.
    """
    report = Report()
    with theatre() as stage:
        run_schedules(stage, report, count, start)
        run_moves(stage, report, count, start)
    return list(report.lines())
