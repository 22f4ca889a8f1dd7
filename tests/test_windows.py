"""The product's core without what only POSIX has (tests/windows.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests import windows
from tests.commands.running import ROOT, clean
from tests.gateway import paket, program

SAMPLE = (
    "fetch program-master --kode-klpd D304 --tahun 2025 --out program.csv",
    "fetch program-master --kode-klpd D304 --tahun 2025 --refresh --out program.csv",
    "table kaji-ulang-per-satker --klpd D304 --tahun 2025 --out tabel.xlsx",
    "table pagu-per-program --klpd D304 --tahun 2025 --out tabel.parquet",
    "harvest --klpd D305 --tahun 2025",
    "watch --klpd D304 --tahun 2025 --atom umpan.xml",
    "status --json",
    "klpd lombok",
    "hapus --klpd D305 --ya",
)
OWN = (
    "impor program.json paket.json --klpd D304 --tahun 2026",
    "table pagu-per-program --klpd D304 --tahun 2026 --out tabel.csv",
    "bungkus --klpd D304 --tahun 2026 --datasets program-master --out bundel.zip",
    "status",
)


def on_windows(folder: Path, *commands: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.windows", str(folder), *commands],
        cwd=folder,
        env=clean(
            folder,
            LENSA_DATA=str(folder / "data"),
            PYTHONPATH=str(ROOT),
            PYTHONIOENCODING="cp1252",  # a redirected output, as Windows has it in Indonesia
            PYTHONWARNDEFAULTENCODING="1",
            **settings,
        ),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_reading_exporting_watching_and_removing_need_no_posix(tmp_path: Path) -> None:
    ran = on_windows(tmp_path, *SAMPLE)
    assert ran.returncode == 0, ran.stderr
    assert pl.read_csv(tmp_path / "program.csv").height
    assert pl.read_parquet(tmp_path / "tabel.parquet").height
    assert (tmp_path / "tabel.xlsx").stat().st_size


def test_importing_needs_no_posix(tmp_path: Path) -> None:
    (tmp_path / "program.json").write_text(json.dumps([program(1), program(2)]), encoding="utf-8")
    (tmp_path / "paket.json").write_text(json.dumps([paket(1)]), encoding="utf-8")
    ran = on_windows(tmp_path, *OWN, LENSA_SUMBER="berkas")
    assert ran.returncode == 0, ran.stderr
    assert pl.read_csv(tmp_path / "tabel.csv")["pagu"].sum() == 2000
    assert (tmp_path / "bundel.zip").stat().st_size


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "import os; os.fork()",
        "import signal; signal.SIGKILL",
        "open('a:b', 'w')",
        "f = open('a', 'w'); import os; os.replace('a', 'b')",
    ],
)
def test_the_stand_in_refuses_what_windows_refuses(tmp_path: Path, code: str) -> None:
    start = f"from tests import windows; from pathlib import Path; windows.hide(); {code}"
    start = start.replace("windows.hide();", "windows.hide(); windows.watch(Path('.'));")
    ran = subprocess.run(
        [sys.executable, "-c", start],
        cwd=tmp_path,
        env=clean(tmp_path, PYTHONPATH=str(ROOT)),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 1
    assert windows.MODULES
