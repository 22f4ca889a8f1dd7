"""The KLPD of the sandbox and the real places they act in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ... import reference
from . import wilayah

YEARS = range(2021, 2027)
"""Fiscal years the sandbox serves; the last is the running one."""

PEMDA = ("PROVINSI", "KABUPATEN", "KOTA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instansi:
    """One KLPD; `nomor` is its place in the shipped list, `wilayah` "" for ministries."""

    kode: str
    nama: str
    jenis: str
    wilayah: str
    nomor: int

    @property
    def is_pemda(self) -> bool:
        """Return whether this is a regional government, not a ministry or agency."""
        return self.jenis in PEMDA


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempat:
    """A kabupaten/kota in the spellings that rows use."""

    kode: str
    nama: str
    provinsi: str

    @property
    def pendek(self) -> str:
        """Return the name without Kab., Kota or Adm."""
        return short_name(self.nama)


def short_name(name: str) -> str:
    """Return a region's name without its kind: Kab. Lombok Tengah -> Lombok Tengah."""
    for kind in ("Kab. ", "Kota ", "Adm. "):
        name = name.removeprefix(kind)
    return name


@cache
def all_instansi() -> dict[str, Instansi]:
    """Return the KLPD by code, in the order of the shipped list."""
    rows = reference.klpd().select("kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah").iter_rows()
    return {
        kode: Instansi(kode=kode, nama=nama, jenis=jenis, wilayah=wilayah, nomor=nomor)
        for nomor, (kode, nama, jenis, wilayah) in enumerate(rows)
    }


@cache
def provinces() -> dict[str, str]:
    """Return the names of the provinces by code."""
    return dict(zip(wilayah.codes(1), wilayah.names(1), strict=True))


@cache
def cities() -> tuple[Tempat, ...]:
    """Return the 514 kabupaten/kota."""
    return tuple(
        Tempat(kode=code, nama=name, provinsi=provinces()[code[:2]])
        for code, name in zip(wilayah.codes(2), wilayah.names(2), strict=True)
    )


def cities_of(province: str) -> tuple[Tempat, ...]:
    """Return the kabupaten/kota of a province; for the code of one of them that one."""
    places = wilayah.branch(2, province)
    return cities()[places.start : places.stop]


def below(level: int, above: str) -> list[tuple[str, str]]:
    """Return (code, name) of the regions on a level whose code begins so: 3 kecamatan, 4 desa."""
    places = wilayah.branch(level, above)
    rows = slice(places.start, places.stop)
    return list(zip(wilayah.codes(level)[rows], wilayah.names(level)[rows], strict=True))


def is_kelurahan(code: str) -> bool:
    """Return whether a Kemendagri code is that of a kelurahan, not a desa: its seventh digit."""
    return code[6] == "1"
