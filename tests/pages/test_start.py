from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest

from pages.shell.start import tab_name
from pages.shell.state.view import View
from pages.shell.widgets import menu
from services.link import LinkState
from services.wiring import App
from tests.gateway import TOKEN, Gateway, down, loopback
from tests.pages.conftest import Open
from tests.pages.seeing import bare, figures, link, links, list_rows, reading, told
from tests.pages.truth import LINK
from tests.waiting import until

FILES = [entry.file for entry in menu.ENTRIES if entry.section in {"", "rencana"}]
CLOSED = "http://127.0.0.1:9"


@pytest.mark.parametrize("file", FILES)
def test_every_page_opens_by_a_cold_link_and_carries_its_state_on(opened: Open, file: str) -> None:
    asked = {
        "klpd": ["D304", "D305"],
        "tahun": "2025",
        "wilayah": "5202",
        "q": "jalan desa",
        "snap": "2090-01-01T00:00:00Z",
        "lang": "en",
    }
    app = opened(file, **asked)
    kept = [
        ("klpd", "D304"),
        ("klpd", "D305"),
        ("tahun", "2025"),
        ("wilayah", "5202"),
        ("q", "jalan desa"),
        ("snap", "2090-01-01T00:00:00Z"),
        ("lang", "en"),
    ]
    assert link(app) == kept
    queries = {query for label, query in links(app).items() if label in _menu_labels()}
    assert queries == {
        "klpd=D304&klpd=D305&tahun=2025&wilayah=5202&q=jalan+desa"
        "&snap=2090-01-01T00%3A00%3A00Z&lang=en"
    }


def _menu_labels() -> set[str]:
    return {"Overview", "Pagu by program", "Swakelola", "Revisions (kaji ulang)"}


def test_bad_parts_of_a_link_are_named_and_the_rest_holds(opened: Open) -> None:
    app = opened(klpd=["D304", "D99999"], tahun="1999,2025", satker="<script>", apa="x")
    said = told(app)
    assert "klpd=D99999” (tidak ada di katalog data contoh)" in said
    assert "tahun=1999” (bukan tahun yang dilayani)" in said
    assert "satker=<script>” (bukan kode satker)" in said
    assert "apa" not in dict(link(app))
    assert link(app) == [("klpd", "D304"), ("tahun", "2025"), ("lang", "id")]
    assert figures(app)


def test_a_bad_value_is_shown_as_the_link_wrote_it(opened: Open) -> None:
    app = opened(**LINK, satker="`![x](http://contoh)`")
    assert "“satker=`![x](http://contoh)`”" in bare(app.warning[0].value)


def test_many_bad_parts_are_counted_not_listed(opened: Open) -> None:
    app = opened(**LINK, urut="X", hal="x", snap="x", wilayah="x", kode="<")
    assert "1 lainnya" in told(app)


def test_a_filter_writes_the_link_and_another_klpd_drops_its_codes(opened: Open) -> None:
    app = opened("pages/program.py", **LINK, satker="461544", program="1.06.06")
    app.selectbox(key="f_klpd").set_value("D305").run()
    assert link(app) == [("klpd", "D305"), ("tahun", "2025"), ("lang", "id")]
    assert list_rows(app)
    app.multiselect(key="f_tahun").set_value([2024, 2025]).run()
    assert link(app)[1:3] == [("tahun", "2024"), ("tahun", "2025")]


def test_clearing_all_years_goes_back_to_the_newest_complete_one(opened: Open) -> None:
    app = opened(klpd="D304", tahun="2024")
    app.multiselect(key="f_tahun").set_value([]).run()
    assert link(app)[1] == ("tahun", "2025")


def test_a_satker_that_the_data_lack_is_named_and_not_chosen(opened: Open) -> None:
    app = opened("pages/program.py", **LINK, satker="0")
    assert app.selectbox(key="f_satker").value == ""
    assert "satker=0” (tidak ada dalam data yang tersimpan untuk KLPD ini)" in told(app)
    assert "satker" not in dict(link(app))


def test_the_language_is_a_switch(opened: Open) -> None:
    app = opened(**LINK)
    app.get_by_key("f_lang").set_value("en").run()
    assert link(app)[-1] == ("lang", "en")
    assert app.title[0].value == "What is planned, and what changed?"


def test_several_klpd_are_named_and_cleared_one_by_one(opened: Open) -> None:
    app = opened("pages/program.py", klpd=["D304", "D305"], tahun="2025")
    assert {row.path for row in list_rows(app, "klpd-program")} == {"D304", "D305"}
    app.button(key="clear_0").click().run()
    assert link(app) == [("klpd", "D304"), ("tahun", "2025"), ("lang", "id")]


def test_too_large_a_question_is_refused_in_words(opened: Open, nothing_stored: Path) -> None:
    app = opened(klpd=["D304", "D305", "D1"], tahun=["2021", "2022", "2023", "2024", "2025"])
    assert "15 KLPD-tahun sekaligus" in told(app)
    assert not app.metric


def test_a_wrong_setting_is_named_before_anything_else(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INAPROC_BASE_URL", "http://contoh.id")
    app = opened(**LINK)
    assert "INAPROC_BASE_URL" in told(app)
    assert "pengelola dasbor ini" in told(app)
    assert not app.metric
    assert not app.sidebar.selectbox


@pytest.fixture
def closed(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INAPROC_BASE_URL", CLOSED)
    monkeypatch.setenv("INAPROC_TOKEN", "rahasia-sekali")


@pytest.mark.parametrize("file", FILES)
@pytest.mark.usefixtures("closed")
def test_a_source_that_is_down_at_first_start_fails_in_words(opened: Open, file: str) -> None:
    app = opened(file, **LINK)
    said = told(app)
    assert "Data belum bisa ditampilkan" in said
    assert "pengelola sumber data" in said
    assert "Rp 0" not in said
    assert "rahasia" not in said
    assert not app.metric
    assert link(app) == [("klpd", "D304"), ("tahun", "2025"), ("lang", "id")]


def test_a_source_that_is_down_is_not_asked_again_by_every_rerun(
    nothing_stored: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    del nothing_stored
    gateway = Gateway(meddle=down)
    with loopback(gateway) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        app = opened("pages/program.py", **LINK)
        asked = len(gateway.asked)
        assert asked > 0
        app.run()
        assert len(gateway.asked) == asked
        app.button(key="retry").click().run()
        until(lambda: not reading(app) or not reading(app.run()))
        assert len(gateway.asked) == 2 * asked


@pytest.mark.usefixtures("closed")
def test_live_without_a_klpd_and_nothing_stored_asks_for_one(opened: Open) -> None:
    app = opened()
    assert "Belum ada data tersimpan" in told(app)
    assert not app.metric
    assert app.selectbox(key="f_klpd").value is None


def test_a_year_without_rows_is_empty_or_not_permitted_never_zero(
    opened: Open, nothing_stored: Path
) -> None:
    app = opened(klpd="D304", tahun="2010")
    said = told(app)
    assert re.search("Kosong atau tidak berwenang|Data belum bisa ditampilkan", said)
    assert "Rp 0" not in said
    assert not app.metric


@pytest.mark.parametrize(
    ("klpd", "tahun", "named"),
    [
        (("D304",), (2025,), "Kab. Contoh · 2025 · Pagu by program"),
        (("D304", "D305"), (2024, 2025), "Kab. Contoh +1 · 2024, 2025 · Pagu by program"),
        (("D9",), (2025,), "D9 · 2025 · Pagu by program"),
        ((), (2025,), "2025 · Pagu by program"),
    ],
)
def test_the_tab_is_named_by_klpd_year_and_page(
    klpd: tuple[str, ...], tahun: tuple[int, ...], named: str
) -> None:
    view = View(
        page="program",
        state=LinkState(klpd=klpd, tahun=tahun, lang="en"),
        theme="light",
        app=cast("App", None),
        names={"D304": "Kab. Contoh"},
    )
    assert tab_name(view) == named
