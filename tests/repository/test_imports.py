"""Imported partitions: which pass counts, with a live source and where only they are read."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from services import inventory
from services.errors import NotImported
from services.repository import Imports, Repository, gather
from tests.gateway import Gateway, down
from tests.imports import manifest, publish
from tests.repositories import START, Doors, programs

BESIDE = Imports(scope="umum", only=False)
ONLY = Imports(scope="umum", only=True)


def rows(doors: Doors, count: int) -> pl.DataFrame:
    """Return rows as a gateway serves them, typed."""
    gateway = Gateway()
    gateway.programs(count)
    repository = doors.open(gateway.transport(), scope=f"lain-{count}")
    return repository.load(programs()).frame


def only(doors: Doors, gateway: Gateway | None = None) -> Repository:
    return doors.open((gateway or Gateway()).transport(), scope="berkas-umum", imports=ONLY)


def test_only_imported_rows_are_read_and_no_source_is_asked(doors: Doors) -> None:
    publish(doors.root, programs(), rows(doors, 3), manifest(3))
    gateway = Gateway()
    repository = only(doors, gateway)
    read = repository.load(programs(), refresh=True, verify=True)
    assert (read.frame.height, read.stale, read.manifest.from_file) == (3, False, True)
    assert repository.update(programs(), refresh=True).manifest == read.manifest
    assert repository.load(programs(), background=True).manifest == read.manifest
    assert gateway.asked == []


def test_a_partition_that_is_not_imported_is_one_clear_error(doors: Doors) -> None:
    repository = only(doors)
    for read in (repository.load, repository.update):
        with pytest.raises(NotImported, match="belum diimpor"):
            read(programs(kode="D305"))
    (outcome,) = gather(repository, [programs(kode="D305")])
    assert isinstance(outcome.error, NotImported)


def test_of_several_makers_the_verified_one_counts_then_the_later(doors: Doors) -> None:
    one, two, three = (rows(doors, count) for count in (1, 2, 3))
    hour = timedelta(hours=1)
    publish(doors.root, programs(), one, manifest(1, maker="a@x.id", verified=True))
    publish(doors.root, programs(), two, manifest(2, at=START + hour, maker="b@x.id"))
    repository = only(doors)
    assert repository.load(programs()).frame.height == 1
    publish(
        doors.root, programs(), three, manifest(3, at=START + 2 * hour, maker="c", verified=True)
    )
    assert repository.load(programs()).frame.height == 3
    assert repository.load(programs(), at=START + hour).frame.height == 1
    (year,) = inventory.listed(repository)
    assert year.partitions["program-master"].manifest.rows == 3
    assert len(repository.history(programs()).passes) == 3


def test_a_later_file_counts_before_an_earlier_unverified_bundle(doors: Doors) -> None:
    publish(doors.root, programs(), rows(doors, 1), manifest(1, maker="a"))
    publish(doors.root, programs(), rows(doors, 2), manifest(2, at=START + timedelta(days=1)))
    assert only(doors).load(programs()).frame.height == 2


def test_an_import_stands_in_until_a_live_pass_is_stored_and_never_replaces_it(
    doors: Doors,
) -> None:
    publish(doors.root, programs(), rows(doors, 5), manifest(5, at=START + timedelta(days=9)))
    gateway = Gateway()
    gateway.programs(2)
    repository = doors.open(gateway.transport(), imports=BESIDE)
    page = repository.load(programs(), background=True)
    assert (page.frame.height, page.manifest.from_file, page.stale) == (5, True, False)
    assert gateway.asked == []
    assert repository.load(programs()).frame.height == 2
    assert repository.load(programs(), background=True).frame.height == 2
    (year,) = inventory.listed(repository)
    assert not year.partitions["program-master"].manifest.from_file
    assert {p.newest.from_file for p in inventory.partitions(repository)} == {True, False}


def test_a_command_serves_the_import_when_the_source_is_down_and_says_why(doors: Doors) -> None:
    publish(doors.root, programs(), rows(doors, 5), manifest(5))
    repository = doors.open(Gateway(meddle=down).transport(), imports=BESIDE)
    read = repository.load(programs())
    assert (read.frame.height, read.stale, read.manifest.from_file) == (5, True, True)
    assert read.reason


def test_an_import_of_another_view_or_beside_sample_data_is_never_read(doors: Doors) -> None:
    publish(doors.root, programs(), rows(doors, 5), manifest(5), scope="lain")
    publish(doors.root, programs(), rows(doors, 4), manifest(4))
    sandbox = doors.open(Gateway().transport(), scope="sandbox-umum")
    assert sandbox.peek(programs()) is None
    assert inventory.listed(sandbox) == []
    other = doors.open(
        Gateway().transport(), scope="berkas-lain", imports=Imports(scope="lain", only=True)
    )
    assert other.load(programs()).frame.height == 5


def test_a_listing_of_several_scopes_is_the_same_object_while_nothing_changes(
    doors: Doors,
) -> None:
    publish(doors.root, programs(), rows(doors, 5), manifest(5))
    repository = doors.open(Gateway().transport(), imports=BESIDE)
    first = repository.surveyed("inaproc", "program-master")
    assert len(first.readable) == 1
    publish(doors.root, programs(2025), rows(doors, 4), manifest(4, maker="a"))
    repository.changed()
    assert len(repository.surveyed("inaproc", "program-master").readable) == 2


def test_removal_and_repair_know_the_imported_partitions(doors: Doors) -> None:
    place = publish(doors.root, programs(), rows(doors, 5), manifest(5, maker="a"))
    repository = doors.open(Gateway().transport(), imports=BESIDE)
    assert place in repository.pieces(programs().dataset, "D304")
    assert repository.place_of(programs(), repository.history(programs()).passes[0]) == place
    assert [found for found, _ in repository.everything()] == [place]
    repository.remove(place, repository.begin_removal())
    assert repository.peek(programs()) is None
