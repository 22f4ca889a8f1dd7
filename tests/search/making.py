"""Small entries and partitions to search in."""

from __future__ import annotations

from typing import Any

import polars as pl

from services.search.entries import COLUMNS
from services.search.index import Found, Index
from services.search.match import Question
from services.search.tables import Part

Row = dict[str, Any]


def entry(teks: str, **values: Any) -> Row:
    """Return an entry: a live package named so, unless told otherwise."""
    row: Row = {"jenis": "paket", "kode": "50000001", "teks": teks, "keterangan": None}
    return row | {"kd_satker": None, "pagu": None, "jumlah": 1} | values


def frame(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=COLUMNS, orient="row")


def put(index: Index, *rows: Row, klpd: str = "D304", tahun: int = 2025, digest: str = "a") -> None:
    """Make a KLPD-year of the index hold these entries and no others."""
    index.put([(Part(f"{klpd} {tahun}", digest, klpd, tahun), frame(*rows))])


def ask(index: Index, text: str, **codes: Any) -> Found:
    return index.find(Question(text=text, **codes))


def texts(found: Found) -> list[str]:
    return [hit.teks for hit in found.hits]
