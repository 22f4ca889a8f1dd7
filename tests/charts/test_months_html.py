from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import unquote

import polars as pl
import pytest

from services.charts.palette import Theme, palette
from services.charts.revision_year.day_calendar import day_calendar
from services.charts.revision_year.figures import empty
from services.charts.revision_year.months_html import months_html
from services.charts.revision_year.plan_months import plan_months
from tests.charts import tables
from tests.charts.test_palette import HEX, THEMES
from tests.charts.test_palette import colours as palette_colours

Element = tuple[str, dict[str, str], str]


class Reader(HTMLParser):
    """Collect the elements in their order: tag, attributes with the style's parts, text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
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


def monthly(*years: int, theme: Theme = "light") -> str:
    frame = tables.plan_months().filter(pl.col("tahun").is_in(years or (2024, 2025)))
    return months_html(plan_months(frame, theme=theme))


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
    html = months_html(plan_months(frame, theme="light"))
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


def test_months_are_labelled_below_the_plot_the_first_and_january_with_their_year() -> None:
    html = monthly()
    below = [given for _, given, _ in read(html, "span") if given.get("top") == "100%"]
    lefts = [float(given["left"].removesuffix("%")) for given in below]
    assert len(lefts) == 13
    assert lefts == sorted(lefts)
    assert [label in html for label in (">Des<br>2024<", ">Jan<br>2025<", ">Feb<")] == [True] * 3


def test_counts_stand_beside_the_grid_lines_that_they_name() -> None:
    html = monthly(2025)
    lines = [percent(box, "top") for box in read(html, "i") if box[1].get("height") == "1px"]
    beside = [one for one in read(html, "span") if one[1].get("right") == "100%"]
    assert [percent(one, "top") for one in beside] == lines
    column = max(percent(box, "height") for box in read(html, "i") if "width" in box[1])
    assert [100 - line for line in lines] == pytest.approx(
        [column * int(text) / 10 for _, _, text in beside], abs=0.02
    )


def test_on_paper_no_hover_text_stands_in_the_page() -> None:
    html = months_html(plan_months(tables.plan_months(), theme="light"), hover=False)
    assert "temu" not in html
    assert "kata" not in html


def test_every_month_has_the_hover_text_of_the_figure_at_any_height() -> None:
    (columns, _) = plan_months(tables.plan_months(), theme="light").data
    html = monthly()
    strips = read(html, "div", "temu")
    assert len(strips) == len(columns.hovertext) == 13
    assert {(strip[1]["top"], strip[1]["height"]) for strip in strips} == {("0", "100%")}
    assert [words for words in columns.hovertext if f">{words}</div>" not in html] == []


def test_it_is_a_picture_with_the_figures_words_for_who_cannot_see_it() -> None:
    (frame, *_) = read(monthly(), "div", "lensa-diam")
    assert frame[1]["role"] == "img"
    assert frame[1]["aria-label"] == "Mar 2025: 10 tindakan; 2024: 8"


@pytest.mark.parametrize("theme", THEMES)
def test_its_colours_are_the_palettes(theme: Theme) -> None:
    html = monthly(theme=theme)
    assert set(HEX.findall(html)) <= set(palette_colours(palette(theme)))


def test_an_empty_figure_shows_its_message() -> None:
    html = months_html(empty(theme="light", lang="en"))
    assert [text for _, _, text in read(html, "span")] == ["No rows for this choice"]
    assert "kosong" in read(html, "div")[0][1]["class"]


def test_codes_never_become_markup() -> None:
    known = tables.plan_months()
    frame = pl.concat([known, known.with_columns(kd_klpd=pl.lit(tables.HOSTILE))])
    html = months_html(plan_months(frame, theme="light"))
    assert "&lt;script" in html
    assert {tag for tag, _, _ in read(html)} <= {"div", "i", "b", "span", "br", "img"}
    given = {attribute for _, found, _ in read(html) for attribute in found}
    assert not {attribute for attribute in given if attribute.startswith("on")}
    assert "href" not in given


def test_other_figures_are_refused() -> None:
    calendar = day_calendar(tables.days(), theme="light")
    with pytest.raises(ValueError, match="heatmap"):
        months_html(calendar)


def test_the_figure_is_left_as_it_was() -> None:
    figure = plan_months(tables.plan_months(), theme="light")
    before = figure.to_json()
    months_html(figure)
    assert figure.to_json() == before
