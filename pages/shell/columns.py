"""How columns of tables stand on the screen: label, side, width, and every cell as text.

Numbers are printed by the language of the page, not of the browser, to their last digit and set
right, so that they can be compared down the column. A missing value is a dash, never a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from services.charts import wording
from services.charts.labels import clean, softened
from services.charts.wording import DASH

Kind = Literal["rupiah", "jumlah", "pangsa", "angka", "kode", "nama", "tanggal", "waktu", "ya"]
Print = Callable[[Any, str], str]

_MONEY = ("pagu", "selisih", "median_pagu")
_CODES = ("kd_", "kode", "akar")
_PLAINNARROWEST_NAME = 124
_NUMBERS = ("tahun", "tipe_swakelola")
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
    }
)
_PLAIN_NUMBERS = ("tahun", "tipe_swakelola")
_COUNTS = frozenset({"pagu_kosong"})

WIDTHS: Mapping[Kind, int] = MappingProxyType(
    {
        "rupiah": 136,
        "jumlah": 76,
        "pangsa": 72,
        "angka": 84,
        "kode": 84,
        "tanggal": 104,
        "waktu": 140,
        "ya": 64,
    }
)
NARROWEST_NAME = 124
_NUMBERS = ("rupiah", "jumlah", "pangsa", "angka")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One column on the screen; `width` is pixels."""

    name: str
    label: str
    kind: Kind
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
    """Return the columns to show, in this order, names sharing what is left of `space` pixels."""
    kinds = {name: kind(name, frame.schema[name]) for name in names}
    labels = {name: wording.text(f"kolom.{name}", lang) for name in names}
    fixed = {name: _width(name, kinds[name], labels[name]) for name in names}
    free = [name for name in names if fixed[name] is None]
    left = space - sum(width or 0 for width in fixed.values())
    share = max(NARROWEST_NAME, left // max(len(free), 1))
    return [
        Shown(name=name, label=labels[name], kind=kinds[name], width=fixed[name] or share)
        for name in names
    ]


def printed(frame: pl.DataFrame, columns: Sequence[Shown], lang: str) -> pl.DataFrame:
    """Return the frame's cells as text, column by column; meant for the rows of one page."""
    return pl.DataFrame(
        {c.name: [_cell(value, c, lang) for value in frame[c.name]] for c in columns},
        schema={c.name: pl.String() for c in columns},
    )


def _width(name: str, sort: Kind, label: str) -> int | None:
    if sort == "nama":
        return 132 if name in _WORDS else None
    return max(WIDTHS[sort], 20 + round(6.8 * len(label)))


def _cell(value: Any, column: Shown, lang: str) -> str:
    if value is None:
        return DASH
    if column.name in _WORDS and isinstance(value, str):
        return label(_WORDS[column.name], value, lang)
    return _PRINT[column.kind](value, lang)


def label(area: str, value: str, lang: str) -> str:
    """Return the words for a value of a small vocabulary; one without words stands as served."""
    for key in (f"{area}.{value}", f"move.{value}"):
        if key in wording.texts():
            return wording.text(key, lang)
    return clean(value)


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
        "kode": lambda value, lang: clean(value),
        "nama": lambda value, lang: softened(clean(value)) or DASH,
        "tanggal": _day,
        "waktu": _instant,
        "ya": _truth,
    }
)
