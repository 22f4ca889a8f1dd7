"""Previews made before, in files of the data folder: small, bounded, and safe to delete.

`pratinjau/v1/{key}.json` holds the texts with the digest of the rows that they were made from, and
`{key}.png` the picture. An entry counts as long as that digest is still the one of what is stored.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..errors import StoreDamaged
from ..store.backends.atomic_write import write_aside
from .values import Preview

MOST = 2_000
"""Entries; with some 60 kB for each picture that is 120 MB."""
LARGEST = 400_000
"""Bytes of a picture; a larger one is not kept."""
FOLDER = "pratinjau/v1"
"""Raise the number when previews say or draw something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A preview with the digests of its rows and of its picture."""

    stamp: str
    preview: Preview
    picture: str


_DECODER = msgspec.json.Decoder(Entry)


class Cache:
    """The previews of one data folder; any thread and process may use it."""

    def __init__(self, data: Path, *, most: int = MOST) -> None:
        """Keep at most so many entries below this folder."""
        self._folder, self._most = data / FOLDER, most

    def get(self, address: str, stamp: str) -> Entry | None:
        """Return the preview of a canonical address, None unless it is of these very rows."""
        try:
            entry = _DECODER.decode(self._path(address, "json").read_bytes())
        except (OSError, msgspec.DecodeError):
            return None
        fits = entry.stamp == stamp and entry.preview.address == address
        return entry if fits else None

    def picture(self, entry: Entry) -> bytes | None:
        """Return the picture of an entry, None where it is not there as it was written."""
        try:
            content = self._path(entry.preview.address, "png").read_bytes()
        except OSError:
            return None
        return content if _digest(content) == entry.picture else None

    def put(self, stamp: str, preview: Preview, picture: bytes) -> None:
        """Keep a preview with its picture; drop the oldest ones."""
        if len(picture) > LARGEST:
            return
        entry = Entry(stamp=stamp, preview=preview, picture=_digest(picture))
        try:
            write_aside(self._path(preview.address, "png"), picture)
            write_aside(self._path(preview.address, "json"), msgspec.json.encode(entry))
            with os.scandir(self._folder) as listing:
                made = {entry.name: entry.stat().st_mtime for entry in listing if entry.is_file()}
            entries = sorted((n for n in made if n.endswith(".json")), key=lambda n: made[n])
            for name in entries[: max(len(entries) - self._most, 0)]:
                (self._folder / name).unlink(missing_ok=True)
                (self._folder / name).with_suffix(".png").unlink(missing_ok=True)
        except (OSError, StoreDamaged):
            return  # a full or read-only disk: previews stay generic, pages work

    def _path(self, address: str, ending: str) -> Path:
        name = hashlib.sha256(address.encode()).hexdigest()[:32]
        return self._folder / f"{name}.{ending}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
