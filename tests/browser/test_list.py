"""The ranked list in a real browser: its rows as buttons, bars, sums, words, and its state."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from services.charts.palette import palette, rgb
from services.language.wording import rupiah_full, text
from tests.browser.acting import close_menu, open_menu, toggle_row, visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.conftest import NewPage
from tests.browser.seeing import link, list_rows, list_total, ranked
from tests.browser.serving import Served
from tests.browser.waiting import left, location, reached, settled

YEAR = 2025
LINK = f"/program?klpd={KLPD}&tahun={YEAR}"
LIST = "pagu-per-program"
LEAST = 0.25
"""Percent of the scale that the bar of a small value is drawn with."""
_ROWS = """list => [...list.querySelectorAll('ol > li')].map(item => {
  const row = item.querySelector(':scope > .baris'), box = row.getBoundingClientRect();
  const own = item.getBoundingClientRect(), style = getComputedStyle(row);
  return {tag: row.tagName, height: box.height, wide: own.width - box.width,
    buttons: row.querySelectorAll('button, a, input, [tabindex]').length};
})"""
_BARS = """list => [...list.querySelectorAll('li > .baris')].flatMap(row => {
  const field = row.querySelector('.bidang'), bar = row.querySelector('.bidang .isi');
  if (!bar) return [];
  const place = field.getBoundingClientRect();
  return [{path: row.dataset.path ?? '', left: place.left, width: place.width,
    bar: bar.getBoundingClientRect().width}];
})"""
_RING = """() => { let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const style = getComputedStyle(at);
  return Math.max(parseFloat(style.outlineWidth) || 0,
    ...[...style.boxShadow.matchAll(/(\\d+)px/g)].map(part => Number(part[1]))); }"""
_SHORTENED = """list => [...list.querySelectorAll('.nm')]
  .filter(name => getComputedStyle(name).textOverflow === 'ellipsis').length"""

_FILLS = """list => [...list.querySelectorAll('.legenda i, .bidang .bagian')].map(part => {
  const style = getComputedStyle(part);
  return [style.backgroundColor, style.boxShadow]; })"""


@pytest.fixture
def program(served: Served, page: Page) -> Page:
    """Return the program page, whose list has every part that a list can have."""
    visit(page, served.url, LINK)
    return page


def bars(page: Page) -> dict[str, dict[str, Any]]:
    """Return the place and width of the bar of each row, pixels by path."""
    drawn: list[dict[str, Any]] = ranked(page, LIST).evaluate(_BARS)
    return {bar["path"]: bar for bar in drawn}


def first(page: Page) -> Locator:
    return ranked(page, LIST).locator("ol > li > button.baris").first


def test_each_row_is_exactly_one_button_of_the_height_of_a_finger(program: Page) -> None:
    rows = ranked(program, LIST).evaluate(_ROWS)
    assert len(rows) >= 12
    assert {row["tag"] for row in rows} == {"BUTTON"}
    assert [row for row in rows if row["buttons"] or row["height"] < 44] == []
    assert max(abs(row["wide"]) for row in rows) <= 1, "a press beside the words must count"


def test_a_row_opens_with_enter_and_space_and_closes_with_escape(program: Page) -> None:
    row = first(program)
    path = row.get_attribute("data-path")
    row.focus()
    for key in ("Enter", "Space"):
        program.keyboard.press(key)
        reached(program, f"lihat=buka:{path}")
        assert row.get_attribute("aria-expanded") == "true"
        assert program.evaluate(_RING) >= 2
        program.keyboard.press("Escape")
        left(program, "lihat=buka:")
        assert row.get_attribute("aria-expanded") == "false"
        assert row.evaluate("row => row.getRootNode().activeElement === row")


def test_a_screen_reader_hears_the_row_as_a_button_with_labels_before_its_figures(
    program: Page,
) -> None:
    shown, *_ = list_rows(program, LIST)
    row = first(program)
    heard = row.aria_snapshot().replace("\u00a0", " ")
    assert heard.startswith("- button ")
    assert shown.name in heard
    for label in ("shell.list.sort_pagu", "kolom.pangsa"):
        assert text(label) in heard
    for figure in filter(None, shown.figures):
        assert figure in heard


def test_bars_stand_in_one_place_and_have_one_scale_in_open_rows_and_on_every_page(
    program: Page, lensa: Lensa
) -> None:
    pagu = dict(lensa.table(LIST, YEAR).select("kd_program_str", "pagu").iter_rows())
    shown = bars(program)
    of_first = first(program).get_attribute("data-path")
    assert of_first is not None
    toggle_row(program, LIST, of_first)
    opened = bars(program)
    children = lensa.table("pagu-per-satker", YEAR, program=of_first)
    pagu |= {f"{of_first}~{kode}": value for kode, value in
             children.select("kd_satker", "pagu").iter_rows()}  # fmt: skip
    assert len(opened) > len(shown)
    places = {(round(bar["left"], 0), round(bar["width"], 0)) for bar in opened.values()}
    assert len(places) == 1
    wide = {
        path: pagu[path] / bar["bar"]
        for path, bar in opened.items()
        if bar["bar"] > LEAST / 100 * bar["width"] + 1
    }
    assert len(wide) > 10
    scale = pagu[of_first] / shown[of_first]["bar"]
    for path, rupiah in wide.items():
        assert abs(pagu[path] / scale - opened[path]["bar"]) <= 0.75, (path, rupiah)
    assert max(bar["bar"] / bar["width"] for bar in opened.values()) <= 1


def test_the_scale_stays_when_the_list_is_sorted_filtered_and_turned(
    program: Page, lensa: Lensa
) -> None:
    before = bars(program)
    path = sorted(before)[0]
    chip = ranked(program, LIST).locator(".urutan button").last
    chip.click()
    reached(program, "urut=")
    ranked(program, LIST).locator(".urutan button").first.click()
    settled(program)
    name = lensa.table(LIST, YEAR).filter(kd_program_str=path)["nama_program"].item()
    ranked(program, LIST).get_by_role("searchbox").fill(name[:40])
    reached(program, "lihat=saring:")
    after = bars(program)
    assert abs(after[path]["bar"] - before[path]["bar"]) <= 0.5
    table = lensa.table(LIST, YEAR)
    words = [f"{row['kd_program_str']} {row['nama_program']}" for row in table.to_dicts()]
    matching = [text for text in words if name[:40].lower() in text.lower()]
    total = list_total(program, LIST).name
    assert (str(len(matching)) in total, str(table.height) in total) == (True, True)


def test_the_rest_is_words_and_with_the_rows_shown_gives_the_total(
    program: Page, lensa: Lensa
) -> None:
    table = lensa.table(LIST, YEAR)
    rest = ranked(program, LIST).locator(".sisa")
    assert rest.locator(".bidang, .isi, rect").count() == 0
    words = rest.inner_text().replace("\u00a0", " ")
    shown = {row.path for row in list_rows(program, LIST)}
    others = table.filter(~table["kd_program_str"].is_in(list(shown)))
    assert str(others.height) in words
    assert table["pagu"].sum() == others["pagu"].sum() + sum(
        table.filter(kd_program_str=path)["pagu"].item() or 0 for path in shown
    )
    total = list_total(program, LIST)
    assert total.figures[0] in ranked(program, LIST).locator(".jumlah").inner_text().replace(
        "\u00a0", " "
    )


def test_rows_of_one_name_differ_in_words_and_no_name_is_shortened(program: Page) -> None:
    while (more := ranked(program, LIST).locator(".sisa button")).count():
        before = len(list_rows(program, LIST))
        more.first.click()
        settled(program)
        if len(list_rows(program, LIST)) <= before:
            break
    rows = list_rows(program, LIST)
    words = [(row.name, row.code, row.second) for row in rows]
    assert len(rows) >= 50
    assert len(set(words)) == len(words)
    assert ranked(program, LIST).evaluate(_SHORTENED) == 0


def test_an_open_row_begins_with_the_exact_figure_and_nothing_else_on_the_page_moves(
    program: Page, lensa: Lensa
) -> None:
    path = first(program).get_attribute("data-path")
    assert path is not None
    above = program.locator("h1").bounding_box()
    place = first(program).bounding_box()
    toggle_row(program, LIST, path)
    pagu = lensa.table(LIST, YEAR).filter(kd_program_str=path)["pagu"].item()
    exact = ranked(program, LIST).locator(".panel .catatan p").first
    assert rupiah_full(pagu) in exact.inner_text().replace("\u00a0", " ")
    assert (program.locator("h1").bounding_box(), first(program).bounding_box()) == (above, place)
    address = location(program)
    program.reload()
    settled(program)
    assert first(program).get_attribute("aria-expanded") == "true"
    again = program.context.new_page()
    again.goto(address)
    settled(again)
    assert first(again).get_attribute("aria-expanded") == "true"
    again.close()
    toggle_row(program, LIST, path)
    assert [name for name, _ in link(program)] == ["klpd", "tahun", "lang"]


def test_quick_presses_on_several_rows_open_every_one_of_them(program: Page) -> None:
    ranked(program, LIST).locator(":scope > ol > li > button.baris").evaluate_all(
        "rows => rows.slice(0, 5).forEach(row => row.click())"
    )
    program.wait_for_function("() => location.search.split('buka').length === 6")
    settled(program)
    paths = {row.path for row in list_rows(program, LIST)[:5]}
    assert {value for name, value in link(program) if name == "lihat"} == {
        f"buka:{path}" for path in paths
    }


def test_a_figure_has_one_quiet_button_whose_menu_holds_everything(program: Page) -> None:
    for name in ("Unduh", "Kutip"):
        assert program.get_by_role("button", name=name, exact=True).count() == 0
    menu = open_menu(program, LIST)
    shown = menu.inner_text()
    for entry in ("shell.as_table", "kutipan.cite", "tautan.section"):
        assert text(entry) in shown
    assert text("shell.csv") in shown
    for picture in ("png", "svg"):
        assert menu.get_by_role("button", name=text(f"ekspor.{picture}")).count() == 1
    close_menu(program)


@pytest.mark.parametrize(("width", "above"), [(1366, 350), (360, 600)])
def test_the_first_row_stands_high_on_the_page(
    served: Served, new_page: NewPage, width: int, above: int
) -> None:
    page = new_page(viewport={"width": width, "height": 768})
    visit(page, served.url, LINK)
    box = first(page).bounding_box()
    assert box is not None
    assert box["y"] < above


def test_a_fill_too_pale_for_the_ground_has_a_line(served: Served, page: Page) -> None:
    visit(page, served.url, f"/swakelola?klpd={KLPD}&tahun={YEAR}")
    look = palette("light")
    shadows = dict(ranked(page, "swakelola-per-satker").evaluate(_FILLS))
    by_css = {f"rgb({', '.join(map(str, rgb(fill)))})": fill for fill in look.status.values()}
    pale = {css for css, fill in by_css.items() if css in shadows and not look.stands_out(fill)}
    assert pale
    line = f"rgb({', '.join(map(str, rgb(look.no_data_line)))})"
    assert {css: shadows[css].startswith(line) for css in pale} == dict.fromkeys(pale, True)
