"""List the files below a folder of partitions; links are followed."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import StoreUnreadable
from .objects import Listing
from .unreadable import dangling, unreadable

_Times = dict[str, tuple[int, ...]]
_Above = frozenset[tuple[int, int]]
"""Device and inode of each folder above."""


def walked(root: Path, key: str, pattern: str, name: str, settled: int) -> Listing:
    """Return the files below a key whose name matches; those called `name` have a stamp.

    settled: nanoseconds since the epoch; younger files have no stamp.
    """
    walk = _Walk(
        root=root, name=name, settled=settled, matches=re.compile(fnmatch.translate(pattern)).match
    )
    walk.run(key)
    cut = len(str(root)) + 1
    files = ((path[cut:], stamp) for path, stamp in walk.stamps.items())
    in_order = sorted(files, key=lambda file: file[0].split("/"))
    return Listing(tuple(in_order), walk.unchanged, tuple(walk.problems))


@dataclass(slots=True, kw_only=True)
class _Walk:
    """The state of one walk.

    folders, files: their times by path, () where these cannot prove that nothing changed.
    """

    root: Path
    name: str
    settled: int
    matches: Callable[[str], object]
    folders: _Times = field(default_factory=dict)
    files: _Times = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    problems: list[StoreUnreadable] = field(default_factory=list)

    def run(self, key: str) -> None:
        """Walk the folder of a key and all below; a link to a folder above is not entered."""
        waiting: list[tuple[str, _Above]] = [(os.path.join(self.root, key), frozenset())]
        while waiting:
            folder, above = waiting.pop()
            self.folders[folder] = ()
            try:
                stat = os.stat(folder)
                identity = (stat.st_dev, stat.st_ino)
                self.folders[folder] = _if_settled(_of_folder(stat), self.settled)
                if identity not in above:
                    with os.scandir(folder) as entries:
                        below = [entry.path for entry in entries if self._is_folder(entry)]
                    waiting.extend((path, above | {identity}) for path in below)
            except FileNotFoundError:
                if problem := dangling(self.root, self._key(folder)):
                    self.problems.append(problem)
                else:
                    self._note_missing(folder)
            except OSError as error:
                self.folders[folder] = ()
                self.problems.append(unreadable(self._key(folder), error))

    def _note_missing(self, folder: str) -> None:
        """Record the times of the nearest folder above, which change when this one is made."""
        above = next(path for path in Path(folder).parents if path == self.root or path.is_dir())
        with suppress(OSError):
            times = _if_settled(_of_folder(os.stat(above)), self.settled)
            del self.folders[folder]
            self.folders.setdefault(str(above), times)

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        """Record a file that matches; return whether the entry is a folder to walk."""
        try:
            if entry.is_dir():
                return True
            if entry.is_symlink() and not os.path.exists(entry.path):
                self._note(entry, dangling(self.root, self._key(entry.path)))
            elif entry.name == self.name and self.matches(entry.name):
                self.files[entry.path] = times = _if_settled(_of_file(entry.stat()), self.settled)
                self.stamps[entry.path] = "-".join(map(str, times))
            elif self.matches(entry.name):
                self.stamps[entry.path] = ""
        except FileNotFoundError:  # gone since the folder was listed
            self.files[entry.path] = ()
        except OSError as error:
            self._note(entry, unreadable(self._key(entry.path), error))
        return False

    def _note(self, entry: os.DirEntry[str], problem: StoreUnreadable | None) -> None:
        """Record a file that could not be read."""
        self.files[entry.path] = ()
        if problem:
            self.problems.append(problem)

    def unchanged(self) -> bool:
        """Return True only if no folder and no file has changed since the walk."""
        if not all(self.folders.values()) or not all(self.files.values()):
            return False
        try:
            return all(
                _of_folder(os.stat(path)) == times for path, times in self.folders.items()
            ) and all(_of_file(os.stat(path)) == times for path, times in self.files.items())
        except OSError:
            return False

    def _key(self, path: str) -> str:
        return os.path.relpath(path, self.root)


def _of_file(stat: os.stat_result) -> tuple[int, ...]:
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _of_folder(stat: os.stat_result) -> tuple[int, ...]:
    """Return change time, modification time and inode: a copy may set the second one back."""
    return stat.st_ctime_ns, stat.st_mtime_ns, stat.st_ino


def _if_settled(times: tuple[int, ...], settled: int) -> tuple[int, ...]:
    """Return the times of a file or folder, () when it is too young to be recognised by them."""
    return times if times[0] < settled else ()
