"""One body for each endpoint: the documentation's own, else made up in the shape that was seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from services.upstream.catalog import DATASETS, PAKET_SWAKELOLA
from services.upstream.dataset import Dataset

FOLDER = Path(__file__).parent / "payloads"


def body(name: str) -> bytes:
    """Return the documented body of this name, such as `cities-v2` or `locations-desa`."""
    return (FOLDER / f"{name}.json").read_bytes()


def sample(dataset: Dataset) -> bytes:
    """Return the documented body of a dataset; its file must exist."""
    return body(dataset.folder)


def rows(dataset: Dataset) -> list[dict[str, Any]]:
    """Return the rows of the body of a dataset."""
    decoded = json.loads(sample(dataset))
    served: list[dict[str, Any]] = decoded if dataset.bare else decoded["data"]
    return served


def refusals() -> list[tuple[str, int, bytes]]:
    """Return (endpoint, status, body) of every documented error.

    An endpoint of the gateway that is not documented answers as the others do.
    """
    found = []
    for path in sorted((FOLDER / "errors").iterdir()):
        name, _, status = path.stem.rpartition("-")
        found.append((name, int(status), path.read_bytes()))
    documented = {name for name, _, _ in found}
    others = [
        dataset.folder
        for dataset in DATASETS.values()
        if dataset.source == "inaproc" and dataset.folder not in documented
    ]
    of_gateway = [(status, body) for name, status, body in found if name == PAKET_SWAKELOLA.folder]
    return found + [(name, status, body) for name in others for status, body in of_gateway]
