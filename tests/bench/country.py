"""The whole country harvested from the sandbox, once a run: what a harvest costs, and its rows."""

from __future__ import annotations

import atexit
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
TICK = 0.2
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A harvest: its data folder, wall-clock seconds, peak memory in MB, rows."""

    data: Path
    klpd: tuple[str, ...]
    years: tuple[int, ...]
    seconds: float
    peak: float
    rows: int


def codes() -> tuple[str, ...]:
    """Return every KLPD of the catalogue."""
    return tuple(sorted(loader.klpd()["kd_klpd"]))


@cache
def harvested(klpd: tuple[str, ...], years: tuple[int, ...] = (YEAR,)) -> Country:
    """Harvest these KLPD-years with the command, in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="lensa-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asked = ["--klpd", ",".join(klpd), "--tahun", ",".join(map(str, years))]
    began = time.perf_counter()
    peak = 0.0
    with (folder / "harvest.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "services", "harvest", *asked],
            cwd=ROOT,
            env=environment(folder),
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        while process.poll() is None:
            peak = max(peak, _peak_memory(process.pid))
            time.sleep(TICK)
    seconds = time.perf_counter() - began
    assert process.returncode == 0, (folder / "harvest.log").read_text()[-2000:]
    return Country(
        data=folder,
        klpd=klpd,
        years=years,
        seconds=seconds,
        peak=peak,
        rows=stored_rows(folder),
    )


def _peak_memory(pid: int) -> float:
    """Return the peak memory of a process in MB, 0 once it has ended.

    Not by getrusage, whose peak includes the memory of the parent that forked the process.
    """
    said = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    return int(said.group(1)) * 1024 / 1e6 if said else 0.0


def stored_rows(folder: Path) -> int:
    """Count the rows of the newest snapshots."""
    import polars as pl  # noqa: PLC0415 - after the harvest, whose memory is measured

    files = sorted((folder / "snapshots").rglob("*.parquet"))
    return sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in files)


def measure() -> Row:
    """Harvest all KLPD, three datasets, one year."""
    whole = harvested(codes())
    return Row(
        what=f"national harvest in the sandbox ({len(whole.klpd)} KLPD x 3, one year), minutes",
        sides={
            "wall": duration(whole.seconds),
            "memory at most": f"{whole.peak:.0f} MB",
            "rows": f"{whole.rows:,}",
        },
        figure=whole.seconds / 60,
        goal=Goal(most=10, unit="min"),
        notes=(f"peak memory under 1 GiB: {'yes' if whole.peak < 1074 else 'no'}",),
    )


if __name__ == "__main__":
    print(measure())
