"""Switch the waits of stamina off; everything else sleeps on a fake clock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stamina


@pytest.fixture(autouse=True, scope="session")
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=50, cap=True):
        yield
