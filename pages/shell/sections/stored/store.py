"""What the data page looks at: the store as of now, and the ways out of a table about it."""

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
from pages.shell.widgets import blocks, citation, downloads, sharing
from pages.shell.widgets.citation import Line
from services import inventory
from services.analysis.frames import RUP
from services.errors import ServiceError
from services.language.wording import instant
from services.repository import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Everything stored as of now, and the partitions that the link chooses.

    newest: the newest pass of each source; count: how many partitions it has; damaged: partitions
    whose manifest is damaged or cannot be read now.
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
        """Return the source of what the page tells of the store: the store itself."""
        view, told = self.view, [one.passes[0] for one in self.every]
        made_up = any(one.made_up for one in told)
        newest = max((one.fetched_at for one in told), default=None)
        said = view.say(
            "data.source_line",
            n=view.number(len(told)),
            waktu=instant(newest, view.lang, none=view.words("absent.not_yet")),
            asal=view.words("shell.sandbox" if made_up else "shell.live"),
        )
        return Line(said=said, newest=newest, made_up=made_up)


def ways(store: Store, rows: pl.DataFrame, name: str, pairs: Sequence[Pair] = ()) -> None:
    """Draw the ways out of a table of the page, and its citation; name: as texts call it.

    pairs: the KLPD and years that the rows are of, where they are of any.
    """
    view, source = store.view, store.source
    drawn = Drawn(rows=rows, pairs=tuple(pairs))
    one = downloads.of_frame(store.data, drawn, source, name=name)
    with blocks.row():
        downloads.formats(view, one)
        citation.of_line(view, view.words(f"tabel.{name}"), source)


def look(view: View) -> Store:
    """Return what is stored; nothing is read from an upstream for it."""
    repository = view.app.repository
    stored = inventory.partitions(repository, at=view.state.snap)
    count = Counter(partition.source for partition in stored)
    newest: dict[str, Manifest] = {}
    for partition in sorted(stored, key=lambda p: p.newest.fetched_at):
        newest[partition.source] = partition.newest
    every = [
        Stored(dataset=p.dataset, kd_klpd=p.kode, tahun=p.tahun, passes=p.passes)
        for p in stored
        if p.kode and p.tahun is not None
    ]
    if any(one.passes[0].made_up for one in every):
        panels.made_up(view)
    known = {(one.dataset, one.kd_klpd, one.tahun): one for one in every}
    chosen = [
        known.get((name, kode, year), Stored(dataset=name, kd_klpd=kode, tahun=year, passes=()))
        for kode in view.state.klpd
        for year in reversed(view.state.tahun)
        for name in (*RUP, *sorted({p.dataset for p in every} - set(RUP)))
        if name in RUP or (name, kode, year) in known
    ]
    wanted = [
        (one.dataset, one.kd_klpd, one.tahun) for one in chosen if one.passes and one.dataset in RUP
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
