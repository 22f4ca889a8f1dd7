"""`hapus`: move stored partitions aside, so that nothing lists, counts or serves them."""

from __future__ import annotations

import sys
from argparse import Namespace

from .. import removal
from ..errors import STORE_PROBLEMS, BadRequest
from ..upstream.catalog import find, klpd_names
from ..wiring import App
from . import values
from .console import DAMAGED, DONE, FAILED, PARTIAL, Console


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Say what would be moved, ask, move it, and say where it is."""
    kode, tahun, datasets = parse_arguments(arguments)
    pieces_by_place = removal.stored(app.repository, kode, tahun, datasets)
    if not pieces_by_place:
        console.say(f"tidak ada yang tersimpan untuk {kode}{f' {tahun}' if tahun else ''}")
        return DONE
    for place, pieces in pieces_by_place.items():
        console.say(f"{place}: {pieces} berkas ({place.scope})")
    if not arguments.ya:
        question = f"pindahkan {len(pieces_by_place)} bagian ini ke .rusak? ketik ya lalu Enter"
        console.say(question)
        if sys.stdin.readline().strip().lower() not in {"ya", "y"}:
            console.say("dibatalkan; tidak ada yang dipindahkan")
            return DONE
    done = removal.remove(
        app.repository,
        pieces_by_place,
        data=app.settings.data,
        locks=app.locks,
        waiting=console.wait,
    )
    for error in done.errors:
        console.problem(error)
    if done.removed:
        console.say(f"{len(done.removed)} bagian dipindahkan ke {done.folder}; disimpan 400 hari")
    if not done.errors:
        return DONE
    if done.removed:
        return PARTIAL
    return DAMAGED if all(isinstance(e, STORE_PROBLEMS) for e in done.errors) else FAILED


def parse_arguments(arguments: Namespace) -> tuple[str, int | None, tuple[str, ...]]:
    """Return KLPD, year and datasets; raise BadRequest before anything is read."""
    kode = values.klpd(arguments.klpd.strip().upper(), live=True)
    tahun = values.year(arguments.tahun) if arguments.tahun else None
    names = klpd_names()
    if arguments.dataset and arguments.dataset not in names:
        known = ", ".join(names)
        raise BadRequest(f"bukan dataset per KLPD: {arguments.dataset} (yang ada: {known})")
    if tahun and arguments.dataset and not find(arguments.dataset).by_klpd_year:
        raise BadRequest(f"{arguments.dataset} tidak mengenal --tahun")
    if not arguments.ya and not sys.stdin.isatty():
        raise BadRequest("hapus bertanya dahulu; tanpa terminal tambahkan --ya")
    return kode, tahun, (arguments.dataset,) if arguments.dataset else names
