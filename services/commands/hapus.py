"""`hapus`: move stored partitions aside, so that nothing lists, counts or serves them."""

from __future__ import annotations

import sys
from argparse import Namespace

from .. import removal
from ..errors import STORE_PROBLEMS, BadRequest
from ..repository import Manifest
from ..upstream.catalog import find, klpd_names
from ..wiring import App
from . import values
from .console import DAMAGED, DONE, FAILED, PARTIAL, Console


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Say what would be moved, ask, move it, and say where it is."""
    kode, tahun, datasets = parse_arguments(arguments)
    undoing = arguments.impor_terakhir
    repository = app.repository
    if undoing:
        passes = removal.imports(repository, app.importer.scope, kode, tahun, datasets)
        described = {place: imported(manifest) for place, manifest in passes.items()}
    else:
        pieces = removal.stored(repository, kode, tahun, datasets)
        described = {place: f"{number} berkas" for place, number in pieces.items()}
    if not described:
        what = "impor" if undoing else "yang"
        console.say(f"tidak ada {what} tersimpan untuk {kode}{f' {tahun}' if tahun else ''}")
        return DONE
    for place, what in described.items():
        console.say(f"{place}: {what} ({place.scope})")
    if not arguments.ya:
        kind = "impor terakhir dari" if undoing else ""
        console.say(f"pindahkan {kind} {len(described)} bagian ini ke .rusak? ketik ya lalu Enter")
        if sys.stdin.readline().strip().lower() not in {"ya", "y"}:
            console.say("dibatalkan; tidak ada yang dipindahkan")
            return DONE
    act = removal.undo_imports if undoing else removal.remove
    done = act(repository, described, data=app.settings.data, locks=app.locks, waiting=console.wait)
    for error in done.errors:
        console.problem(error)
    if done.removed:
        console.say(f"{len(done.removed)} bagian dipindahkan ke {done.folder}; disimpan 400 hari")
    if not done.errors:
        return DONE
    if done.removed:
        return PARTIAL
    return DAMAGED if all(isinstance(e, STORE_PROBLEMS) for e in done.errors) else FAILED


def imported(manifest: Manifest) -> str:
    """Return which file an imported pass is from, and when it was imported."""
    file = manifest.imported.file if manifest.imported else ""
    return f"{manifest.rows} baris dari {file}, diimpor {manifest.fetched_at:%Y-%m-%dT%H:%M:%SZ}"


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
