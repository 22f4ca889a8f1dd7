"""`table`: any table of the figures, the same rows that a page shows."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from .. import inventory, national, table_inputs
from ..analysis.frames import Frames, Options
from ..analysis.tables import TABLES, build
from ..errors import (
    STORE_PROBLEMS,
    BadRequest,
    ConfigurationMissing,
    ServiceError,
    SourceUnavailable,
)
from ..export.provenance import about, of_options
from ..harvest import harvest
from ..matching.klpd import Governments
from ..repository import Stored
from ..upstream.catalog import Request
from ..wiring import App
from . import matching, values
from .advice import empty_store
from .console import DAMAGED, DONE, FAILED, PARTIAL, Console
from .fetch import described, write

MANY = 48
"""Partitions from which on their rows are not held but read from the national files."""
Check = Callable[[str, str], str]
CODES = ("satker", "program", "kode")
WORDS = ("status", "jenis")
OPTIONAL = ("wilayah", *CODES, *WORDS)
"""Arguments that some tables obey and others do not."""
GIVEN_UP = "sumber terus gagal; tidak ditanyakan lagi"


def run(given: Namespace, app: App, console: Console) -> int:
    """Read the partitions a table needs, compute it, write it; exit 3 when some failed."""
    options = asked(given, app)
    if not options.klpd:
        raise BadRequest(f"--klpd all: tidak ada yang tersimpan; {_empty(app, options)}")
    table = TABLES[given.name]
    requests = app.rup(table.reads, options.klpd, options.tahun)
    klpd = app.klpd()
    if klpd.problem:
        raise ConfigurationMissing(klpd.problem)
    read = _many if len(requests) > MANY else _few
    answer = read(given, app, console, requests, options=options, klpd=klpd)
    console.clear()
    errors = [*answer.errors, *(hidden_partitions(app) if given.klpd == "all" else ())]
    for error in errors:
        console.problem(error)
    if not answer.stored:
        return DAMAGED if all(isinstance(e, STORE_PROBLEMS) for e in answer.errors) else FAILED
    frame, options, unmatched = made(answer, given.name, options)
    for one in answer.stored:
        console.say(described(one))
    if unmatched:
        console.say(unmatched)
    names = dict(klpd.table.select("kd_klpd", "nama_klpd").iter_rows())
    asked_for = of_options(given.name, options, names)
    write(frame, given, about(frame, asked_for, answer.stored))
    return PARTIAL if errors else DONE


def hidden_partitions(app: App) -> tuple[ServiceError, ...]:
    """Return the errors of partitions of which `all` cannot tell what they hold."""
    return app.repository.surveyed("inaproc").problems


def _empty(app: App, options: Options) -> str:
    """Say what to do where nothing is stored of the years asked for."""
    if inventory.klpd_years(app.repository):
        return f"untuk tahun {', '.join(map(str, options.tahun))} (lihat lensa status)"
    return empty_store(live=app.live["inaproc"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    frames: Frames
    stored: Sequence[Stored]
    errors: Sequence[ServiceError]


def _few(
    given: Namespace,
    app: App,
    console: Console,
    requests: Sequence[Request],
    *,
    options: Options,
    klpd: Governments,
) -> _Answer:
    """Read some partitions and hold their rows: enough for any options."""
    del options
    sheet = table_inputs.read(
        app.repository, requests, refresh=given.refresh, tell=console.tally, klpd=klpd
    )
    return _Answer(frames=sheet.frames, stored=sheet.snapshots, errors=sheet.errors)


def _many(
    given: Namespace,
    app: App,
    console: Console,
    requests: Sequence[Request],
    *,
    options: Options,
    klpd: Governments,
) -> _Answer:
    """Bring many partitions up to date without holding them, then take the national files."""
    repository = app.repository
    report = harvest(repository, requests, refresh=given.refresh, tell=console.tally)
    console.clear()
    found = national.frames_for(repository, given.name, options, requests, klpd=klpd)
    told = {one.request: one.stored for one in report.results if one.stored}
    stored = [told.get(one.request) or _unasked(one) for one in found.stored]
    known = {one.request for one in stored}
    errors = [one.error for one in report.results if one.error]
    errors += [_given_up(request) for request in report.undone if request not in known]
    return _Answer(frames=found.frames, stored=stored, errors=errors)


def _unasked(stored: Stored) -> Stored:
    return replace(stored, stale=True, reason=GIVEN_UP)


def _given_up(request: Request) -> ServiceError:
    return SourceUnavailable(GIVEN_UP, where=str(request))


def made(answer: _Answer, name: str, options: Options) -> tuple[pl.DataFrame, Options, str]:
    """Return the rows of the table, its options as rows write them, and what no row matches."""
    frames = answer.frames
    options, absent = matching.resolved(options, name, frames)
    if frames.made:
        frames = replace(frames, made=replace(frames.made, options=options))
    frame = build(name, frames, options).collect()
    if absent:
        frame = frame.clear()
    elif not frame.height:
        absent = matching.narrowing(options, name)
    line = matching.no_row(absent) if absent else ""
    return frame, options, f"{line} pada yang terbaca" if line and answer.errors else line


def asked(given: Namespace, app: App) -> Options:
    """Return the options of the table; raise BadRequest for a value of the wrong form.

    No KLPD for `all` where nothing is stored of these years.
    """
    given.name = values.name(given.name, list(TABLES), "tabel")
    obeys = TABLES[given.name].obeys
    values.check_taken(given, OPTIONAL, ("klpd", "tahun", *obeys), given.name)
    values.check_out(given.out)
    tahun = tuple(values.years(given.tahun))
    if given.name == "program-antar-tahun" and len(tahun) == 1:
        raise BadRequest("program-antar-tahun membandingkan dua tahun: beri --tahun 2024,2025")
    if given.name == "jejak" and not given.kode:
        raise BadRequest("jejak memerlukan --kode: sebuah kd_rup")
    checks: dict[str, Check] = {
        "wilayah": lambda text, name: values.region(text),
        **dict.fromkeys(CODES, values.code),
        **dict.fromkeys(WORDS, values.word),
    }
    narrowing: dict[str, Any] = {
        name: check(text, name)
        for name, check in checks.items()
        if (text := getattr(given, name)) is not None
    }
    options = Options(tahun=tahun, **narrowing)
    if (given.klpd or "").strip().lower() != "all":
        klpd = values.klpd_list(given.klpd, live=app.live["inaproc"])
        return replace(options, klpd=tuple(klpd))
    stored = (kode for kode, year in inventory.klpd_years(app.repository) if year in tahun)
    options = replace(options, klpd=tuple(dict.fromkeys(stored)))
    if not options.klpd and (hidden := hidden_partitions(app)):
        raise hidden[0]
    return options
