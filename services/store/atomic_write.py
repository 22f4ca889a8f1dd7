"""Replace a file so that nobody ever sees half of it."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path

from ..errors import StoreDamaged


def write_aside(path: Path, content: bytes | memoryview) -> None:
    """Replace a file's content so that a reader or a crash sees the old or the new, never half.

    Makes the folder when it is missing; raises StoreDamaged when the disk does not take it.
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
    with aside.open("rb+") as handle:
        os.fsync(handle.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
