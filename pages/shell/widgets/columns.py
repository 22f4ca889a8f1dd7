"""How columns of tables stand on the screen: label, side, width, and every cell as text.

Numbers are printed by the language of the page, not of the browser, to their last digit and set
right, so that they can be compared down the column. A missing value is a dash, never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from services.language import wording
from services.language.plain_text import visible
from services.language.row_labels import RowLabel, row_labels
from services.language.wording import DASH

Kind = Literal["rupiah", "jumlah", "pangsa", "angka", "kode", "nama", "tanggal", "waktu", "ya"]
Print = Callable[[Any, str], str]

_MONEY = ("pagu", "selisih", "median_pagu")
_CODES = ("kd_", "kode", "akar")
_PLAIN_NUMBERS = ("tahun", "tipe_swakelola")
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "jenis_revisi": "jenis",
        "status": "status",
        "keadaan": "keadaan",
        "arah": "arah",
        "source": "asal",
        "terumumkan": "terumumkan",
        "padanan": "padanan",
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
"""How `mutu` says how many of the rows are blank."""
ROOM_TO_SPREAD = 20
"""Characters; with fewer beside its code a name stands whole, for the grid to cut."""
LONGEST = 10_000
"""Characters that no name has."""
_CODES_OF: Mapping[str, str] = MappingProxyType(
    {"nama_satker": "kd_satker", "nama_program": "kd_program_str"}
)
"""Names that a code stands before, where it has no column of its own."""
_NAMES = frozenset({"kelompok", "nama_klpd_penyelenggara"})
_OWN_WORDS = ("(kosong)", "umum")
_COUNTS = frozenset({"pagu_kosong"})
_NUMBERS = ("rupiah", "jumlah", "pangsa", "angka")

NARROWEST, NARROWEST_NAME, PADDING, CHARACTER = 56, 120, 18, 6.7
"""Pixels: the least a column takes, a name takes, its padding, one character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One column on the screen: its label, what it holds, its printed cells, its width (pixels)."""

    name: str
    label: str
    kind: Kind
    cells: list[str]
    width: int

    @property
    def right(self) -> bool:
        """Tell whether the column is set right."""
        return self.kind in _NUMBERS


def kind(name: str, dtype: pl.DataType) -> Kind:
    """Return what a column holds, by its name and type."""
    if name in _PLAIN_NUMBERS or (name.startswith(_CODES) and dtype == pl.String):
        return "kode"
    if dtype.is_integer():
        return "rupiah" if name.startswith(_MONEY) and name not in _COUNTS else "jumlah"
    if dtype.is_float():
        if name.startswith("pangsa"):
            return "pangsa"
        return "rupiah" if name.startswith(_MONEY) else "angka"
    if dtype == pl.Date:
        return "tanggal"
    if isinstance(dtype, pl.Datetime):
        return "waktu"
    return "ya" if dtype == pl.Boolean else "nama"


def shown(frame: pl.DataFrame, names: Sequence[str], lang: str, space: int) -> list[Shown]:
    """Return the columns of the rows of one page, printed; names share what is left of `space`.

    All others are as wide as their widest cell, so that figures are never cut.
    """
    labelled = named(frame, lang)
    columns = [_column(labelled, name, lang) for name in names]
    free = [c for c in columns if c.kind == "nama" and c.name not in _WORDS]
    used = sum(c.width for c in columns if c not in free)
    share = max(NARROWEST_NAME, (space - used) // max(len(free), 1))
    return [_coded(replace(c, width=share), labelled, names) if c in free else c for c in columns]


def _coded(column: Shown, frame: pl.DataFrame, names: Sequence[str]) -> Shown:
    """Return a column of names with their codes, told apart within the column's width."""
    code = _CODES_OF.get(column.name)
    if code is None:
        return column
    coded = code not in names and code in frame.columns
    codes = frame[code].to_list() if coded else [None] * frame.height
    rows = [(own or "", name) for own, name in zip(codes, column.cells, strict=True)]
    room = round((column.width - PADDING) // CHARACTER)
    beside = max((len(own) + 1 for own, _ in rows if own), default=0)
    labels = row_labels(rows, room if room - beside >= ROOM_TO_SPREAD else LONGEST)
    return replace(column, cells=[_spread(*two) for two in zip(labels, rows, strict=True)])


def _spread(label: RowLabel, row: tuple[str, str]) -> str:
    """Return a label; the whole name where it is cut at its end, as the grid itself does."""
    name = visible(row[1])
    whole = name.startswith(label.name.removesuffix("…"))
    return f"{label.code} {name}".strip() if whole else str(label)


def _column(frame: pl.DataFrame, name: str, lang: str) -> Shown:
    sort = kind(name, frame.schema[name])
    label = wording.text(f"kolom.{name}", lang)
    cells = [_cell(value, name, sort, lang) for value in frame[name]]
    longest = max((len(text) for text in (label, *cells)), default=0)
    width = max(NARROWEST, round(PADDING + CHARACTER * longest))
    return Shown(name=name, label=label, kind=sort, cells=cells, width=width)


def printed(columns: Sequence[Shown]) -> pl.DataFrame:
    """Return the cells of the columns as a frame of text."""
    return pl.DataFrame({c.name: pl.Series(c.cells, dtype=pl.String) for c in columns})


def leading(seen: Sequence[Shown]) -> str:
    """Return what the first row is and its first figure, "" for a table without either."""
    names = [c.cells[0] for c in seen if c.cells and not c.right][:1]
    figures = [f"{c.label} {c.cells[0]}" for c in seen if c.cells and c.right][:1]
    return ", ".join([*names, *figures]) if figures else ""


def named(frame: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Return the frame with our own words in the language, among names that are the source's.

    Those are the satkers that no dataset names, and what stands for no reason or organiser.
    """
    own = {word: wording.text(f"tanpa_nama.{word}", lang) for word in _OWN_WORDS}
    if ours := _NAMES & {*frame.columns}:
        frame = frame.with_columns(pl.col(name).replace(own) for name in ours)
    if not {"kd_satker", "nama_satker"} <= set(frame.columns):
        return frame
    known = pl.col("kd_satker").is_not_null()
    without = pl.when(known).then(pl.lit(wording.text("charts.no_name", lang)))
    return frame.with_columns(pl.coalesce("nama_satker", without).alias("nama_satker"))


def _cell(value: Any, name: str, sort: Kind, lang: str) -> str:
    if value is None:
        return DASH
    if name in _WORDS and isinstance(value, str):
        return label(_WORDS[name], value, lang)
    if name == "contoh" and (share := _SHARE.fullmatch(value)):
        beyond, whole, tenth, rows = share.groups(default="")
        return _share(beyond, int(whole), int(tenth), int(rows), lang)
    return _PRINT[sort](value, lang)


def _share(beyond: str, whole: int, tenth: int, rows: int, lang: str) -> str:
    share = beyond + wording.percent((whole * 10 + tenth) / 1000, 1, lang)
    return wording.text("mutu.bagian", lang, pangsa=share, baris=wording.number(rows, 0, lang))


def label(area: str, value: str, lang: str) -> str:
    """Return the words for a value of a small vocabulary; one without words stands as served."""
    for key in (f"{area}.{value}", f"move.{value}"):
        if key in wording.texts():
            return wording.text(key, lang)
    return visible(value)


def _rupiah(value: float, lang: str) -> str:
    return wording.number(value if value == int(value) else round(value), 0, lang)


def _instant(value: datetime, lang: str) -> str:
    if value.tzinfo is not None:
        return wording.instant(value, lang)
    mark = ":" if lang == "en" else "."
    return f"{wording.tanggal(value, lang)} {value.hour:02d}{mark}{value.minute:02d}"


def _day(value: date, lang: str) -> str:
    return wording.tanggal(value, lang)


def _truth(value: bool, lang: str) -> str:
    return wording.text("shell.ya" if value else "shell.tidak", lang)


_PRINT: Mapping[Kind, Print] = MappingProxyType(
    {
        "rupiah": _rupiah,
        "jumlah": lambda value, lang: wording.number(value, 0, lang),
        "pangsa": lambda value, lang: wording.percent(value, 1, lang),
        "angka": lambda value, lang: wording.number(value, 1, lang),
        "kode": lambda value, lang: visible(value),
        "nama": lambda value, lang: visible(value) or DASH,
        "tanggal": _day,
        "waktu": _instant,
        "ya": _truth,
    }
)
