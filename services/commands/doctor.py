"""`doctor`: configuration, reachability, tokens, disk and versions, without printing a secret."""

from __future__ import annotations

import os
import platform
import shutil
import uuid
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from .. import connection_check, machine
from ..connection_check import Check
from ..errors import (
    STORE_PROBLEMS,
    ServiceError,
    StoreDamaged,
    StoreUnavailable,
    StoreUnreadable,
)
from ..language import wording
from ..language.wording import text
from ..settings import proxies
from ..store import set_aside
from ..store.leases import Leases
from ..store.snapshots import write_aside
from ..wiring import App
from . import values
from .advice import empty_store
from .console import DAMAGED, DONE, FAILED, Console
from .fetch import origin

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
    """One thing looked at: whether it is well, one line about it, and the steps that led there."""

    name: str
    good: bool
    line: str
    damage: bool = False
    steps: tuple[str, ...] = ()


def run(given: Namespace, app: App, console: Console) -> int:
    """Look at everything, print one line each; --perbaiki mends what is stored."""
    klpd = values.klpd(
        connection_check.FIRST_KLPD if given.klpd is None else given.klpd,
        live=app.live["inaproc"],
    )
    repaired = not given.perbaiki or _repair(app, console)
    findings = list(look(app, klpd))
    for finding in findings:
        print(f"{'baik ' if finding.good else 'RUSAK'}  {finding.name}: {finding.line}")  # noqa: T201 - the answer of the command
        for step in finding.steps:
            print(f"       {step}")  # noqa: T201 - the answer of the command
    if not repaired or any(f.damage for f in findings):
        return DAMAGED
    return DONE if all(f.good for f in findings) else FAILED


def _repair(app: App, console: Console) -> bool:
    """Repair what is stored and say what was done; False when something cannot be read now."""
    try:
        for line in app.repository.repair():
            console.say(line)
    except StoreUnreadable as error:
        console.problem(error)
        return False
    return True


def look(app: App, klpd: str) -> Iterator[Finding]:
    """Yield what was found, configuration first; `klpd` is the one that INAPROC is asked for."""
    yield Finding(name="versi", good=True, line=_versions())
    yield Finding(name="setelan", good=True, line=connection_check.told(app.settings))
    yield _disk(app.settings.data, "LENSA_CACHE" if app.settings.bucket else "LENSA_DATA")
    yield _open_files()
    yield Finding(name="proxy", good=True, line=_proxies())
    shared = list(_shared(app))
    yield from shared
    yield from _sources(app, klpd)
    if all(found.good for found in shared):
        yield from _stored(app)


def _versions() -> str:
    return ", ".join(
        [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)]
    )


def _open_files() -> Finding:
    """Say how many files this process may open, and how many it has open."""
    found = machine.descriptors()
    bounds = (found.soft, found.hard)
    limit, hard = (wording.number(one, 0) if one else "tidak dibatasi" for one in bounds)
    used = f"{found.used} terpakai, " if found.used is not None else ""
    line = f"{used}batas {limit} (paling tinggi {hard})"
    advice = "; naikkan batas tertinggi: LimitNOFILE di unit, ulimit -Hn" if found.few else ""
    return Finding(name="berkas terbuka", good=not found.few, line=line + advice)


def _proxies() -> str:
    names = ", ".join(proxies())
    return f"{names} diatur, diabaikan: semua sambungan langsung" if names else "tidak diatur"


def _disk(folder: Path, name: str) -> Finding:
    there = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    free = shutil.disk_usage(there).free
    try:
        write_aside(folder / ".periksa", b"lensa")
        (folder / ".periksa").unlink()
    except (StoreDamaged, OSError) as error:
        return Finding(name="penyimpanan", good=False, line=f"{name} {error}")
    line = f"{name} dapat ditulis, ruang bebas {free / ROOM:.1f} GiB"
    return Finding(name="penyimpanan", good=free > ROOM, line=line)


def _shared(app: App) -> Iterator[Finding]:
    """Try the bucket and the locks that hosts share, where they are configured."""
    if app.settings.bucket:
        yield _tried("ember", _write_and_read, app, "dapat dibaca dan ditulis bersyarat")
    if isinstance(app.locks, Leases):
        yield _tried("kunci", _take_and_free, app, "LENSA_LOCK menjawab; dipakai semua mesin")
    elif app.one_host_only:
        yield Finding(name="kunci", good=True, line=ONE_HOST)


def _tried(name: str, trial: Callable[[App], None], app: App, well: str) -> Finding:
    try:
        trial(app)
    except ServiceError as error:
        return Finding(name=name, good=False, line=f"{error.message} [{error.who}]")
    return Finding(name=name, good=True, line=well)


def _write_and_read(app: App) -> None:
    """Put a store to the proof that two writers never both win."""
    place, key = app.repository.objects, f"periksa/{uuid.uuid4().hex}"
    first, second = place.swap(key, b"satu", ""), place.swap(key, b"dua", "")
    content, tag = place.tagged(key)
    third, fourth = place.swap(key, b"tiga", tag), place.swap(key, b"empat", tag)
    place.remove(key)
    if (first, second, content, third, fourth) != (True, False, b"satu", True, False):
        raise StoreUnavailable("LENSA_DATA: bucket ini tidak mengenal tulis bersyarat (If-Match)")


def _take_and_free(app: App) -> None:
    if isinstance(app.locks, Leases):
        app.locks.answer()


def _sources(app: App, klpd: str) -> Iterator[Finding]:
    for source, found in connection_check.examine(app.settings, app.clients, klpd).items():
        client = app.clients[source]
        where = (
            client.upstream.host if app.live[source] else f"sandbox: {origin(source, made_up=True)}"
        )
        failed = next((check for check in found if check.state == "gagal"), None)
        line = (
            f"{failed.detail} [{text(f'periksa.who.{failed.who}')}]" if failed else "dapat dibaca"
        )
        yield Finding(
            name=source, good=failed is None, line=f"{where}; {line}", steps=tuple(_steps(found))
        )


def _steps(found: Sequence[Check]) -> Iterator[str]:
    for check in found:
        step, state = text(f"periksa.step.{check.step}"), text(f"periksa.state.{check.state}")
        yield f"{step:17}{state:9}{connection_check.said(check)}"
        if check.then:
            yield f"{'':26}{text('periksa.next').lower()}, {connection_check.advice(check)}"


def _stored(app: App) -> Iterator[Finding]:
    """Open every stored snapshot of every scope; a damaged one is named."""
    unreadable = app.repository.unreadable()
    for error in unreadable:
        yield _problem(error)
    count, damaged = 0, 0
    for place, history in app.repository.everything():
        for manifest in history.passes:
            count += 1
            try:
                app.repository.read_pass(place, manifest)
            except STORE_PROBLEMS as error:
                damaged += 1
                yield _problem(error)
        if wrong := [p for p in history.passes if p.ahead]:
            yield Finding(name="jam", good=True, line=f"{place}: {AHEAD_OF.format(n=len(wrong))}")
    line = f"{count - damaged} dari {count} snapshot utuh"
    if not count and not unreadable:
        line = f"{line}; {empty_store(live=app.live['inaproc'])}"
    yield Finding(name="simpanan", good=not damaged, line=line, damage=bool(damaged))
    yield from _set_aside(app)


def _problem(error: ServiceError) -> Finding:
    return Finding(name="simpanan", good=False, damage=True, line=f"{error} [{error.who}]")


def _set_aside(app: App) -> Iterator[Finding]:
    """Say how much repair and `hapus` moved aside, if anything."""
    try:
        size = set_aside.size(app.repository.objects)
    except StoreUnreadable as error:
        yield _problem(error)
        return
    if size.files:
        megabytes = wording.number(size.bytes / 1e6, 1)
        line = f"{size.files} berkas, {megabytes} MB di {set_aside.FOLDER}, disimpan 400 hari"
        yield Finding(name="disisihkan", good=True, line=line)
