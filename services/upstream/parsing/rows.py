"""Decode the rows of a page and write their values as text, without rounding a number.

msgspec is fast, but it rounds numbers and lets the last of two equal names win. Where it writes the
same bytes again nothing was lost, and Polars reads such a page without the interpreter's lock: with
loops in Python, passes that share two cores wait for each other. Other pages are decoded exactly,
with the same result.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
import polars as pl

from ...errors import ContractBroken
from ..answer.bounds import too_deep
from ..answer.envelopes import Number, once

Row = dict[str, str | int | bool | None]
"""Decoded members of a row. Numbers of an unusual spelling are a Number, which is a text."""

_ROWS = msgspec.json.Decoder(list[Row])
_RAW_ROWS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}\.000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a page: the values of known names as text, all served names, number of rows."""

    texts: pl.DataFrame
    names: frozenset[str]
    height: int


def decode_rows(raw: bytes, known: Collection[str], *, where: str) -> Rows:
    """Return the rows of a page.

    Raises ContractBroken, naming `where`, when they are not a list of JSON objects, when a name
    comes twice in one object, and when a value is nested too deep.
    """
    plain = _plain_rows(raw)
    rows = decode_exactly(raw, where=where) if plain is None else plain
    names = frozenset[str]().union(*rows)
    schema = {name: pl.String() for name in known if name in names}
    read_by_polars = plain and schema
    texts = pl.read_json(raw, schema=schema) if read_by_polars else texts_of_rows(schema, rows)
    return Rows(texts=texts, names=names, height=len(rows))


def _plain_rows(raw: bytes) -> list[Row] | None:
    """Return the rows of a page of which msgspec loses nothing, None for any other page."""
    with suppress(msgspec.DecodeError, ValueError, RecursionError):
        rows = _ROWS.decode(raw)
        if msgspec.json.encode(rows) == raw:
            return rows
    return None


def decode_exactly(raw: bytes, *, where: str) -> list[Row]:
    """Return the rows of a page in any spelling: numbers as written, nested values as JSON text.

    msgspec refuses what is not JSON, json notices a name that comes twice.
    """
    try:
        raw_rows = _RAW_ROWS.decode(raw)
        rows: list[dict[str, Any]] = json.loads(
            raw, object_pairs_hook=once, parse_int=Number, parse_float=Number
        )
    except msgspec.ValidationError as error:
        raise ContractBroken("data bukan daftar objek", where=where) from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ContractBroken("baris tidak dapat dibaca sebagai JSON", where=where) from error
    if too_deep(b"[%b]" % raw):  # the envelope is a level, too
        raise ContractBroken("jawaban bersarang terlalu dalam", where=where)
    for row, raw_row in zip(rows, raw_rows, strict=True):
        for name, value in row.items():
            if isinstance(value, dict | list):
                row[name] = msgspec.json.format(bytes(raw_row[name]), indent=-1).decode()
    return rows


def texts_of_rows(schema: Mapping[str, pl.DataType], rows: Sequence[Row]) -> pl.DataFrame:
    """Return the values of the names of a schema as text; null stays null."""
    columns = {
        name: [
            value if value is None or type(value) is str else _text(value)
            for value in [row.get(name) for row in rows]
        ]
        for name in schema
    }
    return pl.DataFrame(columns, schema=schema)


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(str(value))


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
