"""`doctor`: configuration, reachability, tokens, disk and versions, without printing a secret."""

from __future__ import annotations

import platform
import shutil
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from services.areas import location_request, region_request
from services.commands.console import DAMAGED, DONE, FAILED, Console
from services.errors import ServiceError, StoreDamaged
from services.settings import SOURCES
from services.store.snapshots import Snapshots
from services.upstream.catalog import Request
from services.wiring import Parts

PACKAGES = ("streamlit", "httpx", "polars", "plotly", "pydeck", "diskcache", "msgspec", "stamina")
ROOM = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: whether it is well, and one line about it."""

    name: str
    good: bool
    line: str
    damage: bool = False


def run(given: Namespace, parts: Parts, console: Console) -> int:
    """Look at everything, print one line each; --perbaiki mends what is stored."""
    if given.perbaiki:
        for line in parts.repository.mend():
            console.say(line)
    findings = list(look(parts))
    for finding in findings:
        print(f"{'baik ' if finding.good else 'RUSAK'}  {finding.name}: {finding.line}")  # noqa: T201 - the answer of the command
    if any(f.damage for f in findings):
        return DAMAGED
    return DONE if all(f.good for f in findings) else FAILED


def look(parts: Parts) -> Iterator[Finding]:
    """Yield what was found, configuration first."""
    yield Finding(name="versi", good=True, line=_versions())
    yield _disk(parts.settings.data)
    for source in SOURCES:
        yield _source(parts, source)
    yield from _stored(parts)


def _versions() -> str:
    return ", ".join(
        [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)]
    )


def _disk(folder: Path) -> Finding:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    line = f"LENSA_DATA dapat ditulis, ruang bebas {free / ROOM:.1f} GiB"
    return Finding(name="penyimpanan", good=free > ROOM, line=line)


def _source(parts: Parts, source: str) -> Finding:
    client = parts.clients[source]
    where = client.upstream.host if parts.live[source] else "sandbox: DATA CONTOH (sintetis)"
    try:
        client.check(_cheapest(parts, source))
    except ServiceError as error:
        line = f"{where}; {error.message} [{error.who}]"
        return Finding(name=source, good=False, line=line)
    return Finding(name=source, good=True, line=f"{where}; dapat dibaca")


def _cheapest(parts: Parts, source: str) -> Request:
    if source == "satusehat":
        return region_request("provinces")
    if source == "lokasi":
        return location_request("negara")
    return parts.request("program-master", kode_klpd="D304", tahun="2025")


def _stored(parts: Parts) -> Iterator[Finding]:
    """Open every stored snapshot of every scope; a damaged one is named."""
    store = Snapshots(parts.settings.data)
    unreadable = parts.repository.unreadable()
    for error in unreadable:
        yield Finding(name="simpanan", good=False, damage=True, line=str(error))
    count, damaged = 0, 0
    for place, history in parts.repository.everything():
        for manifest in history.passes:
            count += 1
            try:
                store.read(place, manifest)
            except StoreDamaged as error:
                damaged += 1
                yield Finding(name="simpanan", good=False, damage=True, line=str(error))
    line = f"{count - damaged} dari {count} snapshot utuh"
    yield Finding(name="simpanan", good=not damaged, line=line, damage=bool(damaged))
