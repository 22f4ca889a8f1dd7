"""The matrix of methods by kinds as HTML: escaped, one scale, totals."""

from __future__ import annotations

import html
import re

import pytest

from services.charts.matrix_html import FULL, LEAST, matrix_alt, method_matrix
from services.charts.palette import Theme, palette
from services.language.labels import label
from tests.charts.tables import HOSTILE, methods
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours


def drawn(
    name: str = "Tender", theme: Theme = "light", lang: str = "id", caption: str = "x"
) -> str:
    return method_matrix(methods(name=name), caption=caption, theme=theme, lang=lang)


def cells(body: str) -> list[list[str]]:
    rows = re.findall(r"<tr.*?</tr>", body)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row] for row in found]


def test_methods_are_ordered_by_pagu_and_a_cell_without_packages_is_a_dash() -> None:
    head, *rows = cells(drawn())
    kinds = [label("pengadaan", kind, "id") for kind in ("Barang", "Jasa Lainnya")]
    assert head[:3] == ["Metode", *kinds]
    assert [row[0] for row in rows] == ["Tender", "(kosong)", "Seleksi", "Jumlah"]
    assert rows[0].count("–") == 2


def test_totals_add_the_known_pagu_and_an_unknown_one_is_not_zero() -> None:
    _, tender, _, seleksi, total = cells(drawn())
    assert tender[-1] == "Rp 500 3"
    assert seleksi[-1] == "tidak diketahui 3"
    assert total[-1] == "Rp 501 7"


def test_all_bars_have_one_scale() -> None:
    widths = [float(width) for width in re.findall(r'<i style="width:([\d.]+)rem"', drawn())]
    assert max(widths) == FULL
    assert sorted(widths) == pytest.approx([0, FULL * LEAST, FULL / 4, FULL], abs=0.001)


@pytest.mark.parametrize("theme", THEMES)
def test_colours_come_from_the_palette(theme: Theme) -> None:
    used = set(HEX.findall(drawn(theme=theme)))
    assert used == {palette(theme).brand}
    assert used <= set(palette_colours(palette(theme)))


def test_names_and_the_caption_are_escaped() -> None:
    body = drawn(HOSTILE, caption=HOSTILE)
    assert "<script" not in body
    assert "&lt;script" in body
    assert "\u202e" not in cells(body)[1][0]


def test_it_is_a_table_with_a_caption_and_heads_that_can_be_scrolled_by_keyboard() -> None:
    body = drawn(caption="Metode (Kab. Uji)")
    assert 'role="region" tabindex="0" aria-label="Metode (Kab. Uji)"' in body
    assert "<caption>Metode (Kab. Uji)</caption>" in body
    assert body.count('<th scope="row">') == 4
    assert body.count('<th scope="col">') == 6


def test_an_empty_table_has_only_its_total() -> None:
    body = method_matrix(methods().clear(), caption="x", theme="light", lang="en")
    assert cells(body)[1:] == [["Total", "unknown 0"]]


def test_the_text_alternative_names_the_largest_cells() -> None:
    assert matrix_alt(methods(), lang="id").startswith("Tender, Barang: Rp 400; ")
    assert "unknown" in matrix_alt(methods(), lang="en")
