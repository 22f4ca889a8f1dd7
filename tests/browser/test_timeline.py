"""The timeline of a family in a browser: where marks stand, pointer, keyboard, touch, widths."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from services.charts.palette import palette, rgb
from services.language.wording import month_name, text, waktu
from tests.browser.acting import open_menu, visit
from tests.browser.asking import KLPD, Lensa
from tests.browser.conftest import NewPage
from tests.browser.screens import wrong
from tests.browser.seeing import broken, link, path
from tests.browser.serving import Served
from tests.browser.waiting import left, reached

YEAR = 2025
CHAIN = "162060292"
"""A family of the sandbox with a chain of ten, splits, cancellations and re-activations."""
TWELVE = "162040513"
LINK = f"klpd={KLPD}&tahun={YEAR}"
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}
_MARKS = """box => [...box.querySelectorAll('.tanda')].map(mark => {
  const at = mark.querySelector('.bentuk').getBoundingClientRect();
  return {kode: mark.dataset.kode, nama: mark.getAttribute('aria-label'),
          x: at.x + at.width / 2, y: at.y + at.height / 2, jenis: mark.mark.bentuk}; })"""
_STANDS = """() => { let at = document.activeElement;
  while (at && at.shadowRoot) at = at.shadowRoot.activeElement;
  return at && at.dataset.kunci || ''; }"""
_TIME = re.compile(r"(\d+) (\w{3}) (\d{4}) (\d\d)\.(\d\d)")
_MONTHS = {month_name(at): at for at in range(1, 13)}
TOLERANCE = 0.6


def drawing(page: Page) -> Locator:
    return page.locator(".garis")


def marks(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = drawing(page).evaluate(_MARKS)
    return found


def times(name: str) -> list[datetime]:
    """Return the times that the name of a mark begins its events with."""
    found = [_TIME.search(part) for part in name.split(". ")]
    return [datetime(int(t[3]), _MONTHS[t[2]], int(t[1]), int(t[4]), int(t[5])) for t in found if t]


def stands(page: Page) -> str:
    return str(page.evaluate(_STANDS))


def words(page: Page) -> str:
    shown = page.locator(".garis .kata:not([hidden])")
    shown.wait_for()
    return shown.inner_text()


@pytest.mark.parametrize("width", [1366, 820, 360])
def test_children_start_under_their_parents_mark_and_dates_run_to_the_right(
    width: int, served: Served, lensa: Lensa, new_page: NewPage
) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    visit(page, served.url, f"/paket?{LINK}&kode={CHAIN}")
    lanes: dict[str, list[dict[str, Any]]] = {}
    for mark in marks(page):
        lanes.setdefault(mark["kode"], []).append(mark)
    trail = lensa.table("jejak", YEAR, kode=CHAIN)
    steps = trail.filter(trail["kd_rup_lama"] != trail["kd_rup_baru"])
    assert steps.height > 10
    for row in steps.iter_rows(named=True):
        parent, child = row["kd_rup_lama"], row["kd_rup_baru"]
        made_by = [m for m in lanes[parent] if re.search(f"Menjadi .*{child}", m["nama"])]
        assert [abs(m["x"] - lanes[child][0]["x"]) < TOLERANCE for m in made_by] == [True]
        assert lanes[child][0]["y"] > made_by[0]["y"]
        assert waktu(row["tgl_kaji_ulang"])[:6] in made_by[0]["nama"]
    for lane in lanes.values():
        xs = [mark["x"] for mark in lane]
        assert all(b - a >= 12 - TOLERANCE for a, b in pairwise(xs))
        dates = [time for mark in lane for time in times(mark["nama"])]
        assert dates == sorted(dates)
    for mark in marks(page):
        assert re.search(r"Kode \d{9}", mark["nama"])
        assert re.search("Alasan: “|Tanpa alasan|menurut daftar", mark["nama"])
        assert times(mark["nama"]) or "menurut daftar" in mark["nama"]
    assert (broken(page), wrong(page)) == ([], [])


def test_pointing_at_a_mark_says_date_kind_code_reason_and_what_followed(
    served: Served, lensa: Lensa, page: Page
) -> None:
    visit(page, served.url, f"/paket?{LINK}&kode={CHAIN}")
    trail = lensa.table("jejak", YEAR, kode=CHAIN)
    row = trail.filter(jenis_revisi="SATUKESATU").row(1, named=True)
    mark = page.get_by_role("link", name=f"Menjadi kode {row['kd_rup_baru']}")
    mark.locator(".bentuk").hover()
    said = words(page)
    assert text("garis.judul.SATUKESATU") in said
    assert waktu(row["tgl_kaji_ulang"]) in said
    assert f"Kode {row['kd_rup_lama']}" in said
    assert f"Alasan: “{row['alasan_kajiulang']}”" in said
    page.mouse.move(5, 5)
    page.locator(".garis .kata:not([hidden])").wait_for(state="detached")
    mark.locator(".bentuk").click()
    reached(page, f"kode={row['kd_rup_lama']}")
    assert page.locator(".garis .nama.ini").inner_text().startswith(row["kd_rup_lama"])
    page.go_back()
    reached(page, f"kode={CHAIN}")


def test_arrows_walk_along_a_lane_and_between_lanes_and_enter_opens_the_code(
    served: Served, lensa: Lensa, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, served.url, f"/paket?{LINK}&kode={CHAIN}")
    first, second = lensa.table("jejak", YEAR, kode=CHAIN)["kd_rup_lama"][:2]
    page.locator(".garis .nama.ini").focus()
    assert stands(page) == first == CHAIN
    page.keyboard.press("ArrowRight")
    assert stands(page) == f"{first} 0"
    assert f"Kode {first}" in words(page)
    page.keyboard.press("ArrowDown")
    assert stands(page) == f"{second} 0", "the mark that is nearest"
    page.keyboard.press("End")
    assert stands(page) == f"{second} 1"
    page.keyboard.press("Home")
    assert stands(page) == second
    page.keyboard.press("ArrowUp")
    assert stands(page) == first
    page.keyboard.press("ArrowLeft")
    assert stands(page) == first, "nothing lies left of the code"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    page.locator(".garis .kata:not([hidden])").wait_for(state="detached")
    page.keyboard.press("Enter")
    reached(page, f"kode={second}")
    assert stands(page) == f"{second} 0", "the keyboard stays where it was"
    stops = drawing(page).evaluate("box => box.querySelectorAll('.gambar [tabindex=\"0\"]').length")
    assert stops == 1, "one stop for Tab"


def test_twelve_codes_fit_a_phone_and_a_tap_explains_a_mark(
    served: Served, stranger: NewPage
) -> None:
    page = stranger(**PHONE)
    visit(page, served.url, f"/paket?{LINK}&kode={TWELVE}")
    codes = page.locator(".garis .nama")
    assert codes.count() == 12
    assert codes.first.bounding_box()["width"] < 60  # type: ignore[index]
    named = page.get_by_role("link", name=re.compile(f"^{TWELVE} ?, diganti"))
    assert named.count() == 1, "its name has all digits"
    assert all(0 <= mark["x"] <= 360 for mark in marks(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    own = page.locator(".garis .tanda").first
    own.scroll_into_view_if_needed()
    own.tap(position={"x": 13, "y": 13})
    assert f"Kode {TWELVE}" in words(page)
    assert ("kode", TWELVE) in link(page), "a tap on a mark stays on the page"
    page.get_by_role("button", name=re.compile("Sisanya: .* sebelumnya")).tap()
    reached(page, "lihat=tindakan:semua")
    acts = page.locator(".garis .daftar li")
    assert acts.count() > 5
    dates = [times(act.inner_text().replace("\n", " "))[0] for act in acts.all()]
    assert dates == sorted(dates, reverse=True)
    page.get_by_role("button", name=text("garis.tindakan_lipat")).tap()
    left(page, "lihat=")
    codes.nth(1).tap()
    page.wait_for_function("code => !location.href.includes(`kode=${code}`)", arg=TWELVE)
    assert path(page) == "/paket"
    assert broken(page) == []


def test_colours_follow_the_theme_and_dates_the_language(served: Served, new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    visit(page, served.url, f"/paket?{LINK}&kode={CHAIN}&lang=en")
    stroke = drawing(page).evaluate(
        "box => getComputedStyle(box.querySelector('.bentuk.PEMBATALAN')).stroke"
    )
    red, green, blue = rgb(palette("dark").jenis["PEMBATALAN"])
    assert stroke == f"rgb({red}, {green}, {blue})"
    months = drawing(page).evaluate(
        "box => [...box.querySelectorAll('text.bulan')].map(one => one.textContent)"
    )
    assert months[0] == "Jan 2025"
    assert {"Aug", "Oct"} <= set(months)
    assert "Cancellation" in "".join(mark["nama"] for mark in marks(page))


def test_the_family_on_the_revisions_page_leads_to_the_page_of_a_code(
    served: Served, page: Page
) -> None:
    visit(page, served.url, f"/kaji-ulang?{LINK}&kode={CHAIN}")
    page.locator(".garis .nama").nth(2).click()
    page.wait_for_url("**/paket?*")
    left(page, f"kode={CHAIN}")
    assert path(page) == "/paket"
    page.locator(".garis .nama.ini").wait_for()
    assert broken(page) == []


def test_the_picture_is_the_drawing_with_title_and_source(served: Served, page: Page) -> None:
    visit(page, served.url, f"/paket?{LINK}&kode={CHAIN}")
    button = open_menu(page, "jejak").get_by_role("button", name=text("ekspor.svg"))
    with page.expect_download() as given:
        button.click()
    svg = given.value.path().read_text("utf-8")
    assert given.value.suggested_filename.endswith(".svg")
    assert f"Riwayat keluarga {CHAIN}" in svg
    assert "DATA CONTOH" in svg
    assert svg.count(f">{CHAIN}<") == 1
