"""`hapus`: asks first, sets aside, and afterwards nothing lists, counts or serves the rows."""

from __future__ import annotations

import io
import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from services import inventory, national
from services.__main__ import main
from services.national import rows
from services.search import keeper
from services.search.index import Index
from services.search.match import Question
from services.settings import DEFAULTS, from_mapping
from services.upstream.catalog import find
from services.wiring import connect
from tests.commands.conftest import Lensa

K, OTHER = ("--klpd", "D304"), ("--klpd", "D301")
YEARS = ("--tahun", "2025,2026")


class Terminal(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store two KLPD in two years, their national files and their index, once for all tests."""
    data = tmp_path_factory.mktemp("terisi") / "data"
    with pytest.MonkeyPatch.context() as patch:
        for name in DEFAULTS:
            patch.delenv(name, raising=False)
        patch.setenv("LENSA_DATA", str(data))
        for klpd in (K, OTHER):
            assert main(("harvest", *klpd, *YEARS)) == 0
    parts = connect(from_mapping({"LENSA_DATA": str(data)}))
    national.compact(parts.repository, [2025, 2026], klpd=parts.klpd())
    keeper.opened(parts.repository, data).refresh()
    parts.close()
    return data


@pytest.fixture
def stored(filled: Path, data: Path) -> Path:
    """Return a copy of what is stored that a test may change."""
    return Path(shutil.copytree(filled, data))


def listed(lensa: Lensa) -> set[tuple[str, str]]:
    found = json.loads(lensa("status", "--json").out)
    return {(one["dataset"], one["bagian"]) for one in found}


def members(data: Path, year: int) -> set[str]:
    """Return the KLPD that any national file of a year is made of."""
    files = (data / "national").glob(f"*/*/tahun={year}/manifest.json")
    return {kode for path in files for kode in json.loads(path.read_bytes())["members"]}


def test_a_year_is_set_aside_and_forgotten_everywhere(lensa: Lensa, stored: Path) -> None:
    before = listed(lensa)
    assert members(stored, 2025) == {"D301", "D304"}
    ran = lensa("hapus", *K, "--tahun", "2025", "--ya")
    assert ran.code == 0
    assert "3 bagian dipindahkan ke .rusak/" in ran.err
    gone = {one for one in before if one[1] == "D304 2025"}
    assert len(gone) == 3
    assert listed(lensa) == before - gone
    assert members(stored, 2025) == {"D301"}
    assert members(stored, 2026) == {"D301", "D304"}
    parts = connect(from_mapping({"LENSA_DATA": str(stored)}))
    index = keeper.opened(parts.repository, stored)
    hits = index.find(Question(text="program", klpd=("D304",))).hits
    assert {hit.tahun for hit in hits} == {2026}
    assert {year.name for year in index.refresh().years} == {"D301 2025", "D301 2026", "D304 2026"}
    parts.close()
    files = sorted(path.name for path in (stored / ".rusak").rglob("manifest.json"))
    assert len(files) == 3
    assert "disisihkan: 9 berkas" in lensa("doctor").out
    assert "tidak ada yang tersimpan" in lensa("hapus", *K, "--tahun", "2025", "--ya").err


def test_one_dataset_of_all_years(lensa: Lensa, stored: Path) -> None:
    del stored
    before = listed(lensa)
    assert lensa("hapus", *K, "--dataset", "paket-swakelola", "--ya").code == 0
    assert before - listed(lensa) == {
        ("paket-swakelola", "D304 2025"),
        ("paket-swakelola", "D304 2026"),
    }


@pytest.mark.parametrize("name", ["paket-penyedia", "master-satker"])
def test_the_file_of_the_country_holds_no_row_of_a_dataset_that_was_removed(
    lensa: Lensa, stored: Path, name: str
) -> None:
    read = ("harvest", "--klpd", "D301,D304", "--tahun", "2025", "--datasets", name)
    assert lensa(*read).code == 0
    parts = connect(from_mapping({"LENSA_DATA": str(stored)}))
    by_klpd = find(name).by_klpd_year
    years = (
        inventory.listed(parts.repository, (2025,), names=(name,))
        if by_klpd
        else inventory.without_years(parts.repository, name)
    )
    tahun = 2025 if by_klpd else 0
    rows.compact(parts.repository, name, tahun, years)
    file = rows.compacted_file(parts.repository, name, tahun)
    made = file.find()
    assert made is not None
    assert set(made.members) == {"D301", "D304"}
    assert lensa("hapus", *K, "--dataset", name, "--ya").code == 0
    left = file.find()
    assert left is not None
    assert set(left.members) == {"D301"}
    assert pl.read_parquet(file.path(left))["kd_klpd"].unique().to_list() == ["D301"]
    assert (file.folder / "datapackage.json").exists()
    parts.close()


def test_names_from_a_removed_list_of_satkers_are_in_no_derived_file_of_any_year(
    lensa: Lensa, stored: Path
) -> None:
    read = ("harvest", *K, "--tahun", "2025", "--datasets", "master-satker")
    assert lensa(*read).code == 0
    parts = connect(from_mapping({"LENSA_DATA": str(stored)}))
    national.compact(parts.repository, [2025, 2026], klpd=parts.klpd())
    index = keeper.opened(parts.repository, stored)
    index.refresh()
    parts.close()
    assert members(stored, 2025) == members(stored, 2026) == {"D301", "D304"}
    assert lensa("hapus", *K, "--dataset", "master-satker", "--ya").code == 0
    assert members(stored, 2025) == members(stored, 2026) == {"D301"}
    (path,) = (stored / "cari").glob("*.sqlite")
    assert set(Index(path).digests()) == {"D301 2025", "D301 2026"}


def test_the_same_rows_are_read_anew_afterwards(lensa: Lensa, stored: Path, tmp_path: Path) -> None:
    del stored
    assert lensa("hapus", *K, "--tahun", "2025", "--ya").code == 0
    out = str(tmp_path / "x.csv")
    fetch = ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2025", "--out", out)
    assert lensa(*fetch).code == 0
    assert ("program-master", "D304 2025") in listed(lensa)


def test_a_watch_forgets_what_is_gone_and_begins_again(lensa: Lensa, stored: Path) -> None:
    watch = ("watch", *K, "--tahun", "2025")
    assert lensa(*watch).code == 0
    (memory,) = (stored / "watch").rglob("*.json")
    assert len(json.loads(memory.read_bytes())["seen"]) == 3
    assert lensa("hapus", *K, "--dataset", "program-master", "--ya").code == 0
    assert len(json.loads(memory.read_bytes())["seen"]) == 2
    ran = lensa(*watch)
    assert ran.code == 0
    assert "program-master D304 2025: pertama kali dilihat" in ran.err


@pytest.mark.parametrize(("answer", "moved"), [("ya\n", True), ("tidak\n", False), ("", False)])
def test_it_asks_at_a_terminal(
    lensa: Lensa, stored: Path, monkeypatch: pytest.MonkeyPatch, answer: str, moved: bool
) -> None:
    del stored
    before = listed(lensa)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    ran = lensa("hapus", *K, "--tahun", "2025")
    assert ran.code == 0
    assert "pindahkan 3 bagian ini ke .rusak?" in ran.err
    assert ("dibatalkan" in ran.err) is not moved
    assert (listed(lensa) != before) is moved


@pytest.mark.parametrize(
    "arguments",
    [
        K,
        ("--klpd", "../x", "--ya"),
        (*K, "--tahun", "1999", "--ya"),
        (*K, "--dataset", "provinces", "--ya"),
    ],
)
def test_what_is_wrong_ends_2_before_anything_is_read(
    lensa: Lensa, data: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("ya\n"))
    ran = lensa("hapus", *arguments)
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert not (data / "snapshots").exists()


def test_a_damaged_partition_can_be_removed(lensa: Lensa, stored: Path) -> None:
    for path in stored.rglob("program-master/kode_klpd=D304/tahun=2025/manifest*.json"):
        path.write_bytes(b"{")
    assert lensa("status").code == 4
    assert lensa("hapus", "--klpd", "d304", "--tahun", "2025", "--ya").code == 0
    assert lensa("status").code == 0


def test_another_pass_over_the_partition_is_waited_for_and_then_named(
    lensa: Lensa, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.store.maintenance.removal.PATIENCE", 0.0)
    parts = connect(from_mapping({"LENSA_DATA": str(stored)}))
    request = parts.request("program-master", kode_klpd="D304", tahun="2025")
    place = parts.repository.place(request)
    with parts.locks.hold(place.lock(parts.repository.root), patience=0):
        ran = lensa("hapus", *K, "--tahun", "2025", "--ya")
    parts.close()
    assert ran.code == 3
    assert "belum selesai" in ran.err
    assert "2 bagian dipindahkan" in ran.err
    assert ("program-master", "D304 2025") in listed(lensa)


def test_what_was_set_aside_is_named_by_the_instant(lensa: Lensa, stored: Path) -> None:
    lensa("hapus", *K, "--ya")
    (act,) = (stored / ".rusak").iterdir()
    assert datetime.strptime(act.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).year >= 2026
