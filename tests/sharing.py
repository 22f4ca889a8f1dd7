"""How pytest-xdist shares the tests among processes: by files, Chromium's in two processes."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.conftest import BROWSER

CHROMIUMS = 2
"""More would take each other's time on two cores; one would be at work when all others are done."""


class Shared(LoadScopeScheduling):  # type: ignore[misc]  # has no types
    """Gives a process whole files in their order, and the browser tests as two files."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        if file.startswith(BROWSER):
            return f"browser {zlib.crc32(file.encode()) % CHROMIUMS}"
        return file
