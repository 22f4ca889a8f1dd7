"""The regions below a kab/kota and a kecamatan: read from SATUSEHAT, else from the shipped tree.

Every list names its source. Without credentials the sandbox answers with the shipped tree, which is
real and labelled by its decree; when the source fails the shipped tree is used instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pages.shell.sections.regions.place import Place
from pages.shell.state import error_text
from pages.shell.state.view import View
from pages.shell.widgets.provenance import sharing
from pages.shell.widgets.provenance.citation import Line
from services.errors import ServiceError
from services.language.wording import instant
from services.reference import loader
from services.regions import read_regions
from services.repository import Snapshot

LEVELS = {2: "districts", 3: "sub-districts"}
REST_AFTER_FAILURE = 60.0
"""Seconds before a request is sent again to a source that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """The regions below a region, and their source.

    Columns kode, kode_bps, nama, jenis (of villages), jumlah_desa, lat, lng (of kecamatan); the
    last three are from the shipped tree and null for a code that it lacks.
    """

    rows: pl.DataFrame
    source: Line


def children(view: View, place: Place) -> Children:
    """Return the regions below the kab/kota or kecamatan of a place, in order of code."""
    parent = place.path[min(place.level, 3) - 1].code
    level = LEVELS[min(place.level, 3)]
    at = view.state.snap
    failures = _recent_failures(f"{view.app.settings.data} {level} {parent} {at}")
    if not failures:
        try:
            with st.spinner(view.say("wilayah.tree_reading")):
                snapshot = read_regions(view.app.repository, level, induk=[parent], at=at)
            sharing.read_up_to(view, snapshot.manifest.fetched_at)
            # no label: what the sandbox answers with is the shipped tree, which is real
            newest = snapshot.manifest.fetched_at
            source = Line(text=_source_text(view, snapshot), newest=newest)
            return Children(rows=_with_shipped_columns(snapshot.frame), source=source)
        except ServiceError as error:
            failures.append(error)
    why = view.say("wilayah.tree_fallback", reason=failures[0], decree=loader.DECREE)
    source = Line(text=why, newest=None)
    return Children(rows=_with_shipped_columns(loader.children(parent)), source=source)


@st.cache_resource(ttl=REST_AFTER_FAILURE, max_entries=200, show_spinner=False)
def _recent_failures(key: str) -> list[ServiceError]:
    """Return the list that remembers a failure of a request for REST_AFTER_FAILURE seconds."""
    return []


def _source_text(view: View, snapshot: Snapshot) -> str:
    """Return the source line of a list: the shipped tree, the sandbox, stale or live."""
    manifest = snapshot.manifest
    waktu = instant(manifest.fetched_at, view.lang)
    if not view.app.live["satusehat"]:
        return view.say("wilayah.tree_shipped", decree=loader.DECREE)
    if manifest.made_up:
        values = {"host": manifest.address, "decree": loader.DECREE, "waktu": waktu}
        return view.say("wilayah.tree_sandbox", **values)
    if snapshot.stale:
        return view.say(
            "wilayah.tree_stale", waktu=waktu, reason=error_text.reason(snapshot.reason, view.lang)
        )
    return view.say("wilayah.tree_live", waktu=waktu)


def _with_shipped_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the columns that only the shipped tree has."""
    shipped = loader.regions().select("code", "lat", "lng")
    village = pl.col("kode").str.len_chars() == 10
    kelurahan = pl.col("kode").str.slice(6, 1) == "1"
    return (
        rows.select("code", "name", "bps_code")
        .join(shipped, on="code", how="left")
        .join(_village_counts(), left_on="code", right_on="parent_code", how="left")
        .select(
            pl.col("code").alias("kode"),
            pl.col("name").alias("nama"),
            pl.when(pl.col("bps_code") != "").then("bps_code").alias("kode_bps"),
            "jumlah_desa",
            "lat",
            "lng",
        )
        .with_columns(
            jenis=pl.when(village & kelurahan)
            .then(pl.lit("kelurahan"))
            .when(village)
            .then(pl.lit("desa"))
        )
        .sort("kode")
    )


@st.cache_resource(show_spinner=False)
def _village_counts() -> pl.DataFrame:
    """Return the number of desa and kelurahan by kecamatan in the shipped tree."""
    villages = loader.regions().filter(pl.col("level") == 4)
    return villages.group_by("parent_code").agg(jumlah_desa=pl.len().cast(pl.Int64))
