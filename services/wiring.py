"""Connect settings, upstreams and stores to one App; each upstream is live or the sandbox."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec
import polars as pl

from .budgets import EVERYBODY, Budgets
from .errors import ConfigurationMissing
from .harvest import Readings
from .importing import Importer
from .matching.klpd import Catalogue, Governments, governments
from .repository import Imports, Repository, now_utc
from .repository.rup_source import chosen
from .sandbox import datasets
from .sandbox.klpd_year import klpd_year
from .sandbox.serving import server as sandbox
from .sandbox.units.instansi import YEARS
from .settings import SOURCES, RupSource, Settings, Upstream
from .store.backends import bucket
from .store.backends.objects import Objects
from .store.checkpoints import Checkpoints
from .store.locking import leases
from .store.locking.leases import Leases
from .store.locking.locks import Locking, Locks
from .store.places import import_scope
from .store.snapshots import Snapshots, objects_at
from .upstream.catalog import find
from .upstream.connection.client import Client
from .upstream.connection.limiter import WINDOWS, Limiter, Queue
from .upstream.connection.transport import Transport
from .upstream.dataset import Request
from .upstream.parsing.frames import assemble, page


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything that a page or a command needs. `live` tells for each source whether it is live.

    rup_source: where RUP rows come from. readings: passes that run in the background for open
    pages. importer: imports files. budgets: how much visitors may have read. catalogue: the known
    KLPD codes, with the operator's corrections.
    """

    settings: Settings
    rup_source: RupSource
    repository: Repository
    readings: Readings
    importer: Importer
    budgets: Budgets
    catalogue: Catalogue
    clients: Mapping[str, Client]
    live: Mapping[str, bool]
    locks: Locking

    @property
    def sandbox(self) -> bool:
        """Return whether RUP rows are sample data."""
        return self.rup_source == "contoh"

    @property
    def one_host_only(self) -> bool:
        """Return whether other hosts may share the data, but not the locks."""
        return bool(self.settings.bucket) and not self.settings.lock

    def request(self, name: str, *, versi: str = "v2", **params: str) -> Request:
        """Return a request for a dataset by its public name; raise BadRequest on bad values."""
        return find(name, versi).request(**params)

    def partition(self, name: str, kode: str, tahun: int | None) -> Request:
        """Return the request for a dataset of a KLPD in a year, which is None for all years."""
        return find(name).partition(kode, tahun or 0)

    def klpd(self) -> Governments:
        """Return every KLPD with its region, with the corrections in the data folder."""
        return governments(self.settings.data)

    def rup(
        self, datasets: Iterable[str], klpd: Iterable[str], tahun: Iterable[int]
    ) -> list[Request]:
        """Return one request for each (KLPD, year, dataset), in that order.

        A dataset without years has one request for each KLPD.
        """
        wanted, years = [find(name) for name in datasets], list(tahun)
        requests = (
            dataset.partition(kode, year) for kode in klpd for year in years for dataset in wanted
        )
        return list(dict.fromkeys(requests))

    def close(self) -> None:
        """Close connections and stores."""
        self.readings.close()
        self.repository.close()
        if isinstance(self.locks, Leases):
            self.locks.close()


OnHostQueue = Callable[[str, Queue], None]
"""Called with the host of an upstream and what requests to it wait for."""


def silent(host: str, queue: Queue) -> None:
    """Do nothing: pages ask the repository themselves."""
    del host, queue


@dataclass(slots=True)
class _Sandbox:
    """The sandbox of this process, started by the first request to it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    handle: sandbox.Handle | None = None

    def address(self) -> str:
        with self.lock:
            if self.handle is None:
                self.handle = sandbox.serve()
            return self.handle.base_url


_SANDBOX = _Sandbox()


def connect(settings: Settings, *, tell: OnHostQueue = silent) -> App:
    """Return the app for these settings, without a request to an upstream.

    Links in the path of the data folder are resolved, so that all paths to it share locks. `tell`
    is called for every wait of some seconds for an upstream's rate limit or pause. Where what is
    stored decides about the source of RUP rows, it is decided now, for as long as the app lives.
    """
    settings = replace(settings, data=Path(os.path.realpath(settings.data)))
    place = _place(settings)
    rup = chosen(settings, objects_at(place))
    settings = replace(settings, rup=rup)
    upstreams = {name: _upstream(settings.upstream(name)) for name in SOURCES}
    clients = {}
    for name, upstream in upstreams.items():
        if upstream.live:
            limiter = Limiter(windows=WINDOWS, report=partial(tell, upstream.host))
            clients[name] = Client(upstream, Transport(upstream.base_url), limiter)
        else:
            clients[name] = Client(upstream, Transport(_SANDBOX.address), Limiter(windows=()))
    scopes = {name: _scope(settings.upstream(name), settings.scope) for name in SOURCES}
    imports = Imports(scope=settings.scope, only=rup == "berkas")
    if imports.only:
        clients["inaproc"] = Client(upstreams["inaproc"], Transport(_refuse), Limiter(windows=()))
        scopes["inaproc"] = import_scope(settings.scope)
    locks = leases.opened(settings.lock) if settings.lock else Locks(settings.data / "locks")
    budgets = Budgets()
    catalogue = Catalogue(settings.data, live=rup != "contoh", own=settings.opening)
    repository = Repository(
        clients=clients,
        scopes=scopes,
        snapshots=Snapshots(place),
        checkpoints=Checkpoints(settings.data / "checkpoints"),
        locks=locks,
        max_age=settings.max_age,
        local=settings.data,
        catalogue=catalogue,
        may_refresh=lambda: budgets.take([(EVERYBODY, "")]) is None,
        imports=None if rup == "contoh" else imports,
    )
    live = {name: settings.upstream(name).live for name in SOURCES}
    return App(
        settings=settings,
        rup_source=rup,
        repository=repository,
        readings=Readings(repository),
        importer=Importer(
            snapshots=Snapshots(place),
            locks=locks,
            scope=import_scope(settings.scope),
            live=scopes["inaproc"] if live["inaproc"] else "",
            sandbox=_sample_rows,
            now=now_utc,
        ),
        budgets=budgets,
        catalogue=catalogue,
        clients=MappingProxyType(clients),
        live=MappingProxyType(live),
        locks=locks,
    )


def current_source(settings: Settings) -> RupSource:
    """Return where RUP rows come from with these settings now; what is stored may decide."""
    return chosen(settings, objects_at(_place(settings)))


def _place(settings: Settings) -> Path | Objects:
    return bucket.opened(settings.bucket, settings.endpoint) if settings.bucket else settings.data


def _refuse() -> str:
    """Raise ConfigurationMissing: INAPROC has no address where only imported rows are read."""
    raise ConfigurationMissing("LENSA_SUMBER=berkas: INAPROC tidak pernah ditanya")


def _upstream(upstream: Upstream) -> Upstream:
    """Return a live upstream as it is, any other with the credentials of the sandbox."""
    if upstream.live:
        return upstream
    credentials = sandbox.environment("")
    return replace(
        upstream,
        base_url="",
        token=credentials["INAPROC_TOKEN"] if upstream.source == "inaproc" else "",
        client_id=credentials["SATUSEHAT_CLIENT_ID"],
        client_secret=credentials["SATUSEHAT_CLIENT_SECRET"],
    )


def _sample_rows(request: Request, of: frozenset[str]) -> pl.DataFrame | None:
    """Return the sandbox's rows of a partition, None where it has none or none of these satkers."""
    name, kode = request.dataset.name, request.values["kode_klpd"]
    tahun = request.tahun or max(YEARS)
    known = klpd_year(kode, tahun)
    if known is None or name not in (*datasets.paged(), *datasets.LEGACY):
        return None
    if request.tahun and of.isdisjoint(map(str, known.roster.kode.tolist())):
        return None
    columns = datasets.columns_of(name, kode, tahun) or {}
    served = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    body = msgspec.json.encode(served)
    return assemble(request.dataset, [page(request.dataset, body)], request.values).frame


def _scope(upstream: Upstream, scope: str) -> str:
    """Return the scope of an upstream in stored paths: different addresses never share one."""
    if not upstream.live:
        return f"sandbox-{scope}"
    host = re.sub(r"[^a-z0-9]+", "-", upstream.host.lower()).strip("-")[:60]
    digest = hashlib.sha256(upstream.base_url.encode()).hexdigest()[:8]
    return f"{host}-{digest}-{scope}"
