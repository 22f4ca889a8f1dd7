"""How rows differ between two snapshots, printed: added, gone, changed."""

from __future__ import annotations

import polars as pl

from pages.shell.state.view import View
from services.analysis.diff import DITAMBAH, DIUBAH, HILANG
from services.analysis.frames import PAKET, PROGRAM

MONEY = {PROGRAM: "pagu_program", PAKET: "pagu"}
"""The column of money of a dataset, where it has one."""


def kinds(view: View, counted: pl.DataFrame) -> dict[str, str]:
    """Return the rows by kind of change from a table of `ringkasan`, printed."""
    count = dict(counted.select("perubahan", "jumlah").iter_rows())
    return {kind: view.number(count.get(kind, 0)) for kind in (DITAMBAH, HILANG, DIUBAH)}
