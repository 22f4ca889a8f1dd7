"""What is stored of the partitions: read, listed, repaired and removed without any upstream."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from ..errors import StoreUnavailable
from ..store.backends.objects import Objects, Piece
from ..store.backends.recent import Recent
from ..store.checkpoints import Checkpoints
from ..store.locking.locks import Locking, OnWait
from ..store.maintenance.removal import keys_by_partition, remove, undo_import
from ..store.maintenance.repair import forgotten, repair
from ..store.set_aside import SetAside
from ..store.snapshots import History, Manifest, Place, Snapshots
from ..store.survey import Found, Problem, Survey
from ..upstream.dataset import Dataset, Request
from .frame_cache import FrameCache
from .imports import RUP_SOURCE, Imports, ImportScopes, merged, union
from .snapshot import Snapshot, Stored
from .unpublished import hides

FRAME_CACHE_BYTES = 600 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """The pass that counts and where it is stored.

    damage: what is wrong with its manifest. away: why an earlier answer of the store stands.
    """

    place: Place
    manifest: Manifest
    damage: str
    away: StoreUnavailable | None


class StoredPartitions:
    """The stored partitions of one configuration. Threads share one object.

    While a shared store does not answer, its last known state is served and marked as stale.
    """

    def __init__(
        self,
        *,
        scopes: Mapping[str, str],
        snapshots: Snapshots,
        checkpoints: Checkpoints,
        locks: Locking,
        local: Path,
        catalogue: Container[str],
        imports: Imports | None = None,
    ) -> None:
        """Store the collaborators; see Repository."""
        self._scopes = scopes
        self._imports = imports
        self._import_scopes = ImportScopes(snapshots.objects, imports.scope) if imports else None
        self._store = snapshots
        self._checkpoints = checkpoints
        self._locks = locks
        self._local = local
        self._frames = FrameCache(FRAME_CACHE_BYTES)
        self._histories = Recent[tuple[History, str]]()
        self._survey = Survey(snapshots, hidden=hides(catalogue))

    def place(self, request: Request) -> Place:
        """Return where the passes of a request are published."""
        return Place(
            scope=self._scopes[request.dataset.source],
            dataset=request.dataset.folder,
            parts=request.parts,
        )

    def scopes(self, source: str) -> tuple[str, ...]:
        """Return the scopes that a source is read from: its own, then those of imports."""
        own = self._scopes[source]
        imported = self._import_scopes.names() if self._import_scopes else ()
        return (own, *(s for s in imported if s != own)) if source == RUP_SOURCE else (own,)

    def peek(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        """Return the stored snapshot, None when there is none; no upstream is asked.

        hold: keep the rows in the frame cache; False for callers that read everything once.
        """
        return self._stored(request, at, hold=hold)

    def results_place(self, source: str, *within: str) -> tuple[Path, Piece | None]:
        """Return where results over all partitions of a source are stored.

        This is a folder of this machine and, when data are in a bucket, the object it is a copy of.
        """
        shared = Piece(self._store.objects, "/".join(("national", self._scopes[source], *within)))
        folder = shared.objects.path(shared.key)
        return (folder, None) if folder else (self._local / shared.key, shared)

    @property
    def root(self) -> Path | Objects:
        """Return where the data are: a folder of this machine, or a bucket."""
        return self._store.root

    @property
    def objects(self) -> Objects:
        """Return the pieces of bytes that everything stored is made of."""
        return self._store.objects

    def place_of(self, request: Request, manifest: Manifest) -> Place:
        """Return where one pass of a request is stored."""
        places = self._places(request)
        holding = (place for place in places if manifest in self._recall(place)[0].passes)
        return next(holding, places[0])

    def read_pass(self, place: Place, manifest: Manifest) -> pl.DataFrame:
        """Return the rows of one pass; raise StoreDamaged or StoreUnreadable."""
        return self._store.read(place, manifest)

    def file_of(self, stored: Stored, folder: Path) -> Path | None:
        """Return a Parquet file with the rows of a pass, None when it is damaged.

        It is the stored file itself or, for a bucket, a copy in `folder`; its digest was checked.
        """
        place = self.place_of(stored.request, stored.manifest)
        return self._store.intact_file(place, stored.manifest, folder)

    def pieces(self, dataset: Dataset, kode: str) -> dict[Place, list[str]]:
        """Return the keys in each partition of a KLPD, whether a manifest names them or not.

        Raises StoreUnreadable when they cannot be listed now.
        """
        return {
            place: keys
            for scope in self.scopes(dataset.source)
            for place, keys in keys_by_partition(self._store, scope, dataset.folder, kode).items()
        }

    def begin_removal(self) -> SetAside:
        """Return a new folder for what is set aside."""
        return SetAside.begun(self._store.objects, self._store.now())

    def history(self, request: Request) -> History:
        """Return all stored passes of a request, the one that counts last.

        They are from the manifest's copy where the manifest is damaged.
        """
        return merged(self._recall(place)[0] for place in self._places(request))

    def surveyed(self, source: str, *within: str) -> Found:
        """Return the partitions of a source, or of a folder; the same object while unchanged.

        A partition that is stored in several scopes stands there once, with all its passes.
        """
        listings = tuple(self._survey.of(scope, *within) for scope in self.scopes(source))
        return union(listings) if len(listings) > 1 else listings[0]

    def everything(self) -> list[tuple[Place, History]]:
        """Return every readable partition of all sources, once for each scope that holds it."""
        return [partition for survey in self._surveys() for partition in survey.readable]

    def unreadable(self) -> list[Problem]:
        """Return the error of every stored partition or folder that cannot be read."""
        return [error for survey in self._surveys() for error in survey.problems]

    def away(self) -> StoreUnavailable | None:
        """Return the error of a shared store that does not answer and was never read, else None."""
        if self._store.objects.path("") is None and not len(self._survey):
            try:
                self._store.objects.exists("snapshots")
            except StoreUnavailable as error:
                return error
        return None

    def _surveys(self) -> list[Found]:
        return [self._survey.of(scope) for scope in self._every_scope()]

    def _every_scope(self) -> list[str]:
        return sorted({scope for source in self._scopes for scope in self.scopes(source)})

    def repair(self) -> Iterator[str]:
        """Repair every scope of this configuration; yield a line for each change."""
        for scope in self._every_scope():
            yield from repair(self._store, scope, self._locks)
        yield from forgotten(self._store)
        yield from (f"sisa bacaan dibuang: {path.name}" for path in self._checkpoints.sweep())

    def remove(self, place: Place, aside: SetAside, waiting: OnWait | None = None) -> None:
        """Set a partition aside, and remove its recorded pages; raise Busy."""
        remove(self._store, place, self._locks, aside, waiting)
        self._checkpoints.forget(place.lock(self._store.root))
        self._histories.drop(place)
        self.changed()

    def changed(self) -> None:
        """List anew next time: this process published, imported or removed something."""
        self._survey.forget()
        if self._import_scopes:
            self._import_scopes.forget()

    def _places(self, request: Request) -> list[Place]:
        """Return the places that a request is read from, that of its own passes first."""
        own = self.place(request)
        return [replace(own, scope=scope) for scope in self.scopes(request.dataset.source)]

    def _asked(self, request: Request) -> bool:
        """Return whether the source of a request is asked for rows at all."""
        imported = self._imports is not None and self._imports.only
        return not imported or request.dataset.source != RUP_SOURCE

    def imported(self, scope: str, dataset: Dataset, kode: str) -> dict[Place, Manifest]:
        """Return the newest pass of each partition of a KLPD in a scope, where it was imported."""
        places = self._store.places(scope, dataset.folder, f"kode_klpd={kode}")
        newest = {place: self._store.history(place).passes[-1:] for place in places}
        return {place: last[0] for place, last in newest.items() if last and last[0].imported}

    def undo_import(
        self, place: Place, aside: SetAside, waiting: OnWait | None = None
    ) -> Manifest | None:
        """Set the newest pass aside if it was imported, and return it; raise Busy."""
        undone = undo_import(self._store, place, self._locks, aside, waiting)
        self._histories.drop(place)
        self.changed()
        return undone

    def _known(self, request: Request) -> Stored | None:
        """Return the manifest of what was read, or of imports where a source is not asked."""
        counting = None if self._asked(request) else self._counting(request, None)
        newest = self._store.newest(counting.place if counting else self.place(request))
        if newest is None:
            return None
        manifest, damage = newest
        return Stored(request=request, manifest=manifest, stale=bool(damage), reason=damage)

    def _recall(self, place: Place) -> tuple[History, str, StoreUnavailable | None]:
        """Return passes, what is wrong with their manifest, and why an earlier answer stands."""
        (history, damage), away = self._histories.ask(place, lambda: self._store.recall(place))
        return history, damage, away

    def _counting(self, request: Request, at: datetime | None) -> _Counting | None:
        """Return the pass of a request that counts at an instant, None when there is none."""
        recalled = {place: self._recall(place) for place in self._places(request)}
        history = merged(history for history, _, _ in recalled.values())
        newest = next(iter(history.at(at)), None)
        if newest is None:
            return None
        return next(
            _Counting(place=place, manifest=newest, damage=damage, away=away)
            for place, (history, damage, away) in recalled.items()
            if newest in history.passes
        )

    def _stored(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        """Return what is stored with its rows, from the frame cache if possible."""
        counting = self._counting(request, at)
        if counting is None:
            return None
        newest = counting.manifest
        frame = self._frames.get(newest.digest)
        if frame is not None and not counting.damage:
            why = counting.away.message if counting.away else ""
            return Snapshot(
                request=request, frame=frame, manifest=newest, stale=bool(why), reason=why, at=at
            )
        if (opened := self._store.open(counting.place, at)) is None:
            return None
        frame = request.dataset.completed(opened.frame.lazy()).collect()
        if hold:
            self._frames.put(opened.manifest.digest, frame)
        return Snapshot(
            request=request,
            frame=frame,
            manifest=opened.manifest,
            stale=bool(opened.damage),
            reason=opened.damage,
            at=at,
        )
