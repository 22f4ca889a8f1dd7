"""Everything that can go wrong, by who must act.

ServiceError
 ├─ ConfigurationMissing   the operator: a setting is absent or malformed
 ├─ BadRequest             whoever asked: a value the upstream or we cannot take
 ├─ AccessDenied           the holder of the credentials: token, registered IP, rights
 ├─ RateLimited            nobody: wait
 ├─ SourceUnavailable      the upstream: it does not answer, or not in its own language
 ├─ ContractBroken         the upstream: it answered something that cannot be trusted
 ├─ Stopped                nobody: whoever asked for the reading no longer wants it
 ├─ StoreDamaged           the operator: stored data fail their own digest
 └─ StoreUnavailable       the operator: the bucket or the lock that hosts share does not answer
     └─ StoreUnreadable     the operator: a stored file is there and cannot be read now

Every message is one line and safe to show: it never holds a secret or a full address.
"""

from __future__ import annotations


class ServiceError(Exception):
    """Base of all errors that a page or a command shows as one line.

    step: what of the way to an upstream is not passed, where it is known: `nama`, `sambungan`,
    `tls`, `jawaban`, `ip`, `token`, `jeda`. status: the HTTP status it means, 0 without an answer.
    """

    who = "operator"
    step: str = ""
    status: int = 0

    def __init__(self, message: str, *, where: str = "") -> None:
        """Keep `message` (one line) and `where` (dataset, KLPD, year or address path)."""
        super().__init__(message)
        self.message = message
        self.where = where

    def __str__(self) -> str:
        """Say where and what, on one line."""
        return f"{self.where}: {self.message}" if self.where else self.message


class ConfigurationMissing(ServiceError):
    """A setting is absent or malformed; the operator must set it."""

    who = "operator"


class BadRequest(ServiceError):
    """A value is of the wrong form, or the upstream refused the request as put."""

    who = "peminta"


class AccessDenied(ServiceError):
    """The credentials do not open this; their holder must act."""

    who = "pemegang kredensial"


class RateLimited(ServiceError):
    """The upstream asks for patience; `retry_after` is seconds, None when it did not say.

    `asked` is the wait that it named where that is longer than anybody waits: a quota used up.
    """

    who = "tunggu"

    def __init__(self, message: str, *, where: str = "", retry_after: float | None = None) -> None:
        """Keep the wait that the upstream named."""
        super().__init__(message, where=where)
        self.retry_after = retry_after
        self.asked = 0.0


class SourceUnavailable(ServiceError):
    """The upstream is down, cut the answer, or put HTML or text where JSON belongs."""

    who = "sumber"


class ContractBroken(ServiceError):
    """The upstream answered, but the answer cannot be trusted to be whole."""

    who = "sumber"


class Stopped(ServiceError):
    """Nobody wants this reading any more; the pages read so far are kept for the next one."""

    who = "tunggu"


class StoreDamaged(ServiceError):
    """Stored data fail their digest and no older snapshot is whole."""

    who = "operator"


class StoreUnavailable(ServiceError):
    """The bucket or the lock that hosts share does not answer; what is stored there is as it was.

    Not a StoreDamaged: nothing may be mended, set aside or called lost because of it.
    """

    who = "operator"


class StoreUnreadable(StoreUnavailable):
    """A stored file is there, as far as anyone can tell, and cannot be read now.

    The message names it relative to LENSA_DATA. Only a missing file or a digest that does not match
    is damage: rights, a failing disk or too many open files are this.
    """


STORE_PROBLEMS = (StoreDamaged, StoreUnreadable)
"""What ends a command with exit code 4."""
