"""Commands run as a person runs them: within this process, or as one of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.settings import DEFAULTS
from tests.gateway import TOKEN

ROOT = Path(__file__).parents[2]
PROGRESS = re.compile(r"^[█░]{24} |( halaman|, sisa [0-9]+ dtk|, lebih lama dari perkiraan)$")
DATASETS = ("program-master", "paket-swakelola", "history-kaji-ulang")


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """Return the lines of stderr but those of progress, which a slow machine gets more of."""
        return [line for line in self.err.splitlines() if not PROGRESS.search(line)]


def clean(home: Path, **values: str) -> dict[str, str]:
    """Return an environment without any setting of the developer's own."""
    kept = {
        name: text
        for name, text in os.environ.items()
        if name not in DEFAULTS and not name.startswith(("XDG_", "PYTEST_"))
    }
    return {**kept, "HOME": str(home), "PYTHONPATH": str(ROOT), **values}


def live(address: str, token: str = TOKEN) -> dict[str, str]:
    """Return the settings that point INAPROC at an address."""
    return {"INAPROC_BASE_URL": address, "INAPROC_TOKEN": token}


def spawn(
    folder: Path,
    *arguments: str,
    settings: Mapping[str, str] | None = None,
    stdout: int = subprocess.PIPE,
) -> subprocess.Popen[str]:
    """Start a command as a process of its own, in an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {"LENSA_DATA": str(folder / "data"), **(settings or {})}
    return subprocess.Popen(
        [sys.executable, "-m", "services", *arguments],
        cwd=folder,
        env=clean(folder, **given),
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> Ran:
    """Return what a process left."""
    out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out or "", err)


def run(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> Ran:
    """Run a command as a process of its own and wait for its end."""
    return ended(spawn(folder, *arguments, settings=settings))
