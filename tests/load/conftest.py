"""The load of this run, once for all tests, and its figures at the end."""

from __future__ import annotations

import pytest

from tests.load.load import Load, load
from tests.sampling import LONG
from tests.summary import tell

ASKS = 150 if LONG else 100


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Load:
    """Return one load for all tests here."""
    came = load(tmp_path_factory.mktemp("beban"), ASKS)
    tell(request.config, came.lines)
    return came
