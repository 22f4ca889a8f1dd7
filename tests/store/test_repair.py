"""Repair sets damaged passes and stray files aside; intact and unreadable ones stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from services.store.locking.locks import Locks
from services.store.maintenance.repair import repair
from services.store.snapshots import MANIFEST, TWIN, Snapshots
from tests.store.test_snapshots import PLACE, damage, frame, harm, manifest, publish

SCOPE = PLACE.scope


@pytest.fixture
def store(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return PLACE.folder(tmp_path)


@pytest.fixture
def locks(tmp_path: Path) -> Locks:
    now = [0.0]
    return Locks(
        tmp_path / "locks", sleep=lambda s: now.__setitem__(0, now[0] + s), clock=lambda: now[0]
    )


def set_aside(folder: Path, name: str) -> Path:
    """Return the one file of this name that was moved out of a partition."""
    root = next(path for path in folder.parents if path.name == "snapshots").parent
    (found,) = (root / ".rusak").glob(f"*/{folder.relative_to(root)}/{name}")
    return found


def test_a_whole_store_is_left_as_it_is(store: Snapshots, folder: Path, locks: Locks) -> None:
    publish(store, 1)
    publish(store, 2, hours=1)
    before = sorted((p.name, p.read_bytes()) for p in folder.iterdir())
    assert list(repair(store, SCOPE, locks)) == []
    assert sorted((p.name, p.read_bytes()) for p in folder.iterdir()) == before


def test_a_damaged_pass_leaves_and_the_older_serves(
    store: Snapshots, folder: Path, locks: Locks
) -> None:
    older = publish(store, 1)
    newest = publish(store, 2, hours=1)
    damage(folder / newest.file)
    lines = list(repair(store, SCOPE, locks))
    assert len(lines) == 2
    assert "program-master D304 2026: 1 putaran rusak dikeluarkan" in lines[0]
    assert newest.file in lines[1]
    history = store.history(PLACE)
    assert history.passes == (older,)
    assert history.generation == 3
    assert not (folder / newest.file).exists()
    assert set_aside(folder, newest.file).stat().st_size > 0
    opened = store.open(PLACE)
    assert opened is not None
    assert opened.damage == ""
    assert list(repair(store, SCOPE, locks)) == []


def test_when_all_passes_are_damaged_an_empty_history_is_left(
    store: Snapshots, folder: Path, locks: Locks
) -> None:
    damage(folder / publish(store, 1).file)
    list(repair(store, SCOPE, locks))
    assert store.open(PLACE) is None
    assert publish(store, 5, hours=3).rows == 1
    assert len(store.history(PLACE).passes) == 1


def test_an_unreadable_manifest_is_set_aside(store: Snapshots, folder: Path, locks: Locks) -> None:
    publish(store, 1)
    for name in (MANIFEST, TWIN):
        (folder / name).write_bytes(b"{")
    (line,) = repair(store, SCOPE, locks)
    assert "manifest rusak disisihkan" in line
    assert set_aside(folder, MANIFEST).read_bytes() == b"{"
    assert set_aside(folder, TWIN).read_bytes() == b"{"
    assert store.open(PLACE) is None


@pytest.mark.parametrize("how", ["satu bit", "terpotong", "kosong", "hilang"])
def test_a_damaged_manifest_is_restored_from_its_copy_and_nothing_is_lost(
    store: Snapshots, folder: Path, locks: Locks, how: str
) -> None:
    kept = (publish(store, 1), publish(store, 2, hours=1))
    harm(folder / MANIFEST, how)
    assert list(repair(store, SCOPE, locks)) == [
        "program-master D304 2026: manifest dipulihkan dari salinannya"
    ]
    assert store.history(PLACE).passes == kept
    assert store.history(PLACE).generation == 3
    opened = store.open(PLACE)
    assert opened is not None
    assert (opened.frame["pagu"].to_list(), opened.damage) == ([2], "")
    assert list(repair(store, SCOPE, locks)) == []


def test_stray_files_are_set_aside_and_reported(
    store: Snapshots, folder: Path, locks: Locks
) -> None:
    publish(store, 1)
    (folder / ".abc.tmp").write_bytes(b"setengah")
    (folder / "20200101T000000Z-00.parquet").write_bytes(b"setengah")
    lines = list(repair(store, SCOPE, locks))
    assert [line.rsplit(": ", 1)[1] for line in lines] == [
        ".abc.tmp",
        "20200101T000000Z-00.parquet",
    ]
    assert len(list(folder.iterdir())) == 3
    assert set_aside(folder, "20200101T000000Z-00.parquet").read_bytes() == b"setengah"


def test_a_partition_under_a_pass_is_left_alone_and_the_next_is_repaired(
    store: Snapshots, folder: Path, locks: Locks
) -> None:
    publish(store, 1)
    other = replace(PLACE, dataset="z-lain")
    store.publish(other, frame(1), manifest(), generation=0)
    for place in (PLACE, other):
        (place.folder(store.root) / "baru.parquet").write_bytes(b"sedang ditulis")
    with locks.hold(PLACE.lock(store.root), patience=0):
        lines = list(repair(store, SCOPE, locks))
    assert lines[0] == "program-master D304 2026: sedang dibaca, dilewati"
    assert (folder / "baru.parquet").exists()
    assert not (other.folder(store.root) / "baru.parquet").exists()


def test_another_scope_is_not_touched(store: Snapshots, folder: Path, locks: Locks) -> None:
    damage(folder / publish(store, 1).file)
    assert list(repair(store, "sandbox-lain", locks)) == []
    assert len(store.history(PLACE).passes) == 1
