"""Connections that end at a wall-clock deadline and are never used again once in doubt.

A read timeout alone is for each read: a header or body that drips outlives it. And an answer that
comes twice would be taken for the answer to the next question (reliability.md section 1).
"""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Callable, Iterable

import httpcore

_ANSWER = re.compile(rb"HTTP/1\.[01] [2-5][0-9]{2}")
_AT_ONCE = 256 * 1024  # a page at once: between two reads other threads go first
_REST = len(b"HTTP/1.1 20")  # as much of a status line as does not match yet


class Deadline:
    """The instant until which this thread may read; each thread has its own."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start without a deadline."""
        self._clock = clock
        self._own = threading.local()

    def set(self, seconds: float) -> None:
        """Let this thread read for so many seconds from now."""
        self._own.until = self._clock() + seconds

    def left(self, timeout: float | None) -> float:
        """Return the seconds that one read may take; raise ReadTimeout when none are left."""
        left = float(self._own.until - self._clock())
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if timeout is None else min(left, timeout)


class Backend(httpcore.NetworkBackend):
    """Opens connections whose reads keep the deadline of the thread that reads."""

    def __init__(self, deadline: Deadline) -> None:
        """Keep the deadline that all connections obey."""
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a watched connection."""
        stream = self._plain.connect_tcp(host, port, timeout, local_address, socket_options)
        return Stream(stream, self._deadline)


class Stream(httpcore.NetworkStream):
    """One connection. It counts the answers to each question."""

    def __init__(self, plain: httpcore.NetworkStream, deadline: Deadline) -> None:
        """Watch a connection."""
        self._plain = plain
        self._deadline = deadline
        self._answers = 0
        self._tail = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes before the deadline; raise ReadTimeout at it."""
        got = self._plain.read(max(max_bytes, _AT_ONCE), self._deadline.left(timeout))
        seam = self._tail + got[:_REST]
        self._answers += len(_ANSWER.findall(seam)) + len(_ANSWER.findall(got))  # never in both
        self._tail = got[-_REST:] if len(got) >= _REST else seam[-_REST:]
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes of a question."""
        self._answers, self._tail = 0, b""
        self._plain.write(buffer, timeout)

    def close(self) -> None:
        """Close the connection."""
        self._plain.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Return the same connection under TLS."""
        return Stream(self._plain.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> object:
        """Answer as the connection does, but call one with two answers readable: not reusable."""
        if info == "is_readable" and self._answers > 1:
            return True
        return self._plain.get_extra_info(info)
