"""Limits of the doors: requests of one client, heavy answers at a time, and answers in memory."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from anyio import CapacityLimiter
from starlette.requests import Request

from ..budgets import Budget, Budgets, IpNetwork, visitor
from ..settings import Settings
from .answers import Answer, Body

REQUESTS = Budget(name="api", most=60)
"""Requests that one client may send in a minute."""
HEAVY = 2
"""Heavy answers that are made at a time."""
WAITING = 32
"""Heavy answers that may wait for that; more are sent away."""
LIGHT = 8
MEMORY = 32 << 20
"""Bytes of answers in memory, so that the same question is not computed again."""
LARGEST = 4 << 20
QUESTIONS = 1024
"""Questions whose answers are recalled without asking again, as long as nothing changed."""
LOOKED = 0.05
"""Seconds for which an answer is recalled without a look at what is stored."""


@dataclass(slots=True)
class _Recalled:
    """The answer to a question; until `fresh_until` nothing need be looked at."""

    answer: Answer
    fresh_until: float = 0.0


class Limits:
    """The limits of one server; threads share them."""

    def __init__(self, budgets: Budgets | None = None) -> None:
        """Start with nothing counted and nothing in memory."""
        self._budgets = Budgets() if budgets is None else budgets
        self.light = CapacityLimiter(LIGHT)
        self.heavy = CapacityLimiter(HEAVY)
        self._answers: OrderedDict[str, Body] = OrderedDict()
        self._bytes = 0
        self._questions: OrderedDict[Hashable, _Recalled] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, request: Request, settings: Settings) -> int:
        """Count a request; return the seconds that its client has to wait, 0 for none."""
        peer = request.client.host if request.client else ""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        client = _client(peer, forwarded, settings.proxies)
        wait = self._budgets.take([(REQUESTS, client)])
        return max(1, math.ceil(wait.seconds)) if wait else 0

    @property
    def crowded(self) -> bool:
        """Return whether too many heavy answers are waited for."""
        return self.heavy.statistics().tasks_waiting >= WAITING

    def recalled(self, question: Hashable) -> Answer | None:
        """Return the answer to a question if nothing has changed, as seen at most LOOKED ago."""
        known, now = self._questions.get(question), time.monotonic()
        if known is None:
            return None
        if now < known.fresh_until:
            return known.answer
        if not (known.answer.watch and known.answer.watch.unchanged):
            return None
        known.fresh_until = now + LOOKED
        return known.answer

    def recall(self, question: Hashable, answer: Answer) -> None:
        """Recall the answer to this question from now on."""
        with self._lock:
            self._questions[question] = _Recalled(answer)
            self._questions.move_to_end(question)
            while len(self._questions) > QUESTIONS:
                self._questions.popitem(last=False)

    def remembered(self, identity: str) -> Body | None:
        """Return the answer of this identity if it is in memory."""
        with self._lock:
            body = self._answers.get(identity)
            if body is not None:
                self._answers.move_to_end(identity)
            return body

    def remember(self, identity: str, body: Body) -> None:
        """Hold an answer in memory, unless it is large; the ones not used longest make room."""
        if len(body.content) > LARGEST:
            return
        with self._lock:
            before = self._answers.pop(identity, None)
            self._bytes += len(body.content) - (len(before.content) if before else 0)
            self._answers[identity] = body
            while self._bytes > MEMORY:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= len(oldest.content)


@lru_cache(maxsize=4096)
def _client(peer: str, forwarded: str, proxies: tuple[IpNetwork, ...]) -> str:
    return visitor(peer, forwarded, proxies)
