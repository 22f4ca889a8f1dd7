"""history-kaji-ulang rows of one KLPD and year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from .. import reference
from .calendar import Moments, year_of
from .draw import Draw, Floats, Ints, Texts, texts
from .forest import KINDS, Forest, grow
from .instansi import Instansi
from .satkers import Roster
from .sizes import Sizes

Columns = dict[str, Any]

_CODES = 40_000  # codes a KLPD has in a year: the lower half penyedia, the upper half swakelola
_REVISI = 0.86  # weight of the bare "revisi", so that it is 30 % of all as in all real rows
_STYLES = {"": 65.0, "_x000d_\n": 2.0, " ": 3.0, "kapital": 20.0, "besar": 10.0}
"""How reasons are written, and how often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """The two forests of a KLPD and year and the first code of each."""

    penyedia: Forest
    swakelola: Forest
    first_penyedia: int
    first_swakelola: int


def revisions(instansi: Instansi, roster: Roster, sizes: Sizes, tahun: int) -> Revisions:
    """Return the forests of penyedia and swakelola packages."""
    first = ((tahun - 2020) * 750 + instansi.nomor) * _CODES
    year = year_of(tahun)
    draws = [Draw("silsilah", jenis, instansi.kode, tahun) for jenis in ("penyedia", "swakelola")]
    return Revisions(
        penyedia=grow(sizes.kaji_ulang - sizes.of_swakelola, roster.bobot, year, draws[0]),
        swakelola=grow(sizes.of_swakelola, roster.bobot, year, draws[1]),
        first_penyedia=first,
        first_swakelola=first + _CODES // 2,
    )


@cache
def _reasons() -> tuple[tuple[Texts, Floats], ...]:
    """Return reasons and weights by kind of revision; each reason in every style of _STYLES."""
    rows = list(reference.vocabulary("alasan").iter_rows())
    found = []
    for kind in KINDS:
        own = [
            (text, n * (_REVISI if text == "revisi" else 1.0))
            for own_kind, text, n in rows
            if own_kind == kind
        ]
        styled = [[_styled(text, style) for text, _ in own] for style in _STYLES]
        found.append((np.array(styled, dtype=object), np.array([n for _, n in own])))
    return tuple(found)


def _styled(text: str, style: str) -> str:
    if text.endswith("_x000d_"):
        return f"{text}\n"
    if style == "kapital":
        return text.capitalize()
    return text.upper() if style == "besar" else f"{text}{style}"


def _reasons_of(kind: Ints, draw: Draw) -> list[str]:
    chosen = texts([""] * len(kind))
    style = draw.pick(list(_STYLES.values()), len(kind))
    for number, (styled, weights) in enumerate(_reasons()):
        who = np.flatnonzero(kind == number)
        chosen[who] = styled[style[who], draw.pick(weights, len(who))]
    found: list[str] = chosen.tolist()
    return found


def kaji_ulang_columns(instansi: Instansi, roster: Roster, made: Revisions, tahun: int) -> Columns:
    """Return the columns of history-kaji-ulang as the gateway types them (codes are text here)."""
    parts = (
        ("PENYEDIA", made.penyedia, made.first_penyedia),
        ("SWAKELOLA", made.swakelola, made.first_swakelola),
    )
    unit = np.concatenate([forest.unit[forest.old] for _, forest, _ in parts])
    kind = np.concatenate([forest.kind for _, forest, _ in parts])
    at = Moments(
        day=np.concatenate([forest.at.day for _, forest, _ in parts]),
        second=np.concatenate([forest.at.second for _, forest, _ in parts]),
    )
    draw = Draw("kaji-ulang", instansi.kode, tahun)
    count = len(kind)
    return {
        "tahun_anggaran": [tahun] * count,
        "kd_klpd": [instansi.kode] * count,
        "nama_klpd": [instansi.nama] * count,
        "jenis_klpd": [instansi.jenis] * count,
        "kd_satker": _text(roster.kode)[unit].tolist(),
        "kd_satker_str": roster.kode_str[unit].tolist(),
        "nama_satker": roster.nama[unit].tolist(),
        "kd_rup_lama": [code for _, f, first in parts for code in _codes(f.old, first)],
        "kd_rup_baru": [code for _, f, first in parts for code in _codes(f.new, first)],
        "jenis_paket": [name for name, forest, _ in parts for _ in range(len(forest.kind))],
        "jenis_revisi": texts(KINDS)[kind].tolist(),
        "alasan_kajiulang": _reasons_of(kind, draw),
        "tgl_kaji_ulang": year_of(tahun).stamps(at).tolist(),
    }


def _text(numbers: Ints) -> Texts:
    return texts([str(number) for number in numbers.tolist()])


def _codes(numbers: Ints, first: int) -> list[str]:
    return [str(first + number) for number in numbers.tolist()]
