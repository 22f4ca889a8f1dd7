"""struktur-anggaran-pd: the spending of every unit of a regional government.

What is announced equals procurement spending in most units; some are off, two of them far.
"""

from __future__ import annotations

import numpy as np

from ..core.programs import program_columns
from ..core.rows import Columns
from ..core.swakelola import announced_swakelola
from ..draw import Draw, Ints, texts
from ..klpd_year import KlpdYear
from ..penyedia.packages import provider_packages

FAR_OFF = (2.8, 0.3)
"""Announced pagu over procurement spending in the two units that are far off."""
WITHOUT_FIGURES = 1
"""Units served with every figure null."""

_EXACT, _NEAR, _ABOVE = 0.72, 0.76, 0.92  # cumulated shares of units; the others are below


def announced_pagu(of: KlpdYear) -> Ints:
    """Return for each unit of the roster the pagu of its live announced packages of both kinds."""
    size = len(of.roster.kode)
    packages, swakelola = provider_packages(of), announced_swakelola(of)
    listed = packages.listed
    return (
        np.bincount(packages.unit[listed], weights=packages.pagu[listed], minlength=size)
        + np.bincount(swakelola.unit, weights=swakelola.pagu, minlength=size)
    ).astype(np.int64)


def _procurement(announced: Ints, draw: Draw) -> tuple[Ints, Ints]:
    """Return the procurement spending of units, and which have no figures."""
    size = len(announced)
    chance, room = draw.uniform(size), draw.uniform(size)
    ratio = np.select(
        [chance < _EXACT, chance < _NEAR, chance < _ABOVE],
        [np.ones(size), 0.991 + 0.018 * room, 1.02 + 0.5 * room],
        0.86 + 0.13 * room,
    )
    order = draw.shuffled(size)
    odd = order[announced[order] > 0]
    ratio[odd[: len(FAR_OFF)]] = FAR_OFF[: len(odd)]
    exact = ratio == 1.0
    spending = np.where(exact, announced, (announced / ratio).astype(np.int64))
    return spending, odd[len(FAR_OFF) : len(FAR_OFF) + WITHOUT_FIGURES]


def structure_columns(of: KlpdYear, _hari: int) -> Columns:
    """Return the columns of struktur-anggaran-pd: regional governments only."""
    if not of.instansi.is_pemda:
        return {}
    units = of.roster
    size = len(units.kode)
    draw = Draw("struktur", of.kode, of.tahun)
    spending, blank = _procurement(announced_pagu(of), draw)
    programs = program_columns(of.instansi, units, of.tahun)
    unit = units.places(np.array(programs["kd_satker"]))
    pagu = np.array([amount or 0 for amount in programs["pagu_program"]])
    program = np.bincount(unit, weights=pagu, minlength=size).astype(np.int64)
    none = draw.chance(0.5, size)
    other = np.where(none, 0, np.maximum(program - spending, 0))
    capital = (spending * (draw.uniform(size) * 0.5)).astype(np.int64)
    capital[draw.chance(0.4, size)] = 0
    unforeseen = np.where(np.arange(size) == draw.between(0, size - 1), spending // 50, 0)
    amounts = {
        "belanja_operasi": spending - capital - unforeseen,
        "belanja_modal": capital,
        "belanja_btt": unforeseen,
        "belanja_pengadaan": spending,
        "belanja_non_pengadaan": other,
        "total_belanja": spending + other,
    }
    figures = {name: texts(values.tolist()) for name, values in amounts.items()}
    if of.instansi.jenis != "PROVINSI":
        figures["belanja_non_pengadaan"][none] = None  # there null means none
    figures["tahun_anggaran"] = texts([of.tahun] * size)
    for values in figures.values():
        values[blank] = None
    return {
        **{name: values.tolist() for name, values in figures.items()},
        "kd_klpd": [of.kode] * size,
        "nama_klpd": [of.instansi.nama] * size,
        "kd_satker": units.kode.tolist(),
        "kd_satker_str": units.kode_str.tolist(),
        "nama_satker": units.nama.tolist(),
    }
