"""`sandbox`: all three APIs on loopback, served until interrupted."""

from __future__ import annotations

from argparse import Namespace

from services.commands import values
from services.commands.console import DONE, Console
from services.errors import BadRequest
from services.sandbox import server
from services.wiring import Parts


def run(given: Namespace, parts: Parts, console: Console) -> int:
    """Serve; the environment that points a client here goes to stdout first."""
    del parts, console
    faults = values.split(None if given.faults is None else given.faults.lower())
    if given.faults is not None and not faults:
        raise BadRequest("--faults kosong: isi nama gangguan, atau tinggalkan argumen itu")
    server.run(port=given.port, faults=tuple(faults))
    return DONE
