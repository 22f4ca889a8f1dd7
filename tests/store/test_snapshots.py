"""Snapshots: published atomically, damage noticed by digest, older ones retained."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import BadRequest, StoreDamaged
from services.store.backends.atomic_write import write_aside
from services.store.backends.folder import Folder
from services.store.manifests import seal, unseal
from services.store.snapshots import (
    MANIFEST,
    TWIN,
    History,
    Manifest,
    Place,
    Snapshots,
    Superseded,
)

NOON = datetime(2026, 6, 22, 12, tzinfo=UTC)
PLACE = Place(
    scope="sandbox-umum",
    dataset="program-master",
    parts=(("kode_klpd", "D304"), ("tahun", "2026")),
)

CRASH = """
import os, sys
from pathlib import Path
from services.store import snapshots
from tests.store.test_snapshots import publish
write_aside = snapshots.write_aside
def crash(path, content):
    if path.name == snapshots.MANIFEST:
        os._exit(7)
    write_aside(path, content)
snapshots.write_aside = crash
publish(snapshots.Snapshots(Path(sys.argv[1])), 2, hours=1)
"""


def manifest(hours: float = 0, rows: int = 1) -> Manifest:
    return Manifest(
        rows=rows,
        pages=1,
        source="live",
        address="contoh",
        fetched_at=NOON + timedelta(hours=hours),
    )


def frame(*pagu: int | None) -> pl.DataFrame:
    return pl.DataFrame({"kd_program": [str(n) for n in range(len(pagu))], "pagu": list(pagu)})


def publish(store: Snapshots, *pagu: int | None, hours: float = 0) -> Manifest:
    generation = store.history(PLACE).generation
    return store.publish(
        PLACE, frame(*pagu), manifest(hours, rows=len(pagu)), generation=generation
    )


@pytest.fixture
def store(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return PLACE.folder(tmp_path)


def damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def test_what_is_published_is_what_is_opened(store: Snapshots) -> None:
    kept = publish(store, 5, None, 2**62)
    opened = store.open(PLACE)
    assert opened is not None
    assert opened.frame.equals(frame(5, None, 2**62))
    assert opened.frame.schema == frame(5, None, 2**62).schema
    assert opened.manifest == kept
    assert opened.damage == ""
    assert (kept.rows, kept.fetched_at, len(kept.digest)) == (3, NOON, 64)


def test_nothing_published_is_none_not_an_error(store: Snapshots) -> None:
    assert store.open(PLACE) is None
    assert store.history(PLACE) == History()
    assert list(store.places("sandbox-umum")) == []


def test_the_path_is_the_promised_one(store: Snapshots, folder: Path, tmp_path: Path) -> None:
    kept = publish(store, 5)
    assert folder == (
        tmp_path / "snapshots/v1/sandbox-umum/program-master/kode_klpd=D304/tahun=2026"
    )
    assert kept.file == f"20260622T120000Z-{kept.digest[:16]}.parquet"
    assert sorted(p.name for p in folder.iterdir()) == sorted([kept.file, MANIFEST, TWIN])


def test_any_engine_reads_the_hive_layout(store: Snapshots, tmp_path: Path) -> None:
    publish(store, 5, 6)
    other = replace(PLACE, parts=(("kode_klpd", "K1"), ("tahun", "2025")))
    store.publish(other, frame(7), manifest(), generation=0)
    rows = pl.scan_parquet(
        tmp_path / "snapshots/v1/sandbox-umum/program-master/**/*.parquet", hive_partitioning=True
    ).sort("pagu")
    assert rows.select("pagu", "kode_klpd", "tahun").collect().rows() == [
        (5, "D304", 2026),
        (6, "D304", 2026),
        (7, "K1", 2025),
    ]


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "gone", "swapped"])
def test_a_damaged_newest_lets_the_older_serve_and_says_so(
    store: Snapshots, folder: Path, harm: str
) -> None:
    older = publish(store, 1)
    newest = publish(store, 2, hours=1)
    path = folder / newest.file
    if harm == "flip":
        damage(path)
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-9])
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "gone":
        path.unlink()
    else:
        path.write_bytes((folder / older.file).read_bytes())
    opened = store.open(PLACE)
    assert opened is not None
    assert opened.manifest == older
    assert opened.frame["pagu"].to_list() == [1]
    assert newest.file in opened.damage


def test_when_all_passes_are_damaged_the_error_names_partition_and_command(
    store: Snapshots, folder: Path
) -> None:
    for hours, pagu in enumerate((1, 2)):
        damage(folder / publish(store, pagu, hours=hours).file)
    with pytest.raises(StoreDamaged, match="utuh; jalankan doctor --perbaiki") as caught:
        store.open(PLACE)
    assert caught.value.where == "program-master D304 2026"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"generation":"x"}',
        b'{"passes":[{}]}',
        b'{"generation":1,"passes":[{"source":"\xff"}]}',
        b"\0",
        b"{}",
    ],
)
def test_an_unreadable_manifest_is_damage_not_emptiness(
    store: Snapshots, folder: Path, content: bytes
) -> None:
    publish(store, 1)
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(StoreDamaged, match="manifest tidak terbaca"):
        store.history(PLACE)
    with pytest.raises(StoreDamaged):
        store.publish(PLACE, frame(2), manifest(), generation=1)
    assert (folder / MANIFEST).read_bytes() == content


def test_the_same_content_adds_an_instant_not_a_file(store: Snapshots, folder: Path) -> None:
    first, second = publish(store, 1, 2), publish(store, 1, 2, hours=3)
    assert first.file == second.file
    assert first.digest == second.digest
    assert [p.fetched_at for p in store.history(PLACE).passes] == [NOON, NOON + timedelta(hours=3)]
    assert len(list(folder.glob("*.parquet"))) == 1


def test_publishing_the_same_content_again_repairs_a_damaged_file(
    store: Snapshots, folder: Path
) -> None:
    damage(folder / publish(store, 1).file)
    publish(store, 1, hours=1)
    opened = store.open(PLACE)
    assert opened is not None
    assert opened.frame["pagu"].to_list() == [1]


def test_a_pass_that_began_before_another_was_published_is_superseded(
    store: Snapshots, folder: Path
) -> None:
    publish(store, 1)
    before = sorted((p.name, p.read_bytes()) for p in folder.iterdir())
    with pytest.raises(Superseded):
        store.publish(PLACE, frame(9), manifest(2), generation=0)
    assert sorted((p.name, p.read_bytes()) for p in folder.iterdir()) == before


def test_a_crash_between_file_and_manifest_leaves_the_old_state(
    store: Snapshots, folder: Path
) -> None:
    publish(store, 1)
    crashed = subprocess.run(
        [sys.executable, "-c", CRASH, str(store.root)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (crashed.returncode, crashed.stderr) == (7, "")
    opened = store.open(PLACE)
    assert opened is not None
    assert opened.frame["pagu"].to_list() == [1]
    assert len(list(folder.glob("*.parquet"))) == 2
    publish(store, 3, hours=2)
    assert [p.rows for p in store.history(PLACE).passes] == [1, 1]
    named = {p.file for p in store.history(PLACE).passes}
    assert {p.name for p in folder.glob("*.parquet")} == named


def harm(path: Path, how: str) -> None:
    """Damage a file in one of the ways a disk, an editor or a half copy does."""
    raw = path.read_bytes()
    match how:
        case "satu bit":
            damage(path)
        case "terpotong":
            path.write_bytes(raw[: len(raw) // 2])
        case "kosong":
            path.write_bytes(b"")
        case "hilang":
            path.unlink()


@pytest.mark.parametrize("how", ["satu bit", "terpotong", "kosong", "hilang"])
def test_the_copy_serves_for_a_manifest_that_is_damaged_or_lost(
    store: Snapshots, folder: Path, how: str
) -> None:
    publish(store, 1)
    publish(store, 2, hours=1)
    whole = store.history(PLACE)
    harm(folder / MANIFEST, how)
    with pytest.raises(StoreDamaged, match="jalankan doctor"):
        store.history(PLACE)
    history, wrong = store.recall(PLACE)
    assert history == whole
    assert "jalankan doctor --perbaiki" in wrong
    opened = store.open(PLACE)
    assert opened is not None
    assert (opened.frame["pagu"].to_list(), opened.damage) == ([2], wrong)
    assert list(store.places(PLACE.scope)) == [PLACE]
    harm(folder / TWIN, "terpotong")
    with pytest.raises(StoreDamaged):
        store.open(PLACE)


def test_a_first_manifest_that_comes_while_it_is_looked_for_is_not_called_lost(
    store: Snapshots, tmp_path: Path
) -> None:
    exists: list[bool] = []

    def publish_after(path: Path) -> bytes:
        exists.append(path.exists())
        try:
            return path.read_bytes()
        except FileNotFoundError:
            publish(store, 1)
            raise

    reader = Snapshots(Folder(tmp_path, write_aside, publish_after))
    assert [p.rows for p in reader.history(PLACE).passes] == [1]
    assert exists == [False, True]


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_no_flipped_bit_of_a_manifest_goes_unseen(at: int, bit: int) -> None:
    history = History(generation=7, passes=(manifest(1), manifest(2)))
    raw = bytearray(seal(history))
    raw[at % len(raw)] ^= 1 << bit
    try:
        read = unseal(bytes(raw))
    except ValueError:
        return
    assert read == history  # only the spelling of a name or a date that means the same


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "data.csv"
    target.write_bytes(b"lama")
    write_aside(target, b"baru")
    assert target.read_bytes() == b"baru"
    with pytest.raises(StoreDamaged, match="tidak dapat menulis ke tempat data"):
        write_aside(target / "x" / "y.csv", b"baru")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(StoreDamaged, match="tidak dapat menulis"):
        write_aside(tmp_path / "folder.csv", b"baru")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data.csv", "folder.csv"]


def test_content_is_on_disk_before_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, seen = tmp_path / "data.csv", list[tuple[bool, bool]]()
    sync = os.fsync

    def watch(handle: int) -> None:
        seen.append((stat.S_ISDIR(os.fstat(handle).st_mode), target.exists()))
        sync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    write_aside(target, b"isi")
    assert seen == [(False, False), (True, True)]


def test_a_system_that_opens_no_folder_writes_without_syncing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, open_file = list[object](), os.open

    def watch(path: os.PathLike[str], *rest: int) -> int:
        opened.append(path)
        return open_file(path, *rest)

    monkeypatch.delattr(os, "O_DIRECTORY")
    monkeypatch.setattr(os, "open", watch)
    write_aside(tmp_path / "data.csv", b"isi")
    assert (tmp_path / "data.csv").read_bytes() == b"isi"
    assert tmp_path not in opened


def test_a_disk_that_refuses_is_an_error_of_the_operator(tmp_path: Path) -> None:
    (tmp_path / "snapshots").write_text("bukan folder")
    with pytest.raises(StoreDamaged):
        Snapshots(tmp_path).publish(PLACE, frame(1), manifest(), generation=0)


def test_an_instant_selects_the_newest_at_or_before_it(store: Snapshots) -> None:
    for hours, pagu in ((0, 1), (2, 2), (4, 3)):
        publish(store, pagu, hours=hours)

    def pagu_at(hours: float) -> list[int]:
        opened = store.open(PLACE, NOON + timedelta(hours=hours))
        return [] if opened is None else opened.frame["pagu"].to_list()

    assert pagu_at(-0.1) == []
    assert pagu_at(0) == [1]
    assert pagu_at(1.9) == [1]
    assert pagu_at(2) == [2]
    assert pagu_at(99) == [3]


def test_an_instant_never_reads_newer_even_when_the_older_is_damaged(
    store: Snapshots, folder: Path
) -> None:
    damage(folder / publish(store, 1).file)
    publish(store, 2, hours=2)
    with pytest.raises(StoreDamaged):
        store.open(PLACE, NOON + timedelta(hours=1))


@given(st.lists(st.integers(0, 9), max_size=8), st.integers(-1, 10))
def test_the_newest_is_the_last_published_at_or_before(hours: list[int], asked: int) -> None:
    passes = tuple(manifest(hour, rows=number) for number, hour in enumerate(hours))
    history = History(generation=len(passes), passes=passes)
    expected = [number for number, hour in enumerate(hours) if hour <= asked]
    assert [p.rows for p in history.at(NOON + timedelta(hours=asked))] == expected[::-1]
    assert [p.rows for p in history.at(None)] == list(range(len(hours)))[::-1]


def test_two_passes_of_one_second_are_served_in_the_order_published(store: Snapshots) -> None:
    publish(store, 1)
    publish(store, 2)
    opened = store.open(PLACE)
    assert opened is not None
    assert opened.frame["pagu"].to_list() == [2]


def test_twenty_passes_are_kept_however_old(store: Snapshots, folder: Path) -> None:
    for number in range(23):
        publish(store, number, hours=(number - 22) * 24 * 401)
    passes = store.history(PLACE).passes
    assert len(passes) == 20
    assert passes[-1].fetched_at - passes[0].fetched_at == timedelta(days=19 * 401)
    assert {p.file for p in passes} == {p.name for p in folder.glob("*.parquet")}


def test_all_passes_of_400_days_are_kept(store: Snapshots) -> None:
    for number in range(27):
        publish(store, number, hours=(number - 26) * 24 * 16)
    passes = store.history(PLACE).passes
    assert len(passes) == 26
    assert passes[-1].fetched_at - passes[0].fetched_at == timedelta(days=400)


def test_a_file_that_a_kept_pass_shares_is_not_removed(store: Snapshots, folder: Path) -> None:
    shared = publish(store, 77, hours=-20 * 24 * 401)
    for number in range(1, 20):
        publish(store, number, hours=(number - 20) * 24 * 401)
    publish(store, 77)
    assert len(store.history(PLACE).passes) == 20
    assert (folder / shared.file).exists()
    opened = store.open(PLACE)
    assert opened is not None
    assert opened.frame["pagu"].to_list() == [77]


def test_readers_never_see_an_incomplete_pass_during_a_publication(store: Snapshots) -> None:
    publish(store, 0, 0, 0)
    done, seen = threading.Event(), list[tuple[int, int]]()

    def read() -> None:
        while not done.is_set():
            opened = store.open(PLACE)
            assert opened is not None
            values = opened.frame["pagu"].unique().to_list()
            assert opened.damage == ""
            seen.append((len(values), opened.manifest.rows - opened.frame.height))

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for number in range(1, 25):
            publish(store, *[number] * (number % 3 + 1), hours=number * 24 * 401)
        done.set()
        for reader in readers:
            reader.result(timeout=30)
    assert set(seen) == {(1, 0)}


def test_places_are_listed_in_path_order_and_within_a_folder(store: Snapshots) -> None:
    keys = [("program-master", "D304"), ("paket-swakelola", "K1"), ("program-master", "D1")]
    for dataset, kode in keys:
        parts = (("kode_klpd", kode), ("tahun", "2026"))
        store.publish(
            replace(PLACE, dataset=dataset, parts=parts), frame(1), manifest(), generation=0
        )
    listed = [(p.dataset, p.parts[0][1]) for p in store.places("sandbox-umum")]
    assert listed == [
        ("paket-swakelola", "K1"),
        ("program-master", "D1"),
        ("program-master", "D304"),
    ]
    within = store.places("sandbox-umum", "program-master", "kode_klpd=D304")
    assert list(within) == [PLACE]
    assert list(store.places("lain")) == []


@pytest.mark.parametrize("name", ["..", "a/b", "/etc", "a b", "", "é", "x" * 201, "a\0", "a\n"])
def test_no_name_leads_out_of_its_folder(store: Snapshots, name: str) -> None:
    with pytest.raises(BadRequest):
        replace(PLACE, parts=(("kode_klpd", name),))
    with pytest.raises(BadRequest):
        replace(PLACE, scope=name)
    assert list(store.places("sandbox-umum", name)) == []


def test_a_stray_folder_with_another_name_is_not_a_partition(
    store: Snapshots, folder: Path
) -> None:
    publish(store, 1)
    odd = folder.parent / "tahun=20 26"
    odd.mkdir()
    (odd / MANIFEST).write_bytes(msgspec.json.encode(History()))
    assert list(store.places("sandbox-umum")) == [PLACE]
