"""The next page of a walk, asked for while the last one is still being read.

Waiting is most of what a pass takes. At any time no more than one request of a walk is on its way,
as without this; what it met is told as if it were asked for when it is taken, an error included.
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
