"""detail_lokasi texts: real places of the KLPD, written as SiRUP writes them."""

from __future__ import annotations

import msgspec

from ..draw import Draw, Ints
from .instansi import Instansi, Tempat, below, cities, cities_of, is_kelurahan

_POOL = 160
_EMPTY, _MISSING, _SEVERAL = 0.05, 0.02, 0.08
_NULLS = {"prp_id": None, "prp_nama": None, "kbp_id": None, "kbp_nama": None, "detil_lokasi": None}


def detail(city: Tempat, draw: Draw) -> str:
    """Return a place in a city in words, by kecamatan, by kelurahan or desa, or vaguely."""
    style = draw.number()
    districts = below(3, city.kode)
    district = districts[draw.between(0, len(districts) - 1)]
    if style < 0.3:
        return f"Kecamatan {district[1]}"
    if style < 0.4:
        return f"Kec. {district[1]}, {city.nama}"
    if style < 0.65:
        own = below(4, district[0])
        code, name = own[draw.between(0, len(own) - 1)]
        kind = "Kelurahan" if is_kelurahan(code) else "Desa"
        return f"{kind} {name} Kecamatan {district[1]}"
    return (city.nama, city.pendek, f"Kantor di {city.pendek}", "Tersebar")[draw.between(0, 3)]


def detail_lokasi(instansi: Instansi, tahun: int, size: int) -> list[str | None]:
    """Return one text for each package: a JSON list of places, a JSON object of nulls, or None."""
    draw = Draw("lokasi", instansi.kode, tahun)
    own = cities_of(instansi.wilayah) if instansi.is_pemda else cities()
    places = [own[i] for i in draw.shuffled(len(own))[:40]]
    encode = msgspec.json.encode
    pool: list[str | None] = [None, encode(_NULLS).decode()]
    for _ in range(_POOL):
        count = draw.between(2, 4) if draw.number() < _SEVERAL else 1
        cities_of_text = [places[draw.between(0, len(places) - 1)] for _ in range(count)]
        entries = [entry(city, detail(city, draw)) for city in cities_of_text]
        pool.append(encode(entries).decode())
    chance = draw.uniform(size)
    chosen: Ints = draw.integers(2, len(pool) - 1, size)
    chosen[chance < _EMPTY + _MISSING] = 1
    chosen[chance < _MISSING] = 0
    return [pool[i] for i in chosen.tolist()]


def entry(city: Tempat, detail: str) -> dict[str, object]:
    """Return one place as SiRUP writes it: the kind in brackets, ids that are no region codes."""
    kind = "Kab." if city.nama.startswith("Kab. ") else "Kota"
    name = city.nama.removeprefix(f"{kind} ").removeprefix("Adm. ")
    number = int(city.kode)
    return {
        "prp_id": number // 100 + 7,
        "prp_nama": city.provinsi,
        "kbp_id": number % 1000 + 30,
        "kbp_nama": f"{name} ({kind})",
        "detil_lokasi": detail,
    }
