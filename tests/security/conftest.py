"""Commands in this process with every secret a canary, and everything logged at its finest."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from services import log
from tests.commands.conftest import data, lensa
from tests.security.echo import Echo, echoing, settings

__all__ = ["data", "echo", "everything_logged", "lensa"]
TALKATIVE = ("", "httpx", "httpcore", "httpcore.http11", "httpcore.connection", "streamlit")


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch, data: object) -> Iterator[Echo]:
    """Return the echo that all settings of this test point at."""
    del data
    served = Echo()
    with echoing(served) as address:
        for name, value in settings(address).items():
            monkeypatch.setenv(name, value)
        yield served


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Let every logger write everything, as an operator in trouble would, in a process that started
    as all of the product's do.
    """
    log.configure()
    for name in TALKATIVE:
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog
