"""`periksa` over rows of a gateway: what a citation says beside what is stored."""

from __future__ import annotations

import io
import sys

import pytest

from services.export.citation import PAGES, named, rows_digest, sealed
from services.settings import load
from services.wiring import connect
from tests.commands.conftest import Lensa
from tests.gateway import Gateway, program

ADDRESS = "/program?klpd=D304&tahun=2026&snap=2200-01-01T00:00:00Z&lang=id"
WORDS = (
    "Pagu anggaran program: Rp 350; Kode program: 2; Satker: 1; Baris terbesar: 71,4 %;"
    f" Tanpa pagu: 1. INAPROC RUP (LKPP): program-master. Diolah dengan Lensa RUP: {ADDRESS}"
)


@pytest.fixture
def stored(lensa: Lensa, gateway: Gateway) -> Lensa:
    """Read three programs of D304, one without pagu; the year before is empty."""
    gateway.put(program(1, 100), program(2, 250), program(2, None) | {"kd_program": 3})
    for name in ("program-master", "paket-swakelola", "history-kaji-ulang"):
        for tahun in ("2025", "2026"):
            assert lensa("fetch", name, "--kode-klpd", "D304", "--tahun", tahun).code == 0
    return lensa


def citation(words: str = WORDS) -> str:
    """Seal a citation over what is stored, as a page does."""
    app = connect(load())
    asked = named(ADDRESS, 2026, {"D304"})
    assert asked is not None
    rows = rows_digest(app.repository, asked.page, asked.state)
    app.close()
    return sealed(words, rows)


def test_a_citation_stands_while_its_rows_words_and_figures_are_those_stored(stored: Lensa) -> None:
    ran = stored("periksa", citation())
    assert ran.code == 0, ran.out
    assert "BERBEDA" not in ran.out
    assert len(ran.out.splitlines()) == 8


@pytest.mark.parametrize(
    ("before", "after"),
    [("Rp 350", "Rp 351"), ("71,4", "71,5"), ("Tanpa pagu: 1", "Tanpa pagu: 0")],
)
def test_a_figure_that_is_not_computed_differs_whoever_sealed_it(
    stored: Lensa, before: str, after: str
) -> None:
    ran = stored("periksa", citation(WORDS.replace(before, after)))
    assert ran.code == 10
    assert ran.out.count("BERBEDA") == 1


def test_words_that_were_changed_after_sealing_differ(stored: Lensa) -> None:
    ran = stored("periksa", citation().replace("(LKPP)", "(BPK)"))
    assert ran.code == 10
    assert ran.out.count("BERBEDA") == 1


def test_a_citation_without_a_seal_is_judged_by_its_figures(stored: Lensa) -> None:
    assert stored("periksa", WORDS).code == 0
    assert stored("periksa", WORDS.replace("Rp 350", "Rp 35")).code == 10
    ran = stored("periksa", f"Banyak sekali: {ADDRESS}")
    assert ran.code == 0
    assert "tidak ada yang dapat diperiksa" in ran.err


def test_a_citation_is_read_from_stdin(stored: Lensa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(citation()))
    assert stored("periksa", "-").code == 0


def test_nothing_is_fetched(stored: Lensa, gateway: Gateway) -> None:
    before = len(gateway.asked)
    assert stored("periksa", ADDRESS.replace("D304", "D305")).code == 1
    assert stored("periksa", ADDRESS).code == 0
    assert stored("periksa", ADDRESS.replace("snap=2200-01-01T00:00:00Z&", "")).code == 0
    assert len(gateway.asked) == before


@pytest.mark.parametrize("page", [name for name, page in PAGES.items() if not page.table])
def test_a_page_without_a_table_of_rup_says_so(stored: Lensa, page: str) -> None:
    ran = stored("periksa", ADDRESS.replace("/program", f"/{page}"))
    assert ran.code in {1, 2}
    assert "tabel RUP" in ran.err or "tidak tersimpan" in ran.err
