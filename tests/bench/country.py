"""The whole country harvested from the sandbox, once a run: what a harvest costs, and its rows."""

from __future__ import annotations

import atexit
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.analysis.frames import PENYEDIA, RUP, SATKER
from services.reference import loader
from tests.bench.timing import Goal, Row, duration
from tests.browser.serving import ROOT, environment

YEAR = 2025
CORE = RUP
EVERY = (*RUP, SATKER, PENYEDIA)
MINUTES, MEMORY = 15.0, 1.2 * (1 << 30) / 1e6
"""Goals of a harvest with provider packages and satkers, and of its memory in MB."""
TICK = 0.2
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A harvest: its data folder, seconds on the wall and of the processor, peak MB, rows."""

    data: Path
    klpd: tuple[str, ...]
    years: tuple[int, ...]
    seconds: float
    processor: float
    peak: float
    rows: int


def codes() -> tuple[str, ...]:
    """Return every KLPD of the catalogue."""
    return tuple(sorted(loader.klpd()["kd_klpd"]))


@cache
def harvested(
    klpd: tuple[str, ...], years: tuple[int, ...] = (YEAR,), datasets: tuple[str, ...] = CORE
) -> Country:
    """Harvest these KLPD-years with the command, in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="lensa-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asked = ["--klpd", ",".join(klpd), "--tahun", ",".join(map(str, years))]
    asked += ["--datasets", ",".join(datasets)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
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
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process.returncode == 0, (folder / "harvest.log").read_text()[-2000:]
    return Country(
        data=folder,
        klpd=klpd,
        years=years,
        seconds=seconds,
        processor=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
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
    """Harvest all KLPD, one year: the core datasets; then all five, from nothing."""
    core, whole = harvested(codes()), harvested(codes(), datasets=EVERY)
    sides = {"core": core, "with provider packages and satkers": whole}
    return Row(
        what=f"national harvest in the sandbox ({len(core.klpd)} KLPD, one year), minutes of the"
        " core datasets",
        sides={
            name: f"{duration(country.seconds)}, the processor's {duration(country.processor)}, "
            f"{country.rows:,} rows, memory at most {country.peak:.0f} MB"
            for name, country in sides.items()
        },
        figure=core.seconds / 60,
        goal=Goal(most=3, unit="min"),
        notes=(
            f"with provider packages and satkers {whole.seconds / 60:.1f} min, "
            f"goal {MINUTES:g}: {'yes' if whole.seconds <= MINUTES * 60 else 'no'}",
            f"peak memory under 1.2 GiB: {'yes' if whole.peak < MEMORY else 'no'}",
        ),
    )


if __name__ == "__main__":
    print(measure())
