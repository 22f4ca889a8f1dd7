"""Keep the index in step with the store: what changed is indexed anew, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from services.repository import Repository
from services.search.entries import entries
from services.search.index import Index
from services.upstream.catalog import RUP, find

Tell = Callable[[int, int], None]


def index_path(root: Path, scope: str) -> Path:
    """Return where the index of a scope lies below the data folder."""
    return root / "cari" / f"{scope}.sqlite"


def refresh(repository: Repository, index: Index, *, tell: Tell | None = None) -> int:
    """Index every stored RUP partition whose newest pass is not indexed yet; return how many.

    `tell` receives (done, all) after each partition.
    """
    known = index.digests()
    names = {dataset.folder for dataset in RUP}
    stale = [
        (place, history.at(None)[0])
        for place, history in repository.stored("inaproc")
        if place.dataset in names and history.passes
    ]
    todo = [(place, newest) for place, newest in stale if known.get(str(place)) != newest.digest]
    for done, (place, newest) in enumerate(todo, start=1):
        values = dict(place.parts)
        snapshot = repository.peek(find(place.dataset).request(**values))
        if snapshot:
            found = entries(place.dataset, snapshot.frame.lazy()).collect()
            index.put(str(place), newest.digest, values["kode_klpd"], int(values["tahun"]), found)
        if tell:
            tell(done, len(todo))
    return len(todo)
