"""The matrix of methods by kinds: one scale, totals, and its picture."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from services.charts.palette import Theme, palette
from services.charts.plots.matrix import (
    Cell,
    kind_words,
    matrix_alt,
    matrix_svg,
    method_matrix,
    method_words,
)
from services.charts.ranked_list import SMALLEST_SHARE
from tests.charts.tables import HOSTILE, methods
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours


def test_methods_are_ordered_by_pagu_and_a_cell_without_packages_is_none() -> None:
    made = method_matrix(methods())
    assert made.kinds == ("Barang", "Jasa Lainnya", "Jasa Konsultansi", "(kosong)")
    assert [row.method for row in made.rows] == ["Tender", "(kosong)", "Seleksi"]
    assert made.rows[0].cells[2:] == (None, None)


def test_totals_add_the_known_pagu_and_an_unknown_one_is_not_zero() -> None:
    made = method_matrix(methods())
    tender, _, seleksi = made.rows
    assert tender.total == Cell(count=3, pagu=500)
    assert seleksi.total == Cell(count=3, pagu=None)
    assert made.total.total == Cell(count=7, pagu=501)
    assert made.total.cells[2] == Cell(count=3, pagu=None)


def test_all_bars_have_one_scale() -> None:
    made = method_matrix(methods())
    shares = sorted(cell.share for row in made.rows for cell in row.cells if cell)
    assert shares == [0, SMALLEST_SHARE, 0.25, 1]
    assert {cell.share for cell in made.total.cells if cell} == {0}


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_is_well_formed_in_the_colours_of_its_theme(theme: Theme) -> None:
    drawn = matrix_svg(method_matrix(methods(name=HOSTILE)), HOSTILE, theme, "id", HOSTILE)
    root = ElementTree.fromstring(drawn.text)  # noqa: S314 - our own text
    assert root.get("height") == str(drawn.height)
    assert set(HEX.findall(drawn.text)) <= set(palette_colours(palette(theme)))
    assert "<script" not in drawn.text
    assert drawn.text.count(f'fill="{palette(theme).brand}"') == 3


def test_an_empty_table_has_only_its_sum() -> None:
    made = method_matrix(methods().clear())
    assert made.rows == ()
    assert made.total.total == Cell(count=0, pagu=None)


def test_the_text_alternative_names_the_largest_cells() -> None:
    said = matrix_alt(methods(), lang="id").replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("Tender, Barang: Rp 400; ")
    assert "unknown" in matrix_alt(methods(), lang="en")


def test_the_sum_and_unknown_words_have_names() -> None:
    assert method_words("", "en") == "Total"
    assert kind_words("Kind of its own", "id") == "Kind of its own"
