"""Compare a table with what the oracle says: money and counts exactly, shares to 12 digits."""

from __future__ import annotations

import polars as pl
import pytest

from tests.analysis.oracle import Rows


def assert_same(table: pl.LazyFrame, expected: Rows) -> None:
    """Check columns, order and values of a table against the oracle's rows."""
    found = table.collect()
    rows = found.to_dicts()
    assert len(rows) == len(expected), (rows, expected)
    for row, want in zip(rows, expected, strict=True):
        assert set(row) == set(want)
        for name, value in want.items():
            if isinstance(value, float):
                assert row[name] == pytest.approx(value, rel=1e-12), (name, row, want)
            else:
                assert row[name] == value, (name, row, want)
