"""Expressions that all tables share: live rows, sums of money, order of rows.

Money is added in Int128 and cast to Int64 by `finish`, which raises when a sum does not fit:
Polars' own Int64 sum wraps silently, and its sum of nothing but nulls is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..errors import ContractBroken

Schema = Mapping[str, pl.DataType]

KEY = ("tahun", "kd_klpd")
LEAD: Schema = MappingProxyType({"tahun": pl.Int16(), "kd_klpd": pl.String()})

KOSONG = "(kosong)"
TERUMUMKAN = "Terumumkan"
SWAKELOLA, JENIS_PENYEDIA = "SWAKELOLA", "PENYEDIA"
"""The kinds of package (jenis_paket)."""

LIVE_PROGRAM = pl.col("is_deleted").ne_missing(True)
LIVE_PAKET = pl.col("status_delete_rup").ne_missing(True) & pl.col("status_aktif_rup").ne_missing(
    False
)
ANNOUNCED = pl.col("status").eq_missing(TERUMUMKAN)


class SumTooLarge(ContractBroken):
    """A sum of rupiah does not fit in 64 bits; no real list has such a sum."""

    def __init__(self, message: str, *, where: str = "") -> None:
        """Keep the first line; Polars appends the expression to what a function raises."""
        super().__init__(message.partition("\n")[0], where=where)


def schema(**columns: pl.DataType) -> Schema:
    """Return a table's columns after `tahun` and `kd_klpd`, with their types."""
    return MappingProxyType({**LEAD, **columns})


def total(column: str | pl.Expr) -> pl.Expr:
    """Add a column up exactly (Int128); null when there is nothing but missing values."""
    values = pl.col(column) if isinstance(column, str) else column
    return pl.when(values.count() > 0).then(values.cast(pl.Int128).sum())


def subtotal(column: str, chosen: pl.Expr) -> pl.Expr:
    """Add up the chosen rows of a group exactly; 0 for no rows, null for nothing but missing."""
    values = pl.col(column).filter(chosen)
    return pl.when((values.count() > 0) | chosen.any().not_()).then(values.cast(pl.Int128).sum())


def quotient(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Divide row by row, to the nearest Float64.

    Where the denominator is the same value in all rows, Polars multiplies by its reciprocal: the
    last digit of a figure would depend on the rows beside it. The zero that is added makes it a
    column of its own values.
    """
    return numerator / (denominator + (numerator - numerator))


def share(numerator: str, denominator: str) -> pl.Expr:
    """Divide one column by another (0-1, may exceed 1); null when the second is null or 0."""
    divisor = pl.col(denominator)
    return pl.when(divisor != 0).then(quotient(pl.col(numerator), divisor))


def or_kosong(column: str) -> pl.Expr:
    """Return a text column with `(kosong)` in place of null and blank."""
    text = pl.col(column).str.strip_chars()
    return pl.when(text != "").then(column).otherwise(pl.lit(KOSONG))


def paket(swakelola: pl.LazyFrame) -> pl.LazyFrame:
    """Return the live packages (domain.md rule 2), with status `(kosong)` where it is missing."""
    return swakelola.filter(LIVE_PAKET).with_columns(status=or_kosong("status"))


def paket_measures() -> tuple[pl.Expr, ...]:
    """Count packages, add their pagu and count the missing ones; for a group of live rows."""
    return (
        pl.len().alias("jumlah_paket"),
        total("pagu").alias("pagu"),
        pl.col("pagu").null_count().alias("pagu_kosong"),
    )


def match(left: pl.LazyFrame, right: pl.LazyFrame, *on: str) -> pl.LazyFrame:
    """Left-join on codes within one KLPD-year; a null code matches a null code."""
    return left.join(right, on=[*KEY, *on], how="left", nulls_equal=True)


def either(left: pl.LazyFrame, right: pl.LazyFrame, *on: str) -> pl.LazyFrame:
    """Join as `match` does, and keep also the rows of `right` that `left` lacks.

    A list of all keys joined with both would run the plans of both twice.
    """
    return left.join(right, on=[*KEY, *on], how="full", coalesce=True, nulls_equal=True)


def finish(frame: pl.LazyFrame, columns: Schema, *by: str) -> pl.LazyFrame:
    """Return exactly these columns and types, sorted by `by`: a name with `-` before it descending.

    Nulls come last. Raises SumTooLarge when a total does not fit in Int64.
    """
    integers = [name for name, dtype in columns.items() if dtype == pl.Int64()]
    others = {name: dtype for name, dtype in columns.items() if name not in integers}
    return (
        frame.with_columns(
            narrowed(*integers), *(pl.col(name).cast(dtype) for name, dtype in others.items())
        )
        .sort(
            [name.removeprefix("-") for name in by],
            descending=[name.startswith("-") for name in by],
            nulls_last=True,
        )
        .select(*columns)
    )


def narrowed(*columns: str) -> pl.Expr:
    """Cast exact sums to Int64; collecting raises SumTooLarge when one does not fit."""

    def to_int64(values: pl.Series) -> pl.Series:
        try:
            return values.cast(pl.Int64)
        except pl.exceptions.InvalidOperationError:
            raise SumTooLarge(f"jumlah {values.name} melampaui 64 bit") from None

    return pl.col(columns).map_batches(to_int64, return_dtype=pl.Int64(), is_elementwise=True)
