"""The description of the API as OpenAPI 3.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from .. import feed
from ..rows.formats import MEDIA
from ..rows.version import VERSION
from .contents import Guide, Resource

Json: TypeAlias = dict[str, Any]
_TEXT: Json = {"type": "string"}
_ERROR: Json = {
    "type": "object",
    "required": ["galat"],
    "properties": {"galat": _TEXT, "parameter": _TEXT, "halaman": _TEXT},
}
_ORIGIN: Mapping[str, Json] = {
    "dataset": _TEXT,
    "kd_klpd": _TEXT,
    "tahun": {"type": ["integer", "null"]},
    "snapshot": {"type": "string", "format": "date-time"},
    "digest": _TEXT,
    "lengkap": {"type": "boolean"},
    "sumber": {"enum": ["langsung", "berkas", "contoh"]},
}
_COLUMN: Json = {"type": "object", "properties": dict.fromkeys(("nama", "tipe", "arti"), _TEXT)}
_ENVELOPE: Json = {
    "type": "object",
    "required": ["parameter", "kolom", "baris", "jumlah", "asal", "tautan", "kutipan"],
    "properties": {
        **dict.fromkeys(("tabel", "data", "daftar", "label", "catatan"), _TEXT),
        **dict.fromkeys(("berikut", "tautan", "kutipan"), _TEXT),
        "parameter": {"type": "object"},
        "kolom": {"type": "array", "items": _COLUMN},
        "baris": {"type": "array", "items": {"type": "object"}},
        "jumlah": {"type": "integer"},
        "halaman": {
            "type": "object",
            "properties": {"ini": {"type": "integer"}, "dari": {"type": "integer"}},
        },
        "asal": {"type": "array", "items": {"type": "object", "properties": dict(_ORIGIN)}},
    },
}
_LISTS = ("klpd", "tahun")
_MEDIA = {**MEDIA, "atom": feed.MEDIA}


def document(guide: Guide) -> Json:
    """Return the document."""
    resources = (*guide.tables, *guide.datasets, *guide.lists)
    parameters: dict[str, Json] = {}
    for name, about in guide.parameters.items():
        schema: Json = {"type": "array", "items": _TEXT} if name in _LISTS else _TEXT
        if name == "hal":
            schema = {"type": "integer", "minimum": 1}
        more: Json = {"explode": True} if name in _LISTS else {}
        named = {"name": name, "in": "query", "description": about, "schema": schema}
        parameters[name] = named | more
    content: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": guide.say("title"),
            "version": VERSION,
            "description": " ".join(filter(None, (guide.lead, guide.label))),
            "license": {"name": guide.licence},
        },
        "servers": [{"url": guide.root}],
        "paths": {
            resource.address(form): {"get": _operation(guide, resource, form)}
            for resource in resources
            for form in resource.forms
        },
        "components": {
            "schemas": {"Jawaban": _ENVELOPE, "Galat": _ERROR},
            "parameters": parameters,
        },
    }
    if guide.private:
        content["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        content["security"] = [{"bearer": []}]
    return content


def _operation(guide: Guide, resource: Resource, form: str) -> Json:
    takes = [name for name in resource.takes if form == "json" or name != "hal"]
    schema = {"$ref": "#/components/schemas/Jawaban"} if form == "json" else {"type": "string"}
    failed = {"application/json": {"schema": {"$ref": "#/components/schemas/Galat"}}}
    return {
        "summary": resource.about or resource.name,
        "operationId": re.sub("[-.]", "_", f"{resource.kind}_{resource.name}_{form}"),
        "tags": [resource.kind],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in takes],
        "responses": {
            "200": {
                "description": "OK",
                "content": {_MEDIA[form].split(";")[0]: {"schema": schema}},
            },
            "304": {"description": guide.say("trust_etag")},
            **{
                code: {"description": guide.say(f"error.{code}"), "content": failed}
                for code in ("400", "404", "429", *(("401",) if guide.private else ()))
            },
        },
    }
