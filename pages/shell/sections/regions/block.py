"""The blocks of the region page: switches, the maps of country and province, the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shell.reading.data import Data
from pages.shell.sections import collecting, imports
from pages.shell.sections.regions import cells, drawing, linked, words, years
from pages.shell.sections.regions.drawing import Picture
from pages.shell.sections.regions.place import Place, going
from pages.shell.sections.regions.reading import pinnable, with_read
from pages.shell.sections.regions.reading import table as region_table
from pages.shell.sections.regions.shapes import boundaries_note
from pages.shell.state.address import go
from pages.shell.state.view import View
from pages.shell.widgets import blocks, downloads, filters, menu
from pages.shell.widgets.blocks import KeyFigures
from pages.shell.widgets.figures import region_map
from pages.shell.widgets.lists.link_grid import grid
from pages.shell.widgets.provenance import citation
from pages.shell.widgets.provenance.citation import Line
from services.analysis.across_klpd.region_measures import UKURAN, Ukuran, measured, ranked
from services.analysis.across_klpd.regions import Part
from services.charts.geography.classes import Method
from services.export.provenance import filter_label

TALLEST = 720
METHODS: Mapping[str, Method] = {"kuantil": "quantile", "log": "log"}
"""How values are divided into classes, by the value of the switch `kelas`."""
PARTS: Mapping[str, Part] = {"semua": "semua", "sendiri": "sendiri", "bawah": "bawah"}
"""Whose figures the country's map shows, by the value of the switch `cakupan`."""


def choose(view: View) -> Ukuran:
    """Draw the switch of the figure and return the chosen figure."""
    options = {name: view.words(f"wilayah.ukuran.{name}") for name in UKURAN}
    return UKURAN[filters.switch(view, "ukuran", options, label=view.say("wilayah.figure"))]


def choose_governments(view: View) -> Part:
    """Draw the switch of the governments on the map of the country: all, provinces, below."""
    options = {name: view.words(f"wilayah.cakupan.{name}") for name in PARTS}
    chosen = filters.switch(view, "cakupan", options, label=view.say("wilayah.cover"))
    return PARTS[chosen]


def answer(data: Data, place: Place, ukuran: Ukuran, governments: Part = "semua") -> None:
    """Draw the sentence on how the regions below compare, or on the rank of a kab/kota."""
    view, every = data.view, region_table(data, place)
    if place.level == 2:
        table = region_table(data, Place(path=place.path[:1]), governments)
        blocks.answer(words.own_sentence(view, place, table, ukuran))
        return
    rows = words.ranked(data, place, ukuran, governments)
    if place.path:
        sentences = [words.province_sentence(view, place, rows, ukuran)]
    else:
        counts = words.coverage(data, place, every)
        sentences = [
            words.sentence(view, place, rows, ukuran),
            view.say("wilayah.covered", isi=counts),
        ]
    if ukuran.of_providers:
        sentences.append(words.provider_coverage(view, every))
    blocks.answer(" ".join(sentences))


def country(data: Data, place: Place, ukuran: Ukuran, governments: Part) -> None:
    """Draw the map of the provinces with their ranked list, notes and download."""
    view = data.view
    rows, title, source = _head(data, place, ukuran, governments)
    figure, foot = _figure_and_foot()
    method = _method(view, foot)
    picture = drawing.of_regions(view, place, rows, ukuran, method=method)
    hint = view.say("wilayah.hint" if picture.ground.clickable else "wilayah.hint_heavy")
    notes = [*_about(view, ukuran, picture, method), hint, boundaries_note(view, picture.ground)]
    with figure:
        drawing.draw(view, place, picture, _alt(view, place, rows, ukuran, title))
        blocks.note(words.outside(data, region_table(data, place)))
        blocks.note(" ".join(notes))
        listed = linked.province(view, place, rows, ukuran)
        region_map.draw(view, listed, key="peringkat", go=partial(go_to, view))
        blocks.note(source)
    with foot:
        _downloads(data, place, picture, title, source)


def province(data: Data, place: Place, ukuran: Ukuran) -> None:
    """Draw strip, map and list of the kab/kota of a province, and small maps of several years."""
    view, table = data.view, region_table(data, place)
    rows, title, source = _head(data, place, ukuran, "semua")
    figure, foot = _figure_and_foot()
    method = _method(view, foot)
    earlier = years.earlier(view, place, ukuran)
    also = [value for year in earlier.values() for value in year.rows["value"]]
    picture = drawing.of_regions(view, place, rows, ukuran, method=method, also=also)
    notes = [*_about(view, ukuran, picture, method), boundaries_note(view, picture.ground)]
    alt = _alt(view, place, rows, ukuran, title)
    shown = replace(
        linked.province(view, place, rows, ukuran, picture=picture, alt=alt),
        about_map=[citation.bare(note) for note in (*notes, view.say("peta.hint"))],
        about_list=linked.own_government(view, place, table, ukuran),
    )
    with figure:
        region_map.draw(view, shown, key=f"peta_{place.code}", go=partial(go_to, view))
        if earlier:
            newest = {view.tahun: years.Year(rows=rows, source=source)}
            years.draw(view, place, earlier | newest, ukuran, method)
        blocks.note(source)
    with foot:
        _downloads(data, place, picture, title, source)


def _head(
    data: Data, place: Place, ukuran: Ukuran, governments: Part
) -> tuple[pl.DataFrame, str, str]:
    """Draw the title of the map; return the ranked rows, the title and the source line."""
    view, every = data.view, region_table(data, place)
    rows = words.ranked(data, place, ukuran, governments)
    title = words.title(data, place, ukuran, governments)
    if collecting.sampled(data):
        title = view.words("wilayah.title_sample", title=title)
    blocks.heading(title)
    imports.include(data, words.stand_ins(every))
    return rows, title, words.source(data, place, every)


def _alt(view: View, place: Place, rows: pl.DataFrame, ukuran: Ukuran, title: str) -> str:
    """Return what a map shows, in words with figures."""
    sentence = citation.bare(words.sentence(view, place, rows, ukuran))
    return view.words("wilayah.alt", title=title, n=rows.height, isi=sentence)


def _figure_and_foot() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the containers of a figure and of the small elements below it.

    The switch below the figure is drawn first, since the figure depends on it.
    """
    return st.container(), st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="kaki_peta"
    )


def _method(view: View, foot: DeltaGenerator) -> Method:
    """Draw the switch of the classes and return how they are made."""
    methods = {name: view.words(f"wilayah.kelas.{name}") for name in METHODS}
    with foot:
        return METHODS[filters.switch(view, "kelas", methods, label=view.say("wilayah.classes"))]


def _about(view: View, ukuran: Ukuran, picture: Picture, method: Method) -> list[str]:
    """Return the notes on figure and classes of a map."""
    classes = words.classes(view, method, picture.regions.classes.filled)
    about = view.say(f"wilayah.about.{ukuran.name}") if ukuran.of_providers else ""
    return [note for note in (about, classes) if note]


def go_to(view: View, code: str) -> None:
    """Show another region."""
    go(going(view.state, code))


def _downloads(data: Data, place: Place, picture: Picture, title: str, source: str) -> None:
    """Draw the menu of a map: its picture, its table as files, the citation of both."""
    view, drawn = data.view, line(data, source)
    downloads.menu_of_line(
        view,
        drawn,
        title,
        key="peta",
        download=download_of(view, place, region_table(data, place), drawn, "wilayah"),
        picture=partial(map_picture, view, place, picture, title, source),
    )


def all_figures(data: Data, place: Place, ukuran: Ukuran) -> None:
    """Draw table `wilayah` with all figures, ranked by the map's figure, folded away."""
    view, table = data.view, region_table(data, place)
    title = view.words("wilayah.all_figures", tahun=view.tahun)
    fold = filters.fold(view, "wilayah", title)
    if fold is None:
        return
    kode = pl.col("kode")
    order = ranked(measured(table, ukuran)).sort(kode.is_in([place.code, ""]), maintain_order=True)
    rows = order.select("kode").join(
        with_read(data, place, table), on="kode", how="left", maintain_order="left"
    )
    shown = cells.figures(view, place, rows)
    with fold:
        grid(
            shown,
            [going(view.state, kode) for kode in rows["kode"]],
            key=f"semua_{place.code}",
            button=shown.columns[0],
            widths=dict(zip(shown.columns, cells.WIDTHS.values(), strict=True)),
            height=TALLEST,
            alt=view.words("wilayah.table_alt", nama=place.name),
        )
        blocks.note(view.say("wilayah.transfers"))


def own_government(data: Data, place: Place) -> None:
    """Draw the key figures of a kab/kota's own government, compared with the province's median.

    Below them is the link to that government's plans.
    """
    view, province = data.view, Place(path=place.path[:1])
    row = words.own_figures(view, place, region_table(data, province))
    compared = any(figure.beside for figure in row)
    around = province if compared else place
    source = words.source(data, around, region_table(data, around))
    blocks.figures(view, KeyFigures(figures=row, drawn=line(data, source)))
    middle = view.say("wilayah.middle_note", provinsi=place.above(1).name) if compared else ""
    blocks.note(f"{source}  \n{middle}".rstrip())
    downloads.menu_of_line(view, line(data, source), place.name, key="angka")
    kode = view.app.klpd().of(place.code)
    if kode in view.names:
        menu.page_link(
            view,
            "program",
            view.state.change(klpd=(kode,)),
            label=view.say("wilayah.plans", nama=place.name),
        )


def line(data: Data, text: str) -> Line:
    """Return the source of a region's figures, which links pin only without sample measures."""
    origin, snapshots = words.origin_of(data), data.snapshots()
    return Line(text=text, newest=pinnable(data), origin=origin, partitions=snapshots)


def map_picture(view: View, place: Place, picture: Picture, title: str, source: str) -> None:
    """Draw the downloads of a map as a picture."""
    credit = citation.bare(boundaries_note(view, picture.ground))
    downloads.whole_picture(
        view,
        drawing.svg(picture, title, citation.bare(source), credit),
        key="peta",
        file=f"peta-{place.code or 'indonesia'}-{view.tahun}",
    )


def download_of(
    view: View, place: Place, rows: pl.DataFrame, source: Line, name: str
) -> downloads.Download:
    """Return a table of regions as a download; name: of the text `tabel.<name>`."""
    code = {filter_label("wilayah", view.lang): f"{place.code} {place.name}"}
    return downloads.of_line(
        view,
        lambda: rows,
        rows.height,
        source,
        name=name,
        key="wilayah",
        file=f"wilayah-{place.code or 'indonesia'}-{view.tahun}",
        tahun=(view.tahun,) if name == "wilayah" else (),
        narrowed=code if place.path else {},
    )
