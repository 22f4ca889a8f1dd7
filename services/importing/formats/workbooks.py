"""Check a workbook before its sheets are loaded.

The reader lays out every cell up to the last one, so that a far-off cell would take all memory, and
it drops formulas: both are looked for in the XML first, piece by piece, in every entry, since an
entry's name does not tell what it is used for. Nothing is evaluated and no link is followed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import BadRequest
from .limits import MIB, Limits, check
from .packed import blocks, opened

_PIECE = 32 * MIB
_SMALL = 1_000_000
_PLACE = re.compile(rb""" r=["']([A-Za-z]+)([0-9]+)["']""")
_ROW = re.compile(rb"""row [^>]{0,200}?r=["']([0-9]+)["']""")
_WIDE = 52
_SPACED = (b" r =", b"r= ", b" r\t", b" r\n", b" r\r", b"r=\t", b"r=\n", b"r=\r", b"\tr=", b"\nr=")
_NO_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?"
    rb"\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_VALUE = re.compile(rb"v>\s*([0-9]{1,9})\s*<")
_TEXT = re.compile(rb"<(?:\w+:)?si\b[^>]*>(.*?)</(?:\w+:)?si>", re.DOTALL)
_CELLS = (b"<c ", b"<c>", b":c ", b":c>")
_ACTIVE = ("vbaproject", "macrosheets/", "activex/", "embeddings/", "intlmacrosheets/")
_LINKS = ("externallinks/", "xl/connections.xml", "querytables/")


@dataclass(slots=True)
class _Grid:
    """What one entry holds: how far its cells reach, and cells without a value."""

    width: int = 0
    rows: int = 0
    cells: int = 0
    formulas: int = 0
    errors: int = 0


def lost_cells(body: bytes, limits: Limits) -> tuple[str, ...]:
    """Return a line for each kind of cells without a value: formulas and errors.

    Raises BadRequest for a workbook with macros or links to other files, with a document type, or
    beyond the limits.
    """
    with opened(io.BytesIO(body), limits) as archive:
        names = [name.lower() for name in archive.namelist()]
        if "xl/workbook.xml" not in names:
            raise BadRequest("bukan buku kerja XLSX")
        if any(mark in name for name in names for mark in _ACTIVE):
            raise BadRequest("buku kerja berisi makro atau benda tertanam; simpan nilainya saja")
        if any(mark in name for name in names for mark in _LINKS):
            raise BadRequest("buku kerja bertaut ke berkas lain; simpan nilainya saja")
        scanned = {name: _scanned(_pieces(blocks(archive, name))) for name in archive.namelist()}
        longest = max(length for length, _ in scanned.values())
        grids = [grid for _, grid in scanned.values()]
        for grid in grids:
            check(grid.width, limits.columns, "jumlah kolom")
            area = grid.width * grid.rows
            check(area, limits.cells, "jumlah sel")
            if area > _SMALL and area > limits.emptiness * grid.cells:
                raise BadRequest("lembar hampir kosong dengan sel yang sangat jauh")
        if sum(grid.cells for grid in grids) * longest > limits.letters:
            # the texts of all cells together, each counted anew
            sheets = [name for name in archive.namelist() if name.lower().endswith(".xml")]
            pieces = (piece for name in sheets for piece in _pieces(blocks(archive, name)))
            lengths = np.array(
                [len(t) for piece in pieces for t in _TEXT.findall(piece)] or [0], np.int64
            )
            letters = 0
            for piece in (p for name in sheets for p in _pieces(blocks(archive, name))):
                used = np.array(_VALUE.findall(piece) or [b"0"], dtype="S9").astype(np.int64)
                letters += int(lengths[np.minimum(used, len(lengths) - 1)].sum())
                check(letters, limits.letters, "panjang seluruh teks")
    formulas, errors = (sum(getattr(g, kind) for g in grids) for kind in ("formulas", "errors"))
    counted = ((formulas, "sel rumus tanpa nilai"), (errors, "sel galat (#N/A dan sejenisnya)"))
    return tuple(f"{number} {what}" for number, what in counted if number)


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of an entry in pieces that end with a row or a shared text."""
    rest = b""
    for block in content:
        rest += block
        end = max(rest.rfind(b"row>") + 4, rest.rfind(b"si>") + 3)
        if end > 3:
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > _PIECE:
            raise BadRequest("satu isi buku kerja terlalu besar untuk diperiksa")
    yield rest


def _scanned(pieces: Iterable[bytes]) -> tuple[int, _Grid]:
    """Return the length of the longest shared text of an entry, and the grid of its cells."""
    grid, longest = _Grid(), 0
    for piece in pieces:
        if _has(piece, b"<!DOCTYPE", b"<!ENTITY"):
            raise BadRequest("buku kerja berisi definisi dokumen XML")
        kinds = [kind for kind in _CELLS if _has(piece, kind)]
        if kinds:
            width, rows, cells = _reach(piece, kinds)
            grid.width, grid.rows = max(grid.width, width), max(grid.rows, rows)
            grid.cells += cells
        if _has(piece, b"f>", b"<f ", b":f "):
            grid.formulas += len(_NO_VALUE.findall(piece))
        if _has(piece, b'"e"', b"'e'"):
            grid.errors += len(_ERROR.findall(piece))
        if _has(piece, b"si>"):
            longest = max(longest, *map(len, piece.split(b"si>")))
    return longest, grid


def _has(piece: bytes, *texts: bytes) -> bool:
    """Tell whether a piece has one of these texts.

    A single byte is looked for many times faster than a text, and most pieces lack one of its.
    """
    return any(all(bytes((byte,)) in piece for byte in text) and text in piece for text in texts)


def _reach(piece: bytes, kinds: Sequence[bytes]) -> tuple[int, int, int]:
    """Return how many columns and rows the cells of a piece reach, or more, and how many they are.

    Most sheets have at most 52 columns and cells that name the row they are in: then the digits of
    the last row bound all. Only for others each cell is looked at.
    """
    if _has(piece, *_SPACED):
        raise BadRequest("buku kerja ditulis dengan cara yang tidak biasa; simpan ulang")
    counts = [sum(map(row.count, kinds)) for row in piece.split(b"row>")]
    cells = sum(counts)
    digits = max(map(len, _ROW.findall(piece)), default=0)
    beyond = rb""" r=["'](?:[A-Z]{3}|[B-Z][A-Z]|[a-z]|[A-Z]+[0-9]{%d})""" % (digits + 1)
    if 0 < digits < 7 and not re.search(beyond, piece):
        return max(_WIDE, *counts), int(10**digits), cells
    places = _PLACE.findall(piece)
    columns, rows = {letters for letters, _ in places}, {number for _, number in places}
    rows.update(_ROW.findall(piece))
    if max(map(len, columns), default=0) > 3 or max(map(len, rows), default=0) > 9:
        raise BadRequest("buku kerja menyebut sel di luar lembar")
    width, last = max(map(_column, columns), default=0), max(map(int, rows), default=0)
    return max(width, *counts), last + (len(counts) if len(places) < cells else 0), cells


def _column(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number
