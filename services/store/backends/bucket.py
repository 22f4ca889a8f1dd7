"""Store data in a bucket of any S3 with conditional writes, by obstore.

obstore comes with the extra `scale` and is imported when a bucket is opened. It reads keys and
region from the usual AWS_* variables, or from the machine's role.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

from ...errors import ConfigurationMissing, StoreUnavailable, StoreUnreadable
from ..locking.locks import OnWait
from .objects import Listing, Size

if TYPE_CHECKING:
    from obstore.store import S3Store

SETTLED = timedelta(hours=1)
"""Age at which a file is surely named by its manifest, or never: a pass publishes in seconds."""
PATIENCE: Mapping[str, Any] = MappingProxyType({"connect_timeout": "5s", "timeout": "60s"})
DIRECT: Mapping[str, Any] = MappingProxyType(
    {"proxy_url": "http://127.0.0.1:9", "proxy_excludes": "0.0.0.0/0,::/0,*"}
)
"""A proxy that is excluded for every host, so that obstore uses none of the environment."""
RETRIES: Mapping[str, Any] = MappingProxyType(
    {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
)
_REFUSED = ("PermissionDeniedError", "UnauthenticatedError")


@dataclass(frozen=True, slots=True)
class Bucket:
    """The objects below `address`, s3://bucket/prefix."""

    address: str
    store: S3Store

    def __str__(self) -> str:
        """Return the bucket with its prefix."""
        return self.address

    def read(self, key: str) -> bytes:
        """Return an object."""
        return self.tagged(key)[0]

    def tagged(self, key: str) -> tuple[bytes, str]:
        """Return an object and its ETag."""
        with _translated(key):
            stored = self.store.get(key)
            return bytes(stored.bytes()), stored.meta["e_tag"] or ""

    def exists(self, key: str) -> bool:
        """Return whether there is such an object."""
        try:
            with _translated(key):
                self.store.head(key)
        except FileNotFoundError:
            return False
        return True

    def below(self, key: str, pattern: str) -> Iterator[str]:
        """Return the matching keys; a thousand keys are one request."""
        return (path for path, _ in self._tags(key, pattern))

    def stamped(self, key: str, pattern: str, name: str) -> Listing:
        """Return the matching keys with their ETags, which come with a listing.

        Only another listing can tell whether anything changed.
        """
        del name
        return Listing(tuple(self._tags(key, pattern)), lambda: False)

    def _tags(self, key: str, pattern: str) -> Iterator[tuple[str, str]]:
        with _translated():
            for batch in self.store.list(f"{key}/"):
                for entry in batch:
                    if fnmatch(entry["path"].rpartition("/")[2], pattern):
                        yield entry["path"], entry["e_tag"] or ""

    def folders(self, key: str) -> list[str]:
        """Return the names of the prefixes right below one: one request for a thousand."""
        with _translated():
            prefixes = self.store.list_with_delimiter(f"{key}/")["common_prefixes"]
        return sorted(prefix.rstrip("/").rpartition("/")[2] for prefix in prefixes)

    def settled(self, key: str) -> list[str]:
        """Return the names of a partition's objects that are at least an hour old.

        Another host may just have written a file that its manifest is about to name.
        """
        before = datetime.now(UTC) - SETTLED
        with _translated():
            entries = self.store.list_with_delimiter(f"{key}/")["objects"]
        return [o["path"].rpartition("/")[2] for o in entries if o["last_modified"] < before]

    def modified(self, key: str) -> datetime:
        """Return when an object was written, by the clock of the bucket."""
        with _translated(key):
            return self.store.head(key)["last_modified"]

    def size(self, key: str) -> Size:
        """Return the number of objects and bytes below a key; a thousand are one request."""
        with _translated():
            sizes = [e["size"] for batch in self.store.list(f"{key}/") for e in batch]
        return Size(files=len(sizes), bytes=sum(sizes))

    def create(self, key: str, content: bytes | memoryview) -> None:
        """Write an object; an existing one is replaced, which repairs it and renews its time."""
        if not self._put(key, content, "create"):
            self.replace(key, content)

    def move(self, key: str, target: str) -> None:
        """Copy an object, then remove it."""
        self.replace(target, self.read(key))
        self.remove(key)

    def swap(self, key: str, content: bytes, tag: str) -> bool:
        """Compare and swap by ETag; after a lost answer the object itself is compared."""
        try:
            done = self._put(key, content, {"e_tag": tag} if tag else "create")
        except StoreUnavailable:
            if self._holds(key, content):
                return True
            raise
        return done or self._holds(key, content)

    def replace(self, key: str, content: bytes | memoryview) -> None:
        """Write an object."""
        self._put(key, content, "overwrite")

    def remove(self, key: str) -> None:
        """Remove an object; for S3 a missing one is no error."""
        with _translated():
            self.store.delete(key)

    def fenced(
        self, key: str, *, patience: float, waiting: OnWait | None = None
    ) -> AbstractContextManager[object]:
        """Do nothing: the conditional swap of the manifest is enough."""
        del key, patience, waiting
        return nullcontext()

    def path(self, key: str) -> Path | None:
        """Return None: an object is not a file."""
        del key
        return None

    def _put(self, key: str, content: bytes | memoryview, mode: Any) -> bool:
        """Write on a condition; return False when it is not met."""
        exceptions = _obstore("exceptions")
        try:
            with _translated():
                self.store.put(key, bytes(content), mode=mode, use_multipart=False)
        except (exceptions.AlreadyExistsError, exceptions.PreconditionError):
            return False
        return True

    def _holds(self, key: str, content: bytes) -> bool:
        try:
            return self.read(key) == content
        except FileNotFoundError:
            return False


def opened(address: str, endpoint: str = "") -> Bucket:
    """Return the bucket of s3://bucket/prefix, without a request to it.

    endpoint: another address than Amazon's, checked by settings. Raises ConfigurationMissing
    without the extra `scale` or with unusable AWS_* values.
    """
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    options = {"aws_allow_http": "true"} if endpoint.startswith("http://") else {}
    direct: Any = {**PATIENCE, **DIRECT}
    config: Any = {"aws_endpoint": endpoint, **options} if endpoint else {}
    try:
        store = _obstore("store").S3Store(
            bucket,
            prefix=prefix or None,
            config=config,
            client_options=direct,
            retry_config=dict(RETRIES),
        )
    except _obstore("exceptions").BaseError as error:
        raise ConfigurationMissing("LENSA_DATA di s3:// tidak dapat dipakai: AWS_*") from error
    return Bucket(address.rstrip("/"), store)


def _obstore(name: str) -> ModuleType:
    """Return a submodule of obstore; raise ConfigurationMissing when it is not installed."""
    try:
        import obstore.exceptions  # noqa: PLC0415 - only needed with a bucket
        import obstore.store  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigurationMissing(
            "LENSA_DATA di s3:// membutuhkan paket tambahan: pip install 'lensa-rup[scale]'"
        ) from error
    return getattr(obstore, name)  # type: ignore[no-any-return]


@contextmanager
def _translated(key: str = "") -> Iterator[None]:
    """Translate errors of obstore to ours; a missing key stays a FileNotFoundError.

    key: an object that is read; if that is refused it is unreadable, not damaged. Messages of
    obstore are left out, as they hold the full address.
    """
    exceptions = _obstore("exceptions")
    try:
        yield
    except (exceptions.AlreadyExistsError, exceptions.PreconditionError):
        raise
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error):
            raise StoreUnavailable("LENSA_DATA: bucket itu tidak ada") from error
        raise FileNotFoundError("tidak ada") from error
    except (exceptions.BaseError, OSError) as error:
        refused = type(error).__name__ in _REFUSED
        why = "menolak; periksa AWS_* dan haknya" if refused else "tidak menjawab"
        if refused and key:
            raise StoreUnreadable(f"{key}: tidak dapat dibaca sekarang; ember {why}") from error
        raise StoreUnavailable(f"LENSA_DATA di s3:// {why}") from error
