"""Hostile files: refused whole with one line, or stored with what was set aside counted."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from services.upstream.catalog import PROGRAM_MASTER
from tests.commands.running import clean
from tests.importing.conftest import Bench
from tests.importing.rows import write_json
from tests.security.files import REFUSED, ROWS, SMALL, STORED, WHOLE, written

REQUEST = PROGRAM_MASTER.partition("D304", 2026)
BOMBS = (
    "brackets without end",
    "a cell at the far corner",
    "a far-off row",
    "a sheet that is mostly air",
    "one text in a hundred thousand cells",
)


PEAK = """
import re, sys
from services.__main__ import main
code = main(["impor", sys.argv[1]])
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
sys.exit(code)
"""
"""Runs an import and prints the most memory that it held, in kB."""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "data")


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) + len(STORED) >= 60


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_whole_with_one_line(bench: Bench, tmp_path: Path, kind: str) -> None:
    hostile = REFUSED[kind]
    bench.limits = hostile.limits
    results = bench.plan(written(tmp_path / "in", hostile.name, hostile.body))
    assert results.passes == ()
    (refusal,) = results.refusals
    assert hostile.words in refusal.reason
    assert "\n" not in str(refusal)
    assert len(str(refusal)) < 600
    assert not bench.root.exists()
    assert [path.name for path in (tmp_path / "in").iterdir()] == [hostile.name]


@pytest.mark.parametrize("kind", STORED)
def test_it_is_stored_and_what_is_not_is_counted(bench: Bench, tmp_path: Path, kind: str) -> None:
    odd = STORED[kind]
    plan = bench.plan(written(tmp_path / "in", odd.name, odd.body))
    assert plan.refusals == ()
    results = bench.importer.apply(plan)
    (planned,) = results.stored
    assert bench.stored(REQUEST).height == odd.rows
    assert planned.manifest.quarantined == odd.quarantined
    assert odd.noted in " ".join(plan.notes)


def test_one_hostile_file_leaves_the_others(bench: Bench, tmp_path: Path) -> None:
    hostile = REFUSED["HTML in a .json file"]
    written(tmp_path / "in", hostile.name, hostile.body)
    write_json(tmp_path / "in" / "b.json", ROWS)
    plan = bench.plan(tmp_path / "in")
    assert (len(plan.refusals), len(plan.passes)) == (1, 1)


def test_links_pipes_and_devices_are_not_followed(bench: Bench, tmp_path: Path) -> None:
    secret = write_json(tmp_path / "luar" / "a.json", ROWS)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.json").symlink_to(secret)
    (folder / "b").symlink_to(secret.parent)
    os.mkfifo(folder / "c.json")
    plan = bench.plan(folder, Path("/dev/zero"))
    assert plan.passes == ()
    assert sorted(map(str, plan.refusals)) == [
        "a.json: tautan simbolis di dalam folder tidak diikuti",
        "b: tautan simbolis di dalam folder tidak diikuti",
        "c.json: bukan berkas biasa",
        "zero: bukan berkas biasa",
    ]


def test_a_folder_of_too_many_files_or_too_deep(bench: Bench, tmp_path: Path) -> None:
    bench.limits = SMALL
    for number in range(25):
        write_json(tmp_path / "in" / f"{number:02}.json", ROWS)
    assert any(
        "lebih dari 20 berkas" in refusal.reason for refusal in bench.plan(tmp_path / "in").refusals
    )
    write_json(tmp_path.joinpath("dalam", *"abcdefgh") / "a.json", ROWS)
    assert bench.plan(tmp_path / "dalam").passes == ()


@pytest.mark.parametrize("suffix", ["parquet", "xlsx", "zip"])
def test_damaged_bytes_never_end_in_a_traceback(bench: Bench, tmp_path: Path, suffix: str) -> None:
    """Bytes are changed at random places: a file is refused, or read with a digest of its own."""
    body = {
        "parquet": WHOLE,
        "xlsx": STORED["a formula with its value"].body,
        "zip": STORED["files of a desktop in an archive"].body,
    }[suffix]
    chance = random.Random(11)
    for _ in range(40):
        damaged = bytearray(body)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        plan = bench.plan(written(tmp_path / "in", f"a.{suffix}", bytes(damaged)))
        assert plan.refusals or plan.passes
    assert not bench.root.exists()


def test_bombs_take_little_memory(tmp_path: Path) -> None:
    for number, kind in enumerate(BOMBS):
        hostile = REFUSED[kind]
        written(tmp_path / "in", f"{number}{hostile.name}", hostile.body)
    ran = subprocess.run(
        [sys.executable, "-c", PEAK, str(tmp_path / "in")],
        env=clean(tmp_path, LENSA_DATA=str(tmp_path / "data")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stderr.count("ditolak: ") == len(BOMBS)
    assert int(ran.stdout) < 400 * 1024
    assert not (tmp_path / "data" / "snapshots").exists()
