"""The ranked lists of /tanda: the rules, the satkers, and the cases of the chosen rule."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import polars as pl

from pages.shell.answers import tanda
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets.lists.list_cells import KOSONG, name_of
from pages.shell.widgets.lists.ranked_list import RankedList, Record
from services.analysis.frames import RUP
from services.analysis.lists.flag_names import named_flags, satkers_with_flags
from services.analysis.tables import TABLES
from services.charts.ranked_list import Bar, Column, Row, Text, largest, scale_to
from services.link import LinkState

SATKERS = 9
_DATASETS = (*RUP, *TABLES["tanda"].also)


def rules(data: Data) -> RankedList:
    """Return the list of all rules, also those without a flag: most flags first, unknown last."""
    view, drawn = data.view, data.shown("tanda-aturan")
    rows = (
        drawn.rows.group_by("aturan", maintain_order=True)
        .agg(_sum_if_known(name) for name in ("tanda", "diperiksa", "tak_bisa_diperiksa"))
        .sort("tanda", descending=True, nulls_last=True, maintain_order=True)
    )
    return RankedList(
        name="tanda-aturan",
        drawn=drawn,
        rows=rows,
        row=partial(_rule, view, tanda.rule_shown(data)),
        columns=(
            Column(kind="batang", label=view.words("kolom.tanda"), narrow="bawah"),
            _count(view, "diperiksa"),
            _count(view, "tak_bisa_diperiksa"),
        ),
        scale=scale_to(largest(rows["tanda"]), lambda value: view.number(round(value))),
        head=view.words("perlu.rules_head"),
        target=partial(_with_rule, view),
        first=len(tanda.RULES),
        main=False,
    )


def satkers(data: Data) -> RankedList:
    """Return the list of satkers by their flags of all rules."""
    view = data.view
    rows = data.made(satkers_with_flags, reads=RUP)
    drawn = data.drawn(rows, *_DATASETS)
    return RankedList(
        name="tanda-satker",
        drawn=drawn,
        row=partial(_satker, view),
        columns=(
            Column(kind="batang", narrow="bawah"),
            Column(kind="angka", label=view.words("kolom.tanda"), width="4rem", narrow="kepala"),
        ),
        scale=scale_to(largest(rows["tanda"]), lambda value: view.number(round(value))),
        head=view.words("shell.filter.satker"),
        rest=lambda others: view.words(
            "perlu.satkers_rest",
            n=view.number(others.height),
            tanda=view.number(int(others["tanda"].sum())),
        ),
        target=lambda path: ("tanda", view.state.for_another_page().change(satker=path)),
        first=SATKERS,
        main=False,
    )


def cases(data: Data) -> RankedList:
    """Return the list of what the shown rule flags; a row leads to its package or program."""
    view, rule = data.view, tanda.rule_shown(data)
    every = data.made(named_flags, reads=RUP)
    rows = every.filter(pl.col("aturan") == rule).sort(
        "nilai", "kode", descending=[True, False], nulls_last=True
    )
    table = tanda.rows(data)
    return RankedList(
        name="tanda",
        drawn=replace(table, rows=table.rows.filter(pl.col("aturan") == rule)),
        rows=rows,
        row=partial(_case, view),
        columns=(
            Column(kind="angka", label=view.words("kolom.pagu"), width="7rem", narrow="kepala"),
        ),
        scale=scale_to(0, str),
        code=view.words("kolom.kode"),
        head=view.words("perlu.case_head"),
        orders={
            "-nilai": view.words("kolom.nilai"),
            "-pagu": view.words("kolom.pagu"),
            "nama_satker": view.words("shell.filter.satker"),
        },
        rest=lambda others: view.words("perlu.cases_rest", n=view.number(others.height)),
        target=partial(_code, view, rule),
        first=8,
    )


def title(data: Data) -> str:
    """Return the title over the cases of the shown rule, with their number (Markdown)."""
    view, rule = data.view, tanda.rule_shown(data)
    return view.say(
        "perlu.cases", aturan=view.words(f"tanda.{rule}.aturan"), n=tanda.counts(data)[rule]
    )


def unchecked(data: Data) -> list[str]:
    """Return what each rule could not check, as Markdown lines; rules without any are left out."""
    view = data.view
    table = data.table("tanda-aturan").group_by("aturan", maintain_order=True)
    counts = table.agg(_sum_if_known("tak_bisa_diperiksa"))
    return [
        view.say(f"perlu.tak_bisa.{rule}", n=count) for rule, count in counts.iter_rows() if count
    ]


def _sum_if_known(name: str) -> pl.Expr:
    """Return the sum of a count, null where a KLPD-year does not know it."""
    known = pl.col(name).is_not_null().all()
    return pl.when(known).then(pl.col(name).sum()).alias(name)


def _count(view: View, name: str) -> Column:
    return Column(kind="angka", label=view.words(f"kolom.{name}"), width="6.5rem", narrow="label")


def _rule(view: View, shown: str, record: Record) -> Row:
    rule, flags = record["aturan"], record["tanda"]
    unread = view.words("absent.unread")
    counts = [record[name] for name in ("diperiksa", "tak_bisa_diperiksa")]
    return Row(
        path=rule,
        name=view.words(f"tanda.{rule}.aturan"),
        second=tanda.caveat(view, rule),
        cells=(
            Bar(value=flags, label="" if flags is None else view.number(flags)),
            *(Text(text=unread if count is None else view.number(count)) for count in counts),
        ),
        action="pergi",
        own=rule == shown,
    )


def _with_rule(view: View, rule: str) -> tuple[str, LinkState]:
    """Return the page with another rule shown."""
    return "tanda", view.state.for_another_page().switched("aturan", rule)


def _satker(view: View, record: Record) -> Row:
    code = record["kd_satker"]
    return Row(
        path=code or KOSONG,
        name=name_of(view, record["nama_satker"], code),
        cells=(Bar(value=record["tanda"]), Text(text=view.number(record["tanda"]))),
        action="pergi" if code else "",
        own=bool(code) and code == view.state.satker,
    )


def _case(view: View, record: Record) -> Row:
    pagu = record["pagu"]
    words = tanda.value_words(view, record)
    satker = name_of(view, record["nama_satker"], record["kd_satker"])
    return Row(
        path="~".join((record["kd_satker"] or KOSONG, record["kode"] or KOSONG)),
        code=record["kode"] or "",
        name=name_of(view, record["nama"], record["kode"]),
        second=f"{satker} · {words}",
        cells=(Text(text="" if pagu is None else view.rupiah(pagu)),),
        action="pergi" if record["kode"] and record["aturan"] in tanda.OPENS else "",
        hover=f"{name_of(view, record['nama'], record['kode'])}\n{record['keterangan']}",
    )


def _code(view: View, rule: str, path: str) -> tuple[str, LinkState]:
    """Return the page of a flagged code."""
    code, state = path.rpartition("~")[2], view.state.for_another_page()
    if tanda.OPENS[rule] == "program":
        return "program", state.change(program=code)
    return "paket", state.change(kode=code)
