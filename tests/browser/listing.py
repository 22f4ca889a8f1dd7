"""Read ranked lists and drawings as they stand on the screen: places, widths, what is cut."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

_COMPONENTS = """() => [...document.querySelectorAll('[class*=st-key-]')].flatMap(box =>
  [...box.querySelectorAll('*')].filter(part => part.shadowRoot).map(part => part.shadowRoot))"""
_CUT = f"""() => ({_COMPONENTS})().flatMap(root =>
  [...root.querySelectorAll('.num, .angka, .uang, small, figcaption b, button, th, .kata')]
    .filter(part => part.clientWidth && part.scrollWidth > part.clientWidth + 1)
    .map(part => part.textContent))"""
_BEYOND = f"""() => ({_COMPONENTS})().flatMap(root =>
  [...root.querySelectorAll('text, rect, circle, td, th, li, p')]
    .filter(part => {{ const box = part.getBoundingClientRect();
      return box.width && (box.right > innerWidth + 1 || box.left < -1); }})
    .map(part => part.textContent))"""
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


def badly_placed(page: Page) -> list[str]:
    """Return what lists and drawings cut, draw beyond the side, or write over other words."""
    found: list[str] = []
    for script in (_CUT, _BEYOND, _OVERLAPS, _STANDING):
        found += page.evaluate(script)
    return found
