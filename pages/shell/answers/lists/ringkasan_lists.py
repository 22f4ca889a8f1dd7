"""The lists of the first page: the programs that moved most, and three things worth a look."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl

from pages.shell.answers import tanda
from pages.shell.answers.program import between
from pages.shell.answers.ringkasan import moved_most
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.lists.list_cells import KOSONG, change, exact_pagu, known_sum, name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record
from services.analysis.frames import RUP
from services.analysis.lists.flag_names import named_flags
from services.analysis.programs.antar_tahun import BARU, antar_tahun_ringkas
from services.charts.ranked_list import Column, Dumbbell, Row, Text, largest, scale_to
from services.language.wording import delta_rupiah
from services.link import LinkState

MOVED = 12
REPEATED, EXTREME = "aktif-berulang", "pecah-banyak"
"""The rules of the second and third thing worth a look; the first is that with most flags."""


def moved(data: Data) -> RankedList:
    """Return the list of the program codes that moved most between the two years."""
    view, drawn = data.view, moved_most(data)
    rows = drawn.rows
    others, rest = rows.slice(MOVED), []
    if not others.is_empty():
        net = delta_rupiah(known_sum(others["selisih"]) or 0, 0, view.lang)
        rest = [view.words("ringkasan.moved_rest", n=view.number(others.height), bersih=net)]
    return RankedList(
        name="perubahan-per-program",
        drawn=drawn,
        rows=rows.head(MOVED),
        row=partial(_moved, view),
        columns=(
            Column(kind="halter", narrow="bawah", ticks=True),
            Column(
                kind="angka", label=view.words("shell.list.change"), width="8rem", narrow="ekor"
            ),
        ),
        scale=scale_to(
            largest([*rows["pagu_lama"], *rows["pagu_baru"]]),
            lambda value: view.rupiah(round(value)),
        ),
        head=view.words("shell.list.head.program"),
        after=rest,
        target=partial(_program, view),
        legend=(("lingkar", str(view.lalu), ""), ("isi", str(view.tahun), "")),
        first=MOVED,
        main=False,
    )


def matched(data: Data) -> str:
    """Return the note on the share of the newest pagu that has a match in the year before."""
    view = data.view
    totals = antar_tahun_ringkas(between(data).rows.lazy()).collect()
    share = next(totals.iter_rows(named=True), {}).get("pangsa_padan_baru")
    return view.say(
        "ringkasan.matched", pangsa=view.percent(share), tahun=view.tahun, lalu=view.lalu
    )


def three_flags(data: Data) -> RankedList:
    """Return three things worth a look: the largest rule, the most repeated, the most extreme.

    The choice is fixed and gives no score; a thing that does not occur is left out.
    """
    view, counts = data.view, tanda.counts(data)
    largest_rule = max(tanda.RULES, key=lambda rule: counts[rule])
    rules = [rule for rule in dict.fromkeys((largest_rule, REPEATED)) if counts[rule]]
    rows = [
        Row(
            path=rule,
            name=view.words(f"tanda.{rule}.aturan"),
            second=tanda.caveat(view, rule),
            cells=(Text(text=view.number(counts[rule])),),
            action="pergi",
        )
        for rule in rules
    ]
    if EXTREME not in rules:
        flagged = data.made(named_flags, reads=RUP).filter(pl.col("aturan") == EXTREME)
        cases = flagged.sort("nilai", "kode", descending=[True, False])
        if not cases.is_empty():
            record = cases.row(0, named=True)  # the code split into most parts
            fact = tanda.value_words(view, record)
            owner = name_of(view, record["nama_satker"], record["kd_satker"])
            rows.append(
                Row(
                    path=f"{EXTREME}~{record['kode']}",
                    name=view.words("ringkasan.extreme", fakta=fact, kode=record["kode"]),
                    second=f"{owner}. {tanda.caveat(view, EXTREME)}",
                    cells=(Text(text="1"),),
                    action="pergi",
                )
            )
    drawn = tanda.rows(data)
    shown = pl.DataFrame({"urutan": range(len(rows))})
    return RankedList(
        name="tanda-tiga",
        drawn=replace(drawn, rows=data.table("tanda")),
        rows=shown,
        row=lambda record: rows[record["urutan"]],
        columns=(Column(kind="angka", width="3.5rem", narrow="kepala", strong=True),),
        scale=scale_to(0, str),
        head=view.words("perlu.rules_head"),
        after=(view.words("ringkasan.all_flags", n=view.number(counts[""])),),
        target=partial(_flag, view),
        main=False,
    )


def _moved(view: View, record: Record) -> Row:
    code = record["kd_program_str"]
    name = name_of(view, record["nama_program"], code)
    satkers = view.words("shell.list.satkers", n=record["jumlah_satker"])
    owner = record["nama_satker"] or satkers
    pagu = {
        "pagu_lalu": record["pagu_lama"],
        "pagu": record["pagu_baru"],
        "ada_lalu": record["keadaan"] != BARU,
    }
    return Row(
        path=code or KOSONG,
        name=name,
        second=" · ".join(text for text in (code or "", owner) if text),
        cells=(
            Dumbbell(last=record["pagu_lama"], value=record["pagu_baru"]),
            change(view, {**record, **pagu}),
        ),
        action="pergi",
        hover=f"{name}\n{exact_pagu(view, pagu)}",
    )


def _program(view: View, code: str) -> tuple[str, LinkState]:
    """Return the program page with this code open."""
    state = view.state.for_another_page().change(program=code, urut="-selisih")
    return "program", state.with_opened([code])


def _flag(view: View, path: str) -> tuple[str, LinkState]:
    """Return the page of a rule, or that of a code."""
    rule, _, code = path.partition("~")
    state = view.state.for_another_page()
    return ("paket", state.change(kode=code)) if code else ("tanda", state.switched("aturan", rule))
