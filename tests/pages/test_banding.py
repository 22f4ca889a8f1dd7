"""KLPD and years side by side: the figures of the tables, ranked, with what to mind said."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pages.shell.answers.banding import UKURAN
from pages.shell.sections import peers
from pages.shell.state.view import View
from services.language.wording import number, rupiah, text
from services.link import LinkState
from services.reference import loader
from tests.pages.conftest import Open
from tests.pages.seeing import alts, grid, headings, link, told
from tests.pages.truth import KODE, LALU, LINK, TAHUN, Truth

PAGE = "pages/banding.py"
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
    assert offer.label == f"Baca 9 sesama yang belum dibaca: {peers_of}"
    assert f"({peers_of}): 1 KLPD terbaca, 9 belum dibaca" in told(app)
    assert len(grid(app)) == 1
    assert "Apa yang bergerak antar-tahun" in headings(app)


def test_all_stored_peers_are_compared_by_default_and_the_others_can_be_read(
    opened: Open, nothing_stored: Path
) -> None:
    for kode in (KODE, OTHER, "D302"):
        opened("pages/program.py", klpd=kode, tahun=str(TAHUN))
    app = opened(PAGE, **LINK)
    assert {row["kd_klpd"] for row in grid(app)} == {KODE, OTHER, "D302"}
    assert "3 KLPD terbaca, 7 belum dibaca" in told(app)
    assert "dari 3 yang terbaca menurut" in told(app)
    app.button(key="baca_sesama").click().run()
    assert len(grid(app)) == 10
    assert "10 KLPD terbaca, 0 belum dibaca" in told(app)
    assert not [b for b in app.button if b.key == "baca_sesama"]


def test_two_klpd_and_two_years_show_the_table_and_who_is_larger(
    opened: Open, truth: Truth
) -> None:
    app = opened(PAGE, **TWO)
    table = both(truth)
    shown = {(r["tahun"], r["kd_klpd"]): r for r in grid(app, 1)}
    assert set(shown) == {(str(r["tahun"]), r["kd_klpd"]) for r in table.to_dicts()}
    for row in table.iter_rows(named=True):
        cells = shown[str(row["tahun"]), row["kd_klpd"]]
        assert cells["pagu"] == number(row["pagu"])
        assert cells["tindakan"] == number(row["tindakan"])
        rate = row["tindakan_swakelola_per_100_keluarga"]
        assert cells["tindakan_swakelola_per_100_keluarga"] == number(rate, 1)
        assert cells["lengkap"] == "ya"
    newest = table.filter(pl.col("tahun") == TAHUN).sort("pagu", descending=True)
    rank = newest["kd_klpd"].to_list().index(KODE) + 1
    place = f"Kab. Lombok Tengah peringkat {rank} dari 2 yang terbaca"
    assert f"{place} menurut Pagu anggaran program 2025" in told(app)
    assert f"Tertinggi {newest['nama_klpd'][0]} ({rupiah(newest['pagu'][0])})" in told(app)
    assert [row["kd_klpd"] for row in grid(app)] == newest["kd_klpd"].to_list()
    assert [row["peringkat"] for row in grid(app)] == ["1", "2"]
    assert len(alts(app)) == 3
    assert all(alts(app))
    assert "Pagu anggaran program 2024:" in told(app)


def test_the_figure_compared_is_a_switch_in_the_link(opened: Open, truth: Truth) -> None:
    app = opened(PAGE, **TWO)
    app.get_by_key("v_ukuran").set_value("revisi100").run()
    assert ("lihat", "ukuran:revisi100") in link(app)
    newest = both(truth).filter(pl.col("tahun") == TAHUN)
    rates = dict(newest.select("kd_klpd", "revisi_swakelola_per_100").iter_rows())
    wanted = sorted(rates, key=lambda code: -rates[code])
    assert [row["kd_klpd"] for row in grid(app)] == wanted
    assert f"Baris riwayat per 100 kode swakelola 2025: {number(rates[KODE], 1)}" in told(app)


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
    assert "Saringan satker tidak berlaku di sini." in told(app)
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
