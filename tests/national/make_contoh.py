"""Remake services/reference/contoh-nasional.csv: `python -m tests.national.make_contoh`.

Reads every KLPD of the default year from the sandbox into a folder of its own, some two minutes,
and writes the measures of each. To be run when the sandbox's rows or the measures change; a test
remakes twenty rows each time and fails when they differ.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import polars as pl

from services import national
from services.analysis.frames import RUP
from services.harvest import harvest
from services.reference import loader
from services.settings import from_mapping
from services.wiring import connect

FILE = Path(loader.__file__).parent / "contoh-nasional.csv"


def remade() -> pl.DataFrame:
    """Return the measures of all KLPD of the sandbox for the default year, sorted by KLPD."""
    with tempfile.TemporaryDirectory() as folder:
        parts = connect(from_mapping({"LENSA_DATA": folder}))
        try:
            year = (loader.CONTOH_TAHUN,)
            report = harvest(parts.repository, parts.rup(RUP, loader.klpd()["kd_klpd"], year))
            if report.failed or report.undone:
                raise SystemExit(f"{len(report.failed) + len(report.undone)} bagian gagal")
            found = national.measured(parts.repository, year).frames.measures
            if found is None:
                raise SystemExit("tidak ada yang terukur")
            return found.collect().sort("kd_klpd")
        finally:
            parts.close()


if __name__ == "__main__":
    made = remade()
    made.write_csv(FILE)
    sys.stdout.write(f"{FILE}: {made.height} KLPD\n")
