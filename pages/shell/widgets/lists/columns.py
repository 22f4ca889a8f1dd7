"""Format the columns of tables for the screen: label, alignment, width, and every cell as text.

Numbers are formatted by the language of the page, not of the browser, to their last digit and
aligned right, so that they can be compared down the column. A missing value is a dash, never a
zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from services.language import wording
from services.language.plain_text import visible
from services.language.row_labels import row_labels
from services.language.wording import DASH

Kind = Literal["rupiah", "jumlah", "pangsa", "angka", "kode", "nama", "tanggal", "waktu", "ya"]
Print = Callable[[Any, str], str]

_MONEY = ("pagu", "selisih", "median_pagu", "belanja")
_SHARES = ("pangsa", "rasio")
_CODES = ("kd_", "kode", "akar")
_PLAIN_NUMBERS = ("tahun", "tahun_anggaran_dana", "tipe_swakelola")
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "jenis_revisi": "jenis",
        "status": "status",
        "keadaan": "keadaan",
        "arah": "arah",
        "source": "asal",
        "terumumkan": "terumumkan",
        "padanan": "padanan",
        "bukti": "bukti",
        "asal": "asal_kode",
        "cocok": "cocok_lewat",
        "perbedaan": "beda_pohon",
        "tingkat": "wilayah.below",
        "hasil": "hasil",
        "ukuran": "mutu",
        "kolom": "mutu",
    }
)
_SHARE = re.compile(r"([<>] )?([0-9]+),([0-9]) % dari ([0-9]+) baris")
"""How table `mutu` writes the share of blank rows."""
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
ROOM_TO_SPREAD = 20
"""Characters; with less room beside its code a name is not shortened, and the grid cuts it."""
LONGEST = 10_000
"""Characters that no name has."""
_CODES_OF: Mapping[str, str] = MappingProxyType(
    {"nama_satker": "kd_satker", "nama_program": "kd_program_str"}
)
"""Columns of names, and the column whose code is put before the name where it is not shown."""
_NAMES = frozenset({"kelompok", "nama_klpd_penyelenggara"})
_WHOLE = "dataset"
"""The column of dataset names, which are never shortened: people type them in commands."""
_OWN_WORDS = ("(kosong)", "umum")
_COUNTS = frozenset({"pagu_kosong"})
_NUMBERS = ("rupiah", "jumlah", "pangsa", "angka")

NARROWEST, NARROWEST_NAME, PADDING, CHARACTER = 56, 120, 18, 6.7
"""Pixels: the least width of a column, of a name, the padding of a cell, one character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One column on the screen: its label, kind of values, formatted cells, width (pixels)."""

    name: str
    label: str
    kind: Kind
    cells: list[str]
    width: int

    @property
    def right(self) -> bool:
        """Tell whether the column is aligned right."""
        return self.kind in _NUMBERS


def kind(name: str, dtype: pl.DataType) -> Kind:
    """Return the kind of a column's values, by its name and type."""
    if name in _PLAIN_NUMBERS or (name.startswith(_CODES) and dtype == pl.String):
        return "kode"
    if dtype.is_integer():
        return "rupiah" if name.startswith(_MONEY) and name not in _COUNTS else "jumlah"
    if dtype.is_float():
        if name.startswith(_SHARES):
            return "pangsa"
        return "rupiah" if name.startswith(_MONEY) else "angka"
    if dtype == pl.Date:
        return "tanggal"
    if isinstance(dtype, pl.Datetime):
        return "waktu"
    return "ya" if dtype == pl.Boolean else "nama"


def shown(frame: pl.DataFrame, names: Sequence[str], lang: str, space: int) -> list[Shown]:
    """Return the formatted columns of the rows of one page; names share the rest of `space`.

    All others are as wide as their widest cell, so that figures are never cut.
    """
    labelled = named(frame, lang)
    columns = []
    for name in names:
        kind_ = kind(name, labelled.schema[name])
        head = wording.text(f"kolom.{name}", lang)
        cells = [_cell(value, name, kind_, lang) for value in labelled[name]]
        longest = max((len(text) for text in (head, *cells)), default=0)
        width = max(NARROWEST, round(PADDING + CHARACTER * longest))
        columns.append(Shown(name=name, label=head, kind=kind_, cells=cells, width=width))
    free = [c for c in columns if c.kind == "nama" and c.name not in {*_WORDS, _WHOLE}]
    used = sum(c.width for c in columns if c not in free)
    share = max(NARROWEST_NAME, (space - used) // max(len(free), 1))
    return [
        _with_codes(replace(c, width=share), labelled, names) if c in free else c for c in columns
    ]


def _with_codes(column: Shown, frame: pl.DataFrame, names: Sequence[str]) -> Shown:
    """Return a column of names with codes, shortened so that no two look alike in its width."""
    code = _CODES_OF.get(column.name)
    if code is None:
        return column
    coded = code not in names and code in frame.columns
    codes = frame[code].to_list() if coded else [None] * frame.height
    rows = [(row_code or "", name) for row_code, name in zip(codes, column.cells, strict=True)]
    room = round((column.width - PADDING) // CHARACTER)
    beside = max((len(row_code) + 1 for row_code, _ in rows if row_code), default=0)
    labels = row_labels(rows, room if room - beside >= ROOM_TO_SPREAD else LONGEST)
    cells = []
    for shortened, (_, name) in zip(labels, rows, strict=True):
        full = visible(name)
        cut_at_end = full.startswith(shortened.name.removesuffix("…"))  # as the grid itself cuts
        cells.append(f"{shortened.code} {full}".strip() if cut_at_end else str(shortened))
    return replace(column, cells=cells)


def printed(columns: Sequence[Shown]) -> pl.DataFrame:
    """Return the cells of the columns as a frame of text."""
    return pl.DataFrame({c.name: pl.Series(c.cells, dtype=pl.String) for c in columns})


def first_values(columns: Sequence[Shown]) -> str:
    """Return the name and the first figure of the first row, "" for a table without figures."""
    names = [c.cells[0] for c in columns if c.cells and not c.right][:1]
    figures = [f"{c.label} {c.cells[0]}" for c in columns if c.cells and c.right][:1]
    return ", ".join([*names, *figures]) if figures else ""


def named(frame: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Return the frame with placeholders for missing names in the language of the page.

    These are satkers that no dataset names, and rows without a reason or an organiser.
    """
    placeholders = {word: wording.text(f"tanpa_nama.{word}", lang) for word in _OWN_WORDS}
    if present := _NAMES & {*frame.columns}:
        frame = frame.with_columns(pl.col(name).replace(placeholders) for name in present)
    if not {"kd_satker", "nama_satker"} <= set(frame.columns):
        return frame
    known = pl.col("kd_satker").is_not_null()
    without = pl.when(known).then(pl.lit(wording.text("charts.no_name", lang)))
    return frame.with_columns(pl.coalesce("nama_satker", without).alias("nama_satker"))


def _cell(value: Any, name: str, kind: Kind, lang: str) -> str:
    """Format one cell of a column."""
    if value is None:
        return DASH
    if name in _WORDS and isinstance(value, str):
        return label(_WORDS[name], value, lang)
    if name == "bulan" and isinstance(value, str) and _MONTH.fullmatch(value):
        return wording.bulan(value, lang)
    if name == "contoh" and (share := _SHARE.fullmatch(value)):
        beyond, whole, tenth, rows = share.groups(default="")
        pangsa = beyond + wording.percent((int(whole) * 10 + int(tenth)) / 1000, 1, lang)
        count = wording.number(int(rows), 0, lang)
        return wording.text("mutu.bagian", lang, pangsa=pangsa, baris=count)
    return _PRINT[kind](value, lang)


def label(area: str, value: str, lang: str) -> str:
    """Return the words for a value of a small vocabulary; a value without words stays as it is."""
    for key in (f"{area}.{value}", f"move.{value}"):
        if key in wording.texts():
            return wording.text(key, lang)
    return visible(value)


def _instant(value: datetime, lang: str) -> str:
    """Format an instant; one without a zone is of the source, and keeps its own clock."""
    if value.tzinfo is not None:
        return wording.instant(value, lang)
    mark = ":" if lang == "en" else "."
    return f"{wording.tanggal(value, lang)} {value.hour:02d}{mark}{value.minute:02d}"


_PRINT: Mapping[Kind, Print] = MappingProxyType(
    {
        "rupiah": lambda value, lang: wording.number(round(value), 0, lang),
        "jumlah": lambda value, lang: wording.number(value, 0, lang),
        "pangsa": lambda value, lang: wording.percent(value, 1, lang),
        "angka": lambda value, lang: wording.number(value, 1, lang),
        "kode": lambda value, lang: visible(value),
        "nama": lambda value, lang: visible(value) or DASH,
        "tanggal": wording.tanggal,
        "waktu": _instant,
        "ya": lambda value, lang: wording.text("shell.ya" if value else "shell.tidak", lang),
    }
)
