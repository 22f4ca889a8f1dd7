"""A kab/kota and below: its kecamatan as cells, with the list of the regions below the place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pages.shell.reading.data import Data
from pages.shell.sections.regions import cells, linked, words
from pages.shell.sections.regions.block import download_of, go_to, line, map_picture
from pages.shell.sections.regions.counted import Counted
from pages.shell.sections.regions.drawing import HIGHEST
from pages.shell.sections.regions.place import LEVELS, Place, going
from pages.shell.sections.regions.placed import about_providers, kinds_of_packages
from pages.shell.sections.regions.reading import table as region_table
from pages.shell.sections.regions.shapes import boundaries_note
from pages.shell.sections.regions.tree import Children
from pages.shell.state.address import go
from pages.shell.state.view import View
from pages.shell.widgets import blocks, downloads, filters
from pages.shell.widgets.figures import region_map
from pages.shell.widgets.lists.link_grid import grid
from pages.shell.widgets.provenance import citation


def inside(data: Data, place: Place, below: Children, around: Children, by: Counted) -> None:
    """Draw the map of a kab/kota's kecamatan with the list of the regions below the place.

    below: the regions below the place, the siblings of a desa; around: the kecamatan of the
    kab/kota. by: the figure that colours them.
    """
    view, kab = data.view, place.above(2).name
    ukuran = view.words(f"titik.by_{by.name}", jenis=kinds_of_packages(data))
    title = view.words("wilayah.kecamatan_title", nama=kab, ukuran=ukuran)
    if by.rows is not None:
        title = f"{title}, {view.tahun}"
    blocks.heading(title)
    picture = linked.cells(view, place, around, by)
    if picture.ground.indicative:
        blocks.note(view.say("peta.cells"))
    drawn = {mark.code for mark in picture.regions.marks}
    missing = sum(code not in drawn for code in around.rows["kode"])
    about_map = [view.say("wilayah.unplaced", n=view.number(missing))] if missing else []
    about_map += [view.say("peta.hint_cells"), boundaries_note(view, picture.ground)]
    about_list = [below.source.text]
    if by.name in ("paket", "pagu"):
        about_list = [view.say("titik.several"), about_providers(data), *about_list]
    shown = replace(
        linked.kabkota(view, place, picture, below=below, around=around, by=by, title=title),
        about_map=[citation.bare(note) for note in about_map],
        about_list=[citation.bare(note) for note in about_list],
    )
    region_map.draw(
        view,
        shown,
        key=f"peta_{place.code}",
        go=partial(go_to, view),
        rest=partial(_open_list, view, by),
    )
    _table(view, place, below)
    source = below.source.text
    if by.rows is not None:
        kabkota = Place(path=place.path[:2])
        source = words.source(data, kabkota, region_table(data, kabkota))
    blocks.note(source)
    rows = below.rows.drop("lat", "lng")
    downloads.menu_of_line(
        view,
        line(data, source) if by.rows is not None else below.source,
        title,
        key="kecamatan",
        download=download_of(view, place, rows, below.source, "daftar-wilayah"),
        picture=partial(map_picture, view, place, picture, title, source),
    )


def answer(data: Data, place: Place, around: Children, by: Counted) -> None:
    """Draw the sentence on what the kecamatan hold, and the rank of the kab/kota."""
    sentence = words.placed_sentence(data.view, place, by, around.rows, kinds_of_packages(data))
    blocks.answer(f"{by.why} {sentence}".strip())


def _open_list(view: View, by: Counted) -> None:
    """Show the list of what names no kecamatan."""
    go(view.state.switched("isi", by.kind).switched("tempat", "belum"))


def _table(view: View, place: Place, below: Children) -> None:
    """Draw the list with both codes, folded away."""
    kind = LEVELS[min(place.level, 3)]
    count = view.number(below.rows.height)
    fold = filters.fold(view, "daftar", view.words(f"wilayah.list.{kind}", n=count))
    if fold is None:
        return
    last = "jumlah_desa" if place.level < 3 else "jenis"
    with fold:
        shown = cells.listed(view, below.rows, ["nama", "kode", "kode_bps", last])
        button, code, bps, end = shown.columns
        grid(
            shown,
            [going(view.state, kode) for kode in below.rows["kode"]],
            key=f"daftar_{place.code}",
            button=button,
            widths={code: 96, bps: 96, end: 80},
            left=(code, bps) if last == "jumlah_desa" else (code, bps, end),
            height=HIGHEST,
            alt=view.words("wilayah.list_alt", nama=place.name),
        )
