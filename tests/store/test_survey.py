"""A listing that is not made again is the listing that would have been made."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from services.errors import StoreUnreadable
from services.store.backends import folder as folders
from services.store.locking.locks import Locks
from services.store.maintenance.repair import repair
from services.store.manifests import History
from services.store.snapshots import MANIFEST, TWIN, Place, Snapshots
from services.store.survey import Found, Survey
from tests.store.test_snapshots import PLACE, damage, frame, manifest, publish
from tests.waiting import until

OTHERS = [replace(PLACE, parts=(("kode_klpd", f"D{n}"), ("tahun", "2026"))) for n in range(1, 5)]
PUBLISH = """
import sys
from pathlib import Path
from services.store.snapshots import Snapshots
from tests.waiting import until
from tests.store.test_snapshots import publish
publish(Snapshots(Path(sys.argv[1])), 7, 8, hours=2)
"""


@pytest.fixture
def store(tmp_path: Path) -> Snapshots:
    """Return a store of five partitions."""
    made = Snapshots(tmp_path / "data")
    publish(made, 1)
    for place in OTHERS:
        made.publish(place, frame(1), manifest(), generation=0)
    return made


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """Take every file for old; return what waits until the clock of the disk has moved on."""
    monkeypatch.setattr(folders, "YOUNG", -(10**12))
    probe = tmp_path / "jam"

    def wait() -> None:
        probe.touch()
        before = probe.stat().st_ctime_ns

        def moved() -> bool:
            probe.touch()
            return probe.stat().st_ctime_ns > before

        until(moved)

    return wait


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the folders that were read."""
    read: list[str] = []
    scandir = os.scandir

    def noted(path: str) -> object:
        read.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", noted)
    return read


def told(found: Found) -> dict[str, list[str] | str]:
    """Say what was found: digests of the passes, or what is wrong."""
    return {
        str(place): [p.digest for p in one.passes] if isinstance(one, History) else one.message
        for place, one in found.all
    }


def anew(store: Snapshots, *within: str) -> dict[str, list[str] | str]:
    """Say what somebody finds who remembers nothing."""
    return told(Survey(store).of(PLACE.scope, *within))


def test_nothing_is_read_again_while_nothing_changed(
    store: Snapshots, settled: Callable[[], None], walks: list[str]
) -> None:
    survey = Survey(store)
    first = survey.of(PLACE.scope)
    assert len(first.readable) == len(first.all) == 5
    settled()
    walks.clear()
    assert survey.of(PLACE.scope) is first
    assert walks == []


@pytest.mark.parametrize("within", [("program-master", "kode_klpd=D9"), ("lain", "kode_klpd=D1")])
def test_a_folder_that_is_not_there_is_not_looked_for_until_one_above_changes(
    store: Snapshots, settled: Callable[[], None], walks: list[str], within: tuple[str, str]
) -> None:
    survey = Survey(store)
    assert survey.of(PLACE.scope, *within).all == ()
    settled()
    walks.clear()
    assert survey.of(PLACE.scope, *within).all == ()
    assert walks == []
    kode = within[1].removeprefix("kode_klpd=")
    place = Place(
        scope=PLACE.scope, dataset=within[0], parts=(("kode_klpd", kode), ("tahun", "2026"))
    )
    store.publish(place, frame(1), manifest(), generation=0)
    assert told(survey.of(PLACE.scope, *within)) == anew(store, *within)
    assert len(survey.of(PLACE.scope, *within).readable) == 1


def test_what_is_young_is_always_looked_at_anew(store: Snapshots, walks: list[str]) -> None:
    survey = Survey(store)
    first = survey.of(PLACE.scope)
    walks.clear()
    assert told(survey.of(PLACE.scope)) == told(first)
    assert walks != []


def another_process(store: Snapshots, path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PUBLISH, str(store.root)], check=False)
    assert (done.returncode, path.exists()) == (0, True)


def new_partition(store: Snapshots, path: Path) -> None:
    del path
    place = replace(PLACE, parts=(("kode_klpd", "D99"), ("tahun", "2026")))
    store.publish(place, frame(4), manifest(), generation=0)


def new_year(store: Snapshots, path: Path) -> None:
    del path
    place = replace(PLACE, parts=(("kode_klpd", "D304"), ("tahun", "2025")))
    store.publish(place, frame(4), manifest(), generation=0)


def set_back(store: Snapshots, path: Path) -> None:
    """Add a partition as a copy does that keeps the times of folders."""
    above = path.parent.parent
    was = above.stat()
    new_year(store, path)
    os.utime(above, ns=(was.st_atime_ns, was.st_mtime_ns))


def mended(store: Snapshots, path: Path) -> None:
    damage(next(path.parent.glob("*.parquet")))
    lines = list(repair(store, PLACE.scope, Locks(path.parents[5] / "locks")))
    assert any("dikeluarkan" in line for line in lines)


def without_manifest(store: Snapshots, path: Path) -> None:
    del store
    path.unlink()


def only_a_copy(store: Snapshots, path: Path) -> None:
    place = replace(PLACE, parts=(("kode_klpd", "D98"), ("tahun", "2026")))
    folder = store.objects.path(place.key)
    assert folder is not None
    folder.mkdir(parents=True)
    shutil.copy(path, folder / TWIN)


CHANGES: dict[str, Callable[[Snapshots, Path], object]] = {
    "another process": another_process,
    "a pass": lambda store, _: publish(store, 3, hours=1),
    "a partition": new_partition,
    "a year": new_year,
    "times set back": set_back,
    "mended": mended,
    "damaged": lambda _, path: damage(path),
    "manifest gone": without_manifest,
    "a copy alone": only_a_copy,
    "a year gone": lambda _, path: shutil.rmtree(path.parent),
    "a KLPD gone": lambda _, path: shutil.rmtree(path.parents[1]),
    "all gone": lambda _, path: shutil.rmtree(path.parents[3]),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("within", [(), ("program-master",), ("program-master", "kode_klpd=D304")])
def test_what_changed_is_seen_at_once(
    store: Snapshots, settled: Callable[[], None], change: str, within: tuple[str, ...]
) -> None:
    survey = Survey(store)
    folder = store.objects.path(PLACE.key)
    assert folder is not None
    assert told(survey.of(PLACE.scope, *within)) == anew(store, *within)
    settled()
    CHANGES[change](store, folder / MANIFEST)
    assert told(survey.of(PLACE.scope, *within)) == anew(store, *within)
    settled()
    assert told(survey.of(PLACE.scope, *within)) == anew(store, *within)


def test_what_was_not_there_is_found_when_it_comes(
    tmp_path: Path, settled: Callable[[], None]
) -> None:
    store = Snapshots(tmp_path / "data")
    survey = Survey(store)
    assert survey.of(PLACE.scope).all == ()
    settled()
    publish(store, 1)
    assert told(survey.of(PLACE.scope)) == anew(store)


def test_a_manifest_that_could_not_be_read_is_read_again(
    store: Snapshots, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    survey, read = Survey(store), folders.Folder.read

    def fails(self: folders.Folder, key: str) -> bytes:
        if "D2/" in key:
            raise StoreUnreadable("sekali saja", where=key)
        return read(self, key)

    monkeypatch.setattr(folders.Folder, "read", fails)
    assert len(survey.of(PLACE.scope).problems) == 1
    monkeypatch.setattr(folders.Folder, "read", read)
    settled()
    assert survey.of(PLACE.scope).problems == ()


@pytest.mark.parametrize("seed", range(8))
def test_any_turn_of_changes_is_seen(
    tmp_path: Path, settled: Callable[[], None], seed: int
) -> None:
    store, chance = Snapshots(tmp_path / "data"), random.Random(seed)
    survey = Survey(store)
    places = [PLACE, *OTHERS]
    for turn in range(25):
        place = chance.choice(places)
        _turn(store, place, turn, chance.random())
        within = chance.choice(
            [(), ("program-master",), ("program-master", f"kode_klpd=D{turn % 6}")]
        )
        assert told(survey.of(PLACE.scope, *within)) == anew(store, *within)
        settled()


def _turn(store: Snapshots, place: Place, turn: int, kind: float) -> None:
    folder = store.objects.path(place.key)
    assert folder is not None
    if kind < 0.2 and folder.exists():
        shutil.rmtree(folder)
    elif kind < 0.7:
        generation = store.history(place).generation
        store.publish(place, frame(turn), manifest(turn), generation=generation)
