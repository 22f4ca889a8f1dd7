"""Rows decoded at once where all of them hold the same names, with proof that they do.

Reading rows one by one is what a page would cost most. A page is regular when every row has every
name of the first row and no other, each once, and nothing but texts, whole numbers, true, false and
null under them. The decoder refuses rows that miss a name or hold anything else under one, and
whatever is not JSON. What it does not tell is a name that is unknown or comes twice: so the quotes
are counted. Names and texts take two each, so that any further name is two more at least. Whatever
is not regular is left to a careful reader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from typing import Annotated, Any, Self

import msgspec
import polars as pl
from msgspec.structs import astuple

from services.upstream.quotes import Quotes

_FIRST_MOST = 65_536
_NAMES_MOST = 256
_WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)  # Unicode's White_Space, which is what Polars trims
_WHOLE = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_ANY = str | bool | _WHOLE | None
_TYPES: Mapping[type, Any] = {str: str | None, bool: bool | None, int: _WHOLE | None}
_TEXT = frozenset({str})
_COLUMNS = {frozenset({bool}): pl.Boolean(), frozenset({int}): pl.Int64()}

Cell = str | int | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The values of a page under each name, one a row, and of which types they are.

    loose: the names that may have a text with white space at one of its ends.
    """

    columns: Mapping[str, tuple[Cell, ...]]
    kinds: Mapping[str, frozenset[type]]
    height: int
    loose: frozenset[str]

    @classmethod
    def of(cls, raw: bytes) -> Self | None:
        """Return the shape of rows as JSON, None when they are not regular."""
        first = _first(raw)
        rows, kinds = _rows(raw, first) if first else ([], ())
        if not rows:
            return None
        columns = dict(zip(first, zip(*map(astuple, rows), strict=True), strict=True))
        pairs = zip(columns.values(), kinds, strict=True)
        held = dict(zip(first, starmap(_held, pairs), strict=True))
        texts = sum(_texts(columns[name], kind) for name, kind in held.items())
        quotes = Quotes.of(raw)
        if quotes.count != 2 * (len(first) * len(rows) + texts):
            return None
        return cls(columns, held, len(rows), quotes.loose(frozenset(first)))

    def texts(self, name: str) -> pl.Series:
        """Return the values under a name as text, trimmed."""
        cells, kinds = self.columns[name], self.kinds[name]
        if kinds in _COLUMNS:
            return pl.Series(name, cells, dtype=_COLUMNS[kinds]).cast(pl.String)
        if kinds != _TEXT or name in self.loose:
            cells = tuple(map(_text, cells))
        return pl.Series(name, cells, dtype=pl.String)


def _first(raw: bytes) -> dict[str, Cell]:
    """Return the first row, an empty one when it is not regular or long beyond reason."""
    try:
        row, _ = json.JSONDecoder().raw_decode(raw[:_FIRST_MOST].decode(errors="ignore"), 1)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(row, dict) or len(row) > _NAMES_MOST:
        return {}
    plain = all(name.isascii() and name.isidentifier() for name in row)
    return row if plain and all(v is None or type(v) in _TYPES for v in row.values()) else {}


def _rows(raw: bytes, first: Mapping[str, Cell]) -> tuple[list[Any], tuple[type, ...]]:
    """Return the rows decoded and the types asked for: those of the first row, or else any."""
    names = tuple(first)
    for kinds in (tuple(map(type, first.values())), (type(None),) * len(first)):
        try:
            return _decoder(names, kinds).decode(raw), kinds
        except msgspec.ValidationError:
            continue
        except (msgspec.DecodeError, UnicodeDecodeError):
            break
    return [], ()


@lru_cache(maxsize=64)
def _decoder(names: tuple[str, ...], kinds: tuple[type, ...]) -> msgspec.json.Decoder[Any]:
    """Return a decoder of rows that have all these names at least."""
    fields = [f"f{at}" for at in range(len(names))]
    row = msgspec.defstruct(
        "Row",
        [(field, _TYPES.get(kind, _ANY)) for field, kind in zip(fields, kinds, strict=True)],
        rename=dict(zip(fields, names, strict=True)),
        gc=False,
    )
    return msgspec.json.Decoder(list[row])  # type: ignore[valid-type] # made at run time


def _held(cells: tuple[Cell, ...], kind: type) -> frozenset[type]:
    """Return the types of values but null, which are known where one was asked for."""
    return frozenset({kind} if kind in _TYPES else set(map(type, cells)) - {type(None)})


def _texts(cells: tuple[Cell, ...], kinds: frozenset[type]) -> int:
    """Return how many of the values are texts."""
    if kinds == _TEXT:
        return len(cells) - cells.count(None)
    return list(map(type, cells)).count(str) if str in kinds else 0


def _text(cell: Cell) -> str | None:
    if isinstance(cell, str):
        return cell.strip(_WHITE)
    if cell is None:
        return None
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
