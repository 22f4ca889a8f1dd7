"""A server and stored snapshots for the whole battery; prints its table when all has run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import sampling
from tests.faults.fault_runs import Theatre, theatre
from tests.faults.report import Report
from tests.summary import tell


@pytest.fixture(scope="session")
def stages() -> Iterator[Theatre]:
    with theatre() as opened:
        yield opened


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest) -> Report:
    """Return the report of the battery: what became of every kind at every position."""
    kept = Report()
    tell(request.config, kept.lines)
    tell(request.config, sampling.lines)
    return kept
