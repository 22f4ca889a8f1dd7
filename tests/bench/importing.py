"""A 20,000-row XLSX, a 22 MB JSON and a Parquet file -> stored, over reading each alone."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import fastexcel
import polars as pl

from services.export.files import xlsx_bytes
from services.importing import Hints, Importer
from services.store.locks import Locks
from services.store.snapshots import Snapshots
from services.upstream.catalog import PAKET_PENYEDIA
from tests.bench.timing import Goal, Row, in_turn, ratio

ROUNDS = 5
XLSX_ROWS, JSON_BYTES = 20_000, 22_000_000
WORST = 4.0
"""Peak memory over the file, beyond that of an import of ten rows."""


PEAK = """
import re, sys
from pathlib import Path
from tests.bench.importing import stored
for name in sys.argv[1:]:
    stored(Path(name))
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def measure() -> Row:
    """Measure the three kinds of files; the figure is the worst of their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        files = made(Path(folder) / "files")
        small = made(Path(folder) / "small", count=10)
        figures, notes, sides = [], [], {}
        for kind, path in files.items():
            timed = in_turn(
                {"ours": partial(stored, path), "alone": partial(ALONE[kind], path)}, ROUNDS
            )
            over = ratio(timed, "ours", "alone")
            figures.append(over)
            sides |= {f"{kind}, ours": str(timed["ours"]), f"{kind}, alone": str(timed["alone"])}
            size, peak = path.stat().st_size / 1e6, memory(path, small[kind])
            notes.append(f"{kind}: {over:.2g} x, {size:.1f} MB, peak {peak / size:.1f} x the file")
    return Row(
        what="a 20,000-row XLSX, a 22 MB JSON, the same rows in Parquet -> stored, over fastexcel,"
        " pl.read_json, pl.read_parquet alone",
        sides=sides,
        figure=max(figures),
        goal=Goal(most=2),
        notes=(*notes, f"goal of memory: {WORST:g} x the file"),
    )


ALONE: dict[str, Callable[[Path], pl.DataFrame]] = {
    "xlsx": lambda path: fastexcel.read_excel(path).load_sheet(0).to_polars(),
    "json": pl.read_json,
    "parquet": pl.read_parquet,
}


def row(number: int) -> dict[str, object]:
    """Return a row of paket-penyedia with texts of the usual length."""
    values: dict[str, object] = {}
    for column in PAKET_PENYEDIA.columns:
        values[column.name] = (
            number % 3 == 0
            if column.dtype == pl.Boolean
            else f"2025-{number % 12 + 1:02}-01T08:00:00Z"
            if column.dtype.is_temporal()
            else 1_000_000 + number
            if column.dtype.is_integer()
            else str(62_000_000 + number)
            if column.name.startswith("kd_")
            else f"Belanja {column.name} untuk kegiatan nomor {number}"
        )
    return values | {"kd_klpd": "K34", "tahun_anggaran": 2025, "tahun_pertama": 2025}


def made(folder: Path, count: int = XLSX_ROWS, size: int = JSON_BYTES) -> dict[str, Path]:
    """Write the three files: so many rows, in JSON so many that they have at most `size` bytes."""
    folder.mkdir(exist_ok=True)
    rows = [row(number) for number in range(count)]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    fitting = rows[: max(int(count * size / len(text.encode())), 1)]
    paths = {kind: folder / f"paket-penyedia.{kind}" for kind in ALONE}
    short = json.dumps(fitting, ensure_ascii=False, separators=(",", ":"))
    paths["json"].write_text(short, encoding="utf-8")
    frame = pl.DataFrame(rows)
    paths["xlsx"].write_bytes(xlsx_bytes(frame, raw=True))
    frame.write_parquet(paths["parquet"])
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
        assert len(results.stored) == 1


def memory(path: Path, small: Path) -> float:
    """Return the MB that an import of a file takes at its peak, beyond one of a small file."""

    def peak(name: Path) -> float:
        ran = subprocess.run(
            [sys.executable, "-c", PEAK, str(name)], check=True, capture_output=True, text=True
        )
        return int(ran.stdout) / 1024

    return peak(path) - peak(small)


if __name__ == "__main__":
    began = time.perf_counter()
    print(measure(), f"\n{time.perf_counter() - began:.0f} s")
