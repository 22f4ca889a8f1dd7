"""The ranked lists of the program page: program codes or satkers, opened down to packages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import polars as pl

from pages.shell.answers.drawings.over_years import Years, has_lines, line_column, over_years
from pages.shell.answers.lists.program_panels import package_page, programs_of, satkers_of
from pages.shell.answers.program_rows import (
    older_read,
    program_row,
    satker_row,
    two_years,
)
from pages.shell.reading.data import Data
from pages.shell.widgets.lists.list_cells import (
    change,
    known_sum,
    money,
    pagu_columns,
    share,
    shares_sum,
)
from pages.shell.widgets.lists.ranked_list import RankedList, Record, Views
from services.analysis.frames import PROGRAM
from services.analysis.lists.two_years import programs_two_years, satkers_two_years
from services.charts.ranked_list import Row, Text, largest, scale_to

TOTAL, BY = "jumlah", "menurut"


def shown(data: Data) -> RankedList:
    """Return the list that the link asks for: by program, or by satker."""
    view = data.view
    options = {name: view.words(f"program.by_{name}") for name in ("program", "satker")}
    name = "satker" if view.state.switch(BY) == "satker" else "program"
    given = satkers(data) if name == "satker" else programs(data)
    return replace(given, views=Views(switch=BY, options=options, shown=name))


def programs(data: Data) -> RankedList:
    """Return the list of program codes; a code opens to its satkers, these to their packages."""
    rows = two_years(data, programs_two_years)
    given = _list(data, rows, "pagu-per-program", program_row)
    target = partial(package_page, data.view)
    return replace(given, panel=partial(satkers_of, data), target=target)


def satkers(data: Data) -> RankedList:
    """Return the list of satkers; a satker opens to its programs."""
    rows = two_years(data, satkers_two_years)
    given = _list(data, rows, "pagu-per-satker", satker_row)
    return replace(given, panel=partial(programs_of, data))


def _list(
    data: Data, rows: pl.DataFrame, name: str, row: Callable[[Data, Record, Years], Row]
) -> RankedList:
    view, kind = data.view, "satker" if name == "pagu-per-satker" else "program"
    now = rows.filter(pl.col("pagu_kosong").is_not_null())
    gone = rows.filter(pl.col("pagu_kosong").is_null())
    code = "kd_satker" if kind == "satker" else "kd_program_str"
    changes = {"-selisih": view.words("shell.list.change")} if older_read(data) else {}
    lines = over_years(data, name, code, "pagu", PROGRAM)
    top = largest(
        [*rows["pagu"], *rows["pagu_lalu"], *(v for line in lines.values() for v in line)]
    )
    years = (("isi", str(view.tahun), ""), ("lalu", str(view.lalu), ""))
    table = data.now(name, of=(PROGRAM,))
    bar, *others = pagu_columns(view)
    read_years = set(view.state.tahun) if has_lines(data) else {view.tahun}
    if older_read(data):
        read_years.add(view.lalu)
    named = [rows]
    if view.state.opened:
        named.append(_all(data, "program" if kind == "satker" else "satker"))
    only_before = []
    if not gone.is_empty():
        only_before = [
            view.words(
                f"shell.list.only_before.{kind}",
                tahun=view.lalu,
                n=view.number(gone.height),
                pagu=view.rupiah(known_sum(gone["pagu_lalu"])),
            )
        ]
    return RankedList(
        name=name,
        drawn=data.compared_with(table, PROGRAM, read_years, *named),
        table=table,
        rows=now,
        row=lambda record: row(data, record, lines),
        columns=(bar, *line_column(data), *others),
        scale=scale_to(top, lambda value: view.rupiah(round(value))),
        code=view.words("kolom.kode") if kind == "program" else "",
        head=view.words(f"shell.list.head.{kind}"),
        orders={
            "-pagu": view.words("shell.list.sort_pagu"),
            **changes,
            code: view.words("kolom.kode"),
        },
        total=partial(_total, data, kind, now.height, has_lines(data)),
        notes=_double(data),
        rest=partial(_rest, data, kind),
        after=only_before,
        legend=years if older_read(data) else (),
        titled=False,
    )


def _total(data: Data, kind: str, height: int, lines: bool, matching: pl.DataFrame) -> Row:
    """Return the row of all rows that match the filter."""
    view = data.view
    pagu = known_sum(matching["pagu"])
    everything = matching.height == height
    words = f"shell.list.total.{kind}" if everything else f"shell.list.matching.{kind}"
    record = {"pagu": pagu, "pagu_lalu": None, "keadaan": ""}
    marks = [Text(text="")] * (2 if lines else 1)
    figures = [
        money(view, pagu),
        share(view, shares_sum(matching["pangsa"])),
        Text(text=""),
    ]
    if everything and older_read(data):
        record["pagu_lalu"] = known_sum(_all(data, kind)["pagu_lalu"])
        figures[2] = change(view, record)
    return Row(
        path=TOTAL,
        name=view.words(words, n=view.number(matching.height), dari=view.number(height)),
        cells=(*marks, *figures),
    )


def _all(data: Data, kind: str) -> pl.DataFrame:
    """Return the rows of both years, those of the older alone too."""
    return two_years(data, satkers_two_years if kind == "satker" else programs_two_years)


def _rest(data: Data, kind: str, others: pl.DataFrame) -> str:
    view = data.view
    top = largest(others["pagu"])
    return view.words(
        f"shell.list.rest.{kind}",
        n=view.number(others.height),
        pagu=view.rupiah(known_sum(others["pagu"])),
        pangsa=view.percent(shares_sum(others["pangsa"])),
        terbesar=view.rupiah(int(top)),
    )


def _double(data: Data) -> list[str]:
    """Return the notes under the total: rows without pagu, rows that may count twice."""
    rows = data.table("pagu-per-program", klpd=(data.view.klpd,), tahun=(data.view.tahun,))
    empty, repeated = known_sum(rows["pagu_kosong"]), known_sum(rows["pagu_berulang"])
    view, notes = data.view, []
    if empty:
        notes.append(view.words("shell.list.without_pagu", n=view.number(empty)))
    if repeated:
        notes.append(view.words("shell.list.may_double", pagu=view.rupiah(repeated)))
    return [" ".join(notes)] if notes else []
