"""`status`: what is stored."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from services.charts.plain_text import visible
from services.commands import values
from services.commands.advice import SOURCES_BY_FOLDER, empty_store
from services.commands.console import DAMAGED, DONE, Console
from services.commands.doctor import ONE_HOST
from services.commands.fetch import origin
from services.desk import state_words
from services.store.snapshots import History, Manifest, Place
from services.wiring import Parts

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


def run(given: Namespace, parts: Parts, console: Console) -> int:
    """List the stored partitions, as a table or as JSON; unreadable ones are named, exit 4."""
    tahun = str(values.year(given.tahun)) if given.tahun is not None else ""
    klpd = values.klpd(given.klpd, live=parts.live["inaproc"]) if given.klpd is not None else ""
    found = [
        record(place, history)
        for place, history in parts.repository.everything()
        if history.passes and _wanted(place, klpd, tahun)
    ]
    if given.json:
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(lined_up(HEAD, found))
    console.say(f"{len(found)} bagian tersimpan")
    if not found and not (tahun or klpd):
        console.say(empty_store(live=parts.live["inaproc"]))
    if parts.one_host_only:
        console.say(ONE_HOST)
    damaged = parts.repository.unreadable()
    for error in damaged:
        console.problem(error)
    return DAMAGED if damaged else DONE


def _wanted(place: Place, klpd: str, tahun: str) -> bool:
    parts = dict(place.parts)
    return (not klpd or parts.get("kode_klpd") == klpd) and (
        not tahun or parts.get("tahun") == tahun
    )


def record(place: Place, history: History) -> dict[str, object]:
    """Return one partition as plain values: its newest pass and how many there are."""
    last: Manifest = history.at(None)[0]
    source = SOURCES_BY_FOLDER.get(place.dataset, "")
    return {
        "tempat": place.scope,
        "dataset": place.dataset,
        "bagian": " ".join(value for _, value in place.parts),
        "baris": last.rows,
        "halaman": last.pages,
        "dibaca": last.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "keadaan": state_words(last),
        "lengkap": last.complete,
        "terverifikasi": last.verified,
        "berubah": last.changing,
        "berbeda": last.differing,
        "berulang": last.repeats,
        "karantina": last.quarantined,
        "menurut_sumber": list(last.claims),
        "putaran": len(history.passes),
        "sumber": last.source,
        "asal": origin(last.source, source),
        "jam_di_depan": last.ahead,
        "alamat": last.address,
    }


def lined_up(head: Sequence[str], records: Iterable[Mapping[str, object]]) -> str:
    """Return records as lines of a table whose columns line up; text that steers becomes blank."""
    rows = [tuple(head), *(tuple(visible(str(r[name])) for name in head) for r in records)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)
