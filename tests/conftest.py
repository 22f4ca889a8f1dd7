"""What every test shares: browser tests run when they are asked for, and say so when not."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import stamina
from playwright.sync_api import Playwright, sync_playwright

from services.machine import run_queries_in_memory
from tests.repositories import Doors
from tests.sampling import examples, left_out
from tests.summary import receive, send, tell, told

hypothesis.settings.register_profile(
    "tanpa tenggat",
    deadline=None,  # a busy machine is no fault
    max_examples=examples(100),
)
hypothesis.settings.load_profile("tanpa tenggat")
run_queries_in_memory()  # as the product does in its processes
gc.disable()  # until all tests are collected: that takes a sixth less time so

BROWSER = ("tests/browser/", "tests/security/browser/")


def _asked() -> bool:
    return bool(os.environ.get("CI") or os.environ.get("REQUIRE_BROWSER"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the short form does not run, and browser tests unless they are asked for.

    Those run where CI or REQUIRE_BROWSER is set. They come last in one process, first where several
    share the tests: they take longest.
    """
    if not any("::" in asked for asked in config.args):
        left = left_out(item.nodeid for item in items)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left])
        items[:] = [item for item in items if item.nodeid not in left]
    browser = [item for item in items if item.nodeid.startswith(BROWSER)]
    others = [item for item in items if not item.nodeid.startswith(BROWSER)]
    if not _asked():
        config.hook.pytest_deselected(items=browser)
        line = f"!!! {len(browser)} BROWSER TESTS NOT RUN: set REQUIRE_BROWSER=1 to run them"
        if browser:
            tell(config, lambda: [line])
        browser = []
    shared = hasattr(config, "workerinput")
    items[:] = browser + others if shared else others + browser


def pytest_collection_finish() -> None:
    """Collect garbage again, but do not look at the tests themselves, which stay to the end."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give a process of pytest-xdist whole files, and the browser tests to two of them."""
    from tests.sharing import Shared  # noqa: PLC0415 - most runs need no pytest-xdist

    return Shared(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send what a worker has to say to the process that prints it."""
    send(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker of pytest-xdist has to say."""
    receive(node.config, getattr(node, "workeroutput", {}))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what the batteries came to, loudly what was left out."""
    for line in told(config):
        terminalreporter.write_line(line, red=line.startswith("!!!"))


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
