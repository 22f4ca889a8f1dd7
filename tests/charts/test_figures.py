"""What holds for every figure."""

from __future__ import annotations

import json

import pytest

from services.charts.palette import Theme, palette
from services.charts.plots.ticks import nice_ticks
from services.charts.revision_year import figures
from services.charts.revision_year.figures import bare_axis
from tests.charts import drawing
from tests.charts.test_palette import THEMES
from tests.charts.test_palette import colours as palette_colours


@pytest.mark.parametrize("figure", drawing.EVERY)
def test_the_table_is_left_as_it_was(figure: str) -> None:
    build, table = drawing.EVERY[figure]
    frame, before = table(), table()
    build(frame, theme="light")
    assert frame.equals(before)
    assert frame.schema == before.schema


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("figure", drawing.EVERY)
def test_colours_come_from_the_palette_only(figure: str, theme: Theme) -> None:
    build, table = drawing.EVERY[figure]
    used = drawing.colours(build(table(), theme=theme))
    assert used
    assert used <= {colour.upper() for colour in palette_colours(palette(theme))}


@pytest.mark.parametrize("figure", drawing.EVERY)
def test_an_empty_table_gives_a_calm_figure(figure: str) -> None:
    build, table = drawing.EVERY[figure]
    drawn = build(table().clear(), theme="dark", lang="en")
    assert drawn.data == ()
    assert drawing.notes(drawn) == ["No rows for this choice"]
    assert figures.alt_text(drawn) == "No rows for this choice"
    assert drawn.layout.height == 140


@pytest.mark.parametrize("figure", drawing.EVERY)
def test_the_same_table_is_drawn_byte_for_byte_the_same(figure: str) -> None:
    build, table = drawing.EVERY[figure]
    assert build(table(), theme="light").to_json() == build(table(), theme="light").to_json()


@pytest.mark.parametrize("figure", drawing.EVERY)
def test_the_order_of_the_rows_does_not_matter(figure: str) -> None:
    build, table = drawing.EVERY[figure]
    turned = table().reverse()
    assert build(turned, theme="light").to_json() == build(table(), theme="light").to_json()


@pytest.mark.parametrize("figure", drawing.EVERY)
def test_a_frozen_figure_can_be_shown_many_times_unchanged(figure: str) -> None:
    build, table = drawing.EVERY[figure]
    drawn = build(table(), theme="light").update_layout(height=321)
    built = drawn.to_json()
    assert drawn.freeze() is drawn
    shown = drawn.to_dict()
    assert shown["layout"]["height"] == 321
    shown.clear()
    assert drawn.to_json() == drawn.to_json() == built


@pytest.mark.parametrize("figure", drawing.EVERY)
def test_figures_fit_the_page(figure: str) -> None:
    build, table = drawing.EVERY[figure]
    drawn = build(table(), theme="light")
    assert drawn.layout.height >= 90
    assert drawn.layout.paper_bgcolor == drawn.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert "Source Sans" in drawn.layout.font.family
    assert drawn.layout.separators == ",."
    template = json.dumps(json.loads(drawn.to_json())["layout"]["template"])
    assert len(template) < 80, "Plotly's own template would be sent with every figure"
    assert figures.alt_text(drawn)


@pytest.mark.parametrize("figure", drawing.EVERY)
def test_english_figures_speak_english(figure: str) -> None:
    build, table = drawing.EVERY[figure]
    drawn = build(table(), theme="light", lang="en")
    assert drawn.layout.separators == ".,"
    said = " ".join(drawing.shown(drawn))
    for word in (" dari ", "kode ", "jumlah", "tidak diketahui", "lainnya"):
        assert word not in said


def test_the_modebar_is_off() -> None:
    assert figures.CONFIG["displayModeBar"] is False


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 0.25, 0.5, 0.75, 1]),
        (400, [0, 100, 200, 300, 400]),
        (401, [0, 200, 400, 600]),
        (7, [0, 2, 4, 6, 8]),
    ],
)
def test_ticks_are_round_and_start_at_zero(top: float, ticks: list[float]) -> None:
    assert nice_ticks(top) == pytest.approx(ticks)


def test_axes_cannot_be_dragged() -> None:
    assert bare_axis()["fixedrange"] is True
