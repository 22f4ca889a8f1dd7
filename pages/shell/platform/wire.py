"""Let what a websocket has sent once cost a few bytes when it is sent again.

A rerun sends every element anew, most of them as references of 75 bytes. Compressed with a memory
of what went before (server.enableWebsocketCompression) they come to a tenth, if that memory reaches
back to the last rerun: the server's own 4 kB hold a third of one, 32 kB hold two. No option sets
its size, so it is set on what makes the memories of new connections; those open already keep
theirs, which is the very first one of a process. Where the server is made otherwise nothing
happens and more bytes go out: tests/load/test_wire.py notices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

SERVER = "uvicorn.protocols.websockets.websockets_sansio_impl"
MAKER = "ServerPerMessageDeflateFactory"
WINDOW = 15
"""Bits of the memory, 32 kB; with the tables beside it a connection holds 144 kB instead of 32."""
SETTINGS = {"memLevel": 5, "level": 3}
"""Level 3 takes 2 ms for a page sent whole, level 6 takes 4 for a tenth fewer bytes."""


@cache
def widen() -> None:
    """Give the connections that are opened from now on a memory of 32 kB."""
    server = sys.modules.get(SERVER)
    if hasattr(server, MAKER):
        setattr(server, MAKER, _wide(getattr(server, MAKER)))


def _wide(make: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(make)
    def wide(*given: Any, **named: Any) -> Any:
        maker = make(*given, **named)
        maker.server_max_window_bits = WINDOW
        maker.compress_settings = SETTINGS
        return maker

    return wide
