"""The blocks of the region page: switches, map beside ranking, table, lists."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from pages.shell.reading.data import Data
from pages.shell.sections import collecting, imports
from pages.shell.sections.regions import cells, drawing, words
from pages.shell.sections.regions.drawing import Picture
from pages.shell.sections.regions.measure import UKURAN, Ukuran, measured, ranked
from pages.shell.sections.regions.place import LEVELS, Place, going, own_province
from pages.shell.sections.regions.placed import counted, kinds_of_packages
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
"""How values are divided into classes, by the value of the switch `kelas`."""
PARTS: Mapping[str, Part] = {"semua": "semua", "sendiri": "sendiri", "bawah": "bawah"}
"""Whose figures the country's map shows, by the value of the switch `cakupan`."""


def choose(view: View) -> Ukuran:
    """Draw the switch of the figure and return the chosen figure."""
    options = {name: view.words(f"wilayah.ukuran.{name}") for name in UKURAN}
    return UKURAN[filters.switch(view, "ukuran", options, label=view.say("wilayah.figure"))]


def choose_governments(view: View, place: Place) -> Part:
    """Draw the switch of the governments on the map of the country: all, provinces, below."""
    if place.path:
        return "semua"
    options = {name: view.words(f"wilayah.cakupan.{name}") for name in PARTS}
    chosen = filters.switch(view, "cakupan", options, label=view.say("wilayah.cover"))
    return PARTS[chosen]


def answer(data: Data, place: Place, ukuran: Ukuran, governments: Part = "semua") -> None:
    """Draw the sentence on how the regions below compare, or on the rank of a kab/kota."""
    table = region_table(data, Place(path=place.path[:1]), governments)
    if place.level < 2:
        rows = words.among(table, place.code, ukuran)
        sentence = words.sentence(data.view, place, rows, ukuran)
        counts = words.coverage(data, place, region_table(data, place))
        covered = [data.view.say("wilayah.covered", isi=counts)]
        if ukuran.of_providers:
            covered.append(words.provider_coverage(data.view, region_table(data, place)))
        blocks.answer(" ".join([sentence, *covered]))
    else:
        blocks.answer(words.own_sentence(data.view, place, table, ukuran))


def below(data: Data, place: Place, ukuran: Ukuran, governments: Part = "semua") -> None:
    """Draw the map of the regions below with their ranking, notes and download."""
    view, table = data.view, region_table(data, place, governments)
    rows = words.among(table, place.code, ukuran)
    all_governments = region_table(data, place)
    title, source = (
        words.title(data, place, ukuran, governments),
        words.source(data, place, all_governments),
    )
    if collecting.sampled(data):
        title = view.words("wilayah.title_sample", title=title)
    sentence = citation.bare(words.sentence(view, place, rows, ukuran))
    alt = view.words("wilayah.alt", title=title, n=rows.height, isi=sentence)
    blocks.heading(title)
    imports.include(data, words.stand_ins(all_governments))
    if place.path:
        left, right = st.columns([3, 2], gap="medium")
        with right:
            ranking = cells.ranking(view, rows, ukuran)
            rank, button, figure = ranking.columns
            grid(
                ranking,
                [going(view.state, kode) for kode in rows["kode"]],
                key=f"peringkat_{place.code}",
                button=button,
                widths={rank: 40, figure: 168 if ukuran.of_providers else 132},
                height=drawing.HIGHEST,
                alt=view.words("wilayah.ranking_alt", ukuran=figure),
            )
    else:
        left = st.container()
    with left:
        methods = {name: view.words(f"wilayah.kelas.{name}") for name in METHODS}
        method = METHODS[filters.switch(view, "kelas", methods, label=view.say("wilayah.classes"))]
        picture = drawing.of_regions(view, place, rows, ukuran, method)
        drawing.draw(view, place, picture, alt)
        hint = view.say("wilayah.hint" if picture.ground.clickable else "wilayah.hint_heavy")
        classes = view.say(f"wilayah.classes_{method}", n=len(picture.regions.classes.counts))
        if not place.path:
            blocks.note(words.outside(data, all_governments))
        if ukuran.of_providers:
            blocks.note(view.say(f"wilayah.about.{ukuran.name}"))
        blocks.note(f"{classes} {hint} {_boundaries(view, picture)}")
        with st.container(horizontal=True, gap="small"):
            _svg(view, place, picture, title, source)
            citation.of_line(view, title, _line(data, source))


def glance(view: View) -> None:
    """Draw the stored map of the first KLPD's province, with the link to its page."""
    place, ukuran = own_province(view), UKURAN["kepala"]
    if not place.path:
        return
    data = collecting.some(view, scope_of(view, place).klpd)
    sharing.read_up_to(view, data.newest)
    rows = words.among(region_table(data, place), place.code, ukuran)
    picture = drawing.of_regions(view, place, rows, ukuran)
    title = words.title(data, place, ukuran)
    blocks.heading(title)
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        sentence = words.sentence(view, place, rows, ukuran)
        plain_sentence = citation.bare(sentence)
        alt = view.words("wilayah.alt_glance", title=title, n=rows.height, isi=plain_sentence)
        drawing.draw_still(picture, alt)
    with right:
        blocks.answer(sentence)
        menu.page_link(view, "wilayah", label=view.say("wilayah.open_map"))
        source = words.source(data, place, region_table(data, place))
        blocks.note(f"{_boundaries(view, picture)}  \n{source}")
        citation.of_line(view, title, _line(data, source))
        blocks.note_ignored(view, [name for name in FILTERS if getattr(view.state, name)])


def all_figures(data: Data, place: Place, ukuran: Ukuran) -> None:
    """Draw table `wilayah` with all figures, ranked by the map's figure, and its download."""
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
    blocks.note(f"{source.text}  \n{view.say('wilayah.transfers')}")
    with st.container(horizontal=True, gap="small"):
        _formats(view, place, table, source, "wilayah")
        citation.of_line(view, view.words("wilayah.table_alt", nama=place.name), source)


def own_government(data: Data, place: Place) -> None:
    """Draw the key figures of a kab/kota's own government, compared with the province's median.

    Below them is the link to that government's plans.
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
    """Draw the kecamatan as points on their kab/kota beside the list of regions below.

    children: the regions below the place, the siblings of a desa; around: the kecamatan of the
    kab/kota.
    """
    view = data.view
    left, right = st.columns(2, gap="medium")
    with left:
        title_container = st.container()
        by = counted(data, place)
        picture = drawing.of_kecamatan(view, place, around, by)
        ukuran = view.words(f"titik.by_{by.name}", jenis=kinds_of_packages(data))
        title = view.words("wilayah.kecamatan_title", nama=place.above(2).name, ukuran=ukuran)
        if by.rows is not None:
            title = f"{title}, {view.tahun}"
        with title_container:
            blocks.heading(title)
        marks = picture.points.marks if picture.points else ()
        described = "; ".join(f"{mark.name}: {mark.value_text}" for mark in marks)
        drawing.draw(
            view, place, picture, view.words("wilayah.points_alt", title=title, isi=described)
        )
        notes = [by.text, _boundaries(view, picture)]
        missing = picture.points.unplaced if picture.points else 0
        if missing:
            notes.insert(1, view.say("wilayah.unplaced", n=view.number(missing)))
        blocks.note(" ".join(text for text in notes if text))
        source = children.source.text
        if by.rows is not None:
            source = f"{words.source(data, place, region_table(data, place))} {by.text}"
        _svg(view, place, picture, title, source)
    with right:
        kind = LEVELS[min(place.level, 3)]
        blocks.heading(view.words(f"wilayah.list.{kind}", n=view.number(children.rows.height)))
        last = "jumlah_desa" if place.level < 3 else "jenis"
        shown = cells.listed(view, children.rows, ["nama", "kode", "kode_bps", last])
        button, code, bps, end = shown.columns
        grid(
            shown,
            [going(view.state, kode) for kode in children.rows["kode"]],
            key=f"daftar_{place.code}",
            button=button,
            widths={code: 96, bps: 96, end: 80},
            left=(code, bps) if last == "jumlah_desa" else (code, bps, end),
            height=drawing.HIGHEST,
            alt=view.words("wilayah.list_alt", nama=place.name),
        )
        blocks.note(children.source.text)
        rows = children.rows.drop("lat", "lng")
        with st.container(horizontal=True, gap="small"):
            _formats(view, place, rows, children.source, "daftar-wilayah")
            citation.of_line(view, view.words("wilayah.list_alt", nama=place.name), children.source)


def _line(data: Data, text: str) -> Line:
    """Return the source of a region's figures, which links pin only without sample measures."""
    origin, snapshots = words.origin_of(data), data.snapshots()
    return Line(text=text, newest=pinnable(data), origin=origin, partitions=snapshots)


def _boundaries(view: View, picture: Picture) -> str:
    """Return the note on where the boundaries of a map are from."""
    if picture.ground.official:
        return view.say("wilayah.official")
    text = loader.BOUNDARIES_NOTE if view.lang == "id" else view.say("wilayah.indicative")
    problem = picture.ground.problem
    return f"{text} {view.say('wilayah.no_official', why=problem)}" if problem else text


def _svg(view: View, place: Place, picture: Picture, title: str, source: str) -> None:
    note = citation.bare(_boundaries(view, picture))
    downloads.button(
        view.say("wilayah.svg"),
        lambda: drawing.svg(picture, title, citation.bare(source), note).encode(),
        f"peta-{place.code or 'indonesia'}-{view.tahun}.svg",
        key="d_peta",
    )


def _formats(view: View, place: Place, rows: pl.DataFrame, source: Line, name: str) -> None:
    """Draw the downloads of a table of regions; name: of the text `tabel.<name>`."""
    code = {filter_label("wilayah", view.lang): f"{place.code} {place.name}"}
    download = downloads.of_line(
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
    downloads.formats(view, download)
