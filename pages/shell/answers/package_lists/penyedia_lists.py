"""The ranked lists of satkers on the provider page: by PDN and UKM, and by spending."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl

from pages.shell.answers.common import two_years
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets import menu
from pages.shell.widgets.lists.list_cells import KOSONG, money, name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record
from services.analysis.frames import PENYEDIA
from services.analysis.key_figures import penyedia as measures
from services.charts.palette import palette
from services.charts.ranked_list import (
    Bar,
    Column,
    Link,
    Marks,
    Panel,
    Row,
    Scale,
    Stack,
    Text,
    known_sum,
    largest,
    scale_to,
)
from services.language.wording import rupiah_full

SATKERS, SPENDERS = 7, 6
"""Rows drawn at first of the two lists of satkers."""
MOST_OF_SPENDING = 2.0
"""The end of the scale of spending at most: a satker far above must not flatten all others."""
_PARTS = ("penyedia", "swakelola")


def domestic_and_small(data: Data) -> RankedList:
    """Return the list of satkers with the shares of their pagu marked PDN and UKM."""
    view, drawn = data.view, data.now("penyedia-per-satker", satker="")
    whole, _ = two_years(data, measures, dict.fromkeys(("pangsa_pdn", "pangsa_ukm"), PENYEDIA))
    share = Column(kind="angka", width="5.5rem", narrow="bawah")
    return RankedList(
        name="penyedia-per-satker",
        drawn=drawn,
        row=partial(_marked, view),
        columns=(
            Column(kind="tanda", narrow="bawah", ticks=True),
            share,
            replace(share, narrow="ekor"),
        ),
        scale=Scale(top=1.0, ticks=tuple((at, view.percent(at)) for at in (0, 0.5, 1))),
        head=view.words("shell.filter.satker"),
        rest=lambda others: view.words(
            "penyedia.other_satkers",
            n=view.number(others.height),
            pagu=view.rupiah(known_sum(others["pagu"])),
        ),
        legend=tuple(
            (
                shape,
                view.words(
                    f"penyedia.{name}_klpd", pangsa=view.percent(whole.get(f"pangsa_{name}"))
                ),
                "",
            )
            for shape, name in (("titik", "pdn"), ("wajik", "ukm"))
        ),
        first=SATKERS,
        pinned=_chosen(view),
        main=False,
    )


def _chosen(view: View) -> pl.Expr | None:
    """Return the test for the chosen satker, None where none is chosen."""
    return (pl.col("kd_satker") == view.state.satker) if view.state.satker else None


def _marked(view: View, record: Record) -> Row:
    pagu = record["pagu"]
    pdn, ukm = (
        record[f"pagu_{name}"] / pagu if pagu and record[f"pagu_{name}"] is not None else None
        for name in ("pdn", "ukm")
    )
    code = record["kd_satker"]
    name = name_of(view, record["nama_satker"], code)
    return Row(
        path=code or KOSONG,
        name=name,
        cells=(
            Marks(marks=(("titik", pdn), ("wajik", ukm))),
            Text(text=f"PDN {view.percent(pdn)}"),
            Text(text=f"UKM {view.percent(ukm)}"),
        ),
        hover="\n".join(
            (
                name,
                view.words("penyedia.satker_pagu", pagu=rupiah_full(pagu, view.lang)),
                f"PDN {rupiah_full(record['pagu_pdn'], view.lang)}",
                f"UKM {rupiah_full(record['pagu_ukm'], view.lang)}",
            )
        ),
        own=bool(code) and code == view.state.satker,
    )


def spending(data: Data) -> RankedList:
    """Return the list of satkers by procurement spending, against which announced pagu is drawn.

    Satkers without a denominator stand where their announced pagu would put them.
    """
    view, drawn = data.view, data.now("pemanfaatan", satker="")
    announced = [pl.col(f"pagu_{part}_terumumkan") for part in _PARTS]
    size = pl.coalesce("belanja_pengadaan", pl.sum_horizontal(announced))
    rows = drawn.rows.sort(size, "kd_satker", descending=[True, False], nulls_last=True)
    top = min(max(1.0, largest(rows["rasio"])), MOST_OF_SPENDING)
    scale = scale_to(top, view.percent)
    light, dark = palette("light"), palette("dark")
    beyond = []
    if above := rows.filter(pl.col("rasio") > scale.top).height:
        beyond = [view.words("penyedia.cut", n=view.number(above), akhir=view.percent(scale.top))]
    return RankedList(
        name="pemanfaatan",
        drawn=drawn,
        rows=rows,
        row=partial(_spent, view, scale.top),
        columns=(
            Column(
                kind="angka",
                label=view.words("penyedia.spending_column"),
                width="8rem",
                narrow="label",
            ),
            Column(kind="bertumpuk", narrow="bawah", ticks=True),
            Column(
                kind="angka",
                label=view.words("penyedia.now"),
                width="6.5rem",
                narrow="kepala",
                strong=True,
            ),
            Column(
                kind="angka", label=view.words("penyedia.by_march"), width="6.5rem", narrow="label"
            ),
        ),
        scale=replace(scale, reference=1.0),
        head=view.words("shell.filter.satker"),
        rest=lambda others: view.words(
            "penyedia.other_spenders",
            n=view.number(others.height),
            tanpa=view.number(others["rasio"].null_count()),
        ),
        after=beyond,
        panel=partial(_spending_panel, view),
        legend=(
            *((part, view.words(f"charts.{part}_announced"), "") for part in _PARTS),
            ("acuan", view.words("penyedia.line"), ""),
        ),
        colours={"penyedia": (light.brand, dark.brand), "swakelola": (light.soft, dark.soft)},
        first=SPENDERS,
        pinned=_chosen(view),
        main=False,
        opens=True,
    )


def _spent(view: View, top: float, record: Record) -> Row:
    """Return the row of a satker, with its announced pagu as shares of its spending."""
    code, spent = record["kd_satker"], record["belanja_pengadaan"]
    if spent:
        parts, room = [], top
        for part in _PARTS:
            share = min((record[f"pagu_{part}_terumumkan"] or 0) / spent, room)
            parts.append((part, share))
            room -= share
        mark: Bar | Stack = Stack(parts=tuple(parts))
    else:
        known = known_sum(record[f"pagu_{part}_terumumkan"] for part in _PARTS)
        mark = Bar(value=None, words=view.words("penyedia.no_spending", pagu=view.rupiah(known)))
    low, high = record["rasio_31_maret_terendah"], record["rasio_31_maret_tertinggi"]
    least = f"≥ {view.percent(low)}" if low is not None and low != high else view.percent(low)
    return Row(
        path=code or KOSONG,
        name=name_of(view, record["nama_satker"], code),
        cells=(
            money(view, spent),
            mark,
            Text(text=view.percent(record["rasio"])),
            Text(text=least),
        ),
        action="buka",
        own=bool(code) and code == view.state.satker,
    )


def _spending_panel(view: View, record: Record) -> Panel:
    """Return the exact figures of a satker, and links to its packages."""
    exact = {
        name: rupiah_full(record[name], view.lang)
        for name in (
            *("belanja_pengadaan", "pagu_penyedia_terumumkan", "pagu_swakelola_terumumkan"),
            *("pagu_pds", "selisih"),
        )
    }
    low, high = (view.percent(record[f"rasio_31_maret_{end}"]) for end in ("terendah", "tertinggi"))
    notes = [view.words("penyedia.announced_exact", **exact)]
    if record["rasio_31_maret_terendah"] is not None:
        notes.append(view.words("penyedia.march_range", terendah=low, tertinggi=high))
    state = view.state.for_another_page().change(satker=record["kd_satker"] or KOSONG)
    return Panel(
        exact=view.words("penyedia.spending_exact", **exact),
        notes=tuple(notes),
        links=(
            Link(
                text=view.words("penyedia.satker_provider"), address=menu.address("penyedia", state)
            ),
            Link(
                text=view.words("penyedia.satker_swakelola"),
                address=menu.address("swakelola", state),
            ),
        ),
    )
