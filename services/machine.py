"""Prepare a process: the limit of open files, the engine of Polars."""

from __future__ import annotations

import os
from dataclasses import dataclass
from types import ModuleType

import polars as pl

WANTED = 65_536
"""Descriptors to ask for: each open tab and each connection needs one."""
FEW = 1024
_OPEN_FILES = ("/proc/self/fd", "/dev/fd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptors:
    """How many files may be open and how many are; None where the system does not say."""

    soft: int | None = None
    hard: int | None = None
    used: int | None = None

    @property
    def few(self) -> bool:
        """Return whether the limit is too low for a busy dashboard."""
        return self.soft is not None and self.soft < FEW


def raise_descriptor_limit(wanted: int = WANTED) -> Descriptors:
    """Raise the soft limit of open files up to the hard one, and return the new limits.

    It is never lowered. On a system without such limits nothing changes.
    """
    resource = _resource()
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        unlimited = resource.RLIM_INFINITY
        target = wanted if hard == unlimited else min(wanted, hard)
        if soft not in (unlimited, -1) and soft < target:
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
            except (OSError, ValueError):  # a system that allows less than its limit
                return descriptors()
    return descriptors()


def run_queries_in_memory() -> None:
    """Let Polars run the queries of this process in memory.

    Its default engine hands work from thread to thread, which takes longer than the work itself on
    frames as small as those of a page. All doors use one engine, so that their figures agree to the
    last digit.
    """
    pl.Config.set_engine_affinity("in-memory")


def descriptors() -> Descriptors:
    """Return the limits of this process and how many descriptors it uses."""
    resource = _resource()
    if resource is None:
        return Descriptors(used=_used())
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft, hard = (None if limit == resource.RLIM_INFINITY else int(limit) for limit in limits)
    return Descriptors(soft=soft, hard=hard, used=_used())


def _resource() -> ModuleType | None:
    """Return the standard module `resource`; None on Windows, which has none."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ModuleNotFoundError:
        return None
    return resource


def _used() -> int | None:
    for folder in _OPEN_FILES:
        try:
            return len(os.listdir(folder)) - 1  # the listing itself is one
        except OSError:
            continue
    return None
