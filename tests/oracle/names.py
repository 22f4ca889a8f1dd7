"""The name shown for a code (rule 3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.oracle.basics import Data, Rows

_TAIL = re.compile(r"(?:\s+m|\s*\(m\))$")


def fold(name: str) -> str:
    """Return a name without case, extra white space and trailing " M" or "(M)"."""
    text = " ".join(name.lower().split())
    while (shorter := _TAIL.sub("", text)) != text:
        text = shorter
    return text


def chosen(spellings: Iterable[str]) -> str | None:
    """Return the most frequent spelling of the most frequent folded name; ties by alphabet."""
    known = [name for name in spellings if name and name.strip()]
    if not known:
        return None
    folded = Counter(fold(name) for name in known)
    most = min(folded, key=lambda text: (-folded[text], text))
    raw = Counter(name for name in known if fold(name) == most)
    return min(raw, key=lambda text: (-raw[text], text))


def newest(rows: Iterable[tuple[int, str | None]]) -> str | None:
    """Return the name of the newest year that has one."""
    years: dict[int, list[str]] = {}
    for tahun, name in rows:
        if name and name.strip():
            years.setdefault(tahun, []).append(name)
    return chosen(years[max(years)]) if years else None


def named(rows: Rows, code: str, name: str) -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], list[tuple[int, Any]]] = {}
    for row in rows:
        if row[code] is not None:
            found.setdefault((row["kd_klpd"], row[code]), []).append((row["tahun"], row[name]))
    return {place: newest(spellings) for place, spellings in found.items()}


PROVIDER = ("paket-penyedia", "paket-penyedia-terumumkan")


def satker_names(data: Data, *also_naming: str) -> dict[tuple[str, str], str | None]:
    """Return the names of satkers by (KLPD, code), from all stored years.

    List and history first; where they have none the other datasets of the table, then the list of
    satkers.
    """
    core = data.swakelola + data.kaji_ulang
    also = [row for name in also_naming for row in data.rows(name)]
    master = [row | {"tahun": 0} for row in data.rows("master-satker")]
    names: dict[tuple[str, str], str | None] = {}
    for rows in (core, also, master):
        for place, name in named(rows, "kd_satker", "nama_satker").items():
            if names.get(place) is None:
                names[place] = name
    return names


def program_names(data: Data) -> dict[tuple[str, str], str | None]:
    """Return the names of programs by (KLPD, code), from all stored years; no code, no name."""
    return named(data.program, "kd_program_str", "nama_program")
