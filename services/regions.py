"""Read regions and locations through the repository: which requests a level needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl

from .errors import BadRequest
from .repository import Repository, Snapshot
from .upstream.catalog import LEVELS, LOCATION_LEVELS, find
from .upstream.dataset import Request
from .upstream.walk.progress import Progress

PARENT_PARAM = {
    "cities": "province_codes",
    "districts": "city_codes",
    "sub-districts": "district_codes",
}
LOCATION_PARENT = dict(
    zip(LOCATION_LEVELS[1:], ("countryId", "provinceId", "regencyId", "districtId"), strict=True)
)

OnProgress = Callable[[Progress], None]


def region_request(
    level: str, *, versi: str = "v2", induk: Sequence[str] = (), kode: Sequence[str] = ()
) -> Request:
    """Return the request for a level of the region tree: by parents, by codes, or all of it."""
    if induk and level == "provinces":
        raise BadRequest("provinces tidak berinduk")
    params = {"codes": ",".join(kode)}
    if level != "provinces":
        params[PARENT_PARAM[level]] = ",".join(induk)
    return find(level, versi).request(**params)


def read_regions(
    repository: Repository,
    level: str,
    *,
    versi: str = "v2",
    induk: Sequence[str] = (),
    kode: Sequence[str] = (),
    refresh: bool = False,
    at: datetime | None = None,
    progress: OnProgress | None = None,
) -> Snapshot:
    """Return a level of the region tree; v1 needs parents, which are read first if none are given.

    at: as of an instant, as `Repository.load` takes it.
    """
    if versi == "v1" and level != "provinces" and not induk and not kode:
        above = LEVELS[LEVELS.index(level) - 1]
        parents = read_regions(
            repository, above, versi=versi, refresh=refresh, at=at, progress=progress
        ).frame
        induk = parents["code"].to_list()
    request = region_request(level, versi=versi, induk=induk, kode=kode)
    return repository.load(request, refresh=refresh, at=at, progress=progress)


def location_request(level: str, *, induk: str = "", cari: str = "") -> Request:
    """Return the request for a level of the locations below one parent."""
    if induk and level == "negara":
        raise BadRequest("negara tidak berinduk")
    params = {"level": level, "search": cari}
    if induk:
        params[LOCATION_PARENT[level]] = induk
    return find("locations").request(**params)


def read_locations(
    repository: Repository,
    level: str,
    *,
    induk: Sequence[str] = (),
    cari: str = "",
    refresh: bool = False,
    at: datetime | None = None,
    publish: bool = True,
    before_asking: Callable[[], None] = lambda: None,
    progress: OnProgress | None = None,
) -> list[Snapshot]:
    """Return the snapshots of a level of locations: one per parent, a single one without parents.

    at, publish: as `Repository.load` takes them. before_asking: called before each request to the
    source for which nothing is stored; it may raise.
    """
    requests = [location_request(level, induk=parent, cari=cari) for parent in induk or ("",)]
    snapshots = []
    for request in requests:
        stored = repository.answered(request) or repository.history(request).passes
        if at is None and not stored:
            before_asking()
        snapshots.append(
            repository.load(request, refresh=refresh, at=at, publish=publish, progress=progress)
        )
    return snapshots


def together(snapshots: Sequence[Snapshot]) -> pl.DataFrame:
    """Return the rows of several snapshots as one frame, each id once."""
    frames = [snapshot.frame for snapshot in snapshots]
    return pl.concat(frames).unique(subset=frames[0].columns[:1], keep="first", maintain_order=True)
