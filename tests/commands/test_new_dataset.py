"""A dataset that is added to the catalogue while the program runs is known to every command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from services import table_inputs
from services.analysis.frames import RUP
from services.sandbox.core import rows as sandbox_rows
from services.settings import from_mapping
from services.upstream import catalog
from services.upstream.dataset import Column, Dataset
from services.upstream.walk import pagination
from services.wiring import connect
from tests.commands.conftest import Lensa
from tests.gateway import Gateway

NAME = "paket-uji"
DATASET = Dataset(
    name=NAME,
    source="inaproc",
    path=f"/api/v1/rup/{NAME}",
    columns=(
        Column(name="kd_klpd"),
        Column(name="kd_rup"),
        Column(name="nama_paket"),
        Column(name="tahun_anggaran", dtype=pl.Int16()),
        Column(name="pagu", dtype=pl.Int64()),
    ),
    key=("kd_rup",),
    paginator=pagination.CURSOR,
    required=("kode_klpd", "tahun"),
    asked=(("kd_klpd", "kode_klpd"), ("tahun_anggaran", "tahun")),
)
PARTITION = ("--klpd", "D304", "--tahun", "2026")


@pytest.fixture(autouse=True)
def dataset() -> Iterator[None]:
    """Register the dataset, with rows of its own in the sandbox."""
    catalog.register(DATASET)
    sandbox_rows.MAKERS[NAME] = lambda kode, tahun: {
        "kd_klpd": [kode] * 3,
        "kd_rup": [str(tahun * 10 + number) for number in range(3)],
        "nama_paket": ["Paket uji"] * 3,
        "tahun_anggaran": [tahun] * 3,
        "pagu": [1_000_000, None, 3_000_000],
    }
    yield
    catalog.unregister(DATASET)
    del sandbox_rows.MAKERS[NAME]


def row(number: int, pagu: int | None = 5) -> dict[str, object]:
    return {
        "kd_klpd": "D304",
        "kd_rup": str(number),
        "nama_paket": f"Paket {number}",
        "tahun_anggaran": 2026,
        "pagu": pagu,
    }


def test_fetch_reads_it_whole_and_typed(lensa: Lensa, gateway: Gateway, tmp_path: Path) -> None:
    gateway.size = 2
    gateway.put(*map(row, range(5)), dataset=NAME)
    out = tmp_path / "paket.parquet"
    ran = lensa("fetch", NAME, "--kode-klpd", "D304", "--tahun", "2026", "--out", str(out))
    assert ran.code == 0, ran.err
    frame = pl.read_parquet(out)
    assert frame.schema == DATASET.schema
    assert frame["kd_rup"].to_list() == list("01234")
    assert gateway.passes == 1


def test_harvest_status_diff_and_hapus_know_it(lensa: Lensa, gateway: Gateway) -> None:
    gateway.put(row(1), row(2), dataset=NAME)
    assert lensa("harvest", *PARTITION, "--datasets", NAME).code == 0
    (stored,) = json.loads(lensa("status", "--json").out)
    assert (stored["dataset"], stored["bagian"], stored["baris"]) == (NAME, "D304 2026", 2)
    assert stored["asal"] == "langsung"
    future = ("--dari", stored["dibaca"], "--ke", "2099-01-01")
    assert "belum terjadi" in lensa("diff", "--dataset", NAME, *PARTITION, *future).err
    gateway.put(row(1), row(3, None), dataset=NAME)
    assert lensa("fetch", NAME, "--kode-klpd", "D304", "--tahun", "2026", "--refresh").code == 0
    assert json.loads(lensa("status", "--json").out)[0]["putaran"] == 2
    ran = lensa("hapus", *PARTITION, "--dataset", NAME, "--ya")
    assert "1 bagian dipindahkan" in ran.err
    assert json.loads(lensa("status", "--json").out) == []


def test_an_unknown_name_is_refused_with_the_new_one_among_those_known(lensa: Lensa) -> None:
    ran = lensa("fetch", "paket-lain", "--kode-klpd", "D304", "--tahun", "2026")
    assert ran.code == 2
    assert NAME in ran.err


def test_the_sandbox_serves_it_as_sample_data(lensa: Lensa) -> None:
    ran = lensa("fetch", NAME, "--kode-klpd", "D304", "--tahun", "2026")
    assert ran.code == 0, ran.err
    assert pl.read_csv(BytesIO(ran.out.encode()), comment_prefix="#").height == 3
    assert "DATA CONTOH" in ran.err


def test_table_inputs_hold_its_rows_beside_those_of_the_core(lensa: Lensa, data: Path) -> None:
    del lensa
    app = connect(from_mapping({"LENSA_DATA": str(data)}))
    sheet = table_inputs.read(app.repository, app.rup((*RUP, NAME), ("D304",), (2026,)))
    rows = sheet.frames.others[NAME].collect()
    assert rows.columns[:2] == ["tahun", "kd_klpd"]
    assert rows.select("tahun", "kd_klpd", "pagu").rows() == [
        (2026, "D304", 1_000_000),
        (2026, "D304", None),
        (2026, "D304", 3_000_000),
    ]
    app.close()
