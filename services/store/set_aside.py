"""The `.rusak` place: what repair and `hapus` move out of the store, kept for 400 days.

`.rusak/{instant}-{number}/{key}` in the place of data. Nothing reads it but a person; nothing in it
is below `snapshots/`, so no engine takes its rows for stored ones.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from .manifests import KEEP_FOR, MOST_DROPPED
from .objects import Objects, Size

FOLDER = ".rusak"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-[0-9a-f]{8}")
_FORM = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class SetAside:
    """One act of moving things aside: all of them stand below the same folder."""

    objects: Objects
    folder: str

    @classmethod
    def begun(cls, objects: Objects, now: datetime) -> SetAside:
        """Return the place of an act that begins at this instant."""
        instant = now.astimezone(UTC).strftime(_FORM)
        return cls(objects, f"{FOLDER}/{instant}-{uuid.uuid4().hex[:8]}")

    def move(self, key: str) -> bool:
        """Move what stands under a key; False when nothing does."""
        try:
            self.objects.move(key, f"{self.folder}/{key}")
        except FileNotFoundError:
            return False
        return True

    def copy(self, key: str) -> bool:
        """Keep a copy of what stands under a key and is about to be replaced."""
        try:
            self.objects.create(f"{self.folder}/{key}", self.objects.read(key))
        except FileNotFoundError:
            return False
        return True


def size(objects: Objects) -> Size:
    """Return how much was moved aside."""
    return objects.size(FOLDER)


def forget_old(objects: Objects, now: datetime) -> list[str]:
    """Remove what was moved aside over 400 days ago; return the names of the acts removed.

    At most two acts at a time, oldest first: one reading of a wrong clock does not take it all.
    """
    acts: dict[str, list[str]] = {}
    for key in objects.below(FOLDER, "*"):
        acts.setdefault(key.split("/")[1], []).append(key)
    old = [name for name in sorted(acts) if _is_old(name, now)][:MOST_DROPPED]
    for key in _keys(acts, old):
        objects.remove(key)
    return old


def _keys(acts: dict[str, list[str]], names: Iterable[str]) -> Iterable[str]:
    return (key for name in names for key in acts[name])


def _is_old(name: str, now: datetime) -> bool:
    match = _NAME.fullmatch(name)
    if not match:
        return False
    return now - datetime.strptime(match[1], _FORM).replace(tzinfo=UTC) > KEEP_FOR
