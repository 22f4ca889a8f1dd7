"""Single flight between hosts: leases in Redis or Valkey (LENSA_LOCK).

A lease is held for LEASE seconds and renewed each third of them by a thread, so a killed holder
frees soon. A paused holder may wake after its lease has passed to another: it finds out before it
publishes (`Lease.check`), and the fence number and the manifest's own swap refuse it where it
could not. Redis holds nothing but leases; when it loses its memory two passes may read the same
partition, and still only one of them is published over what it began from.
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

from ..errors import ConfigurationMissing, StoreUnavailable
from ..lock_holder import LockHolder
from .locks import Hold, OnWait, Patience, signature, signed

if TYPE_CHECKING:
    from redis import Redis

LEASE = 15.0
MARGIN = 0.1
"""Part of a lease that its holder does not count on: clocks of two hosts do not run alike."""
POLL = 0.2
ANSWER = 5.0
FENCE = "lensa:pagar"
# The fence grows by one with each lease, and to the microseconds of Redis's own clock where that
# is more: so it grows over a restart that lost the counter, too.
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


def _owner() -> str:
    """Return a name that nobody else has, with who it is for whoever waits."""
    return f"{uuid.uuid4().hex}|{signature(datetime.now(UTC))}"


@dataclass(slots=True, kw_only=True)
class Lease:
    """One lease of one holder; `until` is when its holder stops counting on it."""

    server: Redis
    key: str
    clock: Callable[[], float]
    seconds: float = LEASE
    owner: str = field(default_factory=_owner)
    fence: int = 0
    until: float = 0.0
    lost: bool = True

    def holder(self, label: str) -> LockHolder:
        """Return who has it now, as far as Redis says; it frees itself when that one is stopped."""
        from redis.exceptions import RedisError  # noqa: PLC0415 - imported by `opened` already

        try:
            owner: Any = self.server.get(self.key)
        except (RedisError, OSError):
            owner = None
        text = owner.decode(errors="replace") if isinstance(owner, bytes) else ""
        return signed(text.partition("|")[2], label, expires=True)

    def take(self) -> bool:
        """Take the lease unless another has it."""
        self.fence = self._ask(TAKE, FENCE)
        return not self.lost

    def renew(self) -> None:
        """Hold it for its whole time again; once lost it stays so."""
        if not self.lost:
            self._ask(RENEW)

    @property
    def held(self) -> bool:
        """Tell whether the holder may count on it, without asking."""
        return not self.lost and self.clock() < self.until

    def check(self) -> None:
        """Raise StoreUnavailable unless the lease is held now, by the word of Redis if it answers.

        A Redis that is away cannot give the lease to another before it has run out.
        """
        with suppress(StoreUnavailable):
            self.renew()
        if not self.held:
            raise StoreUnavailable("kunci bersama (LENSA_LOCK) hilang selagi membaca")

    def free(self) -> None:
        """Let the next one have it, if it is still ours."""
        if not self.lost:
            self.lost = True
            with suppress(StoreUnavailable):  # it runs out by itself
                self._call(FREE)

    def _ask(self, script: str, *keys: str) -> int:
        asked = self.clock()
        answer = self._call(script, *keys)
        self.lost = answer == 0
        self.until = asked + self.seconds * (1 - MARGIN)
        return answer

    def _call(self, script: str, *keys: str) -> int:
        from redis.exceptions import RedisError  # noqa: PLC0415 - imported by `opened` already

        names, life = [self.key, *keys], str(int(self.seconds * 1000))
        try:
            answer: Any = self.server.eval(script, len(names), *names, self.owner, life)
        except (RedisError, OSError) as error:
            raise StoreUnavailable("kunci bersama (LENSA_LOCK) tidak menjawab") from error
        return int(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """Named leases on one server. `seconds` is how long one lives without being renewed."""

    server: Redis
    seconds: float = LEASE
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def lease(self, name: str) -> Lease:
        """Return a lease of this name that nobody has taken yet."""
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
        renewing = threading.Thread(
            target=self._renew, args=(lease, ended), name="sewa", daemon=True
        )
        renewing.start()
        try:
            yield lease
        finally:
            ended.set()
            renewing.join()
            lease.free()

    def discard(self, name: str) -> None:
        """Do nothing: a lease that is free leaves nothing behind."""

    def _renew(self, lease: Lease, ended: threading.Event) -> None:
        while not ended.wait(self.seconds / 3) and not lease.lost:
            with suppress(StoreUnavailable):  # the next third may find it again; `check` decides
                lease.renew()

    def answer(self) -> None:
        """Make sure that the server takes and frees a lease; raise StoreUnavailable."""
        lease = self.lease(f"periksa {uuid.uuid4().hex}")
        lease.take()
        lease.free()

    def close(self) -> None:
        """Close the connections."""
        self.server.close()


def opened(address: str) -> Leases:
    """Return the leases of redis://host:port/db; nothing is asked yet.

    Raises ConfigurationMissing without the extra `scale`.
    """
    try:
        from redis import Redis  # noqa: PLC0415 - nobody without LENSA_LOCK pays for it
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigurationMissing(
            "LENSA_LOCK membutuhkan paket tambahan: pip install 'lensa-rup[scale]'"
        ) from error
    once_more = Retry(NoBackoff(), 1)  # a connection that a restart of Redis left behind
    server = Redis.from_url(
        address, socket_timeout=ANSWER, socket_connect_timeout=ANSWER, retry=once_more
    )
    return Leases(server=server)
