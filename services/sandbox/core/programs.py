"""program-master rows of one KLPD and year."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ... import reference
from ..draw import Draw, Floats, Ints, Texts, normal_of, rupiah, texts, uniform_by
from ..units import words
from ..units.instansi import Instansi
from ..units.satkers import Roster, base

Columns = dict[str, Any]

# log10 of pagu_program: mean and standard deviation (shipped reference: real rows of each kind).
# The programs of kecamatan are small ones: what is added here makes the mean 8.55 with them.
_PAGU = {"PROVINSI": (9.04, 0.87), "KABUPATEN": (8.55 + 0.19, 0.88), "KOTA": (8.6 + 0.19, 0.88)}
_PAGU_KL = (9.47, 1.02)
_ZERO, _MISSING, _DELETED = 0.01, 0.004, 0.015
_UNCHANGED = 0.08  # of the rows keep their pagu from year to year
_GIANT_EVERY = 20  # one KLPD in so many has a row that outweighs all others


@cache
def _vocabulary() -> dict[str, tuple[tuple[str, str, float], ...]]:
    """Return (code, name, standardised log of the median pagu) by urusan."""
    table = reference.vocabulary("program_pemda")
    programs: dict[str, list[tuple[str, str, float]]] = {}
    for code, name, _, median in table.iter_rows():
        size = (len(str(int(median))) - 9.6) / 1.1 if median > 0 else -1.0
        programs.setdefault(code[:4], []).append((code, name, min(max(size, -2.0), 2.0)))
    return {urusan: tuple(sorted(rows)) for urusan, rows in programs.items()}


@cache
def _ministry_programs(kode: str) -> tuple[tuple[str, str, float], ...]:
    known = words.PROGRAM_KL.get(kode)
    if known is None:
        order = Draw("program-kl", kode).shuffled(len(words.PROGRAM_KL_UMUM))[:2]
        known = tuple(words.PROGRAM_KL_UMUM[i] for i in order)
    return tuple((code, name, 0.3 * (code != "WA")) for code, name in (words.PROGRAM_WA, *known))


def _candidates(
    instansi: Instansi, roster: Roster
) -> tuple[Ints, list[tuple[str, str, float]], Ints]:
    """Return for every (unit, program) the row in the roster, the program and a stable key."""
    at: list[int] = []
    programs: list[tuple[str, str, float]] = []
    keys: list[int] = []
    other, level = "DAERAH KABUPATEN/KOTA", "DAERAH PROVINSI"
    if instansi.jenis != "PROVINSI":
        other, level = level, other
    for row, unit in enumerate(roster.units):
        if instansi.is_pemda:
            listed = (
                program for urusan in unit.urusan for program in _vocabulary().get(urusan, ())
            )
            own = tuple((code, name.replace(other, level), z) for code, name, z in listed)
        else:
            own = _ministry_programs(instansi.kode)
        small = instansi.is_pemda and bool(unit.wilayah) and not unit.urusan[0].startswith("7")
        for number, program in enumerate(own[:3] if small else own):
            at.append(row)
            programs.append(program)
            keys.append(int(roster.slot[row]) * 1000 + number)
    return np.array(at), programs, np.array(keys)


def _chosen(instansi: Instansi, keys: Ints, tahun: int) -> Ints:
    """Return which candidates run this year: the same ones mostly, some with repeated rows."""
    draw = Draw("program", instansi.kode)
    if instansi.jenis == "PROVINSI":
        wanted = draw.between(325, 363)
    elif instansi.is_pemda:
        wanted = draw.between(215, 285)
    else:
        few = len(base(instansi)) < 44
        wanted = draw.between(30, 84) if few else draw.between(85, 194)
    repeated = 0.02 + 0.2 * draw.number() ** 3
    yearly = Draw("program", instansi.kode, tahun)
    score = uniform_by(draw.seed, keys) + 0.15 * uniform_by(yearly.seed, keys)
    score = np.where(keys % 1000 == 0, score - 1.0, score)  # every unit has its first program
    once = np.sort(np.argsort(score, kind="stable")[: max(1, int(wanted * (1 - repeated)))])
    left = wanted - len(once)
    again = once[yearly.integers(0, len(once) - 1, left)]
    if instansi.is_pemda and left > 8:
        again[: left // 2] = once[yearly.between(0, len(once) - 1)]
    return np.concatenate([once, again])


def _amounts(instansi: Instansi, keys: Ints, size: Floats, tahun: int) -> Ints:
    mean, spread = _PAGU.get(instansi.jenis, _PAGU_KL)
    lasting = Draw("pagu", instansi.kode).seed
    draw = Draw("pagu", instansi.kode, tahun)
    count = len(keys)
    # How often a key stood before in the array makes repeated rows of a program differ.
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]]
    place = np.arange(count)
    earlier = np.empty(count, dtype=np.int64)
    earlier[order] = place - np.maximum.accumulate(np.where(starts, place, 0))
    row = keys * 1000 + earlier
    stable = normal_of(uniform_by(lasting, row))
    fixed = uniform_by(lasting + 1, row) < _UNCHANGED
    yearly = np.where(fixed, 0.0, draw.normal(count))
    digits = np.where(fixed, uniform_by(lasting + 2, row), draw.uniform(count))
    return rupiah(mean + spread * (0.45 * size + 0.87 * stable + 0.2 * yearly), digits)


def program_columns(instansi: Instansi, roster: Roster, tahun: int) -> Columns:
    """Return the columns of program-master as the gateway types them (kd_* are numbers here)."""
    at, programs, keys = _candidates(instansi, roster)
    chosen = _chosen(instansi, keys, tahun)
    count = len(chosen)
    draw = Draw("program-master", instansi.kode, tahun)
    size = np.array([row[2] for row in programs])[chosen]
    pagu = _amounts(instansi, keys[chosen], size, tahun)
    pagu[draw.chance(_ZERO, count)] = 0
    missing = draw.chance(_MISSING, count)
    if instansi.nomor % _GIANT_EVERY == 7:
        giant = int(np.argmax(np.where(missing, 0, pagu)))
        pagu[giant] = int(pagu.sum()) * 2
    money: Texts = texts(pagu.tolist())
    money[missing] = None
    local = texts((10**15 + (draw.uniform(count) * 9e15).astype(np.int64) * 7).tolist())
    local[~draw.chance(0.05, count)] = None
    deleted = draw.chance(_DELETED, count)
    names = []
    for i, chance in zip(chosen, draw.uniform(count).tolist(), strict=True):
        name = programs[i][1]
        if chance < 0.01:
            name = f"{name} (M)"
        elif chance < 0.02:
            name = f"{name}  "
        elif chance < 0.03:
            name = name.title()
        names.append(name)
    first = ((tahun - 2020) * 1000 + instansi.nomor) * 1000 + 1
    return {
        "is_deleted": deleted.tolist(),
        "jenis_klpd": [instansi.jenis] * count,
        "kd_klpd": [instansi.kode] * count,
        "kd_program": list(range(first, first + count)),
        "kd_program_lokal": local.tolist(),
        "kd_program_str": [programs[i][0] for i in chosen],
        "kd_satker": roster.kode[at[chosen]].tolist(),
        "nama_klpd": [instansi.nama] * count,
        "nama_program": names,
        "pagu_program": money.tolist(),
        "tahun_anggaran": [tahun] * count,
    }
