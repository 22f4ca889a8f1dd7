"""A 20,000-row XLSX, a 22 MB JSON and a Parquet file -> stored, over reading each alone."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

import fastexcel
import msgspec
import polars as pl

from services.export.files import parquet_bytes, xlsx_bytes
from services.importing import Hints, Importer
from services.sandbox.datasets import columns_of
from services.sandbox.sizes import BIGGEST
from services.store.locking.locks import Locks
from services.store.snapshots import Snapshots
from services.upstream.catalog import PAKET_PENYEDIA
from services.upstream.parsing.frames import assemble, page
from tests.bench.timing import Goal, Row, in_turn, ratio

Sides: TypeAlias = dict[str, Callable[[], object]]

ROUNDS = 5
ROWS, JSON_BYTES, YEAR = 20_000, 22_000_000, 2025
WORST = 4.0
"""Peak memory over the file, beyond that of a file of ten rows."""

PEAK = """
import re, sys
from pathlib import Path
from tests.bench.importing import ALONE, stored
path = Path(sys.argv[1])
{call}
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
OURS, THEIRS = "stored(path)", "read = ALONE[path.suffix[1:]](path)"


def measure() -> Row:
    """Measure the three kinds of files; the figure is the worst of their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        files = made(Path(folder) / "files", ROWS)
        small = made(Path(folder) / "small", 10)
        figures: list[float] = []
        notes: list[str] = []
        sides: dict[str, str] = {}
        for kind, path in files.items():
            two: Sides = {"ours": partial(stored, path), "alone": partial(ALONE[kind], path)}
            timed, worked = in_turn(two, ROUNDS), in_turn(two, ROUNDS, clock=time.process_time)
            over = ratio(timed, "ours", "alone")
            figures.append(over)
            sides |= {f"{kind}, ours": str(timed["ours"]), f"{kind}, alone": str(timed["alone"])}
            size = path.stat().st_size / 1e6
            peak, alone = (memory(call, path, small[kind]) / size for call in (OURS, THEIRS))
            notes.append(
                f"{kind}: {over:.2g} x, {ratio(worked, 'ours', 'alone'):.2g} x the processor's"
                f" seconds; {size:.1f} MB, peak {peak:.1f} x the file, alone {alone:.1f} x"
            )
        parquet: Sides = {
            "ours": partial(stored, files["parquet"]),
            "anew": partial(rewritten, files["parquet"]),
            "alone": partial(ALONE["parquet"], files["parquet"]),
        }
        timed = in_turn(parquet, ROUNDS)
        written = timed["anew"]
        notes.append(
            "a stored file is read, checked and written: to read and write Parquet alone takes"
            f" {ratio(timed, 'anew', 'alone'):.2g} x of reading it, ours"
            f" {ratio(timed, 'ours', 'anew'):.2g} x of that"
        )
    return Row(
        what=f"{ROWS:,} rows of paket-penyedia in XLSX, {JSON_BYTES / 1e6:.0f} MB of them in"
        " JSON, in Parquet -> stored, over fastexcel, pl.read_json, pl.read_parquet alone",
        sides=sides | {"parquet, read and written alone": str(written)},
        figure=max(figures),
        goal=Goal(most=2),
        notes=(*notes, f"goal of memory: {WORST:g} x the file"),
    )


ALONE: dict[str, Callable[[Path], pl.DataFrame]] = {
    "xlsx": lambda path: fastexcel.read_excel(path).load_sheet(0).to_polars(),
    "json": partial(pl.read_json, infer_schema_length=None),
    "parquet": pl.read_parquet,
}


def rewritten(path: Path) -> None:
    """Read a Parquet file and write it as rows are stored, without a look at them."""
    with tempfile.TemporaryDirectory() as folder:
        pl.read_parquet(path).write_parquet(Path(folder) / "rows.parquet")


def made(folder: Path, count: int) -> dict[str, Path]:
    """Write the first rows of the largest KLPD of the sandbox as each kind of file.

    JSON as the gateway serves them, so many that they have at most JSON_BYTES.
    """
    folder.mkdir(exist_ok=True)
    columns = columns_of(PAKET_PENYEDIA.name, BIGGEST, YEAR)
    assert columns is not None
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    text = msgspec.json.encode(rows[:count])
    request = PAKET_PENYEDIA.partition(BIGGEST, YEAR)
    frame = assemble(PAKET_PENYEDIA, [page(PAKET_PENYEDIA, text)], request.values).frame
    paths = {kind: folder / f"paket-penyedia.{kind}" for kind in ALONE}
    fitting = min(count, count * JSON_BYTES // len(text))
    paths["json"].write_bytes(msgspec.json.encode(rows[:fitting]))
    paths["xlsx"].write_bytes(xlsx_bytes(frame, raw=True))
    paths["parquet"].write_bytes(parquet_bytes(frame))
    return paths


def stored(path: Path) -> None:
    """Import a file into an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        importer = Importer(
            snapshots=Snapshots(Path(folder)),
            locks=Locks(Path(folder) / "locks"),
            scope="berkas-umum",
            live="",
            sandbox=lambda request, satkers: None,
            now=lambda: datetime.now(UTC),
        )
        results = importer.apply(importer.plan([path], Hints()))
        (planned,) = results.stored
        assert planned.manifest.quarantined == 0


def memory(call: str, path: Path, small: Path) -> float:
    """Return the MB that a call for a file takes at its peak, beyond one for a small file."""

    def peak(name: Path) -> float:
        script = PEAK.format(call=call)
        ran = subprocess.run(
            [sys.executable, "-c", script, str(name)], check=True, capture_output=True, text=True
        )
        return int(ran.stdout) / 1024

    return peak(path) - peak(small)


if __name__ == "__main__":
    began = time.perf_counter()
    print(measure(), f"\n{time.perf_counter() - began:.0f} s")
