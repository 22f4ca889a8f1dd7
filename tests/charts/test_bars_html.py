from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import polars as pl
import pytest

from services.charts import figures
from services.charts.bars_html import bars_html
from services.charts.palette import Theme, palette
from tests.charts import tables
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours

Element = tuple[str, dict[str, str], str]
VALUES = {"a": 800, "b": 200, "c": None}


class Reader(HTMLParser):
    """Collect the elements in their order: tag, attributes with the style's parts, text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "span" and given.get("style", "").startswith("color:"):
            return  # a muted code within a name
        parts = (part.partition(":") for part in given.get("style", "").split(";"))
        self.found.append((tag, given | {name: value for name, _, value in parts}, ""))

    def handle_data(self, data: str) -> None:
        tag, given, text = self.found[-1]
        self.found[-1] = (tag, given, text + data)


def read(html: str, tag: str = "", kind: str = "") -> list[Element]:
    reader = Reader()
    reader.feed(html)
    return [
        one
        for one in reader.found
        if one[0] == (tag or one[0]) and (not kind or kind in one[1].get("class", "").split(" "))
    ]


def percent(element: Element, name: str) -> float:
    return float(element[1][name].removesuffix("%"))


def programs(values: dict[str, int | None], name: str = "Program") -> pl.DataFrame:
    rows = [
        {"kd_program_str": code, "nama_program": f"{name} {code}", "pagu": value}
        for code, value in values.items()
    ]
    return pl.DataFrame(rows, schema_overrides={"pagu": pl.Int64})


def ranked(frame: pl.DataFrame, theme: Theme = "light", **settings: object) -> str:
    columns = {"code": "kd_program_str", "name": "nama_program"}
    return bars_html(figures.ranked_bars(frame, theme=theme, **columns, **settings))  # type: ignore[arg-type]


def stacked(frame: pl.DataFrame, theme: Theme = "light") -> str:
    columns = {"code": "kd_satker", "name": "nama_satker"}
    return bars_html(figures.stacked_bars(frame, theme=theme, **columns))


def monthly(*years: int, theme: Theme = "light") -> str:
    frame = tables.plan_months().filter(pl.col("tahun").is_in(years or (2024, 2025)))
    return bars_html(figures.plan_months(frame, theme=theme))


def test_bars_are_as_long_as_their_values_and_a_missing_value_has_none() -> None:
    html = ranked(programs(VALUES))
    bars = read(html, "i")
    assert [percent(bar, "left") for bar in bars] == [0, 0]
    longest, second = (percent(bar, "width") for bar in bars)
    assert longest / second == pytest.approx(800 / 200, rel=1e-3)
    assert longest <= 100
    said = [text for _, _, text in read(html, "span")]
    assert said == [
        "a Program a",
        "b Program b",
        "c Program c",
        "Rp 800",
        "Rp 200",
        "tidak diketahui",
    ]


def test_names_stand_above_their_bars_and_values_behind_their_ends() -> None:
    html = ranked(programs(VALUES))
    bars, words = read(html, "i"), read(html, "span")
    for bar, name, value in zip(bars, words[:2], words[3:], strict=False):
        top = percent(bar, "top")
        assert 100 - percent(name, "bottom") == pytest.approx(top, abs=0.02)
        assert percent(value, "left") == pytest.approx(percent(bar, "width"), abs=0.02)
        assert percent(value, "top") == pytest.approx(top + percent(bar, "height") / 2, abs=0.02)


def test_rows_follow_each_other_within_the_box() -> None:
    tops = [percent(bar, "top") for bar in read(ranked(programs(dict.fromkeys("abcde", 1))), "i")]
    steps = {round(below - above, 1) for above, below in pairwise(tops)}
    assert len(steps) == 1
    assert tops[0] > 0
    assert tops[-1] < 100


def test_parts_follow_each_other_and_are_named_in_the_legend() -> None:
    frame = pl.DataFrame(
        [
            {"kd_satker": "1", "nama_satker": "A", "status": status, "jumlah_paket": count}
            for status, count in (("Terumumkan", 6), ("Draf", 2))
        ]
    )
    html = stacked(frame)
    legend, bars = read(html, "i")[:2], read(html, "i")[2:]
    assert [(percent(b, "left"), percent(b, "width")) for b in bars] == [
        (0, pytest.approx(6 / (8 * 1.26) * 100, abs=0.01)),
        (percent(bars[0], "width"), pytest.approx(2 / (8 * 1.26) * 100, abs=0.01)),
    ]
    assert [i[1]["background"] for i in legend] == [b[1]["background"] for b in bars]
    assert [text for _, _, text in read(html, "span")] == ["Terumumkan", "Draf", "1 A", "8"]


def test_months_stand_in_their_order_as_high_as_their_values() -> None:
    boxes = read(monthly(2025), "i")
    bars = [box for box in boxes if "height" in box[1] and box[1]["height"] != "1px"]
    heights = [percent(bar, "height") for bar in bars]
    assert [height / heights[0] for height in heights] == pytest.approx(
        [1, 3 / 5, 10 / 5], abs=0.01
    )
    assert all(percent(b, "top") + percent(b, "height") == pytest.approx(100) for b in bars)
    assert [percent(b, "left") for b in bars] == sorted(percent(b, "left") for b in bars)


def test_the_year_before_lies_as_ticks_across_its_columns_on_the_same_scale() -> None:
    html = monthly()
    ticks = [box for box in read(html, "i", "garis") if "top" in box[1]]
    bars = [box for box in read(html, "i") if "height" in box[1] and box[1]["height"] != "1px"]
    assert len(ticks) == 4
    unit = percent(bars[-1], "height") / 10
    assert [100 - percent(tick, "top") for tick in ticks] == pytest.approx(
        [unit * value for value in (4, 0, 0, 8)], abs=0.02
    )
    column, tick = bars[0], ticks[0]
    assert percent(tick, "left") < percent(column, "left")
    assert percent(tick, "left") + percent(tick, "width") > percent(column, "left") + percent(
        column, "width"
    )


def test_the_legend_names_both_years() -> None:
    legend = [text for _, _, text in read(monthly(), "span")][:2]
    assert legend == ["rencana 2025", "rencana 2024"]


def test_three_years_are_lines_of_one_picture_with_the_values_of_each_month_on_hover() -> None:
    known = tables.plan_months()
    third = known.filter(tahun=2024).with_columns(tahun=pl.lit(2023, pl.Int64))
    frame = pl.concat([known, third])
    html = bars_html(figures.plan_months(frame, theme="light"))
    (picture,) = read(html, "img")
    drawing = unquote(picture[1]["src"].partition(",")[2])
    assert drawing.count("<path") == 3
    assert drawing.count("stroke-dasharray") == 1
    assert drawing.count(palette("light").brand) == 1
    march = next(words for words in html.split('class="temu"') if "Mar 2025" in words)
    assert [f"<b>Mar {year}</b>" in march for year in (2023, 2024, 2025)] == [True] * 3
    assert "10 tindakan" in march
    names = [text for _, _, text in read(html, "span")]
    assert {"2023", "2024", "2025"} <= set(names)


def revisions(rows: list[tuple[str, str, int]]) -> str:
    frame = pl.DataFrame(rows, schema=["bulan", "jenis_revisi", "tindakan"], orient="row")
    return bars_html(figures.months_by_type(frame, theme="light", every_month=True), hover=False)


def test_the_kinds_of_a_month_stand_on_each_other_to_its_total_on_the_axis() -> None:
    html = revisions(
        [("2025-12", "PEMBATALAN", 10), ("2026-01", "PEMBATALAN", 4), ("2026-01", "SATUKESATU", 6)]
    )
    boxes = [box for box in read(html, "i") if "left" in box[1]]
    lines = [percent(box, "top") for box in boxes if box[1]["height"] == "1px"]
    lower, first, upper = (box for box in boxes if box[1]["height"] != "1px")
    feet = [percent(bar, "top") + percent(bar, "height") for bar in (lower, first, upper)]
    assert feet == pytest.approx([100, 100, percent(lower, "top")], abs=0.02)
    assert percent(first, "top") == pytest.approx(percent(upper, "top"), abs=0.02)
    assert percent(lower, "height") / percent(upper, "height") == pytest.approx(6 / 4, rel=1e-2)
    words = [text for _, _, text in read(html, "span")]
    assert words[:2] == ["Satu ke satu", "Pembatalan"]
    heights = dict(zip(words[2:], lines, strict=False))
    assert heights["0"] == pytest.approx(100)
    assert heights["10"] == pytest.approx(percent(first, "top"), abs=0.02)


def test_months_are_labelled_below_the_plot_the_first_and_januaries_with_their_year() -> None:
    html = revisions([("2025-12", "PEMBATALAN", 10), ("2026-02", "PEMBATALAN", 4)])
    below = [given for _, given, _ in read(html, "span") if given.get("top") == "100%"]
    lefts = [float(given["left"].removesuffix("%")) for given in below]
    assert lefts == sorted(lefts)
    assert [label in html for label in (">Des<br>2025<", ">Jan<br>2026<", ">Feb<")] == [True] * 3


def test_on_paper_no_hover_text_stands_in_the_page() -> None:
    html = revisions([("2025-12", "PEMBATALAN", 10)])
    assert "temu" not in html
    assert "kata" not in html


def test_every_bar_has_the_hover_text_of_the_figure() -> None:
    html = stacked(tables.statuses())
    figure = figures.stacked_bars(
        tables.statuses(), theme="light", code="kd_satker", name="nama_satker"
    )
    told = [
        words
        for trace in figure.data
        if trace.type == "bar"
        for words, length in zip(trace.hovertext, trace.x, strict=True)
        if length
    ]
    assert told
    assert html.count('class="temu"') == len(told)
    assert [words for words in told if f">{words}</div>" not in html] == []


def test_it_is_a_picture_with_the_figures_words_for_who_cannot_see_it() -> None:
    (frame, *_) = read(ranked(programs(VALUES)), "div", "lensa-diam")
    assert frame[1]["role"] == "img"
    assert frame[1]["aria-label"].startswith("a Program a: Rp 800; b Program b: Rp 200")


@pytest.mark.parametrize("theme", THEMES)
def test_its_colours_are_the_palettes(theme: Theme) -> None:
    html = (
        ranked(programs(VALUES), theme) + stacked(tables.statuses(), theme) + monthly(theme=theme)
    )
    assert set(HEX.findall(html)) <= set(palette_colours(palette(theme)))


def test_an_empty_figure_shows_its_message() -> None:
    html = bars_html(figures.empty(theme="light", lang="en"))
    assert [text for _, _, text in read(html, "span")] == ["No rows for this choice"]
    assert "kosong" in read(html, "div")[0][1]["class"]


def test_names_never_become_markup() -> None:
    html = ranked(programs(VALUES, tables.HOSTILE)) + stacked(tables.statuses(name=tables.HOSTILE))
    assert {tag for tag, _, _ in read(html)} <= {"div", "i", "b", "span", "br"}
    given = {attribute for _, found, _ in read(html) for attribute in found}
    assert not {attribute for attribute in given if attribute.startswith("on")}
    assert "href" not in given


def test_other_figures_are_refused() -> None:
    calendar = figures.day_calendar(tables.days(), theme="light")
    with pytest.raises(ValueError, match="heatmap"):
        bars_html(calendar)


def test_the_figure_is_left_as_it_was() -> None:
    figure = figures.plan_months(tables.plan_months(), theme="light")
    before = figure.to_json()
    bars_html(figure)
    assert figure.to_json() == before
