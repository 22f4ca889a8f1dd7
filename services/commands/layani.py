"""`layani`: the dashboard on this machine, until interrupted; `lensa` alone is the same."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

from .. import settings as configuration
from ..errors import BadRequest, ConfigurationMissing
from ..settings import Settings
from ..wiring import App
from .console import DONE, FAILED, Console

PAGE = Path(__file__).resolve().parents[2] / "dashboard.py"
"""The dashboard stands beside the package, in a checkout and in an installed wheel."""
STOP_WITHIN = 10.0
"""Seconds that the dashboard has to end its readings."""


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Run the dashboard as a process of its own; end it with this one."""
    if not PAGE.is_file():
        raise ConfigurationMissing(f"dashboard.py tidak ada di {PAGE.parent}")
    address, port = arguments.alamat_dengar, arguments.port
    check_free(address, port)
    environment = child_environment(app.settings, arguments.alamat or "")
    shown = f"[{address}]" if ":" in address else address
    words = command(address, port)
    started = subprocess.Popen(words, env=environment)  # noqa: S603 - our own command line
    with stopped_with_this(started) as child:
        console.say(f"dasbor di http://{shown}:{port} (berhenti: Ctrl+C)")
        try:
            code = child.wait()
        except KeyboardInterrupt:
            return DONE
    if code:
        console.say(f"dasbor berhenti dengan kode {code}")
    return FAILED if code else DONE


def command(address: str, port: int) -> list[str]:
    """Return the command line of Streamlit; its settings are read beside dashboard.py."""
    options = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": "true",
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    # `[auth]` is read from there by Streamlit itself, whose working folder is another
    folders = dict.fromkeys((Path.home(), PAGE.parent, Path.cwd()))
    flags += [f"--secrets.files={folder / '.streamlit' / 'secrets.toml'}" for folder in folders]
    starter = f"import os; os.chdir({str(PAGE.parent)!r}); import streamlit.web.cli as c; c.main()"
    return [sys.executable, "-c", starter, "run", str(PAGE), *flags]


def child_environment(settings: Settings, address: str) -> Mapping[str, str]:
    """Return the environment with this command's settings, relative paths made whole.

    The dashboard runs in its own folder and would look for them there.
    """
    texts = dict(configuration.texts(Path.cwd()))
    texts["LENSA_CACHE" if settings.bucket else "LENSA_DATA"] = str(settings.data)
    if settings.boundaries:
        texts["LENSA_BATAS"] = str(settings.boundaries.resolve())
    if address:
        configuration.from_mapping({"LENSA_ALAMAT": address})
        texts["LENSA_ALAMAT"] = address
    return configuration.inherited(texts)


def check_free(address: str, port: int) -> None:
    """Raise BadRequest when nothing can listen on this address and port."""
    if not 1 <= port <= 65535:
        raise BadRequest("--port harus 1 sampai 65535")
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        raise BadRequest(
            f"tidak dapat mendengar di {address} port {port} ({error.strerror}); beri --port lain"
        ) from error


@contextmanager
def stopped_with_this(
    child: subprocess.Popen[bytes],
) -> Iterator[subprocess.Popen[bytes]]:
    """Turn both signals into an interrupt; end the child whatever ends this block.

    A shell may have started this process with SIGINT ignored.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield child
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
