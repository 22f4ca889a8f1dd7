"""A live repository that knows the catalogue, over a gateway with three programs."""

from __future__ import annotations

import pytest

from services.matching.klpd import Catalogue
from services.repository import Repository
from tests.gateway import Gateway
from tests.repositories import Doors


@pytest.fixture
def gateway() -> Gateway:
    served = Gateway()
    served.programs(3)
    return served


@pytest.fixture
def catalogue(doors: Doors) -> Catalogue:
    return Catalogue(doors.root, live=True)


@pytest.fixture
def repository(doors: Doors, gateway: Gateway, catalogue: Catalogue) -> Repository:
    return doors.open(gateway.transport(), catalogue=catalogue)
