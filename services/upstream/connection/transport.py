"""Send HTTP requests and return whole answers; the only module that uses httpx.

Bodies are streamed, and their decoded bytes are limited; header and body share one wall-clock
deadline; redirects are off and TLS is verified. Full addresses never get into a message; log.py
keeps them out of the log.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import httpcore
import httpx

from ...errors import SourceUnavailable
from ..answer.answers import Answer
from .sockets import Backend, Deadline

GZIP = ("gzip", "x-gzip")  # RFC 9110: the same coding under two names
BODY_CAP = 64 * 1024 * 1024
PAGE_DEADLINE = 120.0
LIST_DEADLINE = 600.0
"""Seconds for an answer that is a whole list, of which the first byte may be long in coming."""
CAUSES = 10
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_INFLATE_STEP = 1024 * 1024

_NETWORK = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
)


class _Wire(httpx.BaseTransport):
    """An httpx transport whose connections keep the deadline, with bodies unpacked in steps."""

    def __init__(self, deadline: Deadline) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(),
            max_connections=16,
            max_keepalive_connections=16,
            keepalive_expiry=5.0,
            network_backend=Backend(deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is unpacked while it is read."""
        with _httpx_errors():
            answer = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        fields = httpx.Headers(answer.headers)
        stream = _Body(answer, fields.pop("content-encoding", "").strip().lower())
        return httpx.Response(answer.status, headers=fields, stream=stream)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


@cache
def _trust() -> ssl.SSLContext:
    """Return the certificates by which connections are verified, loaded once per process."""
    return httpx.create_ssl_context(trust_env=False)


class _Body(httpx.SyncByteStream):
    """A body that is unpacked in steps: httpx would unpack a zip bomb as a whole."""

    def __init__(self, answer: httpcore.Response, coding: str) -> None:
        self._answer = answer
        self._coding = coding

    def __iter__(self) -> Iterator[bytes]:
        if self._coding not in ("", "identity", *GZIP):
            raise SourceUnavailable("sumber memakai penyandian yang tidak diminta")
        with _httpx_errors():
            chunks = self._answer.iter_stream()
            yield from _unpacked(chunks) if self._coding in GZIP else chunks

    def close(self) -> None:
        """Return the connection to its pool."""
        self._answer.close()


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """Translate errors of httpcore to those of httpx, which have the same names."""
    try:
        yield
    except _NETWORK as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of a gzip stream in steps; raise SourceUnavailable when it is invalid."""
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, _INFLATE_STEP)
                rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise SourceUnavailable("badan jawaban bukan gzip yang utuh") from error
    if not unpacker.eof or unpacker.unused_data:
        raise SourceUnavailable("badan jawaban bukan gzip yang utuh")


class Transport:
    """One connection pool to one upstream."""

    def __init__(
        self,
        base_url: str | Callable[[], str],
        *,
        handler: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Store the address, or how to find it; `handler` replaces the network in unit tests."""
        self._base_url = base_url
        self._clock = clock
        self._deadline = Deadline(clock)
        self._handler = handler or _Wire(self._deadline)
        self._lock = threading.Lock()
        self._opened: httpx.Client | None = None

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        within: float = PAGE_DEADLINE,
    ) -> Answer:
        """Return the complete answer; raise SourceUnavailable when there is none.

        path: below the address, or a whole address. content: the body, instead of a form. within:
        the seconds it may take as a whole.
        """
        deadline = self._clock() + within
        self._deadline.set(within)
        silence = _TIMEOUT if within == PAGE_DEADLINE else httpx.Timeout(within, connect=10.0)
        try:
            with self._http().stream(
                method,
                path,
                params=params,
                headers=headers,
                data=form,
                content=content,
                timeout=silence,
            ) as response:
                parts: list[bytes] = []
                size = 0
                for chunk in response.iter_bytes():
                    parts.append(chunk)
                    size += len(chunk)
                    if size > BODY_CAP:
                        raise SourceUnavailable("badan jawaban lebih dari 64 MiB")
                    if self._clock() > deadline:
                        raise SourceUnavailable(
                            f"badan jawaban tidak selesai dalam {within:.0f} detik"
                        )
                lowered = {k.lower(): v for k, v in response.headers.items()}
                return Answer(status=response.status_code, headers=lowered, body=b"".join(parts))
        except httpx.TimeoutException as error:
            raise _failure("sumber tidak menjawab pada waktunya", error) from error
        except httpx.ConnectError as error:
            raise _failure("sumber tidak dapat dihubungi", error) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise _failure(f"jawaban terputus ({type(error).__name__})", error) from error

    def _http(self) -> httpx.Client:
        """Return the HTTP client, made at the first request."""
        with self._lock:
            if self._opened is None:
                address = self._base_url if isinstance(self._base_url, str) else self._base_url()
                self._opened = httpx.Client(
                    base_url=address,
                    timeout=_TIMEOUT,
                    follow_redirects=False,
                    transport=self._handler,
                    trust_env=False,
                    headers={
                        "Accept": "application/json",
                        "Accept-Encoding": "gzip",
                        "User-Agent": "lensa-rup",
                    },
                )
            return self._opened

    def close(self) -> None:
        """Close the pool, if it was ever opened."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()


def _failure(message: str, error: Exception) -> SourceUnavailable:
    """Return the error of a request that failed, with the step of the connection that failed.

    The error of the socket is at the end of the chain of causes and contexts.
    """
    causes: list[BaseException] = [error]
    while (deeper := causes[-1].__cause__ or causes[-1].__context__) and len(causes) < CAUSES:
        causes.append(deeper)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        step = "nama"
    elif any(isinstance(cause, ssl.SSLError) for cause in causes):
        step = "tls"
    elif isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        step = "sambungan"
    else:
        step = "jawaban"
    return SourceUnavailable(message, step=step)
