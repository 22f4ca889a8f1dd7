"""paket-anggaran-penyedia and paket-anggaran-swakelola: the budget rows behind each package.

The rows of a package add up to its pagu exactly. A few packages that are not announced have rows,
too. The number of a row is that of its package and its place there, so that it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.rows import Columns
from ..core.swakelola import live_swakelola
from ..draw import Bools, Ints, KeyedDraw, texts
from ..klpd_year import KlpdYear
from ..penyedia.packages import TERINISIASI, later_packages
from ..shares import counted, shared
from .accounts import ministry_funding, regional_funding

_ROWS = 250  # more than the rows of any package
_EARLY = 0.05  # of the packages that are Terinisiasi have budget rows already
_ZERO, _NEGATIVE, _TWINS = 0.038, 0.006, 0.17
_WITHOUT_NEGATIVE = 2024 % 3  # every third year has no negative rows, as one of three real years
_LEAST = 1_000  # rupiah of a row on average, at least

# (rows, share of the packages): a province's quantiles; elsewhere fewer rows were seen.
_PROVINCE = {
    1: 52, 2: 18, 3: 7, 4: 4.5, 5: 3, 6: 2.5, 7: 3, 10: 4, 15: 3, 22: 1.2, 30: 0.5, 60: 0.25,
    120: 0.1, 227: 0.01,
}  # fmt: skip
_ELSEWHERE = {1: 62, 2: 17, 3: 7, 4: 4, 5: 3, 6: 3, 8: 2, 12: 1.5, 25: 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgeted:
    """Packages with budget rows, as arrays of one length: jenis a place in JENIS, -1 swakelola."""

    code: Ints
    unit: Ints
    pagu: Ints
    jenis: Ints
    announced: Bools

    def take(self, places: Ints) -> Budgeted:
        """Return the packages at these places."""
        return Budgeted(**{name: getattr(self, name)[places] for name in self.__slots__})


def provider_budget_columns(of: KlpdYear, hari: int) -> Columns:
    """Return the columns of paket-anggaran-penyedia."""
    packages = later_packages(of, hari)
    begun = (packages.status == TERINISIASI) & packages.active & ~packages.deleted
    all_of = Budgeted(
        code=packages.code,
        unit=packages.unit,
        pagu=packages.pagu,
        jenis=packages.jenis,
        announced=packages.listed,
    )
    return _columns(of, all_of, begun, "id_paket_anggaran_penyedia")


def swakelola_budget_columns(of: KlpdYear, hari: int) -> Columns:
    """Return the columns of paket-anggaran-swakelola; a package without pagu has a row of 0."""
    packages = live_swakelola(of, hari)
    all_of = Budgeted(
        code=packages.code,
        unit=packages.unit,
        pagu=packages.pagu,
        jenis=np.full(len(packages.code), -1),
        announced=packages.announced,
    )
    return _columns(of, all_of, ~packages.announced, "id_paket_anggaran_swakelola")


def _amounts(of: KlpdYear, packages: Budgeted, group: Ints, place: Ints) -> tuple[Ints, Bools]:
    """Return the amount of each row, and which rows equal the one before them but for their id."""
    rows = KeyedDraw(packages.code[group] * _ROWS + place, "anggaran", of.kode, of.tahun)
    size = len(group)
    weight = np.where(place == 0, 1.0, 0.05 + rows.uniform(size) * rows.uniform(size))
    weight[(place > 0) & rows.chance(_ZERO, size)] = 0.0
    pagu = shared(packages.pagu, group, weight)
    own = KeyedDraw(packages.code, "anggaran-kurang", of.kode, of.tahun)
    count = np.bincount(group, minlength=len(packages.code))
    less = own.chance(_NEGATIVE, len(packages.code)) & (count > 2) & (packages.pagu > 100_000)
    if of.tahun % 3 == _WITHOUT_NEGATIVE:
        less[:] = False
    first = np.cumsum(count) - count
    twins = rows.chance(_TWINS, size) & (place >= 2) & (place % 2 == 0) & ~less[group]
    second = np.flatnonzero(twins)
    both = pagu[second] + pagu[second - 1]
    pagu[second] = pagu[second - 1] = both // 2
    np.add.at(pagu, first[group[second]], both % 2)
    surplus = packages.pagu[less] // 20
    pagu[first[less]] += pagu[first[less] + 1] + surplus
    pagu[first[less] + 1] = -surplus
    return pagu, twins


def _columns(of: KlpdYear, all_of: Budgeted, begun: Bools, key: str) -> Columns:
    chance = KeyedDraw(all_of.code, "anggaran-dini", of.kode).uniform(len(all_of.code))
    chance[~begun] = 1.0
    first = chance == chance.min(initial=1.0)  # where some have begun, one has rows at least
    early = begun & (first | (chance < _EARLY))
    packages = all_of.take(np.flatnonzero(all_of.announced | early))
    shares = _PROVINCE if of.instansi.jenis == "PROVINSI" else _ELSEWHERE
    own = KeyedDraw(packages.code, "anggaran-baris", of.kode, of.tahun)
    counts = np.array(list(shares))[own.pick(list(shares.values()), len(packages.code))]
    counts = np.maximum(np.minimum(counts, packages.pagu // _LEAST), 1)
    group, place = counted(counts)
    pagu, twins = _amounts(of, packages, group, place)
    code, unit = packages.code[group], packages.unit[group]
    # A twin has the funding of the row before it.
    key_of_funding = code * _ROWS + np.where(twins, place - 1, place)
    funds = regional_funding if of.instansi.is_pemda else ministry_funding
    funding = funds(of, code, key_of_funding, unit, packages.jenis[group])
    size = len(group)
    satker = of.roster.nama[unit].tolist()
    status = texts(["Terinisiasi", "Terumumkan"])[packages.announced[group].astype(np.int64)]
    return {
        key: (code * _ROWS + place).tolist(),
        "kd_klpd": [of.kode] * size,
        "nama_klpd": [of.instansi.nama] * size,
        "jenis_klpd": [of.instansi.jenis] * size,
        "tahun_anggaran": [of.tahun] * size,
        "kd_satker": of.roster.kode[unit].tolist(),
        "kd_satker_str": of.roster.kode_str[unit].tolist(),
        "nama_satker": satker,
        "kd_rup": code.tolist(),
        "kd_rup_lokal": [None] * size,
        "pagu": pagu.tolist(),
        "status_umumkan_rup": status.tolist(),
        "status_aktif_rup": [True] * size,
        "status_delete_rup": [False] * size,
        "asal_dana": [of.kode] * size,
        "asal_dana_klpd": [of.instansi.nama] * size,
        "asal_dana_satker": satker,
        "mak": funding.mak,
        "sumber_dana": funding.sumber.tolist(),
        "jenis_dana_apbn": funding.jenis_apbn.tolist(),
        "tahun_anggaran_dana": funding.tahun.tolist(),
        "kd_kegiatan": funding.kegiatan.tolist(),
        "kd_komponen": funding.komponen.tolist(),
        "kd_subkegiatan": funding.subkegiatan.tolist(),
    }
