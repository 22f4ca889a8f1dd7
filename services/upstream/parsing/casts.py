"""Cast columns of text to their types without loss: a text that does not fit becomes null.

Nearly all columns have values of one usual form, which is cast fast. A column with any other form
is cast by the slower rules as a whole.
"""

from __future__ import annotations

import polars as pl

from ..dataset import Column

_TRUE, _FALSE = ("true", "1"), ("false", "0")
_MOMENT = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}:[0-5][0-9](?:\.[0-9]+)?)(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?$"
)
_USUAL_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]Z$"
_DIGITS = r"^-?[0-9]+$"
_USUAL_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def cast(column: Column, texts: pl.Series) -> pl.Series:
    """Return trimmed texts as the column's type, null where a text is no value of that type."""
    if column.dtype == pl.String:
        return texts
    usual = _cast_usual_form(column.dtype, texts)
    if usual is not None and usual.null_count() == texts.null_count():
        return usual
    return texts.to_frame().select(_any_form(column.dtype, pl.col(texts.name))).to_series()


def _cast_usual_form(dtype: pl.DataType, texts: pl.Series) -> pl.Series | None:
    """Return texts of the usual form in their type; None when the column has another form."""
    if dtype == pl.Boolean:
        true = texts == "true"
        return true if (true | (texts == "false")).all() else None
    if dtype == pl.Date:
        if not texts.unique().str.contains(_USUAL_DAY).all():  # few days in many rows
            return None
        return texts.str.to_date("%Y-%m-%d", strict=False, cache=False)
    if dtype.is_temporal():
        if not texts.str.contains(_USUAL_MOMENT).all():
            return None
        form = "%Y-%m-%dT%H:%M:%SZ"
        return texts.str.to_datetime(form, time_unit="us", strict=False, cache=False)
    return texts.cast(dtype, strict=False) if texts.str.contains(_DIGITS).all() else None


def _any_form(dtype: pl.DataType, text: pl.Expr) -> pl.Expr:
    """Return the expression that casts a text of any known form."""
    if dtype == pl.Boolean:
        folded = text.str.to_lowercase()
        return (
            pl.when(folded.is_in(_TRUE))
            .then(statement=True)
            .when(folded.is_in(_FALSE))
            .then(statement=False)
            .alias(text.meta.output_name())
        )
    if dtype.is_integer():
        return whole_number(text).cast(dtype, strict=False)
    # RFC 3339 or YYYY-MM-DD as sent: a time zone is neither applied nor kept (contract.md)
    clock = text.str.extract(_MOMENT, 2).fill_null("00:00:00")
    local = pl.concat_str(text.str.extract(_MOMENT, 1), clock, separator="T")
    instant = local.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    return (instant.dt.date() if dtype == pl.Date else instant).alias(text.meta.output_name())


def whole_number(text: pl.Expr) -> pl.Expr:
    """Return the digits of `1`, `1.0` or `1.00`, null for any other spelling.

    A dot before three zeros is more often a thousands separator than a decimal point.
    """
    return text.str.extract(r"^(-?[0-9]+)(?:\.0{1,2})?$")
