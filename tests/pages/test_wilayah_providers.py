"""Regions by provider packages: where some lists are read, and where none is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from services import table_inputs
from services.analysis.frames import PENYEDIA, RUP, Options
from services.analysis.tables import build
from services.language.wording import number, rupiah
from services.reference import loader
from tests.pages.conftest import Open
from tests.pages.seeing import decks, grid, layer, linked, listing, places, told, values
from tests.pages.truth import LINK, Truth

PAGE = "pages/wilayah.py"
DIY = {**LINK, "wilayah": "34"}
READ = ("3402", "3404")
"""The regions whose provider packages are read, of the six governments of the province."""
UNREAD, SHORT = "paket penyedia belum dibaca", "penyedia belum dibaca"


def coloured(app: AppTest) -> dict[str, str]:
    """Return what the hover of each region says on the country's map."""
    shapes = (shape["properties"] for shape in layer(decks(app)[0], "wilayah"))
    return {shape["kode"]: shape["nilai"] for shape in shapes}


def province_read(opened: Open, truth: Truth) -> dict[str, dict[str, Any]]:
    """Read a province, and the provider packages of some of it; return table `wilayah`."""
    opened(PAGE, **DIY)
    codes = [str(loader.klpd_of_region(code)) for code in READ]
    for request in truth.app.rup((PENYEDIA,), codes, (2025,)):
        truth.app.repository.load(request)
    inside = loader.klpd().filter(pl.col("kode_wilayah").str.starts_with("34"))["kd_klpd"]
    lists = truth.app.rup((PENYEDIA,), inside, (2025,))
    sheet = table_inputs.read(truth.app.repository, truth.app.rup(RUP, inside, (2025,)), also=lists)
    table = build("wilayah", sheet.frames, Options(tahun=(2025,), wilayah="34")).collect()
    return {row["kode"]: row for row in table.iter_rows(named=True)}


@pytest.mark.usefixtures("nothing_stored")
def test_regions_with_and_without_provider_packages(opened: Open, truth: Truth) -> None:
    table = province_read(opened, truth)
    app = opened(PAGE, **DIY, lihat="ukuran:pagu_penyedia")
    read = {code: rupiah(table[code]["pagu_penyedia"]) for code in READ}
    said = values(app)
    assert len(said) == 5
    assert said == dict.fromkeys(said, SHORT) | read
    unread = places(app)["3403"]
    assert (unread["isi"], unread["rinci"][1]) == ("belum", UNREAD)
    assert sorted(row["Pagu paket penyedia"] for row in listing(app)) == sorted(said.values())
    assert ["belum", f"{UNREAD} (3)"] in linked(app)[0]["legenda"]
    words = told(app)
    assert "2 dari 5 kabupaten/kota punya angka" in words
    assert "KLPD yang dihitung: 2 berisi, 0 kosong atau tidak berwenang, 4 belum dibaca" in words
    assert "history-kaji-ulang, paket-penyedia · KLPD" in words

    app = opened(PAGE, **DIY, lihat="ukuran:paket_per_1000")
    for code in READ:
        row = table[code]
        packages = row["jumlah_penyedia"] + row["jumlah_swakelola"]
        assert values(app)[code] == number(packages * 1000 / row["penduduk"], 1)

    app = opened(PAGE, **LINK, lihat=["ukuran:pagu_penyedia", "peta:indonesia", "buka-wilayah:ya"])
    assert coloured(app)["34"] == "baru 2 dari 6 pemda punya angka"
    assert set(coloured(app).values()) == {UNREAD, coloured(app)["34"]}, "the sample has none"
    shown = {row["Wilayah"]: row for row in grid(app)}
    total = sum(table[code]["pagu_penyedia"] for code in READ)
    assert shown["DI Yogyakarta"]["Pagu penyedia"] == rupiah(total)
    assert shown["Aceh"]["Pagu penyedia"] == "belum dibaca"
    (request,) = truth.app.rup((PENYEDIA,), [str(loader.klpd_of_region("3403"))], (2025,))
    truth.app.repository.load(request)
    app = opened(PAGE, **LINK, lihat=["ukuran:pagu_penyedia", "peta:indonesia"])
    assert coloured(app)["34"] == "baru 3 dari 6 pemda punya angka"


def test_without_any_list_the_page_says_how_one_is_read(opened: Open, nothing_stored: Path) -> None:
    app = opened(PAGE, **LINK, lihat=["peta:indonesia", "ukuran:paket_per_1000"])
    assert set(coloured(app).values()) == {UNREAD}
    assert "begitu halaman Penyedia-nya dibuka" in told(app)
