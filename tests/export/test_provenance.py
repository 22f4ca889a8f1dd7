"""The notes on an export: contents, filters, link, snapshots, meanings of columns."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from services.analysis.tables import TABLES
from services.export.provenance import PARTS, Asked, about, meaning
from services.language.wording import LANGUAGES, texts
from services.repository import Stored
from services.store.snapshots import Manifest
from services.upstream.catalog import find
from tests.imports import manifest

READ = datetime(2026, 6, 22, 10, 0, tzinfo=UTC)
ASKED = Asked(
    name="pagu-per-program",
    klpd={"D304": "Kab. Lombok Tengah", "K10": ""},
    tahun=(2025, 2026),
    narrowed={"Satker": "461544 Dinas X"},
    link="https://contoh.id/program?klpd=D304&snap=2026-06-22T10:00:00Z",
)
ROWS = pl.DataFrame({"tahun": [2026], "kd_program_str": ["1.02"], "pagu": [5]})


def stored(dataset: str = "program-master", **changes: object) -> Stored:
    manifest = Manifest(rows=30, pages=2, source="live", address="contoh.id", fetched_at=READ)
    request = find(dataset).request(kode_klpd="D304", tahun="2026")
    return Stored(request=request, manifest=replace(manifest, **changes))


def facts(asked: Asked = ASKED, *parts: Stored) -> dict[str, str]:
    return {fact.name: fact.value for fact in about(ROWS, asked, parts or (stored(),)).facts}


def test_facts_name_contents_klpd_years_filters_link_and_rows() -> None:
    said = facts()
    assert said["judul"] == "Pagu per kode program, terbesar lebih dulu"
    assert said["tabel"] == "pagu-per-program"
    assert said["klpd"] == "D304 Kab. Lombok Tengah; K10"
    assert said["tahun"] == "2025, 2026"
    assert said["penyaring"] == "Satker: 461544 Dinas X"
    assert said["tautan"] == ASKED.link
    assert said["baris"] == "1"
    assert "program-master" in said["sumber"]
    assert "MIT" in said["lisensi"]


def test_live_rows_have_no_label_and_sample_rows_always_have() -> None:
    assert "contoh" not in facts()
    assert "langsung" in facts()["asal"]
    mixed = facts(ASKED, stored(), stored("paket-swakelola", source="sandbox"))
    assert mixed["contoh"] == "DATA CONTOH (sintetis)"
    assert mixed["asal"].endswith("DATA CONTOH (sintetis)")
    english = facts(replace(ASKED, lang="en"), stored(source="sandbox"))
    assert english["contoh"] == "SAMPLE DATA (synthetic)"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "lengkap"),
        ({"verified": True}, "lengkap, terverifikasi"),
        ({"changing": True}, "berubah saat dibaca"),
        ({"suspect": True}, "meragukan"),
    ],
)
def test_completeness_is_said_and_told_per_snapshot(state: dict[str, bool], said: str) -> None:
    notes = about(ROWS, ASKED, [stored(digest="ab", **state)])
    assert {f.name: f.value for f in notes.facts}["keadaan"] == said
    assert notes.tables["snapshots"].rows(named=True) == [
        {
            "dataset": "program-master",
            "kd_klpd": "D304",
            "tahun": 2026,
            "snapshot": datetime(2026, 6, 22, 10, 0),
            "baris": 30,
            "lengkap": True,
            "terverifikasi": state.get("verified", False),
            "berubah": state.get("changing", False),
            "meragukan": state.get("suspect", False),
            "sumber": "live",
            "digest": "ab",
            "berkas": None,
            "sha256": None,
        }
    ]


def test_imported_rows_are_labelled_with_file_and_whole_digest_in_every_export() -> None:
    imported = replace(stored(), manifest=manifest(3, file="pagu.csv"))
    notes = about(ROWS, ASKED, [imported])
    said = {fact.name: fact.value for fact in notes.facts}
    sha256 = hashlib.sha256(b"pagu.csv").hexdigest()
    assert said["contoh"] == "BERKAS"
    assert said["keadaan"] == "kelengkapan tidak dibuktikan"
    assert said["asal"] == f"BERKAS: pagu.csv (sha256 {sha256}, diimpor 22 Jun 2026)"
    (row,) = notes.tables["snapshots"].rows(named=True)
    assert (row["lengkap"], row["berkas"], row["sha256"]) == (False, "pagu.csv", sha256)


def test_every_column_of_the_rows_is_explained() -> None:
    told = about(ROWS, ASKED, [stored()]).tables["columns"]
    assert told["kolom"].to_list() == ROWS.columns
    assert told["label"].to_list() == ["Tahun", "Kode", "Pagu (Rp)"]
    assert told["arti"][2].startswith("Jumlah pagu yang diketahui")


def test_no_filter_is_said_too_and_no_snapshots_are_an_empty_list() -> None:
    notes = about(ROWS, replace(ASKED, narrowed={}), [])
    assert {f.name: f.value for f in notes.facts}["penyaring"] == "Tidak ada"
    assert notes.tables["snapshots"].schema == PARTS
    assert notes.tables["snapshots"].is_empty()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_of_every_table_has_a_meaning(lang: str) -> None:
    missing = [
        f"{name}.{column}"
        for name, table in TABLES.items()
        for column in table.columns
        if not meaning(name, column, lang)
    ]
    assert missing == []


def test_a_meaning_of_one_table_comes_first() -> None:
    assert meaning("wilayah", "kode") != meaning("tanda", "kode") != meaning("x", "kode")
    assert meaning("wilayah", "bukan_kolom") == ""


def test_no_meaning_is_left_without_a_column() -> None:
    labels = {key.partition(".")[2] for key in texts() if key.startswith("kolom.")}
    known = {c for table in TABLES.values() for c in table.columns} | labels
    known |= {f"{name}-{c}" for name, table in TABLES.items() for c in table.columns}
    assert {k.partition(".")[2] for k in texts() if k.startswith("arti.")} - known == set()


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("wilayah", "terumumkan", "Paket swakelola berstatus Terumumkan"),
        ("wilayah", "kode", "Kode wilayah Kemendagri"),
        ("wilayah", "revisi", "semua KLPD wilayah itu"),
        ("wilayah", "pagu_kosong", "program-master"),
        ("tanda", "kode", "tanggal untuk aturan banyak-sehari"),
        ("kaji-ulang-per-satker", "kode", "Kode paket berbeda yang direvisi"),
        ("kaji-ulang-per-satker", "revisi", "satker itu"),
        ("keadaan", "terumumkan", "daftar yang diumumkan"),
    ],
)
def test_a_column_means_what_its_own_table_holds(table: str, column: str, said: str) -> None:
    assert said in meaning(table, column)
