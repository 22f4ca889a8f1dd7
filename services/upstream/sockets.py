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
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r\n", re.IGNORECASE)
_HEAD_ENDS = b"\r\n\r\n"
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


class Answers:
    """What came after one question: more than one answer or not.

    An answer that says how long it is ends there. Of any other, the status lines are counted.
    """

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._read = self._due = self._lines = 0
        self._tail = b""

    def add(self, got: bytes) -> None:
        """Take the next piece as it came."""
        self._due = self._due if self._read else _due(got)
        self._read += len(got)
        if not self._due:
            seam = self._tail + got[:_REST]
            self._lines += len(_ANSWER.findall(seam)) + len(_ANSWER.findall(got))  # never in both
            self._tail = got[-_REST:] if len(got) >= _REST else seam[-_REST:]

    @property
    def several(self) -> bool:
        """Tell whether anything came after the first answer."""
        return self._read > self._due if self._due else self._lines > 1


def _due(begin: bytes) -> int:
    """Return the length of an answer whose whole head stands here and says so, 0 of any other."""
    head = begin[: begin.find(_HEAD_ENDS) + len(_HEAD_ENDS)] if _HEAD_ENDS in begin else b""
    said = _LENGTH.search(head)
    if said is None or b"transfer-encoding" in head.lower():
        return 0
    return len(head) + int(said[1])


class Stream(httpcore.NetworkStream):
    """One connection. It knows whether a question had more than one answer."""

    def __init__(self, plain: httpcore.NetworkStream, deadline: Deadline) -> None:
        """Watch a connection."""
        self._plain = plain
        self._deadline = deadline
        self._answers = Answers()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes before the deadline; raise ReadTimeout at it."""
        got = self._plain.read(max(max_bytes, _AT_ONCE), self._deadline.left(timeout))
        self._answers.add(got)
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes of a question."""
        self._answers = Answers()
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
        if info == "is_readable" and self._answers.several:
            return True
        return self._plain.get_extra_info(info)
