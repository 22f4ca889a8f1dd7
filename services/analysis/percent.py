"""Print shares and rupiah as text inside a table."""

from __future__ import annotations

import polars as pl

from .measures import quotient


def percent_text(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Print a share of integers in per cent with one decimal, as "14,2".

    Less than all is never "100,0" but "> 99,9", more than nothing never "0,0" but "< 0,1".
    """
    rounded = (quotient(numerator, denominator) * 100).round(1)
    return (
        pl.when((rounded == 100) & (numerator < denominator))
        .then(pl.lit("> 99,9"))
        .when((rounded == 0) & (numerator > 0))
        .then(pl.lit("< 0,1"))
        .otherwise(rounded.cast(pl.String).str.replace(".", ",", literal=True))
    )


def rupiah_text(amount: pl.Expr) -> pl.Expr:
    """Print whole rupiah exactly, as "Rp 1.250.000" or "-Rp 5"."""
    digits = amount.abs().cast(pl.String).str.reverse()
    grouped = digits.str.replace_all(r"(\d{3})", "${1}.").str.reverse().str.strip_chars_start(".")
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, pl.lit("Rp "), grouped)
