"""A folder as the place of data: one machine, or hosts that mount the same disk."""

from __future__ import annotations

import fnmatch
import os
import re
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from services.store.locks import fenced
from services.store.objects import Listing

YOUNG = 2_000_000_000
"""Nanoseconds: longer than the clock of any file system takes to move on."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Keys are paths below `root`; `write` replaces a file so that nobody sees half of it."""

    root: Path
    write: Callable[[Path, bytes | memoryview], None]

    def __str__(self) -> str:
        """Name the folder."""
        return str(self.root)

    def read(self, key: str) -> bytes:
        """Return the file's content."""
        return (self.root / key).read_bytes()

    def tagged(self, key: str) -> tuple[bytes, str]:
        """Return the content; it needs no tag, for writers hold the fence."""
        return self.read(key), ""

    def exists(self, key: str) -> bool:
        """Tell whether there is such a file."""
        return (self.root / key).exists()

    def below(self, key: str, pattern: str) -> Iterable[str]:
        """Return the files below a folder whose name matches."""
        return [one for one, _ in self.stamped(key, pattern, "").found]

    def stamped(self, key: str, pattern: str, name: str) -> Listing:
        """Return the files with the time, number and size they have on the disk.

        A file of a moment ago has no stamp: its time could not tell it from what replaces it now.
        What comes and goes moves the time of its folder, so that all is the same while no folder
        and no file of this `name` has another stamp. Over a network that is as late as the mount.
        """
        matches = re.compile(fnmatch.translate(pattern)).match
        settled, stamps = time.time_ns() - YOUNG, dict[str, str]()
        folders, files = _Times(), _Times()
        waiting = [os.path.join(self.root, key)]
        while waiting:
            folder = waiting.pop()
            folders[folder] = ()
            with suppress(FileNotFoundError):
                folders[folder] = _older(_of_folder(os.stat(folder)), settled)
                with os.scandir(folder) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
                        elif entry.name == name and matches(name):
                            told = _of_file(entry.stat(follow_symlinks=False))
                            files[entry.path] = times = _older(told, settled)
                            stamps[entry.path] = "-".join(map(str, times))
                        elif matches(entry.name):
                            stamps[entry.path] = ""
        cut = len(str(self.root)) + 1
        found = sorted(((path[cut:], stamp) for path, stamp in stamps.items()), key=_in_path_order)
        return Listing(tuple(found), partial(_still, folders, files))

    def settled(self, key: str) -> list[str]:
        """Return the names of all files of a partition: whoever asks holds its fence."""
        return sorted(path.name for path in (self.root / key).iterdir() if path.is_file())

    def create(self, key: str, content: bytes | memoryview) -> None:
        """Write the file, anew when it is there: that heals a damaged one."""
        self.write(self.root / key, content)

    def swap(self, key: str, content: bytes, tag: str) -> bool:
        """Replace the file; the fence has kept others out since it was read."""
        del tag
        self.write(self.root / key, content)
        return True

    def replace(self, key: str, content: bytes | memoryview) -> None:
        """Replace the file."""
        self.write(self.root / key, content)

    def remove(self, key: str) -> None:
        """Remove the file if it is there."""
        (self.root / key).unlink(missing_ok=True)

    def fenced(self, key: str, *, patience: float) -> AbstractContextManager[None]:
        """Lock the partition's folder itself."""
        return fenced(self.root / key, patience=patience)

    def path(self, key: str) -> Path | None:
        """Return the file's path."""
        return self.root / key


_Times = dict[str, tuple[int, ...]]


def _still(folders: _Times, files: _Times) -> bool:
    """Tell whether all are as they were; a missing one, or one too young to tell, is not."""
    if not all(folders.values()) or not all(files.values()):
        return False
    try:
        return all(_of_folder(os.stat(path)) == was for path, was in folders.items()) and all(
            _of_file(os.lstat(path)) == was for path, was in files.items()
        )
    except OSError:
        return False


def _of_file(told: os.stat_result) -> tuple[int, ...]:
    return told.st_mtime_ns, told.st_ino, told.st_size


def _of_folder(told: os.stat_result) -> tuple[int, ...]:
    """Take both times of a folder: a copy may set the first one back, nobody the second."""
    return told.st_ctime_ns, told.st_mtime_ns, told.st_ino


def _older(times: tuple[int, ...], settled: int) -> tuple[int, ...]:
    return times if times[0] < settled else ()


def _in_path_order(found: tuple[str, str]) -> list[str]:
    return found[0].split("/")
