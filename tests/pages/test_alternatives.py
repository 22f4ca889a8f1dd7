"""Every chart and map says in words what it shows, with its figures, for who cannot see it."""

from __future__ import annotations

import re

import pytest

from tests.pages.conftest import Open
from tests.pages.seeing import alternatives, list_rows, list_total
from tests.pages.truth import LINK

TWO = {**LINK, "tahun": ["2024", "2025"]}
SHOWN = (
    ("dashboard.py", LINK, 1),
    ("pages/swakelola.py", LINK, 1),
    ("pages/kaji-ulang.py", LINK, 1),
    ("pages/kaji-ulang.py", {**LINK, "kode": "162040513"}, 2),
    ("pages/paket.py", {**LINK, "kode": "162040513"}, 1),
    ("pages/banding.py", {**TWO, "klpd": ["D304", "K10"]}, 2),
    ("pages/penyedia.py", TWO, 3),
    ("pages/wilayah.py", {**LINK, "lihat": "peta:indonesia"}, 1),
    ("pages/wilayah.py", {**LINK, "wilayah": "52"}, 1),
    ("pages/wilayah.py", {**LINK, "wilayah": "5202"}, 1),
    ("pages/wilayah.py", {**LINK, "wilayah": "5202", "lihat": "ukuran:pagu"}, 1),
    ("pages/wilayah.py", {**LINK, "wilayah": "520204"}, 1),
    ("pages/wilayah.py", {**LINK, "wilayah": "5202042001"}, 1),
)
YEAR = re.compile(r"\b20\d\d\b")


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("page", "query", "least"), SHOWN, ids=[f"{p} {' '.join(map(str, q))}" for p, q, _ in SHOWN]
)
def test_every_chart_and_map_has_its_figures_in_words(
    opened: Open, page: str, query: dict[str, str | list[str]], least: int, lang: str
) -> None:
    opened("dashboard.py", **LINK)
    said = alternatives(opened(page, **{**query, "lang": lang}))
    assert len(said) >= least
    assert [text for text in said if not re.search(r"\d", YEAR.sub("", text))] == []
    assert [text for text in said if "{" in text] == []


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("query", [LINK, TWO, {**LINK, "lihat": "menurut:satker"}])
def test_every_bar_of_a_list_stands_beside_its_figure_in_words(
    opened: Open, query: dict[str, str | list[str]], lang: str
) -> None:
    app = opened("pages/program.py", **{**query, "lang": lang})
    rows = [list_total(app), *list_rows(app)]
    assert sum(len(row.marks) for row in rows) >= 14
    for row in rows:
        figures = [text for text in row.texts.values() if re.search(r"\d", text)]
        assert row.name
        assert len(figures) >= 2, row
