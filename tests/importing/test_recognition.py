"""A dataset is recognised by its columns, whatever their order, letters and age."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from services.errors import BadRequest
from services.importing import recognition
from services.importing.aliases import ALIASES, normal
from services.upstream.catalog import find
from tests.gateway import paket, program
from tests.importing.conftest import Bench
from tests.importing.rows import grid, served, workbook, write_json

NAMES = [dataset.name for dataset in recognition.datasets()]


@pytest.mark.parametrize("name", NAMES)
def test_every_dataset_is_recognised_by_what_is_served(name: str) -> None:
    dataset = find(name)
    names = [column.names[0] for column in dataset.columns]
    random.Random(5).shuffle(names)
    matches = recognition.candidates(names)
    announced = name.endswith("-terumumkan")
    assert recognition.only(matches, announced=announced).name == name


@pytest.mark.parametrize("name", NAMES)
def test_every_dataset_is_recognised_by_its_older_names(name: str) -> None:
    """Where two older names are the same, the file's name tells."""
    dataset = find(name)
    older = [ALIASES.get(c.name, (c.name,))[0].upper().replace("_", " ") for c in dataset.columns]
    matches = recognition.by_path(recognition.candidates(older), f"unduhan/{name}.csv")
    assert recognition.only(matches, announced=False).name == name


def test_an_alias_never_hides_a_column_of_its_own_name() -> None:
    adapted = recognition.adapted(find("paket-penyedia"), ["tahun", "tahun_anggaran", "pagu"])
    wires = {column.name: column.names for column in adapted.columns}
    assert wires["tahun_anggaran"] == ("tahun_anggaran", "tahun")
    assert wires["pagu"] == ("pagu",)
    swakelola = recognition.adapted(find("paket-swakelola"), ["status", "STATUS UMUMKAN RUP"])
    names = {column.name: column.names for column in swakelola.columns}
    assert "STATUS UMUMKAN RUP" in names["status"]


def test_every_alias_is_of_a_column_of_the_catalogue() -> None:
    known = {name for dataset in recognition.datasets() for name in dataset.schema}
    assert set(ALIASES) <= known
    assert all(normal(alias) == alias for aliases in ALIASES.values() for alias in aliases)


def test_a_few_columns_of_providers_are_not_taken_for_swakelola() -> None:
    names = ["kd_klpd", "nama_klpd", "kd_satker", "nama_satker", "kd_rup", "nama_paket", "pagu"]
    names += ["tahun_anggaran", "status", "metode_pengadaan", "jenis_pengadaan"]
    assert recognition.candidates(names) == []
    with pytest.raises(BadRequest, match="beri --dataset"):
        recognition.only([], announced=False)


@pytest.mark.parametrize(
    ("status", "path", "name"),
    [
        ("Terumumkan", "a.json", "paket-swakelola-terumumkan"),
        ("Terinisiasi", "a.json", "paket-swakelola"),
        ("Terumumkan", "paket-swakelola.json", "paket-swakelola"),
        ("Terinisiasi", "paket_swakelola_terumumkan.json", "paket-swakelola-terumumkan"),
    ],
)
def test_a_list_and_its_announced_rows_are_told_apart(
    bench: Bench, tmp_path: Path, status: str, path: str, name: str
) -> None:
    write_json(tmp_path / path, [paket(1, status=status), paket(2)])
    (planned,) = bench.plan(tmp_path / path).passes
    assert planned.request.dataset.name == name


def test_the_dataset_that_is_named_wins(bench: Bench, tmp_path: Path) -> None:
    path = write_json(tmp_path / "a.json", [paket(1), paket(2)])
    (planned,) = bench.plan(path, dataset="paket-penyedia").passes
    assert planned.request.dataset.name == "paket-penyedia"
    assert "-metode_pengadaan" in planned.manifest.drift


def test_budgets_of_the_older_service_have_no_number_and_all_rows_count(
    bench: Bench, tmp_path: Path
) -> None:
    rows = served(find("paket-anggaran-penyedia"), 4)
    alike = [{k: v for k, v in rows[0].items() if not k.startswith("id_")}] * 4
    path = write_json(tmp_path / "paket-anggaran-penyedia.json", alike)
    (planned,) = bench.plan(path).passes
    assert planned.frame.height == 4
    other = write_json(tmp_path / "anggaran.json", alike)
    (refusal,) = bench.plan(other).refusals
    assert "bisa paket-anggaran-penyedia atau paket-anggaran-swakelola" in refusal.reason


def test_a_header_below_titles_is_found(bench: Bench, tmp_path: Path) -> None:
    rows = [["Sumber: SiRUP"], ["Tahun", "2026"], [], *grid([program(1), program(2)])]
    (tmp_path / "a.xlsx").write_bytes(workbook({"x": rows}))
    (planned,) = bench.plan(tmp_path / "a.xlsx").passes
    assert planned.frame.height == 2


def test_what_the_catalogue_does_not_know_and_what_it_misses_is_named(
    bench: Bench, tmp_path: Path
) -> None:
    rows = [{**program(1), "catatan": "x"}, {**program(2), "catatan": "y"}]
    for row in rows:
        del row["nama_klpd"]
    (planned,) = bench.plan(write_json(tmp_path / "a.json", rows)).passes
    assert planned.manifest.drift == ("+catatan", "-nama_klpd")
