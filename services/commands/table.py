"""`table`: any table of the figures, the same rows that a page shows."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from services import desk, export, national
from services.analysis.frames import Frames, Options
from services.analysis.tables import TABLES, build
from services.commands import values
from services.commands.console import DAMAGED, DONE, FAILED, PARTIAL, Console
from services.commands.fetch import described, write
from services.errors import (
    STORE_PROBLEMS,
    BadRequest,
    ConfigurationMissing,
    ServiceError,
    SourceUnavailable,
)
from services.harvest import harvest
from services.matching.klpd import Governments
from services.report.about import about, of_options
from services.repository import Stored
from services.upstream.catalog import Request
from services.wiring import Parts

MANY = 48
"""Partitions from which on their rows are not held but read from the national files."""
GIVEN_UP = "sumber terus gagal; tidak ditanyakan lagi"


def run(given: Namespace, parts: Parts, console: Console) -> int:
    """Read the partitions a table needs, compute it, write it; exit 3 when some failed."""
    options = asked(given, parts)
    table = TABLES[given.name]
    requests = parts.rup(table.reads, options.klpd, options.tahun)
    klpd = parts.klpd()
    if klpd.problem:
        raise ConfigurationMissing(klpd.problem)
    read = _many if len(requests) > MANY else _few
    answer = read(given, parts, console, requests, options=options, klpd=klpd)
    console.clear()
    errors = [*answer.errors, *(hidden_partitions(parts) if given.klpd == "all" else ())]
    for error in errors:
        console.problem(error)
    if not answer.stored:
        return DAMAGED if all(isinstance(e, STORE_PROBLEMS) for e in answer.errors) else FAILED
    frame = build(given.name, answer.frames, options).collect()
    for one in answer.stored:
        console.say(described(one))
    names = dict(klpd.table.select("kd_klpd", "nama_klpd").iter_rows())
    asked_for = of_options(given.name, options, names)
    write(frame, given, about(frame, asked_for, answer.stored))
    return PARTIAL if errors else DONE


def hidden_partitions(parts: Parts) -> tuple[ServiceError, ...]:
    """Return the errors of partitions of which `all` cannot tell what they hold."""
    return parts.repository.surveyed("inaproc").problems


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    frames: Frames
    stored: Sequence[Stored]
    errors: Sequence[ServiceError]


def _few(
    given: Namespace,
    parts: Parts,
    console: Console,
    requests: Sequence[Request],
    *,
    options: Options,
    klpd: Governments,
) -> _Answer:
    """Read some partitions and hold their rows: enough for any options."""
    del options
    sheet = desk.read(
        parts.repository, requests, refresh=given.refresh, tell=console.tally, klpd=klpd
    )
    return _Answer(frames=sheet.frames, stored=sheet.snapshots, errors=sheet.errors)


def _many(
    given: Namespace,
    parts: Parts,
    console: Console,
    requests: Sequence[Request],
    *,
    options: Options,
    klpd: Governments,
) -> _Answer:
    """Bring many partitions up to date without holding them, then take the national files."""
    repository = parts.repository
    report = harvest(repository, requests, refresh=given.refresh, tell=console.tally)
    console.clear()
    found = national.enough(repository, given.name, options, requests, klpd=klpd)
    told = {one.request: one.stored for one in report.kept if one.stored}
    stored = [told.get(one.request) or _unasked(one) for one in found.stored]
    known = {one.request for one in stored}
    errors = [one.error for one in report.kept if one.error]
    errors += [_given_up(request) for request in report.undone if request not in known]
    return _Answer(frames=found.frames, stored=stored, errors=errors)


def _unasked(stored: Stored) -> Stored:
    return replace(stored, stale=True, reason=GIVEN_UP)


def _given_up(request: Request) -> ServiceError:
    return SourceUnavailable(GIVEN_UP, where=str(request))


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
        if not klpd and (hidden := hidden_partitions(parts)):
            raise hidden[0]
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
