from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
import streamlit as st

from services.language.wording import percent
from services.matching.klpd import FILE
from services.reference import loader
from tests.pages.conftest import Open
from tests.pages.seeing import grid, told
from tests.pages.truth import LINK

PAGE = "pages/data.py"


def test_the_match_rate_counts_governments_and_keeps_ministries_apart(
    opened: Open, nothing_stored: Path
) -> None:
    said = told(opened(PAGE, **LINK))
    assert f"552 dari 552 pemerintah daerah punya wilayah ({percent(1.0, 1)})" in said
    assert "100 kementerian, lembaga, dan instansi tidak memerintah wilayah" in said
    assert "Tidak ada pemerintah daerah tanpa wilayah." in said
    assert f"berkas {FILE} di folder LENSA_DATA" in said


def test_corrections_and_those_left_without_a_region_are_listed(
    opened: Open, nothing_stored: Path
) -> None:
    nothing_stored.mkdir()
    (nothing_stored / FILE).write_text("kd_klpd,kode_wilayah\nD4,1109\n", encoding="utf-8")
    app = opened(PAGE, **LINK)
    assert "1 pemerintah daerah belum punya wilayah" in told(app)
    tables = (grid(app, at) for at in range(len(app.dataframe)))
    rows = next(table for table in tables if "cocok" in table[0])
    assert {(row["kode"], row["cocok"], row["kode_wilayah"]) for row in rows} == {
        ("D4", "koreksi dengan tangan", "1109"),
        ("D15", "tidak cocok", "—"),
    }


def test_a_wrong_file_is_named_with_its_line_and_who_must_act(
    opened: Open, nothing_stored: Path
) -> None:
    nothing_stored.mkdir()
    (nothing_stored / FILE).write_text("kd_klpd,kode_wilayah\nD4,77\n", encoding="utf-8")
    said = told(opened(PAGE, **LINK))
    assert "klpd-wilayah.csv baris 2: '77' bukan kode Kemendagri" in said
    assert "Yang perlu bertindak: pengelola dasbor ini." in said
    assert "552 dari 552" in said


def test_the_tree_is_read_whole_in_twenty_requests_and_compared(
    opened: Open, nothing_stored: Path
) -> None:
    app = opened(PAGE, **LINK)
    assert "belum dibaca seluruhnya" in told(app)
    app = app.button(key="baca_pohon").click().run()
    assert [error.value for error in app.exception] == []
    said = told(app)
    assert "91.599 wilayah SATUSEHAT sama dengan pohon bawaan" in said
    assert loader.DECREE in said
    counted = re.search(r"(\d+) permintaan, dibaca", said)
    assert counted is not None
    assert int(counted[1]) <= 20
    assert "kotak pasir, yang menjawab dengan pohon bawaan itu sendiri" in said


def test_another_tree_is_told_by_what_is_new_gone_and_renamed(
    opened: Open, nothing_stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, code = pl.col("name"), pl.col("code")
    older = (
        loader.regions()
        .filter(code != "5208")
        .with_columns(
            pl.when(code == "1101").then(pl.lit("Kab. Aceh Kidul")).otherwise(name).alias("name")
        )
    )
    app = opened(PAGE, **LINK).button(key="baca_pohon").click().run()
    monkeypatch.setattr(loader, "regions", lambda: older)
    st.cache_resource.clear()
    app.run()
    said = told(app)
    assert "memuat 1 yang baru, 0 hilang, 1 berganti nama, dan 0 beda ejaan" in said
    tables = (grid(app, at) for at in range(len(app.dataframe)))
    rows = next(table for table in tables if table and "perbedaan" in table[0])
    assert [(r["perbedaan"], r["tingkat"], r["kode"], r["nama_api"]) for r in rows] == [
        ("baru", "kabupaten/kota", "5208", "Kab. Lombok Utara"),
        ("ganti nama", "kabupaten/kota", "1101", "Kab. Aceh Selatan"),
    ]
