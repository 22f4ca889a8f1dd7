"""`sandbox`: all three APIs on loopback, served until interrupted."""

from __future__ import annotations

from argparse import Namespace

from ..errors import BadRequest
from ..sandbox import server
from ..wiring import App
from . import values
from .console import DONE, Console


def run(given: Namespace, app: App, console: Console) -> int:
    """Serve; the environment that points a client here goes to stdout first."""
    del app, console
    faults = values.split(None if given.faults is None else given.faults.lower())
    if given.faults is not None and not faults:
        raise BadRequest("--faults kosong: isi nama gangguan, atau tinggalkan argumen itu")
    server.run(port=given.port, faults=tuple(faults))
    return DONE
