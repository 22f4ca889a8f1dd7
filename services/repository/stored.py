"""What is stored of the partitions: read, listed, repaired and removed without any upstream."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import polars as pl

from ..errors import StoreUnavailable
from ..store.checkpoints import Checkpoints
from ..store.locks import Locking, OnWait
from ..store.objects import Objects, Piece
from ..store.recent import Recent
from ..store.removal import keys_by_partition, remove, undo_import
from ..store.repair import forgotten, repair
from ..store.set_aside import SetAside
from ..store.snapshots import History, Manifest, Place, Snapshots
from ..store.survey import Found, Problem, Survey
from ..upstream.dataset import Dataset, Request
from .frame_cache import FrameCache
from .snapshot import Snapshot, Stored
from .unpublished import hides

FRAME_CACHE_BYTES = 600 * 1024 * 1024


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
    ) -> None:
        """Store the collaborators; see Repository."""
        self._scopes = scopes
        self._store = snapshots
        self._checkpoints = checkpoints
        self._locks = locks
        self._local = local
        self._frames = FrameCache(FRAME_CACHE_BYTES)
        self._histories = Recent[tuple[History, str]]()
        self._survey = Survey(snapshots, hidden=hides(catalogue))

    def place(self, request: Request) -> Place:
        """Return where a request is stored."""
        return Place(
            scope=self._scopes[request.dataset.source],
            dataset=request.dataset.folder,
            parts=request.parts,
        )

    def scope(self, source: str) -> str:
        """Return the scope of a source in stored paths."""
        return self._scopes[source]

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

    def read_pass(self, place: Place, manifest: Manifest) -> pl.DataFrame:
        """Return the rows of one pass; raise StoreDamaged or StoreUnreadable."""
        return self._store.read(place, manifest)

    def file_of(self, stored: Stored, folder: Path) -> Path | None:
        """Return a Parquet file with the rows of a pass, None when it is damaged.

        It is the stored file itself or, for a bucket, a copy in `folder`; its digest was checked.
        """
        return self._store.intact_file(self.place(stored.request), stored.manifest, folder)

    def pieces(self, dataset: Dataset, kode: str) -> dict[Place, list[str]]:
        """Return the keys in each partition of a KLPD, whether a manifest names them or not.

        Raises StoreUnreadable when they cannot be listed now.
        """
        scope = self._scopes[dataset.source]
        return keys_by_partition(self._store, scope, dataset.folder, kode)

    def begin_removal(self) -> SetAside:
        """Return a new folder for what is set aside."""
        return SetAside.begun(self._store.objects, self._store.now())

    def history(self, request: Request) -> History:
        """Return all stored passes of a request, from the manifest's copy where that is damaged."""
        return self._recall(self.place(request))[0]

    def surveyed(self, source: str, *within: str) -> Found:
        """Return the partitions of a source, or of a folder; the same object while unchanged."""
        return self._survey.of(self._scopes[source], *within)

    def everything(self) -> list[tuple[Place, History]]:
        """Return every readable partition of all sources, each once."""
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
        return [self._survey.of(scope) for scope in sorted(set(self._scopes.values()))]

    def repair(self) -> Iterator[str]:
        """Repair every scope of this configuration; yield a line for each change."""
        for scope in sorted(set(self._scopes.values())):
            yield from repair(self._store, scope, self._locks)
        yield from forgotten(self._store)
        yield from (f"sisa bacaan dibuang: {path.name}" for path in self._checkpoints.sweep())

    def remove(self, place: Place, aside: SetAside, waiting: OnWait | None = None) -> None:
        """Set a partition aside, and remove its recorded pages; raise Busy."""
        remove(self._store, place, self._locks, aside, waiting)
        self._checkpoints.forget(place.lock(self._store.root))
        self._histories.drop(place)
        self._survey.forget()

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
        self._survey.forget()
        return undone

    def _known(self, request: Request) -> Stored | None:
        """Return the manifest of what is stored, None when nothing is."""
        newest = self._store.newest(self.place(request))
        if newest is None:
            return None
        manifest, damage = newest
        return Stored(request=request, manifest=manifest, stale=bool(damage), reason=damage)

    def _recall(self, place: Place) -> tuple[History, str, StoreUnavailable | None]:
        """Return passes, what is wrong with their manifest, and why an earlier answer stands."""
        (history, damage), away = self._histories.ask(place, lambda: self._store.recall(place))
        return history, damage, away

    def _stored(
        self, request: Request, at: datetime | None = None, *, hold: bool = True
    ) -> Snapshot | None:
        """Return what is stored with its rows, from the frame cache if possible."""
        place = self.place(request)
        history, damage, away = self._recall(place)
        newest = next(iter(history.at(at)), None)
        if newest is None:
            return None
        frame = self._frames.get(newest.digest)
        if frame is not None and not damage:
            why = away.message if away else ""
            return Snapshot(
                request=request, frame=frame, manifest=newest, stale=bool(why), reason=why, at=at
            )
        if (opened := self._store.open(place, at)) is None:
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
