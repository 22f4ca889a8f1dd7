"""The figures of regions, from the country to the village, on a map with its list."""

import streamlit as st

from pages.shell.sections.regions import block, inside, words
from pages.shell.sections.regions.counted import counted
from pages.shell.sections.regions.place import Place, breadcrumb, chosen, search, search_results
from pages.shell.sections.regions.placed import placed
from pages.shell.sections.regions.reading import as_stored, read, scope_of
from pages.shell.sections.regions.tree import children
from pages.shell.start import start
from pages.shell.widgets.blocks import answer
from services.analysis.across_klpd.region_measures import UKURAN

view = start("wilayah", asks_klpd=False)

place = chosen(view)
ancestors, search_box = st.columns([3, 2], vertical_alignment="center")
with ancestors:
    breadcrumb(view, place)
with search_box:
    search(view)
search_results(view)

summary = st.container()
data = read(view, place) if place.level < 3 else as_stored(view, scope_of(view, place))
if place.level == 0:
    ukuran, governments = block.choose(view), block.choose_governments(view)
    block.country(data, place, ukuran, governments)
    with summary:
        block.answer(data, place, ukuran, governments)
if place.level == 1:
    ukuran = block.choose(view)
    block.province(data, place, ukuran)
    with summary:
        block.answer(data, place, ukuran)
if place.level < 2:
    block.all_figures(data, place, ukuran)
if place.level >= 2:
    kecamatan = children(view, Place(path=place.path[:2]))
    below = kecamatan if place.level == 2 else children(view, place)
    by = counted(data, place)
    with summary:
        if place.level == 2:
            inside.answer(data, place, kecamatan, by)
            block.answer(data, place, UKURAN["kepala"])
        else:
            answer(words.village_sentence(view, place, below.rows))
    inside.inside(data, place, below, kecamatan, by)
if place.level == 2:
    block.own_government(data, place)
if 2 <= place.level <= 3:
    placed(data, place)
