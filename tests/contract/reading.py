"""The product's side of a comparison: its own client, straight to a typed reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from polars.testing import assert_frame_equal

from services.settings import SOURCES, from_mapping
from services.upstream.connection.client import Client
from services.upstream.connection.limiter import Limiter
from services.upstream.connection.transport import Transport
from services.upstream.dataset import Request
from services.upstream.parsing.frames import Reading, assemble
from services.upstream.walk.walker import Walk
from tests.contract.reader import Row, typed


@dataclass
class Product:
    """The product's clients, pointed at one server by the settings an operator would use."""

    environment: Mapping[str, str]

    def __post_init__(self) -> None:
        settings = from_mapping(self.environment)
        self.clients = {
            source: Client(
                settings.upstream(source),
                Transport(settings.upstream(source).base_url),
                Limiter(windows=()),
            )
            for source in SOURCES
        }

    def walk(self, request: Request, limit: int | None = None) -> Walk:
        return self.clients[request.dataset.source].walk(request, limit=limit)

    def read(self, request: Request, limit: int | None = None) -> Reading:
        return assemble(request.dataset, self.walk(request, limit).pages, request.values)

    def close(self) -> None:
        for client in self.clients.values():
            client.close()


def assert_rows(reading: Reading, request: Request, served: list[Row]) -> None:
    """Fail unless the frame is the served rows, one for one and type for type."""
    schema = request.dataset.schema
    asked = {"level": request.values["level"]} if "level" in request.values else {}
    rows = [typed(schema, {**row, **asked}) for row in served]
    expected = pl.DataFrame(rows, schema=schema, orient="row")
    order = [*request.dataset.key, *(n for n in schema if n not in request.dataset.key)]
    assert_frame_equal(reading.frame, expected.sort(*order))
    assert (reading.quarantine, reading.conflicts, reading.strangers.height) == ((), 0, 0)


def assert_equal(reading: Reading, request: Request, served: list[Row]) -> None:
    """Fail unless the frame is the served rows and nothing about them was odd."""
    assert_rows(reading, request, served)
    assert (reading.repeats, reading.drift) == (0, ())
