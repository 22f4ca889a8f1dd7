"""The work units (satker) of a KLPD, and those that a year has.

A unit keeps its kd_satker_str; its kd_satker changes when it is registered anew between years,
as real ones do (one province matched 9 % of its pagu by kd_satker, 85 % by kd_satker_str).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..draw import Draw, Floats, Ints, Texts, ten_to, texts
from . import words
from .instansi import YEARS, Instansi, below, cities, cities_of, is_kelurahan, provinces, short_name

_SLOTS = 150  # units a KLPD can have at most
_CAMAT = ("Kecamatan {}", "Kecamatan {}", "Kecamatan {}", "Kantor Camat {}", "KEC. {}")
_LURAH = ("Kelurahan {}", "Kelurahan {}", "Kel. {}")
_PUSKESMAS = ("Puskesmas {}", "UPTD Puskesmas {}", "UPT Puskesmas {}")
_CODES_A_SLOT = 8  # registrations a unit can have: one, and one for each later year


@dataclass(frozen=True, slots=True, kw_only=True)
class Satker:
    """One unit for all years: `urusan` are the heads of its program codes ("WA" in ministries)."""

    nama: str
    urusan: tuple[str, ...]
    bobot: float
    kode_str: str
    wilayah: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The units of one year, as arrays of one length.

    `slot` is the place in the base list, `habit` how early a unit plans: 0 late to 4 early.
    """

    slot: Ints
    kode: Ints
    kode_str: Texts
    nama: Texts
    bobot: Floats
    habit: Ints
    units: tuple[Satker, ...]

    def places(self, kode: Ints) -> Ints:
        """Return the row of each of these kd_satker."""
        order = np.argsort(self.kode)
        places: Ints = order[np.searchsorted(self.kode[order], kode)]
        return places


@lru_cache(maxsize=64)
def base(instansi: Instansi) -> tuple[Satker, ...]:
    """Return the units of a KLPD over all years."""
    draw = Draw("satker", instansi.kode)
    if instansi.jenis == "PROVINSI":
        units = _province(instansi, draw)
    elif instansi.is_pemda:
        units = _city(instansi, draw)
    else:
        units = _ministry(instansi, draw)
    return tuple(units[:_SLOTS])


def _dinas(instansi: Instansi) -> list[Satker]:
    kind = {"PROVINSI": "p", "KABUPATEN": "k", "KOTA": "t"}[instansi.jenis]
    chosen = [row for row in words.DINAS if kind in row[3]]
    place = provinces().get(instansi.wilayah) or short_name(instansi.nama)
    return [
        Satker(
            nama=f"{nama} {place}" if nama == "Rumah Sakit Umum Daerah" else nama,
            urusan=urusan,
            bobot=bobot,
            kode_str=_pemda_code(urusan, number),
        )
        for number, (nama, urusan, bobot, _) in enumerate(chosen, 1)
    ]


def _pemda_code(urusan: tuple[str, ...], number: int, unit: int = 0) -> str:
    heads = (*urusan, "0.00", "0.00")[:3]
    return f"{'.'.join(heads)}.{number:02d}.{unit:04d}"


def _province(instansi: Instansi, draw: Draw) -> list[Satker]:
    own = _dinas(instansi)
    for pattern, urusan, weight, most in words.UPT_PROVINSI:
        places = cities_of(instansi.wilayah)
        order = draw.shuffled(len(places))[: min(most, draw.between((most + 1) // 2, most))]
        for unit, place in enumerate((places[i] for i in order), 1):
            name = pattern.format(
                provinsi=provinces()[instansi.wilayah],
                kota=place.pendek,
                tempat=place.nama.removeprefix("Kab. "),
            )
            own.append(
                Satker(
                    nama=name,
                    urusan=(urusan,),
                    bobot=weight,
                    kode_str=_pemda_code((urusan,), len(own) + 1, unit),
                    wilayah=place.kode,
                )
            )
    return own


def _city(instansi: Instansi, draw: Draw) -> list[Satker]:
    own = _dinas(instansi)
    heads = below(3, instansi.wilayah)
    villages = below(4, instansi.wilayah)
    kelurahan = [row for row in villages if is_kelurahan(row[0])]
    most = 16 if instansi.jenis == "KOTA" else 6
    some_kelurahan = [kelurahan[at] for at in draw.shuffled(len(kelurahan))[:most]]
    some_heads = [heads[at] for at in draw.shuffled(len(heads))[: draw.between(3, 8)]]
    groups = (
        (heads, _CAMAT[draw.between(0, len(_CAMAT) - 1)], "7.01", 0.8),
        (some_kelurahan, _LURAH[draw.between(0, len(_LURAH) - 1)], "7.01", 0.3),
        (some_heads, _PUSKESMAS[draw.between(0, len(_PUSKESMAS) - 1)], "1.02", 0.9),
    )
    for places, style, urusan, weight in groups:
        own += [
            Satker(
                nama=style.format(name),
                urusan=(urusan,),
                bobot=weight,
                kode_str=_pemda_code((urusan,), (len(own) + unit) % 100, unit),
                wilayah=code,
            )
            for unit, (code, name) in enumerate(places, 1)
        ]
    return own


def _ministry(instansi: Instansi, draw: Draw) -> list[Satker]:
    big = instansi.jenis == "KEMENTERIAN" or instansi.kode in words.UNIT_DAERAH
    head = f"{(instansi.nomor % 110) + 1:03d}.01"
    names = [(nama, weight, "") for nama, weight in words.UNIT_PUSAT]
    order = draw.shuffled(len(words.UNIT_TEKNIS))[: draw.between(5, 13) if big else 4]
    names += [(words.UNIT_TEKNIS[i], 3.0, "") for i in order]
    wanted = draw.between(44, 102) if big else draw.between(16, 40)
    patterns = words.UNIT_DAERAH.get(instansi.kode, words.UNIT_DAERAH_UMUM)
    if instansi.jenis != "INSTANSI":
        places = cities()
        order = draw.shuffled(len(places))
        kinds = draw.integers(0, len(patterns) - 1, len(places))
        regional: dict[str, tuple[str, float, str]] = {}
        for at, kind in zip(order, kinds, strict=True):
            if len(regional) >= wanted - len(names):
                break
            place = places[at]
            name = patterns[kind].format(prov=place.provinsi, kota=place.pendek, kab=place.nama)
            regional.setdefault(name, (name, 1.5, place.kode))
        names += regional.values()
    return [
        Satker(
            nama=nama,
            urusan=("WA",),
            bobot=weight,
            kode_str=f"{head}.{400000 + instansi.nomor * 500 + at}",
            wilayah=wilayah,
        )
        for at, (nama, weight, wilayah) in enumerate(names)
    ]


@lru_cache(maxsize=256)
def roster(instansi: Instansi, tahun: int) -> Roster:
    """Return the units of one year: a few do not exist yet, or no longer."""
    units = base(instansi)
    count = len(units)
    draw = Draw("roster", instansi.kode)
    tail = draw.normal(count)
    start = np.where(draw.chance(0.06, count), draw.integers(1, 5, count), 0)
    end = np.where(draw.chance(0.04, count), draw.integers(1, 5, count), 9)
    year = tahun - YEARS[0]
    shown = np.flatnonzero((start <= year) & (year < end) | (np.arange(count) < 8))
    # some units, and now and then most of a KLPD, are registered anew
    registrations = Draw("registrasi", instansi.kode)
    mass_year = registrations.between(1, 5) if registrations.number() < 0.15 else 0
    generation = np.zeros(count, dtype=np.int64)
    for later in range(1, len(YEARS)):
        share = 0.9 if later == mass_year else 0.06
        again = registrations.chance(share, count)
        if later <= year:
            generation += again
    numbers = np.arange(count) * _CODES_A_SLOT + generation
    kode = 100_000 + instansi.nomor * _SLOTS * _CODES_A_SLOT + numbers
    upper = Draw("gaya", instansi.kode).number() < 0.25
    odd = Draw("ejaan", instansi.kode, tahun).chance(0.03, len(units))
    names = [
        unit.nama.upper() if upper is not bool(other) else unit.nama
        for unit, other in zip(units, odd, strict=True)
    ]
    weight = np.array([unit.bobot for unit in units])
    plans = Draw("kebiasaan", instansi.kode)
    habit = np.clip(plans.between(1, 4) + plans.integers(-2, 1, count), 0, 4)
    # The tail makes a few units hold most packages: p90 over median about 10 (real: 374 over 36).
    heavy = weight * ten_to(3.0 + 0.7 * tail)
    return Roster(
        slot=shown,
        kode=kode[shown],
        kode_str=texts([units[i].kode_str for i in shown]),
        nama=texts([names[i] for i in shown]),
        bobot=heavy[shown],
        habit=habit[shown],
        units=tuple(units[i] for i in shown),
    )
