"""Split the rows of a file into partitions: one for each dataset, KLPD and year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import polars as pl

from ..reference import loader
from ..upstream.catalog import find
from ..upstream.dataset import Dataset, Request
from ..upstream.parsing.casts import cast
from ..upstream.parsing.frames import Page
from .formats.tables import Table
from .plans import Hints
from .sources import Source

_KODE, _TAHUN = "__kode", "__tahun"
_KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_FIRST_YEAR = 2010
_FEW = 2
"""Cells of a row without a key up to which it is a title, a sum or a remark."""
_OVERLAP = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """The rows of one partition that come from one table of one file."""

    request: Request
    page: Page
    source: Source
    sheet: str
    spreadsheet: bool

    def repeats(self, others: Sequence[Contribution]) -> bool:
        """Tell whether these rows are another state of the same partition, not more of it."""
        key = list(self.request.dataset.key)
        own = self.page.texts.select(key).unique()
        before = pl.concat([other.page.texts.select(key) for other in others]).unique()
        shared = own.join(before, on=key, how="semi").height
        return shared > _OVERLAP * min(own.height, before.height)


def split(
    dataset: Dataset, table: Table, source: Source, hints: Hints
) -> tuple[list[Contribution], tuple[str, ...]]:
    """Return the partitions of a table in its rows' order, and a line for what is set aside."""
    pages = table.read(dataset)
    texts = pl.concat([page.texts for page in pages])
    unknown = sorted({name for page in pages for name in page.unknown})
    missing = set.intersection(*(set(page.missing) for page in pages)) if pages else set()
    remarks = 0
    if table.spreadsheet:  # rows that have no key and next to no cells are remarks
        empty = [pl.col(name).is_null() | (pl.col(name) == "") for name in texts.columns]
        filled = pl.sum_horizontal(~cell for cell in empty)
        keyless = pl.all_horizontal(
            pl.col(name).is_null() | (pl.col(name) == "") for name in dataset.key
        )
        kept = texts.filter(~(keyless & (filled <= _FEW)))
        texts, remarks = kept, texts.height - kept.height
    named = source.named()
    fill = {
        "kode_klpd": hints.klpd or named.get("klpd", ""),
        "tahun": str(hints.tahun or named.get("tahun", "")),
    }
    placed = _placed(dataset, texts, fill)
    lost = placed.filter(pl.any_horizontal(pl.col(_KODE, _TAHUN).is_null())).height
    pairs = placed.select(_KODE, _TAHUN).unique()
    if pairs.height == 1 and None not in pairs.row(0):  # rows of only one are not copied
        groups = {pairs.row(0): placed.drop(_KODE, _TAHUN)}
    else:
        groups = placed.drop_nulls([_KODE, _TAHUN]).partition_by(
            [_KODE, _TAHUN], as_dict=True, include_key=False, maintain_order=True
        )
    contributions = [
        Contribution(
            request=find(dataset.name).partition(str(kode), int(str(tahun))),
            page=Page(texts=rows, unknown=tuple(unknown), missing=tuple(sorted(missing))),
            source=source,
            sheet=table.sheet,
            spreadsheet=table.spreadsheet,
        )
        for (kode, tahun), rows in groups.items()
    ]
    counted = (
        (lost, "baris tanpa KLPD atau tahun yang sah disisihkan; beri --klpd dan --tahun"),
        (remarks, "baris tanpa kunci (judul, jumlah atau catatan) disisihkan"),
    )
    return contributions, tuple(f"{number} {what}" for number, what in counted if number)


def _placed(dataset: Dataset, texts: pl.DataFrame, fill: Mapping[str, str]) -> pl.DataFrame:
    """Return rows with the KLPD and year of their partition, null where neither is known.

    A column that no row has is filled. A row that lacks what others have stays as it is, and
    belongs to the only KLPD or year of the file, else to the one given: a satker without figures
    has no year.
    """
    columns = {param: c for c in dataset.columns for name, param in dataset.asked if c.name == name}
    for param, column in columns.items():
        values = texts[column.name]
        if fill.get(param) and (values.is_null() | (values == "")).all():
            texts = texts.with_columns(pl.lit(fill[param]).alias(column.name))
    values = texts[columns["kode_klpd"].name]
    codes = [
        code  # of the usual form, or of the catalogue
        for code in values.unique().to_list()
        if code and (_KLPD.fullmatch(code) or code in _letter_codes())
    ]
    kode = pl.select(pl.when(values.is_in(codes)).then(values)).to_series().alias(_KODE)
    if "tahun" in columns:
        years = cast(columns["tahun"], texts[columns["tahun"].name])
        fits = years.is_between(_FIRST_YEAR, datetime.now(UTC).year + 2)
        tahun = pl.select(pl.when(fits).then(years)).to_series().alias(_TAHUN)
    else:
        tahun = pl.Series(_TAHUN, [0], pl.Int16).new_from_index(0, texts.height)
    texts = texts.with_columns(kode, tahun)
    for name, param in ((_KODE, "kode_klpd"), (_TAHUN, "tahun")):
        if param not in columns or not texts[name].null_count():
            continue
        own = pl.col(columns[param].name)
        absent = own.is_null() | (own == "")
        present = texts[name].drop_nulls().unique()
        usual: str | int | None = fill.get(param) or None
        if len(present) == 1:
            usual = present[0]
        elif usual and param == "tahun":
            usual = int(usual)
        texts = texts.with_columns(
            pl.when(absent & pl.col(name).is_null()).then(pl.lit(usual)).otherwise(name).alias(name)
        )
    return texts


@cache
def _letter_codes() -> frozenset[str]:
    return frozenset(loader.klpd()["kd_klpd"])
