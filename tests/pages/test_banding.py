"""KLPD and years side by side: the figures of the tables, ranked, with what to mind said."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pages.shell.sections import peers
from pages.shell.state.view import View
from services.analysis.across_klpd.peers import UKURAN
from services.language.wording import number, rupiah, rupiah_full, text
from services.link import LinkState
from services.reference import loader
from tests.pages.conftest import Open
from tests.pages.seeing import (
    act,
    alts,
    component,
    grid,
    headings,
    link,
    list_data,
    list_rows,
    list_total,
    told,
)
from tests.pages.truth import KODE, LALU, LINK, TAHUN, Truth

PAGE, LIST = "pages/banding.py", "banding"
OTHER, PROVINCE = "D308", "D301"
TWO = {"klpd": [KODE, OTHER], "tahun": [str(LALU), str(TAHUN)]}


def both(truth: Truth) -> pl.DataFrame:
    """Return table banding of the two KLPD and years, each read on its own."""
    years = (LALU, TAHUN)
    parts = [truth.table("banding", years, klpd) for klpd in (KODE, OTHER)]
    return pl.concat(parts).sort("tahun", "kd_klpd")


def test_one_klpd_alone_says_so_and_offers_to_read_its_peers(
    opened: Open, nothing_stored: Path, truth: Truth
) -> None:
    app = opened(PAGE, **LINK)
    (row,) = truth.table("banding").iter_rows(named=True)
    assert f"Pagu anggaran program Kab. Lombok Tengah 2025: {rupiah(row['pagu'])}." in told(app)
    assert "Belum ada KLPD lain untuk dibandingkan" in told(app)
    offer = app.button(key="baca_sesama")
    peers_of = "kabupaten dan kota di Nusa Tenggara Barat"
    assert offer.label == f"Baca 9 KLPD sejenis yang belum dibaca: {peers_of}"
    assert f"({peers_of}): 1 KLPD terbaca, 9 belum dibaca" in told(app)
    assert [row.path for row in list_rows(app, LIST)] == [KODE]
    assert app.button(key=f"add_{LALU}")


def test_all_stored_peers_are_compared_by_default_and_the_others_can_be_read(
    opened: Open, nothing_stored: Path
) -> None:
    for kode in (KODE, OTHER, "D302"):
        opened("pages/program.py", klpd=kode, tahun=str(TAHUN))
    app = opened(PAGE, **LINK)
    rows = list_rows(app, LIST)
    assert {row.path for row in rows} == {KODE, OTHER, "D302"}
    own = [row["p"] for row in list_data(app, LIST)["rows"] if row.get("o")]
    assert own == [KODE]
    assert "3 KLPD terbaca, 7 belum dibaca" in told(app)
    assert "dari 3 yang terbaca menurut" in told(app)
    app.button(key="baca_sesama").click().run()
    assert len(list_rows(app, LIST)) == 10
    assert "10 KLPD terbaca, 0 belum dibaca" in told(app)
    assert not [b for b in app.button if b.key == "baca_sesama"]


def bare(text_: str) -> str:
    return text_.replace("\N{NO-BREAK SPACE}", " ")


def test_two_klpd_and_two_years_show_who_is_larger_and_what_they_were(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **TWO)
    table = both(truth)
    pagu = {(r["kd_klpd"], r["tahun"]): r["pagu"] for r in table.to_dicts()}
    newest = table.filter(pl.col("tahun") == TAHUN).sort("pagu", descending=True)
    rows = list_rows(app, LIST)
    assert [row.path for row in rows] == newest["kd_klpd"].to_list()
    assert [row.code for row in rows] == ["1", "2"]
    for row in rows:
        now, before = (rupiah(pagu[row.path, year]) for year in (TAHUN, LALU))
        assert (row.texts[str(TAHUN)], row.texts[str(LALU)]) == (now, before)
        assert f"pada {LALU}" in row.second
    rank = newest["kd_klpd"].to_list().index(KODE) + 1
    place = f"Kab. Lombok Tengah peringkat {rank} dari 2 yang terbaca"
    said = bare(told(app))
    assert f"{place} menurut Pagu anggaran program 2025" in said
    assert bare(f"Tertinggi {newest['nama_klpd'][0]} ({rupiah(newest['pagu'][0])})") in said
    assert len(alts(app)) == 2
    assert all(alts(app))
    assert "Pagu anggaran program 2024:" in said


def test_the_median_is_a_row_and_a_line_across_the_bars(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **TWO)
    newest = both(truth).filter(pl.col("tahun") == TAHUN)["pagu"]
    middle = list_total(app, LIST)
    assert "dari 2 KLPD" in middle.name
    assert middle.texts[str(TAHUN)] == rupiah(round(newest.median() or 0))  # type: ignore[call-overload]
    lengths = sorted(row.marks[0]["b"] for row in list_rows(app, LIST))
    assert lengths[0] < list_data(app, LIST)["reference"] < lengths[1]


def test_the_table_behind_the_list_is_the_public_one(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **TWO, lihat="tabel-banding:ya")
    table = both(truth)
    shown = {(r["tahun"], r["kd_klpd"]): r for r in grid(app)}
    assert set(shown) == {(str(r["tahun"]), r["kd_klpd"]) for r in table.to_dicts()}
    for row in table.iter_rows(named=True):
        cells = shown[str(row["tahun"]), row["kd_klpd"]]
        assert cells["pagu"] == number(row["pagu"])
        assert cells["tindakan"] == number(row["tindakan"])
        rate = row["tindakan_swakelola_per_100_keluarga"]
        assert cells["tindakan_swakelola_per_100_keluarga"] == number(rate, 1)
        assert cells["lengkap"] == "ya"


def test_a_row_opens_to_the_other_figures_with_their_ranks_and_leads_on(
    opened: Open, truth: Truth
) -> None:
    app = act(opened(PAGE, **TWO), LIST, buka=[OTHER])
    assert ("lihat", f"buka:{OTHER}") in link(app)
    (row,) = [row for row in list_rows(app, LIST) if row.is_open]
    (own,) = both(truth).filter(tahun=TAHUN, kd_klpd=OTHER).to_dicts()
    assert bare(rupiah_full(own["pagu"])) in bare(row.exact)
    assert len(row.rows) == len(UKURAN) - 1
    (packages,) = [inner for inner in row.rows if inner.path.endswith("~paket")]
    assert packages.texts[str(TAHUN)] == number(own["jumlah_swakelola"])
    assert packages.second in ("peringkat 1 dari 2", "peringkat 2 dari 2")
    *pages, turned = [address for _, address in row.links]
    assert all(f"klpd={OTHER}" in page and f"klpd={KODE}" not in page for page in pages)
    assert turned.startswith(f"./banding?klpd={OTHER}")


def test_the_figure_compared_is_a_switch_in_the_link(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **TWO)
    app.get_by_key("v_ukuran").set_value("revisi100").run()
    assert ("lihat", "ukuran:revisi100") in link(app)
    newest = both(truth).filter(pl.col("tahun") == TAHUN)
    rates = dict(newest.select("kd_klpd", "revisi_swakelola_per_100").iter_rows())
    wanted = sorted(rates, key=lambda code: -rates[code])
    assert [row.path for row in list_rows(app, LIST)] == wanted
    assert f"Baris riwayat per 100 kode swakelola 2025: {number(rates[KODE], 1)}" in told(app)


@pytest.mark.parametrize("ukuran", UKURAN)
def test_every_figure_ranks_and_a_klpd_without_a_rank_says_why(opened: Open, ukuran: str) -> None:
    app = opened(PAGE, **TWO, lihat=f"ukuran:{ukuran}")
    rows = list_rows(app, LIST)
    assert len(rows) == 2
    for row in rows:
        assert row.code or row.second.partition(" · ")[2]
        assert bool(row.code) == bool(row.marks[0]["b"])


def test_years_are_lines_and_two_figures_are_drawn_against_each_other(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **TWO, lihat="lawan:paket")
    (panel,) = component(app, "bidang_banding-tahun")["panels"]
    own = next(words for words in panel["words"] if words.get("b"))
    assert own["t"] == "Kab. Lombok Tengah"
    (dots,) = component(app, "bidang_banding-dua")["panels"]
    newest = both(truth).filter(pl.col("tahun") == TAHUN)
    for row in newest.iter_rows(named=True):
        (spot,) = [spot for spot in dots["spots"] if spot[2] == row["nama_klpd"]]
        assert spot[3] == f"Paket swakelola: {number(row['jumlah_swakelola'])}"
        assert bare(spot[4]) == bare(f"Pagu: {rupiah_full(row['pagu'])}")
    named = [words["t"] for words in dots["words"] if words.get("m") and not words.get("o")]
    assert named == ["Kab. Lombok Tengah"]
    app.get_by_key("v_lawan").set_value("median").run()
    assert ("lihat", "lawan:median") in link(app)
    app.get_by_key("v_skala").set_value("log").run()
    assert ("lihat", "skala:log") in link(app)


def test_klpd_are_found_by_name_and_the_own_one_is_always_shown(
    opened: Open, nothing_stored: Path
) -> None:
    for kode in (KODE, OTHER, "D302"):
        opened("pages/program.py", klpd=kode, tahun=str(TAHUN))
    app = act(opened(PAGE, **LINK), LIST, saring="utara")
    assert [row.path for row in list_rows(app, LIST)] == [OTHER]
    assert ("lihat", "saring:utara") in link(app)


def test_klpd_are_added_and_removed_in_the_box_and_the_first_stays(opened: Open) -> None:
    app = opened(PAGE, **TWO)
    box = app.get_by_key("f_sesama")
    assert box.value == [OTHER]
    assert not [b for b in app.button if "Lombok Utara" in b.label]
    box.set_value([]).run()
    assert link(app)[:3] == [("klpd", KODE), ("tahun", str(LALU)), ("tahun", str(TAHUN))]


def test_a_satker_does_not_act_here_and_that_is_said(opened: Open, truth: Truth) -> None:
    satker = truth.table("pagu-per-satker")["kd_satker"][0]
    app = opened(PAGE, **LINK, satker=satker)
    (row,) = truth.table("banding").iter_rows(named=True)
    assert "Penyaring satker tidak berlaku di sini." in told(app)
    assert rupiah(row["pagu"]) in told(app)


def test_different_kinds_are_said(opened: Open) -> None:
    app = opened(PAGE, klpd=[KODE, PROVINCE], tahun=str(TAHUN))
    assert "berbeda jenis (kabupaten dan provinsi)" in told(app)


def test_more_than_a_visitor_may_ask_for_is_refused_but_can_be_mended(
    opened: Open, nothing_stored: Path
) -> None:
    many = [KODE, OTHER, PROVINCE, "D302", "D303", "D305", "D307"]
    app = opened(PAGE, klpd=many, tahun=[str(LALU), str(TAHUN)])
    assert "14 KLPD-tahun sekaligus terlalu banyak" in told(app)
    assert app.get_by_key("f_sesama").value == many[1:]
    assert headings(app) == []


def test_the_page_speaks_english(opened: Open) -> None:
    app = opened(PAGE, **TWO, lang="en")
    assert "of 2 read by Program budget (pagu) 2025" in told(app)
    assert text("banding.about", "en") in told(app)


def _view(truth: Truth, **state: object) -> View:
    names = dict(loader.klpd().select("kd_klpd", "nama_klpd").iter_rows())
    link_of = LinkState(**state)  # type: ignore[arg-type]
    return View(page="banding", state=link_of, theme="light", app=truth.app, names=names)


def test_peers_of_a_kabupaten_are_both_kinds_of_its_province(truth: Truth) -> None:
    found = peers.peers(_view(truth, klpd=(KODE, "D302"), tahun=(TAHUN,)))
    table = loader.klpd()
    own = table.filter(table["kd_klpd"].is_in(found))
    assert set(own["jenis_klpd"]) == {"KABUPATEN", "KOTA"}
    assert set(own["kode_wilayah"].str.head(2)) == {"52"}
    assert KODE not in found
    assert len(found) == 9


def test_peers_of_a_ministry_are_ministries_and_of_a_province_provinces(truth: Truth) -> None:
    table = loader.klpd()
    for kind in ("LEMBAGA", "KEMENTERIAN", "PROVINSI"):
        kode = table.filter(table["jenis_klpd"] == kind)["kd_klpd"][0]
        found = peers.peers(_view(truth, klpd=(kode,), tahun=(TAHUN,)))
        assert set(table.filter(table["kd_klpd"].is_in(found))["jenis_klpd"]) == {kind}


@pytest.mark.parametrize(
    ("klpd", "tahun", "room"),
    [(("D1",), (2025,), 47), (("D1", "D2"), (2024, 2025), 22), (("D1",) * 48, (2025,), 0)],
)
def test_room_is_what_twelve_klpd_years_leave(
    klpd: tuple[str, ...], tahun: tuple[int, ...], room: int
) -> None:
    assert peers.room(LinkState(klpd=klpd, tahun=tahun)) == room


def test_every_figure_has_a_long_and_a_short_name_in_both_languages() -> None:
    for name in UKURAN:
        for lang in ("id", "en"):
            short = text(f"banding.pendek.{name}", lang)
            assert 0 < len(short) <= len(text(f"banding.ukuran.{name}", lang)) + 4
