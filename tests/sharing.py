"""How pytest-xdist shares the tests among processes: by files, Chromium's all in one process."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.conftest import BROWSER


class OneChromium(LoadScopeScheduling):  # type: ignore[misc]  # has no types
    """Gives a process whole files in their order, and the browser tests as one file.

    Two Chromiums on two cores slow each other.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith(BROWSER) else nodeid.split("::", 1)[0]
