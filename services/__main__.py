"""The commands: `python -m services COMMAND`, also installed as `lensa`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

from . import log, settings, wiring
from .commands.console import (
    DAMAGED,
    DONE,
    FAILED,
    INTERRUPTED,
    USAGE,
    Console,
    give_up_stdout,
)
from .commands.parser import parser
from .errors import STORE_PROBLEMS, BadRequest, ConfigurationMissing, ServiceError
from .machine import raise_descriptor_limit, run_queries_in_memory
from .upstream.answer.answers import Refused


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; problems are one line each on stderr.

    Without arguments the dashboard is served.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # Windows redirects them in an encoding of its own
            stream.reconfigure(encoding="utf-8")
    console = Console()
    given = sys.argv[1:] if argv is None else argv
    arguments = parser().parse_args(given or ["layani"])
    log.configure()
    raise_descriptor_limit()
    run_queries_in_memory()
    if sys.platform != "win32":  # Polars lets the system go on waiting: its issue 21739
        signal.siginterrupt(signal.SIGINT, True)
    try:
        command = import_module(f"{__package__}.commands.{arguments.command}")
        console.settings = settings.load()
        app = wiring.connect(console.settings, tell=console.queue)
        try:
            return int(command.run(arguments, app, console))
        finally:
            app.close()
    except KeyboardInterrupt:
        console.say("dihentikan")
        return INTERRUPTED
    except BrokenPipeError:
        give_up_stdout()
        return DONE
    except ServiceError as error:
        console.problem(error)
        return exit_code(error)


def exit_code(error: ServiceError) -> int:
    """Return the exit code of an error: 4 the store, 2 a bad value or setting, 1 an upstream."""
    if isinstance(error, STORE_PROBLEMS):
        return DAMAGED
    bad_input = isinstance(error, BadRequest | ConfigurationMissing)
    return USAGE if bad_input and not isinstance(error, Refused) else FAILED


def run() -> NoReturn:
    """Run one command as this process, and end the process with its exit code."""
    code = main()
    if code == INTERRUPTED:
        # Python would wait for its threads, that is up to half a minute for a silent upstream.
        # Files are written whole or not at all, and locks end with their process.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
