"""`harvest`: many KLPD-years into the place of data, resumable."""

from __future__ import annotations

import signal
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import polars as pl

from .. import national
from ..analysis.frames import RUP
from ..errors import BadRequest, ServiceError, StoreUnreadable
from ..harvest import Report, Result, harvest
from ..language import wording
from ..reference import loader
from ..repository import PATIENCE
from ..upstream.catalog import Request, klpd_year_names
from ..wiring import App
from . import values
from .console import (
    DAMAGED,
    DONE,
    FAILED,
    INTERRUPTED,
    PARTIAL,
    Console,
    duration,
)

MOST_WORKERS = 32
MANY = 48
"""Partitions from which on the national files are made anew; after fewer, readers see to it."""


def run(given: Namespace, app: App, console: Console) -> int:
    """Read all that is asked for and not fresh; say what failed and what was done."""
    requests, began = asked(given, app, console), time.monotonic()

    def each(one: Result) -> None:
        if one.problem:
            console.problem(one.problem)

    with interruptible() as stop:
        report = harvest(
            app.repository,
            requests,
            verify=given.verify,
            workers=given.workers,
            tell=console.tally,
            each=each,
            stop=stop,
        )
    console.clear()
    problem = None
    if report.read and not report.stopped and len(requests) > MANY:
        problem = compacted(app, {int(request.values["tahun"]) for request in requests}, console)
    console.say(summary(report, time.monotonic() - began))
    if report.given_up:
        console.say(f"sumber terus gagal: {len(report.undone)} bagian belum dibaca")
    if report.stopped:
        console.say(f"dihentikan: {len(report.undone)} bagian belum dibaca")
    if report.failed or report.undone:
        console.say(GO_ON)
    if report.stopped:
        return INTERRUPTED
    return code(report) or (DAMAGED if isinstance(problem, StoreUnreadable) else DONE)


def compacted(app: App, tahun: set[int], console: Console) -> ServiceError | None:
    """Bring the national files up to date; a failure is said, returned, and costs no row.

    One worker at a time: who waited finds them made.
    """
    lock = f"{app.repository.root}/national"
    try:
        with app.locks.hold(lock, patience=PATIENCE, label="national", waiting=console.wait):
            national.compact(app.repository, tahun, klpd=app.klpd(), say=console.say)
    except ServiceError as error:
        console.problem(error)
        return error
    return None


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Turn the first interrupt or termination into an event; a second one acts as always."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def heard(number: int, frame: FrameType | None) -> None:
        del frame
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, heard)
    try:
        yield stop
    finally:
        for number, old in before.items():
            signal.signal(number, old)


GO_ON = "jalankan lagi perintah yang sama untuk melanjutkan: yang sudah segar tidak dibaca ulang"


def code(report: Report) -> int:
    """Return the exit code: 3 some failed, 1 nothing usable at all, 4 all failures are damage."""
    if not report.failed and not report.undone:
        return DONE
    if report.damaged and not report.undone:
        return DAMAGED
    return FAILED if report.empty_handed else PARTIAL


def summary(report: Report, seconds: float) -> str:
    """Say in one line what was done: partitions, rows, pages, time."""
    rows, made_up = wording.number(report.rows, 0), " · DATA CONTOH (sintetis)"
    sandbox = any(one.stored and one.stored.manifest.made_up for one in report.results)
    return (
        f"{len(report.results)} bagian: {report.read} dibaca, {report.fresh} sudah segar, "
        f"{len(report.failed)} gagal; {rows} baris, {report.pages} halaman, "
        f"{duration(seconds)}{made_up if sandbox else ''}"
    )


def asked(given: Namespace, app: App, console: Console) -> list[Request]:
    """Return the requests, KLPD by KLPD; raise BadRequest for a value of the wrong form."""
    if not 1 <= given.workers <= MOST_WORKERS:
        raise BadRequest(f"--workers harus 1 sampai {MOST_WORKERS}")
    tahun = values.years(given.tahun)
    asked_for = values.split(given.datasets) if given.datasets is not None else RUP
    datasets = {values.name(name, klpd_year_names(), "dataset RUP") for name in asked_for}
    if not datasets:
        raise BadRequest("--datasets harus berisi paling sedikit satu nilai")
    ordered = [name for name in klpd_year_names() if name in datasets]
    return app.rup(ordered, chosen(given, app, console), tahun)


def chosen(given: Namespace, app: App, console: Console) -> list[str]:
    """Return the KLPD asked for; live, those without a public code are named and left out."""
    live = app.live["inaproc"]
    if given.provinsi is None and given.klpd.strip().lower() != "all":
        return values.klpd_list(given.klpd, live=live)
    table = loader.klpd()
    if given.provinsi is not None:
        table = table.filter(pl.col("kode_wilayah").str.starts_with(province(given.provinsi)))
    closed = table.filter(pl.col("sandbox_only"))["nama_klpd"].to_list() if live else []
    if closed:
        console.say(f"tanpa kode KLPD publik, dilewati: {', '.join(closed)}")
    open_ = table.filter(~pl.col("nama_klpd").is_in(closed))
    return open_["kd_klpd"].to_list()


def province(text: str) -> str:
    """Return the code of a province of the region tree."""
    known = loader.children()["code"].to_list()
    if text not in known:
        raise BadRequest(f"kode provinsi tidak dikenal: {text!r} (2 angka Kemendagri, contoh: 52)")
    return text
