"""The composed blocks of the region page: which figure, map beside ranking, table, lists."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.sections import collecting
from pages.shell.sections.regions import cells, drawing, words
from pages.shell.sections.regions.drawing import Picture
from pages.shell.sections.regions.measure import UKURAN, Ukuran, measured, ranked
from pages.shell.sections.regions.place import LEVELS, Place, going, own_province
from pages.shell.sections.regions.placed import counted
from pages.shell.sections.regions.reading import pinnable, scope_of, with_read
from pages.shell.sections.regions.reading import table as region_table
from pages.shell.sections.regions.tree import Children
from pages.shell.state.drawn import FILTERS
from pages.shell.state.view import View
from pages.shell.widgets import blocks, citation, downloads, filters, menu, sharing
from pages.shell.widgets.blocks import KeyFigures
from pages.shell.widgets.citation import Line
from pages.shell.widgets.link_grid import grid
from services.analysis.regions import Part
from services.charts.classes import Method
from services.export.provenance import filter_label
from services.reference import loader

TALLEST = 720
METHODS: Mapping[str, Method] = {"kuantil": "quantile", "log": "log"}
"""How classes are made, by the value of the switch `kelas`."""
PARTS: Mapping[str, Part] = {"semua": "semua", "sendiri": "sendiri", "bawah": "bawah"}
"""Whose figures the country's map shows, by the value of the switch `cakupan`."""


def choose(view: View) -> Ukuran:
    """Draw the switch of the figure shown and return what it says."""
    options = {name: view.words(f"wilayah.ukuran.{name}") for name in UKURAN}
    return UKURAN[filters.switch(view, "ukuran", options, label=view.say("wilayah.figure"))]


def cover(view: View, place: Place) -> Part:
    """Draw the switch of whose figures the provinces show: all, their own, those below."""
    if place.path:
        return "semua"
    options = {name: view.words(f"wilayah.cakupan.{name}") for name in PARTS}
    chosen = filters.switch(view, "cakupan", options, label=view.say("wilayah.cover"))
    return PARTS[chosen]


def _method(view: View) -> Method:
    """Draw the switch of how values are sorted into classes."""
    options = {name: view.words(f"wilayah.kelas.{name}") for name in METHODS}
    return METHODS[filters.switch(view, "kelas", options, label=view.say("wilayah.classes"))]


def answer(data: Data, place: Place, ukuran: Ukuran, part: Part = "semua") -> None:
    """Say in a sentence how what lies below a region compares, or how a kab/kota stands."""
    table = region_table(data, Place(path=place.path[:1]), part)
    if place.level < 2:
        rows = words.among(table, place.code, ukuran)
        said = words.sentence(data.view, place, rows, ukuran)
        whole = words.coverage(data, place, region_table(data, place))
        blocks.answer(f"{said} {data.view.say('wilayah.covered', isi=whole)}")
    else:
        blocks.answer(words.own_sentence(data.view, place, table, ukuran))


def below(data: Data, place: Place, ukuran: Ukuran, part: Part = "semua") -> None:
    """Draw the map of what lies below a region with its ranking beside; notes and download."""
    view, table = data.view, region_table(data, place, part)
    rows = words.among(table, place.code, ukuran)
    whole = region_table(data, place)
    title, source = words.title(view, place, ukuran, part), words.source(data, place, whole)
    if collecting.sampled(data):
        title = view.words("wilayah.title_sample", title=title)
    told = citation.bare(words.sentence(view, place, rows, ukuran))
    alt = view.words("wilayah.alt", title=title, n=rows.height, isi=told)
    blocks.heading(title)
    if place.path:
        left, right = st.columns([3, 2], gap="medium")
        with right:
            _ranking(view, place, rows, ukuran)
    else:
        left = st.container()
    with left:
        method = _method(view)
        picture = drawing.of_regions(view, place, rows, ukuran, method)
        drawing.draw(view, place, picture, alt)
        hint = view.say("wilayah.hint" if picture.ground.clickable else "wilayah.hint_heavy")
        classes = view.say(f"wilayah.classes_{method}", n=len(picture.regions.classes.counts))
        if not place.path:
            blocks.note(words.outside(data, whole))
        blocks.note(f"{classes} {hint} {_boundaries(view, picture)}")
        with st.container(horizontal=True, gap="small"):
            _svg(view, place, picture, title, source)
            citation.of_line(view, title, _line(data, source))


def glance(view: View) -> None:
    """Draw the province of the first KLPD as it is stored, with the way to its page."""
    place, ukuran = own_province(view), UKURAN["kepala"]
    if not place.path:
        return
    data = collecting.some(view, scope_of(view, place).klpd)
    sharing.read_up_to(view, data.newest)
    rows = words.among(region_table(data, place), place.code, ukuran)
    picture = drawing.of_regions(view, place, rows, ukuran)
    title = words.title(view, place, ukuran)
    blocks.heading(title)
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        said = words.sentence(view, place, rows, ukuran)
        told = citation.bare(said)
        alt = view.words("wilayah.alt_glance", title=title, n=rows.height, isi=told)
        drawing.stand(picture, alt)
    with right:
        blocks.answer(said)
        menu.page_link(view, "wilayah", label=view.say("wilayah.open_map"))
        source = words.source(data, place, region_table(data, place))
        blocks.note(f"{_boundaries(view, picture)}  \n{source}")
        citation.of_line(view, title, _line(data, source))
        blocks.unfollowed(view, [name for name in FILTERS if getattr(view.state, name)])


def whole(data: Data, place: Place, ukuran: Ukuran) -> None:
    """Draw table `wilayah` with every figure, ranked as the map, and its download."""
    view, table = data.view, region_table(data, place)
    kode = pl.col("kode")
    order = ranked(measured(table, ukuran)).sort(kode.is_in([place.code, ""]), maintain_order=True)
    rows = order.select("kode").join(
        with_read(data, place, table), on="kode", how="left", maintain_order="left"
    )
    shown = cells.figures(view, place, rows)
    blocks.heading(view.words("wilayah.all_figures", tahun=view.tahun))
    grid(
        shown,
        [going(view.state, kode) for kode in rows["kode"]],
        key=f"semua_{place.code}",
        button=shown.columns[0],
        widths=dict(zip(shown.columns, cells.WIDTHS.values(), strict=True)),
        height=TALLEST,
        alt=view.words("wilayah.table_alt", nama=place.name),
    )
    source = _line(data, words.source(data, place, table))
    blocks.note(f"{source.said}  \n{view.say('wilayah.transfers')}")
    with st.container(horizontal=True, gap="small"):
        _formats(view, place, table, source, "wilayah")
        citation.of_line(view, view.words("wilayah.table_alt", nama=place.name), source)


def own(data: Data, place: Place) -> None:
    """Draw the key figures of a kab/kota's own government, the province's middle beside each.

    Ends with the link to that government's plans.
    """
    view, province = data.view, Place(path=place.path[:1])
    row = words.own_figures(view, place, region_table(data, province))
    compared = any(figure.beside for figure in row)
    around = province if compared else place
    source = words.source(data, around, region_table(data, around))
    blocks.figures(view, KeyFigures(figures=row, drawn=_line(data, source)))
    middle = view.say("wilayah.middle_note", provinsi=place.above(1).name) if compared else ""
    blocks.note(f"{source}  \n{middle}".rstrip())
    citation.of_line(view, place.name, _line(data, source))
    kode = view.app.klpd().of(place.code)
    if kode in view.names:
        menu.page_link(
            view,
            "program",
            view.state.change(klpd=(kode,)),
            label=view.say("wilayah.plans", nama=place.name),
        )


def inside(data: Data, place: Place, children: Children, around: Children) -> None:
    """Draw the kecamatan as points on their kab/kota beside the list of what lies below.

    children: below the place, or beside it for a desa; around: the kecamatan of the kab/kota.
    """
    view = data.view
    left, right = st.columns(2, gap="medium")
    with left:
        place_of_title = st.container()
        by = counted(data, place)
        picture = drawing.of_kecamatan(view, place, around, by)
        ukuran = view.words(f"titik.by_{by.name}")
        title = view.words("wilayah.kecamatan_title", nama=place.above(2).name, ukuran=ukuran)
        if by.rows is not None:
            title = f"{title}, {view.tahun}"
        with place_of_title:
            blocks.heading(title)
        drawing.draw(view, place, picture, _points_alt(view, title, picture))
        said = [by.said, _boundaries(view, picture)]
        missing = picture.points.unplaced if picture.points else 0
        if missing:
            said.insert(1, view.say("wilayah.unplaced", n=view.number(missing)))
        blocks.note(" ".join(part for part in said if part))
        source = children.source.said
        if by.rows is not None:
            source = f"{words.source(data, place, region_table(data, place))} {by.said}"
        _svg(view, place, picture, title, source)
    with right:
        kind = LEVELS[min(place.level, 3)]
        blocks.heading(view.words(f"wilayah.list.{kind}", n=view.number(children.rows.height)))
        _list(view, place, children.rows)
        blocks.note(children.source.said)
        rows = children.rows.drop("lat", "lng")
        with st.container(horizontal=True, gap="small"):
            _formats(view, place, rows, children.source, "daftar-wilayah")
            citation.of_line(view, view.words("wilayah.list_alt", nama=place.name), children.source)


def _ranking(view: View, place: Place, rows: pl.DataFrame, ukuran: Ukuran) -> None:
    shown = cells.ranking(view, rows, ukuran)
    rank, button, figure = shown.columns
    grid(
        shown,
        [going(view.state, kode) for kode in rows["kode"]],
        key=f"peringkat_{place.code}",
        button=button,
        widths={rank: 40, figure: 132},
        height=drawing.HIGHEST,
        alt=view.words("wilayah.ranking_alt", ukuran=figure),
    )


def _list(view: View, place: Place, rows: pl.DataFrame) -> None:
    last = "jumlah_desa" if place.level < 3 else "jenis"
    shown = cells.listed(view, rows, ["nama", "kode", "kode_bps", last])
    button, code, bps, end = shown.columns
    grid(
        shown,
        [going(view.state, kode) for kode in rows["kode"]],
        key=f"daftar_{place.code}",
        button=button,
        widths={code: 96, bps: 96, end: 80},
        left=(code, bps) if last == "jumlah_desa" else (code, bps, end),
        height=drawing.HIGHEST,
        alt=view.words("wilayah.list_alt", nama=place.name),
    )


def _line(data: Data, said: str) -> Line:
    made_up, parts = words.made_up(data), data.snapshots()
    return Line(said=said, newest=pinnable(data), made_up=made_up, parts=parts)


def _points_alt(view: View, title: str, picture: Picture) -> str:
    """Return the map of points in words: its title and every point with its figure."""
    marks = picture.points.marks if picture.points else ()
    told = "; ".join(f"{mark.name}: {mark.value_text}" for mark in marks)
    return view.words("wilayah.points_alt", title=title, isi=told)


def _boundaries(view: View, picture: Picture) -> str:
    if picture.ground.official:
        return view.say("wilayah.official")
    said = loader.BOUNDARIES_NOTE if view.lang == "id" else view.say("wilayah.indicative")
    problem = picture.ground.problem
    return f"{said} {view.say('wilayah.no_official', why=problem)}" if problem else said


def _svg(view: View, place: Place, picture: Picture, title: str, source: str) -> None:
    note = citation.bare(_boundaries(view, picture))
    downloads.button(
        view.say("wilayah.svg"),
        lambda: drawing.svg(picture, title, citation.bare(source), note).encode(),
        f"peta-{place.code or 'indonesia'}-{view.tahun}.svg",
        key="d_peta",
    )


def _formats(view: View, place: Place, rows: pl.DataFrame, source: Line, name: str) -> None:
    """Draw the ways out of a table of regions; name: as texts call it."""
    code = {filter_label("wilayah", view.lang): f"{place.code} {place.name}"}
    one = downloads.of_line(
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
    downloads.formats(view, one)
