"""Everything a page got: frames of the websocket, addresses asked for, what stands in the DOM."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, WebSocket


@dataclass
class Wire:
    """What came to a page since it was opened, and whether anything of it ran."""

    frames: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)

    @property
    def received(self) -> bytes:
        """Return all frames in one piece."""
        return b"\n".join(self.frames)

    @property
    def hosts(self) -> set[str]:
        """Return the hosts that were asked for anything; what is data or a blob asks nobody."""
        parts = [urlsplit(asked) for asked in self.asked]
        return {str(part.hostname) for part in parts if part.scheme not in ("data", "blob")}

    def clear(self) -> None:
        """Forget what came so far."""
        self.frames.clear()


def listening(page: Page) -> Wire:
    """Listen to an empty page from its first request on."""
    wire = Wire()

    def socket(opened: WebSocket) -> None:
        opened.on("framereceived", lambda frame: wire.frames.append(_bytes(frame)))

    def request(sent: Request) -> None:
        wire.asked.append(sent.url)

    page.on("websocket", socket)
    page.on("request", request)
    page.on("dialog", lambda dialog: (wire.ran.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: wire.ran.append(str(error)))
    return wire


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
