"""Mend what is stored: damaged passes leave their manifests, strays leave the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from services.errors import SourceUnavailable, StoreDamaged
from services.store.locks import Locking
from services.store.manifests import History, Manifest
from services.store.snapshots import MANIFEST, TWIN, Place, Snapshots

PATIENCE = 2.0


def mend(store: Snapshots, scope: str, locks: Locking) -> Iterator[str]:
    """Mend every partition of a scope and yield one line for each thing done.

    A pass whose file is damaged is taken out of its manifest, so that the one before serves. A
    manifest that cannot be trusted is restored from its copy; without one it is set aside beside
    itself and the partition is read anew later.
    Files that no manifest names are removed. A partition that is being read is left alone, for
    its files stand on disk before its manifest names them.
    """
    for place in list(store.places(scope)):
        try:
            with (
                locks.hold(place.lock(store.root), patience=PATIENCE),
                store.objects.fenced(place.key, patience=PATIENCE),
            ):
                lines = list(_partition(store, place))
        except SourceUnavailable:
            lines = [f"{place}: sedang dibaca, dilewati"]
        yield from lines


def _partition(store: Snapshots, place: Place) -> Iterator[str]:
    try:
        history, wrong = store.recall(place)
    except StoreDamaged:
        for name in (MANIFEST, TWIN):
            _set_aside(store, f"{place.key}/{name}")
        yield f"{place}: manifest rusak disisihkan; bagian ini akan dibaca ulang"
        return
    if wrong:
        store.swap(place, replace(history, generation=history.generation + 1))
        yield f"{place}: manifest dipulihkan dari salinannya"
        history = store.history(place)
    yield from _passes(store, place, history)


def _set_aside(store: Snapshots, key: str) -> None:
    with suppress(FileNotFoundError):
        store.objects.create(f"{key}.rusak", store.objects.read(key))
        store.objects.remove(key)


def _passes(store: Snapshots, place: Place, history: History) -> Iterator[str]:
    whole = tuple(p for p in history.passes if _is_whole(store, place, p))
    if len(whole) < len(history.passes):
        swapped = replace(history, generation=history.generation + 1, passes=whole)
        store.swap(place, swapped)
        yield f"{place}: {len(history.passes) - len(whole)} putaran rusak dikeluarkan"
    for stray in store.strays(place, replace(history, passes=whole)):
        store.objects.remove(f"{place.key}/{stray}")
        yield f"{place}: berkas tanpa manifest dibuang: {stray}"


def _is_whole(store: Snapshots, place: Place, manifest: Manifest) -> bool:
    try:
        store.read(place, manifest)
    except StoreDamaged:
        return False
    return True
