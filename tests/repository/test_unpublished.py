"""Answers that are shown but not stored: made-up codes, searches."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from services import inventory, regions
from services.commands.status import record
from services.errors import RateLimited
from services.matching.klpd import FILE, Catalogue
from services.repository import Repository, Request
from services.search.keeper import opened as search
from services.upstream.catalog import find
from tests.gateway import Gateway, program
from tests.repositories import Doors

HOUR = 3600.0


def ask(kode: str, dataset: str = "program-master", tahun: int = 2026) -> Request:
    return find(dataset).request(kode_klpd=kode, tahun=str(tahun))


def files(root: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes, the databases of recorded pages aside."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "checkpoints" not in path.parts
    }


def test_an_empty_answer_for_an_unknown_code_is_shown_but_not_stored(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(ask("D304"))
    before = files(doors.root)
    answer = repository.load(ask("A0"))
    assert (answer.manifest.rows, answer.frame.height, answer.stale) == (0, 0, False)
    assert files(doors.root) == before
    assert repository.history(ask("A0")).passes == ()
    asked = len(gateway.asked)
    assert repository.load(ask("A0"), background=True).manifest == answer.manifest
    assert repository.update(ask("A0")).manifest == answer.manifest
    assert len(gateway.asked) == asked
    doors.clock.pass_by(7 * HOUR)
    assert repository.answered(ask("A0")) is None
    repository.load(ask("A0"))
    assert len(gateway.asked) > asked


def test_an_unknown_code_with_rows_and_a_known_one_without_are_stored(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.rows["program-master", "D999", "2026"] = [program(1, kode="D999")]
    for kode in ("D999", "D305"):
        repository.update(ask(kode))
    assert inventory.klpd_years(repository) == [("D305", 2026), ("D999", 2026)]
    assert inventory.years_with_rows(repository) == {"D999": [2026]}


def test_a_code_that_the_operator_corrected_belongs_to_the_catalogue(
    repository: Repository, doors: Doors
) -> None:
    repository.update(ask("D998"))
    assert inventory.klpd_years(repository) == []
    (doors.root / FILE).write_text("kd_klpd,kode_wilayah\nD998,\n", encoding="utf-8")
    doors.clock.pass_by(7 * HOUR)
    repository.update(ask("D998"))
    assert inventory.klpd_years(repository) == [("D998", 2026)]


def test_stored_partitions_of_made_up_codes_are_not_listed(
    doors: Doors, gateway: Gateway, catalogue: Catalogue
) -> None:
    careless = doors.open(gateway.transport())
    for kode in ("A0", "D304"):
        careless.update(ask(kode))
    repository = doors.open(gateway.transport(), catalogue=catalogue)
    assert inventory.klpd_years(careless) == [("A0", 2026), ("D304", 2026)]
    assert inventory.klpd_years(repository) == [("D304", 2026)]
    listed = [record(partition)["bagian"] for partition in inventory.partitions(repository)]
    assert listed == ["D304 2026"]
    assert [year.kode for year in inventory.listed(repository, (2026,))] == ["D304"]
    assert [year.klpd for year in search(repository, doors.root).refresh().years] == ["D304"]


def test_a_thousand_links_to_unknown_codes_do_not_change_the_store(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(ask("D304"))
    before = files(doors.root)
    for number in range(1000):
        repository.update(ask(f"Z{number}"))
    assert gateway.passes == 1001
    assert files(doors.root) == before
    assert inventory.klpd_years(repository) == [("D304", 2026)]


def test_the_result_of_a_search_on_a_page_is_not_stored(doors: Doors) -> None:
    found = doors.open(httpx.MockTransport(_countries))
    before = files(doors.root)
    for number in range(5):
        (answer,) = regions.read_locations(found, "negara", cari=f"kata {number}", publish=False)
        assert answer.frame["name"].to_list() == ["Indonesia"]
    assert files(doors.root) == before
    regions.read_locations(found, "negara", cari="kata 0", before_asking=_refuse)
    with pytest.raises(RateLimited):
        regions.read_locations(found, "negara", cari="kata baru", before_asking=_refuse)
    regions.read_locations(found, "negara")
    assert len(found.everything()) == 1


def _refuse() -> None:
    raise RateLimited("tunggu")


def _countries(request: httpx.Request) -> httpx.Response:
    row = {"id": "n1", "name": "Indonesia", "createdAt": "x", "updatedAt": "x"}
    rows = [row] if request.url.params["page"] == "1" else []
    return httpx.Response(200, json={"data": rows})


def test_background_refreshes_count_for_all_visitors(doors: Doors, gateway: Gateway) -> None:
    allowed = iter([True, False])
    found = doors.open(gateway.transport(), may_refresh=lambda: next(allowed))
    for tahun in (2026, 2027):
        found.update(ask("D304", tahun=tahun))
    asked = gateway.passes
    doors.clock.pass_by(7 * HOUR)
    for tahun in (2026, 2027):
        assert found.load(ask("D304", tahun=tahun), background=True).stale
    found.close()
    assert gateway.passes == asked + 1
