"""Run commands as Windows would let them, as far as another system can tell.

Modules and functions that only POSIX has are gone for the product (its libraries, which have ways
of their own for Windows, are imported before). A file name that Windows refuses, and replacing,
renaming or removing a file that this process has open or mapped, fail as there; so does reading or
writing a text in the system's own encoding, where none is named. What it cannot show: msvcrt's
locks, paths over 260 characters, virus scanners that hold a file.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import warnings
from importlib import import_module
from pathlib import Path, PureWindowsPath
from typing import Any

MODULES = (
    "fcntl",
    "grp",
    "posix",
    "pty",
    "pwd",
    "readline",
    "resource",
    "syslog",
    "termios",
    "tty",
)
OF_OS = ("O_DIRECTORY", "chown", "fchown", "fork", "forkpty", "getegid", "geteuid", "getgid",
         "getloadavg", "getpgid", "getuid", "killpg", "lchown", "mkfifo", "nice", "openpty",
         "posix_fadvise", "sched_getaffinity", "setsid", "statvfs", "sync", "sysconf", "uname",
         "WNOHANG")  # fmt: skip
"""Others, as O_NOFOLLOW, are used by the libraries' own ways for POSIX."""
OF_SIGNAL = ("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGSTOP", "SIGUSR1", "SIGUSR2",
             "alarm", "pause", "pthread_kill", "setitimer", "sigwait")  # fmt: skip
LIBRARIES = ("asyncio", "diskcache", "fastexcel", "filelock", "httpx", "numpy", "polars",
             "rapidfuzz", "stamina", "starlette", "uvicorn", "xlsxwriter")  # fmt: skip
REFUSED = re.compile(r'[<>:"|?*\x00-\x1f\\]|[ .]$')


def hide() -> None:
    """Take away what only POSIX has."""
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in OF_OS:
        if hasattr(os, name):
            delattr(os, name)
    for name in OF_SIGNAL:
        if hasattr(signal, name):
            delattr(signal, name)


def watch(below: Path) -> None:
    """Refuse, below a folder, what Windows refuses."""
    root = os.path.realpath(below)

    def hook(event: str, values: tuple[Any, ...]) -> None:
        if event in {"open", "os.mkdir"} and isinstance(values[0], str | bytes | os.PathLike):
            check_name(values[0], root)
        elif event == "os.rename":
            check_name(values[1], root)
            check_closed(values[0], root)
            check_closed(values[1], root)
        elif event == "os.remove":
            check_closed(values[0], root)

    sys.addaudithook(hook)


def check_name(path: str | bytes | os.PathLike[str], root: str) -> None:
    """Raise OSError for a name that Windows refuses."""
    full = os.path.realpath(os.fsdecode(path))
    names = Path(full).relative_to(root).parts if full.startswith(root) else ()
    for name in names:
        if REFUSED.search(name) or PureWindowsPath(name).is_reserved():
            raise OSError(22, f"Windows knows no such name: {name}")


def check_closed(path: str | bytes | os.PathLike[str], root: str) -> None:
    """Raise PermissionError for a file that this process has open or mapped."""
    full = os.path.realpath(os.fsdecode(path))
    if full.startswith(root) and os.path.isfile(full) and full in in_use():
        raise PermissionError(13, f"in use by this process: {full}")


def in_use() -> set[str]:
    """Return the files that this process has open or mapped."""
    files = set()
    for number in os.listdir("/proc/self/fd"):
        try:
            files.add(os.readlink(f"/proc/self/fd/{number}"))
        except FileNotFoundError:
            continue  # the listing's own
    with open("/proc/self/maps", "rb") as maps:
        lines = maps.read().decode("utf-8", "replace").splitlines()
    return files | {line[line.index("/") :] for line in lines if "/" in line}


def run(folder: Path, *commands: list[str]) -> int:
    """Run commands one after the other; return the first exit code that is not 0."""
    for library in LIBRARIES:
        import_module(library)
    hide()
    watch(folder)
    warnings.filterwarnings("error", category=EncodingWarning, module=r"services\b")
    from services.__main__ import main  # noqa: PLC0415 - only now are the modules gone

    return next((code for words in commands if (code := main(words))), 0)


if __name__ == "__main__":
    below, *lines = sys.argv[1:]
    sys.exit(run(Path(below), *(line.split() for line in lines)))
