"""An OpenID Connect provider on loopback that lets one person in without asking anything."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.loopback import Asked, Reply, serving

CLIENT_ID = "lensa-uji"
CLIENT_SECRET = "rahasia-penyedia-9f21c07d44e8"  # noqa: S105 - made up
COOKIE_SECRET = "rahasia-kuki-5b7e3a90c1d24f68a0b9"  # noqa: S105 - made up
NAME = "Orang Uji <b>"


@dataclass
class Provider:
    """The provider. `age` is how many seconds ago it says the person logged in."""

    address: str = ""
    age: float = 0.0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "uji"}))
    nonces: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def get(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        """Return status, headers and body of a question."""
        self.seen.append(path)
        if path == "/.well-known/openid-configuration":
            return 200, {}, self._metadata()
        if path == "/jwks":
            return 200, {}, {"keys": [self.key.as_dict(private=False)]}
        if path == "/authorize":
            code = f"kode-{len(self.nonces)}"
            self.nonces[code] = query.get("nonce", "")
            back = urlencode({"code": code, "state": query["state"]})
            return 302, {"Location": f"{query['redirect_uri']}?{back}"}, None
        if path == "/end":
            return 302, {"Location": query["post_logout_redirect_uri"]}, None
        return 404, {}, None

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """Return the tokens for a code."""
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": "orang-1",
            "name": NAME,
            "iat": int(now - self.age),
            "exp": now + 600,
            "nonce": self.nonces[form["code"]],
        }
        signed = jwt.encode({"alg": "RS256", "kid": "uji"}, claims, self.key)
        return {"access_token": "akses", "token_type": "Bearer", "id_token": signed}

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "end_session_endpoint": f"{self.address}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }


@contextmanager
def provided() -> Iterator[Provider]:
    """Serve a provider until the block ends."""
    provider = Provider()

    def answer(asked: Asked) -> Reply:
        parts, status, headers = urlsplit(asked.address), 200, dict[str, str]()
        if asked.method == "POST":
            body = provider.token(dict(asked.form))
        else:
            status, headers, body = provider.get(parts.path, dict(parse_qsl(parts.query)))
        typed = {**headers, "Content-Type": "application/json"}
        return Reply(status, json.dumps(body).encode(), typed)

    with serving(answer) as provider.address:
        yield provider


def secrets(provider: Provider) -> str:
    """Return a secrets.toml that asks everybody to log in with the provider."""
    return f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "{provider.address}/.well-known/openid-configuration"
"""
