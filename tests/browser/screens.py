"""What is wrong on a page from a phone to a wide screen: cut, shortened, or beyond the side."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.seeing import broken

_CUT = """() => [...document.querySelectorAll('[data-testid=stMain] *')].filter(part => {
    const style = getComputedStyle(part), box = part.getBoundingClientRect();
    if (box.width === 0 || style.visibility === 'hidden') return false;
    if (part.closest('[data-testid=stSelectbox], [data-testid=stMultiSelect]')) return false;
    if (part.closest('canvas, [data-testid=stPlotlyChart], .stDeckGlJsonChart')) return false;
    const hides = style.textOverflow === 'ellipsis' && style.overflowX !== 'visible';
    return hides && part.scrollWidth > part.clientWidth + 1;
  }).map(part => part.textContent.trim().slice(0, 60))"""
_BEYOND = """() => {
  const scrolls = part => { for (let at = part.parentElement; at; at = at.parentElement) {
      if (at.dataset.testid === 'stMain') return false;
      if (getComputedStyle(at).overflowX !== 'visible') return true; } return false; };
  return [...document.querySelectorAll('[data-testid=stMain] *')].filter(part => {
    const box = part.getBoundingClientRect();
    return box.width > 0 && box.right > innerWidth + 1 && !scrolls(part);
  }).map(part => `${part.tagName} ${part.textContent.trim().slice(0, 40)}`).slice(0, 5); }"""
_ANSWERS = """() => [...document.querySelectorAll('[data-testid=stMain] p strong')]
  .map(part => part.textContent)"""


def wrong(page: Page) -> list[str]:
    """Return what is cut, shortened, or stands where nobody can look."""
    found = broken(page) + [f"cut: {said}" for said in page.evaluate(_CUT)]
    found += [f"beyond the side: {said}" for said in page.evaluate(_BEYOND)]
    return found + [said for said in page.evaluate(_ANSWERS) if said.endswith(("…", "..."))]
