"""`status`: what is stored."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from msgspec import to_builtins

from ..export.origin import state
from ..importing.bundle import makers
from ..inventory import Partition, partitions
from ..language.plain_text import visible
from ..wiring import App
from . import values
from .advice import empty_store
from .console import DAMAGED, DONE, Console
from .doctor import ONE_HOST
from .fetch import origin

HEAD = (
    "dataset",
    "bagian",
    "baris",
    "halaman",
    "dibaca",
    "keadaan",
    "karantina",
    "putaran",
    "sumber",
)


def run(arguments: Namespace, app: App, console: Console) -> int:
    """List the stored partitions as a table or as JSON; exit 4 when some cannot be read."""
    tahun = values.year(arguments.tahun) if arguments.tahun is not None else None
    klpd = values.klpd(arguments.klpd, live=not app.sandbox) if arguments.klpd is not None else ""
    chosen = [
        partition
        for partition in partitions(app.repository)
        if (not klpd or partition.kode == klpd) and (tahun is None or partition.tahun == tahun)
    ]
    disputed = makers.disagreeing(app.repository, chosen)
    records = [record(entry, disputed.get(makers.key_of(entry), ())) for entry in chosen]
    if arguments.json:
        json.dump(records, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(lined_up(HEAD, records))
    console.say(f"{len(records)} bagian tersimpan")
    for (dataset, parts), names in disputed.items():
        values_of = " ".join(value for _, value in parts)
        console.say(f"berselisih: {dataset} {values_of}: {', '.join(names)} (lihat lensa diff)")
    if not records and not (tahun or klpd):
        console.say(empty_store(app.rup_source))
    if app.one_host_only:
        console.say(ONE_HOST)
    damaged = app.repository.unreadable()
    for error in damaged:
        console.problem(error)
    return DAMAGED if damaged else DONE


def record(partition: Partition, disputed: Sequence[str] = ()) -> dict[str, object]:
    """Return one partition as plain values: its newest pass and how many there are.

    disputed: the makers of bundles who sent other rows of the same partition than each other.
    """
    last = partition.newest
    sent = last.imported is not None and makers.name_of(last.imported) in disputed
    return {
        "tempat": partition.place.scope,
        "dataset": partition.dataset,
        "bagian": " ".join(partition.place.values.values()),
        "baris": last.rows,
        "halaman": last.pages,
        "dibaca": last.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "keadaan": f"{state(last)}; berselisih" if sent else state(last),
        "lengkap": last.proven,
        "terverifikasi": last.verified,
        "berubah": last.changing,
        "berbeda": last.differing,
        "berulang": last.repeats,
        "karantina": last.quarantined,
        "menurut_sumber": list(last.claims),
        "putaran": len(partition.passes),
        "sumber": last.source,
        "asal": origin(partition.source, last),
        "jam_di_depan": last.ahead,
        "alamat": last.address,
        "berkas": to_builtins(last.imported),
        "berselisih": list(disputed) if sent else [],
    }


def lined_up(head: Sequence[str], records: Iterable[Mapping[str, object]]) -> str:
    """Return records as a table of aligned columns, without control characters."""
    rows = [tuple(head), *(tuple(visible(str(r[name])) for name in head) for r in records)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)
