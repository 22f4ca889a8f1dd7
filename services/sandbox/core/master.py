"""master-satker: every unit a KLPD ever had, those of its packages among many others.

One answer for every year: `tahun_aktif` tells when a unit was active, in the spellings that occur
in one real answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ... import reference
from ..draw import Draw
from ..units.instansi import YEARS, Instansi, below, cities, cities_of, provinces, short_name
from ..units.satkers import base, roster
from .rows import Columns

SHARED_CODE = 1
"""Pairs of further units with one kd_satker_str and different names."""

_FIRST_YEAR, _LAST_KNOWN = 2013, 2023
_FIRST_CODE, _MOST = 1_000_000, 1_000  # further units are numbered from here
_STILL_ACTIVE = 0.07  # of the further units
_UPPER = 0.33
_ECHELONS = {"01": 21, "13": 20, "05": 15, "04": 13, None: 13, "08": 10, "00": 2, "02": 2, "03": 2}
_TOPICS = (
    "Perencanaan", "Keuangan", "Sumber Daya Manusia", "Pendidikan dan Pelatihan", "Hukum",
    "Data dan Informasi", "Pengawasan", "Kerja Sama", "Pelayanan Umum", "Pembinaan Mutu",
    "Pengembangan Teknologi", "Standardisasi",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    kode: int
    kode_str: str
    nama: str
    jenis: str
    years: range


def _own_units(instansi: Instansi, draw: Draw) -> list[_Unit]:
    """Return the units that have rows, each with the years it has them in and some before."""
    seen: dict[int, tuple[str, str, list[int]]] = {}
    for tahun in YEARS:
        units = roster(instansi, tahun)
        triples = zip(units.kode.tolist(), units.kode_str, units.nama, strict=True)
        for kode, kode_str, nama in triples:
            years = seen[kode][2] if kode in seen else []
            seen[kode] = (kode_str, nama, [*years, tahun])
    jenis = "SKPD" if instansi.is_pemda else "Pusat"
    own = []
    for kode, (kode_str, nama, years) in seen.items():
        early, late = draw.number(), draw.number()
        first = _FIRST_YEAR + int(8 * early) if years[0] == YEARS[0] else years[0]
        last = 2030 if years[-1] == YEARS[-1] and late < 0.25 else years[-1]
        own.append(
            _Unit(
                kode=kode, kode_str=kode_str, nama=nama, jenis=jenis, years=range(first, last + 1)
            )
        )
    return own


def _filled(pattern: str, instansi: Instansi, at: int) -> str:
    """Return the name of a unit with places and topics of the KLPD."""
    if "{" not in pattern:
        return pattern
    towns = cities_of(instansi.wilayah) if instansi.is_pemda else cities()
    town = towns[at % len(towns)]
    heads = below(3, instansi.wilayah) if "{kecamatan}" in pattern else [("", "")]
    villages = below(4, instansi.wilayah) if "{kelurahan}" in pattern else [("", "")]
    names = list(provinces().values())
    return pattern.format(
        kecamatan=heads[at % len(heads)][1],
        kelurahan=villages[at % len(villages)][1],
        kabupaten=town.pendek,
        provinsi=names[at % len(names)],
        urusan=_TOPICS[at % len(_TOPICS)],
        kode=f"{at % 90 + 10:02d}",
        nama=short_name(instansi.nama),
    )


def _further_units(instansi: Instansi, draw: Draw) -> list[_Unit]:
    """Return 2 to 4 times as many units as have rows, most of them closed long ago."""
    table = reference.vocabulary("satker")
    scope = {"PROVINSI": "provinsi"}.get(instansi.jenis, "kabupaten")
    if not instansi.is_pemda:
        scope = "kementerian"
    rows = [row for row in table.iter_rows() if row[0] == scope]
    count = int(len(base(instansi)) * (2.1 + 1.6 * draw.number()))
    kinds = draw.pick([row[3] for row in rows], count).tolist()
    start = _FIRST_YEAR + draw.integers(0, 10, count)
    length = 1 + (9 * draw.uniform(count) * draw.uniform(count)).astype(np.int64)
    still = draw.chance(_STILL_ACTIVE, count)
    end = np.where(still, YEARS[-1], np.minimum(start + length, _LAST_KNOWN))
    upper = draw.chance(_UPPER, count).tolist()
    further = []
    for at, kind in enumerate(kinds):
        _, jenis, pattern, _ = rows[kind]
        nama = _filled(pattern, instansi, at)
        twin = count - 1 - at < SHARED_CODE
        # 22 characters or a short one in regions, six digits elsewhere
        number = 2 if twin else at
        if not instansi.is_pemda:
            kode_str = f"{(instansi.nomor * 977 + number * 37) % 1_000_000:06d}"
        elif number % 7 < 2:
            kode_str = f"SK.{number:02d}"
        else:
            field = f"{1 + number % 7}.{1 + number % 30:02d}"
            kode_str = f"{field}.0.00.0.00.{number % 100:02d}.{9_000 - number:04d}"
        further.append(
            _Unit(
                kode=_FIRST_CODE + instansi.nomor * _MOST + at,
                kode_str=kode_str,
                nama=f"{nama} (eks)" if twin else nama.upper() if upper[at] else nama,
                jenis=jenis,
                years=range(int(start[at]), int(end[at]) + 1),
            )
        )
    return further


def master_columns(instansi: Instansi) -> Columns:
    """Return the columns of master-satker: the same for every year."""
    draw = Draw("master-satker", instansi.kode)
    units = [*_own_units(instansi, draw), *_further_units(instansi, draw)]
    count = len(units)
    pemda = instansi.is_pemda
    chance = draw.uniform(count).tolist()
    clinics = ("PUSKESMAS", "RUMAH SAKIT", "RS ")
    blud = [
        any(word in unit.nama.upper() for word in clinics) if pemda else u < 0.036
        for unit, u in zip(units, chance, strict=True)
    ]
    # years are written in one of three forms
    braces, tight = (0.28, 0.5) if pemda else (0.07, 0.12)
    active = []
    for unit, u in zip(units, chance, strict=True):
        years = [str(year) for year in unit.years]
        if len(years) > 1 and u < braces:
            active.append("{" + ",".join(years) + "}")
        else:
            active.append(("," if u < tight else ", ").join(years))
    echelons = draw.pick(list(_ECHELONS.values()), count).tolist()
    blank: list[str | None] = ["" if u < 0.3 else None for u in draw.uniform(count).tolist()]
    return {
        "kd_klpd": [instansi.kode] * count,
        "nama_klpd": [instansi.nama] * count,
        "jenis_klpd": [instansi.jenis] * count,
        "kd_satker": [unit.kode for unit in units],
        "kd_satker_str": [unit.kode_str for unit in units],
        "nama_satker": [unit.nama for unit in units],
        "jenis_satker": [unit.jenis for unit in units],
        "status_satker": ["Aktif"] * count,
        "ket_satker": [f"Satker/OPD {'' if own else 'Non-'}BLU/BLUD" for own in blud],
        "tahun_aktif": active,
        "kode_eselon": [None if pemda else list(_ECHELONS)[kind] for kind in echelons],
        # Contacts exist to be dropped.
        "telepon": blank,
        "fax": blank,
        "alamat": blank,
        "kodepos": blank,
    }
