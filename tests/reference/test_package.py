"""The tables travel with the package and name their origins; their maker is no part of it."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from services import reference

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "services" / "reference"
TABLES = (
    "regions.parquet",
    "kabkota.geojson.gz",
    "kabkota-ringkas.geojson.gz",
    "provinsi.geojson.gz",
    "kecamatan.geojson.gz",
    "klpd.csv",
    "program_vocab_pemda.csv",
    "swakelola_vocab.csv",
    "alasan_vocab.csv",
    "batas_pengadaan_langsung.csv",
    "penyedia_vocab.csv",
    "satker_kinds.csv",
    "contoh-nasional.csv",
)


@pytest.mark.parametrize("name", TABLES)
def test_table_lies_in_the_package(name: str) -> None:
    assert files("services.reference").joinpath(name).is_file()
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert not {f"*{Path(name).suffix}", name, "reference/"} & set(ignored)


def test_nothing_but_tables_and_code_lies_there() -> None:
    found = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert found == {*TABLES, "__init__.py", "loader.py", "make_boundaries.py", "README.md"}


def test_readme_names_every_table() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in TABLES if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    "origin",
    [reference.DECREE, "cahya dsn", "MIT License", "Natural Earth", "BPS", "LKPP", "Dukcapil"],
)
def test_notice_names_the_origins(origin: str) -> None:
    text = " ".join((ROOT / "NOTICE").read_text(encoding="utf-8").split())
    assert origin in text


def test_maker_of_boundaries_is_imported_by_nobody() -> None:
    users = [
        path
        for path in (ROOT / "services").rglob("*.py")
        if path.name != "make_boundaries.py"
        and "make_boundaries" in path.read_text(encoding="utf-8")
    ]
    assert users == []


def test_placeholder_codes_match_no_public_form_by_chance() -> None:
    with (FOLDER / "klpd.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hidden = [row for row in rows if row["sandbox_only"] == "true"]
    assert {row["cocok"] for row in hidden} == {"tanpa kode publik"}
    assert all(row["kd_klpd"].endswith(row["kode_wilayah"]) for row in hidden)
