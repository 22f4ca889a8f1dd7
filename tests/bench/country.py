"""The whole country harvested from the sandbox, once a run: what a harvest costs, and its rows."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.reference import loader
from tests.bench.timing import Goal, Row, duration
from tests.browser.serving import ROOT, environment

YEAR = 2025
_SUMMARY = re.compile(r"^\d.*baris.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A harvest: where its data lie, seconds on the wall and of processors, MB at most, rows."""

    data: Path
    klpd: tuple[str, ...]
    years: tuple[int, ...]
    seconds: float
    processor: float
    peak: float
    rows: int


def codes() -> tuple[str, ...]:
    """Return every KLPD of the catalogue."""
    table = loader.klpd()
    return tuple(sorted(table.filter(~table["sandbox_only"])["kd_klpd"]))


@cache
def harvested(klpd: tuple[str, ...], years: tuple[int, ...] = (YEAR,)) -> Country:
    """Harvest these KLPD-years with the command, in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="lensa-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asked = ["--klpd", ",".join(klpd), "--tahun", ",".join(map(str, years))]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "services", "harvest", *asked],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said[-2000:].decode()
    return Country(
        data=folder,
        klpd=klpd,
        years=years,
        seconds=seconds,
        processor=used.ru_utime + used.ru_stime,
        peak=used.ru_maxrss / 1000,
        rows=stored_rows(folder),
    )


def stored_rows(folder: Path) -> int:
    """Count the rows of the newest snapshots."""
    import polars as pl  # noqa: PLC0415 - not before the harvest is weighed beside this process

    files = sorted((folder / "snapshots").rglob("*.parquet"))
    return sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in files)


def measure() -> Row:
    """Harvest all KLPD, three datasets, one year."""
    whole = harvested(codes())
    return Row(
        what=f"national harvest in the sandbox ({len(whole.klpd)} KLPD x 3, one year), minutes",
        sides={
            "wall": duration(whole.seconds),
            "processors": duration(whole.processor),
            "memory at most": f"{whole.peak:.0f} MB",
            "rows": f"{whole.rows:,}",
        },
        figure=whole.seconds / 60,
        goal=Goal(most=10, unit="min"),
        notes=(f"peak memory under 1 GiB: {'yes' if whole.peak < 1074 else 'no'}",),
    )


if __name__ == "__main__":
    print(measure())
