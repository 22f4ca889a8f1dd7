"""The three APIs as one application; it reads nothing but the tables shipped with the product."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ..datasets import LEGACY, paged
from . import inaproc
from .faults import HARI, with_faults
from .lokasi_api import locations_reply
from .pages import ListingCache, Shape
from .replies import json_reply, marked
from .satusehat import LEVELS, Tokens, denied, token_reply, v1_reply, v2_reply

TOKEN = "contoh"  # noqa: S105 - the sandbox has nothing to protect
TOKEN_DENIED = "contoh-terlarang"  # noqa: S105 - known, yet without rights: answers 403
CLIENT = ("contoh-id", "contoh-rahasia")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the sandbox serves: `cap` cuts v1 answers silently, `shape` as documented or real."""

    shape: Shape = "real"
    tokens: frozenset[str] = frozenset({TOKEN, TOKEN_DENIED})
    client: tuple[str, str] = CLIENT
    cap: int | None = None
    faults: tuple[str, ...] = ()
    listings: ListingCache = field(default_factory=ListingCache)
    issued: Tokens = field(default_factory=Tokens)


def _rup_reply(request: Request, options: Options) -> Response:
    refused = inaproc.refusal(request, options.tokens, options.shape)
    if refused is not None:
        return refused
    if inaproc.bearer(request) == TOKEN_DENIED:
        return inaproc.error_reply(403)
    generation, dataset = request.path_params["generation"], request.path_params["dataset"]
    known = {"v1": paged(), "legacy": LEGACY}.get(generation, ())
    if dataset not in known:
        return json_reply({"error": "Not Found"}, 404)
    hari = int(request.scope.get(HARI, 0))
    if generation == "legacy":
        return inaproc.legacy_answer(dataset, request.query_params, options.listings, hari)
    return inaproc.answer(dataset, request.query_params, options.listings, options.shape, hari)


def make_app(options: Options | None = None) -> ASGIApp:
    """Return the application; raise ValueError for a fault that does not exist."""
    options = options or Options()

    def rup(request: Request) -> Response:
        return _rup_reply(request, options)

    async def token(request: Request) -> Response:
        form = await request.body()
        return token_reply(request.query_params, form, options.client, options.issued)

    def regions(request: Request) -> Response:
        version, level = request.path_params["version"], request.path_params["level"]
        if level not in LEVELS or version not in ("v1", "v2"):
            return json_reply({"status_code": 404, "message": "not found", "data": None}, 404)
        if not options.issued.holds(request.headers.get("authorization")):
            return denied()
        if version == "v1":
            return v1_reply(level, request.query_params, options.shape, options.cap)
        return v2_reply(level, request.query_params, options.shape)

    def locations(request: Request) -> Response:
        return locations_reply(request.query_params, options.shape)

    routes = [
        Route("/api/{generation}/rup/{dataset}", rup),
        Route("/oauth2/v1/accesstoken", token, methods=["POST"]),
        Route("/masterdata/{version}/{level}", regions),
        Route("/v1/locations", locations),
    ]
    return marked(with_faults(Starlette(routes=routes), options.faults))
