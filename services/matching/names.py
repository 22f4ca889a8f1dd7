"""Fold the names of regions and governments so that two spellings of one name are equal.

A kabupaten and a kota may share a name (Kab. Bogor, Kota Bogor), so a name needs its kind.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["provinsi", "kabupaten", "kota", ""]

_LONG = {
    "kab": "kabupaten",
    "pemkab": "kabupaten",
    "pemkot": "kota",
    "kotamadya": "kota",
    "kodya": "kota",
    "prov": "provinsi",
    "propinsi": "provinsi",
    "pemprov": "provinsi",
    "pemprop": "provinsi",
    "kep": "kepulauan",
    "kepul": "kepulauan",
    "peg": "pegunungan",
    "adm": "administrasi",
}
_KINDS: tuple[Kind, ...] = ("provinsi", "kabupaten", "kota")
_SILENT = frozenset({"pemerintah", "pemda", "daerah", "administrasi"})
_BRACKETED = re.compile(r"\(\s*([a-z. ]+?)\s*\)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A folded name: `kind`, "" when it has none; `bare` without kind, spaces and punctuation."""

    kind: Kind
    bare: str


def fold(text: str) -> str:
    """Return lower-case words without accents and punctuation, one space between them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split())


def named(text: str) -> Named:
    """Return kind and bare name of a kab/kota, province or government.

    "Pemkab Kep. Tanimbar", "Kabupaten Kepulauan Tanimbar" and "Kepulauan Tanimbar (Kab.)" give the
    same; other words in brackets at the end are an abbreviation and left out.
    """
    bracket = _BRACKETED.search(text.lower())
    front = text[: bracket.start()] if bracket else text
    inside = _words(bracket[1]) if bracket else []
    words = [*(inside if inside[:1] and inside[0] in _KINDS else []), *_words(front)]
    kind: Kind = ""
    while words and (words[0] in _SILENT or words[0] in _KINDS):
        if words[0] in _KINDS:
            if kind:
                break
            kind = next(known for known in _KINDS if known == words[0])
        words = words[1:]
    return Named(kind=kind, bare="".join(words))


def _words(text: str) -> list[str]:
    return [_LONG.get(word, word) for word in fold(text).split()]
