"""Read ranked lists and drawings as they stand on the screen: places, widths, what is cut."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

_COMPONENTS = """() => [...document.querySelectorAll('[data-testid=stMain] [class*=st-key-]')]
  .flatMap(box => [...box.querySelectorAll('*')].filter(part => part.shadowRoot)
    .map(part => part.shadowRoot))"""
_CUT = f"""() => ({_COMPONENTS})().flatMap(root =>
  [...root.querySelectorAll('.num, .angka, .uang, small, figcaption b, button, th, .kata')]
    .filter(part => part.clientWidth && part.scrollWidth > part.clientWidth + 1)
    .map(part => part.textContent))"""
_BEYOND = f"""() => ({_COMPONENTS})().flatMap(root =>
  [...root.querySelectorAll('text, rect, circle, td, th, li, p')]
    .filter(part => {{ const box = part.getBoundingClientRect();
      return box.width && (box.right > innerWidth + 1 || box.left < -1); }})
    .map(part => part.textContent))"""
_COVERED = """() => {
  const within = (part, other) => { for (let at = other; at; at = at.parentNode ?? at.host)
    if (at === part) return true; return false; };
  const deepest = (x, y) => { let at = document.elementFromPoint(x, y);
    while (at?.shadowRoot) { const next = at.shadowRoot.elementFromPoint(x, y);
      if (!next || next === at) break; at = next; } return at; };
  const roots = [document, ...[...document.querySelectorAll('*')]
    .filter(part => part.shadowRoot).map(part => part.shadowRoot)];
  const main = document.querySelector('[data-testid=stMain]');
  return roots.flatMap(root => [...root.querySelectorAll('button, a[href], input, summary')])
    .filter(part => within(main, part)).filter(part => {
      const box = part.getBoundingClientRect(), style = getComputedStyle(part);
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      if (box.width < 2 || style.visibility === 'hidden' || style.pointerEvents === 'none')
        return false;
      if (x < 0 || y < 70 || x > innerWidth || y > innerHeight) return false;
      const at = deepest(x, y);
      return at && !within(part, at) && !within(at.closest('label') ?? at, part);
    }).map(part => `${part.tagName} ${part.textContent || part.ariaLabel}`.slice(0, 60)); }"""
_FIELDS = """root => [...root.querySelectorAll('ol > li > .baris .bidang:not(.garis)')]
  .map(part => part.getBoundingClientRect()).map(box => [box.left, box.width].map(Math.round))"""
_COVERS = """const covers = (a, b) => a.left < b.right - 2 && b.left < a.right - 2
    && a.top < b.bottom - 4 && b.top < a.bottom - 4;"""
_OVERLAPS = f"""() => {{
  {_COVERS}
  return ({_COMPONENTS})().flatMap(root => [...root.querySelectorAll('svg')].flatMap(svg => {{
    const words = [...svg.querySelectorAll('text')]
      .map(part => [part.textContent, part.getBoundingClientRect()]);
    return words.flatMap(([one, a], at) => words.slice(at + 1)
      .filter(([, b]) => covers(a, b)).map(([other]) => `${{one}} over ${{other}}`)); }})); }}"""
_STANDING = f"""() => {{
  {_COVERS}
  return [...document.querySelectorAll('.lensa-diam, .lensa-kurva')].flatMap(box => {{
    const words = [...box.querySelectorAll('.bidang > span')].filter(part => part.offsetWidth)
      .map(part => [part.textContent, part.getBoundingClientRect()]);
    const beyond = words.filter(([, a]) => a.left < -1 || a.right > innerWidth + 1)
      .map(([one]) => `${{one}} beyond`);
    return [...beyond, ...words.flatMap(([one, a], at) => words.slice(at + 1)
      .filter(([, b]) => covers(a, b)).map(([other]) => `${{one}} over ${{other}}`))]; }}); }}"""


def listed(page: Page, name: str) -> Locator:
    """Return a ranked list."""
    return page.locator(f".st-key-daftar_{name} .daftar")


def row(page: Page, name: str, at: int) -> Locator:
    """Return a row of a ranked list, counted from 0."""
    return listed(page, name).locator("ol > li > .baris").nth(at)


def fields(page: Page, name: str) -> list[Any]:
    """Return left and width of the place of each row's bars."""
    found: list[Any] = listed(page, name).evaluate(_FIELDS)
    return found


def covered(page: Page) -> list[str]:
    """Return the controls in the window that something lies over, so that no press reaches them."""
    found: list[str] = page.evaluate(_COVERED)
    return [f"covered: {control}" for control in found]


def badly_placed(page: Page) -> list[str]:
    """Return what lists and drawings cut, draw beyond the side, or write over other words."""
    found: list[str] = []
    for script in (_CUT, _BEYOND, _OVERLAPS, _STANDING):
        found += page.evaluate(script)
    return found
