"""A bucket keeps what a folder keeps: whole or not at all, never over a newer, damage found."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.errors import ConfigurationMissing, StoreDamaged, StoreUnavailable
from services.store.backends import bucket as buckets
from services.store.backends.bucket import Bucket, opened
from services.store.backends.folder import FENCES
from services.store.locking.locks import Locks
from services.store.maintenance.repair import repair
from services.store.manifests import History, seal
from services.store.snapshots import MANIFEST, TWIN, Snapshots, Superseded
from services.store.survey import REST, Survey
from tests.scale.hosts import Store
from tests.store.test_snapshots import PLACE, frame, manifest, publish

KEY = PLACE.key


def objects(bucket: Bucket) -> dict[str, bytes]:
    return {key: bucket.read(key) for key in bucket.below("snapshots", "*")}


def spoil(bucket: Bucket, key: str) -> None:
    raw = bytearray(bucket.read(key))
    raw[len(raw) // 2] ^= 1
    bucket.replace(key, bytes(raw))


def test_what_is_published_is_what_is_opened_here_and_on_another_host(
    lake: Snapshots, shared: Mapping[str, str]
) -> None:
    kept = publish(lake, 5, None, 2**62)
    other = Snapshots(opened(shared["LENSA_DATA"], shared["AWS_ENDPOINT_URL"]))
    found = other.open(PLACE)
    assert found is not None
    assert found.frame.equals(frame(5, None, 2**62))
    assert found.frame.schema == frame(5, None, 2**62).schema
    assert (found.manifest, found.damage) == (kept, "")
    assert list(other.places(PLACE.scope)) == [PLACE]
    assert list(other.places(PLACE.scope, "program-master", "kode_klpd=D304")) == [PLACE]
    assert list(other.places("sandbox-lain")) == []


def test_the_keys_are_the_paths_of_a_folder(lake: Snapshots, tmp_path: Path) -> None:
    folder = Snapshots(tmp_path)
    for store in (lake, folder):
        publish(store, 1)
        publish(store, 2, hours=1)
    assert {p.name for p in tmp_path.iterdir()} == {"snapshots", FENCES}
    stored = (tmp_path / "snapshots").rglob("*.*")
    files = {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in stored}
    assert isinstance(lake.root, Bucket)
    assert objects(lake.root) == files
    assert PLACE.lock(lake.root) == f"{lake.root.address}/{KEY}"


def test_of_many_who_began_from_the_same_pass_one_is_published(
    lake: Snapshots, bucket: Bucket
) -> None:
    publish(lake, 1)

    def ask(number: int) -> bool:
        try:
            lake.publish(PLACE, frame(number), manifest(number), generation=1)
        except Superseded:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(2, 10))) == 1
    history = lake.history(PLACE)
    assert (history.generation, len(history.passes)) == (2, 2)
    assert bucket.read(f"{KEY}/{MANIFEST}") == bucket.read(f"{KEY}/{TWIN}") == seal(history)
    found = lake.open(PLACE)
    assert found is not None
    assert found.frame["pagu"].to_list() == [int(found.manifest.fetched_at.hour) - 12]


def test_a_swap_between_reading_and_writing_is_refused(bucket: Bucket) -> None:
    assert bucket.swap("a/b", b"satu", "")
    _, tag = bucket.tagged("a/b")
    assert not bucket.swap("a/b", b"lain", "")
    assert bucket.swap("a/b", b"dua", tag)
    assert not bucket.swap("a/b", b"tiga", tag)
    assert bucket.swap("a/b", b"dua", tag)  # its own write, whose answer was lost
    assert bucket.read("a/b") == b"dua"
    bucket.remove("a/b")
    bucket.remove("a/b")
    assert not bucket.exists("a/b")
    assert not bucket.swap("a/b", b"empat", tag)


def test_an_earlier_lease_never_publishes_over_a_later_one(lake: Snapshots) -> None:
    later = replace(manifest(), fence=7)
    lake.publish(PLACE, frame(1), later, generation=0)
    with pytest.raises(Superseded, match="berpindah"):
        lake.publish(PLACE, frame(9), replace(manifest(2), fence=6), generation=1)
    assert lake.publish(PLACE, frame(2), manifest(1), generation=1).fence == 0
    lake.publish(PLACE, frame(3), replace(manifest(2), fence=7), generation=2)


@pytest.mark.parametrize("name", [MANIFEST, TWIN])
def test_the_copy_serves_and_mending_restores(
    lake: Snapshots, bucket: Bucket, name: str, tmp_path: Path
) -> None:
    kept = (publish(lake, 1), publish(lake, 2, hours=1))
    spoil(bucket, f"{KEY}/{name}")
    found = lake.open(PLACE)
    assert found is not None
    assert found.frame["pagu"].to_list() == [2]
    list(repair(lake, PLACE.scope, Locks(tmp_path)))
    assert lake.history(PLACE).passes == kept
    spoil(bucket, f"{KEY}/{kept[1].file}")
    assert [type(passes) for _, passes in Survey(lake).of(PLACE.scope).all] == [History]
    lines = list(repair(lake, PLACE.scope, Locks(tmp_path)))
    assert "1 putaran rusak dikeluarkan" in lines[0]
    assert lake.history(PLACE).passes == kept[:1]


def test_both_manifests_damaged_are_set_aside(
    lake: Snapshots, bucket: Bucket, tmp_path: Path
) -> None:
    publish(lake, 1)
    for name in (MANIFEST, TWIN):
        spoil(bucket, f"{KEY}/{name}")
    with pytest.raises(StoreDamaged):
        lake.open(PLACE)
    (line,) = repair(lake, PLACE.scope, Locks(tmp_path))
    assert "disisihkan" in line
    assert lake.open(PLACE) is None
    aside = [key for key in bucket.below(".rusak", "*") if key.endswith(f"/{KEY}/{MANIFEST}")]
    assert [bucket.read(key) != b"" for key in aside] == [True]


def test_the_same_content_heals_a_damaged_object(lake: Snapshots, bucket: Bucket) -> None:
    spoil(bucket, f"{KEY}/{publish(lake, 1).file}")
    publish(lake, 1, hours=1)
    found = lake.open(PLACE)
    assert found is not None
    assert found.frame["pagu"].to_list() == [1]


def test_a_file_that_another_host_is_about_to_name_is_not_swept(
    lake: Snapshots, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.create(f"{KEY}/20260101T000000Z-aa.parquet", b"sedang terbit")
    publish(lake, 1)
    assert bucket.exists(f"{KEY}/20260101T000000Z-aa.parquet")
    monkeypatch.setattr(buckets, "SETTLED", timedelta(minutes=-1))
    publish(lake, 2, hours=1)
    assert not bucket.exists(f"{KEY}/20260101T000000Z-aa.parquet")


def test_a_listing_reads_only_manifests_that_changed_and_rests_a_while(
    lake: Snapshots, s3: Store
) -> None:
    now = [0.0]
    survey = Survey(lake, clock=lambda: now[0])
    others = [replace(PLACE, parts=(("kode_klpd", f"D{n}"), ("tahun", "2026"))) for n in range(5)]

    def asked() -> tuple[int, int]:
        before = s3.counted()
        found = survey.of(PLACE.scope)
        assert [place for place, _ in found.all] == others
        told = s3.counted() - before
        return told["GET"], told["LIST"]

    for place in others:
        lake.publish(place, frame(1), manifest(), generation=0)
    assert asked() == (5, 1)
    lake.publish(others[2], frame(2), manifest(1), generation=1)
    assert asked() == (0, 0)
    now[0] += REST
    assert asked() == (1, 1)
    survey.forget()
    assert asked() == (0, 1)
    found = dict(survey.of(PLACE.scope).all)
    assert [found[place].generation for place in others] == [1, 1, 2, 1, 1]  # type: ignore[union-attr]


def test_a_store_that_is_away_is_neither_empty_nor_damaged(
    lake: Snapshots, s3: Store, tmp_path: Path
) -> None:
    publish(lake, 1)
    s3.kill()
    try:
        for ask in (
            lambda: lake.open(PLACE),
            lambda: list(lake.places(PLACE.scope)),
            lambda: publish(lake, 2, hours=1),
            lambda: list(repair(lake, PLACE.scope, Locks(tmp_path))),
        ):
            with pytest.raises(StoreUnavailable, match="tidak menjawab") as caught:
                ask()
            assert caught.value.who == "operator"
    finally:
        s3.start()
    found = lake.open(PLACE)
    assert found is not None
    assert found.frame["pagu"].to_list() == [1]


@pytest.mark.parametrize(
    ("write", "when", "published"),
    [
        (1, "sesudah", False),  # the file stands, no manifest names it
        (2, "sebelum", False),
        (2, "sesudah", True),  # the manifest is swapped, nobody was told
        (3, "sebelum", True),  # its copy is behind
    ],
)
def test_a_store_that_dies_at_a_write_holds_the_old_state_or_the_new(
    lake: Snapshots, s3: Store, write: int, when: str, published: bool
) -> None:
    publish(lake, 1)
    before = lake.history(PLACE)
    s3.die_at(write, when)
    try:
        with pytest.raises(StoreUnavailable, match="tidak menjawab"):
            lake.publish(PLACE, frame(2, 3), manifest(1, rows=2), generation=1)
    finally:
        s3.back()
    found = lake.open(PLACE)
    assert found is not None
    assert found.frame["pagu"].to_list() == ([2, 3] if published else [1])
    assert lake.history(PLACE).passes[:1] == before.passes
    assert len(lake.history(PLACE).passes) == 1 + published
    publish(lake, 4, hours=2)
    found = lake.open(PLACE)
    assert found is not None
    assert (found.frame["pagu"].to_list(), found.damage) == ([4], "")
    assert isinstance(lake.root, Bucket)
    assert lake.root.read(f"{KEY}/{TWIN}") == lake.root.read(f"{KEY}/{MANIFEST}")


def test_a_bucket_that_is_not_there_is_not_an_empty_one(s3: Store, lake: Snapshots) -> None:
    assert lake.history(PLACE) == History()
    gone = Snapshots(opened("s3://tidakada/awalan", s3.address))
    for ask in (lambda: gone.history(PLACE), lambda: publish(gone, 1)):
        with pytest.raises(StoreUnavailable, match="tidak ada"):
            ask()


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.exceptions", None)
    with pytest.raises(ConfigurationMissing, match=r"s3://.*lensa-rup\[scale\]"):
        opened("s3://ember/awalan")


def test_nothing_of_it_is_imported_unless_asked_for(tmp_path: Path) -> None:
    said = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import sys; from services.wiring import connect; from services.settings import *;"
            "connect(from_mapping({'LENSA_DATA': sys.argv[1]})).close();"
            "print({'obstore', 'redis', 'boto3', 'moto', 'duckdb'} & set(sys.modules))",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert said.stdout == "set()\n"
