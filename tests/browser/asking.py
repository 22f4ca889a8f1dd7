"""The command `lensa`, run in this process over the data folder of a dashboard."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from services.__main__ import main
from services.settings import DEFAULTS

KLPD = "D304"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lensa:
    """Asks the same questions as the pages, of the same stored rows; answers go to `folder`."""

    data: Path
    folder: Path

    def table(self, name: str, *years: int, klpd: str = KLPD, **narrow: str) -> pl.DataFrame:
        """Return what `lensa table` writes, typed."""
        return pl.read_parquet(self._table(name, years, klpd, narrow, "parquet"))

    def rows(self, name: str, *years: int, klpd: str = KLPD, **narrow: str) -> list[list[str]]:
        """Return what `lensa table` writes as CSV, heads first."""
        with self._table(name, years, klpd, narrow, "csv").open(encoding="utf-8") as opened:
            return list(csv.reader(opened))

    def locations(self, level: str, parent: str = "") -> pl.DataFrame:
        """Return what `lensa fetch locations` writes for a level below a parent."""
        out = self.folder / "locations.parquet"
        below = ["--induk", parent] if parent else []
        self._run("fetch", "locations", "--level", level, *below, "--out", str(out))
        return pl.read_parquet(out)

    def _table(
        self, name: str, years: Sequence[int], klpd: str, narrow: dict[str, str], suffix: str
    ) -> Path:
        out = self.folder / f"{name}.{suffix}"
        chosen = ["--klpd", klpd, "--tahun", ",".join(map(str, years))]
        more = [part for option, value in narrow.items() for part in (f"--{option}", value)]
        self._run("table", name, *chosen, *more, "--out", str(out))
        return out

    def _run(self, *arguments: str) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for setting in DEFAULTS:
                patch.delenv(setting, raising=False)
            patch.setenv("LENSA_DATA", str(self.data))
            assert main(arguments) == 0, arguments


def total(column: pl.Series) -> int | None:
    """Add up what is known; None when nothing is."""
    known = column.drop_nulls().to_list()
    return sum(known) if known else None
