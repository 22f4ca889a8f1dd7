from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.sections.regions import drawing
from pages.shell.sections.regions.place import going
from pages.shell.widgets.lists.link_grid import clicked_state
from services import inventory, table_inputs
from services.analysis.frames import RUP, Options
from services.analysis.tables import build
from services.language.wording import number, percent, rupiah
from services.link import LinkState
from services.reference import loader
from tests.pages.conftest import Open
from tests.pages.seeing import (
    bare,
    decks,
    figures,
    grid,
    headings,
    layer,
    link,
    linked,
    links,
    listing,
    places,
    press_map,
    reading,
    told,
    values,
)
from tests.pages.truth import LINK, Truth
from tests.waiting import until

PAGE = "pages/wilayah.py"
TABLE = "buka-wilayah:ya"
"""The fold of all figures, open."""
LIST = "buka-daftar:ya"
"""The fold of the list with codes, open."""
DIY = {**LINK, "wilayah": "34"}
CLOSED = "http://127.0.0.1:9"
DOWN = {
    "SATUSEHAT_BASE_URL": CLOSED,
    "SATUSEHAT_CLIENT_ID": "klien",
    "SATUSEHAT_CLIENT_SECRET": "rahasia-sekali",
}


def region_table(truth: Truth, wilayah: str = "", tahun: int = 2025) -> pl.DataFrame:
    """Return table `wilayah` over all that is stored, as `--klpd all` gives it."""
    stored = [kode for kode, year in inventory.klpd_years(truth.app.repository) if year == tahun]
    requests = truth.app.rup(RUP, dict.fromkeys(stored), (tahun,))
    kept = [one for one in requests if truth.app.repository.peek(one)]
    sheet = table_inputs.read(truth.app.repository, kept)
    return build("wilayah", sheet.frames, Options(tahun=(tahun,), wilayah=wilayah)).collect()


def way(app: AppTest) -> list[str]:
    return [b.label for b in app.button if str(b.key).startswith("naik_")]


@pytest.fixture
def province(opened: Open) -> AppTest:
    """Return DI Yogyakarta's page once its six governments are read."""
    return opened(PAGE, **DIY)


def test_it_opens_without_a_choice_on_the_province_of_the_klpd_and_reads_it(
    opened: Open, nothing_stored: Path
) -> None:
    app = opened(PAGE)
    assert link(app) == [("klpd", "D304"), ("tahun", "2025"), ("lang", "id")]
    assert app.title[0].value == "Di wilayah mana?"
    assert way(app) == ["Indonesia"]
    said = told(app)
    assert "Kab. Lombok Tengah Rp 613.173" in said
    assert "dari 10 kabupaten/kota di Nusa Tenggara Barat" in said
    assert "KLPD: 11 terbaca, 0 belum dibaca" in said
    assert loader.BOUNDARIES_NOTE in said
    assert "DATA CONTOH (sintetis)" in said
    assert all(row["Pagu per kapita"].startswith("Rp ") for row in listing(app))
    assert [row["#"] for row in listing(app)] == [str(n) for n in range(1, 11)]


def test_an_unread_province_begins_to_be_read_with_progress_and_a_stop_that_lasts(
    begun: Open, pointed: str
) -> None:
    app = begun(PAGE, **DIY)
    if reading(app):
        assert "Membaca 6 KLPD 2025" in told(app)
        app.button(key="batalkan").click().run()
        assert not reading(app)
        assert "Bacaan dihentikan dari halaman ini" in told(app)
        assert not reading(app.run()), "a rerun reads nothing again by itself"
        app.button(key="lanjutkan").click().run()
    until(lambda: not reading(app) or not reading(app.run()))
    assert {row["Pagu per kapita"] for row in listing(app)}.isdisjoint({"belum dibaca"})
    assert app.exception == []


def test_a_kabupaten_reads_its_own_government_and_the_country_none(
    opened: Open, nothing_stored: Path
) -> None:
    stored = lambda: sorted({p.name for p in nothing_stored.rglob("kode_klpd=*")})  # noqa: E731
    opened(PAGE, **LINK, lihat="peta:indonesia")
    assert stored() == []
    app = opened(PAGE, **{**LINK, "wilayah": "3402"})
    assert stored() == [f"kode_klpd={loader.klpd_of_region('3402')}"]
    said = told(app)
    assert "5 pemda lain di DI Yogyakarta belum tersimpan" in said
    assert "kab/kota lain di DI Yogyakarta belum punya angka" in said


def test_the_table_of_a_province_is_that_of_the_command(
    province: AppTest, opened: Open, truth: Truth
) -> None:
    expected = {row["nama"]: row for row in region_table(truth, "34").iter_rows(named=True)}
    own = expected.pop("DI Yogyakarta")
    shown = {row["Wilayah"]: row for row in grid(opened(PAGE, **DIY, lihat=TABLE))}
    assert shown.pop("Pemerintah provinsi sendiri") == _printed(own)
    assert shown == {name: {**_printed(row), "Wilayah": name} for name, row in expected.items()}
    assert len(expected) == 5


def _printed(row: dict[str, Any]) -> dict[str, str]:
    share = row["pangsa_terumumkan"]
    return {
        "Wilayah": "Pemerintah provinsi sendiri",
        "Pemda": f"{row['jumlah_klpd']}/{row['jumlah_klpd_seharusnya']}",
        "Pagu anggaran": rupiah(row["pagu_program"]),
        "Per kapita": rupiah(round(row["pagu_per_kapita"])),
        "Paket swak.": number(row["jumlah_swakelola"]),
        "Pagu penyedia": "belum dibaca",
        "Paket/1.000 jw.": "belum dibaca",
        "% terumumkan": "tidak bermakna" if share is None else percent(share),
        "Tind./100 klg.": number(row["tindakan_swakelola_per_100_keluarga"], 1),
        "Baris riwayat": number(row["revisi"]),
        "Penduduk": number(row["penduduk"]),
    }


def test_the_answer_names_the_highest_the_lowest_and_the_middle(
    province: AppTest, truth: Truth
) -> None:
    rows = region_table(truth, "34").filter(pl.col("kode") != "34")
    rows = rows.sort("pagu_per_kapita", descending=True)
    said = told(province)
    for at in (0, -1):
        value = rupiah(round(rows["pagu_per_kapita"][at]))
        assert f"{rows['nama'][at]} ({value})" in said
    assert f"di bawah {rupiah(round(rows['pagu_per_kapita'].median()))}" in said
    assert "5 dari 5 kabupaten/kota punya angka" in said


def test_strip_map_and_list_are_of_the_same_figures(province: AppTest) -> None:
    rows = listing(province)
    printed = {row["Kabupaten/kota"]: row["Pagu per kapita"] for row in rows}
    drawn, known = values(province), places(province)
    assert {known[code]["nama"]: value for code, value in drawn.items()} == printed
    assert [row["#"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert len({known[code]["isi"] for code in drawn}) == 5
    (data,) = linked(province)
    for strip in data["jalur"]:
        assert {code for code, *_ in strip["titik"]} == set(drawn)
    assert [shade for shade, _ in data["legenda"]] == ["0", "1", "2", "3", "4"]


def test_what_is_not_read_has_no_dot_and_no_rank_and_is_last(
    begun: Open, nothing_stored: Path, truth: Truth
) -> None:
    codes = [loader.klpd_of_region(code) for code in ("34", "3401", "3402", "3403", "3404")]
    for request in truth.app.rup(RUP, [str(code) for code in codes], (2025,)):
        truth.app.repository.load(request)
    app = begun(PAGE, **DIY, snap="2199-01-01T00:00:00Z")
    rows, (data,) = listing(app), linked(app)
    assert rows[-1] == {"#": "–", "Kabupaten/kota": "Kota Yogyakarta",
                        "Pagu per kapita": "belum dibaca"}  # fmt: skip
    assert places(app)["3471"]["isi"] == "belum"
    for strip in data["jalur"]:
        assert "3471" not in {code for code, *_ in strip["titik"]}
        assert len(strip["titik"]) == 4
    assert "4 dari 5 kabupaten/kota punya angka" in told(app)
    assert "Kota Yogyakarta belum dibaca dan tidak dihitung" in told(app)


def test_a_click_on_strip_map_or_list_goes_down(province: AppTest) -> None:
    press_map(province, "pergi", "3402")
    assert ("wilayah", "3402") in link(province)
    assert way(province) == ["Indonesia", "DI Yogyakarta"]
    press_map(province, "pergi", "340208")
    assert ("wilayah", "340208") in link(province)


def test_the_places_of_all_chosen_klpd_are_outlined(opened: Open) -> None:
    codes = [str(loader.klpd_of_region(code)) for code in ("3402", "3404")]
    app = opened(PAGE, klpd=codes, tahun="2025", wilayah="34")
    assert {code for code, place in places(app).items() if place["milik"]} == {"3402", "3404"}
    (data,) = linked(app)
    named = {name["teks"] for name in data["jalur"][0]["nama"] if name["nilai"]}
    assert named == {"Bantul", "Sleman"}
    assert "Kab. Bantul Rp" in told(app)


def test_several_years_are_small_maps_on_the_same_classes(
    province: AppTest, opened: Open, truth: Truth
) -> None:
    code = str(loader.klpd_of_region("3402"))
    for request in truth.app.rup(RUP, [code], (2024,)):
        truth.app.repository.load(request)
    app = opened(PAGE, klpd="D304", tahun=["2024", "2025"], wilayah="34")
    assert places(app)["3402"]["isi"].isdigit()
    bodies = [e.proto.body for e in app.get("html") if "<figure" in e.proto.body]
    assert [re.findall(r"<figcaption>(\d+)<", body) for body in bodies] == [["2024"], ["2025"]]
    assert "kelas warna yang sama" in told(app)
    assert bodies[0].count("belum dibaca") == 4
    assert listing(app) == listing(province)


def test_the_figure_is_a_switch_in_the_link(province: AppTest, truth: Truth) -> None:
    province.get_by_key("v_ukuran").set_value("paket").run()
    assert ("lihat", "ukuran:paket") in link(province)
    assert headings(province)[0] == "Paket swakelola menurut kabupaten/kota, DI Yogyakarta, 2025"
    rows = region_table(truth, "34").filter(pl.col("kode") != "34")
    top = rows.sort("jumlah_swakelola", descending=True).row(0, named=True)
    first = listing(province)[0]
    assert (first["Kabupaten/kota"], first["Paket swakelola"]) == (
        top["nama"],
        number(top["jumlah_swakelola"]),
    )


def sample(*prefixes: str, without: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return the shipped sample measures of the KLPD whose region begins so."""
    own = loader.klpd().filter(
        pl.any_horizontal(pl.col("kode_wilayah").str.starts_with(one) for one in prefixes)
        if prefixes
        else pl.col("kode_wilayah") == ""
    )
    kept = own.filter(~pl.col("kd_klpd").is_in(without))
    return loader.contoh_nasional().join(kept, on="kd_klpd", how="semi")


def test_the_country_shows_what_is_stored_and_the_sample_for_the_rest(
    province: AppTest, opened: Open, truth: Truth
) -> None:
    province.button(key="naik_").click().run()
    assert ("lihat", "peta:indonesia") in link(province)
    assert way(province) == []
    country = opened(PAGE, **LINK, lihat=["peta:indonesia", TABLE])
    drawn = {
        shape["properties"]["kode"]: shape["properties"]
        for shape in layer(decks(country)[0], "wilayah")
    }
    assert len(drawn) == 38
    table = {row["kode"]: row for row in region_table(truth).iter_rows(named=True)}
    assert drawn["34"]["nilai"] == rupiah(round(table["34"]["pagu_per_kapita"]))
    heads = region_table(truth).filter(pl.col("kode") == "11")["penduduk"].item()
    aceh = sample("11")["pagu"].sum()
    assert drawn["11"]["nilai"] == rupiah(round(aceh / heads))
    shown = {row["Wilayah"]: row for row in grid(country)}
    assert len(shown) == len(table) == 39
    ranked = {row["Provinsi"]: row["Pagu per kapita"] for row in listing(country)}
    assert len(ranked) == 38
    assert ranked["DI Yogyakarta"] == drawn["34"]["nilai"]
    assert linked(country)[0]["peta"] is None, "the map is a deck"
    assert shown["Kementerian/Lembaga"]["Pemda"] == f"{table['']['jumlah_klpd']}/100"
    read = table["11"]["jumlah_klpd"]
    assert (shown["Aceh"]["Pemda"], shown["DI Yogyakarta"]["Pemda"]) == (f"{read}/24", "6/6")
    assert shown["DI Yogyakarta"]["Pagu anggaran"] == rupiah(table["34"]["pagu_program"])
    assert shown["Aceh"]["Pagu anggaran"] == rupiah(aceh)
    stored = sum(row["jumlah_klpd"] for row in table.values())
    said = told(country)
    counts = f"KLPD: {stored} terbaca, {652 - stored} ringkasan contoh, 0 belum dibaca"
    assert said.count(counts) == 2  # the sentence and the source line
    assert f"· {counts} · 2025" in said
    assert grid(country)[-1]["Wilayah"] == "Kementerian/Lembaga"


def test_a_ministry_opens_on_the_country(opened: Open, nothing_stored: Path) -> None:
    app = opened(PAGE, klpd="K10", tahun="2024")
    assert way(app) == []
    assert headings(app)[0] == "Pagu per kapita menurut provinsi, Indonesia, 2024"
    assert "Buka sebuah provinsi untuk membaca pemdanya" in told(app)
    assert {shape["properties"]["nilai"] for shape in layer(decks(app)[0], "wilayah")} == {
        "belum dibaca"
    }


def test_the_country_of_a_fresh_sandbox_is_the_sample_and_says_so(
    opened: Open, nothing_stored: Path
) -> None:
    app = opened(PAGE, **LINK, lihat=["peta:indonesia", "ukuran:pagu", TABLE])
    shapes = [shape["properties"] for shape in layer(decks(app)[0], "wilayah")]
    assert len(shapes) == 38
    for shape in shapes:
        rows = sample(shape["kode"])
        known = rows.filter(pl.col("jumlah_program").is_not_null()).height
        partly = f"baru {known} dari {rows.height} pemda punya angka"
        assert shape["nilai"] == (rupiah(rows["pagu"].sum()) if known == rows.height else partly)
    said = told(app)
    assert "0 dari 100 terbaca dan 100 lainnya sebagai ringkasan contoh" in said
    assert "KLPD: 0 terbaca, 652 ringkasan contoh, 0 belum dibaca" in said
    assert "DATA CONTOH (sintetis)" in said
    assert {row["Pemda"].split("/")[0] for row in grid(app)} == {"0"}
    assert list(nothing_stored.rglob("manifest.json")) == []


def test_the_sample_never_stands_for_a_live_source_nor_for_an_instant(
    opened: Open, pointed: str
) -> None:
    for link_ in ({}, {"snap": "2026-01-01T00:00:00Z"}):
        app = opened(PAGE, **LINK, **link_, lihat="peta:indonesia")
        drawn = {shape["properties"]["nilai"] for shape in layer(decks(app)[0], "wilayah")}
        assert drawn == {"belum dibaca"}
        assert "ringkasan contoh" not in told(app)


def test_a_kabupaten_shows_its_own_figures_beside_the_middle_of_its_province(
    province: AppTest, truth: Truth, opened: Open
) -> None:
    app = opened(PAGE, **{**LINK, "wilayah": "3402"})
    assert way(app) == ["Indonesia", "DI Yogyakarta"]
    rows = region_table(truth, "34").filter(pl.col("kode") != "34")
    own = rows.filter(pl.col("kode") == "3402").row(0, named=True)
    rest = "tahun=2025&wilayah=3402&lang=id"
    shown = figures(app)
    assert shown["Pagu anggaran program"] == (
        rupiah(own["pagu_program"]),
        f"median {rupiah(round(rows['pagu_program'].median()))}",
    )
    assert shown["Paket swakelola"][0] == number(own["jumlah_swakelola"])
    kode = loader.klpd_of_region("3402")
    assert links(app)[f"Rencana pemerintah {own['nama']}"] == f"klpd={kode}&{rest}"
    rank = 1 + (rows["pagu_per_kapita"] > own["pagu_per_kapita"]).sum()
    assert f"peringkat {rank} dari 5 kab/kota di DI Yogyakarta" in told(app)


def test_a_kabupaten_lists_its_kecamatan_with_both_codes_and_their_decree(opened: Open) -> None:
    app = opened(PAGE, **LINK, wilayah="5202", lihat=["ukuran:desa", LIST])
    expected = [
        {
            "Wilayah": row["name"],
            "Kemendagri": row["code"],
            "BPS": row["bps_code"] or "—",
            "Desa": str(loader.children(row["code"]).height),
        }
        for row in loader.children("5202").iter_rows(named=True)
    ]
    assert grid(app) == expected
    assert f"Daftar wilayah: pohon bawaan, {loader.DECREE} (SATUSEHAT belum diatur)" in told(app)
    assert set(values(app)) == {row["Kemendagri"] for row in expected}
    assert "15 desa/kelurahan" in places(app)["520201"]["rinci"]
    assert listing(app)[0]["Desa"] == str(max(int(row["Desa"]) for row in expected))


def test_a_kecamatan_lists_its_desa_and_stands_out_among_its_neighbours(opened: Open) -> None:
    app = opened(PAGE, **LINK, wilayah="520201", lihat=LIST)
    villages = loader.children("520201")
    assert [row["Kemendagri"] for row in grid(app)] == villages["code"].to_list()
    kelurahan = sum(code[6] == "1" for code in villages["code"])
    assert [row["Jenis"] for row in grid(app)].count("kelurahan") == kelurahan
    assert (
        f"Kecamatan Praya terdiri atas {villages.height - kelurahan} desa dan {kelurahan} kelurahan"
    ) in told(app)
    assert [row["Desa/kelurahan"] for row in listing(app)] == villages["name"].to_list()
    assert [code for code, place in places(app).items() if place["milik"]] == ["520201"]
    assert set(values(app)) == set(loader.children("5202")["code"])
    assert not app.metric


def test_a_desa_stands_in_its_kecamatan(opened: Open) -> None:
    app = opened(PAGE, **LINK, wilayah="5202011002")
    assert way(app) == ["Indonesia", "Nusa Tenggara Barat", "Kab. Lombok Tengah", "Praya"]
    assert "Leneng terletak di kecamatan Praya" in told(app)
    assert "Kemendagri 5202011002" in told(app)
    app.button(key="naik_5202").click().run()
    assert ("wilayah", "5202") in link(app)


def test_search_labels_which_code_was_found_and_leads_there(opened: Open) -> None:
    app = opened(PAGE, **LINK)
    app.text_input(key="f_cari_wilayah").set_value(" 1103 ").run()
    assert ("q", "1103") in link(app)
    found = {b.key: bare(b.label) for b in app.button if str(b.key).startswith("buka_")}
    assert found["buka_1103_kode Kemendagri"] == (
        "Kab. Aceh Timur · kabupaten/kota · Aceh · Kemendagri 1103 · BPS 1105"
        " · cocok kode Kemendagri"
    )
    assert found["buka_1101_kode BPS"] == (
        "Kab. Aceh Selatan · kabupaten/kota · Aceh · Kemendagri 1101 · BPS 1103 · cocok kode BPS"
    )
    app.button(key="buka_1101_kode BPS").click().run()
    assert link(app) == [*LINK.items(), ("wilayah", "1101"), ("lang", "id")]
    assert way(app) == ["Indonesia", "Aceh"]


def test_search_by_name_and_for_nothing(opened: Open) -> None:
    app = opened(PAGE, **LINK, q="praya timur")
    labels = [bare(b.label) for b in app.button if str(b.key).startswith("buka_")]
    assert labels[0].startswith("Praya Timur · kecamatan · Kab. Lombok Tengah, Nusa Tenggara Barat")
    assert "Tidak ada wilayah dengan nama atau kode <b>zzz" in told(
        opened(PAGE, **LINK, q="<b>zzz")
    )


@pytest.mark.parametrize(
    ("code", "shown"),
    [("520299", "Kab. Lombok Tengah"), ("5299", "Nusa Tenggara Barat"), ("99", "Indonesia")],
)
def test_an_unknown_region_is_named_and_what_lies_around_is_shown(
    opened: Open, code: str, shown: str
) -> None:
    app = opened(PAGE, **LINK, wilayah=code)
    assert f"Kode wilayah {code} tidak ada di pohon wilayah; yang tampil: {shown}" in told(app)
    assert ("wilayah", code) in link(app)


def test_a_year_not_stored_then_is_never_read_newer(opened: Open, data: Path) -> None:
    app = opened(PAGE, **DIY, snap="2020-01-01T00:00:00Z")
    assert "6 pemda di DI Yogyakarta belum ada pada tanggal yang dipilih" in told(app)
    assert not reading(app)
    assert {row["Pagu per kapita"] for row in listing(app)} == {"belum dibaca"}
    assert linked(app)[0]["jalur"] is None


def test_english_is_whole(province: AppTest, opened: Open) -> None:
    app = opened(PAGE, **DIY, lang="en", lihat=TABLE)
    assert headings(app) == ["Pagu per capita by kabupaten/kota, DI Yogyakarta, 2025"]
    assert "5 of 5 kabupaten/kota have a figure" in told(app)
    assert "Indicative boundaries, not legal ones" in told(app)
    assert "The province's own government" in {row["Region"] for row in grid(app)}


def test_lists_fall_back_on_the_shipped_tree_and_say_so(
    opened: Open, monkeypatch: pytest.MonkeyPatch, nothing_stored: Path
) -> None:
    for name, value in DOWN.items():
        monkeypatch.setenv(name, value)
    app = opened(PAGE, **LINK, wilayah="5202", lihat=LIST)
    said = told(app)
    assert "SATUSEHAT tidak terbaca (" in said
    assert f"daftar dari pohon bawaan, {loader.DECREE}" in said
    assert "rahasia" not in said
    assert len(grid(app)) == loader.children("5202").height


def test_the_map_stands_when_the_source_of_plans_is_down(
    opened: Open, monkeypatch: pytest.MonkeyPatch, nothing_stored: Path
) -> None:
    monkeypatch.setenv("INAPROC_BASE_URL", CLOSED)
    monkeypatch.setenv("INAPROC_TOKEN", "rahasia-sekali")
    app = opened(PAGE, **LINK)
    said = told(app)
    assert "Belum terbaca" in said
    assert "rahasia" not in said
    assert "Rp 0" not in said
    assert len(values(app)) == 10
    assert "Belum punya kode KLPD publik, jadi tidak bisa dibaca: Kab. Dompu" in said
    assert not reading(app)


def test_rows_of_a_sandbox_stay_labelled_when_settings_call_it_live(
    opened: Open, pointed: str
) -> None:
    province = told(opened(PAGE, **LINK))
    assert "lengkap · DATA CONTOH (sintetis)" in province
    assert "science: DATA CONTOH (sintetis)" in province
    country = told(opened(PAGE, **LINK, lihat="peta:indonesia"))
    assert "science: DATA CONTOH (sintetis)" in country
    villages = told(opened(PAGE, **LINK, wilayah="520201"))
    assert f"Daftar wilayah: kotak pasir di {pointed}" in villages
    assert loader.DECREE in villages


def test_a_click_on_a_province_of_the_deck_goes_down() -> None:
    state = LinkState(klpd=("D304",), lihat=(("peta", "indonesia"), ("ukuran", "paket")), q="x")
    shape = {"wilayah": [{"properties": {"kode": "52"}}]}
    below = LinkState(klpd=("D304",), lihat=(("ukuran", "paket"),))
    states = [
        drawing.clicked_state(state, {"indices": {}, "objects": objects}) for objects in (shape, {})
    ]
    assert states == [replace(below, wilayah="52"), state]


def test_a_click_on_a_name_goes_to_its_row() -> None:
    states = [going(LinkState(), code) for code in ("11", "52", "")]
    assert [clicked_state(states, click) for click in ({"row": 1}, {"row": 2}, None)] == [
        LinkState(wilayah="52"),
        LinkState(lihat=(("peta", "indonesia"),)),
        None,
    ]


def test_classes_are_quantiles_or_logarithmic_and_the_link_and_the_legend_say_which(
    province: AppTest, opened: Open
) -> None:
    assert "5 kelas kuantil" in told(province), "five regions, five values"
    before = linked(province)[0]["legenda"]
    province.button_group(key="v_kelas").set_value("log").run()
    assert ("lihat", "kelas:log") in link(province)
    assert "kelas logaritma: tiap kelas mencakup kelipatan yang sama" in told(province)
    again = opened(PAGE, **DIY, lihat="kelas:log")
    assert linked(again)[0]["legenda"] == linked(province)[0]["legenda"] != before


@pytest.mark.parametrize("part", ["sendiri", "bawah"])
def test_a_provinces_own_government_is_told_from_those_below(
    province: AppTest, opened: Open, truth: Truth, part: str
) -> None:
    rows = region_table(truth, "34").iter_rows(named=True)
    figures_ = {row["kode"]: row["pagu_program"] for row in rows}
    own = figures_.pop("34")
    expected = own if part == "sendiri" else sum(figures_.values())
    app = opened(PAGE, **LINK, lihat=["peta:indonesia", "ukuran:pagu", f"cakupan:{part}"])
    (painted,) = decks(app)
    said = {one["properties"]["kode"]: one["properties"]["nilai"]
            for one in layer(painted, "wilayah")}  # fmt: skip
    assert said["34"] == rupiah(expected)
    assert ("sendiri" if part == "sendiri" else "kab/kota saja") in headings(app)[0]


def test_ministries_have_their_own_entry_beside_the_map(opened: Open, truth: Truth) -> None:
    for dataset in RUP:
        (request,) = truth.app.rup((dataset,), ("K10",), (2025,))
        truth.app.repository.load(request)
    row = region_table(truth).row(by_predicate=pl.col("kode") == "", named=True)
    app = opened(PAGE, **LINK, lihat=["peta:indonesia", TABLE])
    said = told(app)
    stored = [kode for kode, year in inventory.klpd_years(truth.app.repository) if year == 2025]
    pagu = row["pagu_program"] + sample(without=tuple(stored))["pagu"].sum()
    read = row["jumlah_klpd"]
    words = f"{number(read)} dari 100 terbaca dan {100 - read} lainnya sebagai ringkasan contoh"
    assert f"{words}; bersama-sama pagu {rupiah(pagu)}" in said
    last = {line["Wilayah"]: line for line in grid(app)}["Kementerian/Lembaga"]
    assert last["Pagu anggaran"] == rupiah(pagu)
