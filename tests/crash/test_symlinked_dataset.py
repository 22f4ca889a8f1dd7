"""A dataset's folder that was moved to a larger disk and linked back is seen by every reader."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from services import inventory
from services.search import keeper
from services.search.match import Question
from services.settings import from_mapping
from services.wiring import connect
from tests.commands.conftest import Lensa

DATASETS = ("program-master", "paket-swakelola", "history-kaji-ulang")


@pytest.mark.parametrize("level", ["paket-swakelola", "paket-swakelola/kode_klpd=D304"])
def test_status_doctor_national_and_search_say_the_same_before_and_after(
    lensa: Lensa, data: Path, tmp_path: Path, level: str
) -> None:
    for dataset in DATASETS:
        given = ("--kode-klpd", "D304", "--tahun", "2025", "--out", str(tmp_path / "x.csv"))
        assert lensa("fetch", dataset, *given).code == 0

    def said() -> tuple[object, ...]:
        parts = connect(from_mapping({"LENSA_DATA": str(data)}))
        years = inventory.listed(parts.repository)
        index = keeper.opened(parts.repository, tmp_path / "indeks")
        index.refresh()
        found = index.find(Question(text="program")).counts
        parts.close()
        doctor = [line for line in lensa("doctor").out.splitlines() if "simpanan" in line]
        table = lensa("table", "banding", "--klpd", "all", "--tahun", "2025")
        return lensa("status").out, doctor, years, found, table.out

    before = said()
    assert "3 dari 3 snapshot utuh" in str(before[1])
    store = data / "snapshots/v1/sandbox-umum"
    shutil.move(store / level, tmp_path / "besar")
    (store / level).symlink_to(tmp_path / "besar")
    assert said() == before


def test_a_linked_folder_whose_disk_is_away_ends_4_and_is_named(
    lensa: Lensa, data: Path, tmp_path: Path
) -> None:
    given = ("program-master", "--kode-klpd", "D304", "--tahun", "2025")
    assert lensa("fetch", *given, "--out", str(tmp_path / "x.csv")).code == 0
    dataset = data / "snapshots/v1/sandbox-umum/program-master"
    shutil.rmtree(dataset)
    dataset.symlink_to(tmp_path / "tidak-terpasang")
    for arguments in (("status",), ("fetch", *given), ("doctor", "--perbaiki")):
        ran = lensa(*arguments)
        assert ran.code == 4
        assert "snapshots/v1/sandbox-umum/program-master: tidak dapat dibaca" in ran.out + ran.err
    assert dataset.is_symlink()
