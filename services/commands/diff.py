"""`diff`: added, removed and changed rows between two snapshots of one partition."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

from services.analysis.diff import beralih, differences, ringkasan
from services.analysis.frames import HISTORY
from services.commands import values
from services.commands.console import CHANGED, DONE, Console
from services.commands.fetch import RUP_NAMES, described, provenance, write
from services.errors import BadRequest
from services.repository import Snapshot
from services.upstream.catalog import Request
from services.wiring import Parts

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")
MONEY = {"program-master": "pagu_program", "paket-swakelola": "pagu"}


def run(given: Namespace, parts: Parts, console: Console) -> int:
    """Compare two stored snapshots; exit 10 when they differ."""
    request, before, after = asked(given, parts)
    old, new = stored(parts, request, before), stored(parts, request, after)
    frames = old.frame.lazy(), new.frame.lazy()
    lines = differences(*frames, request.dataset.key).collect()
    for snapshot in (old, new):
        console.say(described(snapshot))
    for line in told(given.dataset, old, new):
        console.say(line)
    write(lines, given, provenance((old, new)))
    return CHANGED if lines.height else DONE


def told(dataset: str, old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Say what changed: rows and pagu by kind of change, and codes whose state turned."""
    frames = old.frame.lazy(), new.frame.lazy()
    counted = ringkasan(*frames, new.request.dataset.key, MONEY.get(dataset, "")).collect()
    for row in counted.iter_rows(named=True):
        moved = f", selisih pagu {row['selisih']}" if "selisih" in row else ""
        yield f"{row['perubahan']}: {row['jumlah']} baris{moved}"
    if dataset == HISTORY:
        for jenis, lama, baru, jumlah in beralih(*frames).collect().iter_rows():
            yield f"beralih: {jumlah} kode {jenis}, {lama or 'belum ada'} -> {baru or 'hilang'}"


def asked(given: Namespace, parts: Parts) -> tuple[Request, datetime, datetime]:
    """Return the request and both instants; raise BadRequest for a value of the wrong form."""
    if given.dataset not in RUP_NAMES:
        raise BadRequest(f"diff membandingkan {', '.join(RUP_NAMES)}")
    kode = values.klpd(given.klpd, live=parts.live["inaproc"])
    request = parts.request(given.dataset, kode_klpd=kode, tahun=str(values.year(given.tahun)))
    return request, instant(given.dari), instant(given.ke)


def instant(text: str) -> datetime:
    """Return a UTC instant; a bare date means the end of that day."""
    if not _INSTANT.fullmatch(text):
        raise BadRequest(f"saat tidak sah: {text!r} (contoh: 2026-06-22T10:00:00Z)")
    full = text if "T" in text else f"{text}T23:59:59Z"
    try:
        return datetime.strptime(full, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadRequest(f"saat tidak sah: {text!r}") from error


def stored(parts: Parts, request: Request, at: datetime) -> Snapshot:
    """Return the snapshot that served at an instant; an upstream is never asked."""
    return parts.repository.load(request, at=at)
