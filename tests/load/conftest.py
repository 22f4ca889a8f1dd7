"""The load of this run, once for all tests, and its figures at the end."""

from __future__ import annotations

import pytest

from tests.load.load import Load, load

ASKS = 150
CAME = pytest.StashKey[Load]()


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Load:
    """Return one load for all tests here."""
    came = load(tmp_path_factory.mktemp("beban"), ASKS)
    request.config.stash[CAME] = came
    return came


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what the load came to."""
    came = config.stash.get(CAME, None)
    if came:
        terminalreporter.section("load")
        for line in came.lines():
            terminalreporter.write_line(line)
