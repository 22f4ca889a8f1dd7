"""Commands where only imported rows are read: labelled, never asked of a source, else refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from services.settings import from_mapping
from services.wiring import connect
from tests.commands.conftest import Lensa
from tests.gateway import TOKEN, Gateway, loopback
from tests.imports import manifest, publish
from tests.repositories import programs

SHA256 = hashlib.sha256(b"pagu.csv").hexdigest()
LABEL = f"BERKAS: pagu.csv (sha256 {SHA256}, diimpor 22 Jun 2026)"
Import = Callable[..., None]


@pytest.fixture
def imported(data: Path, tmp_path: Path) -> Import:
    """Return a function that stores rows of a test gateway as an import does."""

    def store(count: int = 3, **described: object) -> None:
        gateway = Gateway()
        gateway.programs(count)
        with loopback(gateway) as address:
            texts = {"INAPROC_BASE_URL": address, "INAPROC_TOKEN": TOKEN}
            app = connect(from_mapping({**texts, "LENSA_DATA": str(tmp_path / f"lain-{count}")}))
            frame = app.repository.load(programs()).frame
            app.close()
        publish(data, programs(), frame, manifest(count, **described))  # type: ignore[arg-type]

    return store


def test_fetch_and_table_serve_the_import_with_its_label(lensa: Lensa, imported: Import) -> None:
    imported()
    ran = lensa("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026")
    assert (ran.code, ran.out.count("\n")) == (0, 4)
    assert f"3 baris, kelengkapan tidak dibuktikan, {LABEL}" in ran.err
    assert "diimpor 2026-06-22T10:00:00Z" in ran.err
    table = lensa("table", "pagu-per-program", "--klpd", "all", "--tahun", "2026")
    assert (table.code, table.out.count("\n")) == (0, 4)
    assert LABEL in table.err


def test_what_is_not_imported_ends_1_on_one_line(lensa: Lensa, imported: Import) -> None:
    imported()
    ran = lensa("fetch", "program-master", "--kode-klpd", "D305", "--tahun", "2026")
    assert (ran.code, ran.out) == (1, "")
    assert ran.lines == ["galat: program-master D305 2026: belum diimpor [pemegang berkas]"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("harvest", "--klpd", "D304", "--tahun", "2026"),
        ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026", "--refresh"),
        ("table", "pagu-per-program", "--klpd", "D304", "--tahun", "2026", "--refresh"),
    ],
)
def test_what_would_ask_the_source_ends_2(
    lensa: Lensa, imported: Import, arguments: tuple[str, ...]
) -> None:
    imported()
    ran = lensa(*arguments)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert "hanya baris impor yang dibaca" in ran.err


def test_status_and_klpd_name_file_digest_and_state(lensa: Lensa, imported: Import) -> None:
    imported(maker="PBJ Kab. Uji", verified=True, state="lengkap, terverifikasi")
    (record,) = json.loads(lensa("status", "--json").out)
    assert (record["sumber"], record["lengkap"]) == ("berkas", False)
    assert record["keadaan"] == "lengkap menurut PBJ Kab. Uji"
    assert record["berkas"]["sha256"] == SHA256
    (klpd,) = json.loads(lensa("klpd", "D304", "--json").out)
    (stored,) = klpd["tersimpan"]
    assert stored["asal"].startswith("BERKAS: pagu.csv")
    assert "dari PBJ Kab. Uji" in stored["asal"]


def test_an_unverified_maker_is_not_named_whatever_the_file_says(
    lensa: Lensa, imported: Import
) -> None:
    imported(maker="LKPP", state="lengkap")
    ran = lensa("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026")
    assert "lengkap menurut pengirim tidak diperiksa" in ran.err
    assert "LKPP" not in ran.err


def test_an_empty_store_says_how_rows_get_in(lensa: Lensa) -> None:
    ran = lensa("status", LENSA_SUMBER="berkas")
    assert ran.code == 0
    assert "lensa impor BERKAS" in ran.err
    assert "LENSA_SUMBER=langsung membutuhkan INAPROC_TOKEN" in (
        lensa("status", LENSA_SUMBER="langsung").err
    )


def test_doctor_asks_only_the_other_sources(lensa: Lensa, imported: Import) -> None:
    imported()
    ran = lensa("doctor")
    assert "inaproc: LENSA_SUMBER: hanya baris impor; dapat dibaca" in ran.out
    assert "1 dari 1 snapshot utuh" in ran.out
