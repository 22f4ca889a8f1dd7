"""Repair a store: remove damaged passes from manifests and stray files from partitions.

What cannot be read now is left as it is, and files are set aside, not deleted (set_aside.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...errors import SourceUnavailable, StoreDamaged, StoreUnreadable
from ..locking.locks import Locking
from ..manifests import Manifest
from ..set_aside import SetAside, forget_old
from ..snapshots import MANIFEST, TWIN, Place, Snapshots

PATIENCE = 2.0


def repair(store: Snapshots, scope: str, locks: Locking) -> Iterator[str]:
    """Repair every partition of a scope and yield a line for each change or skipped partition.

    A pass whose file is missing or does not match its digest is removed from its manifest, so that
    the one before is used. A damaged manifest is restored from its copy; without a copy both are
    set aside and the partition is read again later. Files that no manifest names are set aside.
    A partition is skipped when anything of it cannot be read now, or while a pass reads it, as its
    files are on disk before its manifest names them.
    """
    listed = store.listed(scope)
    yield from (f"{problem}; dibiarkan" for problem in listed.problems)
    for place, _ in listed.places:
        try:
            with (
                locks.hold(place.lock(store.root), patience=PATIENCE, label=str(place)),
                store.objects.fenced(place.key, patience=PATIENCE),
            ):
                lines = list(_partition(store, place))
        except StoreUnreadable as error:
            lines = [f"{error}; bagian ini dibiarkan"]
        except SourceUnavailable:
            lines = [f"{place}: sedang dibaca, dilewati"]
        yield from lines


def forgotten(store: Snapshots) -> Iterator[str]:
    """Remove what was set aside over 400 days ago and yield a line for each removal."""
    for name in forget_old(store.objects, store.now()):
        yield f"disisihkan lebih dari 400 hari lalu, dibuang: {name}"


def _partition(store: Snapshots, place: Place) -> Iterator[str]:
    """Repair one locked partition and yield a line for each change."""
    aside = SetAside.begun(store.objects, store.now())
    try:
        history, damage = store.recall(place)
    except StoreDamaged:
        for name in (MANIFEST, TWIN):
            aside.move(f"{place.key}/{name}")
        yield f"{place}: manifest rusak disisihkan; bagian ini akan dibaca ulang"
        return
    intact = tuple(p for p in history.passes if _is_intact(store, place, p))
    if damage:
        aside.copy(f"{place.key}/{MANIFEST}")
        store.swap(place, replace(history, generation=history.generation + 1))
        yield f"{place}: manifest dipulihkan dari salinannya"
        history = store.history(place)
    if len(intact) < len(history.passes):
        store.swap(place, replace(history, generation=history.generation + 1, passes=intact))
        yield f"{place}: {len(history.passes) - len(intact)} putaran rusak dikeluarkan"
    strays = store.strays(place, replace(history, passes=intact))
    store.discard(place, strays)
    yield from (f"{place}: berkas tanpa manifest disisihkan: {name}" for name in strays)


def _is_intact(store: Snapshots, place: Place, manifest: Manifest) -> bool:
    """Return whether the file of a pass matches its digest; raise StoreUnreadable."""
    try:
        store.read(place, manifest)
    except StoreDamaged:
        return False
    return True
