"""The curve of announcements as HTML: both years, others thin, names apart."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import unquote

import pytest

from services.charts.palette import palette
from services.charts.plots.curve_html import APART, Curve, curve_html, curves, march
from tests.charts.tables import announcements

NOW = Curve(year=2025, points=[(-12, 0.2), (89, 0.6), (90, 0.9)])
BEFORE = Curve(year=2024, points=[(4, 0.1), (121, 0.8)])
OTHER = Curve(year=2025, points=[(10, 0.5), (200, 0.88)], name="D1 2025")


def drawn(*others: Curve) -> str:
    return curve_html(NOW, BEFORE, others, alt="x", theme="light", lang="id")


def ends(body: str) -> dict[str, float]:
    """Return the names at the ends of the lines and how far from the top they stand."""
    found = re.findall(r'class="ujung \w+" style="[^"]*top:([\d.]+)%">([^<]+)<', body)
    return {name.replace("\xa0", " "): float(top) for top, name in found}


def test_curves_are_read_by_year_and_counted_from_january() -> None:
    before, now = curves(announcements(), (2024, 2025))
    assert now.points[0][0] == -12
    assert (before.title, now.title) == ("2024", "2025")
    assert now.share_by(march(2025)) == pytest.approx(0.6)
    assert curves(announcements(), (2025,), "D264")[0].title == "D264 2025"


def test_the_year_before_is_dashed_and_others_are_thin() -> None:
    drawing = unquote(drawn(OTHER))
    assert drawing.count("stroke-dasharray") == 2
    assert drawing.count(f'stroke="{palette("light").no_data_line}" stroke-width="1"') == 1
    assert unquote(drawn()).count(f'stroke="{palette("light").no_data_line}"') == 0


def test_every_line_is_named_at_its_end_and_no_two_names_cover_each_other() -> None:
    named = ends(drawn(OTHER))
    assert {name.partition(":")[0] for name in named} == {"2025", "2024", "D1 2025"}
    tops = sorted(named.values())
    assert all(low - high >= APART - 0.01 for high, low in pairwise(tops))


def test_names_are_escaped() -> None:
    hostile = Curve(year=2025, points=[(1, 0.5)], name="<script>")
    assert "<script" not in drawn(hostile)
