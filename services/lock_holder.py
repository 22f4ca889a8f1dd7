"""What is known of the holder of a lock that somebody waits for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LockHolder:
    """Who holds a lock for so long that whoever waits should hear of it.

    label: what the lock keeps apart, a partition as a rule. holder: process and host, "" when it is
    not known; since: when it took the lock, as it wrote it. stopped: the holder was stopped
    (SIGSTOP) and goes on only when it is continued. expires: the lock frees itself soon after its
    holder stops or dies.
    """

    label: str
    holder: str = ""
    since: str = ""
    stopped: bool = False
    expires: bool = False

    def __str__(self) -> str:
        """Say it in one line, with the way out."""
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
