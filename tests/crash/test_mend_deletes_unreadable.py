"""A stored file that this user may not read is left alone by every command, and named by each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.commands.running import Ran, live
from tests.crash.unprivileged import allow, forbid, python, run, run_each
from tests.gateway import Gateway, loopback

READ = ("--klpd", "D304", "--tahun", "2026")
FETCH = ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026")
READING = {
    "fetch": (*FETCH, "--out", "hasil.csv"),
    "fetch --refresh": (*FETCH, "--refresh", "--out", "hasil.csv"),
    "table": ("table", "pagu-per-program", *READ, "--out", "hasil.csv"),
    "harvest": ("harvest", *READ, "--datasets", "program-master"),
    "doctor": ("doctor",),
    "doctor --perbaiki": ("doctor", "--perbaiki"),
}
LISTING = {
    "status": ("status",),
    "table all": (
        *("table", "pagu-per-program", "--klpd", "all"),
        *("--tahun", "2026", "--out", "hasil.csv"),
    ),
}


def diff(data: Path) -> tuple[str, ...]:
    """Return a comparison of what is stored with itself, at the instant it was read and after."""
    (manifest,) = data.rglob("manifest.json")
    read = datetime.fromisoformat(json.loads(manifest.read_bytes())["passes"][-1]["fetched_at"])
    first, second = (f"{read + timedelta(seconds=n):%Y-%m-%dT%H:%M:%SZ}" for n in (0, 1))
    instants = ("--dari", first, "--ke", second, "--out", "hasil.csv")
    return ("diff", "--dataset", "program-master", *READ, *instants)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    gateway = Gateway()
    gateway.programs(3)
    with loopback(gateway) as served:
        ran = run(tmp_path, *FETCH, "--out", "x.csv", **live(served), LENSA_DATA="data")
        assert ran.code == 0, ran.err
        yield served


def contents(data: Path) -> dict[str, bytes]:
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.parts[-2] not in {"locks", "checkpoints"}
    }


def named(ran: Ran, key: str) -> list[str]:
    said = [*ran.err.splitlines(), *ran.out.splitlines()]
    return [line for line in said if f"{key}" in line and "tidak dapat dibaca sekarang" in line]


@pytest.mark.parametrize("what", ["*.parquet", "manifest.json", "tahun=2026", "program-master"])
def test_nothing_that_may_not_be_read_is_touched(tmp_path: Path, address: str, what: str) -> None:
    data = tmp_path / "data"
    (path,) = (data / "snapshots").rglob(what)
    before, key = contents(data), path.relative_to(data).as_posix()
    commands = {**READING, "diff": diff(data), **({} if what == "*.parquet" else LISTING)}
    forbid(path)
    each = run_each(tmp_path, *commands.values(), **live(address), LENSA_DATA="data")
    for name, ran in zip(commands, each, strict=True):
        assert ran.code == 4, (name, ran)
        assert named(ran, key), (name, ran)
        assert "Traceback" not in ran.err
    assert not (tmp_path / "hasil.csv").exists()
    allow(path)
    assert contents(data) == before
    assert run(tmp_path, *READING["fetch"], **live(address), LENSA_DATA="data").code == 0


@pytest.mark.parametrize("what", ["checkpoints", "checkpoints/cache.db"])
def test_recorded_pages_that_may_not_be_read_end_a_pass_in_one_line(
    tmp_path: Path, address: str, what: str
) -> None:
    forbid(tmp_path / "data" / what)
    ran = run(tmp_path, *READING["fetch --refresh"], **live(address), LENSA_DATA="data")
    assert "Traceback" not in ran.err
    assert ran.code == 0  # what is stored is served, with the reason
    assert "LAMA" in ran.err
    assert "checkpoints" in ran.err
    ran = run(tmp_path, "fetch", "program-master", "--kode-klpd", "D305", "--tahun", "2026",
              "--out", "lain.csv", **live(address), LENSA_DATA="data")  # fmt: skip
    assert (ran.code, len(ran.lines), "checkpoints" in ran.err) == (4, 1, True)


def test_a_watch_that_may_not_be_read_ends_4_and_stays(tmp_path: Path, address: str) -> None:
    settings = {**live(address), "LENSA_DATA": "data"}
    assert run(tmp_path, "watch", *READ, **settings).code == 0
    (memory,) = (tmp_path / "data" / "watch").rglob("*.json")
    content = memory.read_bytes()
    forbid(memory)
    ran = run(tmp_path, "watch", *READ, **settings)
    assert (ran.code, len(ran.lines)) == (4, 1)
    assert f"watch/{memory.name}: tidak dapat dibaca sekarang" in ran.err
    allow(memory)
    assert memory.read_bytes() == content


COMPACT = (
    "from services import national; from services.wiring import connect;"
    "from services.settings import load; parts = connect(load());"
    "national.compact(parts.repository, [2026], klpd=parts.klpd()); parts.close()"
)


def test_national_files_that_may_not_be_read_are_not_made_anew(
    tmp_path: Path, address: str
) -> None:
    settings = {**live(address), "LENSA_DATA": "data"}
    assert python(tmp_path, "-c", COMPACT, **settings).code == 0
    (rows,) = (tmp_path / "data" / "national").rglob("program-master/tahun=2026/*.parquet")
    before = sorted(path.name for path in rows.parent.iterdir())
    forbid(rows)
    again = python(tmp_path, "-c", COMPACT, **settings)
    assert "program-master/tahun=2026: tidak dapat dibaca sekarang" in again.err
    assert sorted(path.name for path in rows.parent.iterdir()) == before
