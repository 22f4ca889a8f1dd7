"""Write provider packages by method and kind of procurement as an HTML table with thin bars."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ..language import wording
from ..language.labels import label
from .palette import METODE, PENGADAAN, Theme, palette

NONE = "–"
FULL = 6.5
"""Width of the longest bar in rem, the same in all columns, so that all bars have one scale."""
LEAST = 0.0025
"""The share of the longest bar that every known value above zero is drawn with at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The packages of one method and kind: how many, and their pagu; None where none is known."""

    count: int
    pagu: int | None


def method_matrix(frame: pl.DataFrame, *, caption: str, theme: Theme, lang: str) -> str:
    """Return the table penyedia-metode of one KLPD-year as HTML, methods down, kinds across.

    Each cell holds its pagu, its number of packages and a bar; all bars have one scale. Totals add
    the known pagu up.
    """
    blank_method, blank_kind = METODE[-1], PENGADAAN[-1]
    cells = {
        (metode or blank_method, jenis or blank_kind): Cell(count=count, pagu=pagu)
        for metode, jenis, count, pagu in frame.select(
            "metode_pengadaan", "jenis_pengadaan", "jumlah_paket", "pagu"
        ).iter_rows()
    }
    present = {kind for _, kind in cells}
    known = [value for value in PENGADAAN if value in present]
    kinds = [*known, *sorted(present.difference(known))]
    methods = sorted(
        {method for method, _ in cells},
        key=lambda method: (-(_total(cells, method=method).pagu or 0), method),
    )
    largest = max((cell.pagu or 0 for cell in cells.values()), default=0) or 1
    head = "".join(f'<th scope="col">{html.escape(_kind(kind, lang))}</th>' for kind in kinds)
    rows = [
        _row(
            _method(method, lang),
            [cells.get((method, kind)) for kind in kinds],
            _total(cells, method=method),
            largest,
            lang,
        )
        for method in methods
    ]
    sums = [_total(cells, kind=kind) for kind in kinds]
    total = wording.text("penyedia.total", lang)
    rows.append(_row(total, sums, _total(cells), None, lang))
    named = html.escape(caption, quote=True)
    corner = html.escape(wording.text("penyedia.method", lang))
    brand = palette(theme).brand
    return (
        f'<div class="lensa-matriks" style="--batang:{brand}" role="region" tabindex="0"'
        f' aria-label="{named}"><table>'
        f'<caption>{named}</caption><thead><tr><th scope="col">{corner}</th>{head}'
        f'<th scope="col">{html.escape(total)}</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def matrix_alt(frame: pl.DataFrame, *, lang: str) -> str:
    """Return the text alternative: the five largest cells."""
    rows = frame.sort("pagu", descending=True, nulls_last=True).head(5)
    return "; ".join(
        f"{_method(metode or METODE[-1], lang)}, {_kind(jenis or PENGADAAN[-1], lang)}: "
        f"{wording.rupiah(pagu, lang)}"
        for metode, jenis, pagu in rows.select(
            "metode_pengadaan", "jenis_pengadaan", "pagu"
        ).iter_rows()
    )


def _total(
    cells: Mapping[tuple[str, str], Cell], *, method: str | None = None, kind: str | None = None
) -> Cell:
    """Return the sum of the cells of a method, of a kind, or of all."""
    chosen = [
        cell
        for (of_method, of_kind), cell in cells.items()
        if method in (None, of_method) and kind in (None, of_kind)
    ]
    known = [cell.pagu for cell in chosen if cell.pagu is not None]
    return Cell(count=sum(cell.count for cell in chosen), pagu=sum(known) if known else None)


def _row(
    name: str, cells: Sequence[Cell | None], total: Cell, largest: int | None, lang: str
) -> str:
    """Return a row of the table; without `largest` it has no bars and stands out."""
    columns = "".join(f"<td>{_content(cell, largest, lang)}</td>" for cell in cells)
    css = ' class="jumlah"' if largest is None else ""
    return (
        f'<tr{css}><th scope="row">{html.escape(name)}</th>{columns}'
        f"<td>{_content(total, None, lang)}</td></tr>"
    )


def _content(cell: Cell | None, largest: int | None, lang: str) -> str:
    if cell is None:
        return NONE
    exact = html.escape(wording.rupiah_full(cell.pagu, lang), quote=True)
    figures = (
        f'<span title="{exact}">{html.escape(wording.rupiah(cell.pagu, lang))}</span>'
        f" <small>{wording.number(cell.count, 0, lang)}</small>"
    )
    if largest is None:
        return figures
    share = max((cell.pagu or 0) / largest, LEAST if cell.pagu else 0)
    return f'{figures}<i style="width:{FULL * share:.3f}rem"></i>'


def _kind(kind: str, lang: str) -> str:
    return label("pengadaan", kind, lang)


def _method(method: str, lang: str) -> str:
    return label("metode", method, lang)
