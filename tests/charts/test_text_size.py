from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.charts.text_size import text_width, wrappings

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)
NAMES = st.lists(WORD, min_size=1, max_size=5).map(" ".join)


@given(NAMES, st.integers(1, 3))
def test_lines_hold_every_word_in_its_order(name: str, most: int) -> None:
    found = list(wrappings(name, most))
    assert [len(lines) for lines in found] == list(range(1, min(most, len(name.split(" "))) + 1))
    assert {" ".join(lines) for lines in found} == {name}


@given(NAMES)
def test_more_lines_are_never_wider(name: str) -> None:
    widths = [max(text_width(line, 12) for line in lines) for lines in wrappings(name)]
    assert widths == sorted(widths, reverse=True)


def test_a_name_is_broken_where_its_lines_are_most_alike() -> None:
    assert list(wrappings("Praya Barat Daya", 2))[1] == ("Praya", "Barat Daya")


@pytest.mark.parametrize(("text", "least", "most"), [("Lombok Tengah", 70, 90), ("", 0, 0)])
def test_a_width_is_near_that_of_the_pages_font(text: str, least: float, most: float) -> None:
    assert least <= text_width(text, 12) <= most
    assert text_width(text, 24) == pytest.approx(2 * text_width(text, 12))
    assert text_width(text, 12, bold=True) >= text_width(text, 12)
