"""The data page shows a dataset that is added to the catalogue while the program runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from services import settings
from services.analysis.frames import RUP
from services.wiring import connect
from tests.commands.test_new_dataset import NAME, dataset
from tests.pages.conftest import Open
from tests.pages.seeing import grid

__all__ = ["dataset"]


@pytest.mark.usefixtures("dataset")
def test_the_data_page_lists_its_partitions_beside_those_of_the_core(
    opened: Open, nothing_stored: Path
) -> None:
    app = connect(settings.load())
    for request in app.rup((*RUP, NAME), ("D304",), (2025,)):
        app.repository.update(request)
    app.close()
    shown = [row["dataset"] for row in grid(opened("pages/data.py", klpd="D304", tahun="2025"))]
    assert shown == [*RUP, NAME]
