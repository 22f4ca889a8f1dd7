"""Mend what is stored: damaged passes leave their manifests, strays leave the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from services.errors import SourceUnavailable, StoreDamaged
from services.store.locks import Locks
from services.store.snapshots import MANIFEST, History, Manifest, Place, Snapshots, write_aside

PATIENCE = 2.0


def mend(store: Snapshots, scope: str, locks: Locks) -> Iterator[str]:
    """Mend every partition of a scope and yield one line for each thing done.

    A pass whose file is damaged is taken out of its manifest, so that the one before serves. A
    manifest that cannot be read is set aside beside itself and the partition is read anew later.
    Files that no manifest names are removed. A partition that is being read is left alone, for
    its files stand on disk before its manifest names them.
    """
    for place in list(store.places(scope)):
        try:
            with locks.hold(place.lock(store.root), patience=PATIENCE):
                lines = list(_partition(store, place))
        except SourceUnavailable:
            lines = [f"{place}: sedang dibaca, dilewati"]
        yield from lines


def _partition(store: Snapshots, place: Place) -> Iterator[str]:
    folder = place.folder(store.root)
    try:
        history = store.history(place)
    except StoreDamaged:
        (folder / MANIFEST).rename(folder / f"{MANIFEST}.rusak")
        yield f"{place}: manifest rusak disisihkan; bagian ini akan dibaca ulang"
    else:
        yield from _passes(store, place, history, folder)


def _passes(store: Snapshots, place: Place, history: History, folder: Path) -> Iterator[str]:
    whole = tuple(p for p in history.passes if _is_whole(store, place, p))
    if len(whole) < len(history.passes):
        swapped = replace(history, generation=history.generation + 1, passes=whole)
        write_aside(folder / MANIFEST, msgspec.json.encode(swapped))
        yield f"{place}: {len(history.passes) - len(whole)} putaran rusak dikeluarkan"
    named = {MANIFEST, *(p.file for p in whole)}
    strays = [p for p in folder.iterdir() if p.is_file() and p.name not in named]
    for stray in sorted(strays):
        stray.unlink(missing_ok=True)
        yield f"{place}: berkas tanpa manifest dibuang: {stray.name}"


def _is_whole(store: Snapshots, place: Place, manifest: Manifest) -> bool:
    try:
        store.read(place, manifest)
    except StoreDamaged:
        return False
    return True
