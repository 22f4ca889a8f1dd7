"""Rate limits of one visitor for requests to the sources; stored data have no limits.

A visitor is a browser session and its address (LENSA_PROXY lists the proxies whose headers are
trusted for that). The budgets are in services.budgets and are counted per process. Larger reads are
for the command line (harvest).
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import streamlit as st

from pages.shell.state.unread import Partition
from pages.shell.state.view import View
from services import budgets
from services.budgets import Budget, Claim, Wait
from services.errors import RateLimited
from services.language import wording
from services.repository import now_utc

MOST_PARTITIONS = 12
"""KLPD x years that are not stored and that one page may request at a time."""
SOON = 90.0
"""Seconds up to which a page waits for a budget by itself; for longer it offers a button."""
_SESSION = "pengunjung"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A request that waits for room in a budget, until a time of the monotonic clock."""

    budget: Budget
    until: float

    @classmethod
    def of(cls, wait: Wait) -> Hold:
        """Start to wait now."""
        return cls(budget=wait.budget, until=time.monotonic() + wait.seconds)

    @property
    def left(self) -> Wait:
        """Return the remaining wait, at least zero."""
        return Wait(budget=self.budget, seconds=max(0.0, self.until - time.monotonic()))


def admit(view: View, partitions: Iterable[Partition]) -> dict[Partition, Wait]:
    """Count partitions that a page is about to have read, in the order in which it needs them.

    Return those that may not be read now, each with the budget that is used up and for how long.
    """
    waits: dict[Partition, Wait] = {}
    for partition in partitions:
        wait = view.app.budgets.take(_claims(view, kode=partition[1]))
        if wait:
            waits[partition] = wait
    return waits


def spend(view: View) -> None:
    """Count a request that is not for a partition of a KLPD; raise RateLimited without room.

    Searches and levels of locations are such requests.
    """
    wait = view.app.budgets.take(_claims(view))
    if wait:
        raise refusal(view, wait)


def pressed(view: View, *, reads: bool = False, checks: bool = False) -> bool:
    """Count a press of a button that sends requests; return False, with a toast, above the limit.

    reads: the press starts a reading, which has a limit for all visitors together. checks: the
    press checks the connection to the sources.
    """
    claims: list[Claim] = [(budgets.PRESSES, _session())]
    claims += [(budgets.PRESSES_OF_ALL, "")] if reads else []
    claims += [(budgets.CHECKS, _session())] if checks else []
    wait = view.app.budgets.take(claims)
    if wait:
        st.toast(view.say(_key(wait), **_values(view, wait)), icon=":material/hourglass:")
    return wait is None


def why(view: View, wait: Wait) -> str:
    """Return the sentence that names the used-up budget and when there is room again."""
    return view.words(_key(wait), **_values(view, wait))


def refusal(view: View, wait: Wait) -> RateLimited:
    """Return the error for a partition that may not be read now."""
    return RateLimited(why(view, wait), retry_after=wait.seconds)


def _key(wait: Wait) -> str:
    return f"batas.{wait.budget.name}"


def _values(view: View, wait: Wait) -> dict[str, str]:
    return {"n": view.number(wait.budget.most), "lama": duration(wait.seconds, view.lang)}


def duration(seconds: float, lang: str) -> str:
    """Return a duration in words, rounded up: seconds, or minutes above SOON."""
    if seconds > SOON:
        return wording.text("batas.menit", lang, n=math.ceil(seconds / 60))
    return wording.text("batas.detik", lang, n=max(1, math.ceil(seconds)))


def queue(view: View) -> str:
    """Describe the quota of the source that requests wait for; "" when they do not wait long."""
    quota = view.app.repository.queue("inaproc")
    if quota is None or not quota.long:
        return ""
    if not quota.most:
        return view.words("baca.jeda", n=math.ceil(quota.seconds))
    unit = view.words("batas.per_jam" if quota.within >= 3600 else "batas.per_menit")
    then = wording.instant(now_utc() + timedelta(seconds=quota.seconds), view.lang)
    lasting = duration(quota.seconds, view.lang)
    return view.words("baca.kuota", n=view.number(quota.most), per=unit, lama=lasting, waktu=then)


def _claims(view: View, kode: str = "") -> list[Claim]:
    """Return the budgets that a partition of a KLPD counts against."""
    claims: list[Claim] = [(budgets.EVERYBODY, ""), (budgets.SESSION, _session())]
    forwarded = ",".join(st.context.headers.get_all("X-Forwarded-For"))
    peer = st.context.ip_address or ""
    address = budgets.visitor(peer, forwarded, view.app.settings.proxies)
    if address:  # none for this machine, where a proxy may stand for any visitor
        claims.append((budgets.ADDRESS, address))
    if kode and kode not in view.app.catalogue:
        claims.append((budgets.OUTSIDE, ""))
    return claims


def _session() -> str:
    name: str = st.session_state.setdefault(_SESSION, uuid4().hex)
    return name
