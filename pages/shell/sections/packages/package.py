"""The blocks of the page of one package: head, key facts, budget rows, flags, facts, links."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from pages.shell.answers import tanda
from pages.shell.answers.package import fakta_paket, keluarga, paket
from pages.shell.answers.package.paket import Subject
from pages.shell.answers.package.riwayat_paket import last_acts
from pages.shell.platform.assets import ASSETS
from pages.shell.reading.data import Data
from pages.shell.sections.packages.family import family
from pages.shell.state.view import View
from pages.shell.widgets import menu
from pages.shell.widgets.blocks import heading, log_figure, log_values, note, section, source
from pages.shell.widgets.filters import code_box
from pages.shell.widgets.lists import targets
from pages.shell.widgets.lists.targets import Target
from pages.shell.widgets.prose import Link, Paragraph, paragraph, prose
from services.analysis.filters import Filters
from services.analysis.frames import RUP
from services.analysis.measures import JENIS_PENYEDIA, SWAKELOLA
from services.analysis.packages.one_package import baris_anggaran
from services.charts.timeline import Family
from services.language.plain_text import plain, visible
from services.language.wording import rupiah_full

MOST_BUDGET_ROWS = 12
"""Budget rows on the page; the others are one line."""
COLUMN = 320
"""Least pixels of one of the two columns below the timeline."""


def package(data: Data) -> None:
    """Draw everything about the code in the link, or that nothing is known of it."""
    view = data.view
    st.html(ASSETS / "package.css")
    subjects = paket.subjects(data)
    if not subjects:
        kode = view.state.kode
        _title(view, view.words("paket.code_alone", kode=kode))
        with st.container(border=True, key="kode_asing"):
            st.markdown(f"## :material/search_off: {view.say('paket.unknown', kode=kode)}")
            st.markdown(view.say("paket.unlisted", kode=kode, nama=view.nama))
            st.markdown(view.say("paket.unknown_why", kode=kode))
            search = view.state.change(kode="", q=kode)
            menu.page_link(view, "cari", search, label=view.say("paket.search", kode=kode))
        ask(view)
        return
    of_code = keluarga.family(data)
    _title(view, paket.title(data, subjects))
    if view.trail is not None:
        first = subjects[0]
        of_list = "swakelola" if first.jenis == SWAKELOLA else "penyedia"
        page = "kaji_ulang" if first.code else of_list
        state = view.state.change(kode="", satker="", urut="", hal=None, lihat=())
        steps = [Link(text=view.words(f"shell.page.{page}"), target=Target(page=page, state=state))]
        if first.satker:
            own = Target(page=page, state=state.change(satker=first.satker))
            steps.append(Link(text=_satker_name(data, first), target=own))
        key = "paket.trail_satker" if len(steps) > 1 else "paket.trail_page"
        named = dict(zip(("halaman", "satker"), steps, strict=False))
        trail = paragraph(view, key, kode=view.state.kode, **named)
        with view.trail:
            prose(view, [trail], key="jalan", trail=view.words("paket.trail"))
    for subject in subjects:
        st.caption(paket.code_line(data, subject))
    for subject in subjects:
        _answer(data, subject, of_code, alone=len(subjects) == 1)
    if text := paket.lists_note(data, subjects):
        note(text)
    family(data)
    section()
    with st.grid(2, min_column_width=COLUMN, gap=("medium", "large"), key="kisi_paket") as grid:
        for block in (_budgets, _flags, _facts, _links):
            with grid.cell():
                block(data, subjects)
    source(data, together=True)


def ask(view: View) -> None:
    """Draw the box for a code."""
    note(view.say("paket.ask"))
    hint = view.words("kaji_ulang.code_hint")
    code_box(view, "kode", label=view.say("paket.code"), placeholder=hint)


def _title(view: View, name: str) -> None:
    """Draw a name as the title of the page, in place of its question."""
    if view.heading is not None:
        view.heading.title(plain(name), anchor=False, width="content")


def _satker_name(data: Data, subject: Subject) -> str:
    name = subject.row.get("nama_satker") or data.names("satker").get(subject.satker)
    return name or subject.satker


def _answer(data: Data, subject: Subject, of_code: Family, *, alone: bool) -> None:
    """Draw the key facts of a package, and what happened to it last."""
    view = data.view
    facts = paket.key_facts(data, subject, of_code)
    rows = paket.packages(data).filter(pl.col("jenis_paket") == subject.jenis)
    datasets = keluarga.listing(data, rows)
    log_figure(view, "angka", data.drawn(rows, *datasets, followed=("kode",)))
    log_values(f"{view.state.kode}: {facts[0].label} {facts[0].value}")
    if not alone:
        heading(paket.kind(view, subject.jenis))
    cells = "".join(
        f"<div><dt>{html.escape(fact.label)}</dt><dd>{html.escape(visible(fact.value))}</dd>"
        f'<dd class="samping">{html.escape(visible(fact.beside))}</dd></div>'
        for fact in facts
    )
    st.html(f'<dl class="lensa-inti">{cells}</dl>')
    acts = (
        last_acts(view, of_code, subject.code_node)
        if subject.code
        else [paragraph(view, "paket.last.none")]
    )
    if subject.deleted and not subject.code:
        acts.append(paragraph(view, "paket.last.deleted"))
    prose(view, acts, key=f"terakhir_{subject.jenis}", title=view.words("paket.what_last"))


def _budgets(data: Data, subjects: Sequence[Subject]) -> None:
    """Draw the budget rows of each package of the code, and their sum beside its pagu."""
    view, kode = data.view, data.view.state.kode
    heading(view.say("paket.budget.judul"))
    if not data.snapshots(*paket.BUDGETS):
        note(view.say("penyedia.money_unread", nama=view.nama, tahun=view.tahun))
        menu.page_link(view, "data", label=view.say("shell.page.data"))
        return
    narrow = Filters(klpd=view.state.klpd)
    make = partial(baris_anggaran, narrow.narrow(data.frames), kode)
    rows = data.cached(f"anggaran {view.state.klpd} {kode}", make)
    log_figure(view, "tabel", data.drawn(rows, *paket.BUDGETS, followed=("kode",)))
    for subject in subjects:
        own = rows.filter(pl.col("jenis_paket") == subject.jenis, pl.col("kd_klpd") == subject.klpd)
        if own.is_empty():
            note(view.say("paket.no_budget", kode=kode))
            continue
        note(_against_pagu(view, own["pagu"], subject.row.get("pagu")))
        st.html(_budget_table(view, own))


def _against_pagu(view: View, budget: pl.Series, pagu: int | None) -> str:
    """Return whether budget rows add up to the pagu of their package, and how many have none."""
    known = budget.drop_nulls()
    missing = len(budget) - len(known)
    more = f" {view.say('paket.budget_missing', n=view.number(missing))}" if missing else ""
    if pagu is None or known.is_empty():
        return view.say("paket.budget_alone") + more
    apart = int(known.sum()) - pagu
    if not apart:
        return view.say("paket.budget_same") + more
    size = view.words(
        "paket.budget_more" if apart > 0 else "paket.budget_less",
        rp=rupiah_full(abs(apart), view.lang),
    )
    exact = rupiah_full(pagu, view.lang)
    return view.say("paket.budget_differs", selisih=size, pagu=exact) + more


def _budget_table(view: View, rows: pl.DataFrame) -> str:
    """Return budget rows as an HTML table, the largest first, with their sum; all text escaped."""
    ordered = rows.sort("pagu", "mak", descending=[True, False], nulls_last=True)
    shown, rest = ordered.head(MOST_BUDGET_ROWS), ordered.slice(MOST_BUDGET_ROWS)
    unknown, lines = view.words("absent.unknown"), []
    for row in shown.iter_rows(named=True):
        year = row["tahun_anggaran_dana"]
        source_ = [row["sumber_dana"] or unknown, row["jenis_dana_apbn"]]
        source_.append(str(year) if year not in (None, row["tahun"]) else None)
        origin = row["asal_dana_klpd"] or row["asal_dana_satker"] or unknown
        named, pagu = " ".join(filter(None, source_)), rupiah_full(row["pagu"], view.lang)
        lines.append(_cells("td", named, origin, pagu, small=row["mak"] or ""))
    if rest.height:
        more = view.words("shell.more", n=view.number(rest.height))
        lines.append(_cells("td", more, "", rupiah_full(_sum(rest["pagu"]), view.lang)))
    head = _cells(
        "th", *(view.words(f"paket.budget.{name}") for name in ("sumber", "asal", "pagu"))
    )
    total = rupiah_full(_sum(rows["pagu"]), view.lang)
    foot = _cells("td", view.words("paket.budget.jumlah"), "", total)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<table class="lensa-dana"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody><tfoot><tr>{foot}</tr></tfoot></table>"
    )


def _cells(tag: str, *texts: str, small: str = "") -> str:
    """Return the cells of a row; `small` stands below the second."""
    cells = [html.escape(visible(text)) for text in texts]
    if small:
        cells[1] += f"<small>{html.escape(visible(small))}</small>"
    return "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)


def _sum(pagu: pl.Series) -> int | None:
    known = pagu.drop_nulls()
    return int(known.sum()) if len(known) else None


def _flags(data: Data, subjects: Sequence[Subject]) -> None:
    """Draw the flags of the codes of the family in the chosen years, a paragraph per rule."""
    view = data.view
    heading(view.say("perlu.title"))
    codes = {view.state.kode, *keluarga.codes(data)["kd_rup"]}
    every = data.table("tanda", satker="")
    rows = every.filter(pl.col("kode").is_in(sorted(codes)))
    log_figure(view, "tabel", data.drawn(rows, *RUP, followed=("kode",)))
    if rows.is_empty():
        note(view.say("paket.flags_none"))
    else:
        note(view.say("paket.flags", n=view.number(rows.height)))
        for of_rule in rows.sort("aturan", "kode").partition_by("aturan", maintain_order=True):
            rule = of_rule["aturan"][0]
            facts = [f"{row['kode']} {tanda.value_words(view, row)}" for row in of_rule.to_dicts()]
            lines = "".join(f"<p>{html.escape(visible(fact))}</p>" for fact in facts)
            why = view.words(
                "paket.flag_rule",
                aturan=view.words(f"perlu.rule.{rule}"),
                wajar=view.words(f"perlu.wajar.{rule}"),
            )
            name = html.escape(view.words(f"tanda.{rule}.aturan"))
            small = f"<small>{html.escape(why)}</small>"
            st.html(f'<div class="lensa-tanda"><b>{name}</b>{lines}{small}</div>')
    if any(s.jenis == JENIS_PENYEDIA for s in subjects) and not data.snapshots(*paket.PROVIDERS):
        note(view.say("paket.flags_unread"))


def _facts(data: Data, subjects: Sequence[Subject]) -> None:
    """Draw what the lists say of each package of the code, as a list of terms."""
    view = data.view
    heading(view.say("paket.facts"))
    listed = [subject for subject in subjects if subject.row]
    if not listed:
        note(view.say("paket.no_facts"))
    for subject in listed:
        if len(subjects) > 1:
            note(f"{paket.kind(view, subject.jenis)} · {subject.tahun}")
        items = "".join(
            f"<dt>{html.escape(name)}</dt><dd>{html.escape(visible(text))}</dd>"
            for name, text in fakta_paket.facts(view, subject.row)
        )
        st.html(f'<dl class="lensa-fakta">{items}</dl>')


def _links(data: Data, subjects: Sequence[Subject]) -> None:
    """Draw links to the lists that hold the package, its rows of history, and to another code."""
    view = data.view
    heading(view.say("paket.links"))
    lines = []
    for subject in subjects:
        page = "swakelola" if subject.jenis == SWAKELOLA else "penyedia"
        own = {"satker": subject.satker, "tahun": (subject.tahun,)}
        of_list = view.state.change(kode="", urut="", hal=None, lihat=(), **own)
        name = _satker_name(data, subject) or view.names.get(subject.klpd, subject.klpd)
        text = view.words("paket.all_of_satker", satker=name, tahun=subject.tahun)
        lines.append(_one_link(view, text, Target(page=page, state=of_list)))
        if whole := subject.row.get("kd_rup_swakelola"):
            text = view.words("paket.parent_package", kode=whole)
            lines.append(_one_link(view, text, targets.package(view, whole)))
    trail = data.table("jejak")
    if trail.height:
        state = view.state.switched(keluarga.SWITCH, "ya")
        text = view.words("paket.rows", n=view.number(trail.height))
        lines.append(_one_link(view, text, Target(page="paket", state=state)))
    prose(view, lines, key="tautan")
    hint = view.words("kaji_ulang.code_hint")
    code_box(view, "kode", label=view.say("paket.other_code"), placeholder=hint)


def _one_link(view: View, text: str, target: Target) -> Paragraph:
    return paragraph(view, "paket.link", tautan=Link(text=text, target=target))
