"""Walk a folder of partitions: links are followed, what cannot be read is named."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..errors import StoreUnreadable
from .objects import Listing
from .unreadable import dangling, unreadable

_Times = dict[str, tuple[int, ...]]
_Above = frozenset[tuple[int, int]]


def walked(root: Path, key: str, pattern: str, name: str, settled: int) -> Listing:
    """Return the files below a key whose name matches; those called `name` carry a stamp.

    settled: nanoseconds since the epoch; what is younger has no stamp.
    """
    walk = _Walk(
        root=root, name=name, settled=settled, matches=re.compile(fnmatch.translate(pattern)).match
    )
    walk.run(key)
    cut = len(str(root)) + 1
    found = sorted(((path[cut:], stamp) for path, stamp in walk.stamps.items()), key=_path_order)
    still = partial(_still, walk.folders, walk.files)
    return Listing(tuple(found), still, tuple(walk.problems))


@dataclass(slots=True, kw_only=True)
class _Walk:
    """What one walk has met so far.

    folders, files: their times by path, () where they cannot prove that nothing changed.
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
                known = os.stat(folder)
                own = (known.st_dev, known.st_ino)
                self.folders[folder] = _older(_of_folder(known), self.settled)
                if own not in above:
                    with os.scandir(folder) as entries:
                        below = [entry.path for entry in entries if self._is_folder(entry)]
                    waiting.extend((path, above | {own}) for path in below)
            except FileNotFoundError:
                if problem := dangling(self.root, self._key(folder)):
                    self.problems.append(problem)
            except OSError as error:
                self.folders[folder] = ()
                self.problems.append(unreadable(self._key(folder), error))

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        """Note a file that matches; tell whether the entry is a folder to walk."""
        try:
            if entry.is_dir():
                return True
            if entry.is_symlink() and not os.path.exists(entry.path):
                self._note(entry, dangling(self.root, self._key(entry.path)))
            elif entry.name == self.name and self.matches(entry.name):
                self.files[entry.path] = times = _older(_of_file(entry.stat()), self.settled)
                self.stamps[entry.path] = "-".join(map(str, times))
            elif self.matches(entry.name):
                self.stamps[entry.path] = ""
        except FileNotFoundError:  # gone since the folder was listed
            self.files[entry.path] = ()
        except OSError as error:
            self._note(entry, unreadable(self._key(entry.path), error))
        return False

    def _note(self, entry: os.DirEntry[str], problem: StoreUnreadable | None) -> None:
        self.files[entry.path] = ()
        if problem:
            self.problems.append(problem)

    def _key(self, path: str) -> str:
        return os.path.relpath(path, self.root)


def _still(folders: _Times, files: _Times) -> bool:
    """Tell whether all are as they were; a missing one, or one too young to tell, is not."""
    if not all(folders.values()) or not all(files.values()):
        return False
    try:
        return all(_of_folder(os.stat(path)) == was for path, was in folders.items()) and all(
            _of_file(os.stat(path)) == was for path, was in files.items()
        )
    except OSError:
        return False


def _of_file(stat: os.stat_result) -> tuple[int, ...]:
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _of_folder(stat: os.stat_result) -> tuple[int, ...]:
    """Take both times of a folder: a copy may set the first one back, nobody the second."""
    return stat.st_ctime_ns, stat.st_mtime_ns, stat.st_ino


def _older(times: tuple[int, ...], settled: int) -> tuple[int, ...]:
    return times if times[0] < settled else ()


def _path_order(found: tuple[str, str]) -> list[str]:
    return found[0].split("/")
