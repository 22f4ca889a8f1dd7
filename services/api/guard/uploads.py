"""Streamlit's own upload route takes files from any session: it is closed to all but a few.

Which sessions may upload is decided where the page draws the field for it (LENSA_UNGGAH, a login,
this machine itself); the others have no use for the route.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ..host import Host

_UPLOAD = re.compile(r".*/_stcore/upload_file(?:/(?P<session>[^/]*).*)?")
_REFUSED = "sesi ini tidak boleh mengunggah berkas\n"


class UploadGate:
    """Middleware that lets uploads of admitted sessions pass."""

    def __init__(self, app: ASGIApp, host: Host) -> None:
        """Stand before an application."""
        self._app, self._host = app, host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless it uploads without admission."""
        upload = _UPLOAD.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if upload and not self._host.may_upload(upload["session"] or ""):
            refusal = PlainTextResponse(_REFUSED, HTTPStatus.FORBIDDEN)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)
