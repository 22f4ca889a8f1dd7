"""Get the rows of a region: stored ones at once, a province at the press of a button.

A map is drawn from stored partitions; only the first KLPD of the link is read without a button. The
governments of one province are read together, which is the most one visitor may request here. The
country is drawn from stored partitions without a refresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.reading import panels, partitions, progress
from pages.shell.reading.data import Data
from pages.shell.sections import collecting
from pages.shell.sections.regions.place import Place
from pages.shell.state.unread import Partition
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets import sharing
from services import inventory, table_inputs
from services.analysis.frames import PENYEDIA, PENYEDIA_UMUM, RUP
from services.analysis.regions import Part, wilayah
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
    """Return the data of a region for the newest year; draw the button for missing KLPD."""
    if not place.path:
        data = collecting.country(view)
        _label(data)
        collecting.about_sample(data)
        sharing.read_up_to(view, pinnable(data))
        return data
    scope = scope_of(view, place)
    first = [kode for kode in scope.missing if kode == view.klpd]
    rest = [kode for kode in scope.missing if kode not in first]
    offer = st.empty()
    pressed = _reading_pressed(view, place, scope, rest, offer)
    chosen = scope.missing if pressed else first
    if set(chosen) - set(first):
        collecting.collect(view, _unstored(view, chosen, scope))
    wanted = [*scope.stored, *_unstored(view, chosen, scope)]
    if view.state.snap:
        wanted = list(scope.stored)
    outcomes = _outcomes_with_progress(view, wanted)
    unread = {outcome.request.values["kode_klpd"] for outcome in outcomes if outcome.unread}
    # a KLPD that is only half read is not drawn
    wanted = [partition for partition in wanted if partition[1] not in unread]
    if set(rest) <= set(chosen) and not any(outcome.error for outcome in outcomes):
        offer.empty()
    panels.notices(view, outcomes)
    stamp, frames = partitions.frames(view, wanted)
    data = Data(view=view, frames=frames, outcomes=outcomes, before=(), stamp=stamp)
    _label(data)
    sharing.read_up_to(view, pinnable(data))
    return data


def _outcomes_with_progress(view: View, wanted: Sequence[Partition]) -> tuple[Outcome, ...]:
    """Return the outcomes of partitions, and draw the progress of those still being read."""
    slot = st.empty()

    def explain() -> None:
        with slot.container():
            progress.explain(view)

    outcomes = partitions.outcomes(view, wanted, before_waiting=explain)
    progress.progress(view, outcomes, partitions.unread(outcomes), slot)
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
    known = view.app.klpd().table
    table = known.filter(pl.col("kode_wilayah").str.starts_with(place.path[0].code))
    every = table.sort("kode_wilayah").select("kd_klpd", "nama_klpd").rows()
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
    catalogue = data.view.app.klpd().table
    sampled = catalogue.filter(pl.col("kd_klpd").is_in(collecting.sampled(data)))
    digits = {0: 2, 2: 4}.get(len(place.code), 10)
    contoh = sampled.group_by(kode=pl.col("kode_wilayah").str.head(digits)).agg(contoh=pl.len())
    joined = rows.join(contoh, on="kode", how="left", maintain_order="left")
    terbaca = pl.col("jumlah_klpd") - pl.col("contoh").fill_null(0)
    return joined.with_columns(terbaca=terbaca).drop("contoh")


def _label(data: Data) -> None:
    """Label the page when rows are made up or imported, whatever the settings are."""
    panels.mark(data.view, table_inputs.origin(data.frames))


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


def _reading_pressed(
    view: View, place: Place, scope: Scope, rest: Sequence[str], slot: DeltaGenerator
) -> bool:
    """Draw the button that reads the province's missing KLPD; tell whether it was pressed."""
    if scope.closed:
        names = listed([plain(name) for name in scope.closed], view.lang)
        st.caption(view.say("wilayah.closed").replace("{nama}", names))
    if not rest:
        return False
    province = place.path[0].name
    if view.imported_only:
        st.caption(view.say("asal.provinsi", n=len(rest), nama=province))
        return False
    if view.state.snap:
        st.caption(view.say("wilayah.not_then", n=len(rest), nama=province))
        return False
    box = slot.container(border=True, horizontal=True, vertical_alignment="center", key="tawaran")
    with box:
        pressed = st.button(
            view.say("wilayah.read", n=len(rest)),
            type="primary",
            icon=":material/download:",
            key="baca_provinsi",
            on_click=partial(partitions.forget_failures, view),
        )
        have, all_, year = len(scope.klpd) - len(rest), len(scope.klpd), view.tahun
        text = view.say("wilayah.read_why", have=have, all=all_, nama=province, tahun=year)
        st.markdown(text, width="stretch")
    return pressed
