"""What an endpoint is asked, what it answers, and the errors it may raise."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..errors import SourceUnavailable
from ..wiring import App

Pairs: TypeAlias = tuple[tuple[str, str], ...]
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as an endpoint sees it.

    pairs: the parameters in their order. values: those of the path. root: the address that absolute
    links begin with, without a slash at its end. accept: the Accept header. private: the answer is
    for a bearer alone.
    """

    app: App
    pairs: Pairs
    values: Mapping[str, str]
    root: str
    accept: str = ""
    private: bool = False

    @property
    def lang(self) -> str:
        """Return the language of words in the answer."""
        return "en" if ("lang", "en") in self.pairs else "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The content of an answer and the headers that describe it."""

    content: bytes
    media: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watch:
    """What an answer was made from, to tell in microseconds whether it is still the same.

    look: returns values that are the same objects as long as nothing changed. seen: what it
    returned before the answer was computed.
    """

    look: Callable[[], tuple[object, ...]]
    seen: tuple[object, ...]

    @classmethod
    def begun(cls, look: Callable[[], tuple[object, ...]]) -> Watch:
        """Look for the first time."""
        return cls(look, look())

    @property
    def unchanged(self) -> bool:
        """Return whether everything is what it was."""
        now = self.look()
        return len(now) == len(self.seen) and all(map(operator.is_, now, self.seen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer whose content is made when it is needed.

    identity: differs whenever the content does. make: returns the content, or raises a
    ServiceError. fixed: the content will not change. heavy: making it takes time and memory. vary:
    request headers that choose between contents. watch: tells whether the same question has the
    same answer still; None where it is asked anew each time.
    """

    identity: str
    make: Callable[[], Body]
    fixed: bool = False
    heavy: bool = True
    vary: str = ""
    watch: Watch | None = None


class NotStored(SourceUnavailable):
    """What was asked for is not stored here, or there is no such thing; the answer is 404.

    page: the address of the page that reads it, "" for none.
    """

    def __init__(
        self, message: str, *, where: str = "", step: str = "", status: int = 0, page: str = ""
    ) -> None:
        """Store the page as well."""
        super().__init__(message, where=where, step=step, status=status)
        self.page = page


Endpoint: TypeAlias = Callable[[Asked], Answer]
