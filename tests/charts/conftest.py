"""Draw examples without a clock: a busy machine is no failure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings


@pytest.fixture(autouse=True, scope="package")
def no_deadline() -> Iterator[None]:
    """Take away hypothesis' deadline while the tests of this folder run."""
    before = settings.get_current_profile_name()
    settings.register_profile("charts", settings.get_profile(before), deadline=None)
    settings.load_profile("charts")
    yield
    settings.load_profile(before)
