from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.sections.locations.cascade import LEVELS, mark
from services.reference import loader
from services.sandbox.serving.lokasi_api import location_id
from tests.pages.conftest import Open
from tests.pages.seeing import grid, headings, link, told
from tests.pages.truth import LINK

PAGE = "pages/lokasi.py"
CODES = ("ID", "52", "5202", "520206", "5202062004")
IDS = tuple(location_id(level, code) for level, code in zip(LEVELS, CODES, strict=True))


def asked(depth: int) -> dict[str, str]:
    """Return the link of the first `depth` levels of the way to one desa."""
    way = ".".join(mark(own) for own in IDS[: depth - 1])
    return {**LINK, "lokasi": IDS[depth - 1], **({"lihat": f"jalur:{way}"} if way else {})}


def selects(app: AppTest) -> dict[str, object]:
    return {level: app.selectbox(key=f"lokasi_{level}").value for level in LEVELS}


def codes(app: AppTest) -> list[str]:
    return [found.value for found in app.code if found.value in IDS]


def test_it_opens_on_the_provinces_of_indonesia(opened: Open) -> None:
    app = opened(PAGE)
    assert link(app) == [("klpd", "D304"), ("tahun", "2025"), ("lang", "id")]
    assert app.title[0].value == "Di mana lokasinya?"
    assert selects(app) == {**dict.fromkeys(LEVELS), "negara": IDS[0]}
    assert "38 provinsi di Indonesia." in told(app)
    rows = grid(app)
    names = sorted(loader.children()["name"])
    assert [row["Nama"] for row in rows] == names
    assert {row["Id induk"] for row in rows} == {IDS[0]}
    assert codes(app) == [IDS[0]]
    assert "DATA CONTOH (id sintetis, nama asli)" in told(app)
    assert "38 baris, 2 halaman" in told(app)
    assert all(row["Diperbarui"].endswith("WIB") for row in rows)


def test_each_choice_goes_into_the_link_and_opens_the_next_level(opened: Open) -> None:
    app = opened(PAGE, **LINK)
    for depth, level in enumerate(LEVELS[1:], start=2):
        assert not app.selectbox(key=f"lokasi_{level}").disabled
        app.selectbox(key=f"lokasi_{level}").set_value(IDS[depth - 1]).run()
        expected = asked(depth)
        assert link(app) == [*expected.items(), ("lang", "id")]
        assert codes(app) == [IDS[depth - 1]]
    assert selects(app) == dict(zip(LEVELS, IDS, strict=True))
    name = loader.region(CODES[-1])
    assert name is not None
    assert f"{name.name}, Praya Timur, Lombok Tengah, Nusa Tenggara Barat, Indonesia" in told(app)


@pytest.mark.parametrize("depth", range(1, 6))
def test_one_link_restores_the_whole_cascade_on_a_cold_server(
    opened: Open, nothing_stored: Path, depth: int
) -> None:
    app = opened(PAGE, **asked(depth))
    chosen = dict(zip(LEVELS, IDS[:depth], strict=False))
    assert selects(app) == {**dict.fromkeys(LEVELS), **chosen}
    assert not app.warning
    listed = LEVELS[min(depth, 4)]
    parent = CODES[min(depth, 4) - 1]
    children = loader.children("" if parent == "ID" else parent)
    assert sorted(row["Id"] for row in grid(app)) == sorted(
        location_id(listed, code) for code in children["code"]
    )


def test_clearing_a_level_goes_back_to_its_parent(opened: Open) -> None:
    app = opened(PAGE, **asked(4))
    app.selectbox(key="lokasi_kecamatan").set_value(None).run()
    assert link(app) == [*asked(3).items(), ("lang", "id")]
    assert headings(app) == ["Kecamatan di Lombok Tengah"]


def test_the_search_is_the_sources_own_and_stands_in_the_link(opened: Open) -> None:
    app = opened(PAGE, **asked(3))
    app.text_input(key="f_cari_lokasi").set_value("  praya ").run()
    assert ("q", "praya") in link(app)
    names = [row["Nama"] for row in grid(app)]
    expected = [n for n in sorted(loader.children("5202")["name"]) if "praya" in n.casefold()]
    assert names == expected
    assert len(names) > 1
    assert f"{len(names)} baris" in told(app)


def test_a_search_without_a_result_says_so_and_leads_back(opened: Open) -> None:
    app = opened(PAGE, **asked(3), q="<b>zzz</b>")
    assert "tidak menemukan <b>zzz</b> di tingkat ini" in told(app)
    assert len(app.dataframe) == 0
    app.button(key="hapus_cari").click().run()
    assert link(app) == [*asked(3).items(), ("lang", "id")]
    assert len(grid(app)) == loader.children("5202").height


def test_a_level_without_rows_is_empty_in_words(opened: Open) -> None:
    app = opened(PAGE, **LINK, lokasi=location_id("negara", "MY"))
    assert "tanpa satu baris pun: tidak ada provinsi di sini" in told(app)
    assert len(app.dataframe) == 0


def test_a_location_that_is_gone_is_named(opened: Open) -> None:
    app = opened(PAGE, **LINK, lokasi="uuid-yang-hilang", lihat=f"jalur:{mark(IDS[0])}")
    assert "Lokasi uuid-yang-hilang dari tautan tidak ada" in told(app)
    assert ("lokasi", "uuid-yang-hilang") in link(app)
    assert len(grid(app)) == 38


def test_a_source_that_is_down_fails_in_words_and_is_asked_again_on_request(
    opened: Open, nothing_stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOKASI_BASE_URL", "http://127.0.0.1:9")
    app = opened(PAGE, **asked(3))
    said = told(app)
    assert "Data belum bisa ditampilkan" in said
    assert "pengelola sumber data" in said
    assert link(app) == [*asked(3).items(), ("lang", "id")]
    assert all(app.selectbox(key=f"lokasi_{level}").disabled for level in LEVELS)
    monkeypatch.setenv("LOKASI_BASE_URL", "")
    app.button(key="retry").click().run()
    assert codes(app) == [IDS[2]]


def test_english_is_whole(opened: Open) -> None:
    app = opened(PAGE, **asked(2), lang="en")
    assert app.title[0].value == "Where is the location?"
    assert headings(app) == ["Kabupaten/kota in Nusa Tenggara Barat"]
    assert list(grid(app)[0]) == ["Name", "Id", "Kemendagri", "Parent id", "Updated"]
    assert "SAMPLE DATA (synthetic ids, real names)" in told(app)
