"""Unreadable files are neither damaged nor missing: reported and left as they are."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from services.errors import StoreDamaged, StoreUnreadable
from services.search.index import Index, IndexDamaged
from services.store.backends.folder import Folder
from services.store.checkpoints import Checkpoints
from services.store.locking.locks import Locks
from services.store.maintenance.repair import repair
from services.store.manifests import History, seal
from services.store.snapshots import MANIFEST, TWIN, Snapshots, write_aside
from services.store.survey import Survey
from services.watch.changes import lately, remembered
from tests.store.test_snapshots import PLACE, damage, frame, manifest, publish

ERRORS = (
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ESTALE,
    errno.ENOTCONN,
    errno.ETIMEDOUT,
    errno.ENOMEM,
)
DESCRIPTORS = """
import os, resource, sys
from pathlib import Path
from services.errors import StoreUnreadable
from services.store.snapshots import Snapshots
from tests.store.test_snapshots import PLACE
store = Snapshots(Path(sys.argv[1]))
store.open(PLACE)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
held = []
try:
    while True:
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
try:
    store.open(PLACE)
except StoreUnreadable as error:
    os.write(1, error.message.encode())
"""


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "locks" not in path.parts
    }


def failing(root: Path, name: str, number: int) -> Snapshots:
    """Return the store of a folder whose disk answers an error for files of this name."""

    def load(path: Path) -> bytes:
        if path.name == name:
            raise OSError(number, os.strerror(number), str(path))
        return path.read_bytes()

    return Snapshots(Folder(root, write_aside, load))


@pytest.fixture
def kept(tmp_path: Path) -> Snapshots:
    """Return a store with two passes of one partition and one of another."""
    store = Snapshots(tmp_path)
    publish(store, 1)
    publish(store, 2, hours=1)
    store.publish(replace(PLACE, dataset="z-lain"), frame(5), manifest(), generation=0)
    return store


@pytest.mark.parametrize("number", ERRORS, ids=lambda number: errno.errorcode[number])
@pytest.mark.parametrize("what", ["berkas", MANIFEST, TWIN])
def test_no_error_of_the_disk_is_damage_and_repair_touches_nothing(
    kept: Snapshots, tmp_path: Path, number: int, what: str
) -> None:
    history = kept.history(PLACE)
    name = history.passes[-1].file if what == "berkas" else what
    store, before = failing(tmp_path, name, number), contents(tmp_path)
    if what == TWIN:
        (PLACE.folder(tmp_path) / MANIFEST).write_bytes(b"{")
        before = contents(tmp_path)
    with pytest.raises(StoreUnreadable) as caught:
        store.open(PLACE)
    assert f"{PLACE.key}/{name}: tidak dapat dibaca sekarang" in str(caught.value)
    assert caught.value.who == "operator"
    assert "\n" not in str(caught.value)
    lines = list(repair(store, PLACE.scope, Locks(tmp_path / "locks")))
    if what != MANIFEST:
        assert [line for line in lines if f"{PLACE.key}/{name}" in line and "dibiarkan" in line]
    assert contents(tmp_path) == before


@pytest.mark.parametrize("number", ERRORS, ids=lambda number: errno.errorcode[number])
def test_a_pass_is_not_published_while_a_manifest_is_unreadable(
    kept: Snapshots, tmp_path: Path, number: int
) -> None:
    before = contents(tmp_path)
    for name in (MANIFEST, TWIN):
        store = failing(tmp_path, name, number)
        with pytest.raises(StoreUnreadable):
            store.publish(PLACE, frame(3), manifest(2), generation=2)
    assert kept.history(PLACE).generation == 2
    assert set(contents(tmp_path)) - set(before) == {
        f"{PLACE.key}/{path.name}"
        for path in PLACE.folder(tmp_path).glob("*.parquet")
        if f"{PLACE.key}/{path.name}" not in before
    }


def test_an_older_pass_does_not_replace_an_unreadable_newer_one(
    kept: Snapshots, tmp_path: Path
) -> None:
    older, newest = kept.history(PLACE).passes
    store = failing(tmp_path, newest.file, errno.EIO)
    with pytest.raises(StoreUnreadable):
        store.open(PLACE)
    with pytest.raises(StoreUnreadable):
        store.newest(PLACE)
    assert store.read(PLACE, older).rows() == [("0", 1)]


def test_a_listing_has_the_readable_partitions_and_the_problems(
    kept: Snapshots, tmp_path: Path
) -> None:
    store = failing(tmp_path, "tidak ada", errno.EIO)
    (PLACE.folder(tmp_path) / MANIFEST).unlink()
    (PLACE.folder(tmp_path) / MANIFEST).mkdir()
    found = Survey(store).of(PLACE.scope)
    assert [place.dataset for place, _ in found.readable] == ["z-lain"]
    assert [f"{PLACE.key}/{MANIFEST}" in str(one) for one in found.problems] == [True]
    assert kept.history(replace(PLACE, dataset="z-lain")).generation == 1


def test_a_process_without_descriptors_says_so(kept: Snapshots, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", DESCRIPTORS, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert ran.stdout.startswith(f"{PLACE.key}/{MANIFEST}: tidak dapat dibaca sekarang")
    assert "LimitNOFILE" in ran.stdout
    assert kept.open(PLACE) is not None


def test_repair_sets_a_damaged_file_aside_and_keeps_its_bytes(
    kept: Snapshots, tmp_path: Path
) -> None:
    newest = kept.history(PLACE).passes[-1]
    path = PLACE.folder(tmp_path) / newest.file
    damage(path)
    content = path.read_bytes()
    list(repair(kept, PLACE.scope, Locks(tmp_path / "locks")))
    (aside,) = (tmp_path / ".rusak").rglob(newest.file)
    assert aside.read_bytes() == content
    assert (
        aside.relative_to(tmp_path).parts[2:-1]
        == PLACE.folder(tmp_path).relative_to(tmp_path).parts
    )


@pytest.mark.parametrize(
    "history",
    [
        History(generation=1, passes=(replace(manifest(), file="../../rahasia.parquet"),)),
        History(generation=1, passes=(replace(manifest(), file="/etc/hostname"),)),
        History(
            generation=1,
            passes=(replace(manifest(), fetched_at=manifest().fetched_at.replace(tzinfo=None)),),
        ),
    ],
    ids=["di luar folder", "alamat mutlak", "tanpa zona waktu"],
)
def test_a_sealed_manifest_that_names_nonsense_is_damage_in_one_line(
    kept: Snapshots, tmp_path: Path, history: History
) -> None:
    (PLACE.folder(tmp_path) / MANIFEST).write_bytes(seal(history))
    with pytest.raises(StoreDamaged, match="manifest tidak terbaca"):
        kept.history(PLACE)


def test_a_manifest_nested_without_end_is_damage_in_one_line(
    kept: Snapshots, tmp_path: Path
) -> None:
    deep = b'{"generation":1,"passes":' + b"[" * 100_000
    (PLACE.folder(tmp_path) / MANIFEST).write_bytes(deep)
    with pytest.raises(StoreDamaged, match="manifest tidak terbaca"):
        kept.history(PLACE)


def folder_in_place(path: Path) -> None:
    """Put a folder where a file is: it cannot be read as one, whoever asks."""
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)
    (path / "isi").write_text("tetap")


def test_an_index_that_cannot_be_opened_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "cari" / "satu.sqlite"
    folder_in_place(path)
    with pytest.raises(StoreUnreadable, match=r"cari/satu\.sqlite: tidak dapat dipakai"):
        Index(path)
    assert (path / "isi").read_text() == "tetap"


def test_an_index_that_is_no_database_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "cari" / "satu.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"bukan basis data" * 100)
    assert Index(path).digests() == {}


def test_a_watch_that_cannot_be_read_is_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "watch" / "v1" / "uji" / "satu.json"
    folder_in_place(path)
    with pytest.raises(StoreUnreadable, match=r"watch/satu\.json: tidak dapat dibaca sekarang"):
        remembered(path)
    changes, errors = lately(tmp_path, "uji")
    assert (changes, len(errors)) == ((), 0)  # a folder of that name is no memory
    assert (path / "isi").exists()


def test_recorded_pages_that_cannot_be_read_are_not_lost(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path)
    checkpoints.tape("satu").put(0, b"a" * 200_000)
    (page,) = tmp_path.rglob("*.val")
    folder_in_place(page)
    with pytest.raises(StoreUnreadable, match=r"checkpoints/.*\.val: tidak dapat dibaca sekarang"):
        checkpoints.tape("satu").get(0)
    assert (page / "isi").exists()
    checkpoints.close()


@pytest.mark.parametrize(
    ("code", "kept_file"), [(sqlite3.SQLITE_IOERR_READ, True), (sqlite3.SQLITE_CORRUPT, False)]
)
def test_only_a_broken_index_of_pages_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kept_file: bool
) -> None:
    checkpoints, opened = Checkpoints(tmp_path), list[str]()
    (tmp_path / "halaman.val").write_bytes(b"a")

    def fails(directory: str, **options: object) -> object:
        del options
        opened.append(directory)
        error = sqlite3.DatabaseError("gagal")
        error.sqlite_errorcode = code
        if len(opened) == 1:
            raise error
        raise StoreDamaged("cukup")

    monkeypatch.setattr("diskcache.Cache", fails)
    with pytest.raises((StoreUnreadable, StoreDamaged)):
        checkpoints.tape("satu")
    assert (tmp_path / "halaman.val").exists() is kept_file


def test_index_damage_is_told_from_a_file_that_is_away(tmp_path: Path) -> None:
    index = Index(tmp_path / "cari" / "satu.sqlite")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{tmp_path}/cari/satu.sqlite{suffix}").unlink(missing_ok=True)
    with pytest.raises(IndexDamaged):
        index.digests()
