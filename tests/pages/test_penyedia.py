"""The provider page against plain Python over the rows that are stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.language.labels import label
from services.language.wording import number, percent, rupiah, rupiah_full, text
from services.upstream.catalog import find
from tests.gateway import TOKEN, Gateway, down, loopback, program, refusing
from tests.oracle.basics import live_package
from tests.pages.conftest import Open
from tests.pages.seeing import (
    act,
    alts,
    component,
    headings,
    link,
    list_data,
    list_rows,
    list_total,
    lists,
    send,
    told,
)
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


def _bare(text_: str) -> str:
    return text_.replace("\N{NO-BREAK SPACE}", " ")


def _matrix(app: AppTest) -> list[list[str]]:
    """Return the cells of the matrix as text, row by row, the heads first."""
    data = component(app, "matriks")
    rows = [
        [row["name"], *(f"{cell[0]} {cell[1]}" if cell else data["none"] for cell in row["cells"])]
        for row in data["rows"]
    ]
    return [[_bare(cell) for cell in row] for row in [data["head"], *rows]]


def test_the_answer_is_that_of_the_rows(opened: Open, stored: Stored) -> None:
    said = told(opened(PAGE, **LINK))
    rows, old = (_live(stored("paket-penyedia", year)) for year in (TAHUN, LALU))
    pagu, before = _pagu(rows), _pagu(old)
    assert pagu is not None
    assert before is not None
    planned = f"merencanakan {number(len(rows))} paket penyedia senilai {rupiah(pagu)}"
    assert _bare(planned) in said
    assert _bare(f"Tahun {LALU}: {number(len(old))} paket senilai {rupiah(before)}.") in said
    by_method = Counter[str]()
    for row in rows:
        by_method[row["metode_pengadaan"] or "(kosong)"] += row["pagu"] or 0
    ((method, most),) = by_method.most_common(1)
    packages = sum((row["metode_pengadaan"] or "(kosong)") == method for row in rows)
    named = label("metode", method, "id")
    share = percent(most / pagu)
    assert _bare(f"lewat {named}: {number(packages)} paket, {share} dari pagu") in said
    assert "Dari daftar lengkap paket penyedia" in said
    assert _bare(f"(PDS, {rupiah(_pagu(rows, 'tipe_paket', 'PDS'))})") in said
    empty = sum(row["pagu"] is None for row in rows)
    assert ("tanpa pagu tidak ikut dijumlah" in said) == bool(empty)
    assert "paket-penyedia · Kab. Lombok Tengah · 2024, 2025" in said


def test_pdn_and_ukm_are_shares_of_the_pagu_of_each_satker_and_of_the_klpd(
    opened: Open, stored: Stored
) -> None:
    app = opened(PAGE, **LINK)
    rows = _live(stored("paket-penyedia"))
    legend = [_bare(words) for _, words, _ in list_data(app, "penyedia-per-satker")["legend"]]
    for column, word, words in zip(
        ("status_pdn", "status_ukm"), ("PDN", "UKM"), legend, strict=True
    ):
        share = percent((_pagu(rows, column, word) or 0) / (_pagu(rows) or 1))
        assert words == _bare(f"{word}, seluruh KLPD {share}")
    first, *_ = list_rows(app, "penyedia-per-satker")
    own = [row for row in rows if row["kd_satker"] == first.path]
    pdn = (_pagu(own, "status_pdn", "PDN") or 0) / (_pagu(own) or 1)
    ((_, at), _) = first.marks[0]["m"]
    assert at == pytest.approx(100 * pdn, abs=0.001)


def test_the_matrix_adds_up_to_the_rows(opened: Open, stored: Stored) -> None:
    head, *body = _matrix(opened(PAGE, **LINK))
    rows = _live(stored("paket-penyedia"))
    assert (head[0], head[-1]) == (text("penyedia.method"), text("penyedia.total"))
    *methods, sums = body
    assert {row[0] for row in methods} == {
        label("metode", row["metode_pengadaan"] or "(kosong)", "id") for row in rows
    }
    assert sums[-1] == _bare(f"{rupiah(_pagu(rows))} {number(len(rows))}")
    direct = [row for row in rows if row["metode_pengadaan"] == "Pengadaan Langsung"]
    goods = [row for row in direct if row["jenis_pengadaan"] == "Barang"]
    (cells,) = (row for row in methods if row[0] == label("metode", "Pengadaan Langsung", "id"))
    assert cells[head.index("Barang")] == _bare(f"{rupiah(_pagu(goods))} {number(len(goods))}")
    assert cells[-1] == _bare(f"{rupiah(_pagu(direct))} {number(len(direct))}")


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
    assert f"dan {number(exact)} di antaranya tepat 100 %" in said
    whole = sum(announced[code] for code in known) / sum(known.values())
    assert f"Secara keseluruhan {percent(whole)}" in said
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
    assert component(app, "matriks")["chosen"] == ["E-Purchasing", "Barang"]
    total_row = list_total(app, "penyedia-paket")
    assert total_row.name == f"Semua {number(len(chosen))} paket"
    assert total_row.texts["Pagu"] == rupiah(_pagu(chosen))
    listed = [row.code for row in list_rows(app, "penyedia-paket")]
    by_size = sorted(
        chosen, key=lambda row: (row["pagu"] is None, -(row["pagu"] or 0), row["kd_rup"])
    )
    assert listed == [row["kd_rup"] for row in by_size][: len(listed)]
    said = told(app)
    assert f"Hanya {label('metode', 'E-Purchasing', 'id')} dan Barang." in said
    assert "tidak berlaku di sini" in said
    assert "Tender" in app.selectbox(key="f_metode").options
    app.selectbox(key="f_metode").set_value("").run()
    assert "metode" not in dict(link(app))


def test_several_klpd_and_years_name_what_a_figure_is_about(opened: Open, stored: Stored) -> None:
    app = opened(PAGE, klpd=[KODE, "D305"], tahun=[str(LALU), str(TAHUN)])
    assert any("Kab. Lombok Tengah" in title for title in headings(app))
    assert {row.path for row in list_rows(app, "klpd-penyedia")} == {KODE, "D305"}
    every = [
        row
        for year in (LALU, TAHUN)
        for klpd in (KODE, "D305")
        for row in _live(stored("paket-penyedia", year, klpd))
    ]
    assert list_total(app, "penyedia-paket").name == f"Semua {number(len(every))} paket"
    assert all("2024 · " in row.second or "2025 · " in row.second
               for row in list_rows(app, "penyedia-paket"))  # fmt: skip


def test_several_years_draw_the_share_of_each_method_on_one_scale(
    opened: Open, stored: Stored
) -> None:
    app = opened(PAGE, klpd=KODE, tahun=[str(LALU), str(TAHUN)])
    panels = {panel["title"]: panel for panel in component(app, "bidang_pangsa-metode")["panels"]}
    rows = _live(stored("paket-penyedia"))
    tender = [row for row in rows if row["metode_pengadaan"] == "Tender"]
    share = (_pagu(tender) or 0) / (_pagu(rows) or 1)
    assert panels["Tender"]["figure"] == percent(share)
    assert "bidang_pangsa-metode" not in {
        str(one.proto.id).split("-", 2)[-1] for one in opened(PAGE, **LINK).get("bidi_component")
    }


def test_a_schedule_compares_two_years_and_draws_three_side_by_side(opened: Open) -> None:
    two = component(opened(PAGE, **LINK), "bidang_penyedia-jadwal")
    assert [words for _, _, words in two["legend"]] == [
        f"rencana {TAHUN}",
        "sebelum tahun anggaran",
        f"rencana {LALU}",
    ]
    years = [str(LALU - 1), str(LALU), str(TAHUN)]
    three = component(opened(PAGE, klpd=KODE, tahun=years), "bidang_penyedia-jadwal")
    assert [panel["title"] for panel in three["panels"]] == years


def test_satkers_of_spending_open_to_their_exact_amounts_and_lead_on(
    opened: Open, stored: Stored
) -> None:
    app = opened(PAGE, **LINK)
    first, *_ = list_rows(app, "pemanfaatan")
    act(app, "pemanfaatan", buka=[first.path])
    assert ("lihat", f"buka:{first.path}") in link(app)
    (row,) = [row for row in list_rows(app, "pemanfaatan") if row.is_open]
    spent = sum(
        row["belanja_pengadaan"] or 0
        for row in stored("struktur-anggaran-pd")
        if row["kd_satker"] == first.path
    )
    assert _bare(rupiah_full(spent)) in _bare(row.exact)
    assert [address.partition("?")[0] for _, address in row.links] == ["./penyedia", "./swakelola"]
    assert all(f"satker={first.path}" in address for _, address in row.links)
    act(app, "penyedia-paket", saring="jalan")
    assert ("lihat", f"buka:{first.path}") in link(app), "another list leaves open rows alone"


def test_a_satker_without_a_denominator_keeps_its_place_in_words(opened: Open) -> None:
    app = opened(PAGE, **LINK, lihat="hal-pemanfaatan:1")
    rows = list_rows(app, "pemanfaatan")
    without = [row for row in rows if any("t" in mark for mark in row.marks)]
    assert without
    for row in without:
        assert "belanjanya tidak diketahui" in row.marks[0]["t"]
        assert row.texts["Sekarang"] == text("absent.unknown")
    assert list_data(app, "pemanfaatan")["reference"] is not None


def test_a_figure_of_the_matrix_narrows_the_list_and_a_second_click_clears_it(
    opened: Open,
) -> None:
    app = _press(opened(PAGE, **LINK), metode="Tender", pengadaan="Barang")
    assert {("metode", "Tender"), ("pengadaan", "Barang")} <= set(link(app))
    app = _press(app, metode="Tender", pengadaan="Barang")
    assert not {"metode", "pengadaan"} & {name for name, _ in link(app)}
    app = _press(app, metode="<b>", pengadaan=["Barang"])
    assert not {"metode", "pengadaan"} & {name for name, _ in link(app)}


def _press(app: AppTest, **chosen: Any) -> AppTest:
    """Send what the matrix sends for a click on one of its figures."""
    return send(
        app, "matriks", "pilih", {"nomor": component(app, "matriks")["number"] + 1, **chosen}
    )


def test_a_row_of_the_list_leads_to_its_package(opened: Open) -> None:
    app = opened(PAGE, **LINK)
    first, *_ = list_rows(app, "penyedia-paket")
    act(app, "penyedia-paket", pergi=first.path)
    assert ("kode", first.code) in link(app)


def test_the_rows_not_shown_are_the_sum_less_those_shown(opened: Open, stored: Stored) -> None:
    app = opened(PAGE, **LINK)
    shown = {row.code for row in list_rows(app, "penyedia-paket")}
    others = [row for row in _live(stored("paket-penyedia")) if row["kd_rup"] not in shown]
    rest = _bare(list_data(app, "penyedia-paket")["rest"][0])
    assert rest.startswith(_bare(f"Sisanya: {number(len(others))} paket, {rupiah(_pagu(others))};"))


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
    assert "merencanakan 2 paket penyedia senilai Rp 1 jt" in said
    assert "1 paket tanpa pagu tidak ikut dijumlah" in said
    assert "yang sudah diumumkan saja (paket-penyedia-terumumkan)" in said
    behind = "paket-penyedia-terumumkan, history-kaji-ulang · Kab. Lombok Tengah · 2026"
    assert f"Sumber: INAPROC RUP {behind}" in said
    assert "Belum terbaca" not in said
    assert [row.code for row in list_rows(app, "penyedia-paket")] == ["1", "2"]
    assert "belanja pengadaannya diketahui" not in said


def test_where_both_lists_are_denied_the_page_says_who_must_act(
    gateway: Gateway, opened: Open
) -> None:
    gateway.meddle = refusing(gateway, "paket-penyedia", "paket-penyedia-terumumkan")
    app = opened(PAGE, **RUNNING)
    assert not lists(app)
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
    assert not lists(app)
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
    assert list_total(app, "penyedia-paket").name == _bare(
        text("penyedia.all_packages", lang, n="1")
    )
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
    sources = list_rows(app, "sumber-dana")
    assert {row.name for row in sources} <= {row["sumber_dana"] for row in rows}
    assert sources
    assert "Jumlah paket tidak dapat dijumlahkan antarbaris" in told(app)


def test_the_page_speaks_english(opened: Open) -> None:
    app = opened(PAGE, **LINK, lang="en")
    said = told(app)
    assert "provider packages worth" in said
    assert "of procurement spending" in said
    assert list_total(app, "penyedia-paket").name.startswith("All ")
    assert _matrix(app)[0][0] == "Method"
    assert all("Kab. Lombok Tengah" in alt for alt in alts(app))
    for word in ("paket penyedia", "belanja pengadaan", "satkers senilai"):
        assert word not in said


def test_a_pinned_link_shows_the_same_and_an_old_instant_says_that_nothing_is_stored(
    opened: Open,
) -> None:
    now = list_rows(opened(PAGE, **LINK), "penyedia-paket")
    pinned = opened(PAGE, **LINK, snap="2090-01-01T00:00:00Z")
    assert list_rows(pinned, "penyedia-paket") == now
    old = opened(PAGE, **LINK, snap="2020-01-01T00:00:00Z")
    assert not lists(old)
    assert "belum ada pada tanggal itu" in told(old)
