"""What a page cites stands when it is checked from the command line, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shell.widgets import menu
from services import settings
from services.__main__ import main
from services.export.citation import sealed
from services.language.wording import text
from services.wiring import App, connect
from tests.commands.running import Ran
from tests.pages.conftest import Open
from tests.pages.seeing import open_menus
from tests.pages.test_instants import EMPTY, JUNE, MARCH, packages, publish

HOST = "https://rup.contoh.go.id/lensa"
LINK = {"klpd": "D304", "tahun": "2025", "wilayah": "5202"}
MORE = {"pages/paket.py": {"kode": "162060072"}, "pages/cari.py": {"q": "pemeliharaan"}}
"""What a page needs to show a figure."""
Check = Callable[[str], Ran]


def citations(app: AppTest) -> list[str]:
    """Return the citations of a page, those of its figures, tables and sources."""
    open_menus(app)
    return [str(block.value) for block in app.code if "Lensa RUP: " in str(block.value)]


def of_key_figures(app: AppTest) -> str:
    """Return the citation of the program page that begins with its key figures."""
    label = text("program.pagu")
    return next(cited for cited in citations(app) if cited.startswith(f"{label}: "))


def pinned(app: AppTest) -> str:
    """Return the pinned link of a page."""
    return next(str(block.value) for block in app.code if "snap=" in str(block.value))


@pytest.fixture
def check(data: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Return a function that runs `periksa` with a link or citation."""
    del data

    def run(given: str) -> Ran:
        capsys.readouterr()
        code = main(["periksa", given])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def browsed(opened: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Return a function that opens a page at its address on some host, as a browser does."""

    def open_page(file: str = "dashboard.py", **query: str | list[str]) -> AppTest:
        path = "" if file == "dashboard.py" else Path(file).stem
        address = property(lambda context: f"{HOST}/{path}")
        monkeypatch.setattr(type(st.context), "url", address)
        return opened(file, **query)

    return open_page


@pytest.fixture
def stored(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Connect to an empty data folder in which nothing ever grows old and is read anew."""
    monkeypatch.setenv("LENSA_MAX_AGE", "999999999")
    app = connect(settings.load())
    for dataset in ("paket-swakelola", "master-satker", *EMPTY):
        publish(app, MARCH, {}, dataset, 2024)
    yield app
    app.close()


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("file", [entry.file for entry in menu.ENTRIES])
def test_every_citation_of_every_page_stands(
    browsed: Open, check: Check, file: str, lang: str
) -> None:
    texts = citations(browsed(file, **LINK, **MORE.get(file, {}), lang=lang))
    assert texts
    for cited in texts:
        assert "[sidik " in cited
        ran = check(cited)
        assert ran.code == 0, ran.out + ran.err
        assert "BERBEDA" not in ran.out


def test_a_cited_figure_is_computed_anew_and_stands_beside_what_was_quoted(
    browsed: Open, check: Check
) -> None:
    cited = of_key_figures(browsed("pages/program.py", **LINK))
    ran = check(cited)
    label, _, value = cited.partition(";")[0].partition(": ")
    (line,) = (line for line in ran.out.splitlines() if line.startswith(label))
    assert line.count(value) == 2
    assert line.endswith("sama")


def test_a_pinned_citation_still_stands_after_a_pass_with_other_rows(
    browsed: Open, stored: App, check: Check
) -> None:
    packages(stored, MARCH, a="Terumumkan", b="Terinisiasi")
    text = _of_key_figures(citations(browsed("pages/swakelola.py", **LINK)))
    assert text.startswith("Paket: 2; ")
    packages(stored, JUNE, a="Terumumkan")
    assert check(text).code == 0
    newest = citations(browsed("pages/swakelola.py", **LINK))
    assert _of_key_figures(newest).startswith("Paket: 1; ")


def _of_key_figures(texts: list[str]) -> str:
    """Return the first citation that names the number of packages."""
    return next(cited for cited in texts if cited.startswith("Paket: "))


def test_what_is_not_stored_at_the_instant_of_a_link_is_said_to_be_missing(
    browsed: Open, stored: App, check: Check
) -> None:
    packages(stored, JUNE, a="Terumumkan")
    text, *_ = citations(browsed("pages/swakelola.py", **LINK))
    early = text.replace("snap=2025-06-22T10:00:00Z", "snap=2025-03-01T00:00:00Z")
    ran = check(early)
    assert ran.code == 1
    assert "tidak tersimpan" in ran.err


def test_other_rows_of_the_same_instant_differ(browsed: Open, stored: App, check: Check) -> None:
    packages(stored, JUNE, a="Terumumkan", b="Terinisiasi")
    texts = citations(browsed("pages/swakelola.py", **LINK))
    packages(stored, JUNE, a="Terumumkan", b="Terumumkan")
    for cited in texts:
        ran = check(cited)
        assert ran.code == 10
        assert "TIDAK cocok" in ran.err


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Rp 692,1 M", "Rp 992,1 M"),
        ("Kode program: 154", "Kode program: 155"),
        ("Tanpa pagu: 1;", "Tanpa pagu: 11;"),
        ("Kab. Lombok Tengah", "Kota Mataram"),
    ],
)
def test_a_citation_that_was_changed_differs(
    browsed: Open, check: Check, before: str, after: str
) -> None:
    cited = of_key_figures(browsed("pages/program.py", **LINK))
    assert before in cited
    assert check(cited.replace(before, after)).code == 10


def test_a_changed_figure_that_was_sealed_again_differs_all_the_same(
    browsed: Open, check: Check
) -> None:
    cited = of_key_figures(browsed("pages/program.py", **LINK))
    words, _, seal = cited.partition(" [sidik ")
    forged = sealed(words.replace("Rp 692,1 M", "Rp 992,1 M"), seal[:16])
    ran = check(forged)
    assert ran.code == 10
    assert ran.out.count("BERBEDA") == 1


def test_the_host_and_line_breaks_of_a_citation_do_not_matter(browsed: Open, check: Check) -> None:
    cited = of_key_figures(browsed("pages/program.py", **LINK))
    moved = cited.replace(HOST, "http://127.0.0.1:8501").replace("; ", ";\n  ")
    assert check(moved).code == 0


def test_a_pinned_link_of_another_host_prints_the_rows_of_its_table(
    browsed: Open, check: Check
) -> None:
    link = pinned(browsed("pages/program.py", **LINK))
    ran = check(link.replace(HOST, "https://tidak-ada.example"))
    assert ran.code == 0
    assert ran.out.startswith("tahun,kd_klpd,kd_program_str,")
    assert len(ran.out.splitlines()) == 155


def test_a_link_prints_the_table_of_every_page(browsed: Open, check: Check) -> None:
    query = pinned(browsed("pages/banding.py", **LINK)).partition("?")[2]
    for page in ("", "program", "swakelola", "kaji-ulang", "wilayah", "banding", "cari", "data"):
        ran = check(f"/{page}?{query}")
        assert ran.code == 0, ran.err
        assert ran.out.startswith("tahun,")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "halo",
        "https://example.org/",
        "https://example.org/lain?klpd=D304&tahun=2025",
        "ftp://x/program?klpd=D304&tahun=2025",
        "/program?q=x",
        "dua kata",
        "x" * 30_000,
    ],
)
def test_what_is_no_link_of_ours_is_refused(check: Check, given: str) -> None:
    ran = check(given)
    assert ran.code == 2
    assert "bukan tautan tetap atau kutipan" in ran.err
