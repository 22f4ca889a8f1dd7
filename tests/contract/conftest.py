"""No contract test waits between tries; commands run on a folder and a gateway of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import stamina

from services.__main__ import main
from services.settings import DEFAULTS
from tests.cases import Answers, serving_cases
from tests.commands.running import PROGRESS
from tests.contract.fetching import Fetch, Fetched


@pytest.fixture(autouse=True, scope="session")
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=50, cap=True):
        yield


@pytest.fixture
def fetch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Fetch]:
    """Return a function that serves answers and fetches one partition of them."""
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LENSA_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    out = tmp_path / "rows.parquet"

    def run(answers: Answers, dataset: str, klpd: str, year: str = "2025") -> Fetched:
        served.answers = answers
        served.asked.clear()
        asked = ("--kode-klpd", klpd, "--tahun", year, "--refresh", "--out", str(out))
        code = main(["fetch", dataset, *asked])
        lines = [ln for ln in capsys.readouterr().err.splitlines() if not PROGRESS.search(ln)]
        rows = pl.read_parquet(out) if out.exists() else None
        return Fetched(code, lines, rows, list(served.asked))

    with serving_cases({}) as served:
        for name, value in served.settings.items():
            monkeypatch.setenv(name, value)
        yield run
