"""Send the requests of one upstream, with rate limits, retries and a valid token.

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
from datetime import UTC, datetime
from typing import Protocol

import stamina

from ...errors import ContractBroken, RateLimited, ServiceError, SourceUnavailable
from ...settings import Upstream
from ..answer.answers import Answer, Refused, TokenRefused, read
from ..answer.envelopes import NO_ROWS, Envelope
from ..answer.paging import Paginator
from ..dataset import Request
from ..parsing.frames import page
from ..walk.prefetch import Prefetch
from ..walk.progress import Progress
from ..walk.walker import BUDGET, Restart, Walk, Walker
from .auth import TOKEN_PATH, Auth, ClientCredentials, Fixed
from .limiter import Limiter, Queue
from .scrub import leaks, scrubbed
from .transport import LIST_DEADLINE, PAGE_DEADLINE, Transport

MAX_FAILURES = 5
MAX_ATTEMPTS = 12
PREFETCH_THREADS = 16
SANDBOX_MARK = b"S"
MESSAGE_MAX = 300

Reply = tuple[Answer, Envelope]


class Tape(Protocol):
    """Recorded answers of a pass, so that an interrupted one resumes where it stopped."""

    def get(self, number: int) -> bytes | None:
        """Return the answer of this number, None when it is not recorded."""
        ...

    def put(self, number: int, *parts: bytes) -> None:
        """Record an answer, in parts so that a long one is not copied."""
        ...

    def clear(self) -> None:
        """Remove all recorded answers."""
        ...


def running_year() -> int:
    """Return the year of now, for endpoints whose required year does not narrow their answer."""
    return datetime.now(UTC).year


class NoTape:
    """A tape that stores nothing."""

    def get(self, number: int) -> bytes | None:
        """Return None: nothing is ever recorded."""
        del number
        return None

    def put(self, number: int, *parts: bytes) -> None:
        """Do nothing."""

    def clear(self) -> None:
        """Do nothing."""


class Client:
    """One upstream with its connections, limiter and credentials. Threads may share a client.

    sandbox: whether an answer so far was marked as the sandbox's.
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
        """Store the connections; `jitter(low, high)` draws a wait in seconds."""
        self.upstream = upstream
        self.sandbox = False
        self._transport = transport
        self._limiter = limiter
        self._clock = clock
        self._jitter = jitter
        self._sizes: dict[str, int] = {}
        self._pool = ThreadPoolExecutor(PREFETCH_THREADS, thread_name_prefix="lensa-prefetch")
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
        """Return all pages of a request, read to a proven end; raise a ServiceError otherwise.

        `limit` is another length of pages or lists than usual (for a verifying second pass);
        `budget` is the largest number of pages. `check` is called before each request, and every
        few seconds while waiting for a rate limit, and may raise Stopped: the pages read by then
        stay on the tape. When a cursor is refused the walk starts once more from the first page.
        """
        record = NoTape() if tape is None else tape

        def attempt() -> Walk:
            try:
                return self._walk(
                    request, record, limit, budget=budget, progress=progress, check=check
                )
            except ServiceError as error:
                if isinstance(error, Restart | ContractBroken):
                    record.clear()
                if error.where:
                    raise
                raise error.replaced(where=str(request)) from error.__cause__

        with suppress(Restart):
            return attempt()
        try:
            return attempt()
        except Restart as error:
            raise Refused(error.message, where=str(request)) from error

    def check(self, request: Request) -> bool:
        """Request the first page once and return whether it has rows.

        Raises every ServiceError at once, without a retry.
        """
        first = self._paginator(request).start(request.sent(running_year()))[0]
        with self._safe_errors(request):
            self._limiter.refuse_during_pause()
            try:
                _, envelope = self._with_token(request, first)
            except RateLimited as error:
                self._limiter.pause(self._patience(error, 1))
                raise
            return page(request.dataset, envelope.rows_bytes).texts.height > 0

    def rest(self) -> float:
        """Return the seconds for which this upstream should get no requests."""
        return self._limiter.rest()

    def queue(self) -> Queue | None:
        """Return what a request to this upstream would have to wait for now, None for nothing."""
        return self._limiter.queue()

    def close(self) -> None:
        """Close the connections without waiting for prefetched answers."""
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

        prefetch = Prefetch(self._pool, send, wait=self._limiter.wait)
        paginator = self._paginator(request)

        def ask(sent: dict[str, str]) -> Envelope:
            nonlocal resumed
            number = next(numbers)
            # A digest of the parameters: a recorded answer serves the same request only.
            digest = hashlib.blake2b(repr(sorted(sent.items())).encode(), digest_size=16).digest()
            recorded = tape.get(number) or b""
            if recorded[1 : 1 + len(digest)] == digest:
                resumed += 1
                self.sandbox = self.sandbox or recorded[:1] == SANDBOX_MARK
                body = recorded[1 + len(digest) :]
                return read(
                    Answer(status=200, body=body),
                    source=request.dataset.source,
                    bare=request.dataset.bare,
                )
            answer, envelope = self._send(request, sent, prefetch.take)
            if not leaks(answer.body, self._secrets()):
                mark = SANDBOX_MARK if answer.sandbox else b" "
                tape.put(number, mark, digest, answer.body)
            following = paginator.following(sent, envelope.meta)
            if following and envelope.rows_bytes != NO_ROWS:
                # Only once the answer is recorded: a killed pass reads at most one page again.
                prefetch.begin(following)
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
        try:
            return walker.run(sized.start(request.sent(running_year())))
        finally:
            prefetch.end()

    def _paginator(self, request: Request) -> Paginator:
        """Return the dataset's paginator, with a smaller size when the upstream refused its own."""
        size = self._sizes.get(request.dataset.path)
        paginator = request.dataset.paginator
        return paginator.sized(size) if size else paginator

    def _send(
        self, request: Request, sent: dict[str, str], send: Callable[[dict[str, str]], Reply]
    ) -> Reply:
        """Return the reply to a request, sent again after outages and rate limits."""
        failures = limits = 0

        def should_retry(error: Exception) -> bool | float:
            nonlocal failures, limits
            if isinstance(error, RateLimited):
                limits += 1
                self._limiter.pause(self._patience(error, limits))
                return 0.0
            failures += isinstance(error, SourceUnavailable)
            return isinstance(error, SourceUnavailable) and failures < MAX_FAILURES

        with self._safe_errors(request):
            for attempt in stamina.retry_context(
                on=should_retry, attempts=MAX_ATTEMPTS, timeout=None, wait_max=60.0
            ):
                with attempt:
                    return send(sent)
        raise SourceUnavailable("percobaan habis", where=str(request))

    @contextmanager
    def _safe_errors(self, request: Request) -> Iterator[None]:
        """Raise errors with the request they belong to and without secrets.

        An upstream may repeat a secret in its own message, and so may the error behind a circuit
        that is open.
        """
        try:
            yield
        except ServiceError as error:
            cause = error.__cause__
            if isinstance(cause, ServiceError):
                cause = cause.replaced(message=self._without_secrets(cause.message))
            raise error.replaced(
                message=self._without_secrets(error.message), where=error.where or str(request)
            ) from cause

    def _without_secrets(self, message: str) -> str:
        return scrubbed(message, self._secrets())[:MESSAGE_MAX]

    def _secrets(self) -> tuple[str, ...]:
        return (*self.upstream.secrets, *self._auth.issued)

    def _with_token(self, request: Request, sent: dict[str, str]) -> Reply:
        headers = self._auth.headers()
        try:
            return self._exchange(request, sent, headers)
        except TokenRefused:
            if not self._auth.renew(headers):
                raise
        return self._exchange(request, sent, self._auth.headers())

    def _patience(self, error: RateLimited, count: int) -> float:
        """Return the seconds to pause all threads: as asked, else a random wait up to 60."""
        if error.retry_after is not None:
            return error.retry_after
        return self._jitter(1.0, min(60.0, 2.0**count))

    def _exchange(self, request: Request, sent: dict[str, str], headers: dict[str, str]) -> Reply:
        dataset = request.dataset
        within = LIST_DEADLINE if dataset.bare else PAGE_DEADLINE

        def get() -> Answer:
            return self._transport.send(
                "GET", dataset.path, params=sent, headers=headers, within=within
            )

        answer, envelope = self._limited(get, dataset.source, bare=dataset.bare)
        self.sandbox = self.sandbox or answer.sandbox
        return answer, envelope

    def _limited(self, send: Callable[[], Answer], source: str, *, bare: bool = False) -> Reply:
        """Send within the rate limits and report to the limiter whether the host is up.

        A host that refuses a request is up.
        """
        self._limiter.enter()
        try:
            answer = send()
            envelope = read(answer, source=source, bare=bare)
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

        return self._limited(post, "token")[0]
