"""Marks of several shapes and the line at a reference in ranked lists, as data and as a picture."""

from __future__ import annotations

from typing import Any

import pytest

from services.charts.list_svg import ListPicture, list_svg
from services.charts.palette import STATUS, Theme, palette
from services.charts.ranked_list import (
    Bar,
    Cell,
    Column,
    Marks,
    Row,
    Scale,
    Stack,
    as_data,
)
from tests.charts.test_palette import THEMES

SCALE = Scale(top=2.0, reference=1.0)


def data(cell: Cell) -> Any:
    return as_data([Row(path="1", name="Dinas", cells=(cell,))], SCALE)[0]["c"][0]


def picture(cell: Cell, theme: Theme = "light") -> str:
    given = ListPicture(
        title="Uji",
        rows=[Row(path="1", name="Dinas", cells=(cell,))],
        columns=[Column(kind="batang")],
        scale=SCALE,
        theme=theme,
        colours=palette(theme).status,
    )
    return list_svg(given, "Sumber").text


def test_marks_stand_at_their_values_and_a_missing_value_has_none() -> None:
    marks = Marks(marks=(("titik", 1.0), ("wajik", None)))
    assert data(marks) == {"m": [["titik", 50.0]]}
    assert picture(marks).count("<circle") == 1


def test_a_diamond_is_hollow_so_that_it_differs_in_shape_and_fill() -> None:
    drawn = picture(Marks(marks=(("wajik", 0.5),)))
    assert f'fill="{palette("light").background}" stroke="{palette("light").text}"' in drawn


@pytest.mark.parametrize(
    ("cell", "crossed"),
    [
        (Bar(value=0.4), True),
        (Stack(parts=(("a", 0.3), ("b", 0.3))), True),
        (Bar(value=None, words="tidak diketahui"), False),
        (Marks(marks=(("titik", 0.3),)), False),
    ],
)
def test_the_reference_crosses_bars_but_not_words(cell: Cell, *, crossed: bool) -> None:
    assert SCALE.reference_percent == 50.0
    line = f'width="2.0" height="38" fill="{palette("light").muted}"'
    assert (line in picture(cell)) == crossed


def test_a_scale_without_a_reference_has_no_line() -> None:
    assert Scale(top=1.0).reference_percent is None


@pytest.mark.parametrize("theme", THEMES)
def test_parts_and_bars_too_pale_for_the_ground_are_drawn_with_a_line(theme: Theme) -> None:
    look = palette(theme)
    for status in STATUS:
        fill = look.status[status]
        line = "" if look.stands_out(fill) else f' stroke="{look.no_data_line}"'
        for cell in (Stack(parts=((status, 0.5),)), Bar(value=0.5, colour=status)):
            assert f'fill="{fill}"{line}/>' in picture(cell, theme)
    assert not look.stands_out(look.status["(kosong)"])
