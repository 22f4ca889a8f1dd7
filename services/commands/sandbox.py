"""`sandbox`: all three APIs on loopback, served until interrupted."""

from __future__ import annotations

from argparse import Namespace

from ..errors import BadRequest
from ..sandbox.serving import server
from ..wiring import App
from . import values
from .console import DONE, Console


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Serve the APIs, after printing the environment variables of a client to stdout."""
    del app, console
    faults = values.split(None if arguments.faults is None else arguments.faults.lower())
    if arguments.faults is not None and not faults:
        raise BadRequest("--faults kosong: isi nama gangguan, atau tinggalkan argumen itu")
    server.run(port=arguments.port, faults=tuple(faults))
    return DONE
