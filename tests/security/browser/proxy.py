"""A proxy on loopback that sets headers of every answer, websockets included, as nginx would."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

HEAD_END = b"\r\n\r\n"
TURNS = 10
GONE = (OSError, asyncio.IncompleteReadError)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(*GONE):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


def _closing(head: bytes) -> bytes:
    """Return the head of a question that asks for one answer and the end of the connection."""
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept[:-2], b"Connection: close", b"", b""])


def _without(head: bytes, names: Iterable[str]) -> bytes:
    """Return the head of an answer without the headers of these names."""
    hidden = tuple(f"{name.lower()}:".encode() for name in names)
    lines = head.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.lower().startswith(hidden))


@contextmanager
def adding(address: str, headers: Mapping[str, str]) -> Iterator[str]:
    """Serve `address` with these headers until the block ends; yield the address of the proxy.

    Headers of the same names that the dashboard sets are hidden (`proxy_hide_header`).
    """
    host = urlsplit(address)
    more = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(task := asyncio.current_task())  # a loop alone holds its tasks weakly
        there, back = await asyncio.open_connection(host.hostname, host.port)
        sending: asyncio.Task[None] | None = None
        try:
            head = await reader.readuntil(HEAD_END)
            back.write(head if b"upgrade: websocket" in head.lower() else _closing(head))
            sending = asyncio.create_task(_copy(reader, back))
            status, _, rest = (await there.readuntil(HEAD_END)).partition(b"\r\n")
            writer.write(status + b"\r\n" + more + _without(rest, headers))
            await _copy(there, writer)
        except GONE:
            return
        finally:
            if sending:
                sending.cancel()
                await asyncio.wait([sending])
            for end in (writer, back):
                end.transport.abort()
            running.discard(task)

    running: set[asyncio.Task[None] | None] = set()
    proxy = _Proxy(serve=serve)
    thread = threading.Thread(target=lambda: asyncio.run(proxy.run()))
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.ready.result(timeout=20)}"
    finally:
        proxy.stop()
        thread.join(timeout=20)


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


@dataclass
class _Proxy:
    """A loop of its own, since the browser's driver has the one of the main thread."""

    serve: Serve
    ready: Future[int] = field(default_factory=Future)
    _end: Callable[[], object] = lambda: None

    async def run(self) -> None:
        """Serve until told to stop, then end every connection."""
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._end = lambda: loop.call_soon_threadsafe(over.set)
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.ready.set_result(server.sockets[0].getsockname()[1])
        await over.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for _ in range(TURNS):  # what was cut off is closed in the loop's next turns
            await asyncio.sleep(0)

    def stop(self) -> None:
        """End the serving; called from any thread."""
        self._end()
