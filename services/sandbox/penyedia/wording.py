"""Texts of provider packages: names with places, volumes, descriptions, locations."""

from __future__ import annotations

import msgspec
import numpy as np

from ..draw import Draw, Floats, Ints, KeyedDraw, Texts
from ..klpd_year import KlpdYear
from ..units.instansi import below, cities, cities_of
from ..units.lokasi import detail, entry
from .names import vocabulary_names

_VOLUMES = (
    "1 Paket", "1 Paket", "1 Paket", "1 paket ", "12 Bulan", "1 Tahun", "1 Unit",
    "( 10, OK, @ 100000 )", "( 1, PKT, @ 2500000 )", "( 12, BLN, @ 350000 )",
)  # fmt: skip
_SUFFIXES = (
    "", "", "", "", " Triwulan I", " Triwulan II", " Triwulan III", " Triwulan IV", " Tahap 1",
    " Tahap 2", " (Lanjutan)", " Bidang Sekretariat", " Sub Bagian Umum", " Bidang Perencanaan",
    " - {satker}", " - {satker}", " untuk {tempat}", " di {tempat}",
)  # fmt: skip
_DESCRIPTIONS = (
    "{nama}",
    "Belanja {nama}",
    "{nama} pada {satker}",
    "1. {nama}; ",
    "Pengadaan {nama}",
)
_SPECIFICATIONS = ("Sesuai KAK", "Spesifikasi sesuai KAK dan RAB", "{nama}", "Terlampir dalam DPA")
_NO_PLACE = (
    '[{"kbp_id": null, "pkt_id": null, "prp_id": null, "kbp_nama": null, "prp_nama": null, '
    '"detil_lokasi": null}]'
)
_PLACES = 120
_UNKNOWN, _SEVERAL = 0.03, 0.07


def package_names(of: KlpdYear, name: Ints, text: Ints, unit: Ints) -> list[str]:
    """Return the names of packages; equal `text` and name give equal names."""
    draw, count = KeyedDraw(text, "nama-penyedia", of.kode, of.tahun), len(text)
    if of.instansi.jenis in ("KABUPATEN", "KOTA"):
        places = [f"Kecamatan {district}" for _, district in below(3, of.instansi.wilayah)]
    else:
        towns = cities_of(of.instansi.wilayah) if of.instansi.is_pemda else cities()
        places = [town.nama for town in towns]
    vocabulary = vocabulary_names()[name].tolist()
    at = draw.integers(0, len(places) - 1, count).tolist()
    suffix = draw.integers(0, len(_SUFFIXES) - 1, count).tolist()
    style = draw.uniform(count).tolist()
    satker = of.roster.nama[unit].tolist()
    names = []
    for base, place, tail, chance, own in zip(vocabulary, at, suffix, style, satker, strict=True):
        full = f"{base}{_SUFFIXES[tail]}" if "{" not in base else base
        if "{" in full:
            full = full.replace("{tempat}", places[place]).replace("{satker}", own)
        if chance < 0.025:
            full = full.upper()
        elif chance < 0.085:
            full = f"{full}  "
        names.append(full)
    return names


def volumes(chance: Floats) -> list[str]:
    """Return volumes of work."""
    places = (chance * len(_VOLUMES)).astype(np.int64)
    return [_VOLUMES[place] for place in places.tolist()]


def described(
    names: list[str], satker: Texts, chance: Floats, breaks: float, *, specified: bool = False
) -> list[str | None]:
    """Return descriptions or specifications, a share of them with a line end."""
    patterns = _SPECIFICATIONS if specified else _DESCRIPTIONS
    tail = "\r\n" if specified else "_x000d_\n"
    descriptions: list[str | None] = []
    for name, unit, u in zip(names, satker.tolist(), chance.tolist(), strict=True):
        if specified and u > 0.997:
            descriptions.append(None)
            continue
        pattern = patterns[int(u * 1_000) % len(patterns)]
        written = pattern.replace("{nama}", name).replace("{satker}", unit or "")
        descriptions.append(f"{written}{tail}" if u * 97 % 1 < breaks else written)
    return descriptions


def locations(of: KlpdYear, code: Ints) -> list[str]:
    """Return detail_lokasi of packages: JSON text that names the package in every place."""
    draw = Draw("lokasi-penyedia", of.kode, of.tahun)
    own = cities_of(of.instansi.wilayah) if of.instansi.is_pemda else cities()
    pool = [_NO_PLACE]
    for _ in range(_PLACES):
        count = draw.between(2, 3) if draw.number() < _SEVERAL else 1
        chosen = [own[draw.between(0, len(own) - 1)] for _ in range(count)]
        pool.append(f"[{', '.join(_place(entry(city, detail(city, draw))) for city in chosen)}]")
    keyed = KeyedDraw(code, "lokasi-paket", of.kode, of.tahun)
    at = keyed.integers(1, _PLACES, len(code))
    at[keyed.chance(_UNKNOWN, len(code))] = 0
    pairs = zip(at.tolist(), code.tolist(), strict=True)
    return [pool[place].replace("@", str(number)) for place, number in pairs]


def _place(place: dict[str, object]) -> str:
    """Return a place as JSON with blanks, as SiRUP writes it; @ stands for the package."""
    names = ("kbp_id", "pkt_id", "prp_id", "kbp_nama", "prp_nama", "detil_lokasi")
    values = (
        "@" if name == "pkt_id" else msgspec.json.encode(place[name]).decode() for name in names
    )
    pairs = zip(names, values, strict=True)
    return "{" + ", ".join(f'"{name}": {value}' for name, value in pairs) + "}"
