"""What the rows of the program page's lists open to: satkers, programs, packages."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pages.shell.answers.drawings.over_years import has_lines
from pages.shell.answers.program_rows import program_row, row_of, two_years
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets import menu
from pages.shell.widgets.lists.list_cells import (
    KOSONG,
    exact_pagu,
    known_sum,
    money,
    name_of,
    share,
)
from pages.shell.widgets.lists.ranked_list import Record
from services.analysis.frames import PAKET, PENYEDIA
from services.analysis.lists.two_years import programs_two_years, satkers_two_years
from services.charts.ranked_list import Link, Panel, Row, Text
from services.link import LinkState

INSIDE = 5
"""Rows of the next level drawn at first."""
PACKAGES = 12
ALL = "semua"


def satkers_of(data: Data, record: Record) -> Panel:
    """Return the satkers of a program code, with their shares of the code and of the KLPD."""
    view, code = data.view, record["kd_program_str"] or KOSONG
    rows = _now(two_years(data, satkers_two_years, program=code))
    shown = _some(view, code, rows)
    notes = [
        view.words("shell.list.rows", n=record["jumlah_baris"]),
        *(
            [view.words("shell.list.repeated", pagu=view.rupiah(record["pagu_berulang"]))]
            if record["pagu_berulang"]
            else []
        ),
        view.words("shell.list.share", pangsa=view.percent(record["pangsa"])),
    ]
    satkers = []
    for own in shown.iter_rows(named=True):
        satker = own["kd_satker"] or KOSONG
        path = f"{code}~{satker}"
        row = row_of(
            data,
            own,
            path=path,
            name=name_of(view, own["nama_satker"], satker),
            code=satker,
            shares=share(
                view, own["pangsa_program"], own["pangsa"], view.words("shell.list.of_klpd")
            ),
        )
        panel = _packages_of(data, satker, own) if path in view.state.opened else None
        satkers.append(replace(row, panel=panel))
    return Panel(
        exact=" · ".join([exact_pagu(view, record), *notes]),
        rows=tuple(satkers),
        rest=_inner_rest(view, "satker", rows[shown.height :]),
        links=_all_inside(view, code, rows.height, "satker"),
    )


def _packages_of(data: Data, satker: str, record: Record) -> Panel:
    """Return the packages of a satker, which carry no program code."""
    view = data.view
    if data.absent((PAKET,), view.tahun):
        return Panel(exact=exact_pagu(view, record), notes=(view.words("program.packages_unread"),))
    rows = data.table("paket", klpd=(view.klpd,), tahun=(view.tahun,), satker=satker, program="")
    in_order = rows.sort("pagu", "kd_rup", descending=[True, False], nulls_last=True)
    packages = in_order.head(PACKAGES).iter_rows(named=True)
    state = replace(view.state.for_another_page().change(satker=satker), program="")
    links = []
    if rows.height:
        words = view.words("program.all_packages", n=view.number(rows.height))
        links.append(Link(text=words, address=menu.address("swakelola", state)))
    if data.has_rows(PENYEDIA, view.tahun) or not view.imported_only:
        links.append(
            Link(
                text=view.words("program.provider_packages"),
                address=menu.address("penyedia", state),
            )
        )
    marks = [Text(text="")] * (2 if has_lines(data) else 1)
    listed = []
    for package in packages:
        code = package["kd_rup"] or ""
        listed.append(
            Row(
                path=f"paket~{code}",
                code=code,
                name=name_of(view, package["nama_paket"], code),
                second=package["status"] or view.words("tanpa_nama.(kosong)"),
                cells=(*marks, money(view, package["pagu"]), Text(text=""), Text(text="")),
                action="pergi" if code else "",
            )
        )
    return Panel(
        exact=exact_pagu(view, record),
        notes=(view.words("program.packages_note", n=view.number(rows.height)),),
        rows=tuple(listed),
        links=tuple(links),
    )


def package_page(view: View, path: str) -> tuple[str, LinkState]:
    """Return the page of a package, given the path of its row."""
    return "paket", view.state.for_another_page().change(kode=path.rpartition("~")[2])


def programs_of(data: Data, record: Record) -> Panel:
    """Return the program codes of a satker."""
    view, satker = data.view, record["kd_satker"] or KOSONG
    rows = _now(two_years(data, programs_two_years, satker=satker, program=""))
    shown = _some(view, satker, rows)
    inside = [
        replace(
            program_row(data, row, {}),
            path=f"{satker}~{row['kd_program_str'] or KOSONG}",
            second="",
            action="",
        )
        for row in shown.iter_rows(named=True)
    ]
    return Panel(
        exact=exact_pagu(view, record),
        rows=tuple(inside),
        rest=_inner_rest(view, "program", rows[shown.height :]),
        links=_all_inside(view, satker, rows.height, "program"),
    )


def _now(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("pagu_kosong").is_not_null())


def _some(view: View, path: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the first rows inside an open row, or all when the link asks for them."""
    return (
        rows
        if rows.height <= INSIDE + 1 or f"{path}~{ALL}" in view.state.opened
        else rows.head(INSIDE)
    )


def _all_inside(view: View, path: str, height: int, kind: str) -> tuple[Link, ...]:
    every = f"{path}~{ALL}"
    if height <= INSIDE + 1 or every in view.state.opened:
        return ()
    state = view.state.with_opened([*view.state.opened, every])
    words = view.words(f"shell.list.all_{kind}", n=view.number(height))
    return (Link(text=words, address=menu.address(view.page, state)),)


def _inner_rest(view: View, kind: str, others: pl.DataFrame) -> str:
    if others.is_empty():
        return ""
    return view.words(
        f"shell.list.inner_rest.{kind}",
        n=view.number(others.height),
        pagu=view.rupiah(known_sum(others["pagu"])),
    )
