"""The linked maps of the region page: the kab/kota of a province, the kecamatan of a kab/kota."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl

from pages.shell.sections.regions import words
from pages.shell.sections.regions.counted import Counted
from pages.shell.sections.regions.drawing import Picture, short_names
from pages.shell.sections.regions.place import LEVELS, Place
from pages.shell.sections.regions.shapes import ground
from pages.shell.sections.regions.tree import Children
from pages.shell.state.view import View
from pages.shell.widgets.figures.region_map import Entry, RegionMap
from services.analysis.across_klpd import region_measures as measure
from services.analysis.across_klpd.region_measures import UKURAN, Ukuran
from services.charts.geography.shapes import NO_FIGURE, paint
from services.charts.plots.beeswarm import Strip, Value, strip
from services.charts.plots.ticks import nice_ticks
from services.language.wording import DASH

Row = Mapping[str, Any]
WIDE, NARROW = 736.0, 320.0
"""Pixels of the strip where it is narrowest beside the sidebar, and on a phone."""


def province(
    view: View,
    place: Place,
    rows: pl.DataFrame,
    ukuran: Ukuran,
    *,
    picture: Picture | None = None,
    alt: str = "",
) -> RegionMap:
    """Return strip, map and list of measured, ranked rows; without a picture the list alone.

    alt: what the map shows in words, with figures.
    """
    own = picture.chosen if picture else frozenset[str]()
    top = nice_ticks(max((value for value in rows["value"] if value is not None), default=0))[-1]
    figure = view.words(f"wilayah.ukuran.{ukuran.name}")
    entries = []
    for row in rows.iter_rows(named=True):
        code, known = row["kode"], row["keadaan"] == measure.KNOWN
        about = [row["nama"], words.state(view, row)]
        if known:
            exact = ukuran.exact(row["value"], view.lang)
            about = [row["nama"], exact, view.words("peta.rank", n=view.number(row["peringkat"]))]
        entries.append(
            Entry(
                code=code,
                name=row["nama"],
                value=ukuran.printed(row["value"], view.lang) if known else words.short(view, row),
                about=[*about, view.words("wilayah.kemendagri", kode=code)],
                rank=view.number(row["peringkat"]) if known else "",
                share=row["value"] / top if known else None,
                muted=not known,
                own=code in own,
            )
        )
    regions = view.words(f"peta.regions.{LEVELS[place.level]}")
    return RegionMap(
        entries=entries,
        heads=(regions, figure),
        titles=_titles(view, regions, figure, place, alt),
        painted=picture.regions if picture else None,
        names=picture.names if picture else (),
        strips=_strips(view, rows, ukuran, own) if picture else None,
    )


def _strips(
    view: View, rows: pl.DataFrame, ukuran: Ukuran, own: frozenset[str]
) -> tuple[Strip, Strip] | None:
    """Return the strips for wide and narrow pages, None where no region has a value."""
    known = rows.filter(pl.col("keadaan") == measure.KNOWN)
    if known.is_empty():
        return None
    named = short_names(dict(rows.select("kode", "nama").iter_rows()))
    values = [
        Value(
            code=code,
            name=named[code],
            value=value,
            text=ukuran.printed(value, view.lang),
            own=code in own,
        )
        for code, value in known.select("kode", "value").iter_rows()
    ]
    first = view.app.klpd().region(view.klpd) if view.state.klpd else ""
    values.sort(key=lambda one: one.code != first)  # named first
    make = partial(
        strip,
        values,
        print_value=partial(ukuran.printed, lang=view.lang),
        median_words=view.words("peta.median"),
        whole=ukuran.kind == "jumlah",
    )
    return make(width=WIDE), make(width=NARROW, all_names=False)


def own_government(view: View, place: Place, table: pl.DataFrame, ukuran: Ukuran) -> list[str]:
    """Return the notes under the list: the province's own government, which is in no row of it."""
    money = ukuran.kind == "rupiah"
    shown = UKURAN["pagu"] if ukuran.name == "kepala" else ukuran
    rows = measure.measured(table.filter(pl.col("kode") == place.code), shown)
    row = next(rows.iter_rows(named=True), None)
    if row is None:
        return []
    known = row["keadaan"] == measure.KNOWN
    note = view.words(
        "peta.own_government",
        ukuran=view.words(f"wilayah.ukuran.{shown.name}"),
        nilai=shown.printed(row["value"], view.lang) if known else words.short(view, row),
    )
    return [f"{note} {view.words('peta.transfers')}" if money else note]


def cells(view: View, place: Place, children: Children, by: Counted) -> Picture:
    """Return the kecamatan of a kab/kota as cells, coloured by a counted figure."""
    boundaries = ground(view.app.settings, place)
    painted = paint(
        boundaries.shapes,
        by.of(children.rows),
        theme=view.theme,
        print_value=partial(by.printed, view),
        lang=view.lang,
    )
    unknown = view.words("absent.unknown")
    marks = (
        mark if mark.known else replace(mark, value_text=unknown, shade=NO_FIGURE)
        for mark in painted.marks
    )
    legend = (
        entry if entry.known else replace(entry, label=unknown, shade=NO_FIGURE)
        for entry in painted.legend
    )
    return Picture(
        regions=replace(painted, marks=tuple(marks), legend=tuple(legend)),
        ground=boundaries,
        chosen=frozenset({place.above(3).code} if place.level > 2 else ()),
        size=(0, 0),
    )


def kabkota(
    view: View,
    place: Place,
    picture: Picture,
    *,
    below: Children,
    around: Children,
    by: Counted,
    title: str,
) -> RegionMap:
    """Return the map of a kab/kota's kecamatan with the list of the regions below the place.

    below: the kecamatan themselves, or the desa of one of them; around: the kecamatan. title: that
    of the map.
    """
    kecamatan = [_kecamatan(view, row, by) for row in by.of(around.rows).iter_rows(named=True)]

    shown = {entry.code: entry.value for entry in kecamatan}
    names = tuple(replace(name, value=shown.get(name.code, "")) for name in picture.names)
    figure, listed = view.words(f"titik.{by.name}"), LEVELS[min(place.level, 3)]
    described = "; ".join(f"{entry.name}: {entry.value}" for entry in kecamatan)
    alt = view.words("wilayah.points_alt", title=title, isi=described)
    map_ = RegionMap(
        entries=kecamatan,
        heads=(view.words("peta.regions.kecamatan"), figure),
        titles=_titles(view, view.words(f"peta.regions.{listed}"), figure, place, alt),
        painted=picture.regions,
        names=names,
    )
    if place.level > 2:
        marked = [replace(entry, own=entry.code in picture.chosen) for entry in kecamatan]
        villages = [
            Entry(
                code=row["kode"],
                name=row["nama"],
                value=view.words(f"peta.{row['jenis']}") if row["jenis"] else DASH,
                about=[row["nama"]],
                muted=True,
                own=row["kode"] == place.code,
            )
            for row in below.rows.iter_rows(named=True)
        ]
        heads = (view.words("peta.regions.desa"), view.words("wilayah.column.jenis"))
        return replace(map_, entries=villages, around=marked, heads=heads)
    other, rest = by.other, None
    if by.rows is not None and by.every != by.placed:  # some name no kecamatan
        count = view.words(f"peta.count_{by.kind}", n=view.number(by.every - by.placed))
        rest = (view.words("peta.without_place"), count, view.words("peta.open_list"))
    return replace(
        map_,
        heads=(*map_.heads, view.words(f"titik.{other}")) if other else map_.heads,
        rest=rest,
    )


def _kecamatan(view: View, row: Row, by: Counted) -> Entry:
    """Return a kecamatan with its figure, and the other figure of its packages."""
    value, top = row["value"], row["atas"]
    text = view.words("absent.unknown") if value is None else by.printed(view, value)
    codes = [view.words("wilayah.kemendagri", kode=row["kode"])]
    if row["kode_bps"]:
        codes.append(view.words("wilayah.bps", kode=row["kode_bps"]))
    return Entry(
        code=row["kode"],
        name=row["nama"],
        value=text,
        about=[row["nama"], by.explained(view, value), " · ".join(codes)],
        share=None if value is None else value / top,
        other=by.printed_other(view, row["lain"], none=not row["jumlah"]),
        muted=value is None,
    )


def _titles(view: View, regions: str, figure: str, place: Place, alt: str) -> dict[str, str]:
    """Return the names of the three parts; alt: what the map shows in words, with figures."""
    values = {"bagian": regions, "ukuran": figure, "nama": place.name}
    return {
        "jalur": view.words("peta.title_strip", **values),
        "peta": alt,
        "daftar": view.words("peta.title_list", **values),
    }
