"""The folder `.rusak`: files that repair and `hapus` move out of the store, kept for 400 days.

They are at `.rusak/{instant}-{number}/{key}`. Only people read them: they are not below
`snapshots/`, so their rows are never taken for stored ones.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from .backends.objects import Objects, Size
from .manifests import KEEP_FOR, MOST_DROPPED

FOLDER = ".rusak"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-[0-9a-f]{8}")
_FORM = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class SetAside:
    """The folder of the files that one repair or removal sets aside."""

    objects: Objects
    folder: str

    @classmethod
    def begun(cls, objects: Objects, now: datetime) -> SetAside:
        """Return a new folder for a repair or removal at this instant."""
        instant = now.astimezone(UTC).strftime(_FORM)
        return cls(objects, f"{FOLDER}/{instant}-{uuid.uuid4().hex[:8]}")

    def move(self, key: str) -> bool:
        """Move an object here; return False when there is none."""
        try:
            self.objects.move(key, f"{self.folder}/{key}")
        except FileNotFoundError:
            return False
        return True

    def copy(self, key: str) -> bool:
        """Copy an object that is about to be replaced; return False when there is none."""
        try:
            self.objects.create(f"{self.folder}/{key}", self.objects.read(key))
        except FileNotFoundError:
            return False
        return True


def size(objects: Objects) -> Size:
    """Return the number of files and bytes that were set aside."""
    return objects.size(FOLDER)


def forget_old(objects: Objects, now: datetime) -> list[str]:
    """Remove the folders that are over 400 days old, and return their names.

    At most two at a time, oldest first, so that a single wrong clock does not remove them all.
    """
    folders: dict[str, list[str]] = {}
    for key in objects.below(FOLDER, "*"):
        folders.setdefault(key.split("/")[1], []).append(key)
    old: list[str] = []
    for name in sorted(folders):
        match = _NAME.fullmatch(name)
        if match and now - datetime.strptime(match[1], _FORM).replace(tzinfo=UTC) > KEEP_FOR:
            old.append(name)
    dropped = old[:MOST_DROPPED]
    for name in dropped:
        for key in folders[name]:
            objects.remove(key)
    return dropped
