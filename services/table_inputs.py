"""What a page or a command reads before it answers: partitions in, frames for tables out.

Pages and commands take the same way, so the same question gives the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from .analysis.frames import (
    HISTORY,
    MANIFESTS,
    OF_REGIONS,
    PAKET,
    PROGRAM,
    RUP,
    SATKER,
    STAND_INS,
    Frames,
)
from .analysis.stored.presence import CENTRAL
from .errors import STORE_PROBLEMS, AccessDenied, NotImported, ServiceError
from .inventory import listed
from .matching.klpd import Governments, governments
from .reference import loader
from .repository import Outcome, Repository, Snapshot, Stored, Tally, gather
from .settings import RupSource
from .store.manifests import FILE, SANDBOX
from .upstream.catalog import find
from .upstream.dataset import Request

STORED: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "rows": pl.Int64(),
    "complete": pl.Boolean(),
    "verified": pl.Boolean(),
    "changing": pl.Boolean(),
    "suspect": pl.Boolean(),
    "fetched_at": pl.Datetime("us", "UTC"),
    "source": pl.String(),
}


CONTOH = "contoh"
"""The source of measures that were shipped, not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The frames of one question and what became of each partition it needs.

    `outcomes` are those asked for; `frames` also hold other stored years of the same KLPD, which
    names and families need (domain.md rule 3).
    """

    frames: Frames
    outcomes: tuple[Outcome, ...]

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Return what was read."""
        return tuple(o.snapshot for o in self.outcomes if o.snapshot)

    @property
    def errors(self) -> tuple[ServiceError, ...]:
        """Return what failed, in the order asked."""
        return tuple(o.error for o in self.outcomes if o.error)

    @property
    def oldest(self) -> Snapshot | None:
        """Return the snapshot read longest ago."""
        return min(self.snapshots, key=lambda s: s.manifest.fetched_at, default=None)


def read(
    repository: Repository,
    requests: Iterable[Request],
    *,
    background: bool = False,
    refresh: bool = False,
    at: datetime | None = None,
    tell: Callable[[Tally], None] | None = None,
    klpd: Governments | None = None,
    also: Iterable[Request] = (),
    stand_ins: Mapping[str, str] = STAND_INS,
) -> Sheet:
    """Load the requests and return the sheet; failures are kept beside what was read.

    A dataset that is not permitted or empty is replaced by its stand-in, where that can be read;
    the outcomes name it.
    klpd: the catalogue with the operator's corrections (`App.klpd`), the shipped one by default.
    also: partitions that are used where they are stored, as the lists of satkers of the KLPD always
    are; the outcomes name them, and it is no error when they are not stored.
    """
    known = klpd or governments()
    wanted = applicable(requests, known)
    outcomes = gather(repository, wanted, background=background, refresh=refresh, at=at, tell=tell)
    lacking = {
        o.request: stand_in(o.request, stand_ins)
        for o in outcomes
        if needs_stand_in(o, stand_ins, at)
    }
    if lacking:
        requests = list(dict.fromkeys(lacking.values()))
        instead = gather(
            repository, requests, background=background, refresh=refresh, at=at, tell=tell
        )
        by_request = {o.request: o for o in instead if o.snapshot}
        replaced = (by_request.get(lacking.get(o.request, o.request), o) for o in outcomes)
        outcomes = list({o.request: o for o in replaced}.values())
    asked = {*wanted, *lacking.values()}
    lent = dict.fromkeys([*satker_lists(wanted), *applicable(also, known)])
    unasked = {r: _peek(repository, r, at) for r in lent if r not in asked}
    outcomes += [Outcome(request=r, snapshot=rows) for r, rows in unasked.items() if rows]
    read_now = [o.snapshot for o in outcomes if o.snapshot]
    # names need the stored partitions of the same KLPD that were not asked for
    loaded = dict.fromkeys(o.request for o in outcomes)
    codes = dict.fromkeys(r.values["kode_klpd"] for r in loaded if "kode_klpd" in r.values)
    stored = (s for year in listed(repository, klpd=codes) for s in year.partitions.values())
    peeked = (_peek(repository, s.request, at) for s in stored if s.request not in loaded)
    others = [snapshot for snapshot in peeked if snapshot]
    frames = frames_of([*read_now, *others], read_now, known)
    return Sheet(frames=frames, outcomes=tuple(outcomes))


def applicable(requests: Iterable[Request], klpd: Governments) -> list[Request]:
    """Return the requests without those of datasets that this kind of KLPD does not have."""
    kinds = zip(klpd.table["kd_klpd"], klpd.table["jenis_klpd"], strict=True)
    central = {kode for kode, jenis in kinds if jenis in CENTRAL}
    return [
        request
        for request in requests
        if request.dataset.name not in OF_REGIONS or request.values["kode_klpd"] not in central
    ]


def satker_lists(requests: Iterable[Request]) -> list[Request]:
    """Return the requests for the lists of satkers of the same KLPD."""
    klpd = dict.fromkeys(r.values["kode_klpd"] for r in requests if "kode_klpd" in r.values)
    return [find(SATKER).request(kode_klpd=kode) for kode in klpd]


def needs_stand_in(
    outcome: Outcome, stand_ins: Mapping[str, str] = STAND_INS, at: datetime | None = None
) -> bool:
    """Tell whether a dataset that has a stand-in was denied or not imported, or has no rows.

    What was denied is not stored, so `at` an earlier instant it is missing.
    """
    if outcome.request.dataset.name not in stand_ins:
        return False
    if outcome.snapshot is not None:
        return not outcome.snapshot.manifest.rows
    return isinstance(outcome.error, AccessDenied | NotImported) or at is not None


def stand_in(request: Request, stand_ins: Mapping[str, str] = STAND_INS) -> Request:
    """Return the request that stands in for another."""
    return find(stand_ins[request.dataset.name]).request(**request.values)


def _peek(repository: Repository, request: Request, at: datetime | None) -> Snapshot | None:
    """Return a stored snapshot; None for one that cannot be read, which nobody asked for here."""
    try:
        return repository.peek(request, at)
    except STORE_PROBLEMS:
        return None


def frames_of(
    snapshots: Sequence[Snapshot], asked: Sequence[Snapshot], klpd: Governments
) -> Frames:
    """Return the frames of snapshots; what was set aside is told of those asked for alone."""
    known = set(klpd.table["kd_klpd"])
    unknown = [s for s in snapshots if s.request.values["kode_klpd"] not in known]
    named = {s.request.values["kode_klpd"]: s.frame for s in unknown if s.frame.height}
    served: list[tuple[str, str, str]] = []  # KLPD that the catalogue lacks, as rows name them
    for kode, frame in named.items():
        nama, jenis = frame.select("nama_klpd", "jenis_klpd").row(0)
        served.append((kode, nama or "", jenis or ""))
    return Frames(
        program=_concat(PROGRAM, snapshots),
        swakelola=_concat(PAKET, snapshots),
        kaji_ulang=_concat(HISTORY, snapshots),
        others={
            name: _concat(name, snapshots)
            for name in sorted({s.request.dataset.name for s in snapshots} - set(RUP))
        },
        klpd=klpd.with_served(served).lazy(),
        regions=loader.regions().filter(pl.col("level") <= 2).lazy(),
        stored=pl.LazyFrame([stored_row(s) for s in snapshots], schema=STORED, orient="row"),
        manifests=set_aside(asked),
    )


def _concat(name: str, snapshots: Sequence[Snapshot]) -> pl.LazyFrame:
    """Return the rows of one dataset with the partition's own tahun and kd_klpd in front."""
    parts = [led(s.frame.lazy(), s.request) for s in snapshots if s.request.dataset.name == name]
    return pl.concat([no_rows(name), *parts])


def no_rows(name: str) -> pl.LazyFrame:
    """Return the columns of a dataset in Frames, without a row."""
    lead = {"tahun": pl.Int16(), "kd_klpd": pl.String()}
    rest = {k: v for k, v in find(name).schema.items() if k != "kd_klpd"}
    return pl.LazyFrame(schema={**lead, **rest})


def led(rows: pl.LazyFrame, request: Request) -> pl.LazyFrame:
    """Put the partition's own tahun and kd_klpd before its rows, whatever the rows say."""
    values = request.values
    tahun = pl.lit(request.tahun, pl.Int16()).alias("tahun")
    klpd = pl.lit(values["kode_klpd"]).alias("kd_klpd")
    return request.dataset.completed(rows).select(tahun, klpd, pl.exclude("kd_klpd"))


def stored_row(snapshot: Stored) -> dict[str, object]:
    """Return one row of Frames.stored, columns STORED."""
    values, manifest = snapshot.request.values, snapshot.manifest
    return {
        "dataset": snapshot.request.dataset.name,
        "kd_klpd": values["kode_klpd"],
        "tahun": snapshot.request.tahun,
        **{name: getattr(manifest, name) for name in list(STORED)[3:]},
        "complete": manifest.proven,
    }


def origin(frames: Frames) -> RupSource:
    """Return what the rows behind the frames must be labelled as: sample data, shipped or not,
    imported, or nothing.
    """
    return origin_of(frames.stored.select("source").unique().collect()["source"])


def origin_of(sources: Iterable[str]) -> RupSource:
    """Return what rows of these sources must be labelled as."""
    sources = set(sources)
    if sources & {SANDBOX, CONTOH}:
        return "contoh"
    return "berkas" if FILE in sources else "langsung"


def set_aside(asked: Sequence[Stored]) -> pl.LazyFrame:
    """Return what the client set aside while reading these, columns MANIFESTS."""
    rows = [
        {
            "dataset": s.request.dataset.name,
            "kd_klpd": s.request.values["kode_klpd"],
            "tahun": s.request.tahun,
            "repeats": s.manifest.repeats,
            "conflicts": s.manifest.conflicts,
            "strangers": s.manifest.strangers,
            "quarantined": list(s.manifest.quarantine),
            "drift": list(s.manifest.drift),
        }
        for s in asked
    ]
    return pl.LazyFrame(rows, schema=MANIFESTS, orient="row")
