"""Sort the rows of a table as a link asks (`urut`)."""

from __future__ import annotations

import polars as pl


def ordered(frame: pl.DataFrame, urut: str) -> pl.DataFrame:
    """Return the rows sorted by a column, descending with a leading `-`, missing values last.

    The sort is stable; texts are sorted without regard to case. A column that the table lacks
    leaves the order as it is.
    """
    name = urut.removeprefix("-")
    if name not in frame.columns:
        return frame
    text = frame.schema[name] == pl.String
    by = pl.col(name).str.to_lowercase() if text else pl.col(name)
    return frame.sort(by, descending=urut.startswith("-"), nulls_last=True, maintain_order=True)
