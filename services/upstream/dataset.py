"""What a dataset of an upstream is: one value with its columns, key and paginator."""

from __future__ import annotations

import hashlib
import string
from dataclasses import dataclass, field

import polars as pl

from ..errors import BadRequest
from .answer.paging import Paginator

Params = tuple[tuple[str, str], ...]

_PLAIN = frozenset(string.ascii_letters + string.digits + "-_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: public name, type after casting, and the names under which it is served (`wire`).

    asked: the parameter whose value fills the column where the rows have none.
    """

    name: str
    dtype: pl.DataType = field(default_factory=pl.String)
    wire: tuple[str, ...] = ()
    optional: bool = False
    asked: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names under which it is served, in order of preference."""
        return self.wire or (self.name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One endpoint of a source (inaproc, satusehat or lokasi).

    key: the natural key. asked: columns, each with the parameter whose value it must repeat.
    dropped: served columns that are never stored (personal data, and last_update_ref, which changes
    with every page: contract.md section 1). sends_year: the endpoint requires a `tahun` that does
    not narrow its answer: the running year is sent, and rows are stored without a year. bare: an
    answer is one JSON array of all rows, without an envelope and without pages.
    """

    name: str
    source: str
    path: str
    columns: tuple[Column, ...] = field(hash=False)  # slow, and name and path suffice
    key: tuple[str, ...]
    paginator: Paginator
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    versi: str = ""
    sends_year: bool = False
    bare: bool = False

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Return the public columns and their types."""
        return {column.name: column.dtype for column in self.columns}

    @property
    def by_klpd(self) -> bool:
        """Tell whether one request is one KLPD, in one year or in all."""
        return "kode_klpd" in self.required

    @property
    def by_klpd_year(self) -> bool:
        """Tell whether one request is one KLPD and year."""
        return set(self.required) == {"kode_klpd", "tahun"}

    @property
    def folder(self) -> str:
        """Return the folder name in stored paths."""
        return f"{self.name}-{self.versi}" if self.versi else self.name

    def completed(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return rows with every public column, filled with null where an older file lacks it."""
        present = rows.collect_schema().names()
        missing = {name: dtype for name, dtype in self.schema.items() if name not in present}
        if not missing:
            return rows
        nulls = (pl.lit(None, dtype).alias(name) for name, dtype in missing.items())
        return rows.with_columns(nulls).select(list(self.schema))

    def partition(self, kode: str, tahun: int) -> Request:
        """Return the request for a KLPD in a year; for a dataset without years, in all years."""
        year = {"tahun": str(tahun)} if "tahun" in self.required else {}
        return self.request(kode_klpd=kode, **year)

    def request(self, **params: str) -> Request:
        """Return the request for these parameters; raise BadRequest for unknown or missing ones."""
        unknown = set(params) - {*self.required, *self.optional}
        missing = [name for name in self.required if not params.get(name)]
        if unknown or missing:
            names = ", ".join(sorted(unknown) or missing)
            raise BadRequest(f"parameter tidak sesuai: {names} ({self.name})")
        return Request(
            dataset=self, params=tuple(sorted((k, v) for k, v in params.items() if v != ""))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A dataset with parameters. It is hashable, so it is also the key of caches."""

    dataset: Dataset
    params: Params

    @property
    def values(self) -> dict[str, str]:
        """Return the parameters as a mapping."""
        return dict(self.params)

    @property
    def tahun(self) -> int | None:
        """Return the year, None when the request has none."""
        text = self.values.get("tahun")
        return int(text) if text else None

    @property
    def partition(self) -> tuple[str, str, int | None]:
        """Return dataset, KLPD and year of a request for one KLPD; None for all years."""
        return self.dataset.name, self.values["kode_klpd"], self.tahun

    def sent(self, running: int) -> dict[str, str]:
        """Return the parameters that are sent in the `running` year."""
        return {**self.values, **({"tahun": str(running)} if self.dataset.sends_year else {})}

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return the (name, value) parts of the stored path: KLPD and year, else the parameters."""
        values = self.values
        if self.dataset.by_klpd and set(values) <= {"kode_klpd", "tahun"}:
            return tuple(sorted(values.items()))
        text = "_".join(f"{name}-{value}" for name, value in self.params)
        if not text:
            return (("minta", "semua"),)
        if len(text) <= 60 and set(text) <= _PLAIN:
            return (("minta", text),)
        return (("minta", hashlib.sha256(text.encode()).hexdigest()[:32]),)

    def __str__(self) -> str:
        """Return the dataset and the values for a message, long lists by their length."""
        values = (
            value if len(value) <= 60 else f"({value.count(',') + 1} kode)"
            for _, value in self.params
        )
        return " ".join([self.dataset.folder, *values])
