"""The door of link previews: what a page's HTML says of its link, and `/pratinjau.png`.

Streamlit serves the same HTML for every link. Here it gets the title, description and picture of
the link's answer, from the cache of services/preview alone: nothing is asked of an upstream and no
reader waits. Where login is configured all of it is generic, unless the operator opens the doors.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, move_on_after, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..budgets import Budget, Budgets, visitor
from ..errors import ConfigurationMissing
from ..export.citation import PAGES
from ..link import Pairs
from ..preview.asked import PATHS
from ..preview.compose import generic
from ..preview.previews import Drawn, Previews, generic_picture
from ..preview.values import Preview
from ..settings import Settings
from .host import Door, Host
from .page_html import PAGE, PICTURE, completed, picture_address

MOST_FIELDS = 500
PATIENCE, COLD = 0.4, 5.0
"""Seconds after which a page is served with generic words, whatever the store does; and before the
first answer of this process, which connects to the store and loads the catalogue."""
MOST_HTML = 1 << 20
"""Bytes of a page that is completed; Streamlit's has a few thousand."""
DAY = 86400
MAKING = Budget(name="pratinjau", most=120)
"""Previews that one visitor may have made in a minute; a chat or a search engine is one, too."""
DIGITS = 12
"""Digits of the digest of rows in the address of a picture."""
_CONDITIONAL = (b"if-none-match", b"if-modified-since", b"accept-encoding")
"""Streamlit's tag is the same for every link, and what it compresses could not be completed."""


def door(host: Host) -> Door:
    """Return the middleware of the pages and the route of the picture."""
    previews = Previews()
    source = _PreviewSource(host=host, previews=previews)
    return Door(
        routes=[Route(PICTURE, source.picture, methods=["GET"])],
        middleware=[Middleware(CompletedPages, source=source)],
        close=previews.close,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What a page says. version: of its picture, "" for the generic one.

    root: the address that links begin with; it is never kept, since host names may differ.
    """

    preview: Preview
    root: str
    version: str = ""


@dataclass(slots=True, kw_only=True)
class _PreviewSource:
    """Gives the words and the picture of a link, or generic ones.

    limiter: of texts; patient: of pictures, which may wait. warm: it has answered before.
    """

    host: Host
    previews: Previews
    budgets: Budgets = field(default_factory=Budgets)
    limiter: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(8))
    patient: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(8))
    warm: bool = False

    async def words(self, page: str, scope: Scope) -> _Words:
        """Return the words for a link; generic ones after a moment, and in place of an error."""
        request = Request(scope)
        pairs = _pairs(scope["query_string"])
        here = f"{request.url.scheme}://{request.url.netloc}"
        with move_on_after(PATIENCE if self.warm else COLD):
            words = await to_thread.run_sync(
                partial(self._words, page, pairs, here, request),
                limiter=self.limiter,
                abandon_on_cancel=True,
            )
            self.warm = True
            return words
        return _Words(preview=generic(_lang(pairs), PATHS[page]), root=here)

    def _words(self, page: str, pairs: Pairs, here: str, request: Request) -> _Words:
        words = _Words(preview=generic(_lang(pairs), PATHS[page]), root=here)
        try:
            settings = self.host.settings()
            words = replace(words, root=settings.address or here)
            if self._is_silent(settings):
                return words
            may_make = partial(self._may_make, request, settings)
            titled = self.previews.titled(self.host.app(), page, pairs, may_make)
        except ConfigurationMissing:
            return words
        return replace(words, preview=titled.preview, version=titled.stamp[:DIGITS])

    def _is_silent(self, settings: Settings) -> bool:
        """Return whether no link may have a preview of its own."""
        return self.host.login() and settings.api != "buka"

    def _may_make(self, request: Request, settings: Settings) -> bool:
        """Count a preview that a visitor has made, and return whether there is room for it."""
        peer = request.client.host if request.client else ""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        claim = (MAKING, visitor(peer, forwarded, settings.proxies))
        return self.budgets.take([claim]) is None

    async def picture(self, request: Request) -> Response:
        """Answer with the picture of a link."""
        pairs = _pairs(request.scope["query_string"])
        drawn, private = await to_thread.run_sync(
            self._picture, pairs, request, limiter=self.patient
        )
        tag = f'"{hashlib.sha256(drawn.content).hexdigest()[:32]}"'
        if private:
            stored = "private, no-store"
        elif drawn.stamp and ("v", drawn.stamp[:DIGITS]) in pairs:
            stored = f"public, max-age={DAY}"
        else:
            stored = "public, no-cache"
        headers = {"ETag": tag, "Cache-Control": stored}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(drawn.content, headers=headers, media_type="image/png")

    def _picture(self, pairs: Pairs, request: Request) -> tuple[Drawn, bool]:
        """Return the picture of a link, and whether no cache may keep it."""
        page = next((text for name, text in pairs if name == PAGE), "")
        none = Drawn(content=generic_picture(_lang(pairs)))
        try:
            settings = self.host.settings()
            if self._is_silent(settings):
                return none, True
            if page in PATHS:
                may_make = partial(self._may_make, request, settings)
                app = self.host.app()
                return self.previews.picture(app, page, pairs, may_make=may_make), False
        except ConfigurationMissing:
            return none, True
        return none, False


class CompletedPages:
    """Middleware that completes the HTML of the pages."""

    def __init__(self, app: ASGIApp, source: _PreviewSource) -> None:
        """Stand before an application."""
        self._app, self._source = app, source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; complete the answer to one for a page."""
        page = PAGES.get(scope["path"].strip("/")) if scope["type"] == "http" else None
        if page is None or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        kept = [pair for pair in scope["headers"] if pair[0].lower() not in _CONDITIONAL]
        completing = _Completing(scope=scope, page=page.name, source=self._source, send=send)
        await self._app({**scope, "headers": kept}, receive, completing)


@dataclass(slots=True, kw_only=True)
class _Completing:
    """Holds an answer back until its HTML is whole, and sends it completed."""

    scope: Scope
    page: str
    source: _PreviewSource
    send: Send
    start: Message | None = None
    body: bytes = b""

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            of_answer = Headers(raw=message["headers"])
            html = of_answer.get("content-type", "").startswith("text/html")
            is_good = message["status"] == HTTPStatus.OK
            if is_good and html and "content-encoding" not in of_answer:
                self.start = message
                return
        if self.start is None or message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            headers = MutableHeaders(scope=self.start)
            for name in ("etag", "last-modified", "content-length"):
                del headers[name]
            headers["Cache-Control"] = "no-cache"
            body = self.body
            if self.scope["method"] == "GET":
                words = await self.source.words(self.page, self.scope)
                picture = picture_address(words.preview, self.page, words.version)
                body = completed(body, words.preview, words.root, picture)
                headers["Content-Length"] = str(len(body))
            await self.send(self.start)
            await self.send({"type": "http.response.body", "body": body})
        elif len(self.body) > MOST_HTML:
            await self.send(self.start)
            await self.send({**message, "body": self.body})
            self.start = None


def _lang(pairs: Pairs) -> str:
    return "en" if ("lang", "en") in pairs else "id"


def _pairs(query: bytes) -> Pairs:
    """Return the parameters of a link, none where they are more than any link has."""
    try:
        return tuple(parse_qsl(query.decode("latin-1"), max_num_fields=MOST_FIELDS))
    except ValueError:
        return ()
