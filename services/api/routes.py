"""The door `/api`: tables, datasets, lists and their description, over what is stored."""

from __future__ import annotations

from . import feed
from .answers import Answer, Asked, Endpoint, NotStored
from .guard.guarded import guarded
from .guide import answers as guide
from .host import Door, Host
from .rows import datasets, lists, tables


def door(host: Host) -> Door:
    """Return the routes of the API."""
    endpoints: dict[str, Endpoint] = {
        "/api/tabel/{file}": tables.answer,
        "/api/data/{file}": datasets.answer,
        "/api": guide.index,
        "/api/openapi.json": guide.document,
        "/api/klpd": lists.klpd,
        "/api/wilayah": lists.regions,
        "/api/tersimpan": lists.stored,
        "/umpan.atom": feed.answer,
        "/api/{rest:path}": _unknown,
    }
    return Door(routes=[guarded(path, endpoint, host) for path, endpoint in endpoints.items()])


def _unknown(asked: Asked) -> Answer:
    raise NotStored("tidak ada; yang ada: /api", page=f"{asked.root}/api")
