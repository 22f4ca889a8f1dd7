"""A server on a loopback socket that sends exactly the bytes it is told to, and ends as told.

Each run has an address of its own, so that a request which outlived its run is never answered for
another one.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlsplit

from tests.faults.wire import End, Pieces
from tests.upstream.wire import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came over the wire."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


Reply = Callable[[Asked], Pieces]
RESET = struct.pack("ii", 1, 0)
REFUSALS = 2


def _nothing(asked: Asked) -> Pieces:
    raise AssertionError(f"nobody expected {asked}")


@dataclass
class FaultServer:
    """Answers each request with the pieces that `reply` returns; `asked` counts those of a run.

    strays: requests of other runs than the present one, which get no answer.
    """

    clock: Clock
    reply: Reply = _nothing
    asked: int = 0
    run_number: int = 0
    strays: list[Asked] = field(default_factory=list)
    _socket: socket.socket = field(default_factory=socket.socket)
    _again: threading.Event = field(default_factory=threading.Event)
    _reads_left: int = 0
    _closing: bool = False

    def begin(self, reply: Reply) -> None:
        """Start a run with an empty count and a new address."""
        self.run_number += 1
        self.reply, self.asked, self.strays = reply, 0, []
        self._listen()

    @property
    def address(self) -> str:
        """Return the address of the present run."""
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}/{self.run_number}"

    def seconds(self) -> float:
        """Return the time; the client reads it once a try, and enough reads end a refusal."""
        if self._reads_left:
            self._reads_left -= 1
            if not self._reads_left:
                self._listen()
        return self.clock()

    def _listen(self) -> None:
        self._reads_left = 0
        self._socket.listen(64)
        self._again.set()

    def _refuse(self) -> None:
        """Stop listening but keep the port, so that the next REFUSALS tries are refused."""
        self._again.clear()
        self._reads_left = REFUSALS + 1
        self._socket.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Accept until closed."""
        while not self._closing:
            self._again.wait()
            try:
                connection, _ = self._socket.accept()
            except OSError:
                continue
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def close(self) -> None:
        self._closing = True
        self._again.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, suppress(ConnectionError):
            while (asked := _read(connection)) and self._answer(connection, asked):
                pass

    def _answer(self, connection: socket.socket, asked: Asked) -> bool:
        """Send the pieces; tell whether the connection stays open."""
        run, _, path = asked.path.removeprefix("/").partition("/")
        if run != str(self.run_number):
            self.strays.append(asked)
            return False
        self.asked += 1
        for piece in self.reply(replace(asked, path=f"/{path}")):
            if isinstance(piece, bytes):
                connection.sendall(piece)
            elif isinstance(piece, float):
                self.clock.now += piece
            else:
                self._end(connection, piece)
                return False
        return True

    def _end(self, connection: socket.socket, how: End) -> None:
        if how is End.REFUSE:
            self._refuse()
        if how is not End.CLOSE:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def _read(connection: socket.socket) -> Asked | None:
    """Return the next request on a connection; None when there is none."""
    stream = b""
    while b"\r\n\r\n" not in stream:
        more = connection.recv(65536)
        if not more:
            return None
        stream += more
    first, _, rest = stream.partition(b"\r\n")
    fields, _, body = rest.partition(b"\r\n\r\n")
    lines = (line.partition(": ") for line in fields.decode("latin-1").split("\r\n"))
    headers = {name.lower(): value for name, _, value in lines}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    method, target, _ = first.decode("latin-1").split(" ")
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Asked(method=method, path=parts.path, query=query, headers=headers, body=body)


def _free_port() -> int:
    """Return a free port, to be bound by number: a port bound as 0 is lost when listening stops."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(clock: Clock) -> Iterator[FaultServer]:
    """Yield a server on a free port of the loopback."""
    server = FaultServer(clock)
    server._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server._socket.bind(("127.0.0.1", _free_port()))
    server._listen()
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
