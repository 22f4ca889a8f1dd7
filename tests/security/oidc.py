"""An OpenID Connect provider on loopback that lets one person in without asking anything."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

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

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self._reply(*provider.get(parts.path, dict(parse_qsl(parts.query))))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._reply(200, {}, provider.token(dict(parse_qsl(text))))

        def _reply(self, status: int, headers: dict[str, str], body: Any) -> None:
            written = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        provider.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()


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
