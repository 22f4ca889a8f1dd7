"""history-kaji-ulang rows of one KLPD and year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from .. import reference
from .draw import Draw, Floats, Ints, Texts, texts
from .history.calendar import year_of
from .history.forest import KINDS, Forest, grow
from .history.gaps import joined
from .sizes import Sizes
from .units.instansi import Instansi
from .units.satkers import Roster

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

    def styled(text: str, style: str) -> str:
        if text.endswith("_x000d_"):
            return f"{text}\n"
        if style == "kapital":
            return text.capitalize()
        return text.upper() if style == "besar" else f"{text}{style}"

    by_kind = []
    for kind in KINDS:
        weighted = [
            (text, count * (_REVISI if text == "revisi" else 1.0))
            for row_kind, text, count in rows
            if row_kind == kind
        ]
        texts_by_style = [[styled(text, style) for text, _ in weighted] for style in _STYLES]
        weights = np.array([weight for _, weight in weighted])
        by_kind.append((np.array(texts_by_style, dtype=object), weights))
    return tuple(by_kind)


def kaji_ulang_columns(instansi: Instansi, roster: Roster, made: Revisions, tahun: int) -> Columns:
    """Return the columns of history-kaji-ulang as the gateway types them (codes are text here)."""
    forests = (
        ("PENYEDIA", made.penyedia, made.first_penyedia),
        ("SWAKELOLA", made.swakelola, made.first_swakelola),
    )
    unit = np.concatenate([forest.unit[forest.old] for _, forest, _ in forests])
    kind = np.concatenate([forest.kind for _, forest, _ in forests])
    at = joined([forest.at for _, forest, _ in forests])
    count = len(kind)
    draw = Draw("kaji-ulang", instansi.kode, tahun)
    style = draw.pick(list(_STYLES.values()), count)
    reasons = texts([""] * count)
    for number, (styled, weights) in enumerate(_reasons()):
        rows = np.flatnonzero(kind == number)
        reasons[rows] = styled[style[rows], draw.pick(weights, len(rows))]
    satker = texts([str(number) for number in roster.kode.tolist()])
    return {
        "tahun_anggaran": [tahun] * count,
        "kd_klpd": [instansi.kode] * count,
        "nama_klpd": [instansi.nama] * count,
        "jenis_klpd": [instansi.jenis] * count,
        "kd_satker": satker[unit].tolist(),
        "kd_satker_str": roster.kode_str[unit].tolist(),
        "nama_satker": roster.nama[unit].tolist(),
        "kd_rup_lama": [code for _, f, first in forests for code in _codes(f.old, first)],
        "kd_rup_baru": [code for _, f, first in forests for code in _codes(f.new, first)],
        "jenis_paket": [name for name, forest, _ in forests for _ in range(len(forest.kind))],
        "jenis_revisi": texts(KINDS)[kind].tolist(),
        "alasan_kajiulang": reasons.tolist(),
        "tgl_kaji_ulang": year_of(tahun).stamps(at).tolist(),
    }


def _codes(numbers: Ints, first: int) -> list[str]:
    return [str(first + number) for number in numbers.tolist()]
