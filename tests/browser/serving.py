"""Start the real dashboard on loopback and stop it again; nothing else is ever ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_WITHIN = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running dashboard: its address, where it keeps its data and log, its process."""

    url: str
    data: Path
    log: Path
    pid: int = field(default=0, compare=False)


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return this environment without any of the product's settings, then with those given."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("LENSA_", "INAPROC_", "SATUSEHAT_", "LOKASI_", "STREAMLIT_"))
    }
    return {**kept, "LENSA_DATA": str(data), **more}


@contextmanager
def dashboard(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    *,
    script: Path = ROOT / "dashboard.py",
    options: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Serve dashboard.py, or another script, from a cold process until the block ends.

    `settings` are variables of the product, `options` Streamlit's own.
    """
    port = free_port()
    data, log = folder / "data", folder / "streamlit.log"
    given = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    flags = [f"--{name}={value}" for name, value in {**given, **(options or {})}.items()]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", script.name, *flags],
            cwd=script.parent,
            env=environment(data, **(settings or {})),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            yield Served(url=url, data=data, log=log, pid=process.pid)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the dashboard did not start:\n{log.read_text(errors='replace')}")
