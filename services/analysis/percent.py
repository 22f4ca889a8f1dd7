"""Print shares as text inside a table."""

from __future__ import annotations

import polars as pl


def percent_text(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Print a share of integers in per cent with one decimal, as "14,2".

    Less than all is never "100,0" but "> 99,9", more than nothing never "0,0" but "< 0,1".
    """
    rounded = (numerator / denominator * 100).round(1)
    return (
        pl.when((rounded == 100) & (numerator < denominator))
        .then(pl.lit("> 99,9"))
        .when((rounded == 0) & (numerator > 0))
        .then(pl.lit("< 0,1"))
        .otherwise(rounded.cast(pl.String).str.replace(".", ",", literal=True))
    )
