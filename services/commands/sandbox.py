"""`sandbox`: all three APIs on loopback, served until interrupted."""

from __future__ import annotations

from argparse import Namespace

from services.commands import values
from services.commands.console import DONE, Console
from services.sandbox import server
from services.wiring import Parts


def run(given: Namespace, parts: Parts, console: Console) -> int:
    """Serve; the environment that points a client here goes to stdout first."""
    del parts, console
    server.run(port=given.port, faults=tuple(values.split(given.faults)))
    return DONE
