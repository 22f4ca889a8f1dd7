"""Repair what is stored: damaged passes leave their manifests, strays leave the partitions.

Nothing that could not be read is touched, and nothing is unlinked that may be the only copy: what
leaves is set aside (set_aside.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..errors import SourceUnavailable, StoreDamaged, StoreUnreadable
from .locks import Locking
from .manifests import History, Manifest
from .set_aside import SetAside, forget_old
from .snapshots import MANIFEST, TWIN, Place, Snapshots

PATIENCE = 2.0


def repair(store: Snapshots, scope: str, locks: Locking) -> Iterator[str]:
    """Repair every partition of a scope and yield one line for each thing done or left alone.

    A pass whose file is missing or fails its digest is taken out of its manifest, so that the one
    before serves. A manifest that cannot be trusted is restored from its copy; without one both
    are set aside and the partition is read anew later. Files that no manifest names are set aside.
    A partition of which anything cannot be read now is left as it is, and so is one that is being
    read, for its files stand on disk before its manifest names them.
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
    """Remove what was set aside over 400 days ago and yield a line for each act."""
    for name in forget_old(store.objects, store.now()):
        yield f"disisihkan lebih dari 400 hari lalu, dibuang: {name}"


def _partition(store: Snapshots, place: Place) -> Iterator[str]:
    aside = SetAside.begun(store.objects, store.now())
    try:
        history, wrong = store.recall(place)
    except StoreDamaged:
        for name in (MANIFEST, TWIN):
            aside.move(f"{place.key}/{name}")
        yield f"{place}: manifest rusak disisihkan; bagian ini akan dibaca ulang"
        return
    whole = tuple(p for p in history.passes if _is_whole(store, place, p))
    if wrong:
        aside.copy(f"{place.key}/{MANIFEST}")
        store.swap(place, replace(history, generation=history.generation + 1))
        yield f"{place}: manifest dipulihkan dari salinannya"
        history = store.history(place)
    yield from _passes(store, place, history, whole)


def _passes(
    store: Snapshots, place: Place, history: History, whole: tuple[Manifest, ...]
) -> Iterator[str]:
    if len(whole) < len(history.passes):
        swapped = replace(history, generation=history.generation + 1, passes=whole)
        store.swap(place, swapped)
        yield f"{place}: {len(history.passes) - len(whole)} putaran rusak dikeluarkan"
    strays = store.strays(place, replace(history, passes=whole))
    store.discard(place, strays)
    yield from (f"{place}: berkas tanpa manifest disisihkan: {name}" for name in strays)


def _is_whole(store: Snapshots, place: Place, manifest: Manifest) -> bool:
    """Tell whether a pass's file is there and as published; raise StoreUnreadable."""
    try:
        store.read(place, manifest)
    except StoreDamaged:
        return False
    return True
