"""The ways out of a page: a table in other formats, a chart as a picture or as its rows.

Each stands behind a small button; nothing behind it is built before it is opened, no file before it
is asked for. Made-up rows stay labelled in every file and picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import polars as pl
import streamlit as st

from pages.shell import sharing
from pages.shell.blocks import provenance, source_line
from pages.shell.data import Data
from pages.shell.menu import ROOT
from pages.shell.view import View
from services.analysis.frames import RUP
from services.analysis.tables import TABLES
from services.export import XLSX_ROWS, Separator, csv_bytes, parquet_bytes, xlsx_bytes
from services.report.about import Asked, about, filter_label
from services.repository import Snapshot

ASSETS = ROOT / "pages" / "shell" / "assets"
LONGEST_NAME = 120
MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_COLUMN_OF = {
    "satker": "kd_satker",
    "program": "kd_program_str",
    "status": "status",
    "jenis": "jenis_revisi",
    "kode": "kd_rup",
}


def file_name(view: View, name: str, suffix: str = "csv") -> str:
    """Return a download's name: table, KLPD, years."""
    whole = "-".join([name, *view.state.klpd, *map(str, view.state.tahun)])
    return f"{whole[:LONGEST_NAME]}.{suffix}"


def csv_button(data: Data, rows: pl.DataFrame, *, name: str, parts: Sequence[Snapshot]) -> None:
    """Draw the first choice: the table as CSV with commas, its source as a last column."""
    view = data.view
    _button(
        view.say("shell.csv"),
        partial(csv_bytes, rows, provenance(view, parts)),
        file_name(view, name),
        key=f"d_{name}",
        why=view.say("shell.csv_help"),
    )


@st.fragment
def other_formats(
    data: Data, rows: pl.DataFrame, *, name: str, parts: Sequence[Snapshot], order: str
) -> None:
    """Draw the other choices: XLSX, Parquet, CSV with semicolons, with or without a BOM, raw."""
    view, key = data.view, f"e_{name}"
    more = st.popover(view.say("ekspor.lain"), type="tertiary", key=key, on_change="rerun")
    if not more.open:
        return
    with more:
        st.caption(view.say("ekspor.lain_jelas"))
        raw = st.toggle(view.say("ekspor.mentah"), key=f"{key}_mentah")
        if raw:
            st.caption(view.say("ekspor.mentah_jelas"))
        asked = _asked(data, rows, name=name, parts=parts, order=order)
        if rows.height > XLSX_ROWS:
            st.caption(view.say("ekspor.terlalu_panjang"))
        for suffix in ("xlsx", "parquet")[rows.height > XLSX_ROWS :]:
            made = partial(_with_notes, rows, asked, parts, raw, suffix)
            file = file_name(view, name, suffix)
            _button(view.say(f"ekspor.{suffix}"), made, file, key=f"{key}_{suffix}")
        _csv_choices(view, rows, provenance(view, parts), raw=raw, name=name, key=key)


def _csv_choices(
    view: View, rows: pl.DataFrame, told: dict[str, str], *, raw: bool, name: str, key: str
) -> None:
    bom = st.toggle(view.say("ekspor.bom"), key=f"{key}_bom")
    marks: tuple[tuple[Separator, str], ...] = ((",", "csv_koma"), (";", "csv_titik_koma"))
    for mark, words in marks:
        made = partial(csv_bytes, rows, told, raw=raw, separator=mark, bom=bom)
        label = view.say(f"ekspor.{words}")
        _button(label, made, file_name(view, name), key=f"{key}_{words}")


def _button(label: str, made: Callable[[], bytes], file: str, *, key: str, why: str = "") -> None:
    st.download_button(
        label,
        made,
        file_name=file,
        mime=MIME[file.rpartition(".")[2]],
        key=key,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=why or None,
    )


def _with_notes(
    rows: pl.DataFrame, asked: Asked, parts: Sequence[Snapshot], raw: bool, suffix: str
) -> bytes:
    said = about(rows, asked, parts)
    if suffix == "xlsx":
        return xlsx_bytes(rows, said, raw=raw)
    return parquet_bytes(rows, said)


def _asked(
    data: Data, rows: pl.DataFrame, *, name: str, parts: Sequence[Snapshot], order: str
) -> Asked:
    view = data.view
    return Asked(
        name=name,
        klpd={kode: view.names.get(kode, "") for kode in view.state.klpd},
        tahun=view.state.tahun,
        narrowed=narrowed(data, rows, name),
        link=sharing.full_link(sharing.pinned(view, data.newest) or view.state),
        lang=view.lang,
        order=order,
    )


def narrowed(data: Data, rows: pl.DataFrame, name: str) -> dict[str, str]:
    """Return the filters that narrow these rows, label to value.

    A filter of the link counts when the rows show it, or cannot show it and the table obeys it: a
    chart's table may leave out the filter that the chart itself offers.
    """
    view = data.view
    obeyed = TABLES[name].obeys if name in TABLES else ()
    found = {}
    for field, column in _COLUMN_OF.items():
        value = getattr(view.state, field)
        shown = column in rows.columns and field != "kode"
        holds = bool((rows[column] == value).all()) if shown else field in obeyed
        if value and holds:
            found[filter_label(field, view.lang)] = _named(data, field, value)
    return found


def _named(data: Data, field: str, value: str) -> str:
    names = data.names(field) if field in ("satker", "program") else {}
    known = names.get(value, value)
    return value if known == value else f"{value} {known}"


@st.fragment
def picture(view: View, frame: pl.DataFrame, *, key: str, chart: str, alt: str) -> None:
    """Offer a chart as PNG or SVG, drawn by the browser, and the rows behind it as CSV.

    chart: the key of the chart on the page. The picture gets the section's title, the source line
    and, for made-up rows, their label.
    """
    own = f"g_{key}"
    more = st.popover(
        view.say("ekspor.grafik"),
        icon=":material/download:",
        type="tertiary",
        key=own,
        on_change="rerun",
    )
    if not more.open:
        return
    parts = page_parts(view)
    with more:
        _DRAWN(
            key=f"{own}_gambar",
            data={
                "chart": chart,
                "file": file_name(view, f"grafik-{key}", "").removesuffix("."),
                "title": alt,
                "source": re.sub(r"\\(.)", r"\1", source_line(view, parts)) if parts else "",
                "labels": {kind: view.words(f"ekspor.{kind}") for kind in ("png", "svg", "belum")},
            },
        )
        made = partial(csv_bytes, frame, provenance(view, parts))
        name = file_name(view, f"grafik-{key}")
        _button(view.say("ekspor.data"), made, name, key=f"{own}_csv")


_DRAWN = st.components.v2.component(
    "lensa_gambar",
    html='<div class="pilihan"><button name="png"></button><button name="svg"></button></div>'
    '<p role="status"></p>',
    css=(ASSETS / "picture.css").read_text("utf-8"),
    js=(ASSETS / "picture.js").read_text("utf-8"),
)


def page_parts(view: View) -> list[Snapshot]:
    """Return the stored partitions that the page reads for the chosen KLPD and years."""
    state = view.state
    requests = view.parts.rup(RUP, state.klpd, state.tahun)
    found = (view.parts.repository.peek(one, state.snap) for one in requests)
    return [one for one in found if one]
