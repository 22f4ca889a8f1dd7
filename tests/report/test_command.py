"""The files of `lensa table` hold the same notes as those that a page offers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest

from services.__main__ import main
from services.settings import DEFAULTS
from tests.export.test_files import Book


@pytest.fixture(autouse=True)
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LENSA_DATA", str(tmp_path / "data"))


def table(out: Path, name: str, *more: str) -> bytes:
    arguments = ["table", name, "--klpd", "D304", "--tahun", "2025", *more, "--out", str(out)]
    assert main(arguments) == 0
    return out.read_bytes()


def test_a_workbook_and_a_parquet_file_tell_the_same(tmp_path: Path) -> None:
    first = pl.read_parquet(table(tmp_path / "a.parquet", "pagu-per-satker"))
    satker = first["kd_satker"][0]
    content = table(tmp_path / "b.parquet", "pagu-per-satker", "--satker", satker)
    said = pl.read_parquet_metadata(io.BytesIO(content))
    assert said["contoh"] == "DATA CONTOH (sintetis)"
    assert said["klpd"] == "D304 Kab. Lombok Tengah"
    assert said["penyaring"] == f"Satker: {satker}"
    assert said["baris"] == "1"
    assert "tautan" not in said
    parts = json.loads(said["snapshots"])
    assert [part["lengkap"] for part in parts] == [True] * 3
    assert {part["dataset"] for part in parts} == {
        *("program-master", "paket-swakelola", "history-kaji-ulang"),
    }

    book = Book(table(tmp_path / "c.xlsx", "pagu-per-satker", "--satker", satker))
    told = {row[0]: row[1] for row in book.rows(1) if len(row) == 2}
    assert told["Label"] == said["contoh"]
    assert told["Penyaring"] == said["penyaring"]
    assert told["Kelengkapan"] == said["keadaan"] == "lengkap"


def test_a_region_is_told_as_a_filter_of_its_table_alone(tmp_path: Path) -> None:
    for name, options, wanted in (
        ("wilayah", ("--wilayah", "52"), "Wilayah: 52"),
        ("mutu", (), "Tidak ada"),
    ):
        content = table(tmp_path / f"{name}.parquet", name, *options)
        assert pl.read_parquet_metadata(io.BytesIO(content))["penyaring"] == wanted
