"""Linked folders are followed by every listing; broken links are reported."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from services.errors import StoreUnreadable
from services.settings import from_mapping
from services.store.locking.locks import Locks
from services.store.maintenance.repair import repair
from services.store.snapshots import MANIFEST, Snapshots
from services.store.survey import Survey
from services.wiring import connect
from tests.store.test_snapshots import PLACE, frame, manifest, publish

LEVELS = (
    "snapshots",
    "snapshots/v1",
    f"snapshots/v1/{PLACE.scope}",
    f"snapshots/v1/{PLACE.scope}/program-master",
    f"snapshots/v1/{PLACE.scope}/program-master/kode_klpd=D304",
    PLACE.key,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    store = Snapshots(root)
    publish(store, 1)
    store.publish(replace(PLACE, dataset="z-lain"), frame(5), manifest(), generation=0)
    return root


def moved(root: Path, key: str, tmp_path: Path) -> Path:
    """Move a folder elsewhere and link it back; return where it is now."""
    target = tmp_path / "besar" / Path(key).name
    target.parent.mkdir()
    shutil.move(root / key, target)
    (root / key).symlink_to(target)
    return target


@pytest.mark.parametrize("key", LEVELS)
def test_a_folder_that_is_a_link_is_listed_like_any_other(
    root: Path, tmp_path: Path, key: str
) -> None:
    before = Survey(Snapshots(root)).of(PLACE.scope).readable
    moved(root, key, tmp_path)
    survey = Survey(Snapshots(root))
    found = survey.of(PLACE.scope)
    assert found.readable == before
    assert found.problems == ()
    assert [p for p, _ in survey.of(PLACE.scope, "program-master").readable] == [PLACE]
    assert list(repair(Snapshots(root), PLACE.scope, Locks(root / "locks"))) == []
    publish(Snapshots(root), 2, hours=1)
    assert len(dict(survey.of(PLACE.scope).readable)[PLACE].passes) == 2


@pytest.mark.parametrize("key", LEVELS)
def test_a_link_to_a_disk_that_is_not_there_is_no_empty_store(
    root: Path, tmp_path: Path, key: str
) -> None:
    target = moved(root, key, tmp_path)
    target.rename(target.with_name("dilepas"))
    store = Snapshots(root)
    with pytest.raises(StoreUnreadable, match=rf"^{key}: .*pasang kembali disknya"):
        store.history(PLACE)
    found = Survey(store).of(PLACE.scope)
    assert PLACE not in dict(found.readable)
    assert [str(one).startswith(f"{key}: ") for one in found.problems] == [True]
    with pytest.raises(StoreUnreadable):
        publish(store, 9)
    lines = list(repair(store, PLACE.scope, Locks(tmp_path / "locks")))
    assert [line.endswith("dibiarkan") for line in lines] == [True]


def test_a_link_to_a_folder_above_does_not_go_round(root: Path) -> None:
    (root / PLACE.key / "lagi").symlink_to(root / "snapshots", target_is_directory=True)
    (root / PLACE.key / "diri").symlink_to("diri")
    found = Survey(Snapshots(root)).of(PLACE.scope)
    assert len(found.readable) == 2


def test_a_manifest_that_is_a_link_is_read_again_when_its_target_changes(
    root: Path, tmp_path: Path
) -> None:
    manifest_file, other = root / PLACE.key / MANIFEST, tmp_path / "manifest"
    shutil.move(manifest_file, other)
    manifest_file.symlink_to(other)
    survey = Survey(Snapshots(root))
    assert len(dict(survey.of(PLACE.scope).readable)[PLACE].passes) == 1
    publish(Snapshots(root), 2, hours=1)
    assert len(dict(survey.of(PLACE.scope).readable)[PLACE].passes) == 2


def test_setting_aside_a_link_copies_its_file(root: Path, tmp_path: Path) -> None:
    (file,) = (root / PLACE.key).glob("*.parquet")
    shutil.move(file, tmp_path / "isi.parquet")
    file.symlink_to(tmp_path / "isi.parquet")
    Snapshots(root).objects.move(f"{PLACE.key}/{file.name}", ".rusak/satu/isi.parquet")
    assert not file.is_symlink()
    aside = root / ".rusak" / "satu" / "isi.parquet"
    assert not aside.is_symlink()
    assert aside.read_bytes() == (tmp_path / "isi.parquet").read_bytes()


def test_a_linked_data_folder_has_the_same_locks_by_both_paths(root: Path, tmp_path: Path) -> None:
    (tmp_path / "tautan").symlink_to(root)
    names = set()
    for name in ("data", "tautan"):
        parts = connect(from_mapping({"LENSA_DATA": str(tmp_path / name)}))
        names.add(PLACE.lock(parts.repository.root))
        parts.close()
    assert len(names) == 1
