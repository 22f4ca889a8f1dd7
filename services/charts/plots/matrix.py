"""The matrix of provider packages by method and kind of procurement, and its picture.

All bars have one scale. Totals add the known pagu up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from ...language import wording
from ...language.labels import label
from ..palette import METODE, PENGADAAN, Theme, palette
from ..ranked_list import SMALLEST_SHARE, known_sum
from ..svg_parts import LINE, SIDE, WIDTH, Picture, box, framed, words, wrapped

NONE = "–"
NAMES, ROW, BAR = 170, 40, 3
"""Pixels: the column of methods, a row, the height of a bar."""
LETTERS = 14
"""Characters of a kind that fit a line above its column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The packages of a method and kind: how many, and their pagu; None where none is known.

    share: of the largest cell, 0-1, which is the length of its bar; 0 for a sum.
    """

    count: int
    pagu: int | None
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A method, "" for the row of sums: a cell for each kind, None for no package, and its sum."""

    method: str
    cells: tuple[Cell | None, ...]
    total: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Methods down, the largest pagu first, kinds across, and the row of sums."""

    kinds: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    total: MatrixRow


def method_matrix(frame: pl.DataFrame) -> Matrix:
    """Return table penyedia-metode of one KLPD-year as a matrix."""
    cells = {
        (method or METODE[-1], kind or PENGADAAN[-1]): Cell(count=count, pagu=pagu)
        for method, kind, count, pagu in frame.select(
            "metode_pengadaan", "jenis_pengadaan", "jumlah_paket", "pagu"
        ).iter_rows()
    }
    present = {kind for _, kind in cells}
    known = [value for value in PENGADAAN if value in present]
    kinds = (*known, *sorted(present.difference(known)))
    largest = max((cell.pagu or 0 for cell in cells.values()), default=0) or 1
    rows = []
    for method in {method for method, _ in cells}:
        own = [cells.get((method, kind)) for kind in kinds]
        drawn = []
        for cell in own:
            share = max(cell.pagu / largest, SMALLEST_SHARE) if cell and cell.pagu else 0.0
            drawn.append(cell and replace(cell, share=share))
        total = _sum(cell for cell in own if cell)
        rows.append(MatrixRow(method=method, cells=tuple(drawn), total=total))
    return Matrix(
        kinds=kinds,
        rows=tuple(sorted(rows, key=lambda row: (-(row.total.pagu or 0), row.method))),
        total=MatrixRow(
            method="",
            cells=tuple(_sum(c for (_, of), c in cells.items() if of == kind) for kind in kinds),
            total=_sum(cells.values()),
        ),
    )


def _sum(cells: Iterable[Cell]) -> Cell:
    chosen = list(cells)
    pagu: int | None = known_sum(cell.pagu for cell in chosen)
    return Cell(count=sum(cell.count for cell in chosen), pagu=pagu)


def method_words(method: str, lang: str) -> str:
    """Return the words for a method, those of the sum for ""."""
    return label("metode", method, lang) if method else wording.text("penyedia.total", lang)


def kind_words(kind: str, lang: str) -> str:
    """Return the words for a kind of procurement."""
    return label("pengadaan", kind, lang)


def matrix_alt(frame: pl.DataFrame, *, lang: str) -> str:
    """Return the text alternative: the five largest cells."""
    rows = frame.sort("pagu", descending=True, nulls_last=True).head(5)
    return "; ".join(
        f"{method_words(method or METODE[-1], lang)}, {kind_words(kind or PENGADAAN[-1], lang)}: "
        f"{wording.rupiah(pagu, lang)}"
        for method, kind, pagu in rows.select(
            "metode_pengadaan", "jenis_pengadaan", "pagu"
        ).iter_rows()
    )


def matrix_svg(matrix: Matrix, title: str, theme: Theme, lang: str, source: str) -> Picture:
    """Return a matrix as a picture; all text is escaped."""
    look = palette(theme)
    columns = len(matrix.kinds) + 1
    wide = (WIDTH - 2 * SIDE - NAMES) / columns
    heads = [wrapped(kind_words(kind, lang), LETTERS) for kind in matrix.kinds]
    heads.append([wording.text("penyedia.total", lang)])
    top = SIDE + 2 * LINE + 14.0 * max(map(len, heads))
    parts = [
        words(text, SIDE + NAMES + wide * at, top - 14 * (len(lines) - 1 - n), look.muted, size=12)
        for at, lines in enumerate(heads)
        for n, text in enumerate(lines)
    ]
    top += 10
    rows = (*matrix.rows, matrix.total)
    for row in rows:
        weight = 400 if row.method else 600
        name = method_words(row.method, lang)
        parts += [
            f'<line x1="{SIDE}" x2="{WIDTH - SIDE}" y1="{top}" y2="{top}" stroke="{look.line}"/>',
            words(name, SIDE, top + 22, look.text, size=13, weight=weight),
        ]
        for at, cell in enumerate((*row.cells, row.total)):
            left, text = SIDE + NAMES + wide * at, NONE
            if cell:
                text = f"{wording.rupiah(cell.pagu, lang)} · {wording.number(cell.count, 0, lang)}"
            parts.append(words(text, left, top + 20, look.text, size=12, weight=weight))
            if cell and cell.share:
                parts.append(box(left, (wide - 12) * cell.share, top + 30, look.brand, BAR))
        top += ROW
    return framed(title, parts, top + LINE, source, look)
