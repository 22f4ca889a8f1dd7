"""Replace a file atomically."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path

from ...errors import StoreDamaged


def write_aside(path: Path, content: bytes | memoryview) -> None:
    """Replace the content of a file: readers, also after a crash, see the old or the new content.

    Makes the folder when it is missing; raises StoreDamaged when the disk refuses to write.
    """
    aside = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.write_bytes(content)
        _sync_rename(aside, path)
    except OSError as error:
        raise StoreDamaged(f"tidak dapat menulis ke tempat data: {error.strerror}") from error
    finally:
        with suppress(OSError):
            aside.unlink()


def _sync_rename(aside: Path, path: Path) -> None:
    """Rename a file to `path` once its content is on disk, and sync the folder."""
    with aside.open("rb+") as handle:
        os.fsync(handle.fileno())
    aside.replace(path)
    if hasattr(os, "O_DIRECTORY"):  # Windows cannot open a folder, to put its names on disk
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
