"""`table`: any table of the figures, the same rows that a page shows."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from .. import inventory, national, table_inputs
from ..analysis.frames import Frames, Options
from ..analysis.tables import TABLES, build
from ..errors import (
    STORE_PROBLEMS,
    AccessDenied,
    BadRequest,
    ConfigurationMissing,
    ServiceError,
    SourceUnavailable,
)
from ..export.files import About
from ..export.provenance import about, of_options
from ..harvest import harvest
from ..matching.klpd import Governments
from ..repository import Stored, Tally
from ..table_inputs import Sheet
from ..upstream.dataset import Request
from ..wiring import App
from . import matching, values
from .advice import empty_store
from .console import DAMAGED, DONE, FAILED, PARTIAL, Console
from .fetch import described, write

MANY = 48
"""Partitions from which on rows are read from the national files, not held in memory."""
Check = Callable[[str, str], str]
OnTally = Callable[[Tally], None]
CODES = ("satker", "program", "kode")
WORDS = ("status", "jenis", "metode", "pengadaan")
OPTIONAL = ("wilayah", *CODES, *WORDS)
"""Arguments that only some tables obey."""
GIVEN_UP = "sumber terus gagal; tidak ditanyakan lagi"


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Read the partitions a table needs, compute it, write it; exit 3 when some failed."""
    options = parse_arguments(arguments, app)
    answered = answer(arguments.name, options, app, refresh=arguments.refresh, tell=console.tally)
    console.clear()
    errors = [*answered.errors, *(hidden_partitions(app) if arguments.klpd == "all" else ())]
    for error in errors:
        console.problem(error)
    if not answered.stored:
        damaged = all(isinstance(error, STORE_PROBLEMS) for error in answered.errors)
        return DAMAGED if damaged else FAILED
    for stored in answered.stored:
        console.say(described(stored))
    if answered.unmatched:
        console.say(answered.unmatched)
    write(answered.frame, arguments, answered.about, answered.stored, name=arguments.name)
    return PARTIAL if errors else DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The rows of a table with the partitions behind them, and what could not be read.

    options: as rows write them. unmatched: a line on what no row matches, "" for none. about: the
    notes for an export. Where nothing is stored there are no rows and no notes.
    """

    options: Options
    frame: pl.DataFrame = field(default_factory=pl.DataFrame)
    stored: Sequence[Stored] = ()
    errors: Sequence[ServiceError] = ()
    unmatched: str = ""
    about: About = field(default_factory=About)


def answer(
    name: str, options: Options, app: App, *, refresh: bool = False, tell: OnTally | None = None
) -> Answer:
    """Read the partitions a table needs and compute it; failures are kept beside the rows."""
    if refresh:
        values.check_asks(app.rup_source, "--refresh")
    if not options.klpd:
        if inventory.klpd_years(app.repository):
            step = f"untuk tahun {', '.join(map(str, options.tahun))} (lihat lensa status)"
        else:
            step = empty_store(app.rup_source)
        raise BadRequest(f"--klpd all: tidak ada yang tersimpan; {step}")
    table = TABLES[name]
    requests = app.rup(table.reads, options.klpd, options.tahun)
    klpd = app.klpd()
    if klpd.problem:
        raise ConfigurationMissing(klpd.problem)
    load = _many if len(requests) > MANY else _few
    inputs = load(name, app, requests, options=options, klpd=klpd, refresh=refresh, tell=tell)
    if not inputs.stored:
        return Answer(options=options, errors=inputs.errors)
    frame, options, unmatched = made(inputs, name, options)
    names = dict(klpd.table.select("kd_klpd", "nama_klpd").iter_rows())
    return Answer(
        options=options,
        frame=frame,
        stored=inputs.stored,
        errors=inputs.errors,
        unmatched=unmatched,
        about=about(frame, of_options(name, options, names), inputs.stored),
    )


def hidden_partitions(app: App) -> tuple[ServiceError, ...]:
    """Return the errors of partitions that `all` cannot include because they cannot be read."""
    return app.repository.surveyed("inaproc").problems


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inputs:
    """The frames of a table with the partitions behind them, and what could not be read."""

    frames: Frames
    stored: Sequence[Stored]
    errors: Sequence[ServiceError]


def _few(
    name: str,
    app: App,
    requests: Sequence[Request],
    *,
    options: Options,
    klpd: Governments,
    refresh: bool,
    tell: OnTally | None,
) -> _Inputs:
    """Read a few partitions into memory; their rows serve any options."""
    table = TABLES[name]
    sheet = table_inputs.read(
        app.repository,
        requests,
        refresh=refresh,
        tell=tell,
        klpd=klpd,
        also=app.rup(table.also, options.klpd, options.tahun),
        stand_ins=table.stand_ins,
    )
    return _Inputs(frames=sheet.frames, stored=sheet.snapshots, errors=sheet.errors)


def _many(
    name: str,
    app: App,
    requests: Sequence[Request],
    *,
    options: Options,
    klpd: Governments,
    refresh: bool,
    tell: OnTally | None,
) -> _Inputs:
    """Bring many partitions up to date without holding them, then read the national files."""
    repository, table = app.repository, TABLES[name]
    wanted = table_inputs.applicable(requests, klpd)
    report = harvest(repository, wanted, refresh=refresh, tell=tell)
    lacking = [
        table_inputs.stand_in(result.request, table.stand_ins)
        for result in report.results
        if result.request.dataset.name in table.stand_ins
        and (  # answered without rows, or denied
            not result.stored.manifest.rows
            if result.stored is not None
            else isinstance(result.error, AccessDenied)
        )
    ]
    instead = harvest(repository, lacking, refresh=refresh, tell=tell)
    also = app.rup(table.also, options.klpd, options.tahun)
    files = national.frames_for(repository, name, options, [*wanted, *lacking, *also], klpd=klpd)
    replaced = {result.request: result for result in instead.results if result.stored}
    results = [
        replaced.get(table_inputs.stand_in(result.request, table.stand_ins), result)
        if result.request.dataset.name in table.stand_ins
        else result
        for result in report.results
    ]
    read = {result.request: result.stored for result in results if result.stored}
    asked = {*wanted, *lacking}
    stored = [
        read.get(entry.request)
        or (replace(entry, stale=True, reason=GIVEN_UP) if entry.request in asked else entry)
        for entry in files.stored
    ]
    known = {entry.request for entry in stored}
    errors = [result.error for result in results if result.error]
    errors += [
        SourceUnavailable(GIVEN_UP, where=str(request))
        for request in report.undone
        if request not in known
    ]
    return _Inputs(frames=files.frames, stored=stored, errors=errors)


def made(inputs: _Inputs | Sheet, name: str, options: Options) -> tuple[pl.DataFrame, Options, str]:
    """Return the rows of the table, its options as rows write them, and what no row matches."""
    frames = inputs.frames
    options, absent = matching.resolved(options, name, frames)
    if frames.made:
        frames = replace(frames, made=replace(frames.made, options=options))
    frame = build(name, frames, options).collect()
    if absent:
        frame = frame.clear()
    elif not frame.height:
        absent = matching.narrowing(options, name)
    line = matching.no_row(absent) if absent else ""
    return frame, options, f"{line} pada yang terbaca" if line and inputs.errors else line


def parse_arguments(arguments: Namespace, app: App) -> Options:
    """Return the options of the table; raise BadRequest for a value of the wrong form.

    No KLPD for `all` where nothing is stored of these years.
    """
    arguments.name = values.name(arguments.name, list(TABLES), "tabel")
    obeys = TABLES[arguments.name].obeys
    values.check_optional(arguments, OPTIONAL, ("klpd", "tahun", *obeys), arguments.name)
    values.check_output(arguments)
    tahun = tuple(values.years(arguments.tahun))
    if TABLES[arguments.name].two_years and len(tahun) == 1:
        raise BadRequest(f"{arguments.name} membandingkan dua tahun: beri --tahun 2024,2025")
    if arguments.name == "jejak" and not arguments.kode:
        raise BadRequest("jejak memerlukan --kode: sebuah kd_rup")
    checks: dict[str, Check] = {
        "wilayah": lambda text, name: values.region(text),
        **dict.fromkeys(CODES, values.code),
        **dict.fromkeys(WORDS, values.word),
    }
    narrowing: dict[str, Any] = {
        name: check(text, name)
        for name, check in checks.items()
        if (text := getattr(arguments, name)) is not None
    }
    options = Options(tahun=tahun, **narrowing)
    if (arguments.klpd or "").strip().lower() != "all":
        klpd = values.klpd_list(arguments.klpd, live=not app.sandbox)
        return replace(options, klpd=tuple(klpd))
    stored = (kode for kode, year in inventory.klpd_years(app.repository) if year in tahun)
    options = replace(options, klpd=tuple(dict.fromkeys(stored)))
    if not options.klpd and (hidden := hidden_partitions(app)):
        raise hidden[0]
    return options
