"""Import files: plan what would be stored, then store it. Nothing is written while planning."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from ..analysis.stored.diff import DITAMBAH, DIUBAH, HILANG, ringkasan
from ..errors import BadRequest, ContractBroken, ServiceError
from ..store.locking.locks import Locking, OnWait
from ..store.manifests import FILE, Imported, Manifest
from ..store.places import Place
from ..store.snapshots import Snapshots, Superseded
from ..upstream.catalog import find
from ..upstream.dataset import Dataset, Request
from ..upstream.parsing.frames import Quarantined, Reading, assemble
from . import recognition
from .codes import code_columns, family, restored
from .formats.limits import LIMITS, Limits
from .formats.tables import Table
from .partitions import Contribution, split
from .plans import Change, Hints, OnStep, Plan, PlannedPass, Results, Step, silent
from .sample_rows import Sandbox, refuse_notes, refuse_rows
from .sources import Refusal, Source, sources

PATIENCE = 60.0
SAMPLES = 500
_NAMES = 200
"""Letters of the names of several files in one manifest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Imports files into the partitions of one scope.

    scope: of imported rows. live: the scope of rows that were read with a token, "" without one;
    codes are restored from either. sandbox: returns sample rows, which are refused.
    """

    snapshots: Snapshots
    locks: Locking
    scope: str
    live: str
    sandbox: Sandbox
    now: Callable[[], datetime]
    limits: Limits = LIMITS

    def plan(self, paths: Iterable[Path], hints: Hints, progress: OnStep = silent) -> Plan:
        """Return what an import of files, folders and archives would do.

        Raises BadRequest for a path that does not exist, StoreDamaged or StoreUnreadable for stored
        rows that cannot be compared with.
        """
        paths = list(paths)
        absent = [str(path) for path in paths if not path.exists()]
        if absent:
            raise BadRequest(f"berkas tidak ada: {', '.join(absent)}")
        offered = list(sources(paths, self.limits))
        contributions, refusals, notes = list[Contribution](), list[Refusal](), list[str]()
        for number, source in enumerate(offered):
            progress(
                Step(
                    label=source.label if isinstance(source, Source) else source.file,
                    done=number,
                    all=len(offered),
                )
            )
            if isinstance(source, Refusal):
                refusals.append(source)
                continue
            try:
                new, remarks = self._read(source, hints)
            except (BadRequest, ContractBroken) as error:
                refusals.append(Refusal(file=source.label, reason=error.message))
                continue
            contributions += new
            notes += [f"{source.label}: {line}" for line in remarks]
        passes = tuple(self._passes(contributions, hints, progress))
        return Plan(passes=passes, refusals=tuple(refusals), notes=tuple(notes))

    def apply(
        self,
        plan: Plan,
        *,
        replacing: bool = False,
        progress: OnStep = silent,
        waiting: OnWait | None = None,
    ) -> Results:
        """Store the passes of a plan one by one; each is stored whole or not at all.

        replacing: also those of which too few stored rows would stay.
        """
        stored, unchanged, held_back = list[PlannedPass](), list[PlannedPass](), list[PlannedPass]()
        errors = list[ServiceError]()
        newest: dict[Place, str] = {}
        for number, planned in enumerate(plan.passes):
            progress(Step(label=str(planned.request), done=number, all=len(plan.passes)))
            after = newest.get(planned.place, planned.after)
            if planned.same:
                unchanged.append(planned)
            elif planned.change.shrinks and not replacing:
                held_back.append(planned)
                newest[planned.place] = ""  # nothing that builds on it is stored either
            else:
                try:
                    newest[planned.place] = self._store(planned, after, waiting).digest
                    stored.append(planned)
                except ServiceError as error:
                    errors.append(error)
        return Results(
            stored=tuple(stored),
            unchanged=tuple(unchanged),
            held_back=tuple(held_back),
            errors=tuple(errors),
        )

    def place(self, request: Request) -> Place:
        """Return where imported rows of a partition are stored."""
        return Place(scope=self.scope, dataset=request.dataset.folder, parts=request.parts)

    def _read(self, source: Source, hints: Hints) -> tuple[list[Contribution], list[str]]:
        """Return the partitions of a file, and what was set aside in it."""
        refuse_notes(source.notes)
        contributions, notes = list[Contribution](), list[str]()
        for table in source.tables(self.limits):
            refuse_notes(table.notes)
            dataset = self._dataset(table, source, hints)
            if not table.height:
                raise BadRequest("tidak ada baris")
            new, lost = split(dataset, table, source, hints)
            notes += [*table.set_aside, *lost]
            contributions += new
        if not contributions:
            raise BadRequest("; ".join(notes) or "tidak ada baris yang dapat disimpan")
        for contribution in contributions:
            refuse_rows(contribution.request, contribution.page, self.sandbox)
        return contributions, notes

    def _dataset(self, table: Table, source: Source, hints: Hints) -> Dataset:
        """Return the dataset of a table, with the table's names for its columns."""
        if hints.dataset:
            return recognition.adapted(find(hints.dataset), table.names)
        matches = recognition.by_path(recognition.candidates(table.names), source.path)
        announced = False
        if len(matches) > 1:
            pages = table.read(recognition.adapted(matches[0].dataset, table.names))
            statuses = {s for page in pages for s in page.texts["status"].unique()}
            announced = statuses == {"Terumumkan"}
        return recognition.adapted(recognition.only(matches, announced=announced), table.names)

    def _passes(
        self, contributions: Sequence[Contribution], hints: Hints, progress: OnStep
    ) -> Iterator[PlannedPass]:
        """Yield the passes, of each partition in the order of its files."""
        partitions: dict[Request, list[list[Contribution]]] = {}
        for contribution in contributions:
            groups = partitions.setdefault(contribution.request, [])
            if not groups or contribution.repeats(groups[-1]):
                groups.append([])
            groups[-1].append(contribution)
        codes: dict[str, Mapping[str, frozenset[str]]] = {}
        for number, (request, groups) in enumerate(partitions.items()):
            progress(Step(label=str(request), done=number, all=len(partitions)))
            kode = request.values["kode_klpd"]
            spreadsheet = any(c.spreadsheet for group in groups for c in group)
            if spreadsheet and kode not in codes:
                codes = {kode: self._stored_codes(kode)}
            before: PlannedPass | None = None
            for group in groups:
                before = self._pass(request, group, codes.get(kode, {}), before, hints)
                yield before

    def _pass(
        self,
        request: Request,
        group: Sequence[Contribution],
        codes: Mapping[str, frozenset[str]],
        earlier: PlannedPass | None,
        hints: Hints,
    ) -> PlannedPass:
        """Return the pass of the rows of some files, compared with what precedes it."""
        pages, mended, spoiled = [], 0, list[Quarantined]()
        for contribution in group:
            page = contribution.page
            if contribution.spreadsheet:
                texts, right, wrong = restored(request.dataset, page.texts, codes)
                page, mended = replace(page, texts=texts), mended + right
                spoiled += wrong
            pages.append(page)
        reading = assemble(request.dataset, pages, request.values)
        place = self.place(request)
        passes = self.snapshots.history(place).passes
        opened = self.snapshots.open(place) if passes else None
        stored = completed(request.dataset, opened.frame) if opened else None
        before = earlier.frame if earlier else stored
        origin = _origin(group, hints.origin)
        known = {p.imported.sha256: p.fetched_at for p in passes if p.imported}
        same = ""
        if before is not None and before.equals(reading.frame):
            same = "baris yang sama sudah tersimpan"
        elif origin.sha256 in known:
            same = f"berkas yang sama sudah diimpor {known[origin.sha256]:%Y-%m-%dT%H:%M:%SZ}"
        return PlannedPass(
            request=request,
            place=place,
            frame=reading.frame,
            manifest=_manifest(reading, spoiled, origin, len(group), self.now()),
            change=changed(request.dataset, before, reading.frame),
            after=passes[-1].digest if passes else "",
            restored=mended,
            spoiled=len(spoiled),
            same=same,
        )

    def _store(self, planned: PlannedPass, after: str, waiting: OnWait | None) -> Manifest:
        """Publish a pass; raise Superseded when another was stored since it was planned."""
        place = planned.place
        lock = place.lock(self.snapshots.root)
        with self.locks.hold(lock, patience=PATIENCE, label=str(place), waiting=waiting) as hold:
            history = self.snapshots.history(place)
            newest = history.passes[-1].digest if history.passes else ""
            if newest != after:
                raise Superseded("berubah sejak pratinjau; ulangi impor", where=str(place))
            hold.check()
            manifest = replace(planned.manifest, fetched_at=self.now(), fence=hold.fence)
            return self.snapshots.publish(
                place, planned.frame, manifest, generation=history.generation, waiting=waiting
            )

    def _stored_codes(self, kode: str) -> dict[str, frozenset[str]]:
        """Return the codes that are stored of a KLPD, by the family of their column."""
        codes: dict[str, set[str]] = {}
        for scope in filter(None, (self.scope, self.live)):
            for dataset in recognition.datasets():
                for place in self.snapshots.places(scope, dataset.folder, f"kode_klpd={kode}"):
                    opened = self.snapshots.open(place)
                    columns = set(code_columns(dataset)) & set(
                        opened.frame.columns if opened else ()
                    )
                    for name in columns:
                        values = opened.frame[name].drop_nulls().unique() if opened else ()
                        codes.setdefault(family(name), set()).update(values)
        return {name: frozenset(values) for name, values in codes.items()}


def completed(dataset: Dataset, frame: pl.DataFrame) -> pl.DataFrame:
    """Return stored rows with every column that the dataset has today."""
    return dataset.completed(frame.lazy()).collect()


def _origin(group: Sequence[Contribution], stated: str) -> Imported:
    """Return where the rows of a pass come from: one file, or several as one."""
    files = {c.source.sha256: c.source for c in group}
    sheets = dict.fromkeys(
        " ".join(filter(None, (c.source.member, c.sheet)))
        for c in group
        if c.source.member or c.sheet
    )
    digests = list(files)
    several = hashlib.sha256("".join(digests).encode()).hexdigest()
    return Imported(
        file=_shortened(source.file for source in files.values()),
        sha256=digests[0] if len(digests) == 1 else several,
        bytes=sum(source.size for source in files.values()),
        sheet=_shortened(sheets),
        stated_origin=stated,
    )


def _shortened(names: Iterable[str]) -> str:
    text = ", ".join(names)
    return text if len(text) <= _NAMES else f"{text[:_NAMES]}..."


def _manifest(
    reading: Reading, spoiled: Sequence[Quarantined], origin: Imported, tables: int, now: datetime
) -> Manifest:
    quarantine = (*reading.quarantine, *spoiled)
    return Manifest(
        rows=reading.frame.height,
        pages=tables,
        source=FILE,
        address="",
        fetched_at=now,
        repeats=reading.repeats,
        conflicts=reading.conflicts,
        quarantined=len(quarantine),
        keyless=reading.keyless,
        quarantine=tuple(
            {"kunci": q.kunci, "kolom": q.kolom, "teks": q.teks, "alasan": q.alasan}
            for q in quarantine[:SAMPLES]
        ),
        drift=reading.drift,
        complete=False,
        imported=origin,
    )


def changed(dataset: Dataset, before: pl.DataFrame | None, after: pl.DataFrame) -> Change:
    """Return how rows differ from those before them."""
    if before is None:
        return Change(added=after.height)
    if before.equals(after):
        return Change(before=before.height)
    rows = ringkasan(before.lazy(), after.lazy(), dataset.key).collect().iter_rows()
    counts = {str(kind): int(number) for kind, number in rows}
    return Change(
        before=before.height,
        added=counts.get(DITAMBAH, 0),
        removed=counts.get(HILANG, 0),
        changed=counts.get(DIUBAH, 0),
    )
