"""One upstream: asks, waits, retries, keeps its token fresh. Threads may share a client.

Retries (reliability.md section 1): 5 tries with jitter for outages, Retry-After for 429, one new
token for a 401, one restart of the pass when a cursor is refused.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Protocol

import stamina

from ..errors import ContractBroken, RateLimited, ServiceError, SourceUnavailable
from ..settings import Upstream
from .answers import Answer, Refused, TokenRefused, read
from .auth import TOKEN_PATH, Auth, ClientCredentials, Fixed
from .catalog import Request
from .envelopes import NO_ROWS, Envelope
from .frames import page
from .limiter import Limiter, Queue
from .paging import Paginator
from .prefetch import Ahead
from .progress import Progress
from .scrub import leaks, scrubbed
from .transport import Transport
from .walker import BUDGET, Restart, Walk, Walker

TRIES = 5
MARK = b"S"
WAITS = 12
AHEAD_MOST = 16
MESSAGE_MAX = 300

Reply = tuple[Answer, Envelope]


class Tape(Protocol):
    """A record of answers, so that a killed pass resumes where it was."""

    def get(self, number: int) -> bytes | None:
        """Return the recorded answer of this number, None past the end."""
        ...

    def put(self, number: int, *parts: bytes) -> None:
        """Record an answer, given in parts so that a long one is copied once."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...


class NoTape:
    """A tape that records nothing."""

    def get(self, number: int) -> bytes | None:
        """Return None: nothing is ever recorded."""
        del number
        return None

    def put(self, number: int, *parts: bytes) -> None:
        """Drop the answer."""

    def clear(self) -> None:
        """Have nothing to forget."""


def _asked(sent: dict[str, str]) -> bytes:
    """Return a digest of what was asked, so that an answer is replayed to its own question only."""
    return hashlib.blake2b(repr(sorted(sent.items())).encode(), digest_size=16).digest()


class Client:
    """One upstream with its connections, limiter and credentials.

    `sandbox` turns true once an answer carries the sandbox's mark.
    """

    def __init__(
        self,
        upstream: Upstream,
        transport: Transport,
        limiter: Limiter,
        *,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """Take the connections that wiring made; `jitter(low, high)` draws a wait in seconds."""
        self.upstream = upstream
        self.sandbox = False
        self._transport = transport
        self._limiter = limiter
        self._clock = clock
        self._jitter = jitter
        self._sizes: dict[str, int] = {}
        self._pool = ThreadPoolExecutor(AHEAD_MOST, thread_name_prefix="lensa-ahead")
        self._auth: Auth = Fixed(upstream.token)
        if upstream.source == "satusehat":
            self._auth = ClientCredentials(upstream, self._post_token, clock=clock)

    def walk(
        self,
        request: Request,
        *,
        tape: Tape | None = None,
        limit: int | None = None,
        budget: int = BUDGET,
        progress: Callable[[Progress], None] | None = None,
        check: Callable[[], None] | None = None,
    ) -> Walk:
        """Return all pages of a request, walked to a proven end; raise a ServiceError otherwise.

        `limit` asks for another length of pages or lists (a verifying second pass); `budget` is the
        most pages. `check` is called before each request, and every few seconds of waiting for a
        quota, and may raise Stopped: pages that are read by then stay on the tape.
        """
        record = NoTape() if tape is None else tape

        def attempt() -> Walk:
            try:
                return self._walk(
                    request, record, limit, budget=budget, progress=progress, check=check
                )
            except ServiceError as error:
                error.where = error.where or str(request)
                if isinstance(error, Restart | ContractBroken):
                    record.clear()
                raise

        with suppress(Restart):
            return attempt()
        try:
            return attempt()
        except Restart as error:
            raise Refused(error.message, where=str(request)) from error

    def check(self, request: Request) -> bool:
        """Ask the first page of a request once, and tell whether rows came.

        Raises the ServiceError that it meets at once: whoever checks wants to know, not to wait.
        """
        first = self._paginator(request).start(request.values)[0]
        with self._named(request):
            self._limiter.refuse_while_held()
            try:
                _, envelope = self._with_token(request, first)
            except RateLimited as error:
                self._limiter.pause(self._patience(error, 1))
                raise
            return page(request.dataset, envelope.rows_bytes).texts.height > 0

    def rest(self) -> float:
        """Return the seconds for which this upstream is better left alone."""
        return self._limiter.rest()

    def queue(self) -> Queue | None:
        """Return what a request to this upstream would have to wait for now, None for nothing."""
        return self._limiter.queue()

    def close(self) -> None:
        """Close the connections, without waiting for an answer that nobody will read."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._transport.close()

    def _walk(
        self,
        request: Request,
        tape: Tape,
        limit: int | None,
        *,
        budget: int,
        progress: Callable[[Progress], None] | None,
        check: Callable[[], None] | None,
    ) -> Walk:
        numbers = itertools.count()
        resumed = 0

        def send(sent: dict[str, str]) -> Reply:
            if check:
                self._limiter.wait(check)
                check()
            return self._with_token(request, sent)

        ahead = Ahead(self._pool, send)
        paginator = self._paginator(request)

        def ask(sent: dict[str, str]) -> Envelope:
            nonlocal resumed
            number, asked = next(numbers), _asked(sent)
            recorded = tape.get(number) or b""
            if recorded[1 : 1 + len(asked)] == asked:
                resumed += 1
                self.sandbox = self.sandbox or recorded[:1] == MARK
                body = recorded[1 + len(asked) :]
                return read(Answer(status=200, body=body), source=request.dataset.source)
            answer, envelope = self._send(request, sent, ahead.take)
            if not leaks(answer.body, self._secrets()):
                tape.put(number, MARK if answer.sandbox else b" ", asked, answer.body)
            follow = paginator.ahead(sent, envelope.meta)
            if follow and envelope.rows_bytes != NO_ROWS:
                ahead.begin(follow)  # after the record: a killed pass reads one page twice at most
            return envelope

        walker = Walker(
            request=request,
            ask=ask,
            clock=self._clock,
            budget=budget,
            progress=progress,
            learned=lambda size: self._sizes.__setitem__(request.dataset.path, size),
            resumed=lambda: resumed,
        )
        sized = paginator.sized(limit) if limit else paginator
        return walker.run(sized.start(request.values))

    def _paginator(self, request: Request) -> Paginator:
        """Return the dataset's paginator with what this upstream has taught about sizes."""
        size = self._sizes.get(request.dataset.path)
        paginator = request.dataset.paginator
        return paginator.sized(size) if size else paginator

    def _send(
        self, request: Request, sent: dict[str, str], send: Callable[[dict[str, str]], Reply]
    ) -> Reply:
        failures = limits = 0

        def again(error: Exception) -> bool | float:
            nonlocal failures, limits
            if isinstance(error, RateLimited):
                limits += 1
                self._limiter.pause(self._patience(error, limits))
                return 0.0
            failures += isinstance(error, SourceUnavailable)
            return isinstance(error, SourceUnavailable) and failures < TRIES

        with self._named(request):
            for attempt in stamina.retry_context(
                on=again, attempts=WAITS, timeout=None, wait_max=60.0
            ):
                with attempt:
                    return send(sent)
        raise SourceUnavailable("percobaan habis", where=str(request))

    @contextmanager
    def _named(self, request: Request) -> Iterator[None]:
        """Let an error say what was asked, without any secret that an upstream repeated."""
        try:
            yield
        except ServiceError as error:
            error.where = error.where or str(request)
            for one in (error, error.__cause__):
                if isinstance(one, ServiceError):
                    one.message = scrubbed(one.message, self._secrets())[:MESSAGE_MAX]
                    one.args = (one.message,)
            raise

    def _secrets(self) -> tuple[str, ...]:
        return (*self.upstream.secrets, *self._auth.given)

    def _with_token(self, request: Request, sent: dict[str, str]) -> Reply:
        headers = self._auth.headers()
        try:
            return self._exchange(request, sent, headers)
        except TokenRefused:
            if not self._auth.renew(headers):
                raise
        return self._exchange(request, sent, self._auth.headers())

    def _patience(self, error: RateLimited, count: int) -> float:
        """Return the seconds to hold all threads back: as asked, else full jitter up to 60."""
        if error.retry_after is not None:
            return error.retry_after
        return self._jitter(1.0, min(60.0, 2.0**count))

    def _exchange(self, request: Request, sent: dict[str, str], headers: dict[str, str]) -> Reply:
        def get() -> Answer:
            return self._transport.send("GET", request.dataset.path, params=sent, headers=headers)

        answer, envelope = self._judged(get, request.dataset.source)
        self.sandbox = self.sandbox or answer.sandbox
        return answer, envelope

    def _judged(self, send: Callable[[], Answer], source: str) -> Reply:
        """Send through the gate and tell it whether the host is up; a refusal is an answer too."""
        self._limiter.enter()
        try:
            answer = send()
            envelope = read(answer, source=source)
        except SourceUnavailable as error:
            self._limiter.failed(error)
            raise
        except RateLimited:
            raise
        except ServiceError:
            self._limiter.succeeded()
            raise
        self._limiter.succeeded()
        return answer, envelope

    def _post_token(self, query: dict[str, str], form: dict[str, str]) -> Answer:
        def post() -> Answer:
            return self._transport.send("POST", TOKEN_PATH, params=query, form=form)

        return self._judged(post, "token")[0]
