from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.charts.list_svg import CHARACTERS, WIDTH, ListPicture, Picture, list_svg
from services.charts.palette import Theme, palette
from services.charts.ranked_list import (
    SMALLEST_SHARE,
    Bar,
    Cell,
    Column,
    Dumbbell,
    Line,
    Link,
    Panel,
    Row,
    Scale,
    Stack,
    Text,
    as_data,
    known_sum,
    largest,
    scale_to,
    share_of_scale,
)
from services.language.wording import number, rupiah
from tests.charts.tables import HOSTILE
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours

SVG = "{http://www.w3.org/2000/svg}"
SCALE = Scale(top=100.0, ticks=((0.0, "0"), (50.0, "50")), second=10.0)
values = st.one_of(st.integers(1, 10**16), st.floats(1e-6, 1e16))


@given(values)
def test_a_scale_begins_at_zero_and_ends_at_the_next_round_step(value: float) -> None:
    scale = scale_to(value, lambda at: f"{at:g}")
    places = [at for at, _ in scale.ticks]
    assert places[0] == 0
    assert scale.top >= value * (1 - 1e-9)
    assert len(places) >= 2
    step = places[1]
    mantissa = float(f"{step:e}".split("e")[0])
    assert round(mantissa, 6) in (1, 2, 5)
    assert scale.top < value + step * (1 + 1e-9)
    assert scale.top / step == pytest.approx(round(scale.top / step))
    assert round(scale.top / step) <= 4
    assert places == pytest.approx([step * at for at in range(len(places))])
    assert max(places) <= scale.top * (1 + 1e-9)


@pytest.mark.parametrize(
    ("value", "top"),
    [(133.2e9, 150e9), (150e9, 150e9), (151e9, 200e9), (9, 10), (1, 1), (0.3, 0.3)],
)
def test_the_end_of_a_scale_is_the_round_step_at_or_above(value: float, top: float) -> None:
    assert scale_to(value, str).top == pytest.approx(top)


@pytest.mark.parametrize("value", [0, -5])
def test_a_list_without_a_value_has_a_scale_all_the_same(value: float) -> None:
    scale = scale_to(value, lambda at: number(round(at)), second=3)
    assert (scale.top, scale.ticks, scale.second) == (1.0, ((0.0, "0"),), 3)


@given(st.integers(1, 10**15))
def test_no_two_ticks_have_the_same_label(value: int) -> None:
    for label in (lambda at: number(round(at)), lambda at: rupiah(round(at))):
        labels = [words for _, words in scale_to(value, label).ticks]
        assert len(set(labels)) == len(labels)


def test_the_largest_value_leaves_out_what_is_unknown() -> None:
    assert largest([None, 3, 7.5, None]) == 7.5
    assert largest([None]) == largest([]) == 0


def test_a_sum_of_nothing_known_is_unknown() -> None:
    assert known_sum([None, None]) is None
    assert known_sum([]) is None
    assert known_sum([None, 0]) == 0
    assert known_sum([2**62, 2**62]) == 2**63


@given(values, values)
def test_a_bar_is_its_share_of_the_scale_but_at_least_a_quarter_of_a_percent(
    value: float, top: float
) -> None:
    share = share_of_scale(value, top)
    assert SMALLEST_SHARE <= share <= 1
    if SMALLEST_SHARE * top <= value <= top:
        assert share == pytest.approx(value / top)


@pytest.mark.parametrize("value", [None, 0, -3, 0.0])
def test_nothing_and_less_than_nothing_have_no_bar(value: float | None) -> None:
    assert share_of_scale(value, 100.0) == 0


CELLS: tuple[tuple[Cell, object], ...] = (
    (Text(text="Rp 5"), "Rp 5"),
    (Text(text="Rp 5", small="+3 %"), ["Rp 5", "+3 %"]),
    (Text(text=""), ""),
    (Bar(value=25), {"b": 25.0}),
    (Bar(value=25, last=50, label="25"), {"b": 25.0, "l": 50.0, "v": "25"}),
    (Bar(value=5, own_scale=True), {"b": 50.0}),
    (Bar(value=None, words="tidak diketahui"), {"b": 0.0, "t": "tidak diketahui"}),
    (Bar(value=0.001), {"b": 0.25}),
    (Stack(parts=(("a", 10), ("b", 0), ("c", 40))), {"p": [["a", 10.0], ["c", 40.0]]}),
    (Dumbbell(last=None, value=30), {"d": [None, 30.0]}),
    (Dumbbell(last=0, value=30), {"d": [0.0, 30.0]}),
    (Line(values=(None, 10, 0)), {"g": [None, 10.0, 0.0]}),
)


@pytest.mark.parametrize(("cell", "sent"), CELLS)
def test_a_cell_is_sent_in_percent_of_its_scale(cell: Cell, sent: object) -> None:
    (row,) = as_data([Row(path="1", name="A", cells=(cell,))], SCALE)
    assert row["c"] == [sent]


def test_empty_fields_of_a_row_are_not_sent() -> None:
    (row,) = as_data([Row(path="1", name="A")], SCALE)
    assert row == {"p": "1", "n": "A", "c": []}
    panel = Panel(exact="Persis Rp 5", links=(Link(text="Semua", address="./x?a=b"),))
    whole = Row(
        path="1", name="A", code="1", second="b", action="buka", hover="h", own=True, panel=panel
    )
    (row,) = as_data([whole], SCALE)
    assert row.keys() == set("pknscahox")
    assert row["x"]["l"] == [["Semua", "./x?a=b"]]
    assert json.loads(json.dumps(row)) == row


def test_rows_within_a_row_have_the_scale_of_the_list() -> None:
    inner = Row(path="1~2", name="B", cells=(Bar(value=20),))
    (row,) = as_data(
        [Row(path="1", name="A", cells=(Bar(value=80),), panel=Panel(rows=(inner,)))], SCALE
    )
    assert (row["c"][0]["b"], row["x"]["r"][0]["c"][0]["b"]) == (80.0, 20.0)


COLUMNS = (
    Column(kind="batang", ticks=True),
    Column(kind="angka", label="Pagu", strong=True),
    Column(kind="angka", label="Pangsa"),
)


def drawn(*rows: Row, title: str = "Pagu", theme: Theme = "light", source: str = "") -> Picture:
    picture = ListPicture(title=title, rows=rows, columns=COLUMNS, scale=SCALE, theme=theme)
    return list_svg(picture, source)


def parsed(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.text)  # noqa: S314 our own text


def words(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def row(name: str = "A", value: float | None = 50, last: float | None = None) -> Row:
    figures = (Text(text="Rp 5", small="+3 %"), Text(text="1 %"))
    return Row(
        path="1",
        name=name,
        code="1.01",
        second="Dinas",
        cells=(Bar(value=value, last=last), *figures),
    )


@given(st.text(max_size=80), st.text(max_size=300))
def test_a_picture_of_a_list_is_well_formed_whatever_names_hold(name: str, source: str) -> None:
    root = parsed(drawn(row(name), title=name, source=source))
    assert root.tag == f"{SVG}svg"
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {
        *("svg", "title", "rect", "line", "text"),
    }


def test_a_picture_shows_names_as_text_and_cuts_long_ones() -> None:
    picture = drawn(row(HOSTILE), row("x" * 200), title="A & <b>")
    said = words(parsed(picture))
    assert said[0] == "A & <b>"
    assert "<script" not in picture.text.lower()
    assert max(map(len, said)) <= max(CHARACTERS, len("A & <b>"))
    assert any(text.endswith("…") for text in said)


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_is_in_the_palette_with_its_figures_and_source(theme: Theme) -> None:
    picture = drawn(row(last=30), theme=theme, source="INAPROC RUP program-master, lengkap")
    said = words(parsed(picture))
    assert {"Pagu", "Pangsa", "50", "Rp 5", "+3 %", "1 %", "1.01 · Dinas"} <= set(said)
    assert said[-1] == "INAPROC RUP program-master, lengkap"
    assert set(HEX.findall(picture.text)) <= set(palette_colours(palette(theme)))
    assert picture.width == WIDTH


@given(st.lists(st.floats(20, 100), min_size=2, max_size=12))
def test_bars_of_a_picture_are_as_long_as_their_values(shown: list[float]) -> None:
    root = parsed(drawn(*(row(value=value) for value in shown)))
    wide = [float(e.get("width", "0")) for e in root.iter(f"{SVG}rect") if e.get("x")]
    assert len(wide) == len(shown)
    for width, value in zip(wide, shown, strict=True):
        assert width / wide[0] == pytest.approx(value / shown[0], rel=0.005)
        assert width <= WIDTH


def test_an_unknown_value_has_words_and_no_bar() -> None:
    unknown = Row(path="1", name="A", cells=(Bar(value=None, words="tidak diketahui"),))
    root = parsed(drawn(unknown))
    assert "tidak diketahui" in words(root)
    assert [e for e in root.iter(f"{SVG}rect") if e.get("x")] == []
