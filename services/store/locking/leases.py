"""Locks between hosts: leases in Redis or Valkey (LENSA_LOCK).

A lease lasts LEASE seconds and is renewed by a thread after each third of them, so the lease of a
killed holder soon expires. A paused holder may wake up after another got its lease: it notices that
before it publishes (`Lease.check`); otherwise its fence number and the conditional swap of the
manifest refuse it. Redis stores nothing but leases. When it loses them two passes may read the same
partition, but only one of them is published.
"""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ...errors import ConfigurationMissing, StoreUnavailable
from ...lock_holder import LockHolder
from .locks import Hold, OnWait, Patience, signature, signed

if TYPE_CHECKING:
    from redis import Redis

LEASE = 15.0
MARGIN = 0.1
"""Share of a lease that its holder does not rely on, as clocks run at different speeds."""
POLL = 0.2
ANSWER = 5.0
FENCE = "lensa:pagar"
# The fence number grows by one with each lease, and at least to the microseconds of the clock of
# Redis, so that it also grows after a restart that lost the counter.
TAKE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local fence = redis.call('INCR', KEYS[2])
local least = time[1] * 1000000 + time[2]
if fence < least then
  fence = least
  redis.call('SET', KEYS[2], string.format('%.0f', fence))
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return fence
"""
RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
FREE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
"""


@dataclass(slots=True, kw_only=True)
class Lease:
    """One lease of one holder, who relies on it `until` then.

    owner: a unique name, with the process and host for those who wait.
    """

    server: Redis
    key: str
    clock: Callable[[], float]
    seconds: float = LEASE
    owner: str = field(default_factory=lambda: f"{uuid.uuid4().hex}|{signature(datetime.now(UTC))}")
    fence: int = 0
    until: float = 0.0
    lost: bool = True

    def holder(self, label: str) -> LockHolder:
        """Return who holds it now, as far as Redis knows; it expires when that one stops."""
        from redis.exceptions import RedisError  # noqa: PLC0415 - imported by `opened` already

        try:
            owner: Any = self.server.get(self.key)
        except (RedisError, OSError):
            owner = None
        text = owner.decode(errors="replace") if isinstance(owner, bytes) else ""
        return signed(text.partition("|")[2], label, expires=True)

    def take(self) -> bool:
        """Take the lease unless another holder has it; return whether it is ours."""
        self.fence = self._take_or_renew(TAKE, FENCE)
        return not self.lost

    def renew(self) -> None:
        """Extend the lease to its full time; a lost one stays lost."""
        if not self.lost:
            self._take_or_renew(RENEW)

    @property
    def held(self) -> bool:
        """Return whether the holder may rely on it, without a request."""
        return not self.lost and self.clock() < self.until

    def check(self) -> None:
        """Raise StoreUnavailable unless the lease is held, according to Redis if it answers.

        If it does not, no other holder can get the lease before it expires.
        """
        with suppress(StoreUnavailable):
            self.renew()
        if not self.held:
            raise StoreUnavailable("kunci bersama (LENSA_LOCK) hilang selagi membaca")

    def free(self) -> None:
        """Release the lease if it is still ours."""
        if not self.lost:
            self.lost = True
            with suppress(StoreUnavailable):  # it expires
                self._call(FREE)

    def _take_or_renew(self, script: str, *keys: str) -> int:
        """Run a script and store whether the lease is ours, and until when."""
        began = self.clock()
        answer = self._call(script, *keys)
        self.lost = answer == 0
        self.until = began + self.seconds * (1 - MARGIN)
        return answer

    def _call(self, script: str, *keys: str) -> int:
        from redis.exceptions import RedisError  # noqa: PLC0415 - imported by `opened` already

        names, milliseconds = [self.key, *keys], str(int(self.seconds * 1000))
        try:
            answer: Any = self.server.eval(script, len(names), *names, self.owner, milliseconds)
        except (RedisError, OSError) as error:
            raise StoreUnavailable("kunci bersama (LENSA_LOCK) tidak menjawab") from error
        return int(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """Named leases on one server. `seconds` is how long a lease lasts unless it is renewed."""

    server: Redis
    seconds: float = LEASE
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def lease(self, name: str) -> Lease:
        """Return a lease of this name, not taken yet."""
        digest = hashlib.sha256(name.encode()).hexdigest()[:32]
        return Lease(
            server=self.server, key=f"lensa:kunci:{digest}", clock=self.clock, seconds=self.seconds
        )

    @contextmanager
    def hold(
        self, name: str, *, patience: float, label: str = "", waiting: OnWait | None = None
    ) -> Iterator[Hold]:
        """Hold the lease of this name, as Locking.hold.

        Raises StoreUnavailable when Redis does not answer.
        """
        lease = self.lease(name)
        patient = Patience(clock=self.clock, seconds=patience, waiting=waiting)
        while not lease.take():
            patient.go_on(lambda: lease.holder(label or "kunci"))
            self.sleep(POLL)
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(self.seconds / 3) and not lease.lost:
                with suppress(StoreUnavailable):  # the next try may succeed; `check` decides
                    lease.renew()

        renewing = threading.Thread(target=renew, name="sewa", daemon=True)
        renewing.start()
        try:
            yield lease
        finally:
            ended.set()
            renewing.join()
            lease.free()

    def discard(self, name: str) -> None:
        """Do nothing: a released lease leaves nothing behind."""

    def answer(self) -> None:
        """Take and release a lease as a test of the server; raise StoreUnavailable."""
        lease = self.lease(f"periksa {uuid.uuid4().hex}")
        lease.take()
        lease.free()

    def close(self) -> None:
        """Close the connections."""
        self.server.close()


def opened(address: str) -> Leases:
    """Return the leases of redis://host:port/db, without a request to it.

    Raises ConfigurationMissing without the extra `scale`.
    """
    try:
        from redis import Redis  # noqa: PLC0415 - only needed with LENSA_LOCK
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigurationMissing(
            "LENSA_LOCK membutuhkan paket tambahan: pip install 'lensa-rup[scale]'"
        ) from error
    once = Retry(NoBackoff(), 1)  # after a restart of Redis the old connection fails
    server = Redis.from_url(
        address, socket_timeout=ANSWER, socket_connect_timeout=ANSWER, retry=once
    )
    return Leases(server=server)
