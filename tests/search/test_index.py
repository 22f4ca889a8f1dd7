"""The index finds entries with every word, in any order, within the chosen codes, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import StoreDamaged, StoreUnreadable
from services.search.entries import KINDS
from services.search.index import NOT_LIVE, Index
from services.search.match import Question
from services.search.words import words
from tests.sampling import examples
from tests.search.making import Row, ask, entry, put, texts


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "cari" / "uji.sqlite")


def test_words_are_found_in_any_order_and_by_their_beginnings(index: Index) -> None:
    put(
        index,
        entry("Pemeliharaan Jalan Desa", keterangan="Dinas PU", pagu=2),
        entry("Pembangunan jembatan", keterangan="Dinas PU", pagu=1),
    )
    assert texts(ask(index, "desa JALAN pemeliharaan")) == ["Pemeliharaan Jalan Desa"]
    assert texts(ask(index, "jem bang")) == []
    assert texts(ask(index, "pem pu")) == ["Pemeliharaan Jalan Desa", "Pembangunan jembatan"]
    assert ask(index, "pem pu").corrections == ()
    assert ask(index, "jalan jembatan").total() == 0


def test_two_letters_are_a_word_and_not_a_beginning(index: Index) -> None:
    put(index, entry("RS umum"), entry("RSUD"), entry("e-katalog"))
    assert texts(ask(index, "rs")) == ["RS umum"]
    assert texts(ask(index, "rsu")) == ["RSUD"]
    assert texts(ask(index, "e-katal")) == ["e-katalog"]


def test_diacritics_and_case_do_not_matter(index: Index) -> None:
    put(index, entry("Kafé Ångström"))
    assert ask(index, "kafe angstrom").total() == 1
    assert ask(index, "KAFÉ").total() == 1


def test_hits_are_sorted_by_kind_then_size_over_all_partitions(index: Index) -> None:
    put(
        index,
        entry("jalan kecil", pagu=1_000),
        entry("jalan tanpa pagu", pagu=None),
        entry("jalan dihapus", pagu=10**12, jumlah=0),
        entry("jalan rusak", jenis="alasan", kode=""),
    )
    put(
        index,
        entry("jalan besar", pagu=10**9 + 1),
        entry("jalan hampir besar", pagu=10**9),
        entry("Dinas Jalan", jenis="satker", pagu=1),
        entry("PROGRAM JALAN", jenis="program", pagu=1),
        tahun=2024,
    )
    listed = [
        "Dinas Jalan",
        "PROGRAM JALAN",
        "jalan besar",
        "jalan hampir besar",
        "jalan kecil",
        "jalan tanpa pagu",
        "jalan dihapus",
        "jalan rusak",
    ]
    assert texts(ask(index, "jalan")) == listed
    pages = [index.find(Question(text="jalan"), limit=3, offset=at) for at in (0, 3, 6, 9)]
    assert [text for page in pages for text in texts(page)] == listed
    assert {page.total() for page in pages} == {8}
    assert pages[0].counts == dict.fromkeys(KINDS, 0) | {
        "satker": 1,
        "program": 1,
        "paket": 5,
        "alasan": 1,
    }


def test_a_hit_has_all_columns_of_its_entry(index: Index) -> None:
    put(index, entry("jalan", keterangan="Dinas PU", kd_satker="7", pagu=12, kode="50"))
    (hit,) = ask(index, "jalan").hits
    assert (hit.jenis, hit.kd_klpd, hit.tahun, hit.kode) == ("paket", "D304", 2025, "50")
    assert (hit.teks, hit.keterangan, hit.kd_satker) == ("jalan", "Dinas PU", "7")
    assert (hit.pagu, hit.jumlah) == (12, 1)


def test_codes_filter_klpd_years_and_kinds(index: Index) -> None:
    for klpd in ("D3", "D304"):
        for tahun in (2024, 2025):
            name = f"jalan {klpd} {tahun}"
            put(index, entry(name), entry(name, jenis="alasan", kode=""), klpd=klpd, tahun=tahun)
    assert ask(index, "jalan").total() == 8
    assert ask(index, "jalan", klpd=("D3",)).total() == 4
    assert ask(index, "jalan", tahun=(2024,)).total() == 4
    assert ask(index, "jalan", klpd=("D3", "D304"), tahun=(2024, 2025)).total() == 8
    kept = ask(index, "jalan", klpd=("D304",), tahun=(2025,), jenis="alasan")
    assert [(hit.kd_klpd, hit.tahun, hit.jenis) for hit in kept.hits] == [("D304", 2025, "alasan")]
    assert (kept.total("alasan"), kept.total()) == (1, 2)
    assert ask(index, "jalan", klpd=("D9",)).total() == 0
    assert ask(index, "d304").total() == 4


def test_filter_tokens_are_never_a_hit(index: Index) -> None:
    put(index, entry("jalan"))
    for text in ("0kd304", "0t2025", "kd304", "2025", "d304", "paket"):
        assert ask(index, text).total() == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("50000001", ["jalan", "50000001"]),
        ("50000", ["jalan", "50000001"]),
        ("5000", []),
        ("50000001 jalan", ["jalan"]),
        ("1.02.02", ["PROGRAM", "Tahap 1 lantai 02"]),
        ("1.02", ["PROGRAM", "Tahap 1 lantai 02"]),
        ("1-02-0", ["PROGRAM"]),
        ("10202", []),
        ("1.01.0.00", ["Dinas"]),
        ("1.01.0.00 dinas", ["Dinas"]),
        ("99", ["Dinas"]),
    ],
)
def test_codes_are_found_whole_or_by_their_beginning(
    index: Index, text: str, found: list[str]
) -> None:
    put(
        index,
        entry("jalan", kode="50000001"),
        entry("50000001", jenis="kode", kode="50000001", keterangan="Dinas Jalan"),
        entry("PROGRAM", jenis="program", kode="1.02.02"),
        entry("Tahap 1 lantai 02", kode="60000000"),
        entry("Dinas", jenis="satker", kode="99", keterangan="1.01.0.00"),
    )
    assert sorted(texts(ask(index, text))) == sorted(found)


def test_a_code_is_not_found_by_its_satker(index: Index) -> None:
    put(index, entry("50000001", jenis="kode", kode="50000001", keterangan="Dinas Jalan"))
    assert ask(index, "jalan").total() == 0


def test_an_unknown_word_is_corrected_to_the_nearest_and_reported(index: Index) -> None:
    put(index, entry("Pemeliharaan jalan"), entry("jalan"), entry("jalur"))
    found = ask(index, "pemelihraan jaaln")
    assert texts(found) == ["Pemeliharaan jalan"]
    assert found.corrections == (("pemelihraan", ("pemeliharaan",)), ("jaaln", ("jalan",)))
    assert found.words == ("pemelihraan", "jaaln")
    assert ask(index, "jalr").corrections == (("jalr", ("jalur",)),)


def test_known_words_are_not_corrected_while_they_have_hits(index: Index) -> None:
    put(index, entry("jalan"), entry("jalon"))
    assert texts(ask(index, "jalan")) == ["jalan"]
    assert ask(index, "jala").corrections == ()


def test_a_known_word_is_corrected_when_there_are_no_hits(index: Index) -> None:
    put(index, entry("jaln rusak"), klpd="D1")
    put(index, entry("jalan desa"), klpd="D2")
    found = ask(index, "jaln desa")
    assert (texts(found), found.corrections) == (["jalan desa"], (("jaln", ("jalan",)),))
    kept = ask(index, "jaln", klpd=("D2",))
    assert (texts(kept), kept.corrections) == (["jalan desa"], (("jaln", ("jalan",)),))


def test_corrections_without_hits_are_not_reported(index: Index) -> None:
    put(index, entry("jalan"), klpd="D1")
    found = ask(index, "jaln", klpd=("D2",))
    assert (found.total(), found.corrections, found.words) == (0, (), ("jaln",))


def test_the_most_frequent_correction_is_first(index: Index) -> None:
    put(index, entry("jalan", kode="1"), entry("jalan", kode="2"), entry("jalak"))
    assert ask(index, "jalax").corrections == (("jalax", ("jalan", "jalak")),)


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""jalan""',
        "jalan AND",
        "OR jalan",
        "NOT jalan",
        "NEAR(jalan desa, 2)",
        "jalan*",
        "^jalan",
        "teks : jalan",
        "{teks} : jalan",
        "-jalan +desa",
        "(jalan",
        "jalan) OR (1=1",
        "'; DROP TABLE entri; --",
        "\x00jalan\x00",
        "jalan\\",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "%_?[a-z]",
        "a" * 5000,
        "1." * 300,
        "x " * 300,
    ],
)
def test_nothing_a_reader_types_is_syntax(index: Index, text: str) -> None:
    put(index, entry("jalan desa"))
    found = ask(index, text)
    assert set(texts(found)) <= {"jalan desa"}
    assert ask(index, "jalan").total() == 1


def test_names_may_hold_anything(index: Index) -> None:
    nasty = ['"; DROP TABLE entri; --', "a\x00b", "\u202ejalan", "x" * 100_000, "'\"*:^(){}"]
    put(index, *(entry(text, kode=str(at)) for at, text in enumerate(nasty)))
    assert texts(ask(index, "drop table")) == [nasty[0]]
    assert texts(ask(index, "jalan")) == [nasty[2]]


def test_a_question_without_words_finds_nothing(index: Index) -> None:
    put(index, entry("jalan"))
    assert ask(index, " ... ").total() == 0
    assert ask(index, "").words == ()


def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert (ask(index, "jalan").total(), index.digests()) == (0, {})


def test_a_partition_is_replaced_whole(index: Index) -> None:
    put(index, entry("jalan"), entry("jembatan"), digest="a")
    put(index, entry("jalan"), klpd="D1", digest="c")
    put(index, entry("gedung"), digest="b")
    assert index.digests() == {"D304 2025": "b", "D1 2025": "c"}
    assert texts(ask(index, "gedung")) == ["gedung"]
    assert ask(index, "jembatan").total() == 0
    assert [hit.kd_klpd for hit in ask(index, "jalan").hits] == ["D1"]


def test_a_partition_is_forgotten_without_trace(index: Index) -> None:
    put(index, entry("jalan", jenis="satker", kode="7", keterangan="1.01"))
    put(index, entry("jalan"), klpd="D1")
    index.forget("D304 2025")
    index.forget("never there")
    assert list(index.digests()) == ["D1 2025"]
    assert [hit.kd_klpd for hit in ask(index, "jalan").hits] == ["D1"]
    put(index, entry("gedung"), klpd="D2")
    assert ask(index, "gedung").total() == 1


def test_a_partition_may_be_empty(index: Index) -> None:
    put(index)
    assert list(index.digests()) == ["D304 2025"]


@pytest.mark.parametrize("raw", [b"", b"not a database at all" * 100])
def test_a_damaged_file_is_made_anew(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "uji.sqlite"
    path.write_bytes(raw)
    index = Index(path)
    assert index.digests() == {}
    put(index, entry("jalan"))
    assert ask(Index(path), "jalan").total() == 1


def test_damage_while_in_use_raises_and_remake_repairs_it(index: Index, tmp_path: Path) -> None:
    put(index, entry("jalan"))
    for path in (tmp_path / "cari").iterdir():
        path.write_bytes(b"\xff" * 8192)
    with pytest.raises(StoreDamaged):
        ask(index, "jalan")
    index.remake()
    assert index.digests() == {}


def test_a_folder_that_cannot_be_made_raises(tmp_path: Path) -> None:
    (tmp_path / "cari").write_text("a file")
    with pytest.raises(StoreUnreadable, match="tidak dapat dipakai sekarang"):
        Index(tmp_path / "cari" / "uji.sqlite")
    assert (tmp_path / "cari").read_text() == "a file"


SMALL = ("jalan", "jala", "desa", "dinas", "pu", "umum")
name = st.lists(st.sampled_from(SMALL), min_size=1, max_size=3).map(" ".join)
rows = st.builds(
    entry,
    name,
    jenis=st.sampled_from(KINDS[:4]),
    keterangan=st.none() | name,
    pagu=st.none() | st.integers(0, 10**6),
)


def _oracle(row: Row, asked: list[str]) -> bool:
    told = words(f"{row['teks']} {row['keterangan'] or ''}")
    return all(any(w.startswith(one) if len(one) > 2 else w == one for w in told) for one in asked)


@settings(max_examples=examples(30), deadline=None)
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(["D1", "D2"]), st.lists(rows, max_size=5)), max_size=4
    ),
    asked=name,
    klpd=st.sampled_from([(), ("D1",), ("D1", "D2")]),
)
def test_hits_are_those_that_reading_every_row_finds(
    tmp_path_factory: pytest.TempPathFactory, parts: Any, asked: str, klpd: tuple[str, ...]
) -> None:
    index = Index(tmp_path_factory.mktemp("cari") / "uji.sqlite")
    stored: dict[str, list[Row]] = {}
    for code, listed in parts:
        put(index, *listed, klpd=code)
        stored[code] = listed
    wanted = sorted(
        (code, row["teks"], row["jenis"])
        for code, listed in stored.items()
        for row in listed
        if _oracle(row, words(asked)) and (not klpd or code in klpd)
    )
    found = index.find(Question(text=asked, klpd=klpd), limit=1000)
    if wanted or not found.corrections:
        assert sorted((hit.kd_klpd, hit.teks, hit.jenis) for hit in found.hits) == wanted
        assert found.total() == len(wanted)


def test_an_entry_of_two_years_is_two_hits_and_one_thing(index: Index) -> None:
    package, code = entry("Paket", kode="70010001"), entry("", jenis="kode", kode="70010001")
    satker = entry("Dinas Paket", jenis="satker", kode="1")
    put(index, package, code, satker, tahun=2025)
    put(index, code, satker, tahun=2026)
    found = ask(index, "70010001")
    assert (found.total(), found.counts["kode"]) == (3, 2)
    assert found.things == dict.fromkeys(KINDS, 0) | {
        **{"paket": 1, "kode": 1},
        **dict.fromkeys(NOT_LIVE.values(), 0),
    }
    assert (ask(index, "dinas").things or {})["satker"] == 1


def test_packages_that_are_live_in_no_year_are_counted_apart(index: Index) -> None:
    put(index, entry("Paket a", kode="1", jumlah=0), entry("Paket b", kode="2", jumlah=0))
    put(index, entry("Paket b", kode="2"), tahun=2026)
    things = ask(index, "paket").things or {}
    assert (things["paket"], things[NOT_LIVE["paket"]]) == (1, 1)
