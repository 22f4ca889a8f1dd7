"""Limits of a file that a person holds: what is larger is refused before it is read.

docs/import.md prints this table. A limit is about the machine, not about the rows: all are far
above the largest real file (a national list of a year has about 7 million rows in 652 files).
"""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import BadRequest

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one import.

    files: files in all folders and archives together. depth: folders below a given folder or
    archive. name: letters of a path. file: bytes of a file. expanded: bytes of all members of a ZIP
    or XLSX together, unpacked. ratio: unpacked over packed bytes, checked from `ratio_from` bytes
    on. members: entries of a ZIP or XLSX. sheets: sheets of a workbook. columns: columns of a
    sheet. cells: rows times columns of a sheet, up to its last cell. emptiness: cells up to the
    last one over those that exist. letters: letters of all texts of a sheet together. rows: rows of
    a file. title_rows: rows above the header.
    """

    files: int = 5_000
    depth: int = 8
    name: int = 400
    file: int = 512 * MIB
    expanded: int = 2048 * MIB
    ratio: int = 200
    ratio_from: int = 16 * MIB
    members: int = 5_000
    sheets: int = 100
    columns: int = 300
    cells: int = 40_000_000
    emptiness: int = 50
    letters: int = 1024 * MIB
    rows: int = 5_000_000
    title_rows: int = 50


LIMITS = Limits()


def check(value: int, most: int, what: str) -> None:
    """Raise BadRequest when a value is above its limit."""
    if value > most:
        raise BadRequest(f"{what} melebihi batas: {value} dari paling banyak {most}")
