"""`harvest`: read many KLPD-years into the store; an interrupted harvest can be resumed."""

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
from ..analysis.frames import BY_DEFAULT
from ..errors import BadRequest, ServiceError, StoreUnreadable
from ..export import origin
from ..harvest import Report, Result, cost, harvest
from ..harvest.cost import Cost
from ..language import wording
from ..reference import loader
from ..repository import PATIENCE
from ..upstream.catalog import klpd_names
from ..upstream.dataset import Request
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
EVERY = "semua"
"""The value of --datasets that stands for all of them."""
NOTED = 100
"""Requests above which the cost is printed before anything is read."""
MANY = 48
"""A harvest of more partitions rebuilds the national files; otherwise the next reader does."""


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Read every requested partition that is not fresh; print failures and a summary."""
    requests, began = parse_arguments(arguments, app, console), time.monotonic()
    for line in cost_lines(app, requests):
        console.say(line)

    def print_problem(result: Result) -> None:
        if result.problem:
            console.problem(result.problem)

    with interruptible() as stop:
        report = harvest(
            app.repository,
            requests,
            verify=arguments.verify,
            workers=arguments.workers,
            tell=console.tally,
            each=print_problem,
            stop=stop,
        )
    console.clear()
    problem = None
    if report.read and not report.stopped and len(requests) > MANY:
        problem = compacted(
            app, {int(request.values["tahun"]) for request in requests if request.tahun}, console
        )
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


def cost_lines(app: App, requests: list[Request]) -> list[str]:
    """Return what the reading costs, a line for each dataset; none for a handful of requests.

    What is fresh costs nothing, so it may be less.
    """
    kinds = dict(loader.klpd().select("kd_klpd", "jenis_klpd").iter_rows())
    sums = cost.by_dataset(cost.estimate(app.repository, requests, kinds))
    total = sum(sums.values(), Cost(requests=0))
    if total.requests <= NOTED:
        return []
    lines = {**sums, "seluruhnya": total} if len(sums) > 1 else sums
    return [f"perkiraan {name}: {cost_words(spent)}" for name, spent in lines.items()]


def cost_words(spent: Cost) -> str:
    """Describe a cost: requests, minutes, and whether the rows are typical ones."""
    requests = wording.number(spent.requests, 0)
    lasting = f"paling cepat {wording.number(spent.minutes, 0)} menit"
    return f"{requests} permintaan, {lasting if spent.minutes else 'kurang dari 1 menit'}"


def compacted(app: App, tahun: set[int], console: Console) -> ServiceError | None:
    """Rebuild the national files; print and return an error, which loses no rows.

    One process at a time: the others wait and then find the files up to date.
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
    """Turn the first interrupt or termination into an event; a second one ends the process."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, frame: FrameType | None) -> None:
        del frame
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, on_signal)
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
    rows = wording.number(report.rows, 0)
    label = origin.label(origin.kind(r.stored.manifest for r in report.results if r.stored))
    return (
        f"{len(report.results)} bagian: {report.read} dibaca, {report.fresh} sudah segar, "
        f"{len(report.failed)} gagal; {rows} baris, {report.pages} halaman, "
        f"{duration(seconds)}{label and f' · {label}'}"
    )


def parse_arguments(arguments: Namespace, app: App, console: Console) -> list[Request]:
    """Return the requests, KLPD by KLPD; raise BadRequest for a value of the wrong form."""
    values.check_asks(app.rup_source, "harvest")
    if not 1 <= arguments.workers <= MOST_WORKERS:
        raise BadRequest(f"--workers harus 1 sampai {MOST_WORKERS}")
    tahun = values.years(arguments.tahun)
    asked_for = BY_DEFAULT if arguments.datasets is None else values.split(arguments.datasets)
    every = [name.lower() for name in asked_for] == [EVERY]
    names = klpd_names() if every else asked_for
    datasets = {values.name(name, klpd_names(), "dataset RUP") for name in names}
    if not datasets:
        raise BadRequest("--datasets harus berisi paling sedikit satu nilai")
    ordered = [name for name in klpd_names() if name in datasets]
    return app.rup(ordered, chosen_klpd(arguments, app, console), tahun)


def chosen_klpd(arguments: Namespace, app: App, console: Console) -> list[str]:
    """Return the requested KLPD; with live data, print and skip those without a public code."""
    live = not app.sandbox
    if arguments.provinsi is None and arguments.klpd.strip().lower() != "all":
        return values.klpd_list(arguments.klpd, live=live)
    table = loader.klpd()
    if arguments.provinsi is not None:
        table = table.filter(pl.col("kode_wilayah").str.starts_with(province(arguments.provinsi)))
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
