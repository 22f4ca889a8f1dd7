"""The data of one run of a page, as tables by name.

Tables and frames are cached per process under a digest of the stored rows, shared by all sessions
and never copied: a rerun that changes nothing computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.reading import panels
from pages.shell.reading.origins import NAMED, sources_of_names, stored_at
from pages.shell.state.drawn import FILTERS, Drawn, Pair, fingerprint, pairs_of, unique_pairs
from pages.shell.state.unread import Absent, NotRead, Partition, Unread
from pages.shell.state.view import View
from services.analysis.frames import RUP, STAND_INS, Frames, Options
from services.analysis.tables import TABLES, Filters, build
from services.errors import ServiceError
from services.national.parts_cache import without_rows
from services.repository import Outcome, Snapshot, Stored

MOST_TABLES = 128

Make = Callable[[Frames, Options], pl.LazyFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """The partitions that one run of a page reads, and the tables made of them.

    `outcomes` are the partitions of the chosen KLPD and years; `before` those of the year that
    figures are compared with, when it is not chosen. `stamp` identifies all rows behind `frames`:
    equal stamps mean equal tables. `unread` are the partitions of both that are not read yet: a
    table is not made while a partition that it reads is among them.
    """

    view: View
    frames: Frames
    outcomes: tuple[Outcome, ...]
    before: tuple[Outcome, ...]
    stamp: str
    unread: Unread = field(default_factory=Unread)

    @property
    def newest(self) -> datetime | None:
        """Return the end of the newest pass behind the frames, including those read for names."""
        frame = self.cached(
            "terbaru", lambda: self.frames.stored.select(pl.col("fetched_at").max())
        )
        last: datetime | None = frame.item()
        return last

    def options(self, **changes: Any) -> Options:
        """Return the options of a table as the link has them, with some fields replaced."""
        state = self.view.state
        options = Options(
            klpd=state.klpd,
            tahun=state.tahun,
            wilayah=state.wilayah,
            satker=state.satker,
            program=state.program,
            status=state.status,
            jenis=state.jenis,
            kode=state.kode,
            metode=state.metode,
            pengadaan=state.pengadaan,
            berkas=state.switch("berkas") == "ya",
        )
        return replace(options, **changes)

    def table(self, name: str, /, **changes: Any) -> pl.DataFrame:
        """Return a table of the figures by its public name, with the options of the link.

        Changes are fields of Options: `data.table("paket", satker="")`. Ends the page with a panel
        when the table cannot be made. While a partition that the table reads is not read yet, it
        raises NotRead inside of progress.when_read, and ends the page with a placeholder elsewhere.
        """
        options = self.options(**changes)
        definition = TABLES.get(name)
        reads = definition.reads if definition else ()
        years = () if definition and definition.stored_years else options.tahun
        self.need(reads, options.klpd, years)
        return self.so_far(name, **changes)

    def so_far(self, name: str, /, **changes: Any) -> pl.DataFrame:
        """Return a table of the partitions read so far, for a filter's options; not for figures."""
        options = self.options(**changes)
        return self.cached(f"{name} {options}", lambda: build(name, self.frames, options))

    def shown(self, name: str, /, *, of: Sequence[str] = (), **changes: Any) -> Drawn:
        """Return a table for a figure, with the partitions behind its rows.

        of: the datasets of the columns drawn; all that the table uses by default. Changes as in
        `table`; a filter changed to "" counts as not followed by the figure.
        """
        options = self.options(**changes)
        rows = self.table(name, **changes)
        followed = [field for field in TABLES[name].obeys if changes.get(field, True)]
        pairs = self.cached(f"pasangan {name} {options}", partial(unique_pairs, rows))
        return self.drawn(
            rows,
            *(of or TABLES[name].uses),
            pairs=set(pairs.iter_rows()),
            followed=followed,
            asked=[(kode, tahun) for kode in options.klpd for tahun in options.tahun],
            years=options.tahun if TABLES[name].two_years else (),
        )

    def now(self, name: str, /, *, of: Sequence[str] = (), **changes: Any) -> Drawn:
        """Return `shown` for the first KLPD and the newest year, which figures are about."""
        newest = {"klpd": (self.view.klpd,), "tahun": (self.view.tahun,)}
        return self.shown(name, of=of, **newest | changes)

    def drawn(
        self,
        rows: pl.DataFrame,
        *datasets: str,
        pairs: set[Pair] | None = None,
        followed: Iterable[str] = (),
        asked: Iterable[Pair] = (),
        years: Iterable[int] = (),
    ) -> Drawn:
        """Return rows for a figure, with the partitions of these datasets behind them.

        rows: with the columns kd_klpd and tahun. pairs: those of the rows, where they are known.
        followed: the filters that narrow them. asked: the KLPD and years to name when there is no
        row, by default all chosen. years: further years that the figures of the rows compare with.
        """
        state = self.view.state
        drawn_pairs = pairs_of(rows) if pairs is None else pairs
        if not drawn_pairs:
            drawn_pairs = set(
                asked or ((kode, tahun) for kode in state.klpd for tahun in state.tahun)
            )
        drawn_pairs |= {(kode, tahun) for kode, _ in drawn_pairs for tahun in years}
        order = {kode: at for at, kode in enumerate(state.klpd)}  # others after those of the link
        in_order = sorted(drawn_pairs, key=lambda pair: (order.get(pair[0], len(order)), pair))
        wanted = (self._source(name, *pair) for pair in in_order for name in datasets)
        partitions = self._stored(wanted)
        unfollowed = set(FILTERS) - set(followed)
        return Drawn(
            rows=rows,
            pairs=tuple(in_order),
            partitions=partitions,
            names=self._name_partitions(rows, partitions),
            ignored=tuple(name for name in FILTERS if name in unfollowed and getattr(state, name)),
        )

    def compared_with(
        self, drawn: Drawn, dataset: str, years: Iterable[int], *named: pl.DataFrame
    ) -> Drawn:
        """Return a figure with the partitions of further years, with which it compares its rows.

        named: further rows whose names it draws.
        """
        own = [stored.request.partition for stored in drawn.partitions]
        further = (self._source(dataset, k, year) for k in drawn.klpd for year in sorted(years))
        partitions = self._stored((*own, *further))
        lent = [self._name_partitions(rows, partitions) for rows in (drawn.rows, *named)]
        names = {stored.request: stored for stored in chain.from_iterable(lent)}
        return replace(drawn, partitions=partitions, names=tuple(names.values()))

    def compared(self, datasets: Iterable[str], followed: Iterable[str]) -> Drawn:
        """Return a `Drawn` for key figures: the first KLPD's newest year and the year compared.

        A dataset without rows in a year has no figure of that year, and is left out.
        """
        kode, years = self.view.klpd, (self.view.lalu, self.view.tahun)
        names = list(dict.fromkeys(datasets))
        with_rows = [(n, kode, year) for year in years for n in names if self.has_rows(n, year)]
        pairs = tuple(dict.fromkeys((kode, year) for _, _, year in with_rows))
        rows = pl.DataFrame(pairs, schema={"kd_klpd": pl.String, "tahun": pl.Int16}, orient="row")
        drawn = self.drawn(rows, followed=followed, asked=[(kode, self.view.tahun)])
        return replace(drawn, partitions=self._stored(self._source(*key) for key in with_rows))

    def made(self, make: Make, /, *, reads: Iterable[str] = RUP, **changes: Any) -> pl.DataFrame:
        """Return the result of an analysis function for the link's options, some fields replaced.

        `make` gets all rows of the chosen KLPD and years, and the options: values that need a whole
        KLPD-year (acts, states, a meaningful list) are computed before it narrows to a satker. It
        must be a function of a module, since its name is part of the cache key. `reads` names the
        datasets it reads: while one of them is not read, this raises as `table` does.
        """
        options = self.options(**changes)
        self.need(reads, options.klpd, options.tahun)
        chosen = Filters.of(options).partitions
        name = f"{make.__module__}.{make.__qualname__} {options}"
        return self.cached(name, lambda: make(chosen.narrow(self.frames), options))

    def need(self, datasets: Iterable[str], klpd: Collection[str], years: Collection[int]) -> None:
        """Raise NotRead inside progress.when_read while one of these partitions is not read.

        Elsewhere the page ends with a placeholder that names them. No KLPD or no year means all.
        """
        missing = self.unread.among(_or_stand_ins(datasets), klpd, years)
        if not missing:
            return
        if self.unread.sections:
            raise NotRead(missing)
        self.unread.hold(missing)
        st.stop()

    def absent(self, datasets: Iterable[str], tahun: int) -> Absent | None:
        """Return the placeholder for values of the first KLPD in a year, None when all is read."""
        missing = self.unread.among(_or_stand_ins(datasets), (self.view.klpd,), (tahun,))
        return self.unread.absent if missing else None

    def snapshots(self, *datasets: str) -> tuple[Snapshot, ...]:
        """Return the snapshots of the chosen KLPD and years, of these datasets or of all."""
        return tuple(
            o.snapshot
            for o in self.outcomes
            if o.snapshot and (not datasets or o.request.dataset.name in datasets)
        )

    def _stored(self, wanted: Iterable[Partition]) -> tuple[Stored, ...]:
        """Return the manifests of partitions behind the frames, without those not stored."""
        stored = stored_at(self.stamp, self.frames)
        read = {o.request: o.snapshot for o in (*self.outcomes, *self.before) if o.snapshot}
        manifests = []
        requests = (self.view.app.partition(*partition) for partition in wanted)
        for request in dict.fromkeys(requests):
            key = request.partition
            if key not in stored:
                continue
            if snapshot := read.get(request):
                manifests.append(without_rows(snapshot))
                continue
            passes = self.view.app.repository.history(request).passes
            ends = [m for m in passes if m.fetched_at == stored[key]]
            manifests += [Stored(request=request, manifest=manifest) for manifest in ends[:1]]
        return tuple(manifests)

    def _name_partitions(self, rows: pl.DataFrame, drawn: Sequence[Stored]) -> tuple[Stored, ...]:
        """Return the partitions from which names were taken for codes that `drawn` do not name."""
        known = [stored.request.partition for stored in drawn]
        with_names: set[Partition] = set()
        for naming in NAMED.values():
            if known and {naming.code, naming.name} <= set(rows.columns):
                shown = rows.select("kd_klpd", naming.code, naming.name).unique(maintain_order=True)
                key = f"nama dari {naming.code} {known} {fingerprint(shown)}"
                named = self.cached(
                    key, partial(sources_of_names, naming, self.frames, shown, known)
                )
                with_names |= set(named.iter_rows())
        return self._stored(sorted(with_names))

    def has_rows(self, dataset: str, tahun: int) -> bool:
        """Tell whether a dataset of the first KLPD, or its stand-in, has rows of a year."""
        name, *_ = self._source(dataset, self.view.klpd, tahun)
        return self._rows(name, self.view.klpd, tahun) > 0

    def was_read(self, dataset: str, tahun: int) -> bool:
        """Tell whether a dataset of the first KLPD was read for a year, with rows or without."""
        key = (dataset, self.view.klpd, tahun)
        read = (o for o in (*self.outcomes, *self.before) if o.snapshot)
        return any(outcome.request.partition == key for outcome in read)

    def stands_in(self, dataset: str, tahun: int) -> bool:
        """Tell whether the rows of the first KLPD's year are those of the dataset's stand-in."""
        return self._source(dataset, self.view.klpd, tahun)[0] != dataset

    def _source(self, dataset: str, kode: str, tahun: int) -> Partition:
        """Return the partition that the rows of a dataset come from: it, or its stand-in."""
        instead = STAND_INS.get(dataset, dataset)
        has_own = self._rows(dataset, kode, tahun) > 0
        return (
            (dataset if has_own or not self._rows(instead, kode, tahun) else instead),
            kode,
            tahun,
        )

    def _rows(self, dataset: str, kode: str, tahun: int) -> int:
        """Return the number of rows read of a partition, 0 where none was read."""
        key = (dataset, kode, tahun)
        read = (o for o in (*self.outcomes, *self.before) if o.request.partition == key)
        return max((o.snapshot.manifest.rows for o in read if o.snapshot), default=0)

    def names(self, field: str) -> dict[str, str]:
        """Return code and name of the satkers or programs of the first KLPD, by field of the link.

        A satker that no dataset names has its code as its name.
        """
        naming = NAMED[field]
        of_klpd = pl.col("kd_klpd") == self.view.klpd
        key = f"names {field} {self.view.klpd}"
        known = self.cached(key, lambda: naming.make(self.frames).filter(of_klpd))
        named = zip(known[naming.code], known[naming.name], strict=True)
        return {code: name or code for code, name in named}

    @property
    def sources(self) -> frozenset[str]:
        """Return the sources of all stored rows behind the frames, as manifests name them."""
        stored = self.cached("asal", lambda: self.frames.stored.select("source").unique())
        return frozenset(stored["source"])

    def cached(self, name: str, make: Callable[[], pl.LazyFrame]) -> pl.DataFrame:
        """Return the frame that `make` computes, cached under the stamp and a name.

        The name must contain everything that the result depends on beside the rows. Ends the page
        with a panel on a ServiceError.
        """
        try:
            return _cached_frame(f"{self.stamp} {name}", make)
        except ServiceError as error:
            panels.failed(self.view, error)
            st.stop()


def _or_stand_ins(datasets: Iterable[str]) -> list[str]:
    """Return the datasets with their stand-ins, which are read where a dataset has no rows."""
    return [other for name in datasets for other in (name, STAND_INS.get(name, name))]


@st.cache_resource(max_entries=MOST_TABLES, show_spinner=False)
def _cached_frame(key: str, _make: Callable[[], pl.LazyFrame]) -> pl.DataFrame:
    return _make().collect()
