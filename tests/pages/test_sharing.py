"""The pinned and the living link of a page, and the citation under its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.shell.sections import report
from pages.shell.widgets import menu
from pages.shell.widgets.provenance import citation
from services import settings
from services.link import parse
from services.wiring import App, connect
from tests.pages.conftest import Open
from tests.pages.seeing import list_rows, open_menus, told
from tests.pages.test_instants import EMPTY, packages, publish

LINK = {"klpd": "D304", "tahun": "2025"}
EARLY = datetime(2025, 6, 1, 3, tzinfo=UTC)
LATE = datetime(2025, 6, 22, 10, 30, 5, tzinfo=UTC)
REPORT = {"page": "https://contoh.go.id/lapor?proyek=7", "mail": "mailto:data@contoh.go.id"}


@pytest.fixture
def stored(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Connect to an empty data folder in which nothing ever grows old and is read anew."""
    monkeypatch.setenv("LENSA_MAX_AGE", "999999999")
    parts = connect(settings.load())
    for dataset in ("paket-swakelola", *EMPTY):
        publish(parts, EARLY, {}, dataset, 2024)
    yield parts
    parts.close()


def copyable(app: AppTest) -> list[str]:
    return [str(block.value) for block in app.code]


def shared(app: AppTest) -> tuple[str, str]:
    """Return the pinned and the living link of the title."""
    found = [text for text in copyable(app) if text.startswith("/?")]
    assert len(found) == 2
    return found[0], found[1]


def query(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query)


def citations(app: AppTest) -> list[str]:
    """Return the citations in all menus of a page."""
    open_menus(app)
    addresses = ("/?", "/umpan.atom?", "/api/tabel/")
    return [text for text in copyable(app) if not any(part in text[:20] for part in addresses)]


def test_the_pinned_link_names_the_end_of_the_newest_pass_and_the_living_one_none(
    opened: Open, stored: App
) -> None:
    publish(stored, EARLY, {"a": "Terumumkan"}, "paket-swakelola")
    for dataset, at in zip(EMPTY, (EARLY, LATE, EARLY), strict=True):
        publish(stored, at, {}, dataset)
    pinned, living = shared(opened("pages/swakelola.py", **LINK))
    assert query(pinned)["snap"] == ["2025-06-22T10:30:05Z"]
    assert "snap" not in query(living)
    assert {**query(pinned), "snap": []} == {**query(living), "snap": []}


def test_the_pinned_link_keeps_its_figures_when_newer_data_come(opened: Open, stored: App) -> None:
    packages(stored, EARLY, a="Terumumkan", b="Terinisiasi")
    pinned, living = (query(link) for link in shared(opened("pages/swakelola.py", **LINK)))
    packages(stored, LATE, a="Terumumkan")
    shown = [
        list_rows(opened("pages/swakelola.py", **query), "paket") for query in (pinned, living)
    ]
    assert [len(rows) for rows in shown] == [2, 1]


def test_the_pinned_link_of_a_comparison_covers_peers_that_were_read_later(
    opened: Open, stored: App
) -> None:
    packages(stored, EARLY, a="Terumumkan")
    publish(stored, LATE, {"b": "Terumumkan"}, "paket-swakelola", klpd="D308")
    pinned, _ = shared(opened("pages/banding.py", **LINK))
    assert query(pinned)["snap"] == ["2025-06-22T10:30:05Z"]
    assert len(list_rows(opened("pages/banding.py", **query(pinned)), "banding")) == 2


def test_the_link_of_a_report_covers_governments_of_its_map_that_were_read_later(
    opened: Open, stored: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages(stored, EARLY, a="Terumumkan")
    publish(stored, LATE, {"b": "Terumumkan"}, "paket-swakelola", klpd="D308")
    made: dict[str, Callable[[], bytes]] = {}

    def button(label: str, content: Callable[[], bytes], file: str, **settings: Any) -> None:
        made[file] = content

    monkeypatch.setattr(report, "button", button)
    app = opened(**LINK)
    app.session_state["laporan"] = True
    app.run()
    assert "snap=2025-06-22T10:30:05Z" in unescape(made["laporan-D304-2025.html"]().decode())


def test_an_instant_that_the_reader_chose_stays_in_the_pinned_link(
    opened: Open, stored: App
) -> None:
    packages(stored, EARLY, a="Terumumkan")
    packages(stored, LATE, a="Terumumkan", b="Terumumkan")
    pinned, living = shared(opened("pages/swakelola.py", **LINK, snap="2025-06-05T00:00:00Z"))
    assert query(pinned)["snap"] == ["2025-06-05T00:00:00Z"]
    assert "snap" not in query(living)


@pytest.mark.usefixtures("nothing_stored")
def test_a_page_without_data_offers_the_living_link_and_says_so(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INAPROC_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("INAPROC_TOKEN", "kunci-uji")
    app = opened("pages/swakelola.py", klpd="D304", tahun="2023")
    living, feed = copyable(app)
    assert feed == "/umpan.atom?klpd=D304"
    assert query(living).keys() == {"klpd", "tahun", "lang"}
    assert "Tautan tetap hanya untuk angka dari data tersimpan" in told(app)


@pytest.mark.parametrize("file", [entry.file for entry in menu.ENTRIES])
def test_every_page_offers_both_links_and_both_parse_without_a_problem(
    opened: Open, file: str
) -> None:
    more = {"wilayah": "5202", "lihat": ["ukuran:pagu"], "lang": "en"}
    for link in shared(opened(file, **LINK, **more)):
        pairs = [(name, value) for name, values in query(link).items() for value in values]
        state, problems = parse(pairs, 2026, {"D304"}, strict=True)
        assert problems == []
        assert (state.klpd, state.tahun, state.wilayah) == (("D304",), (2025,), "5202")
        assert (state.lihat, state.lang) == ((("ukuran", "pagu"),), "en")


def test_a_citation_says_what_whose_when_in_both_times_and_where_in_both_languages(
    opened: Open, stored: App
) -> None:
    packages(stored, EARLY, a="Terumumkan")
    publish(stored, LATE, {"a": "Terumumkan"}, "paket-swakelola")
    own, other, *_ = citations(opened("pages/swakelola.py", **LINK))
    for part in (
        "paket-swakelola; Kab. Lombok Tengah (D304); tahun anggaran 2025",
        "Dibaca 22 Jun 2025 17.30 WIB (2025-06-22T10:30:05Z)",
        "DATA CONTOH (sintetis)",
        "Lensa RUP: /?klpd=D304&tahun=2025&snap=2025-06-22T10:30:05Z&lang=id",
    ):
        assert part in own
    for part in ("budget year 2025", "22 Jun 2025 17:30 WIB", "SAMPLE DATA", "lang=en"):
        assert part in other


def test_a_citation_of_made_up_rows_warns_and_none_reports_without_an_address(
    opened: Open,
) -> None:
    app = open_menus(opened("pages/program.py", **LINK))
    assert "jangan dikutip sebagai fakta" in told(app)
    assert app.get("link_button") == []


@pytest.mark.parametrize(
    ("where", "names"), [("page", ("title", "body")), ("mail", ("subject", "body"))]
)
def test_an_error_is_reported_where_the_operator_says_with_the_citation(
    opened: Open, monkeypatch: pytest.MonkeyPatch, where: str, names: tuple[str, str]
) -> None:
    monkeypatch.setenv("LENSA_LAPOR", REPORT[where])
    app = open_menus(opened("pages/program.py", **LINK))
    address = app.get("link_button")[0].proto.url
    assert address.startswith(REPORT[where])
    sent = parse_qs(urlsplit(address).query)
    assert "Kesalahan data di Lensa RUP" in sent[names[0]][0]
    assert citations(app)[0] in sent[names[1]][0]


@given(st.text(max_size=4000), st.sampled_from(sorted(REPORT.values())))
def test_a_report_of_any_length_stays_an_address_that_programs_take(body: str, where: str) -> None:
    address = citation.report_address(where, "Kesalahan", body)
    assert len(address) <= 1900
    assert address.isascii()
    assert "\n" not in address
    assert body.startswith(parse_qs(urlsplit(address).query).get("body", [""])[0])


def test_what_was_written_is_what_is_sent() -> None:
    address = citation.report_address(REPORT["mail"], "a & b", "satu\ndua + tiga")
    assert unquote(address.split("?", 1)[1]) == "subject=a & b&body=satu\ndua + tiga"


def test_an_instant_still_to_come_is_pinned_to_what_was_read(opened: Open, stored: App) -> None:
    packages(stored, LATE, a="Terumumkan")
    pinned, _ = shared(opened("pages/swakelola.py", **LINK, snap="2090-01-01T00:00:00Z"))
    assert query(pinned)["snap"] == ["2025-06-22T10:30:05Z"]


def test_an_opened_fold_stands_in_the_link_and_opens_again(opened: Open) -> None:
    app = opened("pages/kaji-ulang.py", **LINK, lihat="buka-keadaan:ya")
    assert len(app.dataframe) == len(opened("pages/kaji-ulang.py", **LINK).dataframe) + 2


def test_the_page_can_be_followed_where_anybody_may_open_its_feed(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def feeds(file: str = "pages/swakelola.py", **more: str) -> list[str]:
        return [text for text in copyable(opened(file, **LINK, **more)) if "umpan.atom" in text]

    assert feeds() == ["/umpan.atom?klpd=D304"]
    assert feeds("pages/paket.py", kode="7", lang="en") == ["/umpan.atom?klpd=D304&kode=7&lang=en"]
    assert feeds("pages/lokasi.py") == []
    monkeypatch.setenv("LENSA_ALAMAT", "https://rup.example.go.id")
    assert feeds() == ["https://rup.example.go.id/umpan.atom?klpd=D304"]
    monkeypatch.setenv("LENSA_API", "tutup")
    assert feeds() == []
