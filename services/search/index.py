"""The search index: one SQLite file with the entries and a full-text table of them.

The engine is SQLite's FTS5: maintained, on disk, part of every Python. Each entry also has tokens
for its KLPD and year, so that filters are intersections instead of scans, and a number whose order
is the order of hits (rows.py), so that a page of hits needs no sorting.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path

import polars as pl

from ..errors import StoreDamaged
from ..store.backends.unreadable import sqlite_unreadable
from .entries import KINDS, PACKAGES
from .match import Question, Words, expression
from .rows import WEIGHT, span
from .tables import RANK, SCHEMA, IndexFull, Part, create, forget, kind_is, put, schema
from .words import MOST_MEANT, meant, words

MOST_COUNTED = 20_000
"""With more hits, distinct entries over all years are not counted: that would take seconds."""
NOT_LIVE: Mapping[str, str] = {kind: f"{kind}_tak_berlaku" for kind in PACKAGES}
"""Under which name packages that are live in no year are counted, by kind."""
FEW = 32
"""With more words of the index that begin alike, the search is by prefix, not word by word."""
_AMONG = f"entri.id IN (SELECT value & {(1 << WEIGHT) - 1} FROM json_each(?))"  # noqa: S608
"""The condition that an entry is among the hits with these numbers."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class IndexDamaged(StoreDamaged):
    """The file cannot be read; `remake` it: the index is a cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One entry that matches.

    kode: "" for a reason. keterangan: the satker's name; a satker's long code. pagu: rupiah of
    live rows, None where unknown or not applicable. jumlah: as in entries; 0 means deleted.
    """

    jenis: str
    kd_klpd: str
    tahun: int
    kode: str
    teks: str
    keterangan: str | None
    kd_satker: str | None
    pagu: int | None
    jumlah: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of hits, and counts of all hits.

    counts: all hits by kind, whatever kind the question chooses; an entry counts in each KLPD-year.
    things: distinct entries by kind, each once over all years; packages that are live in no year
    stand under NOT_LIVE. None where there are more than MOST_COUNTED hits. words: those of the
    question. corrections: unknown words, each with the words that were searched for it.
    """

    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    things: Mapping[str, int] | None = None
    words: tuple[str, ...] = ()
    corrections: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def total(self, jenis: str = "") -> int:
        """Return the number of hits of a kind, of all kinds for ""."""
        return self.counts[jenis] if jenis else sum(self.counts.values())


class Index:
    """The index of one scope. Several threads and processes may read and write it.

    It is a cache of the store: a damaged or outdated file is deleted and made anew.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file; raise StoreDamaged when neither is possible."""
        self._path = path
        self._known: tuple[int, list[str]] = (-1, [])
        try:
            self.digests()
        except IndexDamaged:
            self.remake()

    def remake(self) -> None:
        """Replace the file by an empty one; raise StoreDamaged when that is not possible."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        except OSError as error:
            raise StoreDamaged(f"indeks pencarian tidak dapat dibuat ({error.strerror})") from error
        self._known = (-1, [])
        with self._opened() as db:
            db.execute("BEGIN IMMEDIATE")
            if schema(db) != SCHEMA:
                create(db)
            db.execute("COMMIT")

    def digests(self) -> dict[str, str]:
        """Return the digest of each indexed KLPD-year, by name."""
        with self._connection() as db:
            return dict(db.execute("SELECT nama, digest FROM bagian"))

    def put(self, parts: Sequence[tuple[Part, pl.DataFrame]]) -> None:
        """Replace the entries of some KLPD-years, all or none of them."""
        with self._writing() as db:
            put(db, parts)

    def forget(self, name: str) -> None:
        """Remove a KLPD-year."""
        with self._writing() as db:
            forget(db, name)

    def find(self, question: Question, *, limit: int = 50, offset: int = 0) -> Found:
        """Return the hits of a question; none for a question without words.

        An entry matches when it has every word, in any order, as a word or the beginning of one.
        When no entry matches, typing errors in unknown words are corrected, then in all words.
        """
        asked = words(question.text)
        if not asked:
            return Found()
        with self._connection() as db:
            db.execute("BEGIN")
            for groups in self._variants(db, asked):
                match = expression(groups, question, partial(_words_beginning, db))
                numbers = _numbers(db, match, "", MOST_COUNTED + 1, 0)
                if not numbers:
                    continue
                many = len(numbers) > MOST_COUNTED
                low, high = span(question.jenis)
                if many:
                    page = _numbers(db, match, question.jenis, limit, offset)
                else:
                    page = [n for n in numbers if low <= n < high][offset : offset + limit]
                return Found(
                    hits=_hits(db, page),
                    counts=_counts(db, match, numbers),
                    things=None if many else _things(db, numbers),
                    words=tuple(asked),
                    corrections=tuple((g[0], g[1:]) for g in groups if len(g) > 1),
                )
        return Found(words=tuple(asked))

    def _variants(self, db: sqlite3.Connection, asked: Sequence[str]) -> Iterator[list[Words]]:
        """Yield the words as written, then with unknown ones corrected, then with all corrected.

        A word is known when a word of the index begins with it.
        """
        plain: list[Words] = [(word,) for word in asked]
        yield plain
        near = {word: self._near(db, word) for word in asked}
        beginning = "SELECT 1 FROM kata WHERE kata >= ? AND kata < ? LIMIT 1"
        unknown = {
            word
            for word in asked
            if db.execute(beginning, (word, word + chr(0x10FFFF))).fetchone() is None
        }
        some: list[Words] = [(word, *near[word]) if word in unknown else (word,) for word in asked]
        every: list[Words] = [(word, *near[word]) for word in asked]
        if some != plain:
            yield some
        if every not in (plain, some):
            yield every

    def _near(self, db: sqlite3.Connection, word: str) -> tuple[str, ...]:
        """Return the words of the index nearest to a word, the most frequent first."""
        (known,) = db.execute("SELECT count(*) FROM kata").fetchone()
        if self._known[0] != known:  # read again only when their number has grown
            self._known = (known, [row[0] for row in db.execute("SELECT kata FROM kata")])
        entries = {
            other: count
            for other in meant(word, self._known[1])
            for (count,) in db.execute("SELECT doc FROM kosakata WHERE term = ?", (other,))
        }
        most_frequent = sorted(entries, key=lambda other: (-entries[other], other))
        return tuple(most_frequent[:MOST_MEANT])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction for writing."""
        with self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except IndexFull as error:
                raise IndexDamaged("indeks pencarian penuh; ia dibuat ulang sendiri") from error
            db.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._opened() as db:
            if schema(db) != SCHEMA:
                raise IndexDamaged("indeks pencarian tidak ada atau dari versi lain")
            yield db

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=60.0, isolation_level=None)) as db:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")
                yield db
        except sqlite3.Error as error:
            if self._is_damaged(error):
                raise IndexDamaged("indeks pencarian rusak; ia dibuat ulang sendiri") from error
            if problem := sqlite_unreadable(f"cari/{self._path.name}", error):
                raise problem from error
            raise StoreDamaged(f"indeks pencarian tidak dapat dipakai ({error})") from error

    def _is_damaged(self, error: sqlite3.Error) -> bool:
        """Tell whether the file is damaged or missing, not merely closed to this process."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code != sqlite3.SQLITE_CANTOPEN:
            return code in _DAMAGED
        try:
            self._path.stat()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return False


def _words_beginning(db: sqlite3.Connection, beginning: str) -> Words | None:
    """Return the words of the index with this beginning; None when there are more than FEW.

    `tempat` lists words in their order, so that each next word is found at once.
    """
    terms: list[str] = []
    query, least = "SELECT term FROM tempat WHERE term >= ? AND term < ? LIMIT 1", beginning
    while row := db.execute(query, (least, beginning + chr(0x10FFFF))).fetchone():
        if len(terms) == FEW:
            return None
        terms.append(row[0])
        least = row[0] + chr(0)
    return tuple(terms)


def _numbers(db: sqlite3.Connection, match: str, jenis: str, limit: int, offset: int) -> list[int]:
    """Return the numbers of the hits of a kind, of all kinds for "", in their order."""
    query = "SELECT rowid FROM cari WHERE cari MATCH ? AND rowid >= ? AND rowid < ?"
    query += " ORDER BY rowid LIMIT ? OFFSET ?"
    return [row[0] for row in db.execute(query, (match, *span(jenis), limit, offset))]


def _counts(db: sqlite3.Connection, match: str, numbers: Sequence[int]) -> dict[str, int]:
    """Count hits by kind: those of all `numbers`, or where there are more, what the engine has.

    The numbers of each kind are a range that both can seek.
    """
    if len(numbers) <= MOST_COUNTED:
        ends = {kind: bisect_left(numbers, span(kind)[1]) for kind in KINDS}
        return {kind: end - bisect_left(numbers, span(kind)[0]) for kind, end in ends.items()}
    query = "SELECT count(*) FROM cari WHERE cari MATCH ? AND rowid >= ? AND rowid < ?"
    return {kind: db.execute(query, (match, *span(kind))).fetchone()[0] for kind in KINDS}


def _things(db: sqlite3.Connection, numbers: Sequence[int]) -> dict[str, int]:
    """Count distinct hits by kind, each once over all years.

    Codes, satkers and programs are distinct within their KLPD, reasons within their satker.
    """
    reason = f"iif({kind_is('alasan')}, coalesce(kd_satker, '') || coalesce(teks, ''), '')"
    rows = db.execute(
        f"SELECT rank, count(*), sum(berlaku) FROM ("  # noqa: S608 - constants alone
        f"SELECT entri.urut >> {RANK} AS rank, max(jumlah) > 0 AS berlaku FROM entri"
        " JOIN bagian ON bagian.id = bagian JOIN satker ON satker.id = satker"
        f" WHERE {_AMONG}"
        f" GROUP BY rank, kd_klpd || ' ' || kode || {reason}) GROUP BY rank",
        (json.dumps(numbers),),
    ).fetchall()
    every = {KINDS[rank]: count for rank, count, _ in rows}
    live = {KINDS[rank]: count for rank, _, count in rows}
    counted = {kind: (live if kind in PACKAGES else every).get(kind, 0) for kind in KINDS}
    not_live = {n: every.get(kind, 0) - live.get(kind, 0) for kind, n in NOT_LIVE.items()}
    return counted | not_live


def _hits(db: sqlite3.Connection, numbers: Sequence[int]) -> tuple[Hit, ...]:
    columns = "kd_klpd, tahun, kode, coalesce(teks, kode), keterangan, kd_satker, pagu, jumlah"
    rows = db.execute(
        f"SELECT entri.urut >> {RANK} AS rank, {columns} FROM entri"  # noqa: S608 - constants alone
        " JOIN bagian ON bagian.id = bagian JOIN satker ON satker.id = satker"
        f" WHERE {_AMONG}"
        " ORDER BY rank, jumlah = 0, pagu DESC NULLS LAST, jumlah DESC, entri.urut, entri.id",
        (json.dumps(numbers),),
    )
    names = [column.name for column in fields(Hit)]
    return tuple(Hit(**dict(zip(names, (KINDS[rank], *row), strict=True))) for rank, *row in rows)
