"""Page bytes to typed frames: everything is read as text, then cast strictly, losses are counted.

Rules: reliability.md section 1 "Values", contract.md section 1. Text keeps its content; only white
space at its ends is trimmed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import polars as pl

from ..errors import ContractBroken
from .bounds import TEXT_MOST, too_deep
from .casts import cast
from .catalog import Column, Dataset
from .envelopes import once
from .exact import exact_texts
from .regular_pages import Shape

_ROWS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One value that its column's type cannot hold: row key, column, text as served, reason."""

    kunci: str
    kolom: str
    teks: str
    alasan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as text columns under public names, and what was odd about its shape.

    claims: what its answer says of the number of rows (claims.py).
    """

    texts: pl.DataFrame
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    claims: Mapping[str, int] = field(default_factory=dict)

    @property
    def outline(self) -> tuple[object, ...]:
        """Return how many rows there are, and the first and the last of them."""
        height = self.texts.height
        return (height, self.texts.row(0), self.texts.row(-1)) if height else (0,)

    @property
    def digest(self) -> bytes:
        """Return a digest of the rows in their order, stable within this process."""
        return hashlib.blake2b(self.texts.hash_rows().to_numpy().tobytes()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All pages of one walk as one typed frame, sorted by key.

    repeats: rows dropped as exact repeats by natural key; conflicts: same key, other values (the
    last page won); strangers: rows of another KLPD, year or parent than asked, kept apart.
    uneven: columns that some pages had and others had not. keyless: rows that hold nothing, each
    with a line in the quarantine.
    """

    frame: pl.DataFrame
    quarantine: tuple[Quarantined, ...] = ()
    repeats: int = 0
    conflicts: int = 0
    strangers: pl.DataFrame = field(default_factory=pl.DataFrame)
    drift: tuple[str, ...] = ()
    uneven: tuple[str, ...] = ()
    keyless: int = 0


def page(dataset: Dataset, raw: bytes) -> Page:
    """Return one page's rows as text; raise ContractBroken when rows are not rows, or too long.

    A regular page is read at once; any other is read with care, to the same end.
    """
    return _regular(dataset, raw) or careful(dataset, raw)


def careful(dataset: Dataset, raw: bytes) -> Page:
    """Return one page's rows as text, whatever they look like; raise as `page` does."""
    rows = _rows(dataset, raw)
    if too_deep(b"[%b]" % raw):  # the envelope is a level, too
        raise ContractBroken("jawaban bersarang terlalu dalam", where=dataset.folder)
    keys = frozenset[str]().union(*rows)
    texts = exact_texts(_schema(dataset), rows)
    cells = {name: texts[name].str.strip_chars() for name in texts.columns if name in keys}
    return _page(dataset, cells, keys, len(rows), room=len(raw))


def _regular(dataset: Dataset, raw: bytes) -> Page | None:
    """Return a page whose rows all have the same plain names and flat values, None for others."""
    shape = Shape.of(raw)
    if not (shape and (known := {n: t for n, t in _schema(dataset).items() if n in shape.names})):
        return None
    try:
        texts = pl.read_json(raw, schema=known)
    except pl.exceptions.ComputeError:
        return None
    if texts.height != shape.height:
        return None
    trimmed = pl.col([name for name in known if name in shape.texts]).str.strip_chars()
    cells = {cells.name: cells for cells in texts.with_columns_seq(trimmed)}
    return _page(dataset, cells, frozenset(shape.names), shape.height, room=shape.longest)


def _page(
    dataset: Dataset,
    cells: Mapping[str, pl.Series],
    keys: frozenset[str],
    height: int,
    *,
    room: int,
) -> Page:
    """Return the page of these trimmed texts, of which none is longer than `room` bytes."""
    texts = pl.DataFrame([_public(column, cells, height) for column in dataset.columns])
    longest = pl.all().str.len_bytes().max().fill_null(0)
    if room > TEXT_MOST and texts.height and max(texts.select(longest).row(0)) > TEXT_MOST:
        raise ContractBroken("teks lebih dari 1 MiB dalam satu nilai", where=dataset.folder)
    known = {name for column in dataset.columns for name in column.names}
    return Page(
        texts=texts,
        unknown=tuple(sorted(keys - known - set(dataset.dropped))),
        missing=tuple(c.name for c in dataset.columns if height and not _served(c, keys)),
    )


def _schema(dataset: Dataset) -> dict[str, pl.DataType]:
    """Return every name that a column may be served under, all as text."""
    return {name: pl.String() for column in dataset.columns for name in column.names}


def _served(column: Column, keys: frozenset[str]) -> bool:
    return column.optional or bool(column.asked) or any(name in keys for name in column.names)


def _rows(dataset: Dataset, raw: bytes) -> list[dict[str, msgspec.Raw]]:
    """Return the rows with their values undecoded; raise ContractBroken unless all are objects."""
    try:
        rows = _ROWS.decode(raw)
        json.loads(raw, object_pairs_hook=once, parse_int=str, parse_float=str)
    except msgspec.ValidationError as error:
        raise ContractBroken("data bukan daftar objek", where=dataset.folder) from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ContractBroken(
            "baris tidak dapat dibaca sebagai JSON", where=dataset.folder
        ) from error
    return rows


def _public(column: Column, cells: Mapping[str, pl.Series], height: int) -> pl.Series:
    """Return a column's texts, in each row from the first of its names that has one."""
    served = [cells[name] for name in column.names if name in cells]
    texts = served[0] if served else pl.Series([None], dtype=pl.String).new_from_index(0, height)
    for other in served[1:]:
        texts = texts.zip_with(texts.is_not_null(), other)
    return texts.alias(column.name)


def assemble(dataset: Dataset, pages: Sequence[Page], asked: Mapping[str, str]) -> Reading:
    """Return all pages as one typed frame with everything odd counted."""
    empty = pl.DataFrame(schema=dict.fromkeys(dataset.schema, pl.String()))
    texts = pl.concat([empty, *(p.texts for p in pages)])
    hollow = keyless(dataset, texts)
    numbers = (hollow.arg_true() + 1).to_list()
    texts = _echo(dataset, texts.filter(~hollow) if numbers else texts, asked)
    strangers, own = _parted(texts, _strange(dataset, texts, asked))
    kept, repeats, conflicts = _unique(dataset, own)
    frame, quarantine = _typed(dataset, kept)
    return Reading(
        frame=frame.sort(*dataset.key, *(c for c in frame.columns if c not in dataset.key)),
        quarantine=(*(_row_quarantined(dataset, number) for number in numbers), *quarantine),
        repeats=repeats,
        conflicts=conflicts,
        strangers=strangers,
        drift=_drift(pages),
        uneven=tuple(sorted(_missing(pages, set.union) - _missing(pages, set.intersection))),
        keyless=len(numbers),
    )


def keyless(dataset: Dataset, texts: pl.DataFrame) -> pl.Series:
    """Mark rows without a key and without any value that does not just repeat the question."""
    repeated = {name for name, _ in dataset.asked} - set(dataset.key)
    own = [pl.col(c.name) for c in dataset.columns if c.name not in repeated]
    return texts.select(pl.all_horizontal(c.is_null() | (c == "") for c in own)).to_series()


def _row_quarantined(dataset: Dataset, number: int) -> Quarantined:
    """Return the line of a row that holds nothing, by its number in the order of reading."""
    return Quarantined(
        kunci=f"baris {number}",
        kolom=", ".join(dataset.key),
        teks="",
        alasan="baris tanpa kunci dan tanpa isi",
    )


def _echo(dataset: Dataset, texts: pl.DataFrame, asked: Mapping[str, str]) -> pl.DataFrame:
    """Fill the columns that only the request knows, such as the level of a location."""
    fills = [
        pl.col(c.name).fill_null(pl.lit(asked[c.asked])).alias(c.name)
        for c in dataset.columns
        if c.asked and asked.get(c.asked)
    ]
    return texts.with_columns(fills)


def _strange(dataset: Dataset, texts: pl.DataFrame, asked: Mapping[str, str]) -> pl.Series:
    """Mark rows that say they belong to another KLPD, year or parent than was asked."""
    columns = {c.name: c for c in dataset.columns}
    strange = pl.repeat(value=False, n=texts.height, eager=True)
    for name, param in dataset.asked:
        if param in asked:
            wanted = _wanted(columns[name], asked[param])
            own = cast(columns[name], texts[name]).is_in(wanted)
            strange |= ~own.fill_null(value=True)
    return strange


def _wanted(column: Column, text: str) -> list[object]:
    """Return the values that were asked for: one, or a list with commas."""
    values = [value.strip() for value in text.split(",")]
    return pl.Series(values, dtype=pl.String).cast(column.dtype).to_list()


def _parted(texts: pl.DataFrame, marked: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the marked rows and the others; where all are on one side, nothing is copied."""
    if marked.all():
        return texts, texts.clear()
    return (texts.filter(marked), texts.filter(~marked)) if marked.any() else (texts.clear(), texts)


def _unique(dataset: Dataset, texts: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    """Drop repeats by key, the last page winning; a row with a null in its key never repeats."""
    whole = pl.all_horizontal(pl.col(dataset.key).is_not_null())
    keyed, loose = _parted(texts, texts.select(whole).to_series())
    if keyed.n_unique(dataset.key) == keyed.height:
        return pl.concat([keyed, loose]), 0, 0
    last = keyed.unique(subset=dataset.key, keep="last", maintain_order=True)
    distinct = keyed.unique()
    conflicts = distinct.height - last.height
    repeats = keyed.height - last.height - conflicts
    return pl.concat([last, loose]), repeats, conflicts


def _typed(dataset: Dataset, texts: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Quarantined, ...]]:
    frame = pl.DataFrame([cast(c, texts[c.name]) for c in dataset.columns])
    lost: list[Quarantined] = []
    for column in dataset.columns:
        if frame[column.name].null_count() == texts[column.name].null_count():
            continue
        gone = texts.filter(
            frame[column.name].is_null()
            & texts[column.name].is_not_null()
            & (texts[column.name] != "")
        )
        lost += [_quarantined(dataset, column, row) for row in gone.iter_rows(named=True)]
    return frame, tuple(lost)


def _quarantined(dataset: Dataset, column: Column, row: Mapping[str, str | None]) -> Quarantined:
    key = " ".join(str(row[name]) for name in dataset.key)
    text = str(row[column.name])[:200]
    return Quarantined(
        kunci=key, kolom=column.name, teks=text, alasan=f"bukan {column.dtype.base_type()}"
    )


def _drift(pages: Sequence[Page]) -> tuple[str, ...]:
    new = sorted({name for p in pages for name in p.unknown})
    gone = sorted(_missing(pages, set.intersection))
    return (*(f"+{name}" for name in new), *(f"-{name}" for name in gone))


def _missing(pages: Sequence[Page], joined: Callable[..., set[str]]) -> set[str]:
    """Return the columns that were missing on the pages that have rows: on any, or on all."""
    full = [set(p.missing) for p in pages if p.texts.height]
    return joined(*full) if full else set()
