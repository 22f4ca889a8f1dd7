"""Connections with a wall-clock deadline, which are not reused after a second answer.

A read timeout counts for each read only: a header or body that drips never exceeds it. An answer
that is sent twice would be read as the answer to the next request (reliability.md section 1).
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
_READ_SIZE = 256 * 1024  # a page in few reads: between two reads other threads run
_PARTIAL = len(b"HTTP/1.1 20")  # longest beginning of a status line that does not match yet


class Deadline:
    """Until when the current thread may read."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start without a deadline."""
        self._clock = clock
        self._of_thread = threading.local()

    def set(self, seconds: float) -> None:
        """Set the deadline of this thread to so many seconds from now."""
        self._of_thread.until = self._clock() + seconds

    def left(self, timeout: float | None) -> float:
        """Return the seconds that one read may take; raise ReadTimeout when none are left."""
        left = float(self._of_thread.until - self._clock())
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if timeout is None else min(left, timeout)


class Backend(httpcore.NetworkBackend):
    """Opens connections whose reads obey the deadline of the reading thread."""

    def __init__(self, deadline: Deadline) -> None:
        """Store the deadline of all connections."""
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
        """Return a connection with the deadline."""
        stream = self._plain.connect_tcp(host, port, timeout, local_address, socket_options)
        return Stream(stream, self._deadline)


class Answers:
    """Detects whether more than one answer came to one request.

    An answer with a content length ends there. Of others the status lines are counted.
    """

    def __init__(self) -> None:
        """Start with nothing read."""
        self._read = self._expected = self._lines = 0
        self._tail = b""

    def add(self, got: bytes) -> None:
        """Add the next bytes that were read."""
        if not self._read:
            # the length of the answer by its headers; 0 when these are cut or do not say it
            head = got[: got.find(_HEAD_ENDS) + len(_HEAD_ENDS)] if _HEAD_ENDS in got else b""
            match = _LENGTH.search(head)
            chunked = b"transfer-encoding" in head.lower()
            self._expected = len(head) + int(match[1]) if match and not chunked else 0
        self._read += len(got)
        if not self._expected:
            seam = self._tail + got[:_PARTIAL]
            self._lines += len(_ANSWER.findall(seam)) + len(_ANSWER.findall(got))  # never in both
            self._tail = got[-_PARTIAL:] if len(got) >= _PARTIAL else seam[-_PARTIAL:]

    @property
    def several(self) -> bool:
        """Return whether anything came after the first answer."""
        return self._read > self._expected if self._expected else self._lines > 1


class Stream(httpcore.NetworkStream):
    """One connection, which knows whether a request had more than one answer."""

    def __init__(self, plain: httpcore.NetworkStream, deadline: Deadline) -> None:
        """Wrap a connection."""
        self._plain = plain
        self._deadline = deadline
        self._answers = Answers()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes; raise ReadTimeout at the deadline."""
        got = self._plain.read(max(max_bytes, _READ_SIZE), self._deadline.left(timeout))
        self._answers.add(got)
        return got

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes of a request."""
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
        """Return what the connection does, but call one with two answers readable: not reusable."""
        if info == "is_readable" and self._answers.several:
            return True
        return self._plain.get_extra_info(info)
