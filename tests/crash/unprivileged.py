"""Run a command as somebody who may not read everything, root or not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.commands.running import Ran, clean

NOBODY = 65534
WITHOUT_RIGHTS = "-dac_override,-dac_read_search"


def forbid(path: Path) -> None:
    """Take a file or folder away from whoever runs `run`: another's under umask 077."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
        path.chmod(0o700 if path.is_dir() else 0o600)
    else:
        path.chmod(0)


def allow(path: Path) -> None:
    """Give it back."""
    if os.geteuid() == 0:
        os.chown(path, 0, 0)
    path.chmod(0o700 if path.is_dir() else 0o600)


def run(folder: Path, *arguments: str, **settings: str) -> Ran:
    """Run a command in a process without root's right to read everything."""
    return python(folder, "-m", "services", *arguments, **settings)


def python(folder: Path, *arguments: str, **settings: str) -> Ran:
    """Run the interpreter in such a process."""
    dropped = (
        ("setpriv", f"--bounding-set={WITHOUT_RIGHTS}", f"--inh-caps={WITHOUT_RIGHTS}")
        if os.geteuid() == 0
        else ()
    )
    ran = subprocess.run(
        [*dropped, sys.executable, *arguments],
        cwd=folder,
        env=clean(folder, **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)
