"""A server and stored snapshots for the whole battery; prints its table when all has run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.report import Report
from tests.faults.theatre import Theatre, theatre

REPORT = pytest.StashKey[Report]()


@pytest.fixture(scope="session")
def stages() -> Iterator[Theatre]:
    with theatre() as opened:
        yield opened


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest) -> Report:
    return request.config.stash.setdefault(REPORT, Report())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what became of every kind at every position."""
    for line in config.stash.get(REPORT, Report()).lines():
        terminalreporter.write_line(line)
