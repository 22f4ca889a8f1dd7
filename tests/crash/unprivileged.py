"""Run commands as somebody who may not read everything, root or not.

    python -m tests.crash.unprivileged COMMANDS

runs the command lines of a JSON list, one after the other, and prints what each left as JSON.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from services.__main__ import main
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


def run_each(folder: Path, *commands: Sequence[str], **settings: str) -> list[Ran]:
    """Run commands in one such process, which takes less time than one process for each."""
    ran = python(folder, "-m", "tests.crash.unprivileged", json.dumps(commands), **settings)
    assert ran.code == 0, ran.err
    return [Ran(*left) for left in json.loads(ran.out)]


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


def _left_by(arguments: Sequence[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    return code, out.getvalue(), err.getvalue()


if __name__ == "__main__":
    print(json.dumps([_left_by(arguments) for arguments in json.loads(sys.argv[1])]))  # noqa: T201 - its answer
