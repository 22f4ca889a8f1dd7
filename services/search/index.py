"""The index: one SQLite file with a full-text table beside the entries.

The engine is SQLite's FTS5: alive, on disk, there wherever Python is. Each entry also carries
tokens for its KLPD, year and kind, so that filters are intersections and not scans.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from services.errors import StoreDamaged
from services.search.entries import KINDS
from services.search.words import meant, words

RANKED = 2000
"""How many hits are ranked; beyond them the largest of each partition come first as stored."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS bagian (
  id INTEGER PRIMARY KEY AUTOINCREMENT, nama TEXT UNIQUE, digest TEXT
);
CREATE TABLE IF NOT EXISTS entri (
  id INTEGER PRIMARY KEY, bagian INTEGER, jenis TEXT, kd_klpd TEXT, tahun INTEGER, kode TEXT,
  teks TEXT, keterangan TEXT, pagu INTEGER, jumlah INTEGER, saring TEXT
);
CREATE INDEX IF NOT EXISTS entri_kode ON entri (kode, jenis);
CREATE INDEX IF NOT EXISTS entri_bagian ON entri (bagian);
CREATE VIRTUAL TABLE IF NOT EXISTS cari USING fts5 (
  teks, keterangan, saring, content='entri', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE IF NOT EXISTS kosakata USING fts5vocab (cari, 'row');
"""
_FIELDS = "jenis, kd_klpd, tahun, kode, teks, keterangan, pagu, jumlah"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found. `pagu` is rupiah, None where unknown or not applicable."""

    jenis: str
    kd_klpd: str
    tahun: int
    kode: str
    teks: str
    keterangan: str | None
    pagu: int | None
    jumlah: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The hits of one page of an answer, all there are, and what words were taken for others."""

    hits: tuple[Hit, ...]
    total: int
    taken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for: text, and codes to keep (empty keeps all)."""

    text: str
    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    jenis: str = ""


class Index:
    """The index of one scope. Reading and writing may happen in several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open or make the file."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._known: tuple[int, list[str]] = (-1, [])
        with self._connection() as db:
            db.executescript(_SCHEMA)

    def digests(self) -> dict[str, str]:
        """Return what is indexed: partition name to digest."""
        with self._connection() as db:
            return dict(db.execute("SELECT nama, digest FROM bagian"))

    def put(self, name: str, digest: str, klpd: str, tahun: int, found: pl.DataFrame) -> None:
        """Replace the entries of one partition, whole or not at all."""
        with self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            self._forget(db, name)
            db.execute("INSERT INTO bagian (nama, digest) VALUES (?, ?)", (name, digest))
            (bagian,) = db.execute("SELECT id FROM bagian WHERE nama = ?", (name,)).fetchone()
            (last,) = db.execute("SELECT coalesce(max(id), 0) FROM entri").fetchone()
            rows = (
                (bagian, klpd, tahun, *row, f"k{klpd} t{tahun} j{row[0]}")
                for row in found.iter_rows()
            )
            db.executemany(
                "INSERT INTO entri (bagian, kd_klpd, tahun, jenis, kode, teks, keterangan, pagu,"
                " jumlah, saring) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            db.execute(
                "INSERT INTO cari (rowid, teks, keterangan, saring)"
                " SELECT id, teks, keterangan, saring FROM entri WHERE id > ?",
                (last,),
            )
            db.execute("COMMIT")

    def find(self, question: Question, *, limit: int = 50, offset: int = 0) -> Found:
        """Return the hits of a question, best first; nothing for a question without words.

        A number of four digits or more is looked up as the beginning of a code, too.
        """
        asked = words(question.text)
        if not asked:
            return Found(hits=(), total=0)
        with self._connection() as db:
            groups = [[word] for word in asked]
            ids, total = self._matches(db, groups, question)
            taken: list[tuple[str, str]] = []
            if not total:
                groups, taken = self._forgiven(db, asked)
                ids, total = self._matches(db, groups, question)
            codes = self._codes(db, asked, question)
            ids = list(dict.fromkeys([*codes, *ids]))
            hits = self._hits(db, ids[offset : offset + limit])
            return Found(hits=hits, total=max(total, len(ids)), taken=tuple(taken))

    def _matches(
        self, db: sqlite3.Connection, groups: Sequence[Sequence[str]], question: Question
    ) -> tuple[list[int], int]:
        match = _match(groups, question)
        (total,) = db.execute("SELECT count(*) FROM cari WHERE cari MATCH ?", (match,)).fetchone()
        order = " ".join(f"WHEN '{kind}' THEN {at}" for at, kind in enumerate(KINDS))
        rows = db.execute(
            "SELECT min(id) AS id FROM (SELECT rowid AS hit FROM cari WHERE cari MATCH ? LIMIT ?)"  # noqa: S608 - KINDS are ours
            f" JOIN entri ON id = hit GROUP BY jenis, kd_klpd, tahun, kode, teks, keterangan"
            f" ORDER BY CASE jenis {order} END,"
            " pagu DESC NULLS LAST, jumlah DESC, tahun DESC, id",
            (match, RANKED),
        )
        ids = [row[0] for row in rows]
        return ids, len(ids) if total <= RANKED else int(total)

    def _forgiven(
        self, db: sqlite3.Connection, asked: Sequence[str]
    ) -> tuple[list[list[str]], list[tuple[str, str]]]:
        """Put beside each word what it may have meant: its beginnings and its near misses."""
        known = self._vocabulary(db)
        groups, taken = [], []
        there = set(known)
        for word in asked:
            near = [] if word in there else meant(word, known)
            groups.append([word, *near])
            taken += [(word, near[0])] if near else []
        return groups, taken

    def _vocabulary(self, db: sqlite3.Connection) -> list[str]:
        (stamp,) = db.execute("SELECT coalesce(max(id), 0) FROM bagian").fetchone()
        if self._known[0] != stamp:
            rows = db.execute(
                "SELECT term FROM kosakata WHERE term GLOB '[a-z]*' AND length(term) > 2"
            )
            self._known = (stamp, [row[0] for row in rows])
        return self._known[1]

    def _codes(self, db: sqlite3.Connection, asked: Sequence[str], question: Question) -> list[int]:
        numbers = [word for word in asked if word.isdigit() and len(word) >= 4]
        if len(numbers) != 1 or len(asked) > 1:
            return []
        low, high = numbers[0], numbers[0] + ":"
        rows = db.execute(
            "SELECT id, kd_klpd, tahun, jenis FROM entri WHERE kode >= ? AND kode < ?"
            " ORDER BY kode, tahun DESC, jenis LIMIT ?",
            (low, high, RANKED),
        )
        return [row[0] for row in rows if _kept(row[1], row[2], row[3], question)]

    def _hits(self, db: sqlite3.Connection, ids: Sequence[int]) -> tuple[Hit, ...]:
        query = f"SELECT {_FIELDS} FROM entri WHERE id = ?"  # noqa: S608 - the fields are ours
        rows = (db.execute(query, (number,)).fetchone() for number in ids)
        names = _FIELDS.split(", ")
        return tuple(Hit(**dict(zip(names, row, strict=True))) for row in rows if row)

    def _forget(self, db: sqlite3.Connection, name: str) -> None:
        row = db.execute("SELECT id FROM bagian WHERE nama = ?", (name,)).fetchone()
        if row is None:
            return
        db.execute(
            "INSERT INTO cari (cari, rowid, teks, keterangan, saring)"
            " SELECT 'delete', id, teks, keterangan, saring FROM entri WHERE bagian = ?",
            row,
        )
        db.execute("DELETE FROM entri WHERE bagian = ?", row)
        db.execute("DELETE FROM bagian WHERE id = ?", row)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(self._path, timeout=30.0, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreDamaged(f"indeks pencarian tidak dapat dibuka ({error})") from error
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            yield db
        except sqlite3.DatabaseError as error:
            raise StoreDamaged(
                "indeks pencarian rusak; hapus folder cari di LENSA_DATA, ia dibuat ulang sendiri"
            ) from error
        finally:
            db.close()


def _match(groups: Iterable[Sequence[str]], question: Question) -> str:
    """Return the FTS5 expression; every word has passed `words`, so quoting is enough."""
    parts = [
        "{teks keterangan} : (" + " OR ".join(f'"{word}"*' for word in group) + ")"
        for group in groups
    ]
    for tag, values in (("k", question.klpd), ("t", question.tahun)):
        if values:
            parts.append("saring : (" + " OR ".join(f'"{tag}{value}"' for value in values) + ")")
    if question.jenis:
        parts.append(f'saring : ("j{question.jenis}")')
    return " AND ".join(parts)


def _kept(klpd: str, tahun: int, jenis: str, question: Question) -> bool:
    return (
        (not question.klpd or klpd in question.klpd)
        and (not question.tahun or tahun in question.tahun)
        and (not question.jenis or jenis == question.jenis)
    )
