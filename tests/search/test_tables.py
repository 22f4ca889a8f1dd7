"""KLPD-years are put into the index and removed without a trace of the ones before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.search import tables
from services.search.entries import KINDS
from services.search.index import Index, IndexDamaged
from services.search.tables import Part, create, forget, put
from tests.sampling import examples
from tests.search.making import Row, ask, entry, frame
from tests.search.making import put as put_into

NAMES = ("jalan", "DINAS PU", "Kafé", "", "1.02")
ROWS = st.builds(
    entry,
    st.sampled_from(NAMES[:4]),
    jenis=st.sampled_from(KINDS),
    kode=st.sampled_from(["", "7", "1.02", "jalan", "X.XX.01"]),
    keterangan=st.none() | st.sampled_from(NAMES),
    kd_satker=st.none() | st.sampled_from(["", "7", "8"]),
    pagu=st.none() | st.integers(0, 10**6),
    jumlah=st.integers(0, 2),
)
CHANGES = st.lists(
    st.tuples(st.sampled_from(["D304", "D30", "K-1"]), st.none() | st.lists(ROWS, max_size=6)),
    max_size=8,
)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(made()) as connection:
        yield connection


def made() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    create(connection)
    return connection


def part(klpd: str, tahun: int = 2025) -> Part:
    return Part(f"{klpd} {tahun}", "a", klpd, tahun)


@settings(max_examples=examples(90), deadline=None)
@given(CHANGES)
def test_the_words_of_the_engine_are_those_of_the_entries(
    changes: list[tuple[str, list[Row] | None]],
) -> None:
    with closing(made()) as db:
        stored: dict[str, int] = {}
        for klpd, rows in changes:
            if rows is None:
                forget(db, part(klpd).nama)
                stored.pop(klpd, None)
            else:
                put(db, [(part(klpd), frame(*rows))])
                stored[klpd] = len(rows)
            # raises when the engine's words are not those that the view `dokumen` makes anew
            db.execute("INSERT INTO cari (cari, rank) VALUES ('integrity-check', 1)")
        counted = "SELECT kd_klpd, count(entri.id) FROM bagian"
        counted += " LEFT JOIN entri ON bagian = bagian.id GROUP BY kd_klpd"
        assert dict(db.execute(counted)) == stored
        assert db.execute("SELECT count(*) FROM cari").fetchone() == (sum(stored.values()),)
        for klpd in stored:
            forget(db, part(klpd).nama)
        assert db.execute("SELECT term FROM kosakata").fetchall() == []


def test_a_klpd_year_keeps_its_numbers_until_it_outgrows_them(db: sqlite3.Connection) -> None:
    def numbers() -> list[int]:
        return [row[0] for row in db.execute("SELECT id FROM entri")]

    rows = [entry("jalan", kode=str(at)) for at in range(8)]
    put(db, [(part("D1"), frame(*rows))])
    put(db, [(part("D2"), frame(*rows))])
    assert sorted(numbers()) == [*range(8), *range(10, 18)]
    put(db, [(part("D1"), frame(*rows, entry("jalan"), entry("desa")))])
    assert sorted(numbers()) == [*range(10), *range(10, 18)]
    put(db, [(part("D1"), frame(*rows, *rows))])
    assert sorted(numbers()) == [*range(10, 18), *range(20, 36)]


def test_a_full_index_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_NUMBERS", 12)
    index = Index(tmp_path / "uji.sqlite")
    put_into(index, *(entry("jalan") for _ in range(8)))
    with pytest.raises(IndexDamaged, match="penuh"):
        put_into(index, *(entry("jalan") for _ in range(8)), klpd="D1")
    assert ask(index, "jalan").total() == 8
    index.remake()
    put_into(index, *(entry("jalan") for _ in range(8)), klpd="D1")
    assert ask(index, "jalan").total() == 8
