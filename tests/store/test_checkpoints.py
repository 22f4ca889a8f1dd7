"""Checkpoints: bytes only, private, short-lived, and removed when damaged."""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import diskcache
import pytest

from services.errors import ConfigurationMissing, StoreDamaged, StoreUnreadable
from services.store.checkpoints import BytesDisk, Checkpoints, DiskTape, PickleRefused

BIG = b"x" * 100_000


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Bomb:
    """Runs code when unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("pickle dijalankan",))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints"


@pytest.fixture
def checkpoints(root: Path, clock: Clock) -> Iterator[Checkpoints]:
    opened = Checkpoints(root, now=clock)
    yield opened
    opened.close()


def recorded(tape: DiskTape, upto: int = 6) -> list[bytes | None]:
    return [tape.get(number) for number in range(upto)]


def rows(root: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(root / "cache.db")
    try:
        found = connection.execute(statement, values).fetchall()
        connection.commit()
    finally:
        connection.close()
    return found


def test_a_tape_gives_back_what_it_was_given_also_to_the_next_process(
    checkpoints: Checkpoints, root: Path, clock: Clock
) -> None:
    tape = checkpoints.tape("satu")
    for number, body in enumerate((b"a", b"", BIG)):
        tape.put(number, body)
    assert recorded(tape, 4) == [b"a", b"", BIG, None]
    again = Checkpoints(root, now=clock)
    assert recorded(again.tape("satu"), 4) == [b"a", b"", BIG, None]
    assert recorded(again.tape("dua"), 2) == [None, None]
    again.close()


def test_nothing_but_bytes_is_stored(checkpoints: Checkpoints, root: Path) -> None:
    cache = diskcache.Cache(str(root), disk=BytesDisk)
    for value in (["a"], {"a": 1}, None, 1.5, True, object(), Bomb()):
        with pytest.raises(PickleRefused):
            cache.set("kunci", value)
        with pytest.raises(PickleRefused):
            cache.set(value, b"isi")
    assert len(cache) == 0
    checkpoints.tape("satu").put(0, BIG)
    modes = {mode for (mode,) in rows(root, "SELECT mode FROM Cache")}
    assert modes <= {1, 2}  # raw and binary: no text that needs parsing, no pickle


def test_a_planted_pickle_is_refused_and_never_run(
    checkpoints: Checkpoints, root: Path, clock: Clock
) -> None:
    tape = checkpoints.tape("satu")
    tape.put(0, b"a")
    tape.put(1, b"b")
    bomb = pickle.dumps(Bomb())
    rows(root, "UPDATE Cache SET mode = 4, filename = NULL, value = ? WHERE key LIKE '%:1'", bomb)
    ((key,),) = rows(root, "SELECT key FROM Cache WHERE mode = 4")
    with pytest.raises(PickleRefused):
        diskcache.Cache(str(root), disk=BytesDisk).get(key)
    assert recorded(tape, 2) == [b"a", None]
    rows(root, "UPDATE Cache SET mode = 4, filename = NULL, value = ?", bomb)
    assert recorded(checkpoints.tape("satu"), 2) == [None, None]


def test_the_folder_is_private_even_when_it_was_not(root: Path, clock: Clock) -> None:
    root.mkdir(mode=0o755)
    opened = Checkpoints(root, now=clock)
    opened.tape("satu")
    opened.close()
    assert root.stat().st_mode & 0o777 == 0o700


def test_a_tape_lasts_thirty_minutes_from_its_first_answer(
    checkpoints: Checkpoints, clock: Clock
) -> None:
    tape = checkpoints.tape("satu")
    tape.put(0, b"a")
    clock.now += 1799
    tape.put(1, b"b")
    assert recorded(checkpoints.tape("satu"), 2) == [b"a", b"b"]
    clock.now += 2
    assert recorded(checkpoints.tape("satu"), 2) == [None, None]


def test_a_tape_from_the_future_is_forgotten(checkpoints: Checkpoints, clock: Clock) -> None:
    checkpoints.tape("satu").put(0, b"a")
    clock.now -= 3600
    assert recorded(checkpoints.tape("satu"), 1) == [None]


def test_a_tape_of_unknown_age_is_forgotten(checkpoints: Checkpoints, root: Path) -> None:
    tape = checkpoints.tape("satu")
    tape.put(0, b"a")
    rows(root, "DELETE FROM Cache WHERE key LIKE '%:mulai'")
    assert recorded(checkpoints.tape("satu"), 1) == [None]


@pytest.mark.parametrize("body", [b"pendek", BIG])
def test_a_damaged_record_is_as_good_as_none(
    checkpoints: Checkpoints, root: Path, body: bytes
) -> None:
    tape = checkpoints.tape("satu")
    tape.put(0, body)
    tape.put(1, b"utuh")
    file = next(file for file in root.glob("*.val") if file.read_bytes().endswith(body))
    whole = file.read_bytes()
    for damaged in (whole[:-1], whole[:5], b"", whole[:-1] + b"?", whole + b"?"):
        file.write_bytes(damaged)
        assert recorded(tape, 2) == [None, b"utuh"]
    file.write_bytes(whole)
    assert recorded(tape, 2) == [body, b"utuh"]


def test_an_answer_recorded_in_parts_is_read_back_whole(checkpoints: Checkpoints) -> None:
    tape = checkpoints.tape("satu")
    tape.put(0, b"S", b"", BIG, b"akhir")
    assert checkpoints.tape("satu").get(0) == b"S" + BIG + b"akhir"


def test_a_record_whose_file_is_gone_is_none(checkpoints: Checkpoints, root: Path) -> None:
    tape = checkpoints.tape("satu")
    tape.put(0, BIG)
    for path in root.rglob("*.val"):
        path.unlink()
    assert recorded(tape, 1) == [None]


def test_clearing_forgets_all_numbers_also_past_a_gap_and_no_other_tape(
    checkpoints: Checkpoints,
) -> None:
    tape, other = checkpoints.tape("satu"), checkpoints.tape("dua")
    for number in (1, 2, 5):
        tape.put(number, b"a")
    other.put(0, b"b")
    tape.clear()
    assert recorded(tape) == [None] * 6
    assert recorded(checkpoints.tape("satu")) == [None] * 6
    assert recorded(other, 1) == [b"b"]
    tape.clear()


def test_nothing_is_evicted_by_size(checkpoints: Checkpoints, root: Path) -> None:
    tape = checkpoints.tape("satu")
    stored = dict(rows(root, "SELECT key, value FROM Settings"))
    assert (stored["eviction_policy"], stored["cull_limit"]) == ("none", 0)
    for number in range(60):
        tape.put(number, BIG)
    assert all(body == BIG for body in recorded(tape, 60))


def test_a_damaged_index_is_begun_anew(root: Path, clock: Clock) -> None:
    first = Checkpoints(root, now=clock)
    first.tape("satu").put(0, b"a")
    first.close()
    (root / "cache.db").write_bytes(b"bukan sqlite" * 1000)
    for side in ("cache.db-wal", "cache.db-shm"):
        (root / side).unlink(missing_ok=True)
    again = Checkpoints(root, now=clock)
    assert recorded(again.tape("satu"), 1) == [None]
    again.tape("satu").put(0, b"b")
    assert recorded(again.tape("satu"), 1) == [b"b"]
    again.close()


def test_a_place_that_cannot_be_written_is_the_operators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    with pytest.raises(ConfigurationMissing, match="LENSA_DATA"):
        Checkpoints(tmp_path / "berkas" / "checkpoints")


def test_an_index_that_cannot_be_written_does_not_keep_what_is_stored_from_being_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "cache.db").mkdir()
    checkpoints = Checkpoints(tmp_path)
    with pytest.raises(StoreUnreadable, match="tidak dapat dipakai sekarang"):
        checkpoints.tape("satu")
    checkpoints.close()


def test_a_tape_is_forgotten_once_another_pass_was_published(checkpoints: Checkpoints) -> None:
    checkpoints.tape("satu", after=3).put(0, b"a")
    assert recorded(checkpoints.tape("satu", after=3), 1) == [b"a"]
    assert recorded(checkpoints.tape("satu", after=4), 1) == [None]
    assert recorded(checkpoints.tape("satu", after=3), 1) == [None]


def test_answers_that_no_tape_may_use_leave_the_disk(
    checkpoints: Checkpoints, root: Path, clock: Clock
) -> None:
    checkpoints.tape("satu").put(0, BIG)
    (young,) = root.rglob("*.val")
    old = young.with_name("00.val")
    old.write_bytes(b"x")
    os.utime(young, (clock.now, clock.now))
    os.utime(old, (clock.now - 1801, clock.now - 1801))
    assert list(checkpoints.sweep()) == [old]
    assert list(root.rglob("*.val")) == [young]
    assert recorded(checkpoints.tape("satu"), 1) == [BIG]


def test_an_index_that_another_holds_for_ever_is_an_error_not_a_wait_without_end(
    root: Path, clock: Clock
) -> None:
    checkpoints = Checkpoints(root, now=clock, patience=0.01)
    tape = checkpoints.tape("satu")
    holder = sqlite3.connect(root / "cache.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreDamaged, match="tidak dapat menulis"):
        tape.put(0, b"a")
    holder.close()
    checkpoints.close()
