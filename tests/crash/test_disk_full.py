"""A disk that takes no more: the old data stay whole, one line says so, and nothing hangs.

The refusals are the operating system's own: a limit on the size of a file (EFBIG) anywhere, and a
small file system in memory that is full (ENOSPC) where one may be mounted.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.running import Ran, clean, ended
from tests.crash.killing import FETCH, Scene, manifests, published, scene, served
from tests.gateway import program
from tests.sampling import sampled

ROWS = 900
SMALL = 2 << 20
LIMITED = """
import resource, runpy, sys
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
runpy.run_module("services", run_name="__main__", alter_sys=True)
"""
PROBLEM = "tidak dapat menulis ke tempat data"


def run(here: Scene, *arguments: str, limit: int | None = None) -> Ran:
    """Run a command as a process of its own, whose files may not grow past `limit` bytes."""
    before = ("-m", "services") if limit is None else ("-c", LIMITED, str(limit))
    return ended(
        subprocess.Popen(
            [sys.executable, *before, *arguments],
            cwd=here.folder,
            env=clean(here.folder, **here.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )


def state(data: Path) -> dict[Path, bytes]:
    """Return everything published: manifests, their copies, the files they name."""
    return {p: p.read_bytes() for p in (data / "snapshots").rglob("*") if p.is_file()}


@pytest.mark.parametrize("size", sampled("grow", [1, 4_096, 20_000, 40_000], 2))
def test_a_file_that_may_not_grow_leaves_the_old_state(tmp_path: Path, size: int) -> None:
    with scene(tmp_path, size=200) as here:
        here.turn(ROWS)
        here.seed()
        old = state(here.data)
        here.turn(ROWS)
        ran = run(here, *FETCH, limit=size)
        assert ran.code == 0, ran.err
        assert (len(ran.lines), "Traceback" in ran.err) == (1, False)
        assert f"LAMA: berumur 0.0 jam karena {PROBLEM}" in ran.err
        assert {row.split(",")[9] for row in ran.out.splitlines()[1:]} == {"1"}
        assert state(here.data) == old
        here.complete()


@pytest.mark.parametrize("size", sampled("nothing stored", [1, 4_096, 40_000], 3))
def test_with_nothing_stored_it_is_one_line_and_nothing_is_published(
    tmp_path: Path, size: int
) -> None:
    with scene(tmp_path, size=200) as here:
        here.turn(ROWS)
        ran = run(here, *FETCH, limit=size)
        assert (ran.code, ran.out, len(ran.lines)) == (4, "", 1)
        assert PROBLEM in ran.err
        assert "[operator]" in ran.err
        assert manifests(here.data) == []
        here.complete()


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a small file system in memory over a folder; False where that is not allowed."""
    folder.mkdir(parents=True)
    mount = shutil.which("mount") or "mount"
    told = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={SMALL}", "lensa-uji", str(folder)],
        capture_output=True,
        check=False,
    )
    try:
        yield told.returncode == 0
    finally:
        if told.returncode == 0:
            subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)


def fill(folder: Path, left: int) -> Path:
    """Fill the file system of a folder until only `left` bytes are free."""
    filler = folder / "pengisi"
    with filler.open("wb") as handle:
        while (room := shutil.disk_usage(folder).free - left) > 0:
            handle.write(b"x" * min(room, 65_536))
            handle.flush()
    return filler


@pytest.mark.parametrize("left", sampled("full", [0, 8_192, 65_536], 2))
def test_a_full_disk_leaves_the_old_state_and_can_be_read(tmp_path: Path, left: int) -> None:
    with scene(tmp_path, size=200) as here, small_disk(here.data) as small:
        here.turn(ROWS)
        here.seed()
        old = state(here.data)
        here.gateway.put(*(program(n, n * 7_919) for n in range(1, ROWS + 2)))
        filler = fill(here.data, left) if small else here.data
        ran = run(here, *FETCH, limit=None if small else left // 4)
        assert ran.code == 0, ran.err
        assert (len(ran.lines), "Traceback" in ran.err) == (1, False)
        assert f"karena {PROBLEM}" in ran.err
        assert state(here.data) == old
        assert run(here, *FETCH[:-1]).code == 0
        if small:
            filler.unlink()
        assert run(here, *FETCH).code == 0
        assert served(published(here.data)) == here.expected()


def test_the_doctor_says_that_nothing_can_be_written(tmp_path: Path) -> None:
    with scene(tmp_path, size=200) as here:
        here.turn(ROWS)
        here.seed()
        ran = run(here, "doctor", limit=1)
    assert ran.code == 1, ran.err
    (line,) = (line for line in ran.out.splitlines() if "penyimpanan" in line)
    assert line.startswith("RUSAK")
    assert PROBLEM in line
    assert "1 dari 1 snapshot utuh" in ran.out
    assert "Traceback" not in ran.err
