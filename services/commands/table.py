"""`table`: any table of the figures, the same rows that a page shows."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from services import desk, export
from services.analysis.frames import Options
from services.analysis.tables import TABLES, build
from services.commands import values
from services.commands.console import DAMAGED, DONE, FAILED, PARTIAL, Console
from services.commands.fetch import described, provenance, write
from services.errors import BadRequest, StoreDamaged
from services.wiring import Parts


def run(given: Namespace, parts: Parts, console: Console) -> int:
    """Read the partitions a table needs, compute it, write it; exit 3 when some failed."""
    options = asked(given, parts)
    table = TABLES[given.name]
    requests = parts.rup(table.reads, options.klpd, options.tahun)
    sheet = desk.read(parts.repository, requests, refresh=given.refresh, tell=console.tally)
    console.clear()
    for error in sheet.errors:
        console.problem(error)
    if not sheet.snapshots:
        return DAMAGED if all(isinstance(e, StoreDamaged) for e in sheet.errors) else FAILED
    frame = build(given.name, sheet.frames, options).collect()
    for snapshot in sheet.snapshots:
        console.say(described(snapshot))
    write(frame, given, provenance(sheet.snapshots))
    return PARTIAL if sheet.errors else DONE


def asked(given: Namespace, parts: Parts) -> Options:
    """Return the options of the table; raise BadRequest for a value of the wrong form."""
    if given.name not in TABLES:
        raise BadRequest(f"tabel tidak dikenal: {given.name} (yang ada: {', '.join(TABLES)})")
    if given.out:
        export.check_path(Path(given.out))
    tahun = tuple(sorted(values.year(text) for text in values.split(given.tahun)))
    klpd = tuple(values.split(given.klpd))
    if klpd == ("all",):
        stored = desk.stored_klpd(parts.repository)
        klpd = tuple(dict.fromkeys(kode for kode, year in stored if year in tahun))
    if not klpd or not tahun:
        raise BadRequest("--klpd dan --tahun harus berisi paling sedikit satu nilai")
    for kode in klpd:
        values.klpd(kode, live=parts.live["inaproc"])
    return Options(
        klpd=klpd,
        tahun=tahun,
        wilayah=values.region(given.wilayah) if given.wilayah else "",
        satker=given.satker or "",
        kode=given.kode or "",
    )
