"""Fetch the next page of a walk while the current one is being parsed.

Most of the time of a pass is spent waiting for the network. A walk never has more than one request
under way, and none once it has ended. The reply of a prefetch, or its error, is returned or raised
when the walk asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Generic, TypeVar

from ...errors import Stopped

Reply = TypeVar("Reply")
Check = Callable[[], None]


class Prefetch(Generic[Reply]):
    """Sends at most one request before its reply is needed; `send` sends a request."""

    def __init__(
        self,
        pool: Executor,
        send: Callable[[dict[str, str]], Reply],
        *,
        wait: Callable[[Check], None] = lambda check: check(),
    ) -> None:
        """Start without a request; the threads of `pool` wait for replies.

        `wait` waits until a request may be sent and calls its argument meanwhile, which raises
        Stopped once the walk has ended.
        """
        self._pool = pool
        self._send = send
        self._wait = wait
        self._ended = False
        self._begun: tuple[dict[str, str], Future[Reply]] | None = None

    def begin(self, sent: dict[str, str]) -> None:
        """Send a request whose reply will probably be needed."""
        self._begun = sent, self._pool.submit(self._send_early, sent)

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
        _drop(reply)
        return self._send(sent)

    def end(self) -> None:
        """Cancel a request that is not sent yet, wait for the reply to one that is.

        The next walk, or whoever closes the connections, then meets no request under way.
        """
        self._ended = True
        begun, self._begun = self._begun, None
        if begun is not None:
            _drop(begun[1])

    def _send_early(self, sent: dict[str, str]) -> Reply:
        self._wait(self._check)
        self._check()
        return self._send(sent)

    def _check(self) -> None:
        if self._ended:
            raise Stopped("putarannya sudah berakhir")


def _drop(reply: Future[Reply]) -> None:
    if not reply.cancel():
        reply.exception()
