"""The provider page against plain Python over the rows that are stored."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.language.labels import label
from services.language.wording import number, percent, rupiah, text
from services.upstream.catalog import find
from tests.gateway import TOKEN, Gateway, down, loopback, program, refusing
from tests.oracle.basics import live_package
from tests.pages.conftest import Open
from tests.pages.seeing import alts, figures, grid, headings, link, told
from tests.pages.truth import KODE, LALU, LINK, TAHUN, Truth, total

PAGE = "pages/penyedia.py"
RUNNING = {"klpd": KODE, "tahun": "2026"}
HOSTILE = "<img src=x onerror=alert(1)> ![a](http://contoh) \u202e=1+1"
Row = dict[str, Any]
Rows = list[Row]
Stored = Callable[..., Rows]


@pytest.fixture
def gateway(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Serve hand-made rows as a live source."""
    del nothing_stored
    served = Gateway()
    with loopback(served) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        yield served


@pytest.fixture
def stored(truth: Truth) -> Stored:
    """Return a function that gives the rows of a partition, deleted ones too."""

    def read(dataset: str, tahun: int = TAHUN, klpd: str = KODE) -> Rows:
        return truth.app.repository.load(find(dataset).partition(klpd, tahun)).frame.to_dicts()

    return read


def _live(rows: Rows) -> Rows:
    return [row for row in rows if live_package(row)]


def _pagu(rows: Rows, column: str = "", word: str = "") -> int | None:
    return total(row["pagu"] for row in rows if not column or row[column] == word)


def _matrix(app: AppTest) -> list[list[str]]:
    """Return the cells of the matrix as text, row by row."""
    (body,) = (e.proto.body for e in app.get("html") if "<table" in e.proto.body)
    cells = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr.*?</tr>", body)
    ]
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row] for row in cells]


def test_the_answer_and_the_key_figures_are_those_of_the_rows(opened: Open, stored: Stored) -> None:
    app = opened(PAGE, **LINK)
    rows, old = (_live(stored("paket-penyedia", year)) for year in (TAHUN, LALU))
    pagu, before = _pagu(rows), _pagu(old)
    assert pagu is not None
    assert before is not None
    shown = figures(app)
    assert shown["Paket penyedia"] == (number(len(rows)), f"{LALU}: {number(len(old))}")
    assert shown["Pagu penyedia"] == (rupiah(pagu), f"{LALU}: {rupiah(before)}")
    for column, word in (("status_pdn", "PDN"), ("status_ukm", "UKM")):
        share = percent((_pagu(rows, column, word) or 0) / pagu)
        assert shown[f"{word}, % pagu"][0] == share
    assert shown["Pagu PDS, mungkin dua kali"][0] == rupiah(_pagu(rows, "tipe_paket", "PDS"))
    by_method = Counter[str]()
    for row in rows:
        by_method[row["metode_pengadaan"] or "(kosong)"] += row["pagu"] or 0
    ((method, most),) = by_method.most_common(1)
    packages = sum((row["metode_pengadaan"] or "(kosong)") == method for row in rows)
    said = told(app)
    assert f"merencanakan {number(len(rows))} paket penyedia senilai {rupiah(pagu)}" in said
    named = label("metode", method, "id")
    assert f"lewat {named}: {number(packages)} paket, {percent(most / pagu)} pagu" in said
    assert "Dari daftar lengkap paket penyedia" in said
    assert "paket-penyedia · Kab. Lombok Tengah · 2024, 2025" in said


def test_the_matrix_adds_up_to_the_rows(opened: Open, stored: Stored) -> None:
    head, *body = _matrix(opened(PAGE, **LINK))
    rows = _live(stored("paket-penyedia"))
    assert (head[0], head[-1]) == (text("penyedia.method"), text("penyedia.total"))
    *methods, sums = body
    assert {row[0] for row in methods} == {
        label("metode", row["metode_pengadaan"] or "(kosong)", "id") for row in rows
    }
    assert sums[-1] == f"{rupiah(_pagu(rows))} {number(len(rows))}"
    direct = [row for row in rows if row["metode_pengadaan"] == "Pengadaan Langsung"]
    goods = [row for row in direct if row["jenis_pengadaan"] == "Barang"]
    (cells,) = (row for row in methods if row[0] == label("metode", "Pengadaan Langsung", "id"))
    assert cells[head.index("Barang")] == f"{rupiah(_pagu(goods))} {number(len(goods))}"
    assert cells[-1] == f"{rupiah(_pagu(direct))} {number(len(direct))}"


def test_spending_leads_with_the_median_and_names_the_largest_difference(
    opened: Open, stored: Stored
) -> None:
    announced = Counter[str]()
    for dataset in ("paket-penyedia", "paket-swakelola"):
        for row in _live(stored(dataset)):
            if row["status"] == "Terumumkan":
                announced[row["kd_satker"]] += row["pagu"] or 0
    spending = Counter[str]()
    for row in stored("struktur-anggaran-pd"):
        spending[row["kd_satker"]] += row["belanja_pengadaan"] or 0
    known = {code: value for code, value in spending.items() if value}
    ratios = [announced[code] / known[code] for code in known]
    said = told(opened(PAGE, **LINK))
    exact = sum(announced[code] == known[code] for code in known)
    assert f"Dari {number(len(known))} satker yang belanja pengadaannya diketahui" in said
    assert f"median pagu terumumkan {percent(median(ratios))} dari belanja pengadaan" in said
    assert f"dan {number(exact)} tepat 100 %" in said
    whole = sum(announced[code] for code in known) / sum(known.values())
    assert f"Seluruhnya {percent(whole)}" in said
    most = max(announced[code] - known[code] for code in known)
    assert ("Selisih terbesar pada" in said) == (whole > 1.05)
    assert whole <= 1.05 or rupiah(most) in said
    assert "Bukan nilai ITKP" in said


def test_the_filters_narrow_figures_and_lists_and_the_rest_says_that_it_is_not_narrowed(
    opened: Open, stored: Stored
) -> None:
    rows = _live(stored("paket-penyedia"))
    satker = Counter(row["kd_satker"] for row in rows).most_common(1)[0][0]
    narrow = {"satker": satker, "metode": "E-Purchasing", "pengadaan": "Barang"}
    app = opened(PAGE, **LINK, **narrow)
    assert set(narrow.items()) <= set(link(app))
    mine = [row for row in rows if row["kd_satker"] == satker]
    chosen = [
        row
        for row in mine
        if row["metode_pengadaan"] == "E-Purchasing" and row["jenis_pengadaan"] == "Barang"
    ]
    assert chosen
    assert figures(app)["Paket penyedia"][0] == number(len(chosen))
    per_satker, listed = grid(app), grid(app, 1)
    assert [row["pagu"] for row in per_satker] == [number(_pagu(chosen))]
    assert [row["jumlah_paket"] for row in per_satker] == [number(len(chosen))]
    codes = sorted(row["kd_rup"] for row in chosen)
    assert [row["kd_rup"] for row in listed] == codes[: len(listed)]
    said = told(app)
    assert f"Hanya {label('metode', 'E-Purchasing', 'id')} dan Barang." in said
    assert "tidak berlaku di sini" in said
    assert "Tender" in app.selectbox(key="f_metode").options
    app.selectbox(key="f_metode").set_value("").run()
    assert "metode" not in dict(link(app))


def test_several_klpd_and_years_name_what_a_figure_is_about(opened: Open, stored: Stored) -> None:
    app = opened(PAGE, klpd=[KODE, "D305"], tahun=[str(LALU), str(TAHUN)])
    rows = _live(stored("paket-penyedia"))
    assert figures(app)["Paket penyedia"][0] == number(len(rows))
    assert any("Kab. Lombok Tengah" in title for title in headings(app))
    listed = grid(app, 1)
    assert set(listed[0]) >= {"tahun", "kd_klpd"}
    every = sum(
        len(_live(stored("paket-penyedia", year, klpd)))
        for year in (LALU, TAHUN)
        for klpd in (KODE, "D305")
    )
    assert number(every) in told(app)


def _package(number_: int, **values: Any) -> Row:
    """Return a row of either provider list as served."""
    return {
        **{"kd_klpd": KODE, "nama_klpd": "Kab. Uji", "jenis_klpd": "KABUPATEN"},
        **{"kd_satker": "7", "nama_satker": "DINAS UJI", "tahun_anggaran": 2026},
        **{"kd_rup": number_, "nama_paket": f"Paket {number_}", "pagu": 1_000_000},
        **{"metode_pengadaan": "Tender", "jenis_pengadaan": "Barang"},
        "status_umumkan_rup": "Terumumkan",
        **values,
    }


@pytest.mark.parametrize("reply", ["denied", "empty"])
def test_where_the_whole_list_is_denied_or_empty_the_announced_one_stands_in_and_is_named(
    gateway: Gateway, opened: Open, reply: str
) -> None:
    gateway.put(_package(1), _package(2, pagu=None), dataset="paket-penyedia-terumumkan")
    if reply == "denied":
        gateway.meddle = refusing(gateway, "paket-penyedia")
    app = opened(PAGE, **RUNNING)
    said = told(app)
    assert figures(app)["Paket penyedia"][0] == "2"
    assert figures(app)["Pagu penyedia"][0] == "Rp 1 jt"
    assert "yang sudah diumumkan saja (paket-penyedia-terumumkan)" in said
    assert "Sumber: INAPROC RUP paket-penyedia-terumumkan · Kab. Lombok Tengah · 2026" in said
    assert "Belum terbaca" not in said
    assert [row["kd_rup"] for row in grid(app, 1)] == ["1", "2"]
    assert "belanja pengadaannya diketahui" not in said


def test_where_both_lists_are_denied_the_page_says_who_must_act(
    gateway: Gateway, opened: Open
) -> None:
    gateway.meddle = refusing(gateway, "paket-penyedia", "paket-penyedia-terumumkan")
    app = opened(PAGE, **RUNNING)
    assert not figures(app)
    assert "pemegang" in told(app)


def test_without_any_provider_package_the_page_is_empty_never_zero(
    gateway: Gateway, opened: Open
) -> None:
    gateway.put(program(1))
    said = told(opened(PAGE, **RUNNING))
    assert "Kosong atau tidak berwenang" in said
    assert "Rp 0" not in said


def test_an_upstream_that_is_down_is_named_and_no_figure_is_made(
    gateway: Gateway, opened: Open
) -> None:
    gateway.meddle = down
    app = opened(PAGE, **RUNNING)
    assert not figures(app)
    assert "Data belum bisa ditampilkan" in told(app)


def test_names_from_elsewhere_show_as_written(gateway: Gateway, opened: Open) -> None:
    hostile = _package(1, nama_satker=HOSTILE, nama_paket=HOSTILE, metode_pengadaan=HOSTILE)
    gateway.put(hostile, dataset="paket-penyedia")
    app = opened(PAGE, **RUNNING)
    raw = [str(e.value) for e in (*app.markdown, *app.caption, *app.header)]
    raw += [e.proto.body for e in app.get("html")]
    assert all(
        "<img src=x" not in text_.replace("\\<", "") and "\u202e" not in text_ for text_ in raw
    )
    assert any("img src=x" in cell for row in _matrix(app) for cell in row)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_list_of_satkers_that_is_denied_is_one_small_line_and_holds_no_figure(
    gateway: Gateway, opened: Open, lang: str
) -> None:
    gateway.put(_package(1, nama_satker=None), dataset="paket-penyedia")
    gateway.meddle = refusing(gateway, "master-satker")
    app = opened(PAGE, **RUNNING, lang=lang)
    (line,) = (str(c.value) for c in app.caption if "master-satker" in str(c.value))
    assert line.startswith(text("shell.no_satker_list", lang))
    assert figures(app)[text("penyedia.jumlah_paket", lang)][0] == "1"
    gateway.meddle = lambda number_: None


def test_a_ministry_has_no_spending_to_compare_with(opened: Open) -> None:
    app = opened(PAGE, klpd="K1", tahun=str(TAHUN))
    said = told(app)
    assert "hanya ada untuk pemerintah daerah" in said
    assert "struktur-anggaran-pd K1" not in said
    assert "median pagu terumumkan" not in said


def test_budgets_are_drawn_where_they_are_stored_and_else_named(
    nothing_stored: object, opened: Open, stored: Stored
) -> None:
    app = opened(PAGE, **LINK)
    assert "Baris anggaran belum dibaca untuk Kab. Lombok Tengah 2025" in told(app)
    rows = _live(stored("paket-anggaran-penyedia"))
    app = opened(PAGE, **LINK)
    assert "Baris anggaran belum dibaca" not in told(app)
    table = grid(app, 2)
    assert {row["sumber_dana"] for row in table} == {row["sumber_dana"] for row in rows}
    assert "Jumlah paket tidak dapat dijumlahkan antarbaris" in told(app)


def test_the_page_speaks_english(opened: Open) -> None:
    app = opened(PAGE, **LINK, lang="en")
    said = told(app)
    assert "provider packages worth" in said
    assert "of procurement spending" in said
    assert "Provider packages" in figures(app)
    assert _matrix(app)[0][0] == "Method"
    assert all("Kab. Lombok Tengah" in alt for alt in alts(app))
    for word in ("paket penyedia", "belanja pengadaan", "satkers senilai"):
        assert word not in said


def test_a_pinned_link_shows_the_same_and_an_old_instant_says_that_nothing_is_stored(
    opened: Open,
) -> None:
    now = figures(opened(PAGE, **LINK))
    assert figures(opened(PAGE, **LINK, snap="2090-01-01T00:00:00Z")) == now
    old = opened(PAGE, **LINK, snap="2020-01-01T00:00:00Z")
    assert not figures(old)
    assert "belum ada pada tanggal itu" in told(old)
