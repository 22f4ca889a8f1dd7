"""Charts of the report: lengths true to the figures, text escaped, nothing to fetch."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.charts.palette import STATUS, palette
from services.report import bars, drawing
from services.report.drawing import Bar, Series

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>&amp;\u202e'
SERIES = (Series(name="a", label="A", colour="#111111"), Series(name="b", label="B", colour="#222"))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def lengths(root: ET.Element, side: str, fill: str) -> list[float]:
    return [float(r.get(side, "0")) for r in root.iter(f"{SVG}rect") if r.get("fill") == fill]


def texts(root: ET.Element) -> list[str]:
    return ["".join(t for t in e.itertext()) for e in root.iter(f"{SVG}text")]


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=12))
def test_bars_are_as_long_as_their_figures(values: list[int]) -> None:
    rows = [Bar(name=f"n{at}", segments=[v], printed=str(v)) for at, v in enumerate(values)]
    root = parsed(drawing.ranked(rows, alt="x"))
    drawn = lengths(root, "width", palette("light").brand)
    most = max(values) or 1
    wanted = [v / most * (drawing.WIDE - drawing.ROOM) for v in values if v]
    assert drawn == pytest.approx([round(w, 1) for w in wanted], abs=0.11)
    assert [t for t in texts(root) if t.startswith("n")] == [row.name for row in rows]


def test_stacked_parts_follow_each_other_and_the_legend_names_them() -> None:
    rows = [Bar(name="satker", segments=[3, 1], printed="4")]
    root = parsed(drawing.ranked(rows, SERIES, alt="x"))
    first = next(r for r in root.iter(f"{SVG}rect") if r.get("height") == "14.0")
    second = [r for r in root.iter(f"{SVG}rect") if r.get("height") == "14.0"][1]
    assert float(second.get("x", "")) == pytest.approx(float(first.get("width", "")), abs=0.1)
    assert float(first.get("width", "")) == pytest.approx(
        3 * float(second.get("width", "")), rel=0.01
    )
    assert texts(root)[:2] == ["A", "B"]
    assert lengths(root, "width", "#111111")[0] == 11


def test_columns_stand_on_one_line_and_reach_their_figures() -> None:
    rows = [
        Bar(name=m, segments=[v], printed=str(v)) for m, v in (("Jan", 10), ("Feb", 5), ("Mar", 0))
    ]
    root = parsed(drawing.columns(rows, alt="x"))
    found = list(root.iter(f"{SVG}rect"))
    feet = [float(r.get("y", "")) + float(r.get("height", "")) for r in found]
    assert len(found) == 2
    assert feet[0] == pytest.approx(feet[1], abs=0.2)
    high = [float(r.get("height", "")) for r in found]
    assert high[0] == pytest.approx(2 * high[1], rel=0.01)
    assert texts(root) == ["10", "Jan", "5", "Feb", "0", "Mar"]


@pytest.mark.parametrize("draw", [drawing.ranked, drawing.columns])
def test_hostile_names_are_text_and_nothing_is_fetched(draw: object) -> None:
    rows = [Bar(name=HOSTILE, segments=[1], printed=HOSTILE)]
    one = (Series(name=HOSTILE, label=HOSTILE, colour="#111111"),)
    svg = draw(rows, one, alt=HOSTILE)  # type: ignore[operator]
    root = parsed(svg)
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {"svg", "title", "rect", "text"}
    assert {a for e in root.iter() for a in e.attrib} & {"href", "onerror", "style", "src"} == set()
    assert "\u202e" not in svg
    assert any(t.startswith("<script>alert(1)") for t in texts(root))


def test_no_rows_are_an_empty_picture() -> None:
    assert texts(parsed(drawing.ranked([], alt="kosong"))) == []
    assert texts(parsed(drawing.columns([], alt="kosong"))) == []


def test_amounts_beyond_the_first_ten_are_one_bar_and_unknown_is_named() -> None:
    rows: list[tuple[str | None, str | None, int | None]] = [
        (f"1.{n}", f"Nama {n}", 10**9 * (20 - n)) for n in range(12)
    ]
    rows += [("2", "Tanpa pagu", None), (None, None, None)]
    found = bars.ranked(rows, "id")
    assert len(found) == 11
    assert found[0] == Bar(name="1.0 Nama 0", segments=[20 * 10**9], printed="Rp 20 M")
    last = found[-1]
    assert (last.name, last.other, last.printed) == ("4 lainnya", True, "Rp 19 M")
    assert last.segments == [10**9 * (10 + 9)]
    unknown = bars.ranked([("1", "A", None)], "id")[0]
    assert (unknown.segments, unknown.printed) == ([0], "tidak diketahui")


def test_packages_are_split_by_status_largest_satker_first() -> None:
    rows = [("1", "Satu", "Draf", 2), ("2", None, "Terumumkan", 5), ("1", "Satu", "Terumumkan", 1)]
    found = bars.stacked(rows, ["Terumumkan", "Draf"], "id")
    assert [(bar.name, bar.segments, bar.printed) for bar in found] == [
        ("2 (tanpa nama)", [5, 0], "5"),
        ("1 Satu", [1, 2], "3"),
    ]
    many = [(str(n), f"S{n}", "Draf", 100 - n) for n in range(13)]
    others = bars.stacked(many, ["Draf"], "en")[-1]
    assert (others.name, others.segments) == ("3 others", [90 + 89 + 88])


def test_months_are_in_order_and_add_up() -> None:
    rows = [("2026-02", "a", 1), ("2025-12", "b", 2), ("2026-02", "b", 3), ("2026-02", "b", 4)]
    found = bars.months(rows, ["a", "b"], "id")
    assert [(bar.name, bar.segments, bar.printed) for bar in found] == [
        ("Des 2025", [0, 2], "2"),
        ("Feb 2026", [1, 7], "8"),
    ]


def test_known_values_come_in_their_order_and_unknown_ones_after() -> None:
    found = bars.series(["Z", "Draf", "Terumumkan", "Draf"], STATUS, "status", len_colour, "id")
    assert [one.name for one in found] == ["Terumumkan", "Draf", "Z"]
    assert [one.colour for one in found] == ["10", "4", "1"]


def len_colour(value: str) -> str:
    return str(len(value))


def test_the_text_alternative_names_the_largest_and_never_the_others() -> None:
    rows = [
        Bar(name="A", segments=[2], printed="2"),
        Bar(name="lain", segments=[9], printed="9", other=True),
    ]
    assert bars.alt("Judul", rows, "id") == "Judul: 2 batang, terbesar A 2"
    assert bars.alt("Judul", [], "id") == "Judul"
