"""`/api` and `/api/openapi.json`: HTML for browsers, JSON for programs."""

from __future__ import annotations

import hashlib

import msgspec

from ..answers import Answer, Asked, Body
from ..guard.headers import POLICY
from ..rows.question import state_of
from ..rows.version import VERSION
from . import contents, openapi, page
from .contents import Guide, Resource


def index(asked: Asked) -> Answer:
    """Return what there is: a page for a browser, else the same as JSON."""
    state_of(asked, ())
    guide = contents.of(asked)
    # a client that names HTML before JSON, as browsers do, wants the page
    kinds = [kind.partition(";")[0].strip().lower() for kind in asked.accept.split(",")]
    html = kinds.index("text/html") if "text/html" in kinds else len(kinds)
    json = kinds.index("application/json") if "application/json" in kinds else len(kinds)
    if html >= json:
        machine = {
            "nama": guide.say("title"),
            "versi": VERSION,
            "keterangan": guide.lead,
            **({"label": guide.label} if guide.label else {}),
            "tabel": [_resource(guide, table) for table in guide.tables],
            "data": [_resource(guide, dataset) for dataset in guide.datasets],
            "daftar": [_resource(guide, item) for item in guide.lists],
            "parameter": guide.parameters,
            "batas": guide.limits,
            "lisensi": guide.licence,
            "tautan": {"openapi": f"{guide.root}/api/openapi.json", "dasbor": f"{guide.root}/"},
        }
        return _fixed(Body(content=msgspec.json.encode(machine)), vary="Accept")
    body = Body(
        content=page.html(guide).encode(),
        media="text/html; charset=utf-8",
        headers={POLICY: page.POLICY},
    )
    return _fixed(body, vary="Accept")


def document(asked: Asked) -> Answer:
    """Return the description as OpenAPI."""
    state_of(asked, ())
    return _fixed(Body(content=msgspec.json.encode(openapi.document(contents.of(asked)))))


def _fixed(body: Body, vary: str = "") -> Answer:
    """Return an answer that is made already."""
    identity = hashlib.sha256(body.content).hexdigest()
    return Answer(identity=identity, make=lambda: body, heavy=False, vary=vary)


def _resource(guide: Guide, resource: Resource) -> dict[str, object]:
    return {
        "nama": resource.name,
        "keterangan": resource.about,
        "alamat": f"{guide.root}{resource.path}",
        "format": list(resource.forms),
        "parameter": list(resource.takes),
        "kolom": [{"nama": name, "arti": text} for name, text in resource.columns],
    }
