"""The documentation's own bodies, one file an endpoint, as they stand there."""

from __future__ import annotations

from pathlib import Path

from services.upstream.dataset import Dataset

FOLDER = Path(__file__).parent / "payloads"


def body(name: str) -> bytes:
    """Return the documented body of this name, such as `cities-v2` or `locations-desa`."""
    return (FOLDER / f"{name}.json").read_bytes()


def sample(dataset: Dataset) -> bytes:
    """Return the documented body of a dataset; its file must exist."""
    return body(dataset.folder)


def refusals() -> list[tuple[str, int, bytes]]:
    """Return (endpoint, status, body) of every documented error."""
    found = []
    for path in sorted((FOLDER / "errors").iterdir()):
        name, _, status = path.stem.rpartition("-")
        found.append((name, int(status), path.read_bytes()))
    return found
