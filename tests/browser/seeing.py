"""Read from a page what a reader sees: address, figures, cells, what is cut or broken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import polars as pl
from playwright.sync_api import Locator, Page

from pages.shell.widgets.menu import Entry
from services.analysis.tables import TABLES
from services.language.wording import DASH, number, percent, rupiah, text
from tests.browser.waiting import location

Cells = list[dict[str, str]]
SAMPLE = {"id": "DATA CONTOH (", "en": "SAMPLE DATA ("}
"""How the label of made-up rows begins; what of them is made up follows."""
UNSAYABLE = frozenset({"Traceback", "Error:", "nan", "NaN", "undefined"})
_GRID = """box => {
  const read = (row, role) => [...row.querySelectorAll(`[role=${role}]`)].map(c => c.textContent);
  const rows = [...box.querySelectorAll('canvas table [role=row]')];
  const heads = rows.length ? read(rows[0], 'columnheader') : [];
  return [heads, rows.slice(1).map(row => read(row, 'gridcell'))];
}"""
_METRICS = """() => [...document.querySelectorAll('[data-testid=stMetric]')].map(box => [
  box.querySelector('[data-testid=stMetricLabel]').innerText.trim(),
  box.querySelector('[data-testid=stMetricValue]').innerText.trim()])"""
_LIST_ROWS = """rows => rows.map(row => {
  const said = part => (part ? part.textContent : '').replaceAll('\\u00a0', ' ').trim();
  return {
    path: row.dataset.path ?? '',
    code: said(row.querySelector('.kode')),
    name: said(row.querySelector('.nm')),
    second: said([...row.querySelectorAll('.nama small')].at(-1)),
    figures: [...row.querySelectorAll('.num .nilai')].map(said),
    expanded: row.getAttribute('aria-expanded'),
  };
})"""
_CUT = """() => [...document.querySelectorAll('[data-testid=stMetricValue] *')]
  .filter(part => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0)
  .map(part => part.textContent)"""
_ACROSS = """() => [document.documentElement, document.body,
    ...document.querySelectorAll('[data-testid=stMain], [data-testid=stAppViewContainer]')]
  .map(part => part.scrollWidth - part.clientWidth)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A row of a ranked list as it is drawn: its path, texts, figures from left to right.

    expanded: "true" or "false" for a row that opens in place, None for another.
    """

    path: str
    code: str
    name: str
    second: str
    figures: list[str]
    expanded: str | None


def address(entry: Entry) -> str:
    """Return the path of a page of the menu."""
    return "/" if entry.file == "dashboard.py" else f"/{Path(entry.file).stem}"


def link(page: Page) -> list[tuple[str, str]]:
    """Return the parameters of the address as the browser holds it, in their order."""
    return parse_qsl(urlsplit(location(page)).query)


def path(page: Page) -> str:
    """Return the path of the address."""
    return urlsplit(location(page)).path


def title(page: Page) -> str:
    """Return the page's question."""
    return page.locator("h1").first.inner_text()


def body(page: Page) -> str:
    """Return all text on the screen, that of charts and grids aside."""
    return page.locator("[data-testid=stApp]").inner_text()


def figures(page: Page) -> dict[str, str]:
    """Return the key figures: label to value."""
    return dict(page.evaluate(_METRICS))


def tables(page: Page) -> list[str]:
    """Return the names of the tables whose menu is on the screen."""
    return _keys(page, "lainnya_t_")


def lists(page: Page) -> list[str]:
    """Return the names of the ranked lists on the screen."""
    return _keys(page, "daftar_")


def _keys(page: Page, before: str) -> list[str]:
    """Return what follows a prefix in the keys of the page's elements."""
    prefix = f"st-key-{before}"
    keys = page.evaluate(
        "prefix => [...document.querySelectorAll(`[class*=${prefix}]`)]"
        ".flatMap(e => [...e.classList].filter(c => c.startsWith(prefix)))",
        prefix,
    )
    return [key.removeprefix(prefix) for key in keys]


def ranked(page: Page, name: str) -> Locator:
    """Return a ranked list, once its rows are drawn."""
    drawn = page.locator(f".st-key-daftar_{name} .daftar")
    drawn.locator("ol > li, .sisa p").first.wait_for(state="attached")
    return drawn


def list_rows(page: Page, name: str) -> list[ListRow]:
    """Return the rows of a ranked list as they are drawn, without those inside open rows."""
    rows = ranked(page, name).locator(":scope > ol > li > .baris").evaluate_all(_LIST_ROWS)
    return [ListRow(**row) for row in rows]


def list_total(page: Page, name: str) -> ListRow:
    """Return the row of all rows of a ranked list."""
    (row,) = ranked(page, name).locator(".jumlah > .baris").evaluate_all(_LIST_ROWS)
    return ListRow(**row)


def listed_figures(page: Page) -> dict[str, str]:
    """Return the figures that the program page's list says of all its rows, by their labels."""
    if "pagu-per-program" not in lists(page):
        return {}
    row = list_total(page, "pagu-per-program")
    notes = ranked(page, "pagu-per-program").locator(".jumlah > p").all_inner_texts()
    empty = re.search(r"(\S+) (?:baris tanpa pagu|rows? without pagu)", _plain(" ".join(notes)))
    codes = re.search(r"[\d.,]+", row.name)
    return {
        text("program.pagu"): row.figures[0],
        text("program.jumlah_kode"): codes[0] if codes else "",
        text("program.pagu_kosong"): empty[1] if empty else "0",
    }


def agree_list(rows: Sequence[ListRow], frame: pl.DataFrame) -> bool:
    """Tell whether the rows of a list are the first of a table of pagu by program or satker."""
    code = next(c for c in ("kd_program_str", "kd_satker") if c in frame.columns)
    first = frame.head(len(rows)).iter_rows(named=True)
    wanted = [(row[code], rupiah(row["pagu"]), percent(row["pangsa"], 1)) for row in first]
    return bool(rows) and wanted == [(row.path, *row.figures[:2]) for row in rows]


def _plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def cells(page: Page, name: str) -> Cells:
    """Return the visible rows of a table as printed, under the names of its columns."""
    grid = page.locator(f'[class*="st-key-t_{name}_"]')
    grid.scroll_into_view_if_needed()
    grid.locator("canvas [role=gridcell]").first.wait_for(state="attached")
    heads, rows = grid.evaluate(_GRID)
    names = {text(f"kolom.{column}"): column for column in TABLES[name].columns}
    known = [names.get(head.rstrip(" ↓↑"), head) for head in heads]
    return [dict(zip(known, row, strict=True)) for row in rows]


def agree(seen: Cells, frame: pl.DataFrame) -> bool:
    """Tell whether printed rows are the first rows of a table.

    Codes, counts, money and shares are compared; names, words and dates are not, nor what a flag
    is about (`nilai`), which the page says in words.
    """
    compared = [c for c in seen[0] if c != "nilai" and _exact(c, frame.schema.get(c))]
    rows = frame.head(len(seen)).iter_rows(named=True)
    wanted = [{name: _printed(row[name], name) for name in compared} for row in rows]
    return bool(compared) and wanted == [{name: row[name] for name in compared} for row in seen]


def _exact(column: str, dtype: pl.DataType | None) -> bool:
    if dtype is None:
        return False
    coded = column.startswith(("kd_", "kode", "akar")) and dtype == pl.String
    return coded or dtype.is_integer() or (dtype.is_float() and column.startswith("pangsa"))


def _printed(value: Any, column: str) -> str:
    if value is None:
        return DASH
    if isinstance(value, float):
        return percent(value, 1)
    if isinstance(value, int) and column not in ("tahun", "tipe_swakelola"):
        return number(value)
    return str(value)


def sample_label(page: Page, lang: str = "id") -> bool:
    """Tell whether the label of made-up rows can be seen without a click, by scrolling at most."""
    width = page.evaluate("innerWidth")
    boxes = [part.bounding_box() for part in page.get_by_text(SAMPLE[lang]).all()]
    return any(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


def background(page: Page) -> str:
    """Return the colour behind the page as palette.py writes it."""
    said = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    parts = said.removeprefix("rgb(").removesuffix(")").split(",")
    return "#" + "".join(f"{int(part):02X}" for part in parts)


def broken(page: Page) -> list[str]:
    """Return what no page may show: exceptions, tracebacks, things cut or wider than the window."""
    said = body(page)
    wrong = [f"exception: {e.inner_text()}" for e in page.get_by_test_id("stException").all()]
    wrong += sorted(UNSAYABLE & set(said.split()))
    wrong += [f"cut: {value}" for value in page.evaluate(_CUT)]
    wrong += [f"cut: {value}" for value in figures(page).values() if "…" in value]
    return wrong + [f"too wide by {over} px" for over in page.evaluate(_ACROSS) if over > 0]
