"""The tables of the index, and how a KLPD-year is put into them and removed.

What is the same for many entries stands once: the satkers with their names, the KLPD and year. The
full-text table holds no text of its own; it reads the view `dokumen` where it removes entries. Its
numbers have the order of hits (rows.py); entries lie by the lower bits alone, in which those of a
KLPD-year follow each other, and `urut` has the higher bits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from .entries import KINDS
from .match import KLPD_TAG, YEAR_TAG, tags
from .rows import KIND, MOST_NUMBERS, WEIGHT, numbered, vocabulary

SCHEMA = 6
"""Increase it whenever the tables below change: an index of another number is made anew."""
RANK = KIND - WEIGHT
"""Bits of the weight in `entri.urut`, above which the kind stands."""
PENDING = 32 << 20
"""Bytes of words that the engine collects in memory before it writes them."""
SPARE = 4
"""A KLPD-year gets numbers for a quarter more entries than it has, so that it can grow a little."""


class Part(NamedTuple):
    """A KLPD-year of the index: its name there, and the digest of what its entries are made of."""

    nama: str
    digest: str
    kd_klpd: str
    tahun: int


class IndexFull(Exception):
    """No numbers are left: the index must be made anew."""


def kind_is(kind: str) -> str:
    """Return the condition that an entry is of a kind."""
    return f"entri.urut >> {RANK} = {KINDS.index(kind)}"


_TABLES = f"""
CREATE TABLE bagian (
  id INTEGER PRIMARY KEY, nama TEXT UNIQUE, digest TEXT, kd_klpd TEXT, tahun INTEGER,
  awal INTEGER, akhir INTEGER
);
CREATE TABLE satker (id INTEGER PRIMARY KEY, kd_satker TEXT, keterangan TEXT);
CREATE INDEX satker_dicari ON satker (kd_satker, keterangan);
CREATE TABLE entri (
  id INTEGER PRIMARY KEY, urut INTEGER, kode TEXT, teks TEXT, satker INTEGER, pagu INTEGER,
  jumlah INTEGER, sandi TEXT, bagian INTEGER
);
CREATE TABLE kata (kata TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIEW dokumen AS SELECT entri.urut << {WEIGHT} | entri.id AS id, entri.id AS nomor,
  iif({kind_is("kode")}, '', coalesce(teks, kode)) AS teks,
  iif({kind_is("kode")}, '', keterangan) AS keterangan,
  coalesce(sandi, kode) AS sandi,
  '{KLPD_TAG}' || kd_klpd || ' {YEAR_TAG}' || tahun AS saring
  FROM entri JOIN bagian ON bagian.id = bagian JOIN satker ON satker.id = satker;
CREATE VIRTUAL TABLE cari USING fts5 (
  teks, keterangan, sandi, saring, content='dokumen', content_rowid='id', columnsize=0,
  detail=column, tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE kosakata USING fts5vocab (cari, 'row');
CREATE VIRTUAL TABLE tempat USING fts5vocab (cari, 'instance');
INSERT INTO cari (cari, rank) VALUES ('hashsize', {PENDING});
"""  # noqa: S608 - constants alone


def schema(db: sqlite3.Connection) -> int:
    """Return the number of the tables in the file, 0 for none."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def create(db: sqlite3.Connection) -> None:
    """Create all tables of an empty file."""
    for statement in _TABLES.split(";"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {SCHEMA}")


def put(db: sqlite3.Connection, parts: Sequence[tuple[Part, pl.DataFrame]]) -> None:
    """Replace the entries of some KLPD-years; raise IndexFull when no numbers are left.

    Together, since the engine writes out what it has collected whenever numbers descend.
    """
    if not parts:
        return
    rows = pl.concat([_placed(db, part, entries) for part, entries in parts])
    written = [pl.when(pl.col(name) != pl.col("kode")).then(name) for name in ("teks", "sandi")]
    stored = rows.select(
        pl.col("id") % (1 << WEIGHT),
        (pl.col("id") // (1 << WEIGHT)).alias("urut"),
        *("kode", written[0], "satker", "pagu", "jumlah", written[1], "bagian"),
    )
    db.executemany(
        "INSERT INTO entri VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", stored.sort("id").iter_rows()
    )
    is_code = pl.col("jenis") == "kode"
    words = rows.sort("id").select(
        "id", *(pl.when(~is_code).then(name) for name in ("teks", "keterangan")), "sandi", "saring"
    )
    db.executemany(
        "INSERT INTO cari (rowid, teks, keterangan, sandi, saring) VALUES (?, ?, ?, ?, ?)",
        words.iter_rows(),
    )
    known_words = ((word,) for word in vocabulary(rows))
    db.executemany("INSERT OR IGNORE INTO kata VALUES (?)", known_words)


def _placed(db: sqlite3.Connection, part: Part, entries: pl.DataFrame) -> pl.DataFrame:
    """Replace the line of a KLPD-year, and return its entries with their numbers and satkers."""
    first, end = forget(db, part.nama) or (0, 0)
    if end - first < entries.height:
        (first,) = db.execute("SELECT coalesce(max(akhir), 0) FROM bagian").fetchone()
        end = first + entries.height + entries.height // SPARE
    if end > MOST_NUMBERS:
        raise IndexFull
    bagian = db.execute(
        "INSERT INTO bagian (nama, digest, kd_klpd, tahun, awal, akhir) VALUES (?, ?, ?, ?, ?, ?)",
        (*part, first, end),
    ).lastrowid
    pairs = entries.select("kd_satker", "keterangan").unique()
    numbers = []
    for pair in pairs.iter_rows():
        query = "SELECT id FROM satker WHERE kd_satker IS ? AND keterangan IS ?"
        known = db.execute(query, pair).fetchone()
        added = "INSERT INTO satker (kd_satker, keterangan) VALUES (?, ?)"
        numbers.append(known[0] if known else db.execute(added, pair).lastrowid)
    satkers = pairs.with_columns(satker=pl.Series(numbers, dtype=pl.Int64))
    rows = numbered(entries, first)
    rows = rows.join(satkers, on=("kd_satker", "keterangan"), how="left", nulls_equal=True)
    saring = pl.lit(tags(part.kd_klpd, part.tahun))
    return rows.with_columns(bagian=pl.lit(bagian, pl.Int64), saring=saring)


def forget(db: sqlite3.Connection, name: str) -> tuple[int, int] | None:
    """Remove a KLPD-year; return the first of its numbers and their end, None without it."""
    query = "SELECT id, awal, akhir FROM bagian WHERE nama = ?"
    row = db.execute(query, (name,)).fetchone()
    if row is None:
        return None
    bagian, first, end = row
    documents = db.execute(
        "SELECT id, teks, keterangan, sandi, saring FROM dokumen WHERE nomor >= ? AND nomor < ?"
        " ORDER BY id",
        (first, end),
    ).fetchall()
    db.executemany(
        "INSERT INTO cari (cari, rowid, teks, keterangan, sandi, saring)"
        " VALUES ('delete', ?, ?, ?, ?, ?)",
        documents,
    )
    db.execute("DELETE FROM entri WHERE id >= ? AND id < ?", (first, end))
    db.execute("DELETE FROM bagian WHERE id = ?", (bagian,))
    return first, end
