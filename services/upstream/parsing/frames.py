"""Turn pages into typed frames: values are read as text, then cast; losses are counted.

Rules: reliability.md section 1 "Values", contract.md section 1. Of a text only white space at its
ends is removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import polars as pl

from ...errors import ContractBroken
from ..answer.bounds import TEXT_MOST
from ..dataset import Dataset
from .casts import cast
from .rows import decode_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A value that does not fit its column: key of the row, column, text as served, reason."""

    kunci: str
    kolom: str
    teks: str
    alasan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as text columns under their public names.

    unknown: served columns that the catalogue does not know. missing: columns that were not served.
    claims: numbers of rows that the answer claims (claims.py).
    """

    texts: pl.DataFrame
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    claims: Mapping[str, int] = field(default_factory=dict)

    @property
    def outline(self) -> tuple[object, ...]:
        """Return the number of rows, the first row and the last."""
        height = self.texts.height
        return (height, self.texts.row(0), self.texts.row(-1)) if height else (0,)

    @property
    def digest(self) -> bytes:
        """Return a digest of the rows in their order, the same within this process only."""
        return hashlib.blake2b(self.texts.hash_rows().to_numpy().tobytes()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All pages of one walk as one typed frame, sorted by key.

    repeats: dropped rows that repeat another exactly; conflicts: dropped rows with the key of a
    later row and other values; strangers: rows of another KLPD, year or parent than requested, not
    in the frame. uneven: columns that only some pages had. keyless: empty rows, each with a line in
    the quarantine.
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
    rows = decode_rows(raw, known_names(dataset), where=dataset.folder)
    return page_of_cells(dataset, rows.texts, rows.names, rows.height)


def page_of_cells(dataset: Dataset, cells: pl.DataFrame, names: Set[str], height: int) -> Page:
    """Return rows whose cells are texts as a page.

    names: all the names under which the rows were served; `cells` has at least the known ones.
    height: how many rows there are, also where no name is known. Raises as `page`.
    """
    trimmed = cells.with_columns(pl.all().str.strip_chars())
    columns = []
    for column in dataset.columns:  # in each row from the first of its names that is not null
        served = [trimmed[name] for name in column.names if name in trimmed.columns]
        unserved = pl.Series([None], dtype=pl.String)
        values = served[0] if served else unserved.new_from_index(0, height)
        for other in served[1:]:
            values = values.zip_with(values.is_not_null(), other)
        columns.append(values.alias(column.name))
    texts = pl.DataFrame(columns)
    longest = texts.select(pl.all().str.len_bytes().max().fill_null(0))
    if max(longest.row(0)) > TEXT_MOST:
        raise ContractBroken("teks lebih dari 1 MiB dalam satu nilai", where=dataset.folder)
    needed = [c for c in dataset.columns if height and not c.optional and not c.asked]
    return Page(
        texts=texts,
        unknown=tuple(sorted(names - known_names(dataset) - set(dataset.dropped))),
        missing=tuple(c.name for c in needed if not any(name in names for name in c.names)),
    )


def known_names(dataset: Dataset) -> frozenset[str]:
    """Return every name under which a column of the dataset may be served."""
    return frozenset(name for column in dataset.columns for name in column.names)


def assemble(dataset: Dataset, pages: Sequence[Page], asked: Mapping[str, str]) -> Reading:
    """Return all pages as one typed frame, with counts of the rows that are not in it.

    asked: the parameters of the request.
    """
    empty = pl.DataFrame(schema=dict.fromkeys(dataset.schema, pl.String()))
    texts = pl.concat([empty, *(p.texts for p in pages)])
    empty_rows = keyless(dataset, texts)
    numbers = (empty_rows.arg_true() + 1).to_list()
    texts = texts.filter(~empty_rows) if numbers else texts
    texts = texts.with_columns(  # columns that only the request knows: the level of a location
        pl.col(c.name).fill_null(pl.lit(asked[c.asked])).alias(c.name)
        for c in dataset.columns
        if c.asked and asked.get(c.asked)
    )
    # rows whose own columns name another KLPD, year or parent than was requested
    columns = {c.name: c for c in dataset.columns}
    strange = pl.repeat(value=False, n=texts.height, eager=True)
    for name, param in dataset.asked:
        if param in asked:
            codes = [code.strip() for code in asked[param].split(",")]
            wanted = pl.Series(codes, dtype=pl.String).cast(columns[name].dtype).to_list()
            matches = cast(columns[name], texts[name]).is_in(wanted)
            strange |= ~matches.fill_null(value=True)
    strangers, requested = _split(texts, strange)
    unique, repeats, conflicts = _unique(dataset, requested)
    frame, quarantine = _typed(dataset, unique)
    missing = [set(p.missing) for p in pages if p.texts.height] or [set()]
    on_every_page = set.intersection(*missing)
    unknown = {name for p in pages for name in p.unknown}
    return Reading(
        frame=frame.sort(*dataset.key, *(c for c in frame.columns if c not in dataset.key)),
        quarantine=(
            *(
                Quarantined(
                    kunci=f"baris {number}",
                    kolom=", ".join(dataset.key),
                    teks="",
                    alasan="baris tanpa kunci dan tanpa isi",
                )
                for number in numbers
            ),
            *quarantine,
        ),
        repeats=repeats,
        conflicts=conflicts,
        strangers=strangers,
        drift=(
            *(f"+{name}" for name in sorted(unknown)),
            *(f"-{name}" for name in sorted(on_every_page)),
        ),
        uneven=tuple(sorted(set.union(*missing) - on_every_page)),
        keyless=len(numbers),
    )


def keyless(dataset: Dataset, texts: pl.DataFrame) -> pl.Series:
    """Mark rows without a key and without any value but those that repeat the request."""
    repeated = {name for name, _ in dataset.asked} - set(dataset.key)
    columns = [pl.col(c.name) for c in dataset.columns if c.name not in repeated]
    return texts.select(pl.all_horizontal(c.is_null() | (c == "") for c in columns)).to_series()


def _split(texts: pl.DataFrame, marked: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the marked rows and the others, without a copy when all are on one side."""
    if marked.all():
        return texts, texts.clear()
    return (texts.filter(marked), texts.filter(~marked)) if marked.any() else (texts.clear(), texts)


def _unique(dataset: Dataset, texts: pl.DataFrame) -> tuple[pl.DataFrame, int, int]:
    """Return the last row of each key, and how many others repeat it or conflict with it.

    A row with a null in its key never repeats another.
    """
    full_key = pl.all_horizontal(pl.col(dataset.key).is_not_null())
    keyed, others = _split(texts, texts.select(full_key).to_series())
    if keyed.n_unique(dataset.key) == keyed.height:
        return pl.concat([keyed, others]), 0, 0
    last = keyed.unique(subset=dataset.key, keep="last", maintain_order=True)
    distinct = keyed.unique()
    conflicts = distinct.height - last.height
    repeats = keyed.height - last.height - conflicts
    return pl.concat([last, others]), repeats, conflicts


def _typed(dataset: Dataset, texts: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Quarantined, ...]]:
    """Return texts cast to their types, and the values that became null by it."""
    frame = pl.DataFrame([cast(c, texts[c.name]) for c in dataset.columns])
    lost: list[Quarantined] = []
    for column in dataset.columns:
        if frame[column.name].null_count() == texts[column.name].null_count():
            continue
        rows = texts.filter(
            frame[column.name].is_null()
            & texts[column.name].is_not_null()
            & (texts[column.name] != "")
        )
        lost += [
            Quarantined(
                kunci=" ".join(str(row[name]) for name in dataset.key),
                kolom=column.name,
                teks=str(row[column.name])[:200],
                alasan=f"bukan {column.dtype.base_type()}",
            )
            for row in rows.iter_rows(named=True)
        ]
    return frame, tuple(lost)
