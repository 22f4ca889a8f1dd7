"""The curves of announced swakelola packages against 31 March, and the statuses over the years."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages.shell.answers import swakelola
from pages.shell.answers.package_lists import organiser_list
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn, scope
from pages.shell.widgets.blocks import heading, section
from pages.shell.widgets.figures.figure_head import Menu, figure_head, table_shown
from pages.shell.widgets.lists.ranked_list import ranked_list
from pages.shell.widgets.lists.tables import table
from services.charts.plots.curve_html import curve_html, curves, march

TABLE = "pengumuman-per-hari"
SWITCH = f"tabel-{TABLE}"
KEY = "pengumuman"


def announced(data: Data) -> None:
    """Draw the title with its menu, the curve of both years, and the days as a table on demand."""
    _curve(data, swakelola.curve(data))


def announced_everywhere(data: Data) -> None:
    """Draw the curves of all chosen years and KLPD, and the state on 31 March."""
    _curve(data, swakelola.every_curve(data))
    swakelola.march(data)


def _curve(data: Data, drawn: Drawn) -> None:
    view = data.view
    own = drawn.rows.filter(pl.col("kd_klpd") == view.klpd)
    several = len(drawn.klpd) > 1
    before, now = curves(own, (view.lalu, view.tahun), view.klpd if several else "")
    others = []
    for kode in drawn.klpd:
        two_years = {view.tahun, view.lalu} if kode == view.klpd else set()
        years = [year for year in drawn.tahun if year not in two_years]
        rows = drawn.rows.filter(pl.col("kd_klpd") == kode)
        others += curves(rows, years, kode if several else "")
    alt = view.words(
        "ringkasan.announced_alt",
        tahun=view.tahun,
        pangsa=view.percent(now.share_by(march(view.tahun))),
        lalu=view.lalu,
        dulu=view.percent(before.share_by(march(view.lalu))),
    )
    menu = Menu(name=TABLE, alt=alt, chart=f"c_{KEY}", table=SWITCH)
    how = view.say("ringkasan.announced_how")
    figure_head(data, view.say("ringkasan.announced"), drawn, menu, how=how)
    with st.container(key=f"c_{KEY}"):
        whole = f"{alt} ({scope(view, drawn)})"
        st.html(curve_html(now, before, others, alt=whole, theme=view.theme, lang=view.lang))
    if table_shown(data, SWITCH):
        table(data, TABLE, drawn)


def status_years(data: Data) -> None:
    """Draw the statuses of every chosen year and KLPD; nothing for a single one."""
    view = data.view
    if len(view.state.klpd) * len(view.state.tahun) < 2:
        return
    heading(view.say("swakelola.years"), view.say("swakelola.years_how"))
    ranked_list(data, organiser_list.years(data))
    section()
