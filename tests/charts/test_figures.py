"""What holds for every figure."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest

from services.charts import figures
from services.charts.figures_base import bare_axis, style_for, value_axis
from services.charts.palette import Theme, palette
from services.charts.ranked_list import known_sum
from services.charts.ticks import nice_ticks
from tests.charts import drawing, tables
from tests.charts.test_palette import THEMES
from tests.charts.test_palette import colours as palette_colours

TAGS = re.compile(r"</?(?:b|br|span)(?: style=\"color:#[0-9A-Fa-f]{6}\")?>")


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
    if figure == "spark":
        return
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


@pytest.mark.parametrize("figure", drawing.NAMED)
def test_hostile_names_are_shown_as_written(figure: str) -> None:
    build, table = drawing.NAMED[figure]
    texts = drawing.shown(build(table(name=tables.HOSTILE), theme="light"))
    assert any("&lt;script" in text for text in texts)
    for text in texts:
        assert "<" not in TAGS.sub("", text), text
        assert "&amp;lt;" not in text, text
        assert not any(unicodedata.category(c) in {"Cc", "Cf"} for c in text), text


@pytest.mark.parametrize("figure", drawing.NAMED)
def test_hover_is_text_never_a_template_of_a_name(figure: str) -> None:
    build, table = drawing.NAMED[figure]
    for trace in drawing.traces(build(table(name=tables.HOSTILE), theme="light")):
        assert trace.get("hovertemplate") is None
        assert trace.get("texttemplate") is None


def test_the_modebar_is_off() -> None:
    assert figures.CONFIG["displayModeBar"] is False


def test_every_builder_is_exported_by_figures() -> None:
    assert all(callable(getattr(figures, name)) for name in figures.__all__ if name != "CONFIG")


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


def test_a_value_axis_speaks_the_language() -> None:
    axis = value_axis(4_000_000, "rupiah", style_for("light", "id"))
    assert axis["range"][0] == 0
    assert axis["ticktext"] == ["Rp 0", "Rp 1 jt", "Rp 2 jt", "Rp 3 jt", "Rp 4 jt"]
    assert value_axis(1, "persen", style_for("light", "en"))["ticktext"][1] == "25%"


def test_a_sum_of_nothing_known_is_unknown() -> None:
    assert known_sum([None, None]) is None
    assert known_sum([]) is None
    assert known_sum([None, 0]) == 0
    assert known_sum([2**62, 2**62]) == 2**63


def test_axes_cannot_be_dragged() -> None:
    assert bare_axis()["fixedrange"] is True


def test_values_are_printed_short_and_exact() -> None:
    seen = style_for("light", "id")
    assert seen.short(1_234_567, "rupiah") == "Rp 1,23 jt"
    assert seen.exact(1_234_567, "rupiah") == "Rp 1.234.567"
    assert seen.short(0.1234, "persen") == "12,3 %"
    assert seen.exact(0.12345, "persen") == "12,35 %"
    assert seen.short(1234, "jumlah") == seen.exact(1234, "jumlah") == "1.234"
    assert (seen.short(1.25, "angka"), seen.exact(1.25, "angka")) == ("1,3", "1,25")
    assert seen.short(None, "rupiah") == seen.exact(None, "jumlah") == "tidak diketahui"
