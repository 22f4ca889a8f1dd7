"""master-satker in every command: stored once for each KLPD, without a year."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services import inventory, national
from services.search import keeper
from services.settings import load
from services.upstream.catalog import MASTER_SATKER
from services.upstream.connection.client import running_year
from services.wiring import connect
from tests.commands.conftest import Lensa
from tests.contract.samples import rows
from tests.gateway import Gateway, Row, program
from tests.repositories import HOUR, Doors

K = ("--klpd", "D304")
HARVEST = ("harvest", *K, "--tahun", "2025,2026", "--datasets", "master-satker,program-master")


def satkers(*numbers: int) -> list[Row]:
    (row, _) = rows(MASTER_SATKER)
    return [{**row, "kd_klpd": "D304", "kd_satker": number} for number in numbers]


def put(gateway: Gateway, *numbers: int) -> None:
    """Let the gateway have these satkers, which it serves for the running year alone."""
    gateway.rows["master-satker", "D304", str(running_year())] = satkers(*numbers)


@pytest.fixture
def stored(lensa: Lensa, gateway: Gateway) -> Gateway:
    """Store the satkers of a KLPD and its programs of two years."""
    put(gateway, 1, 2)
    for year in (2025, 2026):
        gateway.put(program(1, tahun=year), tahun=year)
    ran = lensa(*HARVEST)
    assert ran.code == 0, ran.err
    assert "3 bagian: 3 dibaca, 0 sudah segar, 0 gagal; 4 baris" in ran.err
    return gateway


def parts(lensa: Lensa, *arguments: str) -> set[tuple[str, str]]:
    listed = json.loads(lensa("status", "--json", *arguments).out)
    return {(record["dataset"], record["bagian"]) for record in listed}


def test_it_is_read_once_for_all_years_and_is_then_fresh(
    lensa: Lensa, stored: Gateway, data: Path
) -> None:
    asked = [sent for name, sent in stored.asked if name == "master-satker"]
    assert asked == [{"limit": "1000", "kode_klpd": "D304", "tahun": str(running_year())}]
    (manifest,) = data.rglob("master-satker/**/manifest.json")
    assert manifest.parent.name == "kode_klpd=D304"
    assert "3 sudah segar" in lensa(*HARVEST).err
    assert len(stored.asked) == 3


def test_fetch_takes_no_year(lensa: Lensa, gateway: Gateway) -> None:
    put(gateway, 1, 2, 3)
    ran = lensa("fetch", "master-satker", "--kode-klpd", "D304")
    assert (ran.code, len(ran.out.splitlines())) == (0, 4), ran.err
    assert lensa("fetch", "master-satker", "--kode-klpd", "D304", "--tahun", "2026").code == 2


def test_status_lists_it_without_a_year(lensa: Lensa, stored: Gateway) -> None:
    assert ("master-satker", "D304") in parts(lensa)
    assert ("master-satker", "D304") in parts(lensa, *K)
    assert parts(lensa, "--tahun", "2025") == {("program-master", "D304 2025")}


def test_removing_a_year_leaves_it_and_removing_the_klpd_does_not(
    lensa: Lensa, stored: Gateway
) -> None:
    assert lensa("hapus", *K, "--tahun", "2025", "--ya").code == 0
    assert parts(lensa) == {("master-satker", "D304"), ("program-master", "D304 2026")}
    refused = lensa("hapus", *K, "--tahun", "2026", "--dataset", "master-satker", "--ya")
    assert (refused.code, len(refused.lines)) == (2, 1)
    assert "master-satker tidak mengenal --tahun" in refused.err
    assert lensa("hapus", *K, "--ya").code == 0
    assert parts(lensa) == set()


def test_diff_compares_it_without_a_year(lensa: Lensa, stored: Gateway, data: Path) -> None:
    (manifest,) = data.rglob("master-satker/**/manifest.json")
    history = json.loads(manifest.read_text())
    history["passes"][0]["fetched_at"] = "2026-01-02T03:04:05Z"
    history.pop("digest", None)
    manifest.write_text(json.dumps(history))
    put(stored, 1, 2, 3)
    assert lensa("fetch", "master-satker", "--kode-klpd", "D304", "--refresh").code == 0
    spans = ("--dari", "2026-01-03", "--ke", f"{datetime.now(UTC):%Y-%m-%d}")
    ran = lensa("diff", "--dataset", "master-satker", *K, *spans)
    assert (ran.code, len(ran.out.splitlines())) == (10, 2), ran.err
    assert "ditambah" in ran.out
    refused = lensa("diff", "--dataset", "master-satker", *K, "--tahun", "2026", *spans)
    assert (refused.code, len(refused.lines)) == (2, 1)


def test_satkers_alone_do_not_make_a_klpd_stored(lensa: Lensa, gateway: Gateway) -> None:
    put(gateway, 1)
    assert lensa("fetch", "master-satker", "--kode-klpd", "D304").code == 0
    (record,) = json.loads(lensa("klpd", "D304", "--json").out)
    assert record["tersimpan"] == []


def test_national_files_and_search_do_without_it(lensa: Lensa, stored: Gateway, data: Path) -> None:
    app = connect(load())
    national.compact(app.repository, [2025, 2026], klpd=app.klpd())
    found = keeper.opened(app.repository, data).refresh()
    assert {year.name for year in found.years} == {"D304 2025", "D304 2026"}
    (satker,) = [p for p in inventory.partitions(app.repository) if p.dataset == "master-satker"]
    assert (satker.kode, satker.tahun, satker.source) == ("D304", None, "inaproc")
    assert inventory.klpd_years(app.repository) == [("D304", 2025), ("D304", 2026)]
    app.close()


def test_watch_reads_the_core_alone(lensa: Lensa, stored: Gateway) -> None:
    stored.asked.clear()
    assert lensa("watch", *K, "--tahun", "2026").code == 0
    assert "master-satker" not in {name for name, _ in stored.asked}


def test_it_is_as_fresh_as_the_running_year(tmp_path: Path) -> None:
    gateway, doors = Gateway(), Doors(tmp_path)
    put(gateway, 1)
    repository, request = doors.open(gateway.transport()), MASTER_SATKER.partition("D304", 2020)
    repository.load(request)
    doors.clock.pass_by(5 * HOUR)
    repository.load(request)
    assert len(gateway.asked) == 1
    doors.clock.pass_by(2 * HOUR)
    repository.load(request)
    assert len(gateway.asked) == 2
    doors.close()


def test_a_large_harvest_says_what_it_costs_before_it_reads(lensa: Lensa, gateway: Gateway) -> None:
    years = ",".join(str(year) for year in range(2020, 2027))
    ran = lensa("harvest", *K, "--tahun", years, "--datasets", "semua", "--workers", "1")
    costs = [line for line in ran.lines if line.startswith("perkiraan ")]
    assert costs[0] == "perkiraan program-master: 14 permintaan, kurang dari 1 menit"
    assert "perkiraan master-satker: 2 permintaan, kurang dari 1 menit" in costs
    assert "perkiraan struktur-anggaran-pd: 14 permintaan, kurang dari 1 menit" in costs
    assert costs[-1].startswith("perkiraan seluruhnya: ")
    assert len(costs) == 13
    small = lensa("harvest", *K, "--tahun", "2026", "--datasets", "program-master")
    assert "perkiraan" not in small.err
