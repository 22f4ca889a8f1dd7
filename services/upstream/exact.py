"""Values of rows as text, each from its own bytes, so that nothing about a number is rounded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

import msgspec
import polars as pl

_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}\.000")


def exact_texts(
    schema: Mapping[str, pl.DataType], rows: Sequence[Mapping[str, msgspec.Raw]]
) -> pl.DataFrame:
    """Return the values of these names as text; a reader of frames would round fractions."""
    return pl.DataFrame({n: [_text(row.get(n)) for row in rows] for n in schema}, schema=schema)


def _text(raw: msgspec.Raw | None) -> str | None:
    """Return a value as text: strings decoded, null as None, anything nested as compact JSON."""
    value = bytes(raw) if raw is not None else b"null"
    if value == b"null":
        return None
    if value[:1] == b'"':
        return str(msgspec.json.decode(value))
    if value[:1] in (b"{", b"["):
        return msgspec.json.format(value, indent=-1).decode()
    return number_text(value.decode())


def number_text(text: str) -> str:
    """Write a whole number out, also one with an exponent; leave anything else as served.

    `250.000` is left, too: whoever writes it may mean 250 thousand.
    """
    if text.isdigit() or _GROUPED.fullmatch(text):
        return text
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return text
    if not exact:
        return "0"
    small = exact.adjusted() < 30 and exact == exact.to_integral_value()
    return str(int(exact)) if small else text
