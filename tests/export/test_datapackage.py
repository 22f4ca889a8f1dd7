"""Descriptions beside files: valid Data Packages by frictionless, true to rows and file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from frictionless import Package, system

from services import national
from services.analysis.tables import TABLES
from services.national import removal
from services.settings import from_mapping
from services.wiring import connect
from tests.commands.conftest import Lensa, data, lensa

__all__ = ["data", "lensa"]
SAMPLE = "DATA CONTOH (sintetis)"
YEARS = ("--klpd", "D304", "--tahun", "2024,2025")


def description(file: Path) -> dict[str, Any]:
    """Return the description beside a file, which must be valid and name the file's digest."""
    beside = file.with_name(f"{file.name}.datapackage.json")
    described: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
    with system.use_context(trusted=True):
        report = Package(str(beside)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
    (resource,) = described["resources"]
    assert resource["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    return described


@pytest.mark.parametrize("suffix", ["csv", "json"])
@pytest.mark.parametrize(
    "question",
    [
        ("fetch", "paket-swakelola", "--kode-klpd", "D304", "--tahun", "2025"),
        ("fetch", "history-kaji-ulang", "--kode-klpd", "D304", "--tahun", "2025"),
        ("fetch", "provinces"),
        *(("table", name, *YEARS) for name in ("pagu-per-program", "mutu", "tanda", "banding")),
    ],
    ids=lambda question: str(question[1]),
)
def test_a_file_of_a_command_has_a_valid_description(
    lensa: Lensa, data: Path, question: tuple[str, ...], suffix: str
) -> None:
    file = data.parent / f"hasil {question[1]}.{suffix}"
    assert lensa(*question, "--out", str(file)).code == 0
    described = description(file)
    assert described["completeness"]["lengkap"] is True
    assert described["licenses"][0]["title"]
    if question[1] != "provinces":
        assert described["title"].startswith(SAMPLE)
        assert {part["kd_klpd"] for part in described["snapshots"]} == {"D304"}
        assert all(SAMPLE in source["title"] for source in described["sources"])
    if question[0] == "table":
        fields = described["resources"][0]["schema"]["fields"]
        assert [field["name"] for field in fields] == list(TABLES[question[1]].columns)
        assert all(field["description"] for field in fields)
        units = {field["name"]: field.get("unit") for field in fields}
        assert units.get("pagu", "IDR") == "IDR"
        assert units.get("pangsa", "1") == "1"


def test_the_description_can_be_left_out_and_is_refused_where_there_is_none(
    lensa: Lensa, data: Path
) -> None:
    question = ("table", "pagu-per-program", "--klpd", "D304", "--tahun", "2025")
    file = data.parent / "hasil.csv"
    assert lensa(*question, "--out", str(file), "--tanpa-keterangan").code == 0
    assert [path.name for path in data.parent.glob("hasil*")] == ["hasil.csv"]
    for out in ((), ("--out", "hasil.xlsx"), ("--out", "hasil.parquet")):
        ran = lensa(*question, *out, "--tanpa-keterangan")
        assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)


def test_a_described_file_of_sample_rows_is_not_imported(lensa: Lensa, data: Path) -> None:
    file = data.parent / "paket.json"
    question = ("fetch", "paket-swakelola", "--kode-klpd", "D304", "--tahun", "2025")
    assert lensa(*question, "--out", str(file)).code == 0
    rows = pl.read_json(file).with_columns(kd_satker=pl.lit("1"))
    rows.write_json(file)  # no longer the rows of the sandbox: only the description says so
    ran = lensa("impor", str(file), "--kering", LENSA_SUMBER="berkas")
    assert ran.code == 2
    assert SAMPLE in ran.err


def test_national_files_are_described_also_without_a_klpd_that_was_removed(
    lensa: Lensa, data: Path
) -> None:
    assert lensa("harvest", "--klpd", "D304,D305", "--tahun", "2025").code == 0
    app = connect(from_mapping({"LENSA_DATA": str(data)}))
    national.compact(app.repository, {2025}, klpd=app.klpd(), say=lambda line: None)
    check_national(data, {"D304", "D305"})
    removal.forget(app.repository, "D305", [2025])
    check_national(data, {"D304"})
    app.close()


def check_national(data: Path, klpd: set[str]) -> None:
    """Check that each national file is described as it is."""
    files = sorted((data / "national").rglob("datapackage.json"))
    assert {file.parent for file in files} == {
        path.parent
        for path in (data / "national").rglob("*.parquet")
        if pl.scan_parquet(path).select(pl.len()).collect().item()
    }
    for file in files:
        described = json.loads(file.read_text(encoding="utf-8"))
        assert not list(Package.metadata_validate(described))
        (resource,) = described["resources"]
        content = (file.parent / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        columns = pl.read_parquet_schema(file.parent / resource["path"])
        assert [field["name"] for field in resource["schema"]["fields"]] == list(columns)
        assert described["title"].startswith(SAMPLE)
        assert {part["kd_klpd"] for part in described["snapshots"]} == klpd
        assert described["completeness"]["lengkap"] is True
