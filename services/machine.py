"""Limits of the machine that are met before they hurt: descriptors of open files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from types import ModuleType

WANTED = 65_536
"""Descriptors that are asked for: each open tab is one, each connection too."""
FEW = 1024
_OPEN_FILES = ("/proc/self/fd", "/dev/fd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptors:
    """How many files may be open at once, and how many are; None where the system does not say."""

    soft: int | None = None
    hard: int | None = None
    used: int | None = None

    @property
    def few(self) -> bool:
        """Tell whether so few may be open that a busy dashboard will meet the limit."""
        return self.soft is not None and self.soft < FEW


def raise_descriptor_limit(wanted: int = WANTED) -> Descriptors:
    """Raise the soft limit of open files as far as the hard one allows; never lower it.

    Returns what holds then. A system without such limits is left as it is.
    """
    resource = _resource()
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        endless = resource.RLIM_INFINITY
        target = wanted if hard == endless else min(wanted, hard)
        if soft not in (endless, -1) and soft < target:
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
            except (OSError, ValueError):  # a system that allows less than it says
                return descriptors()
    return descriptors()


def descriptors() -> Descriptors:
    """Return the limits of this process and how many descriptors it uses."""
    resource = _resource()
    if resource is None:
        return Descriptors(used=_used())
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft, hard = (None if one == resource.RLIM_INFINITY else int(one) for one in limits)
    return Descriptors(soft=soft, hard=hard, used=_used())


def _resource() -> ModuleType | None:
    """Return the module of limits; there is none on Windows."""
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
