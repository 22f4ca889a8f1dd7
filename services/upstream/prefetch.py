"""Fetch the next page of a walk while the current one is being parsed.

Most of a pass is waiting for the network. A walk never has more than one request under way. The
result of the prefetch, an error included, is raised or returned when the walk asks for that page.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

Reply = TypeVar("Reply")


class Ahead(Generic[Reply]):
    """At most one request begun before it is wanted; `send` is what sends one."""

    def __init__(self, pool: Executor, send: Callable[[dict[str, str]], Reply]) -> None:
        """Begin with none on its way; `pool` is whose threads wait for answers."""
        self._pool = pool
        self._send = send
        self._begun: tuple[dict[str, str], Future[Reply]] | None = None

    def begin(self, sent: dict[str, str]) -> None:
        """Send a request that will be wanted unless what is read meanwhile says otherwise."""
        self._begun = sent, self._pool.submit(self._send, sent)

    def take(self, sent: dict[str, str]) -> Reply:
        """Return the reply to a request, begun or sent now.

        One begun for another is dropped, but not before its answer: two would be on their way.
        """
        begun, self._begun = self._begun, None
        if begun is None:
            return self._send(sent)
        asked, coming = begun
        if asked == sent:
            return coming.result()
        if not coming.cancel():
            coming.exception()
        return self._send(sent)
