"""Two pages by keyboard alone: all is reached, what is reached is seen, and it works."""

from __future__ import annotations

from playwright.sync_api import Page

from services.language.wording import text
from services.reference import loader
from tests.browser.acting import visit
from tests.browser.asking import KLPD
from tests.browser.conftest import NewPage
from tests.browser.seeing import link, title
from tests.browser.serving import Served
from tests.browser.waiting import SLOW, left, location, reached, settled

MOST = 80
"""Presses of Tab from the top of a page to its end, at most."""
_ACTIVE = """let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"""
_STANDS = f"part => {{ {_ACTIVE} return !!at.closest(part); }}"
_SEEN = f"""() => {{ {_ACTIVE} const style = getComputedStyle(at);
  return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none'; }}"""
_KEY = """() => { const box = document.activeElement.closest('[class*="st-key-"]');
  const key = box && [...box.classList].find(name => name.startsWith('st-key-'));
  return key ? key.slice(7) : document.activeElement.tagName; }"""
_IN_A_CELL = """() => document.activeElement.getAttribute('role') === 'gridcell'
  && document.activeElement.textContent.trim() !== ''"""
OWN_RING = frozenset({"ingatan"})
"""Drawn in a frame of its own: its inner button has the ring."""


def tab_to(page: Page, part: str) -> None:
    """Press Tab until what has the keyboard lies in a part of the page."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(_STANDS, part):
            return
    raise AssertionError(f"{MOST} presses of Tab do not reach {part}")


def test_tab_reaches_everything_and_shows_where_it_stands(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, served.url, f"/program?klpd={KLPD}&tahun=2025")
    stood: list[str] = []
    seen: set[str] = set()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        key = page.evaluate(_KEY)
        if key == "BODY":
            break
        stood.append(key)
        if page.evaluate(_SEEN):
            seen.add(key)
    filters = ["f_klpd", "f_tahun", "f_satker", "f_snap", "menu", "istilah", "f_lang"]
    wanted = [*filters, "title", "m_pagu-per-program", "daftar_pagu-per-program", "m_sumber_1"]
    assert [key for key in wanted if key not in stood] == []
    assert sorted(wanted, key=stood.index) == wanted, (
        "the order of the keyboard is that of the page"
    )
    assert set(stood) - seen - OWN_RING == set()
    assert stood.count("daftar_pagu-per-program") >= 14


def test_choose_open_a_row_clear_it_and_go_back_by_keyboard(
    served: Served, new_page: NewPage
) -> None:
    other = loader.klpd().filter(nama_klpd="Kab. Lombok Timur")["kd_klpd"].item()
    page = new_page()
    visit(page, served.url, f"/program?klpd={KLPD}&tahun=2025")
    tab_to(page, ".st-key-f_klpd")
    page.keyboard.press("Control+A")
    page.keyboard.type("lombok timur")
    page.get_by_role("option", name="Kab. Lombok Timur").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    reached(page, f"klpd={other}")

    tab_to(page, "button.baris[aria-expanded=false]")
    page.keyboard.press("Enter")
    reached(page, "lihat=buka:")
    before = location(page)
    assert page.evaluate(_STANDS, "button.baris[aria-expanded=true]")

    page.keyboard.press("Escape")
    left(page, "lihat=buka:")
    assert page.evaluate(_STANDS, "button.baris[aria-expanded=false]")
    page.go_back()
    reached(page, "lihat=buka:")
    assert location(page) == before
    assert ("klpd", other) in link(page)


def test_open_the_menu_of_a_figure_take_the_table_and_close_it_by_keyboard(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, served.url, f"/program?klpd={KLPD}&tahun=2025")
    tab_to(page, ".st-key-m_pagu-per-program")
    page.keyboard.press("Enter")
    page.get_by_test_id("stPopoverBody").wait_for()
    settled(page)
    page.keyboard.press("Escape")
    page.get_by_test_id("stPopoverBody").wait_for(state="detached")
    settled(page)
    assert page.evaluate(_STANDS, ".st-key-m_pagu-per-program")
    page.keyboard.press("Enter")
    tab_to(page, ".st-key-b_tabel-pagu-per-program")
    page.keyboard.press("Enter")
    reached(page, "tabel-pagu-per-program:ya")
    page.locator('[class*="st-key-t_pagu-per-program_"]').wait_for()


def test_unfold_the_table_of_a_chart_walk_its_cells_and_change_the_language_by_keyboard(
    served: Served, new_page: NewPage
) -> None:
    page = new_page()
    visit(page, served.url, f"/kaji-ulang?klpd={KLPD}&tahun=2025")
    tab_to(page, ".st-key-f_lang")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    reached(page, "lang=en")
    assert title(page) == text("shell.title.kaji_ulang", "en")

    tab_to(page, ".st-key-x_keadaan summary")
    page.keyboard.press("Enter")
    page.locator('[class*="st-key-t_keadaan"] canvas[tabindex]').wait_for()
    settled(page)
    tab_to(page, '[class*="st-key-t_keadaan"] canvas')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(_IN_A_CELL, timeout=SLOW)
