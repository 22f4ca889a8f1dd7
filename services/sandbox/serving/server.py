"""Run the sandbox on loopback: beside a program, or as a command of its own.

The application and its server are imported when one is started: the commands import this module
each time they run, and most of them start no sandbox.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ...errors import BadRequest, ConfigurationMissing

if TYPE_CHECKING:
    import uvicorn

    from .app import Options
    from .pages import Shape

HOST = "127.0.0.1"
_POLL = 0.3  # seconds between two checks for an interrupt


class Handle:
    """A sandbox that runs in a thread of this process; a context manager that stops it."""

    def __init__(self, listener: socket.socket, server: uvicorn.Server, options: Options) -> None:
        """Start a server on this listener."""
        self._server = server
        self._options = options
        self.port: int = listener.getsockname()[1]
        self.base_url = f"http://{HOST}:{self.port}"
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="lensa-sandbox", daemon=True
        )
        self._thread.start()

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the settings that point a client here."""
        return environment(self.base_url)

    def revoke_tokens(self) -> None:
        """Make every SATUSEHAT token handed out so far answer 401 from now on."""
        self._options.issued.revoke_all()

    def wait(self) -> None:
        """Block until the server ends or an interrupt arrives.

        Polars restarts interrupted system calls, so a plain join would sleep through a signal.
        """
        while self._thread.is_alive():
            self._thread.join(_POLL)

    def close(self) -> None:
        """Stop serving and wait until the port is free."""
        while self._thread.is_alive() and not self._server.started:
            self._thread.join(0.005)  # a server told to stop before it started leaves its socket
        self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> Self:
        """Return the running sandbox."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.close()


def environment(base_url: str) -> Mapping[str, str]:
    """Return the environment variables that point a client at a sandbox."""
    from .app import CLIENT, TOKEN  # noqa: PLC0415 - see the module's docstring

    return {
        "INAPROC_BASE_URL": base_url,
        "INAPROC_TOKEN": TOKEN,
        "SATUSEHAT_BASE_URL": base_url,
        "SATUSEHAT_CLIENT_ID": CLIENT[0],
        "SATUSEHAT_CLIENT_SECRET": CLIENT[1],
        "LOKASI_BASE_URL": base_url,
    }


def serve(
    port: int = 0,
    faults: Iterable[str] = (),
    shape: Shape = "real",
    *,
    cap: int | None = None,
    tokens: Iterable[str] = (),
) -> Handle:
    """Serve the three APIs in a thread and return at once; port 0 takes any free one.

    `cap` cuts SATUSEHAT v1 answers silently, `tokens` are INAPROC tokens accepted beside the
    usual one. Raises ConfigurationMissing when the port is taken, BadRequest for a port or a
    fault that does not exist.
    """
    from .app import TOKEN, TOKEN_DENIED, Options  # noqa: PLC0415 - see the module's docstring

    options = Options(
        shape=shape,
        cap=cap,
        tokens=frozenset({TOKEN, TOKEN_DENIED, *tokens}),
        faults=tuple(faults),
    )
    server = _server(options)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OverflowError as error:
        listener.close()
        raise BadRequest(f"port {port} tidak ada: 0 sampai 65535") from error
    except OSError as error:
        listener.close()
        raise ConfigurationMissing(f"port {port} tidak dapat dipakai: {error.strerror}") from error
    listener.listen(128)
    return Handle(listener, server, options)


def _server(options: Options) -> uvicorn.Server:
    import uvicorn  # noqa: PLC0415 - see the module's docstring

    from .app import make_app  # noqa: PLC0415 - see the module's docstring

    try:
        app = make_app(options)
    except ValueError as error:
        raise BadRequest(str(error)) from error
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def run(port: int = 8080, faults: Iterable[str] = (), shape: Shape = "real") -> None:
    """Serve until interrupted or terminated; print the environment of a client on stdout first.

    An interrupt ends it even where a shell started it in the background and ignores interrupts.
    Raises like `serve`.
    """
    with _stoppable(), serve(port, faults, shape) as handle:
        lines = [f"export {name}={value}" for name, value in handle.environment.items()]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        sys.stderr.write(f"sandbox: DATA CONTOH (sintetis) di {handle.base_url}, Ctrl+C berhenti\n")
        sys.stderr.flush()
        with suppress(KeyboardInterrupt):
            handle.wait()


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let both signals raise KeyboardInterrupt, also where a shell had them ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
