"""The porter: the one place that decides whether a door of the API is open to a request.

| LENSA_API | without login | with login configured |
| unset | open | open to the bearer LENSA_API_TOKEN alone |
| `buka` | open | open |
| `tutup` | as if there were no door | as if there were no door |

Cookies never open a door: a foreign page could make a browser send them.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus

from ...settings import Settings

_SCHEME = "bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a door is open, and if not, with which status it is closed.

    private: the answer is for this client alone and must not be stored on the way.
    """

    status: HTTPStatus = HTTPStatus.OK
    private: bool = False

    @property
    def open(self) -> bool:
        """Return whether the request is answered."""
        return self.status == HTTPStatus.OK


def decide(settings: Settings, *, login: bool, authorization: str = "") -> Verdict:
    """Return the verdict on a request with this Authorization header.

    login: whether login is configured, True also where that is unclear.
    """
    if settings.api == "tutup":
        return Verdict(status=HTTPStatus.NOT_FOUND)
    if settings.api == "buka" or not login:
        return Verdict()
    scheme, given = authorization[: len(_SCHEME)].lower(), authorization[len(_SCHEME) :].strip()
    # compared in a time that does not depend on the token
    same = hmac.compare_digest(given.encode(), settings.api_token.encode())
    if settings.api_token and scheme == _SCHEME and same:
        return Verdict(private=True)
    return Verdict(status=HTTPStatus.UNAUTHORIZED, private=True)
