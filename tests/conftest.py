"""What every test shares: browser tests run when they are asked for, and say so when not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import stamina
from playwright.sync_api import Playwright, sync_playwright

from tests.doors import Doors

hypothesis.settings.register_profile("tanpa tenggat", deadline=None)  # a busy machine is no fault
hypothesis.settings.load_profile("tanpa tenggat")

BROWSER = ("tests/browser/", "tests/security/browser/")


def _asked() -> bool:
    return bool(os.environ.get("CI") or os.environ.get("REQUIRE_BROWSER"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser tests out unless CI or REQUIRE_BROWSER is set."""
    if _asked():
        return
    browser = [item for item in items if item.nodeid.startswith(BROWSER)]
    config.hook.pytest_deselected(items=browser)
    items[:] = [item for item in items if not item.nodeid.startswith(BROWSER)]
    config.stash[LEFT_OUT] = len(browser)


LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say loudly, on one line, how many browser tests were left out."""
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(
            f"!!! {count} BROWSER TESTS NOT RUN: set REQUIRE_BROWSER=1 to run them", red=True
        )


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    """Repositories over one data folder, whose retries do not wait."""
    opened = Doors(tmp_path / "data")
    with stamina.set_testing(True, attempts=12):
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Return the one driver of browsers: a process bears no second."""
    with sync_playwright() as driver:
        yield driver
