"""The only file that knows httpx: bytes out, bytes in, nothing believed.

Bodies are streamed with their decoded bytes counted against a cap and a wall-clock deadline;
redirects are off, TLS is verified, full addresses never reach a log or a message.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

import httpx

from services.errors import SourceUnavailable
from services.upstream.answers import Answer

BODY_CAP = 64 * 1024 * 1024
PAGE_DEADLINE = 120.0
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)

logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Transport:
    """One connection pool to one upstream."""

    def __init__(
        self,
        base_url: str | Callable[[], str],
        *,
        handler: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the address, or how to find it; `handler` replaces the network in unit tests."""
        self._base_url = base_url
        self._clock = clock
        self._handler = handler
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
    ) -> Answer:
        """Return the whole answer; raise SourceUnavailable for anything short of one."""
        deadline = self._clock() + PAGE_DEADLINE
        try:
            with self._http().stream(
                method, path, params=params, headers=headers, data=form
            ) as response:
                body = self._body(response, deadline)
                lowered = {k.lower(): v for k, v in response.headers.items()}
                return Answer(status=response.status_code, headers=lowered, body=body)
        except httpx.TimeoutException as error:
            raise SourceUnavailable("sumber tidak menjawab pada waktunya") from error
        except httpx.ConnectError as error:
            raise SourceUnavailable("sumber tidak dapat dihubungi") from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise SourceUnavailable(f"jawaban terputus ({type(error).__name__})") from error

    def _body(self, response: httpx.Response, deadline: float) -> bytes:
        parts = bytearray()
        for chunk in response.iter_bytes():
            parts += chunk
            if len(parts) > BODY_CAP:
                raise SourceUnavailable("badan jawaban lebih dari 64 MiB")
            if self._clock() > deadline:
                raise SourceUnavailable("badan jawaban tidak selesai dalam 120 detik")
        return bytes(parts)

    def _http(self) -> httpx.Client:
        """Open the pool at the first request."""
        with self._lock:
            if self._opened is None:
                address = self._base_url if isinstance(self._base_url, str) else self._base_url()
                self._opened = httpx.Client(
                    base_url=address,
                    timeout=_TIMEOUT,
                    follow_redirects=False,
                    limits=httpx.Limits(max_connections=16, max_keepalive_connections=16),
                    transport=self._handler,
                    trust_env=False,
                    headers={"Accept": "application/json", "User-Agent": "lensa-rup"},
                )
            return self._opened

    def close(self) -> None:
        """Close the pool, if it was ever opened."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
