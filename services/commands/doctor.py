"""`doctor`: configuration, reachability, tokens, disk and versions, without printing a secret."""

from __future__ import annotations

import os
import platform
import shutil
import uuid
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from .. import connection_check, machine
from ..analysis.frames import PROGRAM
from ..boundaries import boundaries, kept
from ..errors import (
    STORE_PROBLEMS,
    ServiceError,
    StoreDamaged,
    StoreUnavailable,
    StoreUnreadable,
)
from ..inventory import SOURCE
from ..language import wording
from ..language.wording import text
from ..settings import proxies
from ..store import set_aside
from ..store.locking.leases import Leases
from ..store.snapshots import write_aside
from ..watch import webhook
from ..wiring import App
from . import values
from .advice import empty_store
from .console import DAMAGED, DONE, FAILED, Console
from .fetch import sample

PACKAGES = ("streamlit", "httpx", "polars", "plotly", "pydeck", "diskcache", "msgspec", "stamina")
ROOM = 1 << 30
AHEAD_OF = (
    "{n} putaran berjam lebih dari 48 jam di depan; tidak dipakai untuk menghapus riwayat, periksa"
    " jam mesin"
)
ONE_HOST = (
    "LENSA_DATA di s3:// tanpa LENSA_LOCK: kunci berkas hanya mencegah bacaan ganda di mesin ini"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of one check: whether all is well, one line about it, and its steps."""

    name: str
    good: bool
    line: str
    damage: bool = False
    steps: tuple[str, ...] = ()


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Check everything, print one line each; --perbaiki repairs what is stored."""
    klpd = values.klpd(
        connection_check.FIRST_KLPD if arguments.klpd is None else arguments.klpd,
        live=not app.sandbox,
    )
    repaired = True
    if arguments.perbaiki:
        try:
            for line in app.repository.repair():
                console.say(line)
        except StoreUnreadable as error:
            console.problem(error)
            repaired = False
    findings = list(look(app, klpd))
    for finding in findings:
        print(f"{'baik ' if finding.good else 'RUSAK'}  {finding.name}: {finding.line}")  # noqa: T201 - the answer of the command
        for step in finding.steps:
            print(f"       {step}")  # noqa: T201 - the answer of the command
    if not repaired or any(f.damage for f in findings):
        return DAMAGED
    return DONE if all(f.good for f in findings) else FAILED


def look(app: App, klpd: str) -> Iterator[Finding]:
    """Yield the findings, configuration first; INAPROC is asked for `klpd`."""
    versions = [f"python {platform.python_version()}"]
    versions += [f"{name} {version(name)}" for name in PACKAGES]
    yield Finding(name="versi", good=True, line=", ".join(versions))
    yield Finding(name="setelan", good=True, line=connection_check.settings_text(app.settings))
    yield _disk(app.settings.data, "LENSA_CACHE" if app.settings.bucket else "LENSA_DATA")
    files = machine.descriptors()
    limits = (files.soft, files.hard)
    limit, hard = (wording.number(n, 0) if n else "tidak dibatasi" for n in limits)
    used = f"{files.used} terpakai, " if files.used is not None else ""
    advice = "; naikkan batas tertinggi: LimitNOFILE di unit, ulimit -Hn" if files.few else ""
    line = f"{used}batas {limit} (paling tinggi {hard}){advice}"
    yield Finding(name="berkas terbuka", good=not files.few, line=line)
    names = ", ".join(proxies())
    ignored = f"{names} diatur, diabaikan: semua sambungan langsung"
    yield Finding(name="proxy", good=True, line=ignored if names else "tidak diatur")
    yield _boundaries(app)
    yield _webhook(app)
    shared: list[Finding] = []  # by several hosts: the bucket and the locks
    if app.settings.bucket:
        works = "dapat dibaca dan ditulis bersyarat"
        shared.append(_tried("ember", partial(_check_conditional_writes, app), works))
    if isinstance(app.locks, Leases):
        answers = "LENSA_LOCK menjawab; dipakai semua mesin"
        shared.append(_tried("kunci", app.locks.answer, answers))
    elif app.one_host_only:
        shared.append(Finding(name="kunci", good=True, line=ONE_HOST))
    yield from shared
    yield from _sources(app, klpd)
    if all(finding.good for finding in shared):
        yield from _stored(app)


def _disk(folder: Path, name: str) -> Finding:
    """Try to write a file, and return how much room is left."""
    existing = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    free = shutil.disk_usage(existing).free
    try:
        write_aside(folder / ".periksa", b"lensa")
        (folder / ".periksa").unlink()
    except (StoreDamaged, OSError) as error:
        return Finding(name="penyimpanan", good=False, line=f"{name} {error}")
    line = f"{name} dapat ditulis, ruang bebas {free / ROOM:.1f} GiB"
    return Finding(name="penyimpanan", good=free > ROOM, line=line)


def _boundaries(app: App) -> Finding:
    """Read the boundaries that LENSA_BATAS names or `lensa batas` keeps, if there are any."""
    name = "batas wilayah"
    try:
        of_levels = kept(app.settings.data)
    except STORE_PROBLEMS as error:
        damage = isinstance(error, StoreDamaged)
        return Finding(name=name, good=False, damage=damage, line=f"{error} [{error.who}]")
    if app.settings.boundaries:
        problem = boundaries(app.settings, "provinsi").problem
        line = problem or f"dari berkas LENSA_BATAS: {app.settings.boundaries.name}"
        return Finding(name=name, good=not problem, line=line)
    levels = [f"{level} dari {origin.file}" for level, origin in of_levels.items()]
    return Finding(name=name, good=True, line=", ".join(levels) or "bawaan, indikatif")


def _webhook(app: App) -> Finding:
    """Tell whether changes are posted, and how many posts wait; the address is a secret."""
    if not app.settings.webhook:
        return Finding(name="webhook", good=True, line="tidak diatur")
    scope = app.repository.place(app.partition(PROGRAM, connection_check.FIRST_KLPD, 2025)).scope
    try:
        count = webhook.waiting(app.repository.root, scope)
    except STORE_PROBLEMS as error:
        return Finding(name="webhook", good=False, line=f"{error} [{error.who}]")
    return Finding(name="webhook", good=not count, line=f"diatur, {count} kabar menunggu dikirim")


def _tried(name: str, trial: Callable[[], None], success: str) -> Finding:
    """Return the finding of a trial: `success`, or the error that it raised."""
    try:
        trial()
    except ServiceError as error:
        return Finding(name=name, good=False, line=f"{error.message} [{error.who}]")
    return Finding(name=name, good=True, line=success)


def _check_conditional_writes(app: App) -> None:
    """Raise StoreUnavailable when of two writers to the same object both would succeed."""
    place, key = app.repository.objects, f"periksa/{uuid.uuid4().hex}"
    first, second = place.swap(key, b"satu", ""), place.swap(key, b"dua", "")
    content, tag = place.tagged(key)
    third, fourth = place.swap(key, b"tiga", tag), place.swap(key, b"empat", tag)
    place.remove(key)
    if (first, second, content, third, fourth) != (True, False, b"satu", True, False):
        raise StoreUnavailable("LENSA_DATA: bucket ini tidak mengenal tulis bersyarat (If-Match)")


def _sources(app: App, klpd: str) -> Iterator[Finding]:
    """Ask each upstream one question."""
    for source, checks in connection_check.examine(app.settings, app.clients, klpd).items():
        client = app.clients[source]
        where = client.upstream.host if app.live[source] else f"sandbox: {sample(source)}"
        if source == SOURCE and app.rup_source == "berkas":
            where = "LENSA_SUMBER: hanya baris impor"
        failed = next((check for check in checks if check.state == "gagal"), None)
        line = (
            f"{failed.detail} [{text(f'periksa.who.{failed.who}')}]" if failed else "dapat dibaca"
        )
        steps = []
        for check in checks:
            step, state = text(f"periksa.step.{check.step}"), text(f"periksa.state.{check.state}")
            steps.append(f"{step:17}{state:9}{connection_check.result_text(check)}")
            if check.then:
                advice = connection_check.advice(check)
                steps.append(f"{'':26}{text('periksa.next').lower()}, {advice}")
        line = f"{where}; {line}"
        yield Finding(name=source, good=failed is None, line=line, steps=tuple(steps))


def _stored(app: App) -> Iterator[Finding]:
    """Open every stored snapshot; yield the damaged ones, and what repair and `hapus` set aside."""
    unreadable = app.repository.unreadable()
    for error in unreadable:
        yield _damage(error)
    count, damaged = 0, 0
    for place, history in app.repository.everything():
        for manifest in history.passes:
            count += 1
            try:
                app.repository.read_pass(place, manifest)
            except STORE_PROBLEMS as error:
                damaged += 1
                yield _damage(error)
        ahead = sum(manifest.ahead for manifest in history.passes)
        if ahead:
            yield Finding(name="jam", good=True, line=f"{place}: {AHEAD_OF.format(n=ahead)}")
    line = f"{count - damaged} dari {count} snapshot utuh"
    if not count and not unreadable:
        line = f"{line}; {empty_store(app.rup_source)}"
    yield Finding(name="simpanan", good=not damaged, line=line, damage=bool(damaged))
    try:
        removed = set_aside.size(app.repository.objects)
    except StoreUnreadable as error:
        yield _damage(error)
        return
    if removed.files:
        megabytes = wording.number(removed.bytes / 1e6, 1)
        line = f"{removed.files} berkas, {megabytes} MB di {set_aside.FOLDER}, disimpan 400 hari"
        yield Finding(name="disisihkan", good=True, line=line)


def _damage(error: ServiceError) -> Finding:
    return Finding(name="simpanan", good=False, damage=True, line=f"{error} [{error.who}]")
