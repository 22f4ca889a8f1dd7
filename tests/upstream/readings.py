"""Turn rows into a reading, for the tests of frames."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import settings

from services.upstream.catalog import PAKET_SWAKELOLA, PROGRAM_MASTER
from services.upstream.dataset import Dataset
from services.upstream.parsing.frames import Reading, assemble, page
from tests.sampling import examples
from tests.upstream.wire import program

ASKED = {"kode_klpd": "D1", "tahun": "2025"}
quick = settings(max_examples=examples(80), deadline=None)


def read(dataset: Dataset, *pages: list[dict[str, Any]] | bytes, **asked: str) -> Reading:
    raws = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in pages]
    return assemble(dataset, [page(dataset, raw) for raw in raws], asked or ASKED)


def served(column: str, token: str) -> Reading:
    """Return the reading of one program row whose column is this JSON token."""
    row = json.dumps(program(7, **{column: "@"})).replace('"@"', token)
    return read(PROGRAM_MASTER, f"[{row}]".encode())


def swakelola(column: str, value: Any) -> Reading:
    return read(PAKET_SWAKELOLA, [{"kd_rup": 1, "kd_klpd": "D1", column: value}])
