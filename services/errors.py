"""All errors of the services, by who must act.

ServiceError
 ├─ ConfigurationMissing   the operator: a setting is absent or malformed
 ├─ BadRequest             whoever asked: a value the upstream or we cannot take
 ├─ AccessDenied           the holder of the credentials: token, registered IP, rights
 ├─ RateLimited            nobody: wait
 ├─ NotImported            whoever holds the file: only imported rows are read, and these are not
 ├─ SourceUnavailable      the upstream: it does not answer, or not in its own language
 ├─ ContractBroken         the upstream: it answered something that cannot be trusted
 ├─ Stopped                nobody: the pass is no longer wanted
 ├─ StoreDamaged           the operator: stored data fail their own digest
 └─ StoreUnavailable       the operator: the bucket or the lock that hosts share does not answer
     └─ StoreUnreadable     the operator: a stored file is there and cannot be read now

Every message is one line and safe to show: it never holds a secret or a full address. An error is
complete when it is made; `replaced` returns a copy with other values.
"""

from __future__ import annotations

from typing import Self


class ServiceError(Exception):
    """Base of all errors that a page or a command shows as one line.

    message: one line. where: dataset, KLPD and year, or the path of an address. step: the step of
    the connection to an upstream that failed, where it is known: `nama`, `sambungan`, `tls`,
    `jawaban`, `ip`, `token`, `jeda`. status: the HTTP status it means, 0 without an answer.
    """

    who = "operator"

    def __init__(self, message: str, *, where: str = "", step: str = "", status: int = 0) -> None:
        """Store every attribute under the name of its parameter."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.step = step
        self.status = status

    def replaced(self, **changes: str) -> Self:
        """Return a copy with other values of attributes, without traceback and cause."""
        return type(self)(**{**self.__dict__, **changes})

    def __str__(self) -> str:
        """Return where and what on one line."""
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
    """The upstream asks to wait; `retry_after` is seconds, None when it named none.

    quota_wait: seconds that it named where they are more than we ever wait, as a quota is used up.
    """

    who = "tunggu"

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        step: str = "",
        status: int = 0,
        retry_after: float | None = None,
        quota_wait: float = 0.0,
    ) -> None:
        """Store the wait that the upstream named as well."""
        super().__init__(message, where=where, step=step, status=status)
        self.retry_after = retry_after
        self.quota_wait = quota_wait


class NotImported(ServiceError):
    """Only imported rows are read (LENSA_SUMBER=berkas), and none of this partition are stored."""

    who = "pemegang berkas"

    def __init__(
        self,
        message: str = "belum diimpor",
        *,
        where: str = "",
        step: str = "",
        status: int = 0,
    ) -> None:
        """Store the message, which is the same for every partition."""
        super().__init__(message, where=where, step=step, status=status)


class SourceUnavailable(ServiceError):
    """The upstream is down, cut the answer off, or sent HTML or text instead of JSON."""

    who = "sumber"


class ContractBroken(ServiceError):
    """The upstream answered, but the answer cannot be trusted to be complete."""

    who = "sumber"


class Stopped(ServiceError):
    """A pass was stopped because nobody waits for it; its pages stay recorded for the next one."""

    who = "tunggu"


class StoreDamaged(ServiceError):
    """Stored data do not match their digest and no older snapshot is intact."""

    who = "operator"


class StoreUnavailable(ServiceError):
    """The bucket or the lock that hosts share does not answer; the stored data are unchanged.

    Not a StoreDamaged: nothing may be repaired, set aside or reported as lost because of it.
    """

    who = "operator"


class StoreUnreadable(StoreUnavailable):
    """A stored file seems to exist and cannot be read now.

    The message names it relative to LENSA_DATA. Missing rights, a failing disk or too many open
    files raise this; damage is only a missing file or a digest that does not match.
    """


STORE_PROBLEMS = (StoreDamaged, StoreUnreadable)
"""The errors that end a command with exit code 4."""
