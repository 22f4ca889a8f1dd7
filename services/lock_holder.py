"""The holder of a lock that another pass waits for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LockHolder:
    """Who holds a lock for so long that the wait is reported.

    label: what the lock protects, usually a partition. holder: process and host, "" when unknown;
    since: when it took the lock, as it wrote it. stopped: the holder was stopped (SIGSTOP) and does
    not go on unless it is continued. expires: the lock is released soon after its holder stops or
    dies.
    """

    label: str
    holder: str = ""
    since: str = ""
    stopped: bool = False
    expires: bool = False

    def __str__(self) -> str:
        """Return one line about the wait, with how to end it."""
        holder = f" {self.holder}" if self.holder else " proses lain"
        since = f" sejak {self.since}" if self.since else ""
        if self.stopped:
            ending = "; ia dihentikan (SIGSTOP): lanjutkan dengan kill -CONT atau akhiri"
        elif self.expires:
            ending = "; kunci itu lepas sendiri bila pemegangnya berhenti"
        else:
            ending = ""
        return (
            f"{self.label}: menunggu{holder} yang sedang membacanya{since}{ending}; "
            "Ctrl-C untuk berhenti menunggu dan coba lagi nanti"
        )
