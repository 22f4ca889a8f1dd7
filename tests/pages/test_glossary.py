"""The glossary: each term has a meaning, a source and a link, and explains columns and figures."""

from __future__ import annotations

import pytest

from pages.shell.widgets import menu
from pages.shell.widgets.glossary import ALL, SOURCE_OF, SOURCES, column_help
from services.analysis.tables import TABLES
from services.language.wording import LANGUAGES, text, texts
from tests.pages.conftest import Open
from tests.pages.seeing import link

PLAIN = frozenset(
    {
        *("tahun", "bulan", "jenis_klpd", "nama", "penduduk", "contoh", "dataset", "kolom"),
        *("ukuran", "jumlah", "nilai", "keterangan", "lainnya", "selisih", "pagu_lama"),
        *("pagu_baru", "pagu_per_kapita", "jumlah_baris", "jumlah_kode"),
        *("cabang_terbesar", "alasan_kajiulang", "arah", "jenis_paket", "pertama"),
        *("terakhir", "sejak", "seri", "tgl_kaji_ulang", "tgl_buat_paket"),
        *("tgl_awal_pelaksanaan_kontrak", "hari_ke_pengumuman", "pengganti", "klpd_pengganti"),
        "tanggal",
    }
)
"""Columns whose head needs no explanation, or whose term is explained in the column beside them."""


def test_every_term_has_its_name_meaning_and_source_in_both_languages() -> None:
    held = {key.split(".", 2)[2] for key in texts() if key.startswith("istilah.nama.")}
    assert held == set(SOURCE_OF)
    assert {key.split(".", 2)[2] for key in texts() if key.startswith("istilah.arti.")} == held
    named = {key.split(".", 2)[2] for key in texts() if key.startswith("istilah.sumber.")}
    assert named == set(SOURCES)
    assert sum(map(len, SOURCES.values())) == len(SOURCE_OF)
    for term in held:
        id_, en = (text(f"istilah.arti.{term}", lang) for lang in LANGUAGES)
        assert id_ != en
        assert id_.endswith(".")
        assert en.endswith(".")


def test_the_rule_of_announcing_again_names_its_article() -> None:
    assert "22 ayat (5)" in column_help("jenis_revisi", "id")
    assert "article 22(5)" in column_help("jenis_revisi", "en")


def test_every_column_that_is_a_term_is_explained_in_its_head() -> None:
    columns = {column for table in TABLES.values() for column in table.columns}
    assert {c for c in columns if not column_help(c, "id")} == PLAIN
    assert {column_help(c, "en") for c in columns} - {column_help(c, "id") for c in columns}


@pytest.mark.parametrize("entry", menu.entries(), ids=lambda entry: entry.name)
def test_every_page_leads_to_the_glossary_and_explains_its_figures(
    entry: menu.Entry, opened: Open
) -> None:
    app = opened(entry.file, klpd="D304", tahun="2025")
    assert [m.label for m in app.metric if not m.help] == []
    app.button(key="istilah").click().run()
    assert ("lihat", f"istilah:{ALL}") in link(app)
    said = " ".join(m.value for m in app.markdown)
    assert all(f"**{text(f'istilah.nama.{term}')}**" in said for term in SOURCE_OF)


def test_a_link_opens_one_term_and_choosing_another_names_it_in_the_link(opened: Open) -> None:
    app = opened("pages/kaji-ulang.py", klpd="D304", lihat="istilah:gugur", lang="en")
    said = [m.value for m in app.markdown if m.value.startswith("**Lapsed**")]
    assert len(said) == 1
    assert text("istilah.arti.gugur", "en") in said[0]
    assert text("istilah.sumber.metode", "en") in " ".join(c.value for c in app.caption)
    app.selectbox(key="istilah_cari").set_value("pagu").run()
    assert ("lihat", "istilah:pagu") in link(app)
    assert [m for m in app.markdown if m.value.startswith("**Pagu**")]


def test_a_term_that_is_not_there_opens_them_all(opened: Open) -> None:
    app = opened(klpd="D304", lihat="istilah:tidakada")
    assert app.selectbox(key="istilah_cari").value == ALL
