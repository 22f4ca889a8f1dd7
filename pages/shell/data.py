"""The data of one run of a page, handed out as tables by name.

Tables and frames are kept per process under a stamp of what was read, shared by all sessions and
never copied: a rerun that changes nothing computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from pages.shell import panels
from pages.shell.unread import Absent, NotRead, Unread
from pages.shell.view import View
from services.analysis.frames import RUP, Frames, Options
from services.analysis.names import program_names, satker_names
from services.analysis.tables import TABLES, Filters, build
from services.errors import ServiceError
from services.harvest import Outcome
from services.repository import Snapshot

KEPT_TABLES = 128

Make = Callable[[Frames], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What was read for one run of a page.

    `outcomes` are the partitions of the chosen KLPD and years; `before` those of the year that
    figures are compared with, when it is not one of them. `stamp` stands for all rows behind
    `frames`: equal stamps mean equal tables. `unread` are those of both that are not read yet: no
    table is made while one of the partitions that it reads is among them.
    """

    view: View
    frames: Frames
    outcomes: tuple[Outcome, ...]
    before: tuple[Outcome, ...]
    stamp: str
    unread: Unread = field(default_factory=Unread)

    @property
    def newest(self) -> datetime | None:
        """Return the end of the newest pass behind the frames, other years' names included."""
        found = self.kept("terbaru", lambda: self.frames.stored.select(pl.col("fetched_at").max()))
        last: datetime | None = found.item()
        return last

    def options(self, **changes: Any) -> Options:
        """Return what the link asks of a table, with some fields replaced."""
        state = self.view.state
        asked = Options(
            klpd=state.klpd,
            tahun=state.tahun,
            wilayah=state.wilayah,
            satker=state.satker,
            program=state.program,
            status=state.status,
            jenis=state.jenis,
            kode=state.kode,
        )
        return replace(asked, **changes)

    def table(self, name: str, /, **changes: Any) -> pl.DataFrame:
        """Return a table of the figures by its public name, as the link asks for it.

        Changes are fields of Options: `data.table("paket", satker="")`. Ends the page with a panel
        when the table cannot be made. Raises NotRead, or ends the page with a placeholder, while
        some of what the table reads is not read yet (waiting.when_read).
        """
        options = self.options(**changes)
        found = TABLES.get(name)
        reads = found.reads if found else ()
        years = () if found and found.stored_years else options.tahun
        self.need(reads, options.klpd, years)
        return self.so_far(name, **changes)

    def so_far(self, name: str, /, **changes: Any) -> pl.DataFrame:
        """Return a table of what is read by now, for the options of a filter; never for figures."""
        options = self.options(**changes)
        return self.kept(f"{name} {options}", lambda: build(name, self.frames, options))

    def now(self, name: str, /, **changes: Any) -> pl.DataFrame:
        """Return a table of the KLPD and year that figures speak of: the first and the newest."""
        return self.table(
            name, **{"klpd": (self.view.klpd,), "tahun": (self.view.tahun,)} | changes
        )

    def made(
        self, make: Make, /, *obeys: str, reads: Iterable[str] = RUP, **changes: Any
    ) -> pl.DataFrame:
        """Return what an analysis function makes of the frames narrowed to the link's choice.

        `obeys` names the fields beside klpd and tahun that narrow the rows first, `reads` the
        datasets it reads: while one of them is not read, this raises as `table` does. `make` must
        be a function of a module: its name is part of the key.
        """
        options = self.options(**changes)
        self.need(reads, options.klpd, options.tahun)
        narrow = Filters.of(options).only(("klpd", "tahun", *obeys))
        name = f"{make.__module__}.{make.__qualname__} {narrow}"
        return self.kept(name, lambda: make(narrow.narrow(self.frames)))

    def need(self, datasets: Iterable[str], klpd: Collection[str], years: Collection[int]) -> None:
        """Raise NotRead while one of these partitions is not read, inside waiting.when_read.

        Elsewhere the page ends with a placeholder that says what it waits for. No KLPD or no year
        means all that were asked for.
        """
        missing = self.unread.among(datasets, klpd, years)
        if not missing:
            return
        if self.unread.sections:
            raise NotRead(missing)
        self.unread.hold(missing)
        st.stop()

    def absent(self, datasets: Iterable[str], tahun: int) -> Absent | None:
        """Return what stands for a value of the first KLPD and a year, None when all is read."""
        missing = self.unread.among(datasets, (self.view.klpd,), (tahun,))
        return self.unread.absent if missing else None

    def snapshots(self, *datasets: str) -> tuple[Snapshot, ...]:
        """Return the snapshots of the chosen KLPD and years, of these datasets or of all."""
        return tuple(
            o.snapshot
            for o in self.outcomes
            if o.snapshot and (not datasets or o.request.dataset.name in datasets)
        )

    def has_rows(self, dataset: str, tahun: int) -> bool:
        """Tell whether a dataset of the first KLPD was read for a year and has any row."""
        values = {"kode_klpd": self.view.klpd, "tahun": str(tahun)}
        return any(
            o.snapshot is not None and o.snapshot.manifest.rows > 0
            for o in (*self.outcomes, *self.before)
            if o.request.dataset.name == dataset and o.request.values == values
        )

    def names(self, field: str) -> dict[str, str]:
        """Return code and name of the satkers or programs of the first KLPD, by field of the link.

        A satker that no dataset names stands under its code.
        """
        code, name, make = _NAMES[field]
        own = pl.col("kd_klpd") == self.view.klpd
        known = self.kept(f"names {field} {self.view.klpd}", lambda: make(self.frames).filter(own))
        return {key: label or key for key, label in zip(known[code], known[name], strict=True)}

    def kept(self, name: str, make: Callable[[], pl.LazyFrame]) -> pl.DataFrame:
        """Return what `make` gives, kept under a name that says all it depends on beside the rows.

        Ends the page with a panel on a ServiceError.
        """
        try:
            return _collected(f"{self.stamp} {name}", make)
        except ServiceError as error:
            panels.failed(self.view, error)
            st.stop()


def _satkers(frames: Frames) -> pl.LazyFrame:
    return satker_names(frames.program, frames.swakelola, frames.kaji_ulang)


def _programs(frames: Frames) -> pl.LazyFrame:
    return program_names(frames.program)


_NAMES: dict[str, tuple[str, str, Make]] = {
    "satker": ("kd_satker", "nama_satker", _satkers),
    "program": ("kd_program_str", "nama_program", _programs),
}


@st.cache_resource(max_entries=KEPT_TABLES, show_spinner=False)
def _collected(key: str, _make: Callable[[], pl.LazyFrame]) -> pl.DataFrame:
    return _make().collect()
