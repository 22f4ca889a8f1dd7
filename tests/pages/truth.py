"""The figures a page must show, computed from the tables by plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import polars as pl

from services import settings, table_inputs
from services.analysis.frames import RUP, Options
from services.analysis.tables import TABLES, build
from services.wiring import App, connect

KODE, TAHUN, LALU = "D304", 2025, 2024
LINK = {"klpd": KODE, "tahun": str(TAHUN)}


@dataclass(frozen=True, slots=True)
class Truth:
    """Tables of one KLPD as the command `table` returns them."""

    app: App

    @classmethod
    def connected(cls) -> Self:
        """Connect as the environment says."""
        return cls(connect(settings.load()))

    def table(
        self, name: str, tahun: int | tuple[int, ...] = TAHUN, klpd: str = KODE, **narrow: Any
    ) -> pl.DataFrame:
        """Return a table, reading what is not stored."""
        years = tahun if isinstance(tahun, tuple) else (tahun,)
        requests = self.app.rup(RUP, (klpd,), years)
        also = self.app.rup(TABLES[name].also, (klpd,), years) if name in TABLES else ()
        sheet = table_inputs.read(self.app.repository, requests, also=also)
        assert sheet.errors == ()
        return build(name, sheet.frames, Options(klpd=(klpd,), tahun=years, **narrow)).collect()


def total(values: Iterable[int | None]) -> int | None:
    """Add up what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
