"""Get the rows of a region: stored ones at once, those of a province in the background.

A province's page reads its governments that are not stored, within the budgets of a visitor
(reading/rate_limits.py), with the progress of every page and its button to stop. A kab/kota's page
reads that government alone, and the country's page none. Nothing is read for a link with an
instant, nor where only imported rows are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from operator import itemgetter

import polars as pl
import streamlit as st

from pages.shell.reading import panels, partitions, progress
from pages.shell.reading.data import Data
from pages.shell.sections import collecting
from pages.shell.sections.regions.place import Place
from pages.shell.state.unread import Partition
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets.provenance import sharing
from services import inventory, table_inputs
from services.analysis.across_klpd.regions import Part, wilayah
from services.analysis.frames import PENYEDIA, PENYEDIA_UMUM, RUP
from services.language.plain_text import plain
from services.repository import Outcome

TABLE = "wilayah"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The governments whose rows a region's figures need, and which of them are stored.

    have: KLPD with all three datasets of the year stored. closed: names of governments without a
    public KLPD code, which cannot be requested.
    """

    klpd: tuple[str, ...]
    have: tuple[str, ...]
    stored: tuple[Partition, ...]
    closed: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the KLPD with a dataset that is not stored."""
        return tuple(kode for kode in self.klpd if kode not in self.have)


def read(view: View, place: Place) -> Data:
    """Return the data of a region for the newest year, and have what is missing read."""
    if not place.path:
        data = collecting.country(view)
        _label(data)
        collecting.about_sample(data)
        sharing.read_up_to(view, pinnable(data))
        return data
    scope = scope_of(view, place)
    missing = scope.missing
    if place.level != 1 or view.imported_only:
        # with imported rows alone the first KLPD of the link, and the page then says so
        own = () if view.imported_only else (view.app.klpd().of(place.code),)
        missing = tuple(kode for kode in scope.missing if kode in (view.klpd, *own))
    _note_unread(view, place, scope, missing)
    first = _unstored(view, [kode for kode in missing if kode == view.klpd], scope)
    wanted = list(scope.stored)
    if not view.state.snap:
        wanted += list(dict.fromkeys([*first, *_unstored(view, missing, scope)]))
    outcomes = _outcomes_with_progress(view, wanted, first)
    unread = {outcome.request.values["kode_klpd"] for outcome in outcomes if outcome.unread}
    # a KLPD that is only half read is not drawn
    wanted = [partition for partition in wanted if partition[1] not in unread]
    panels.notices(view, outcomes)
    stamp, frames = partitions.frames(view, wanted)
    data = Data(view=view, frames=frames, outcomes=outcomes, before=(), stamp=stamp)
    _label(data)
    sharing.read_up_to(view, pinnable(data))
    return data


def _outcomes_with_progress(
    view: View, wanted: Sequence[Partition], first: Sequence[Partition]
) -> tuple[Outcome, ...]:
    """Return the outcomes of partitions, and draw the progress of those still being read."""
    slot = st.empty()
    # the progress names every KLPD that is read, not those of the link
    klpd = tuple(dict.fromkeys(kode for _, kode, _ in wanted))
    reading = replace(view, state=replace(view.state, klpd=klpd, tahun=(view.tahun,)))

    def explain() -> None:
        with slot.container():
            progress.explain(reading)

    outcomes = partitions.outcomes(view, wanted, first=first, before_waiting=explain)
    progress.progress(reading, outcomes, partitions.unread(outcomes), slot)
    return outcomes


def pinnable(data: Data) -> datetime | None:
    """Return the end of the newest pass behind the figures; None with sample measures.

    A link with an instant shows no sample measures, so that it would not show the same figures.
    """
    return None if collecting.sampled(data) else data.newest


def scope_of(view: View, place: Place) -> Scope:
    """Return the governments of a place's province, or all stored ones for the country."""
    if not place.path:
        stored = _listed(view, None)
        klpd = tuple(sorted({kode for _, kode, _ in stored}))
        return Scope(klpd=klpd, have=klpd, stored=stored)
    known = view.app.klpd().table.select("kode_wilayah", "kd_klpd", "nama_klpd").iter_rows()
    inside = sorted(
        (row for row in known if row[0].startswith(place.path[0].code)), key=itemgetter(0)
    )
    every = [(kode, nama) for _, kode, nama in inside]
    klpd = tuple(kode for kode, _ in every if kode in view.names)
    stored = _listed(view, klpd)
    have = tuple(k for k in klpd if all((name, k, view.tahun) in stored for name in RUP))
    closed = tuple(name for kode, name in every if kode not in view.names)
    return Scope(klpd=klpd, have=have, stored=stored, closed=closed)


def as_stored(view: View, scope: Scope) -> Data:
    """Return the stored rows without a background refresh, since there may be hundreds of KLPD."""
    now = datetime.now(UTC).replace(microsecond=0)
    frozen = replace(view, state=replace(view.state, snap=view.state.snap or now))
    stamp, frames = partitions.frames(frozen, scope.stored)
    return Data(view=view, frames=frames, outcomes=(), before=(), stamp=stamp)


def table(data: Data, place: Place, governments: Part = "semua") -> pl.DataFrame:
    """Return table `wilayah` for a place in the newest year.

    governments: all, only the own governments of the regions below, or only those inside them.
    """
    tahun = (data.view.tahun,)
    if governments == "semua":
        return data.table(TABLE, klpd=(), tahun=tahun, wilayah=place.code)
    make = partial(wilayah, data.frames, place.code, tahun, governments)
    return data.cached(f"{TABLE} {place.code} {tahun} {governments}", make)


def with_read(data: Data, place: Place, rows: pl.DataFrame) -> pl.DataFrame:
    """Add `terbaca` to rows of table `wilayah`: the number of stored KLPD without the sample's.

    Regions of the sample's KLPD are from the catalogue; without a sample it equals jumlah_klpd.
    """
    sample = collecting.sampled(data)
    if not sample:
        return rows.with_columns(terbaca="jumlah_klpd")
    catalogue = data.view.app.klpd().table
    sampled = catalogue.filter(pl.col("kd_klpd").is_in(sample))
    digits = {0: 2, 2: 4}.get(len(place.code), 10)
    contoh = sampled.group_by(kode=pl.col("kode_wilayah").str.head(digits)).agg(contoh=pl.len())
    joined = rows.join(contoh, on="kode", how="left", maintain_order="left")
    terbaca = pl.col("jumlah_klpd") - pl.col("contoh").fill_null(0)
    return joined.with_columns(terbaca=terbaca).drop("contoh")


def _label(data: Data) -> None:
    """Label the page when rows are made up or imported, whatever the settings are."""
    panels.mark(data.view, table_inputs.origin_of(data.sources))


def _listed(view: View, klpd: Sequence[str] | None) -> tuple[Partition, ...]:
    """Return the partitions of the newest year that are stored, of some KLPD or of all."""
    years = inventory.listed(
        view.app.repository,
        (view.tahun,),
        klpd=klpd,
        at=view.state.snap,
        names=(*RUP, PENYEDIA, PENYEDIA_UMUM),
    )
    return tuple(
        (name, year.kode, year.tahun) for year in years for name in sorted(year.partitions)
    )


def _unstored(view: View, klpd: Sequence[str], scope: Scope) -> list[Partition]:
    every = [(name, kode, view.tahun) for kode in klpd for name in RUP]
    return [partition for partition in every if partition not in scope.stored]


def _note_unread(view: View, place: Place, scope: Scope, missing: Sequence[str]) -> None:
    """Draw which governments of a province are not stored and are not read here, and why."""
    if scope.closed:
        names = listed([plain(name) for name in scope.closed], view.lang)
        st.caption(view.say("wilayah.closed").replace("{nama}", names))
    province = place.path[0].name
    left = len(scope.missing) if view.state.snap else len(set(scope.missing) - set(missing))
    if not left:
        return
    if view.imported_only:
        st.caption(view.say("asal.provinsi", n=left, nama=province))
    elif view.state.snap:
        st.caption(view.say("wilayah.not_then", n=left, nama=province))
    else:
        st.caption(view.say("wilayah.read_above", n=left, nama=province))
