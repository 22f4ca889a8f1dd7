"""`diff`: added, removed and changed rows between two snapshots of one partition."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

from ..analysis.frames import HISTORY
from ..analysis.measures import KOSONG
from ..analysis.stored.diff import beralih, differences, ringkasan
from ..errors import BadRequest, SourceUnavailable
from ..importing.bundle import makers
from ..inventory import partitions
from ..repository import Snapshot, now_utc
from ..upstream.catalog import find, klpd_names
from ..upstream.dataset import Request
from ..wiring import App
from . import values
from .console import CHANGED, DONE, Console
from .fetch import described, provenance, write

_BEGINS = re.compile(r"\d{4}-")
"""How an instant begins, even one that is not valid; a maker is a name or an address."""
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")
_WRITTEN = "%Y-%m-%dT%H:%M:%SZ"
MONEY = {"program-master": "pagu_program", "paket-swakelola": "pagu"}


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Compare two stored snapshots, or what two makers sent; exit 10 when they differ."""
    request = parse_request(arguments, app)
    old, new = sent_by(arguments, app, request) or at_instants(arguments, app, request)
    frames = old.frame.lazy(), new.frame.lazy()
    lines = differences(*frames, request.dataset.key).collect()
    for snapshot in (old, new):
        console.say(described(snapshot))
    if old.manifest == new.manifest:
        console.say("kedua saat memakai bacaan yang sama: tidak ada bacaan lain di antaranya")
    for line in change_lines(arguments.dataset, old, new):
        console.say(line)
    write(lines, arguments, provenance((old, new)), (old, new), name="diff")
    return CHANGED if lines.height else DONE


def sent_by(arguments: Namespace, app: App, request: Request) -> tuple[Snapshot, Snapshot] | None:
    """Return what two makers of bundles sent of a partition, None where instants are given."""
    if _BEGINS.match(arguments.dari) and _BEGINS.match(arguments.ke):
        return None
    sent = {v.maker: v for v in makers.sent(partitions(app.repository), request)}
    for name in (arguments.dari, arguments.ke):
        if name not in sent:
            known = f"pengirim yang ada: {', '.join(sent) or 'tidak ada'}"
            raise BadRequest(
                f"bukan saat (contoh: 2026-06-22T10:00:00Z) atau pengirim: {name!r} ({known})"
            )
    old, new = (
        Snapshot(
            request=request,
            manifest=version.partition.newest,
            frame=makers.rows_of(app.repository, version),
        )
        for version in (sent[arguments.dari], sent[arguments.ke])
    )
    return old, new


def at_instants(arguments: Namespace, app: App, request: Request) -> tuple[Snapshot, Snapshot]:
    """Return the snapshots that were current at two instants; raise BadRequest for wrong ones."""
    before, after = instant(arguments.dari), instant(arguments.ke)
    check_order(before, after, now_utc())
    check_stored(app, request, before)
    return stored(app, request, before), stored(app, request, after)


def change_lines(dataset: str, old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Yield what changed: rows and pagu by kind of change, and codes whose state changed."""
    frames = old.frame.lazy(), new.frame.lazy()
    counts = ringkasan(*frames, new.request.dataset.key, MONEY.get(dataset, "")).collect()
    for row in counts.iter_rows(named=True):
        moved = f", selisih pagu {shown(row['selisih'])}" if "selisih" in row else ""
        yield f"{row['perubahan']}: {row['jumlah']} baris{moved}"
    if dataset == HISTORY:
        for jenis, lama, baru, jumlah in beralih(*frames).collect().iter_rows():
            turned = f"{lama or 'belum ada'} -> {baru or 'hilang'}"
            yield f"beralih: {jumlah} kode {shown(jenis)}, {turned}"


def shown(value: object) -> str:
    """Return a value for a message; an unknown one is `(kosong)`, never None."""
    return KOSONG if value is None else str(value)


def parse_request(arguments: Namespace, app: App) -> Request:
    """Return the partition to compare; raise BadRequest for a value of the wrong form."""
    arguments.dataset = values.name(arguments.dataset, klpd_names(), "dataset RUP")
    kode = values.klpd(arguments.klpd, live=not app.sandbox)
    dataset = find(arguments.dataset)
    if dataset.by_klpd_year != bool(arguments.tahun):
        why = "membutuhkan --tahun" if dataset.by_klpd_year else "tidak mengenal --tahun"
        raise BadRequest(f"{dataset.name} {why}")
    values.check_output(arguments)
    return dataset.partition(kode, values.year(arguments.tahun) if arguments.tahun else 0)


def check_order(before: datetime, after: datetime, now: datetime) -> None:
    """Raise BadRequest for two instants that cannot be compared.

    An instant in the future is refused, except the end of today, which a bare date means.
    """
    today = now.replace(hour=23, minute=59, second=59)
    for name, at in (("--dari", before), ("--ke", after)):
        if at > now and at != today:
            raise BadRequest(f"{name} {at:{_WRITTEN}} belum terjadi: sekarang {now:{_WRITTEN}}")
    if before == after:
        raise BadRequest(f"--dari dan --ke menyebut saat yang sama: {before:{_WRITTEN}}")
    if before > after:
        raise BadRequest(
            f"--dari {before:{_WRITTEN}} sesudah --ke {after:{_WRITTEN}}: tukar keduanya"
        )


def check_stored(app: App, request: Request, before: datetime) -> None:
    """Check that rows are stored for `before`.

    Raises SourceUnavailable when the partition was never read, BadRequest when `before` is earlier
    than its first reading.
    """
    history = app.repository.history(request)
    if not history.passes:
        tahun = f" --tahun {request.tahun}" if request.tahun else ""
        raise SourceUnavailable(
            "belum pernah dibaca: mulai dengan lensa fetch "
            f"{request.dataset.name} --kode-klpd {request.values['kode_klpd']}{tahun}",
            where=str(request),
        )
    if not history.at(before):
        first = min(manifest.fetched_at for manifest in history.passes)
        raise BadRequest(
            f"--dari {before:{_WRITTEN}} sebelum bacaan pertama {first:{_WRITTEN}}: "
            "belum ada pada tanggal itu",
            where=str(request),
        )


def instant(text: str) -> datetime:
    """Return a UTC instant; a bare date means the end of that day."""
    if not _INSTANT.fullmatch(text):
        raise BadRequest(f"saat tidak sah: {text!r} (contoh: 2026-06-22T10:00:00Z)")
    full = text if "T" in text else f"{text}T23:59:59Z"
    try:
        return datetime.strptime(full, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadRequest(f"saat tidak sah: {text!r}") from error


def stored(app: App, request: Request, at: datetime) -> Snapshot:
    """Return the snapshot that was current at an instant, without a request to an upstream."""
    return app.repository.load(request, at=at)
