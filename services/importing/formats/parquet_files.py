"""Read Parquet: columns of any type as the texts that the API would have sent."""

from __future__ import annotations

import io
import json

import polars as pl
from polars.exceptions import PanicException, PolarsError

from ...errors import BadRequest
from .limits import Limits, check
from .tables import Table, of_cells

_EXACT = 2**53


def tables(body: bytes, limits: Limits) -> list[Table]:
    """Return the rows of a Parquet file as one table; raise BadRequest for one that is damaged."""
    try:
        schema = pl.read_parquet_schema(io.BytesIO(body))
        check(len(schema), limits.columns, "jumlah kolom")
        height = pl.scan_parquet(io.BytesIO(body)).select(pl.len()).collect().item()
        check(height, limits.rows, "jumlah baris")
        metadata = pl.read_parquet_metadata(io.BytesIO(body))
        frame = pl.read_parquet(io.BytesIO(body))
        cells = frame.select(_text(frame[name]) for name in frame.columns)
        letters = cells.select(pl.all().str.len_bytes().sum()).sum_horizontal().sum()
    except (PolarsError, PanicException, UnicodeDecodeError, OSError) as error:
        raise BadRequest("berkas Parquet rusak atau terpotong") from error
    check(int(letters or 0), limits.letters, "panjang seluruh teks")
    notes = json.dumps({k: v for k, v in metadata.items() if k != "ARROW:schema"})
    return [of_cells(cells, notes=notes)]


def _text(values: pl.Series) -> pl.Series:
    """Return values as text: whole numbers without decimals, nested ones as JSON."""
    dtype = values.dtype
    if dtype == pl.String:
        return values
    if dtype.is_float():
        number = values.fill_nan(None)
        whole = (number == number.floor()) & (number.abs() < _EXACT)
        texts = pl.select(
            pl.when(whole)
            .then(number.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(number.cast(pl.String))
        ).to_series()
        return texts.alias(values.name)
    if dtype.is_nested() or dtype == pl.Object:
        plain = (v.to_list() if isinstance(v, pl.Series) else v for v in values)
        items = [
            None
            if v is None
            else json.dumps(v, ensure_ascii=False, separators=(",", ":"), default=str)
            for v in plain
        ]
        return pl.Series(values.name, items, pl.String)
    if dtype == pl.Datetime:
        return values.dt.replace_time_zone(None).dt.to_string("%Y-%m-%dT%H:%M:%S%.fZ")
    return values.cast(pl.String)
