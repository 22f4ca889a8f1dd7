"""Page bytes to typed frames: everything is read as text, then cast strictly, losses are counted.

Rules: reliability.md section 1 "Values", contract.md section 1. Text keeps its content; only white
space at its ends is trimmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ..errors import ContractBroken
from .bounds import TEXT_MOST
from .casts import cast
from .catalog import Column, Dataset
from .rows import decode_rows, texts_of_rows


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
    """Return one page's rows as text.

    Raises ContractBroken when the rows cannot be decoded (rows.py), or when a text is longer than
    a mebibyte.
    """
    rows = decode_rows(raw, where=dataset.folder)
    names = frozenset[str]().union(*rows)
    known = {name for column in dataset.columns for name in column.names}
    schema = {name: pl.String() for name in known & names}
    cells = texts_of_rows(schema, rows).with_columns(pl.all().str.strip_chars())
    texts = pl.DataFrame([_public(column, cells, len(rows)) for column in dataset.columns])
    longest = texts.select(pl.all().str.len_bytes().max().fill_null(0))
    if len(raw) > TEXT_MOST and rows and max(longest.row(0)) > TEXT_MOST:
        raise ContractBroken("teks lebih dari 1 MiB dalam satu nilai", where=dataset.folder)
    return Page(
        texts=texts,
        unknown=tuple(sorted(names - known - set(dataset.dropped))),
        missing=tuple(c.name for c in dataset.columns if rows and not _served(c, names)),
    )


def _served(column: Column, names: frozenset[str]) -> bool:
    return column.optional or bool(column.asked) or any(name in names for name in column.names)


def _public(column: Column, cells: pl.DataFrame, height: int) -> pl.Series:
    """Return a column's texts, in each row from the first of its names that has one."""
    served = [cells[name] for name in column.names if name in cells.columns]
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
