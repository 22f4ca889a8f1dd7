"""Tokens: a fixed bearer for INAPROC, client credentials for SATUSEHAT, none for locations.

A token is kept in memory only, and its expiry is measured by the monotonic clock. All threads share
one token and one renewal (reliability.md section 1).
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from ...errors import AccessDenied, ContractBroken, ServiceError
from ...settings import Upstream
from ..answer.answers import Answer, read
from ..answer.envelopes import Number

TOKEN_PATH = "/oauth2/v1/accesstoken"  # noqa: S105 - an address, not a secret
RENEW_EARLY = 60.0
DEFAULT_LIFE = 300.0
"""Seconds that a token is used when the answer does not say how long it is valid."""
MAX_REMEMBERED = 4


class Auth(Protocol):
    """Credentials of an upstream, as the client uses them."""

    @property
    def issued(self) -> tuple[str, ...]:
        """Return the tokens that were issued lately: secrets that are not in the settings."""
        ...

    def headers(self) -> dict[str, str]:
        """Return the headers that authorise a request."""
        ...

    def renew(self, used: dict[str, str]) -> bool:
        """Replace the token in the headers `used`; return False when it cannot be replaced."""
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """A token from the settings, or none."""

    token: str = field(default="", repr=False)

    @property
    def issued(self) -> tuple[str, ...]:
        """Return nothing: the token is in the settings."""
        return ()

    def headers(self) -> dict[str, str]:
        """Return the bearer header, nothing without a token."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def renew(self, used: dict[str, str]) -> bool:
        """Return False: there is no other token."""
        del used
        return False


class ClientCredentials:
    """Client credentials (OAuth 2) of SATUSEHAT; its `token_type` is "BearerToken"."""

    def __init__(
        self,
        upstream: Upstream,
        post: Callable[[dict[str, str], dict[str, str]], Answer],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Store the credentials; `post(query, form)` sends one token request."""
        self._upstream = upstream
        self._post = post
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0
        self._issued: deque[str] = deque(maxlen=MAX_REMEMBERED)

    @property
    def issued(self) -> tuple[str, ...]:
        """Return the last tokens, newest last; a late answer may still repeat an old one."""
        return tuple(self._issued)

    def headers(self) -> dict[str, str]:
        """Return the bearer header; request a token when there is none or it is about to expire."""
        with self._lock:
            if not self._token or self._clock() >= self._until:
                self._request_token()
            return {"Authorization": f"Bearer {self._token}"}

    def renew(self, used: dict[str, str]) -> bool:
        """Request a new token unless another thread already has."""
        with self._lock:
            if used.get("Authorization") == f"Bearer {self._token}":
                self._request_token()
            return True

    def _request_token(self) -> None:
        form = {
            "client_id": self._upstream.client_id,
            "client_secret": self._upstream.client_secret,
        }
        try:
            answer = self._post({"grant_type": "client_credentials"}, form)
            self._token, life = _token(answer)
            self._issued.append(self._token)
        except ServiceError as error:
            if error.step:
                raise
            if isinstance(error, AccessDenied):
                message = f"client id atau client secret ditolak ({error.message})"
                raise AccessDenied(message, step="token", status=error.status) from None
            raise error.replaced(step="token") from error.__cause__
        self._until = self._clock() + max(life - RENEW_EARLY, life / 2)


def _token(answer: Answer) -> tuple[str, float]:
    """Return the token and the seconds that it is valid, which are sent as text."""
    members = read(answer, source="token").members
    token, life = members.get("access_token"), str(members.get("expires_in", ""))
    if not isinstance(token, str) or isinstance(token, Number) or not token:
        raise ContractBroken("jawaban token tanpa access_token")
    return token, float(life) if re.fullmatch("[0-9]{1,9}", life) else DEFAULT_LIFE
