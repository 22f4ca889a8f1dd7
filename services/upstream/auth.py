"""Tokens: a fixed bearer for INAPROC, client credentials for SATUSEHAT, none for locations.

Expiry is kept on the monotonic clock; a token lives in memory only. All threads share one token
and one renewal (reliability.md section 1).
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from ..errors import AccessDenied, ContractBroken, ServiceError
from ..settings import Upstream
from .answers import Answer, read
from .envelopes import Number

TOKEN_PATH = "/oauth2/v1/accesstoken"  # noqa: S105 - an address, not a secret
EARLY = 60.0
UNSAID = 300.0
KEPT = 4


class Auth(Protocol):
    """What the client asks of any kind of credentials."""

    @property
    def given(self) -> tuple[str, ...]:
        """Return the tokens an upstream gave us lately: secrets that no setting holds."""
        ...

    def headers(self) -> dict[str, str]:
        """Return the headers that open the door."""
        ...

    def renew(self, used: dict[str, str]) -> bool:
        """Replace the token that `used` carried; False when there is none to replace."""
        ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """A token that the operator was given, or none at all."""

    token: str = field(default="", repr=False)

    @property
    def given(self) -> tuple[str, ...]:
        """Return nothing: the token is configured."""
        return ()

    def headers(self) -> dict[str, str]:
        """Return the bearer header, nothing without a token."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def renew(self, used: dict[str, str]) -> bool:
        """Say that a refused token is final."""
        del used
        return False


class ClientCredentials:
    """SATUSEHAT's OAuth 2 client credentials; `token_type` there is "BearerToken"."""

    def __init__(
        self,
        upstream: Upstream,
        post: Callable[[dict[str, str], dict[str, str]], Answer],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the credentials; `post(query, form)` sends one token request."""
        self._upstream = upstream
        self._post = post
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0
        self._given: deque[str] = deque(maxlen=KEPT)

    @property
    def given(self) -> tuple[str, ...]:
        """Return the tokens given last, newest last; a late answer may still repeat an old one."""
        return tuple(self._given)

    def headers(self) -> dict[str, str]:
        """Return the bearer header, asking for a token when there is none or it runs out."""
        with self._lock:
            if not self._token or self._clock() >= self._until:
                self._ask()
            return {"Authorization": f"Bearer {self._token}"}

    def renew(self, used: dict[str, str]) -> bool:
        """Ask for a new token unless another thread already has."""
        with self._lock:
            if used.get("Authorization") == f"Bearer {self._token}":
                self._ask()
            return True

    def _ask(self) -> None:
        form = {
            "client_id": self._upstream.client_id,
            "client_secret": self._upstream.client_secret,
        }
        try:
            answer = self._post({"grant_type": "client_credentials"}, form)
            self._token, life = _token(answer)
            self._given.append(self._token)
        except AccessDenied as error:
            if error.step:
                raise
            refused = AccessDenied(f"client id atau client secret ditolak ({error.message})")
            refused.step, refused.status = "token", error.status
            raise refused from None
        except ServiceError as error:
            error.step = error.step or "token"
            raise
        self._until = self._clock() + max(life - EARLY, life / 2)


def _token(answer: Answer) -> tuple[str, float]:
    """Return the token and its life in seconds, which comes as text."""
    members = read(answer, source="token").members
    token, life = members.get("access_token"), str(members.get("expires_in", ""))
    if not isinstance(token, str) or isinstance(token, Number) or not token:
        raise ContractBroken("jawaban token tanpa access_token")
    return token, float(life) if re.fullmatch("[0-9]{1,9}", life) else UNSAID
