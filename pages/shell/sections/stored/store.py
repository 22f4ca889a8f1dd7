"""The stored partitions that the data page shows, and the downloads of its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pages.shell.reading import panels
from pages.shell.reading import partitions as reading
from pages.shell.reading.data import Data
from pages.shell.sections.stored.rows import Stored
from pages.shell.state.drawn import Drawn, Pair
from pages.shell.state.view import View
from pages.shell.widgets import downloads
from pages.shell.widgets.provenance import sharing
from pages.shell.widgets.provenance.citation import Line
from services import inventory
from services.analysis.frames import RUP
from services.analysis.tables import TABLES
from services.errors import ServiceError
from services.export import origin
from services.language.wording import instant
from services.repository import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """All stored partitions, and those chosen in the link.

    newest: the newest pass of each source; count: its number of partitions; damaged: the errors of
    partitions whose manifest is damaged or cannot be read now.
    """

    chosen: tuple[Stored, ...]
    every: tuple[Stored, ...]
    newest: dict[str, Manifest]
    count: dict[str, int]
    damaged: tuple[ServiceError, ...]
    data: Data

    @property
    def view(self) -> View:
        """Return the view of the page."""
        return self.data.view

    @property
    def source(self) -> Line:
        """Return the source of tables about the store: the store itself."""
        view, newest_passes = self.view, [partition.passes[0] for partition in self.every]
        newest = max((manifest.fetched_at for manifest in newest_passes), default=None)
        text = view.say(
            "data.source_line",
            n=view.number(len(newest_passes)),
            waktu=instant(newest, view.lang, none=view.words("absent.not_yet")),
            asal=origin.words(newest_passes, view.lang),
        )
        return Line(text=text, newest=newest, origin=origin.kind(newest_passes))


def draw_downloads(store: Store, rows: pl.DataFrame, name: str, pairs: Sequence[Pair] = ()) -> None:
    """Draw the downloads of a table of the page, and its citation.

    name: of the text `tabel.<name>`. pairs: the KLPD and years of the rows, if any.
    """
    view, source = store.view, store.source
    drawn = Drawn(rows=rows, pairs=tuple(pairs))
    download = downloads.of_frame(store.data, drawn, source, name=name)
    about = view.words(f"tabel.{name}")
    downloads.menu_of_line(view, source, about, key=f"d_{name}", download=download)


def look(view: View) -> Store:
    """Return what is stored, without a request to a source."""
    repository = view.app.repository
    stored = inventory.partitions(repository, at=view.state.snap)
    count = Counter(partition.source for partition in stored)
    newest: dict[str, Manifest] = {}
    for partition in sorted(stored, key=lambda p: p.newest.fetched_at):
        newest[partition.source] = partition.newest
    every = [
        Stored(dataset=p.dataset, kd_klpd=p.kode, tahun=p.tahun, passes=p.passes)
        for p in stored
        if p.kode
    ]
    panels.mark(view, origin.kind(partition.passes[0] for partition in every))
    known = {
        (partition.dataset, partition.kd_klpd, partition.tahun): partition for partition in every
    }
    chosen = [
        known.get((name, kode, year), Stored(dataset=name, kd_klpd=kode, tahun=year, passes=()))
        for kode in view.state.klpd
        for year in reversed(view.state.tahun)
        for name in (*RUP, *sorted({p.dataset for p in every} - set(RUP)))
        if name in RUP or (name, kode, year) in known
    ]
    chosen += [p for p in every if p.tahun is None and p.kd_klpd in view.state.klpd]
    wanted = [
        (partition.dataset, partition.kd_klpd, partition.tahun)
        for partition in chosen
        if partition.passes and partition.dataset in (*RUP, *TABLES["mutu"].also)
    ]
    sharing.read_up_to(view, max((m.fetched_at for m in newest.values()), default=None))
    stamp, frames = reading.frames(view, wanted)
    return Store(
        chosen=tuple(chosen),
        every=tuple(every),
        newest=newest,
        count=count,
        damaged=tuple(repository.unreadable()),
        data=Data(view=view, frames=frames, outcomes=(), before=(), stamp=stamp),
    )
