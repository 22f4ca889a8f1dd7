"""Run hostile addresses through the real pages under an audit hook; print what was touched.

A process of its own, since an audit hook stays until the end: `python -m tests.security.watched N`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import stamina
from streamlit.testing.v1 import AppTest

from tests.security.links import Pairs, addresses

ROOT = Path(__file__).resolve().parents[2]
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
OTHER = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree")


class Watch:
    """What the process opened, changed and connected to while watching was on."""

    def __init__(self) -> None:
        self.on = False
        self.written: set[str] = set()
        self.read: set[str] = set()
        self.hosts: set[str] = set()

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if not self.on:
            return
        named = bool(given) and isinstance(given[0], str | bytes | os.PathLike)
        if event == "open" and named:
            kept = self.written if (given[2] or 0) & WRITES else self.read
            kept.add(os.path.realpath(os.fsdecode(given[0])))
        elif event in OTHER and named:  # a descriptor was opened under its name before
            self.written.add(os.path.realpath(os.fsdecode(given[0])))
        elif event == "socket.connect" and isinstance(given[1], tuple):
            self.hosts.add(str(given[1][0]))
        elif event == "socket.getaddrinfo":
            self.hosts.add(str(given[0]))


def _opened(file: str, given: Pairs) -> str:
    """Open a page with an address; return what went wrong, "" when nothing did."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    grouped: dict[str, list[str]] = {}
    for name, value in given:
        grouped.setdefault(name, []).append(value)
    for name, values in grouped.items():
        app.query_params[name] = values
    if file != "dashboard.py":
        app.switch_page(file)
    app.run()
    return "; ".join(str(error.value) for error in app.exception)


def main(count: int) -> None:
    """Run the first `count` addresses and print what was touched as one line of JSON."""
    watch = Watch()
    sys.addaudithook(watch)
    _opened("dashboard.py", [])
    watch.on = True
    errors = []
    for entry, given in addresses()[:count]:
        said = _opened(entry.file, given)
        if said:
            errors.append([entry.name, repr(given)[:500], said[:500]])
    watch.on = False
    told = {
        "runs": count,
        "errors": errors,
        "written": sorted(path for path in watch.written if path != os.devnull),
        "read": sorted(watch.read),
        "hosts": sorted(watch.hosts),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with stamina.set_testing(True, attempts=1):
        main(int(sys.argv[1]))
