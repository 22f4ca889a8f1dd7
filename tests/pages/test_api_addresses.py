"""The menus of figures offer the address of the API that answers the rows they draw."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from streamlit.testing.v1 import AppTest

from services import settings as configuration
from services.analysis.ordering import ordered
from services.export.files import csv_bytes
from services.language.wording import text
from services.wiring import App, connect
from tests.api.conftest import Doors
from tests.pages.conftest import Open
from tests.pages.seeing import open_menus
from tests.pages.truth import Truth

LINK = {"klpd": "D304", "tahun": "2025"}
SATKER = "461200"


@pytest.fixture
def api(data: Path) -> Iterator[httpx.Client]:
    """Return a client of doors over what the pages have stored."""
    app: App = connect(configuration.from_mapping({"LENSA_DATA": str(data)}))
    with Doors(app=app).open() as client:
        yield client
    app.close()


def addresses(app: AppTest) -> list[httpx.URL]:
    """Return the addresses that the menus offer."""
    return [httpx.URL(code.value) for code in app.code if "/api/tabel/" in code.value]


@pytest.mark.parametrize(
    ("page", "more", "names"),
    [
        ("pages/program.py", {}, {"pagu-per-program"}),
        ("pages/kaji-ulang.py", {"urut": "-batal"}, {"kaji-ulang-per-satker"}),
        ("pages/program.py", {"satker": SATKER}, {"pagu-per-program"}),
    ],
)
def test_an_address_answers_the_rows_of_its_figure(
    opened: Open,
    api: httpx.Client,
    truth: Truth,
    page: str,
    more: dict[str, str],
    names: set[str],
) -> None:
    app = open_menus(opened(page, **LINK, **more))
    offered = addresses(app)
    assert names <= {Path(url.path).stem for url in offered}
    for url in offered:
        name, parameters = Path(url.path).stem, dict(url.params)
        assert parameters.pop("snap")
        assert parameters.pop("lang") == "id"
        answer = api.get(url.raw_path.decode())
        assert answer.status_code == 200, answer.text
        rows = pl.read_csv(io.BytesIO(answer.content), infer_schema=False)
        filters = {f: parameters[f] for f in ("satker", "program") if f in parameters}
        whole = ordered(truth.table(name, **filters), parameters.get("urut", ""))
        written = pl.read_csv(io.BytesIO(csv_bytes(whole)), infer_schema=False)
        assert_frame_equal(rows.drop("sumber"), written)


def test_there_is_none_where_the_api_is_closed(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LENSA_API", "tutup")
    app = open_menus(opened("pages/program.py", **LINK))
    assert addresses(app) == []
    assert text("api.copy") not in {one.label for one in app.expander}
