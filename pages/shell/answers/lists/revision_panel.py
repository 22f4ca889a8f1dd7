"""What a satker of the kaji ulang page opens to: its figures, codes by state, and families."""

from __future__ import annotations

from pages.shell.answers.drawings.over_years import line_column
from pages.shell.reading.data import Data
from pages.shell.state.view import View
from pages.shell.widgets import menu
from pages.shell.widgets.lists.columns import label
from pages.shell.widgets.lists.list_cells import KOSONG, known_sum, name_of
from pages.shell.widgets.lists.ranked_list import Record
from services.analysis.acts.kaji_ulang import ACTS_BY_KIND
from services.analysis.lists.revision_lists import codes_by_state, families
from services.charts.palette import JENIS_REVISI
from services.charts.ranked_list import Bar, Link, Panel, Row, Text

FAMILIES = 5
"""Families drawn in an open row; the others are counted."""


def summary(view: View, record: Record) -> list[str]:
    """Return the exact figures of a satker as lines: acts, kinds, rows by kind of package."""
    counts = ("tindakan", "kode", "revisi", "bolak_balik", "swakelola", "penyedia")
    numbers = {name: view.number(record[name]) for name in counts}
    acts = {kind: record[column] for column, kind in ACTS_BY_KIND.items()}
    kinds = [
        f"{label('jenis', kind, view.lang)} {view.number(acts[kind])}"
        for kind in JENIS_REVISI
        if acts[kind]
    ]
    return [
        view.words("kaji_ulang.exact", **numbers),
        " · ".join(kinds),
        view.words("kaji_ulang.packages", **numbers),
    ]


def opened(data: Data, width: int, record: Record) -> Panel:
    """Return the panel of a satker: exact figures, codes by state, its most revised families.

    width: the number of columns of the list.
    """
    view = data.view
    satker = record["kd_satker"] or KOSONG
    exact, *lines = summary(view, record)
    chosen = {"klpd": (view.klpd,), "tahun": (view.tahun,), "satker": satker}
    states = data.made(codes_by_state, reads=(), **chosen)
    rows = data.made(families, reads=(), **chosen)
    shown = rows.head(FAMILIES)
    others = rows[shown.height :]
    counts = [
        f"{label('keadaan', state, view.lang)} {view.number(codes)}"
        for state, codes in states.select("keadaan", "kode").iter_rows()
    ]
    state = view.state.for_another_page().change(satker=satker)
    switches = {"calendar": "tabel-kaji-ulang-per-bulan", "codes": "buka-keadaan"}
    return Panel(
        exact=f"{satker} · {exact}",
        notes=(
            " · ".join(lines),
            view.words("kaji_ulang.states", keadaan=" · ".join(counts)),
            view.words("kaji_ulang.families"),
        ),
        rows=tuple(_family(data, satker, row, width) for row in shown.iter_rows(named=True)),
        rest=view.words(
            "kaji_ulang.families_rest",
            n=view.number(others.height),
            revisi=view.number(known_sum(others["revisi"])),
        )
        if others.height
        else "",
        links=tuple(
            Link(
                text=view.words(f"kaji_ulang.open_{name}"),
                address=menu.address(view.page, state.switched(switch, "ya")),
            )
            for name, switch in switches.items()
        ),
    )


def _family(data: Data, satker: str, record: Record, width: int) -> Row:
    view, root = data.view, record["akar"]
    cancelled = record["daun_batal"]
    words = view.words(
        "kaji_ulang.family_row",
        jenis=label("jenis_paket", record["jenis_paket"], view.lang),
        kode=view.number(record["jumlah_kode"]),
        revisi=view.number(record["revisi"]),
    )
    before = [Text(text="")] * (2 + len(line_column(data)))
    net = Bar(value=cancelled, label=view.number(cancelled), own_scale=True, colour="PEMBATALAN")
    return Row(
        path=f"{satker}~{record['jenis_paket']}~{root}",
        name=name_of(view, record["nama_paket"], root),
        second=f"{root} · {words}" if record["nama_paket"] else words,
        cells=(*before, net, *[Text(text="")] * (width - len(before) - 1)),
        action="pergi",
    )
