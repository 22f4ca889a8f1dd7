"""Downloads: a table in several formats, a chart as a picture or as its rows.

Each is in a popover. Nothing is built before the popover is opened, and no file before it is
requested. Made-up rows are labelled in every file and picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import polars as pl
import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.reading.data import Data
from pages.shell.state.drawn import Drawn, file_stem, full_title
from pages.shell.state.view import View
from pages.shell.widgets.blocks import take_menu_place
from pages.shell.widgets.provenance import api_address, citation, sharing
from pages.shell.widgets.provenance.citation import Line
from pages.shell.widgets.provenance.figure_menu import FigureMenu, figure_menu
from pages.shell.widgets.provenance.source_lines import provenance, source_line
from services.analysis.tables import TABLES
from services.charts.svg_parts import Picture
from services.export.files import XLSX_ROWS, Separator, csv_bytes, parquet_bytes, xlsx_bytes
from services.export.provenance import Asked, about, filter_label
from services.repository import Stored

MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "html": "text/html",
    "svg": "image/svg+xml",
}
_COLUMN_OF = {
    "satker": "kd_satker",
    "program": "kd_program_str",
    "status": "status",
    "jenis": "jenis_revisi",
    "pengadaan": "jenis_pengadaan",
    "metode": "metode_pengadaan",
    "kode": "kd_rup",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A table as a download: its rows, and the provenance written into every file.

    rows: returns all rows, called when a file is made; height: how many rows that are. file: the
    name without its suffix. provenance: the last column of CSV. asked, partitions: the provenance
    in XLSX and Parquet. key: unique on the page. api: returns the address of the same rows, "" for
    none.
    """

    key: str
    file: str
    height: int
    rows: Callable[[], pl.DataFrame]
    provenance: Mapping[str, str]
    asked: Callable[[], Asked]
    partitions: Sequence[Stored] = ()
    why: str = ""
    api: Callable[[], str] = str


def of_table(data: Data, drawn: Drawn, *, name: str, order: str) -> Download:
    """Return a table of the figures as a download with the partitions behind its rows."""
    source = Line(text="", newest=data.newest, partitions=drawn.every)
    download = of_frame(data, drawn, source, name=name, order=order)
    api = partial(api_address.address, data, drawn, name, order)
    return replace(download, provenance=provenance(data.view, drawn.every), api=api)


def of_frame(data: Data, drawn: Drawn, source: Line, *, name: str, order: str = "") -> Download:
    """Return a table as a download with a `Line` as its source."""
    view, rows = data.view, drawn.rows
    file = file_stem(name, drawn.klpd, drawn.tahun)
    download = of_line(view, lambda: rows, rows.height, source, name=name, file=file)

    def asked() -> Asked:
        return replace(
            download.asked(),
            klpd={kode: view.names.get(kode, "") for kode in drawn.klpd},
            tahun=drawn.tahun,
            narrowed=narrowed(data, rows, name),
            order=order,
        )

    return replace(download, asked=asked)


def of_line(
    view: View,
    rows: Callable[[], pl.DataFrame],
    height: int,
    source: Line,
    *,
    name: str,
    file: str,
    key: str = "",
    tahun: Sequence[int] = (),
    narrowed: Mapping[str, str] = MappingProxyType({}),
) -> Download:
    """Return rows that are not of `Data` as a download; name: of the text `tabel.<name>`."""
    source_text = citation.bare(source.text)
    return Download(
        key=key or name,
        file=file,
        height=height,
        rows=rows,
        provenance={name: source_text},
        asked=lambda: Asked(
            name=name,
            klpd={},
            tahun=tahun,
            narrowed=narrowed,
            link=sharing.full_link(sharing.pinned(view, source.newest) or view.state),
            lang=view.lang,
            source=source_text,
            origin=source.origin,
        ),
        partitions=source.partitions,
    )


def formats(view: View, download: Download) -> None:
    """Draw the downloads of a table: CSV with commas, the other formats in a fold."""
    button(
        view.say("shell.csv"),
        partial(made, download, "csv"),
        f"{download.file}.csv",
        key=f"d_{download.key}",
        why=download.why or view.say("shell.csv_help"),
    )
    with st.expander(view.say("ekspor.lain"), icon=":material/more_horiz:"):
        key = f"e_{download.key}"
        st.caption(view.say("ekspor.lain_jelas"))
        raw = st.toggle(view.say("ekspor.mentah"), key=f"{key}_mentah")
        if raw:
            st.caption(view.say("ekspor.mentah_jelas"))
        asked_now = download.asked()  # files are made after the run, without the page's context
        asked = replace(download, asked=lambda: asked_now)
        if download.height > XLSX_ROWS:
            st.caption(view.say("ekspor.terlalu_panjang"))
        for suffix in ("xlsx", "parquet")[download.height > XLSX_ROWS :]:
            bytes_ = partial(made, asked, suffix, raw=raw)
            button(
                view.say(f"ekspor.{suffix}"),
                bytes_,
                f"{download.file}.{suffix}",
                key=f"{key}_{suffix}",
            )
        bom = st.toggle(view.say("ekspor.bom"), key=f"{key}_bom")
        marks: tuple[tuple[Separator, str], ...] = ((",", "csv_koma"), (";", "csv_titik_koma"))
        for mark, words in marks:
            bytes_ = partial(made, download, "csv", raw=raw, separator=mark, bom=bom)
            label = view.say(f"ekspor.{words}")
            button(label, bytes_, f"{download.file}.csv", key=f"{key}_{words}")
    if of_rows := download.api():
        api_address.entry(view, of_rows)


def menu_of_line(
    view: View,
    source: Line,
    about: str,
    *,
    key: str,
    download: Download | None = None,
    picture: Callable[[], None] | None = None,
) -> None:
    """Draw the menu of a figure whose source is a `Line`: its picture, files and citation."""
    menu = FigureMenu(
        key=key,
        title=citation.bare(about) or view.words(f"shell.page.{view.page}"),
        picture=picture,
        files=partial(formats, view, download) if download else None,
        cite=partial(citation.of_line, view, about, source),
    )
    figure_menu(view, menu, take_menu_place())


def button(label: str, bytes_: Callable[[], bytes], file: str, *, key: str, why: str = "") -> None:
    """Draw a small download button; `bytes_` makes the file when it is pressed, without st.*."""
    st.download_button(
        label,
        bytes_,
        file_name=file,
        mime=MIME[file.rpartition(".")[2]],
        key=key,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=why or None,
    )


def made(
    download: Download,
    suffix: str,
    *,
    raw: bool = False,
    separator: Separator = ",",
    bom: bool = False,
) -> bytes:
    """Return the table as a file of a format: csv, xlsx or parquet."""
    rows = download.rows()
    if suffix == "csv":
        return csv_bytes(rows, download.provenance, raw=raw, separator=separator, bom=bom)
    facts = about(rows, download.asked(), download.partitions)
    return xlsx_bytes(rows, facts, raw=raw) if suffix == "xlsx" else parquet_bytes(rows, facts)


def narrowed(data: Data, rows: pl.DataFrame, name: str) -> dict[str, str]:
    """Return the filters that narrow these rows, label to value.

    A filter of the link counts when all rows have its value, or when they have no column for it and
    the table obeys it: a chart's table may not follow the filter that the chart itself sets.
    """
    view = data.view
    obeyed = TABLES[name].obeys if name in TABLES else ()
    filters = {}
    for field, column in _COLUMN_OF.items():
        value = getattr(view.state, field)
        shown = column in rows.columns and field != "kode"
        holds = bool((rows[column] == value).all()) if shown else field in obeyed
        if value and holds:
            names = data.names(field) if field in ("satker", "program") else {}
            name = names.get(value, value)
            text = value if name == value else f"{value} {name}"
            filters[filter_label(field, view.lang)] = text
    return filters


def picture(
    view: View,
    drawn: Drawn,
    /,
    *,
    key: str,
    title: str,
    alt: str,
    chart: str = "",
    drawing: Callable[[], str] | None = None,
    svg: Callable[[str], Picture] | None = None,
) -> None:
    """Draw the downloads of a chart's picture, PNG and SVG.

    chart: the key of the chart on the page, which the browser draws; or drawing: makes it; or svg:
    makes the whole picture from its source line. The picture gets the section's title with the KLPD
    and years drawn, the source line and, for made-up rows, their label.
    """
    source = (
        citation.bare(source_line(view, drawn.partitions, drawn.names)) if drawn.partitions else ""
    )
    _picture(
        view,
        key=key,
        file=file_stem(f"grafik-{key}", drawn.klpd, drawn.tahun),
        chart=chart,
        made=drawing() if drawing else "",
        heading=full_title(view, drawn, citation.bare(title)),
        title=alt,
        source=source,
        whole=svg(source).text if svg else "",
    )


def whole_picture(view: View, document: str, *, key: str, file: str) -> None:
    """Draw the downloads of a picture that is complete, as PNG and SVG; document: its SVG."""
    _picture(view, key=key, file=file, whole=document)


def _picture(view: View, *, key: str, **data: str) -> None:
    words = {kind: view.words(f"ekspor.{kind}") for kind in ("png", "svg", "belum")}
    _PICTURE(key=f"g_{key}_gambar", data={**data, **words})


_PICTURE = st.components.v2.component(
    "lensa_gambar",
    html='<div class="pilihan"><button name="png"></button><button name="svg"></button></div>'
    '<p role="status"></p>',
    css=(ASSETS / "picture.css").read_text("utf-8"),
    js=(ASSETS / "picture.js").read_text("utf-8"),
)
