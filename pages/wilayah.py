"""The figures of regions, from the country to the village, on a map with its table."""

import streamlit as st

from pages.shell.sections.regions import block, words
from pages.shell.sections.regions.measure import UKURAN
from pages.shell.sections.regions.place import Place, breadcrumb, chosen, search, search_results
from pages.shell.sections.regions.placed import placed
from pages.shell.sections.regions.reading import as_stored, read, scope_of
from pages.shell.sections.regions.tree import children
from pages.shell.start import start
from pages.shell.widgets.blocks import answer

view = start("wilayah", asks_klpd=False)

place = chosen(view)
ancestors, search_box = st.columns([3, 2], vertical_alignment="center")
with ancestors:
    breadcrumb(view, place)
with search_box:
    search(view)
search_results(view)

summary = st.container()
if place.level < 2:
    data = read(view, place)
    ukuran, governments = block.choose(view), block.choose_governments(view, place)
    block.below(data, place, ukuran, governments)
    block.all_figures(data, place, ukuran)
    with summary:
        block.answer(data, place, ukuran, governments)
if place.level == 2:
    data = read(view, place)
    with summary:
        block.answer(data, place, UKURAN["kepala"])
    block.own_government(data, place)
if place.level >= 3:
    data = as_stored(view, scope_of(view, place))
if place.level >= 2:
    kecamatan = children(view, Place(path=place.path[:2]))
    below = kecamatan if place.level == 2 else children(view, place)
    if place.level > 2:
        with summary:
            answer(words.village_sentence(view, place, below.rows))
    block.inside(data, place, below, kecamatan)
if 2 <= place.level <= 3:
    placed(data, place)
