"""`watch`: read again, print what changed since the last run, exit 10 if anything did."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from ..analysis.frames import RUP
from ..errors import (
    STORE_PROBLEMS,
    BadRequest,
    ServiceError,
    SourceUnavailable,
    StoreDamaged,
    StoreUnreadable,
)
from ..reference import loader
from ..repository import Outcome, gather, now_utc
from ..store.backends.objects import Piece
from ..store.snapshots import write_aside
from ..upstream.connection.transport import Transport
from ..watch import changes, feed, webhook
from ..watch.changes import Change, Memory
from ..wiring import App
from . import values
from .console import CHANGED, DAMAGED, DONE, FAILED, PARTIAL, Console, emit
from .fetch import described

PATIENCE = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What to watch and where to write; `scope` is the part of the store that is watched."""

    klpd: tuple[str, ...]
    tahun: tuple[int, ...]
    scope: str
    memory: Path | Piece
    atom: Path | None
    address: str


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Read, compare, print, remember, write the feed; one watch of a set runs at a time."""
    wanted = parse_arguments(arguments, app)
    lock, label = str(wanted.memory), f"watch {','.join(wanted.klpd)}"
    with app.locks.hold(lock, patience=PATIENCE, label=label, waiting=console.wait):
        before = changes.remembered(wanted.memory) or Memory(
            klpd=wanted.klpd, tahun=wanted.tahun, begun=now_utc()
        )
        requests = app.rup(RUP, wanted.klpd, wanted.tahun)
        outcomes = gather(app.repository, requests, refresh=True, tell=console.tally)
        console.clear()
        memory, change_list, errors = compared(app, before, outcomes, console)
        for error in errors:
            console.problem(error)
        for change in change_list:
            lines = [feed.title(change), *(f"  {line}" for line in feed.details(change))]
            emit("".join(f"{line}\n" for line in lines).encode())
        if app.settings.webhook:  # before the watch remembers: a crash in between posts it again
            box = webhook.outbox(wanted.memory)
            box.put(webhook.post(change, wanted.scope, wanted.address) for change in change_list)
        changes.remember(wanted.memory, memory)
        if app.settings.webhook:
            transport = Transport("")
            try:
                secret = app.settings.webhook_secret
                left = box.deliver(
                    webhook.sender(transport, app.settings.webhook, secret, time.time)
                )
            finally:
                transport.close()
            if left:  # what could not be posted, on one line
                console.say(left)
        if wanted.atom:
            _publish(wanted.atom, feed.atom(memory, wanted.scope, wanted.address))
    if change_list:
        return CHANGED
    if not errors:
        return DONE
    if len(errors) < len(outcomes):
        return PARTIAL
    return DAMAGED if all(isinstance(error, STORE_PROBLEMS) for error in errors) else FAILED


def parse_arguments(arguments: Namespace, app: App) -> Arguments:
    """Return what to watch; raise BadRequest for a value of the wrong form, before any read."""
    klpd = tuple(sorted(values.klpd_list(arguments.klpd, live=not app.sandbox)))
    tahun = tuple(values.years(arguments.tahun))
    if arguments.alamat is not None and not (arguments.atom or app.settings.webhook):
        raise BadRequest(
            "--alamat hanya berlaku bersama --atom atau LENSA_WEBHOOK, untuk tautannya"
        )
    atom = Path(arguments.atom) if arguments.atom else None
    if atom:
        if atom.is_dir() or not atom.parent.is_dir():
            raise BadRequest(f"berkas tujuan tidak dapat ditulis: {atom}")
        values.check_folder(atom)
    scope = app.repository.place(app.rup(RUP[:1], klpd[:1], tahun[:1])[0]).scope
    address = arguments.alamat or ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError as error:
        raise BadRequest("--alamat bukan alamat yang sah") from error
    plain = address.isascii() and address.isprintable() and " " not in address
    known = parts.scheme in {"http", "https"} and host and "@" not in parts.netloc
    if address and not (plain and known and not parts.query and not parts.fragment):
        raise BadRequest("--alamat harus alamat akar dasbor, misalnya https://rup.contoh.go.id")
    return Arguments(
        klpd=klpd,
        tahun=tahun,
        scope=scope,
        memory=changes.memory_path(app.repository.root, scope, klpd, tahun),
        atom=atom,
        address=address or app.settings.address,
    )


def compared(
    app: App, before: Memory, outcomes: Sequence[Outcome], console: Console
) -> tuple[Memory, list[Change], list[ServiceError]]:
    """Return the new memory, what changed, and what could not be read or compared.

    A partition that could not be read now keeps its last seen snapshot. Where that snapshot is gone
    an error is returned once, and the new snapshot is watched from now on.
    """
    names = dict(loader.klpd().select("kd_klpd", "nama_klpd").iter_rows())
    seen, change_list, errors = dict(before.seen), list[Change](), list[ServiceError]()
    for outcome in outcomes:
        snapshot = outcome.snapshot
        if snapshot is None or snapshot.stale:
            stale = SourceUnavailable(
                snapshot.reason if snapshot else "tidak terbaca",
                where=str(snapshot.request) if snapshot else "",
            )
            errors.append(outcome.error or stale)
            continue
        key, kode = str(outcome.request), outcome.request.values["kode_klpd"]
        console.say(described(snapshot))
        if key not in seen:
            console.say(f"{key}: pertama kali dilihat, perubahan dihitung mulai sekarang")
        name = names.get(kode) or next(iter(snapshot.frame["nama_klpd"].drop_nulls()), "")
        try:
            change = changes.look(app.repository, snapshot, seen.get(key), str(name))
        except StoreUnreadable as error:
            errors.append(error)
            continue  # the last seen snapshot may be readable next time: keep it
        except StoreDamaged as error:
            errors.append(error)
        else:
            change_list += [change] if change else []
        seen[key] = changes.as_seen(snapshot.manifest)
    if not change_list:
        console.say("tidak ada perubahan pada yang terbaca")
    return replace(before, seen=seen).with_changes(change_list), change_list, errors


def _publish(path: Path, content: bytes) -> None:
    """Replace the feed file, unless it has this content already."""
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        write_aside(path, content)
        path.chmod(0o644)  # a web server of another user reads it
    except (StoreDamaged, OSError) as error:
        raise BadRequest(f"berkas tujuan tidak dapat ditulis: {path}") from error
