"""Previews of links: made in the background, answered from the cache, never waited for.

A link whose preview is not in the cache has generic words, and is made behind the answer, one at a
time. The queue is bounded: what has no room is asked for again by the next reader.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from .. import log
from ..errors import ServiceError
from ..link import Pairs
from ..wiring import App
from .asked import Asked, asked, stamp
from .cache import Cache, Entry
from .compose import Composed, composed, generic
from .picture import png
from .values import Preview

MOST_WAITING = 32
"""Links whose previews wait to be made."""
MOST_WITHOUT = 1_000
"""Links without an answer that are remembered: they leave no file, whoever makes them up."""
PATIENCE = 1.0
"""Seconds that a picture waits for its preview; texts never wait."""


MayMake: TypeAlias = Callable[[], bool]


def always() -> bool:
    """Let any reader have any preview made."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """The preview of a link. stamp: of the rows behind its picture, "" where that is generic."""

    preview: Preview
    stamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture as PNG. stamp: of the rows behind it, "" for the generic one."""

    content: bytes
    stamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A link, the digest of what is stored for it, and its entry in the cache."""

    given: Asked
    stamp: str
    cache: Cache
    entry: Entry | None


@dataclass(slots=True)
class Previews:
    """The previews of a process. Any thread may call it; close it at the end."""

    make: Callable[[Asked], Composed] = composed
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="pratinjau")
    )
    _waiting: dict[str, Future[None]] = field(default_factory=dict)
    _without: dict[tuple[str, str], None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def titled(self, app: App, page: str, pairs: Pairs, may_make: MayMake = always) -> Titled:
        """Return the preview of a link: from the cache, else a generic one while it is being made.

        may_make: whether this reader may have another preview made; asked where one would be.
        """
        known = _known(app, page, pairs)
        if known.entry:
            return Titled(preview=known.entry.preview, stamp=known.stamp)
        making = self._begin(known, may_make)
        words = generic(known.given.lang, known.given.address)
        return Titled(preview=words, stamp=known.stamp if making else "")

    def picture(
        self,
        app: App,
        page: str,
        pairs: Pairs,
        *,
        patience: float = PATIENCE,
        may_make: MayMake = always,
    ) -> Drawn:
        """Return the picture of a link; the generic one where it is not made in time.

        may_make: as for `titled`.
        """
        known = _known(app, page, pairs)
        if known.entry is None and (making := self._begin(known, may_make)):
            wait([making], patience)
        entry = known.entry or known.cache.get(known.given.address, known.stamp)
        content = known.cache.picture(entry) if entry else None
        if content is None:
            return Drawn(content=generic_picture(known.given.lang))
        return Drawn(content=content, stamp=known.stamp)

    def close(self) -> None:
        """Let the one being made end, and make no others."""
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, known: _Known, may_make: MayMake) -> Future[None] | None:
        """Have a preview made, or return the one under way; None where there is no room."""
        address = known.given.address
        if not known.stamp:
            return None
        with self._lock:
            if (address, known.stamp) in self._without:
                return None
            if address in self._waiting:
                return self._waiting[address]
            if len(self._waiting) >= MOST_WAITING or not may_make():
                return None
            making = self._pool.submit(self._fill, known)
            self._waiting[address] = making

        def ended(done: Future[None]) -> None:
            with self._lock:
                self._waiting.pop(address, None)
            if not done.cancelled() and (error := done.exception()):
                log.warn(f"pratinjau gagal dibuat: {type(error).__name__}")

        making.add_done_callback(ended)
        return making

    def _fill(self, known: _Known) -> None:
        made = self.make(known.given)
        picture = b"" if made.answer is None else png(made)
        if stamp(known.given) != known.stamp:
            return  # rows were published meanwhile
        if picture:
            known.cache.put(known.stamp, made.preview, picture)
            return
        with self._lock:
            self._without[known.given.address, known.stamp] = None
            while len(self._without) > MOST_WITHOUT:
                del self._without[next(iter(self._without))]


def _known(app: App, page: str, pairs: Pairs) -> _Known:
    """Return what is known of a link; where the store does not answer, as if nothing is stored."""
    given, cached = asked(app, page, pairs), Cache(app.settings.data)
    try:
        current = stamp(given)
    except ServiceError:
        current = ""
    entry = cached.get(given.address, current) if current else None
    return _Known(given=given, stamp=current, cache=cached, entry=entry)


@cache
def generic_picture(lang: str) -> bytes:
    """Return the picture for links without a preview, and where none may be shown."""
    return png(Composed(preview=generic(lang, "/")))
