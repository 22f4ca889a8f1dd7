"""Verify the signature of a bundle with ssh-keygen, and name its maker as the reader knows them.

The reader's own list ALLOWED (the form of ssh's allowed_signers) names principals and their keys.
What a bundle says of itself counts for nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import IO

from ...errors import BadRequest, ConfigurationMissing
from ...export.bundle import NAMESPACE

TIME_LIMIT = 60.0
"""Seconds after which ssh-keygen is stopped; it hashes a bundle of 500 MB in two."""
_PATTERN = frozenset("*?!")
_LONGEST_NAME = 200


def principal(content: IO[bytes], signature: Path, allowed: Path) -> tuple[str, str]:
    """Return the principal who signed a file, else "" and why nobody in the list did.

    Raises BadRequest when the signature is not one of this file for this use, and for files that
    cannot be read; ConfigurationMissing without ssh-keygen.
    """
    for path in (signature, allowed):
        if not path.is_file():
            raise BadRequest(f"berkas tidak ada: {path}")
    about = ("-s", str(signature), "-n", NAMESPACE)
    if _run(content, "check-novalidate", *about) is None:
        raise BadRequest(f"tanda tangan {signature.name} bukan untuk isi berkas ini")
    listed = _run(content, "find-principals", "-s", str(signature), "-f", str(allowed))
    if listed is None:
        return "", f"kunci penanda tangan tidak ada di {allowed.name}"
    for name in listed.replace(",", "\n").splitlines():
        usable = name.isprintable() and 0 < len(name) <= _LONGEST_NAME
        if not usable or _PATTERN & set(name):
            continue
        if _run(content, "verify", *about, "-I", name, "-f", str(allowed)) is not None:
            return name, ""
    return "", f"tanda tangan tidak berlaku menurut {allowed.name}"


def _run(content: IO[bytes], action: str, *arguments: str) -> str | None:
    """Return what ssh-keygen prints about a file on its stdin, None when it refuses."""
    program = shutil.which("ssh-keygen")
    if program is None:
        raise ConfigurationMissing("ssh-keygen tidak terpasang: tanda tangan tidak dapat diperiksa")
    os.lseek(content.fileno(), 0, os.SEEK_SET)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, no shell, arguments as a list
            [program, "-Y", action, *arguments],
            stdin=content,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise BadRequest("ssh-keygen tidak selesai: tanda tangan tidak diperiksa") from error
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
