"""Counts of rows added, removed and changed between two snapshots, as texts."""

from __future__ import annotations

import polars as pl

from pages.shell.state.view import View
from services.analysis.frames import PAKET, PROGRAM
from services.analysis.stored.diff import DITAMBAH, DIUBAH, HILANG

MONEY = {PROGRAM: "pagu_program", PAKET: "pagu"}
"""The pagu column of a dataset, where it has one."""


def kinds(view: View, counted: pl.DataFrame) -> dict[str, str]:
    """Return the number of rows by kind of change, as texts, from a table of `ringkasan`."""
    count = dict(counted.select("perubahan", "jumlah").iter_rows())
    return {kind: view.number(count.get(kind, 0)) for kind in (DITAMBAH, HILANG, DIUBAH)}
