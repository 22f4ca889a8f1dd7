"""Rows fetched live, exported in every format and imported again are the same rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from services.importing.recognition import datasets
from services.settings import from_mapping
from services.store.snapshots import Snapshots
from services.upstream.catalog import find
from services.wiring import connect
from tests.commands.conftest import Lensa
from tests.gateway import Gateway
from tests.importing.rows import KODE, TAHUN, served

FORMATS = ("json", "parquet", "csv", "xlsx")
NAMES = [dataset.name for dataset in datasets()]


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows in which "" is nothing, as CSV and XLSX keep them."""
    return frame.with_columns(pl.col(pl.String).replace("", None))


@pytest.mark.parametrize("name", NAMES)
def test_rows_of_every_format_are_those_that_were_fetched(
    lensa: Lensa, data: Path, gateway: Gateway, name: str
) -> None:
    dataset = find(name)
    for year in {TAHUN, datetime.now(UTC).year}:
        gateway.rows[name, KODE, str(year)] = served(dataset)
    request = dataset.partition(KODE, TAHUN)
    arguments = ["fetch", name, "--kode-klpd", KODE]
    arguments += ["--tahun", str(TAHUN)] if dataset.by_klpd_year else []
    fetched = data.parent / f"{name}.parquet"
    assert lensa(*arguments, "--out", str(fetched)).code == 0
    before = pl.read_parquet(fetched)
    assert before.height == 12
    app = connect(from_mapping({"LENSA_DATA": str(data)}))
    for suffix in FORMATS:
        out = data.parent / f"{name}.{suffix}"
        assert lensa(*arguments, "--apa-adanya", "--out", str(out)).code == 0
        ran = lensa("impor", str(out))
        assert ran.code == 0, ran.err
        opened = Snapshots(data).open(app.importer.place(request))
        assert opened
        exact = suffix in {"json", "parquet"}
        after = opened.frame if exact else plain(opened.frame)
        assert after.equals(before if exact else plain(before)), suffix
        assert opened.manifest.state == "kelengkapan tidak dibuktikan"
        assert opened.manifest.quarantined == 0
        assert lensa("hapus", "--klpd", KODE, "--impor-terakhir", "--ya").code == 0
    app.close()
