"""`hapus`: move stored partitions aside, so that nothing lists, counts or serves them."""

from __future__ import annotations

import sys
from argparse import Namespace

from .. import removal
from ..errors import STORE_PROBLEMS, BadRequest
from ..removal import Removal
from ..upstream.catalog import klpd_year_names
from ..wiring import App
from . import values
from .console import DAMAGED, DONE, FAILED, PARTIAL, Console


def run(given: Namespace, app: App, console: Console) -> int:
    """Say what would be moved, ask, move it, and say where it is."""
    kode, tahun, datasets = asked(given)
    found = removal.stored(app.repository, kode, tahun, datasets)
    if not found:
        console.say(f"tidak ada yang tersimpan untuk {kode}{f' {tahun}' if tahun else ''}")
        return DONE
    for place, pieces in found.items():
        console.say(f"{place}: {pieces} berkas ({place.scope})")
    if not given.ya and not _agreed(console, len(found)):
        console.say("dibatalkan; tidak ada yang dipindahkan")
        return DONE
    done = removal.remove(
        app.repository,
        found,
        data=app.settings.data,
        locks=app.locks,
        waiting=console.wait,
    )
    for error in done.errors:
        console.problem(error)
    if done.removed:
        console.say(f"{len(done.removed)} bagian dipindahkan ke {done.folder}; disimpan 400 hari")
    return _code(done)


def asked(given: Namespace) -> tuple[str, int | None, tuple[str, ...]]:
    """Return KLPD, year and datasets; raise BadRequest before anything is read."""
    kode = values.klpd(given.klpd.strip().upper(), live=True)
    tahun = values.year(given.tahun) if given.tahun else None
    names = klpd_year_names()
    if given.dataset and given.dataset not in names:
        known = ", ".join(names)
        raise BadRequest(f"bukan dataset per KLPD: {given.dataset} (yang ada: {known})")
    if not given.ya and not sys.stdin.isatty():
        raise BadRequest("hapus bertanya dahulu; tanpa terminal tambahkan --ya")
    return kode, tahun, (given.dataset,) if given.dataset else names


def _agreed(console: Console, count: int) -> bool:
    console.say(f"pindahkan {count} bagian ini ke .rusak? ketik ya lalu Enter")
    return sys.stdin.readline().strip().lower() in {"ya", "y"}


def _code(done: Removal) -> int:
    if not done.errors:
        return DONE
    if done.removed:
        return PARTIAL
    return DAMAGED if all(isinstance(e, STORE_PROBLEMS) for e in done.errors) else FAILED
