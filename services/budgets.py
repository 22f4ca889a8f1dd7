"""Limit how much visitors may have read from the sources, by sliding windows in one process.

Stored data are served without limits. A read from a source is counted for the session, for the
visitor's address and for all visitors together; KLPD codes outside the catalogue have a small
budget of their own, because anybody can invent any number of them.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

IpNetwork: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
IPV6_SITE = 64
"""Bits of an IPv6 address that identify a visitor, who can choose the rest."""


MOST_CHOSEN = 48
"""KLPD times years of one page or preview, stored or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """At most `most` events in any `within` seconds. `name` is the end of the key of its texts."""

    name: str
    most: int
    within: float = 60.0


OUTSIDE = Budget(name="luar_katalog", most=10, within=3600.0)
"""Partitions of codes outside the catalogue, for all visitors together."""
SESSION = Budget(name="sesi", most=60)
"""Partitions read for one session, a tab of a browser."""
ADDRESS = Budget(name="alamat", most=120)
"""Partitions read for one address, so that it cannot use up the budget of all."""
EVERYBODY = Budget(name="semua", most=300)
"""Partitions read for all visitors together."""
PRESSES = Budget(name="tekan", most=6)
"""Refreshes, verifications and retries that one session may start."""
PRESSES_OF_ALL = Budget(name="tekan_semua", most=30)
"""Refreshes and verifications that all visitors together may start."""
CHECKS = Budget(name="periksa", most=3)
"""Connection checks that one session may start."""

LOOK_THROUGH = 1.0
"""Seconds after which the events of all claims are looked through again."""

Claim: TypeAlias = tuple[Budget, str]
"""A budget and its owner: a session, an address, or "" for all visitors together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The budget that is used up, and the seconds until it has room again."""

    budget: Budget
    seconds: float


class Budgets:
    """The budgets of one process, for all threads. `clock` in seconds.

    Events older than their budget's window are removed, so that the memory is limited by the
    budgets of all visitors together.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without any events."""
        self._clock = clock
        self._granted: dict[Claim, deque[float]] = {}
        self._looked_through = clock()
        self._lock = threading.Lock()

    def take(self, claims: Sequence[Claim]) -> Wait | None:
        """Count an event for all claims; if one has no room, count nothing and return the wait."""
        with self._lock:
            now = self._clock()
            self._forget(claims, now)
            wait = self._longest(claims, now)
            if wait is None:
                for claim in claims:
                    self._granted.setdefault(claim, deque()).append(now)
            return wait

    def look(self, claims: Sequence[Claim]) -> Wait | None:
        """Return what `take` would return, without counting."""
        with self._lock:
            now = self._clock()
            self._forget(claims, now)
            return self._longest(claims, now)

    def __len__(self) -> int:
        """Return how many events are in memory."""
        with self._lock:
            return sum(map(len, self._granted.values()))

    def _longest(self, claims: Sequence[Claim], now: float) -> Wait | None:
        """Return the longest wait of the claims, None when all have room."""
        waits = [
            Wait(budget=claim[0], seconds=granted[0] + claim[0].within - now)
            for claim in claims
            if len(granted := self._granted.get(claim, deque[float]())) >= claim[0].most
        ]
        return max(waits, key=lambda wait: wait.seconds, default=None)

    def _forget(self, claims: Sequence[Claim], now: float) -> None:
        """Remove the events of these claims that are older than their budget's window.

        Once in LOOK_THROUGH those of all claims: there may be as many as visitors.
        """
        if now - self._looked_through >= LOOK_THROUGH:
            self._looked_through, claims = now, tuple(self._granted)
        for claim in claims:
            granted = self._granted.get(claim, deque())
            while granted and now - granted[0] >= claim[0].within:
                granted.popleft()
            if not granted:
                self._granted.pop(claim, None)


def visitor(peer: str, forwarded: str, trusted: Iterable[IpNetwork]) -> str:
    """Return the address that identifies a visitor, "" when it is unknown.

    peer: the connected address. forwarded: the values of X-Forwarded-For, trusted from right to
    left as far as they were written by a trusted proxy.
    """
    networks = tuple(trusted)
    address = _parsed(peer)
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    while address is not None and hops and any(address in network for network in networks):
        before = _parsed(hops.pop())
        if before is None:
            break
        address = before
    if address is None:
        return ""
    if address.version == 6:
        return str(ipaddress.ip_network((address, IPV6_SITE), strict=False))
    return str(address)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if address.version == 6 else None
    return mapped or address
