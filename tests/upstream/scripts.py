"""Requests, answers and helpers for the tests of the client."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from services.errors import (
    ServiceError,
)
from services.upstream.catalog import LOCATIONS, PROGRAM_MASTER, find
from services.upstream.walk.walker import Walk
from tests.upstream.wire import (
    Clock,
    Reply,
    Wire,
    as_json,
    as_text,
    connect,
    page,
    programs,
)

PROGRAMS = PROGRAM_MASTER.request(kode_klpd="D1", tahun="2025")
CITIES = find("cities", "v2").request()
GOOD = as_json(page(programs([1, 2, 3]), has_more=False))
HTML_403 = as_text("<!DOCTYPE html><title>403 Forbidden</title>", 403)
DOWN = as_text("Gateway Timeout", 504)


def serving(server: Any) -> Reply:
    return lambda request: httpx.Response(200, content=server.answer(dict(request.url.params)))


def rows(walked: Walk) -> list[str]:
    key = "kd_program" if "kd_program" in walked.pages[0].texts.columns else "code"
    return [value for one in walked.pages for value in one.texts[key]]


def error_of(wire: Wire, source: str = "inaproc", clock: Clock | None = None) -> ServiceError:
    request = {"inaproc": PROGRAMS, "satusehat": CITIES, "lokasi": LOCATIONS.request()}[source]
    with pytest.raises(ServiceError) as caught:
        connect(source, wire, clock).walk(request)
    return caught.value


def limited(**headers: str) -> httpx.Response:
    return as_json({"success": False, "error": {"code": "Too Many Requests"}}, 429, **headers)
