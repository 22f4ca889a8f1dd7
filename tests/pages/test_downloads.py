"""Every table leaves the page in the same formats, says where it comes from, and can be cited."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.state.view import View
from pages.shell.widgets import downloads
from pages.shell.widgets.provenance.citation import Line
from services.language.wording import text
from services.link import LinkState
from tests.pages.conftest import Open
from tests.pages.seeing import menus, open_menus
from tests.pages.truth import KODE, LINK, TAHUN, Truth

SAMPLE = "DATA CONTOH (sintetis)"
TABLES = (
    ("pages/wilayah.py", {"wilayah": "52"}, ("wilayah",)),
    ("pages/wilayah.py", {"lihat": "peta:indonesia"}, ("wilayah",)),
    ("pages/wilayah.py", {"wilayah": "5202"}, ("wilayah", "tempat-satker")),
    ("pages/wilayah.py", {"wilayah": "520204"}, ("wilayah",)),
    ("pages/lokasi.py", {}, ("lokasi",)),
    ("pages/cari.py", {"q": "dinas"}, ("temuan",)),
    ("pages/data.py", {}, ("pilihan", "sumber", "riwayat", "mutu", "semua-tersimpan")),
    ("pages/program.py", {}, ("daftar-pagu-per-program",)),
)
OFFERED = {
    "m_c_": (5, 1, 3),
    "m_t_": (5, 0, 3),
    **dict.fromkeys(
        (
            *("m_pagu-per-program", "m_kaji-ulang-per-satker", "m_alasan", "m_pembatalan-pagu"),
            *("m_perubahan-per-program", "m_pengumuman-per-hari", "m_tanda-tiga"),
        ),
        (5, 1, 3),
    ),
    "m_sumber_": (0, 0, 2),
}
"""Downloads, pictures and texts to be copied in the menus of charts, tables, lists and sources."""


@pytest.mark.parametrize(
    ("page", "query", "names"), TABLES, ids=[f"{p[6:-3]} {' '.join(q)}" for p, q, _ in TABLES]
)
def test_every_table_offers_every_format_and_a_citation(
    opened: Open, page: str, query: dict[str, str], names: tuple[str, ...]
) -> None:
    opened("dashboard.py", **LINK)
    app = opened(page, **LINK, **query)
    assert _keys(app) == set()
    open_menus(app)
    keys = _keys(app)
    assert {f"d_{name}" for name in names} <= keys
    kinds = ("xlsx", "parquet", "csv_koma", "csv_titik_koma")
    assert {f"e_{name}_{kind}" for name in names for kind in kinds} <= keys
    cites = [one for one in app.expander if one.label == text("kutipan.cite")]
    assert len(cites) >= len(names)


@pytest.mark.parametrize("page", ["dashboard.py", "pages/program.py", "pages/kaji-ulang.py"])
def test_each_menu_has_what_its_figure_offers_and_nothing_is_made_before_it_is_opened(
    opened: Open, page: str
) -> None:
    app = opened(page, **LINK)
    keys = menus(app)
    assert len(keys) == len(set(keys)) >= 2
    for key in keys:
        before = _offered(app)
        open_menus(app, key.removeprefix("m_"))
        more = tuple(now - then for now, then in zip(_offered(app), before, strict=True))
        (wanted,) = (counts for prefix, counts in OFFERED.items() if key.startswith(prefix))
        assert more == wanted, key


def _offered(app: AppTest) -> tuple[int, int, int]:
    """Count downloads, pictures, and texts to be copied, addresses of the API apart."""
    pictures = [one for one in app.get("bidi_component") if "_gambar" in one.proto.id]
    copied = [code for code in app.code if "/api/tabel/" not in code.value]
    return len(_keys(app)), len(pictures), len(copied)


def _keys(app: AppTest) -> set[str]:
    """Return the keys of the downloads; a widget's id is $$ID-digest-key."""
    return {one.proto.id.split("-", 2)[2] for one in app.get("download_button")}


def test_a_table_whose_source_is_a_line_says_it_in_every_format(truth: Truth) -> None:
    state = LinkState(klpd=(KODE,), tahun=(TAHUN,), q="")
    view = View(page="wilayah", state=state, theme="light", app=truth.app, names={})
    rows = pl.DataFrame({"kode": ["5202"], "nama": ["=1+1"]})
    source = Line(
        text="Sumber: **3** KLPD \\(RUP\\)",
        newest=datetime(2026, 6, 22, 10, tzinfo=UTC),
        origin="contoh",
    )
    narrowed = {"Wilayah": "52 Nusa Tenggara Barat"}
    one = downloads.of_line(
        view,
        lambda: rows,
        rows.height,
        source,
        name="wilayah",
        file="wilayah-52-2025",
        tahun=(TAHUN,),
        narrowed=narrowed,
    )
    comma = pl.read_csv(io.BytesIO(downloads.made(one, "csv")), infer_schema=False)
    assert comma.row(0) == ("5202", "'=1+1", "wilayah: Sumber: 3 KLPD (RUP)")
    told = downloads.made(one, "csv", separator=";", bom=True)
    assert told.startswith(b"\xef\xbb\xbfkode;nama;sumber")
    content = downloads.made(one, "parquet")
    assert pl.read_parquet(io.BytesIO(content)).equals(rows)
    said = pl.read_parquet_metadata(io.BytesIO(content))
    assert said["sumber"] == "Sumber: 3 KLPD (RUP)"
    assert said["contoh"] == SAMPLE
    assert "snap=2026-06-22T10:00:00Z" in said["tautan"]
    book = openpyxl.load_workbook(io.BytesIO(downloads.made(one, "xlsx")))
    facts = {row[0]: row[1] for row in book["keterangan"].iter_rows(values_only=True)}
    assert facts["Label"] == SAMPLE
    assert facts["Sumber"] == "Sumber: 3 KLPD (RUP)"
    assert facts["Penyaring"] == "Wilayah: 52 Nusa Tenggara Barat"
    assert "kode" in facts


@pytest.mark.parametrize(
    ("page", "menu", "key", "datasets"),
    [
        (
            "dashboard.py",
            "pengumuman-per-hari",
            "pengumuman-per-hari",
            ["paket-swakelola", "history-kaji-ulang"],
        ),
        ("pages/kaji-ulang.py", "c_months", "months", ["history-kaji-ulang"]),
    ],
)
def test_a_figure_names_the_datasets_it_draws_from_alone(
    opened: Open, page: str, menu: str, key: str, datasets: list[str]
) -> None:
    app = open_menus(opened(page, **LINK), menu)
    (drawn,) = [json.loads(one.proto.json) for one in app.get("bidi_component")
                if f"g_{key}_gambar" in one.proto.id]  # fmt: skip
    named = re.findall(r"program-master|paket-swakelola|history-kaji-ulang", drawn["source"])
    assert named == datasets


def test_a_download_is_drawn_in_one_place() -> None:
    shell = Path(downloads.__file__).parent
    drawn = {p.name for p in shell.rglob("*.py") if "download_button(" in p.read_text("utf-8")}
    assert drawn == {"downloads.py"}
