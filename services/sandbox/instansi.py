"""The KLPD of the sandbox and the real places they act in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import polars as pl

from services import reference

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
        """Tell a regional government from a ministry or agency."""
        return self.jenis in PEMDA


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempat:
    """A kabupaten/kota or something in it, in the spellings that rows use."""

    kode: str
    nama: str
    kab: str
    provinsi: str

    @property
    def pendek(self) -> str:
        """Return the name without Kab. or Adm.; a kota keeps none either."""
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
    return dict(reference.children("").select("code", "name").iter_rows())


@cache
def cities() -> tuple[Tempat, ...]:
    """Return the 514 kabupaten/kota."""
    table = reference.regions().filter(pl.col("level") == 2).select("code", "name")
    return tuple(
        Tempat(kode=code, nama=name, kab=name, provinsi=provinces()[code[:2]])
        for code, name in table.iter_rows()
    )


@cache
def cities_of(province: str) -> tuple[Tempat, ...]:
    """Return the kabupaten/kota of a province."""
    return tuple(city for city in cities() if city.kode.startswith(province))


def _below(parent: str) -> list[tuple[str, str]]:
    return list(reference.children(parent).select("code", "name").iter_rows())


@lru_cache(maxsize=64)
def districts_of(city: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of the kecamatan of a kabupaten/kota."""
    return tuple(_below(city))


@lru_cache(maxsize=64)
def villages_of(city: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of all kelurahan and desa of a kabupaten/kota."""
    return tuple(village for code, _ in districts_of(city) for village in _below(code))


def is_kelurahan(code: str) -> bool:
    """Tell a kelurahan from a desa by the seventh digit of its Kemendagri code."""
    return code[6] == "1"
