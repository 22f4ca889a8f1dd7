"""A route behind the porter and the limits: it asks an endpoint and answers as HTTP wants it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus

import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ... import log
from ...errors import BadRequest, ConfigurationMissing, ContractBroken, NotImported, ServiceError
from ...settings import Settings
from ...wiring import App
from ..answers import JSON, Asked, Endpoint, NotStored
from ..host import Host
from . import porter
from .porter import Verdict

METHODS = "GET, HEAD, OPTIONS"
YEAR = 365 * 86400
BUSY = 5
"""Seconds after which a client may ask again while too many answers are being made."""
MOST_FIELDS = 500
LOOKED_AGAIN = 1.0
"""Seconds after which it is looked again whether other settings or imports made another app."""
_EXPOSED = "ETag, Link, Lensa-Asal, Retry-After, X-Request-ID"


def guarded(path: str, endpoint: Endpoint, host: Host) -> Route:
    """Return the route of an endpoint, which answers only where the porter opens."""
    return Route(path, _Guarded(endpoint, host))


class _Guarded:
    """The application behind one route."""

    def __init__(self, endpoint: Endpoint, host: Host) -> None:
        self._endpoint, self._host = endpoint, host
        self._known: tuple[Settings, float, App] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._respond(Request(scope))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        entry = admit(self._host, request)
        if isinstance(entry, Response):
            return entry
        settings, verdict = entry
        if request.method == "OPTIONS":
            # pages of other sites may read what anybody may
            headers = {"Allow": METHODS}
            if not verdict.private:
                headers |= {
                    "Access-Control-Allow-Origin": "*",
                    "Access-Control-Allow-Methods": METHODS,
                    "Access-Control-Allow-Headers": "If-None-Match",
                    "Access-Control-Max-Age": "86400",
                }
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        if request.method not in ("GET", "HEAD"):
            return failure(HTTPStatus.METHOD_NOT_ALLOWED, f"yang ada: {METHODS}")
        try:
            return await self._answer(request, settings, verdict)
        except ServiceError as error:
            return _of_error(error, verdict)

    async def _answer(self, request: Request, settings: Settings, verdict: Verdict) -> Response:
        limits, app = self._host.limits, await self._app(settings)
        private = verdict.private
        # what links begin with; the name of a request was checked before
        root = settings.address or f"{request.scope['scheme']}://{request.headers['host']}"
        question = (id(app), request.scope["path"], request.scope["query_string"], root, private)
        answer = limits.recalled(question)
        if answer is None:
            asked = _asked(request, app, root, verdict)
            answer = await to_thread.run_sync(self._endpoint, asked, limiter=limits.light)
            if answer.watch:
                limits.recall(question, answer)
        identity, headers = _validated(
            f"{answer.identity} {root} {private}", answer.fixed, answer.vary, private
        )
        if _matches(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        body = limits.remembered(identity)
        if body is None:
            if answer.heavy and limits.crowded:
                again = {"Retry-After": str(BUSY)}
                return failure(HTTPStatus.TOO_MANY_REQUESTS, "sedang sibuk; coba lagi", again)
            limiter = limits.heavy if answer.heavy else limits.light
            body = await to_thread.run_sync(answer.make, limiter=limiter)
            asked = _asked(request, app, root, verdict)
            after = await to_thread.run_sync(self._endpoint, asked, limiter=limits.light)
            if after.identity == answer.identity:
                limits.remember(identity, body)
            else:  # rows were published meanwhile: what was made may be of the new ones
                headers = {**headers, "Cache-Control": "no-store"}
                del headers["ETag"]
        return Response(body.content, headers={**headers, **body.headers}, media_type=body.media)

    async def _app(self, settings: Settings) -> App:
        """Return the app, which is looked up at most once in LOOKED_AGAIN: it may be connected."""
        now = time.monotonic()
        if self._known is None or self._known[0] is not settings or now >= self._known[1]:
            app = await to_thread.run_sync(self._host.app, limiter=self._host.limits.light)
            self._known = settings, now + LOOKED_AGAIN, app
        return self._known[2]


def admit(host: Host, request: Request) -> tuple[Settings, Verdict] | Response:
    """Ask the porter and the limits: return settings and verdict, or the answer of a refusal."""
    try:
        settings = host.settings()
    except ConfigurationMissing as error:
        return failure(HTTPStatus.SERVICE_UNAVAILABLE, error.message)
    authorization = request.headers.get("authorization", "")
    verdict = porter.decide(settings, login=host.login(), authorization=authorization)
    if not verdict.open:
        # the answer of a closed door says nothing about what is behind it
        if verdict.status != HTTPStatus.UNAUTHORIZED:
            return failure(verdict.status, "tidak ada")
        needs = {"WWW-Authenticate": "Bearer"}
        return failure(verdict.status, "perlu Authorization: Bearer LENSA_API_TOKEN", needs)
    if seconds := host.limits.wait(request, settings):
        return failure(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"terlalu banyak permintaan; coba lagi dalam {seconds} detik",
            {"Retry-After": str(seconds)},
        )
    return settings, verdict


def failure(
    status: HTTPStatus, message: str, headers: Mapping[str, str] | None = None, **more: str
) -> Response:
    """Return an error as JSON: one line in `galat`, and what else is known."""
    content = {"galat": message, **{name: text for name, text in more.items() if text}}
    always = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        always["Allow"] = METHODS
    return Response(
        msgspec.json.encode(content) + b"\n",
        status_code=status,
        headers={**always, **(headers or {})},
        media_type=JSON,
    )


def _of_error(error: ServiceError, verdict: Verdict) -> Response:
    """Return the answer for an error by who must act."""
    if isinstance(error, BadRequest):
        return failure(HTTPStatus.BAD_REQUEST, error.message, parameter=error.where)
    if isinstance(error, NotStored):
        return failure(
            HTTPStatus.NOT_FOUND, error.message, parameter=error.where, halaman=error.page
        )
    if isinstance(error, NotImported):
        return failure(HTTPStatus.NOT_FOUND, str(error))
    if isinstance(error, ContractBroken):
        return failure(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    log.warn(f"jawaban API gagal: {error}")
    return failure(HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "60"})


def _asked(request: Request, app: App, root: str, verdict: Verdict) -> Asked:
    """Return a request as its endpoint sees it; raise BadRequest for too many parameters."""
    if request.url.query.count("&") >= MOST_FIELDS:
        raise BadRequest(f"paling banyak {MOST_FIELDS} parameter")
    return Asked(
        app=app,
        pairs=tuple(request.query_params.multi_items()),
        values=request.path_params,
        root=root,
        accept=request.headers.get("accept", ""),
        private=verdict.private,
    )


@lru_cache(maxsize=1024)
def _validated(given: str, fixed: bool, vary: str, private: bool) -> tuple[str, dict[str, str]]:
    """Return the identity of an answer and its headers, with content or without.

    given: what the content depends on. fixed, vary: as the answer says.
    """
    identity = hashlib.sha256(given.encode()).hexdigest()[:32]
    if private:
        stored = "private, no-store"
    elif fixed:
        stored = f"public, max-age={YEAR}, immutable"
    else:
        stored = "public, no-cache"
    varying = ", ".join(filter(None, ("Accept-Encoding", vary)))
    headers = {"ETag": f'W/"{identity}"', "Cache-Control": stored, "Vary": varying}
    if not private:
        headers |= {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": _EXPOSED}
    return identity, headers


def _matches(wanted: str, etag: str) -> bool:
    """Return whether an If-None-Match header names this tag."""
    tags = [tag.strip() for tag in wanted.split(",")]
    return "*" in tags or etag.removeprefix("W/") in (tag.removeprefix("W/") for tag in tags)
