"""A store that the sandbox filled: three kabupaten, a ministry, locations down to one province."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services import regions
from services import settings as configuration
from services.analysis.frames import PENYEDIA, RUP, SATKER
from services.preview.asked import Asked, asked
from services.repository import gather
from services.wiring import App, connect

KLPD = ("D304", "D305", "D303")
YEARS = (2023, 2024, 2025)
WITH_PROVIDERS = ("D304", 2025)


def filled(folder: Path) -> App:
    """Return an app over a folder with the rows that the tests are about."""
    app = connect(configuration.from_mapping({"LENSA_DATA": str(folder)}))
    wanted = app.rup((*RUP, SATKER), KLPD, YEARS)
    wanted.append(app.partition(PENYEDIA, *WITH_PROVIDERS))
    outcomes = gather(app.repository, wanted)
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    above: list[str] = []
    for level in ("negara", "provinsi", "kabupaten"):
        rows = regions.together(regions.read_locations(app.repository, level, induk=above))
        named = rows.filter(name="Indonesia") if level == "negara" else rows.sort("name")
        above = [named["id"][0]]
    return app


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder that the tests share; they only add previews to it."""
    return tmp_path_factory.mktemp("pratinjau")


@pytest.fixture(scope="session")
def stored(folder: Path) -> Iterator[App]:
    """Return the app over the filled folder."""
    app = filled(folder)
    yield app
    app.close()


def link(app: App, page: str, **values: str) -> Asked:
    """Return a link to a page; a comma list repeats the key."""
    pairs = [(name, text) for name, value in values.items() for text in value.split(",")]
    return asked(app, page, tuple(pairs))
