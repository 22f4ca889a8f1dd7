"""Fetch the next page of a walk while the current one is being parsed.

Most of the time of a pass is spent waiting for the network. A walk never has more than one request
under way. The reply of a prefetch, or its error, is returned or raised when the walk asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

Reply = TypeVar("Reply")


class Prefetch(Generic[Reply]):
    """Sends at most one request before its reply is needed; `send` sends a request."""

    def __init__(self, pool: Executor, send: Callable[[dict[str, str]], Reply]) -> None:
        """Start without a request; the threads of `pool` wait for replies."""
        self._pool = pool
        self._send = send
        self._begun: tuple[dict[str, str], Future[Reply]] | None = None

    def begin(self, sent: dict[str, str]) -> None:
        """Send a request whose reply will probably be needed."""
        self._begun = sent, self._pool.submit(self._send, sent)

    def take(self, sent: dict[str, str]) -> Reply:
        """Return the reply to a request: the prefetched one, else send it now.

        A prefetch of another request is dropped once its reply is there, so that two requests are
        never under way.
        """
        begun, self._begun = self._begun, None
        if begun is None:
            return self._send(sent)
        prefetched, reply = begun
        if prefetched == sent:
            return reply.result()
        if not reply.cancel():
            reply.exception()
        return self._send(sent)
