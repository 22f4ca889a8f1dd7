"""The report of the first KLPD in the newest year, with the figures and rows of its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from pages.shell.answers import kaji_ulang, program, ringkasan
from pages.shell.answers.common import subject
from pages.shell.answers.lists import program_list
from pages.shell.answers.package_lists import swakelola_list
from pages.shell.reading.data import Data
from pages.shell.sections.packages.revision_months import on_paper
from pages.shell.sections.regions import drawing as maps
from pages.shell.sections.regions import words as region_words
from pages.shell.sections.regions.place import own_province
from pages.shell.sections.regions.reading import as_stored, scope_of
from pages.shell.sections.regions.reading import table as region_table
from pages.shell.sections.regions.shapes import boundaries_note
from pages.shell.state.drawn import Drawn, file_stem
from pages.shell.state.view import View
from pages.shell.widgets.downloads import button, narrowed
from pages.shell.widgets.lists.columns import label, shown
from pages.shell.widgets.lists.ranked_list import printed
from pages.shell.widgets.provenance import sharing
from pages.shell.widgets.provenance.citation import bare
from pages.shell.widgets.provenance.source_lines import source_line
from services.analysis.across_klpd.region_measures import UKURAN
from services.analysis.frames import HISTORY, PAKET, PROGRAM
from services.export import origin
from services.export.provenance import kind, meaning, snapshots
from services.language.wording import instant
from services.report.page import Figure, Report, Section, Table, html
from services.repository import Stored, now_utc

TOP = 15
BARS = 10
NARROW = 400
"""Pixels for the names of a printed table; paper wraps them."""
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "pagu-per-program": ("kd_program_str", "nama_program", "jumlah_baris", "pagu", "pangsa"),
    "pagu-per-satker": ("kd_satker", "nama_satker", "jumlah_program", "pagu", "pangsa"),
    "swakelola-tipe": ("tipe_swakelola", "status", "jumlah_paket", "pagu", "pagu_kosong"),
    "swakelola-status": ("nama_satker", "status", "jumlah_paket", "pagu", "pagu_kosong"),
    "kaji-ulang-per-satker": (
        *("nama_satker", "tindakan", "bolak_balik", "kode", "batal_bersih", "revisi"),
    ),
}
_TABLES: Mapping[str, tuple[str, ...]] = {
    PROGRAM: ("pagu-per-program", "pagu-per-satker"),
    PAKET: ("swakelola-tipe", "swakelola-status"),
    HISTORY: ("kaji-ulang-per-satker",),
}
"""The tables of a section, by its dataset."""


@st.fragment
def report(data: Data) -> None:
    """Draw the download of the report; nothing of it is made before this is opened."""
    view = data.view
    icon = ":material/description:"
    popover = st.popover(
        view.say("laporan.open"), icon=icon, type="tertiary", key="laporan", on_change="rerun"
    )
    if not popover.open:
        return
    with popover:
        st.caption(view.say("laporan.why"))
        made = made_of(data)
        file = f"{file_stem('laporan', (view.klpd,), (view.tahun,))}.html"
        button(view.say("laporan.download"), lambda: html(made).encode(), file, key="l_html")


def made_of(data: Data) -> Report:
    """Return the report of the first KLPD in the newest year, with the filters of the link."""
    data = replace(data, view=replace(data.view, theme="light"))
    view, stored = data.view, _stored(data)
    row = ringkasan.row(data)
    place = own_province(view)
    province = as_stored(view, scope_of(view, place)) if place.path else None
    ends = [rows.newest for rows in (data, province) if rows is not None and rows.newest]
    state = sharing.pinned(view, max(ends, default=None)) or view.state
    state = replace(state, klpd=(view.klpd,), tahun=view.state.tahun[-2:])
    # as a reader sees the data who chose the report's KLPD and year alone
    one_year = replace(view.state, klpd=(view.klpd,), tahun=(view.tahun,))
    alone = replace(data, view=replace(view, state=one_year))
    label = ""
    if kind(stored) != "langsung":
        label = origin.words([partition.manifest for partition in stored], view.lang)
    sections = [
        *(make(alone) for make in (_programs, _packages, _revisions)),
        _region(view, province),
        _stored_section(data),
    ]
    meanings = {
        (view.words(f"kolom.{column}"), meaning(name, column, view.lang))
        for name, columns in _COLUMNS.items()
        for column in columns
    }
    return Report(
        lang=view.lang,
        title=view.words("laporan.title", nama=subject(data), tahun=view.tahun),
        label=label,
        sentence=bare(ringkasan.sentence(data)),
        figures=[
            Figure(label=figure.label, value=figure.value, beside=figure.beside)
            for figure in row.figures
        ],
        source=bare(source_line(view, row.drawn.partitions)),
        sections=[section for section in sections if section],
        meanings=sorted(meanings),
        link=sharing.full_link(state),
        made=view.words("laporan.made", waktu=instant(now_utc(), view.lang)),
    )


def _stored(data: Data) -> list[Stored]:
    """Return the partitions behind the report, each once."""
    drawn = [ringkasan.row(data).drawn]
    for dataset, names in _TABLES.items():
        drawn += _drawn(data, dataset, names)
    return list({str(stored.request): stored for table in drawn for stored in table.every}.values())


def _drawn(data: Data, dataset: str, tables: Sequence[str]) -> list[Drawn]:
    """Return the tables of a section as drawn from the columns of one dataset."""
    return [data.now(name, of=(dataset,)) for name in tables]


def _programs(data: Data) -> Section:
    """Return the section on programs, with the list of their pagu."""
    return _section(
        data,
        "programs",
        PROGRAM,
        summary=program.sentence(data),
        picture=lambda title: printed(data, program_list.programs(data), title, limit=BARS),
        notes=(program.double(data),),
    )


def _packages(data: Data) -> Section:
    """Return the section on swakelola packages, with the list of satkers by status."""
    return _section(
        data,
        "packages",
        PAKET,
        picture=lambda title: printed(data, swakelola_list.satkers(data), title, limit=BARS),
        notes=(data.view.say("swakelola.caveat"),),
    )


def _revisions(data: Data) -> Section:
    """Return the section on kaji ulang, with the acts of each month."""
    return _section(
        data,
        "revisions",
        HISTORY,
        summary=kaji_ulang.sentence(data),
        picture=lambda _: on_paper(data),
        notes=(kaji_ulang.duty(data.view),),
    )


def _region(view: View, of_province: Data | None) -> Section | None:
    """Return the section with the map of the KLPD's province, None without a province."""
    place, ukuran = own_province(view), UKURAN["kepala"]
    if of_province is None:
        return None
    table = region_table(of_province, place)
    rows = region_words.among(table, place.code, ukuran)
    picture = maps.of_regions(view, place, rows, ukuran)
    title = region_words.title(of_province, place, ukuran)
    source = region_words.source(of_province, place, table)
    credit = bare(boundaries_note(view, picture.ground))
    return Section(
        title=view.words("laporan.region"),
        answer=bare(region_words.sentence(view, place, rows, ukuran)),
        picture=maps.svg(picture, title, bare(source), credit),
    )


def _stored_section(data: Data) -> Section:
    """Return the section on the partitions behind the report, and those that failed."""
    view = data.view

    def cell(value: object) -> str:
        if isinstance(value, bool):
            return view.words("shell.ya" if value else "shell.tidak")
        if isinstance(value, int):
            return view.number(value)
        return label("asal", str(value), view.lang)

    frame = snapshots(_stored(data)).drop("kd_klpd", "digest").cast({"tahun": pl.String})
    heads = [view.words(f"ekspor.kepala.{name}") for name in frame.columns]
    rows = [[cell(value) for value in row] for row in frame.iter_rows()]
    failed = [str(o.request) for o in data.outcomes if o.error]
    table = Table(
        title="", names=(), heads=heads, right=frozenset({frame.columns.index("baris")}), rows=rows
    )
    notes = [view.words("laporan.missing", parts=", ".join(failed))] if failed else []
    return Section(
        title=view.words("laporan.fresh"),
        answer=view.words("laporan.fresh_words"),
        tables=[table],
        notes=notes,
    )


def _section(
    data: Data,
    name: str,
    dataset: str,
    *,
    picture: Callable[[str], str],
    summary: str = "",
    notes: Sequence[str] = (),
) -> Section:
    """Return a section of one dataset with its tables, or that the dataset has no rows.

    picture: makes the picture, given the section's title.
    """
    view, title = data.view, data.view.words(f"laporan.{name}")
    if not data.has_rows(dataset, view.tahun):
        return Section(title=title, answer=view.words("laporan.none"))
    names = _TABLES[dataset]
    drawn = _drawn(data, dataset, names)
    of_names = list(
        {str(stored.request): stored for rows in drawn for stored in rows.names}.values()
    )
    tables = []
    for table in names:
        rows = data.now(table).rows
        first = shown(rows.head(TOP), _COLUMNS[table], view.lang, NARROW)
        rest = view.words("laporan.rest", n=TOP, all=view.number(rows.height))
        narrowing = narrowed(data, rows, table).items()
        filters = "; ".join(f"{field}: {value}" for field, value in narrowing)
        of_table = view.words(f"tabel.{table}")
        if filters:
            of_table = f"{of_table}. {view.words('laporan.filters', parts=filters)}"
        tables.append(
            Table(
                title=of_table,
                names=_COLUMNS[table],
                heads=[column.label for column in first],
                right=frozenset(at for at, column in enumerate(first) if column.right),
                rows=list(zip(*(column.cells for column in first), strict=True)),
                rest=rest if rows.height > TOP else "",
            )
        )
    return Section(
        title=title,
        answer=bare(summary),
        picture=picture(title),
        tables=tables,
        notes=[bare(note) for note in notes],
        source=bare(source_line(view, drawn[0].partitions, of_names)),
    )
