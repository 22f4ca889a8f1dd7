"""The list of reasons on the kaji ulang page: what was written, and what folds into what."""

from __future__ import annotations

from functools import partial

import polars as pl

from pages.shell.answers.lists.revision_list import kind_colours
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.lists.list_cells import KOSONG, known_sum
from pages.shell.widgets.lists.ranked_list import RankedList, Record
from services.analysis.acts.kaji_ulang import UMUM
from services.analysis.lists.revision_lists import reasons as reason_rows
from services.charts.palette import JENIS_REVISI
from services.charts.ranked_list import Column, Row, Scale, Stack, Text, largest
from services.language.plain_text import visible

FIRST = 8


def reasons(data: Data) -> RankedList:
    """Return the list of reasons, coloured by kind; rows without a reason are counted apart."""
    view = data.view
    rows = _rows(data)
    written = rows.filter(pl.col("kelompok") != KOSONG)
    whole = known_sum(rows["revisi"]) or 0
    blank = known_sum(rows.filter(kelompok=KOSONG)["revisi"])
    after = [view.words("kaji_ulang.blank", n=view.number(blank))] if blank else []
    return RankedList(
        name="alasan",
        drawn=data.now("alasan"),
        rows=written,
        row=partial(_row, view, whole),
        columns=(
            Column(kind="bertumpuk", width="minmax(3.5rem, 1fr)"),
            Column(kind="angka", short=view.words("kolom.revisi"), width="5.75rem"),
        ),
        scale=Scale(top=largest(written["revisi"]) or 1.0),
        head="",
        rest=partial(_rest, view),
        after=after,
        colours=kind_colours(),
        first=FIRST,
        compact=True,
        main=False,
    )


def how(data: Data) -> str:
    """Return the muted line over the list: how many rows have a general reason."""
    view, rows = data.view, _rows(data)
    whole = known_sum(rows["revisi"])
    general = known_sum(rows.filter(kelompok=UMUM)["revisi"])
    if not whole or not general:
        return view.say("kaji_ulang.reasons_colour")
    return view.say(
        "kaji_ulang.reasons_how", pangsa=view.percent(general / whole), n=view.number(whole)
    )


def _rows(data: Data) -> pl.DataFrame:
    view = data.view
    return data.made(reason_rows, reads=(), klpd=(view.klpd,), tahun=(view.tahun,))


def _row(view: View, whole: int, record: Record) -> Row:
    general = record["kelompok"] == UMUM
    wordings = [visible(text) for text in record["tulisan"] or ()]
    name = view.words("kaji_ulang.general")
    if not general:
        name = wordings[0] if wordings else visible(record["kelompok"])
        name = name[:1].upper() + name[1:]
    second = ""
    if record["bentuk"] > 1:
        second = ", ".join(f"“{text}”" for text in wordings)
        if more := record["bentuk"] - len(wordings):
            second = f"{second}, {view.words('kaji_ulang.more_wordings', n=view.number(more))}"
    count, share = view.number(record["revisi"]), view.percent(record["revisi"] / whole)
    return Row(
        path=record["kelompok"],
        name=name,
        second=second,
        cells=(
            Stack(parts=tuple((kind, record[kind]) for kind in JENIS_REVISI)),
            Text(text=count, small=share),
        ),
    )


def _rest(view: View, others: pl.DataFrame) -> str:
    return view.words(
        "kaji_ulang.reasons_rest",
        n=view.number(others.height),
        revisi=view.number(known_sum(others["revisi"])),
    )
