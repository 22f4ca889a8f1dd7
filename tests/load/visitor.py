"""A visitor without a browser: Streamlit's own messages over its websocket, as browsers send them.

What the page shows arrives as deltas; an error shown would be one of them, so nothing is drawn to
look for it.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.client import ClientProtocol
from websockets.sync.client import ClientConnection, connect

Pairs = tuple[tuple[str, str], ...]
WITHIN = 600.0
MOST = 20_000
ALARMS = (":material/cloud_off:", ":material/settings:", ":orange[:material/error:")
"""The signs of the panels that say a page or a partition could not be read."""
WAITS = ":material/hourglass_top:"
"""The sign of a page that waits for what is being read."""
BEAT = 1.0
"""Seconds after which a waiting page is run again, as its fragment does in a browser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one ask brought: the tab's title, elements, bytes, seconds, texts, errors shown."""

    title: str
    elements: int
    size: int
    seconds: float
    texts: tuple[str, ...] = field(repr=False)
    errors: tuple[str, ...] = ()


class Weighed(ClientConnection):
    """A websocket that counts the bytes it receives as they come over the wire.

    Heads of frames are among them, and messages count as they are compressed: like browsers, it
    offers to take them so.
    """

    def __init__(self, socket: socket.socket, protocol: ClientProtocol, **settings: Any) -> None:
        """Weigh what the protocol is given to read."""
        self.received = 0
        read = protocol.receive_data

        def weighed(data: bytes | bytearray) -> None:
            self.received += len(data)
            read(data)

        protocol.receive_data = weighed  # type: ignore[method-assign]
        super().__init__(socket, protocol, **settings)


class Visitor:
    """One session of the dashboard; it holds what may be sent as a reference, as browsers do."""

    def __init__(self, connection: Weighed, url: str) -> None:
        """Keep the open websocket and the address of the dashboard."""
        self._connection = connection
        self._url = url
        self._held: set[str] = set()

    def ask(self, page: str, link: Pairs) -> Shown:
        """Open a link as a click on it does; return once all of it is shown."""
        query = urlencode(link)
        state = ClientState(
            query_string=query,
            page_name=page,
            cached_message_hashes=self._held,
            context_info=ContextInfo(
                timezone="Asia/Jakarta",
                timezone_offset=-420,
                locale="id-ID",
                url=f"{self._url}/{page}?{query}",
                is_embedded=False,
                color_scheme="light",
            ),
        )
        began, before = time.monotonic(), self._connection.received
        messages: list[ForwardMsg] = []
        for _ in range(MOST):
            self._connection.send(BackMsg(rerun_script=state).SerializeToString())
            run = list(self._until_finished())
            messages += run
            if not any(WAITS in text for message in run for text in _texts(message)):
                break
            messages += self._heard_for_a_beat()
        return _shown(messages, self._connection.received - before, began)

    def _heard_for_a_beat(self) -> Iterator[ForwardMsg]:
        with suppress(TimeoutError):
            while True:
                raw = self._connection.recv(BEAT)
                assert isinstance(raw, bytes)
                yield ForwardMsg.FromString(raw)

    def _until_finished(self) -> Iterator[ForwardMsg]:
        for _ in range(MOST):
            raw = self._connection.recv(WITHIN)
            assert isinstance(raw, bytes)
            message = ForwardMsg.FromString(raw)
            if message.metadata.cacheable and message.WhichOneof("type") != "ref_hash":
                self._held.add(message.hash)
            yield message
            finished = message.WhichOneof("type") == "script_finished"
            if finished and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return
        raise AssertionError("the page never came to an end")


@contextmanager
def visiting(url: str, **settings: Any) -> Iterator[Visitor]:
    """Open a session of the dashboard at this address; settings are those of the connection."""
    with opened(url, **settings) as connection:
        yield Visitor(connection, url)


@contextmanager
def opened(url: str, **settings: Any) -> Iterator[Weighed]:
    """Open the websocket of a session."""
    with connect(
        url.replace("http://", "ws://") + "/_stcore/stream",
        origin=url,  # type: ignore[arg-type] # a plain text is what it takes
        subprotocols=["streamlit"],  # type: ignore[list-item]
        create_connection=Weighed,
        max_size=None,
        open_timeout=WITHIN,
        ping_timeout=None,
        **settings,
    ) as connection:
        assert isinstance(connection, Weighed)
        yield connection


def _shown(messages: list[ForwardMsg], size: int, began: float) -> Shown:
    found = [error for message in messages for error in _errors(message)]
    texts = [text for message in messages for text in _texts(message)]
    alarms = [text for text in texts if any(alarm in text for alarm in ALARMS)]
    titles = [message.page_config_changed.title for message in messages]
    return Shown(
        title=next((title for title in reversed(titles) if title), ""),
        elements=sum(message.delta.HasField("new_element") for message in messages),
        size=size,
        seconds=time.monotonic() - began,
        texts=tuple(texts),
        errors=(*found, *alarms),
    )


def _texts(message: ForwardMsg) -> Iterator[str]:
    element = message.delta.new_element
    if element.WhichOneof("type") == "markdown":
        yield element.markdown.body


def _errors(message: ForwardMsg) -> Iterator[str]:
    kind, element = message.WhichOneof("type"), message.delta.new_element
    if kind == "script_finished" and message.script_finished not in (
        ForwardMsg.FINISHED_SUCCESSFULLY,
        ForwardMsg.FINISHED_EARLY_FOR_RERUN,
    ):
        yield f"script: {message.script_finished}"
    if kind == "session_event" and message.session_event.WhichOneof("type") == (
        "script_compilation_exception"
    ):
        yield message.session_event.script_compilation_exception.message
    if kind == "page_not_found":
        yield "page not found"
    if element.WhichOneof("type") == "exception":
        yield element.exception.message
    if element.WhichOneof("type") == "alert":
        yield element.alert.body
