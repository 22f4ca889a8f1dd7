"""Where RUP rows come from: one decision for the whole installation, and the note of its changes.

`sumber/{scope}.json` in the data folder notes the last source that a dashboard had, and since when.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from .. import log
from ..errors import StoreDamaged, StoreUnavailable
from ..settings import RupSource, Settings
from ..store.backends.objects import Objects
from ..store.places import import_scopes, listed

ANNOUNCED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """The source of RUP rows, since when, and the one before, None for the first."""

    source: RupSource
    since: datetime
    before: RupSource | None = None

    def replaced(self, now: datetime) -> RupSource | None:
        """Return the source before this one while pages still announce the change, else None."""
        return self.before if abs(now - self.since) < ANNOUNCED_FOR else None


_DECODER = msgspec.json.Decoder(SourceNote)


def chosen(settings: Settings, objects: Objects) -> RupSource:
    """Return the source that is set; else files where any imported partition is stored.

    The sandbox is the last choice. While a shared store does not answer, nothing can be read either
    way.
    """
    if settings.rup:
        return settings.rup
    try:
        scopes = import_scopes(objects, settings.scope)
        imported = any(listed(objects, scope).places for scope in scopes)
    except StoreUnavailable as error:
        log.warn(f"sumber data: {error}", condition="sumber data")
        imported = False
    return "berkas" if imported else "contoh"


def noted(objects: Objects, scope: str, source: RupSource, now: datetime) -> SourceNote:
    """Return the note about this source; write it when the source has changed, or is the first.

    It is replaced as a whole, and of two dashboards that notice a change at once the first one's
    note stays. A note that cannot be read or written is not worth a failure of the page.
    """
    key, note = f"sumber/{scope}.json", SourceNote(source=source, since=now)
    try:
        raw, tag, last = b"", "", None
        with suppress(FileNotFoundError):
            raw, tag = objects.tagged(key)
        with suppress(msgspec.DecodeError):
            last = _DECODER.decode(raw)
        if last is not None and last.source == source:
            return last
        note = replace(note, before=last.source if last else None)
        objects.swap(key, msgspec.json.encode(note), tag)
    except (StoreUnavailable, StoreDamaged) as error:
        log.warn(f"catatan sumber data: {error}", condition="catatan sumber data")
    return note
