"""Restore codes that a spreadsheet spoiled, from those that are stored of the same KLPD.

A spreadsheet takes a code for a number: `021212` becomes 21212, 41000002 becomes `41000002.0` or
`4.1E+07`, one of 17 digits ends in zeros. A spoiled code is replaced only where exactly one stored
code of that column would have become it; else it stays as written, and is counted where its form
shows that it is spoiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from ..upstream.dataset import Dataset
from ..upstream.parsing.frames import Quarantined

_SPOILED = r"[0-9]+[.,]0+|[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}|[1-9][0-9]{14}00+"
_DIGITS = r"^[0-9][0-9.,eE+]*$"
_PRECISION = 15
_PACKAGE = ("kd_rup", "kd_rup_lama", "kd_rup_baru", "kd_rup_swakelola", "kode_rup_tahun_pertama")


def code_columns(dataset: Dataset) -> list[str]:
    """Return the columns of a dataset that hold codes."""
    return [
        column.name
        for column in dataset.columns
        if column.dtype == pl.String and re.match(r"(kd|kode|id)_", column.name)
    ]


def family(column: str) -> str:
    """Return the name under which codes of one kind are stored: all columns with a kd_rup."""
    return _PACKAGE[0] if column in _PACKAGE else column


def restored(
    dataset: Dataset, texts: pl.DataFrame, stored: Mapping[str, frozenset[str]]
) -> tuple[pl.DataFrame, int, list[Quarantined]]:
    """Return rows with their codes restored, how many were, and those that stay spoiled."""
    mended, spoiled, columns = 0, list[Quarantined](), list[pl.Series]()
    for name in code_columns(dataset):
        known = stored.get(family(name), frozenset())
        values = texts[name].drop_nulls().unique()
        strange = values.filter(values.str.contains(_DIGITS if known else f"^(?:{_SPOILED})$"))
        unknown = [value for value in strange.to_list() if value not in known]
        changes = _changes(unknown, known) if known else {}
        left = [value for value in unknown if value not in changes and is_spoiled(value)]
        if changes:
            mended += int(texts[name].is_in(list(changes)).sum())
            columns.append(texts[name].replace(changes))
        for row in texts.filter(pl.col(name).is_in(left)).iter_rows(named=True) if left else ():
            key = " ".join(str(row[column]) for column in dataset.key)
            spoiled.append(
                Quarantined(
                    kunci=key, kolom=name, teks=row[name], alasan="kode rusak, disimpan apa adanya"
                )
            )
    return texts.with_columns(columns), mended, spoiled


def is_spoiled(code: str) -> bool:
    """Tell whether the form of a code shows that a spreadsheet took it for a number."""
    return bool(re.fullmatch(_SPOILED, code))


def _changes(values: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return what to write instead of values that exactly one known code fits."""
    forms = {value: form for value in values if (form := _form(value))}
    digits = {form[1] for form in forms.values() if form[0] == "e"}
    codes: dict[tuple[str, object, object], set[str]] = {}
    for code in known:
        if code.isascii() and code.isdigit():
            number = code.lstrip("0") or "0"
            codes.setdefault(("n", 0, number), set()).add(code)
            if len(number) > _PRECISION:
                codes.setdefault(("f", 0, float(number)), set()).add(code)
            for places in digits:
                rounded = f"{Decimal(number):.{places}E}"
                codes.setdefault(("e", places, rounded), set()).add(code)
    fitting = {value: codes.get(form, set()) for value, form in forms.items()}
    return {value: next(iter(fits)) for value, fits in fitting.items() if len(fits) == 1}


def _form(text: str) -> tuple[str, object, object] | None:
    """Return what a spreadsheet may have made of a code: a number, rounded or not; else None."""
    if not text.isascii() or not (text.isdigit() or is_spoiled(text)):
        return None
    plain = text.replace(",", ".")
    if "e" in plain.lower():
        places = len(plain.lower().split("e")[0].partition(".")[2])
        return "e", places, f"{Decimal(plain):.{places}E}"
    number = plain.split(".")[0].lstrip("0") or "0"
    return ("f", 0, float(number)) if len(number) > _PRECISION else ("n", 0, number)
