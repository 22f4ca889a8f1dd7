"""GET /v1/locations: five levels from country to village, ids of their own, totals that lie."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import cache, lru_cache

from starlette.responses import Response

from ..draw import seed_of
from ..units import wilayah
from ..units.instansi import below
from .pages import Shape
from .replies import json_reply, whole_number

LEVELS = ("negara", "provinsi", "kabupaten", "kecamatan", "desa")
_SPELLINGS = {
    "country": "negara",
    "province": "provinsi",
    "regency": "kabupaten",
    "district": "kecamatan",
    "kecamanatan": "kecamatan",
    "village": "desa",
}
_ENGLISH = ("country", "province", "regency", "district", "village")
_PLURAL = ("countrys", "provinces", "regencys", "districts", "villages")
_PARENT_PARAMS = ("countryId", "provinceId", "regencyId", "districtId")
_COUNTRIES = {"ID": "Indonesia", "MY": "Malaysia"}
_MAX_PER_PAGE = 100
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://lensa-rup.invalid/lokasi")

Row = dict[str, str]


def location_id(level: str, code: str) -> str:
    """Return the id of a place: always the same, and without its code."""
    return str(uuid.uuid5(_NAMESPACE, f"{level}:{code}"))


@cache
def _codes_by_id(level: str) -> dict[str, str]:
    """Return the codes of a level by id; made once, a quarter of a second for all kecamatan."""
    if level == "negara":
        return {location_id(level, code): code for code in _COUNTRIES}
    return {location_id(level, code): code for code in wilayah.codes(LEVELS.index(level))}


def _name(level: str, name: str) -> str:
    """Write a kabupaten without its kind, as the documented sample does; a kota keeps it."""
    return name.removeprefix("Kab. ").removeprefix("Adm. ") if level == "kabupaten" else name


def _children(level: str, parent: str) -> tuple[tuple[str, str, str], ...]:
    """Return (code, name, parent code) of the places of a level below one place."""
    if level == "negara":
        return tuple((code, name, "") for code, name in _COUNTRIES.items())
    if level == "provinsi" and parent == "MY":
        return ()
    above = "" if level == "provinsi" else parent
    return tuple((code, name, parent) for code, name in below(LEVELS.index(level), above))


@lru_cache(maxsize=4)
def _everywhere(level: str) -> tuple[tuple[str, str, str], ...]:
    """Return all places of a level, for a request that names no parent."""
    if level in ("negara", "provinsi"):
        return _children(level, "ID")
    places = below(LEVELS.index(level), "")
    return tuple((code, name, wilayah.parent_of(code)) for code, name in places)


def locations_reply(query: Mapping[str, str], shape: Shape) -> Response:
    """Return one page of a level; the drill-down answers of the documentation hold data only."""
    levels_of_parents = [at for at, name in enumerate(_PARENT_PARAMS) if query.get(name)]
    default = LEVELS[max(levels_of_parents) + 1] if levels_of_parents else "negara"
    name = query.get("level", "").strip().lower() or default
    level = _SPELLINGS.get(name, name)
    if level not in LEVELS:
        meta: dict[str, object] = {"success": False, "status": 400, "message": "level is not valid"}
        return json_reply({"meta": meta, "data": []}, 400)
    at = LEVELS.index(level)
    parent = query.get(_PARENT_PARAMS[at - 1]) if at else None
    if parent is None:
        places = _everywhere(level)
    else:
        code = _codes_by_id(LEVELS[at - 1]).get(parent)
        places = () if code is None else _children(level, code)
    search = query.get("search", "").strip().casefold()
    matches = [place for place in places if search in _name(level, place[1]).casefold()]
    page = whole_number(query, "page") or 1
    per_page = min(whole_number(query, "perPage") or 10, _MAX_PER_PAGE)
    start = (page - 1) * per_page
    rows: list[Row] = []
    for own_code, own_name, above in matches[start : start + per_page]:
        row = {"id": location_id(level, own_code), "name": _name(level, own_name)}
        if at == 0:
            row["continent"] = "Asia"
        else:
            row[_ENGLISH[at - 1]] = location_id(LEVELS[at - 1], above)
        minutes = seed_of("updatedAt", own_code) % 1440
        row["updatedAt"] = f"2025-09-05T{minutes // 60:02d}:{minutes % 60:02d}:00.000Z"
        rows.append(row)
    if shape == "documented" and query:
        return json_reply({"data": rows})
    plural = _PLURAL[at]
    return json_reply(
        {
            "meta": {"success": True, "status": 200, "message": f"{plural} retrieved"},
            "data": rows,
            "pagination": {
                "totalItems": 0,
                "perPage": per_page,
                "totalPages": 0,
                "currentPage": page,
            },
        }
    )
