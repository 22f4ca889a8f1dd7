"""What the tools answer, as plain values, over what is stored: a source is never asked.

Every answer has `kutipan` and `tautan`, the citation and the pinned link, and `label`, which is not
empty for sample data and imported rows. Long ones are cut, and say so.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TypeAlias
from urllib.parse import urlencode

import polars as pl

from ... import inventory, table_inputs
from ...analysis.frames import (
    ANGGARAN_PENYEDIA,
    ANGGARAN_SWAKELOLA,
    PENYEDIA,
    PENYEDIA_UMUM,
    RUP,
    Options,
)
from ...analysis.packages.one_package import baris_anggaran, satu_paket
from ...analysis.tables import TABLES, build
from ...errors import BadRequest, NotImported, SourceUnavailable
from ...export import origin, provenance, table_citation
from ...export.table_citation import Quoted
from ...language import wording
from ...link import LinkState, pairs
from ...repository import Stored, now_utc
from ...search import keeper
from ...search.match import Question
from ...table_inputs import Sheet
from ...wiring import App
from .. import klpd as klpd_command
from .. import table as table_command
from .. import values
from ..diff import instant
from ..status import record

Reply: TypeAlias = dict[str, object]
MOST_ROWS = 200
"""Rows of one answer; `hal` asks for the following ones."""
MOST_PARTITIONS = 48
LONGEST_QUESTION = 200
_LISTS = (PENYEDIA, PENYEDIA_UMUM, ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA)


def list_klpd(app: App, text: str, hal: int) -> Reply:
    """Return the KLPD that match every word."""
    words = text.split()
    known = app.klpd().table
    if not app.sandbox:
        known = known.filter(~pl.col("sandbox_only"))
    columns = ("kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah")
    rows = [
        row
        for row in known.select(columns).iter_rows(named=True)
        if klpd_command.matches(row, words)
    ]
    stored: dict[str, list[int]] = {}
    for kode, tahun in inventory.klpd_years(app.repository):
        stored.setdefault(kode, []).append(tahun)
    rows = [{**row, "tahun_tersimpan": stored.get(row["kd_klpd"], [])} for row in rows]
    return _cut(rows, hal) | _unpinned(app, "Katalog KLPD", "data")


def describe_tables(app: App, name: str) -> Reply:
    """Return the tables with their datasets and filters; of one table also what columns mean."""
    chosen = [values.name(name, list(TABLES), "tabel")] if name else list(TABLES)
    rows: list[Mapping[str, object]] = []
    for known in chosen:
        table = TABLES[known]
        title = f"tabel.{known}"
        row: dict[str, object] = {
            "tabel": known,
            "judul": wording.text(title) if title in wording.texts() else known,
            "dataset": list(table.reads),
            "penyaring": list(table.obeys),
            "dua_tahun": table.two_years,
        }
        if name:
            row["kolom"] = _columns(table.columns, known)
        rows.append(row)
    return _cut(rows, 1) | _unpinned(app, "Definisi tabel", "data")


def table(
    app: App,
    name: str,
    klpd: Sequence[str],
    tahun: Sequence[int],
    narrowing: Mapping[str, str],
    *,
    snap: str = "",
    hal: int = 1,
) -> Reply:
    """Return rows of a table: those of `lensa table`, from what is stored at the instant `snap`."""
    given = {field: narrowing.get(field) or None for field in table_command.OPTIONAL}
    arguments = Namespace(
        name=name,
        klpd=",".join(klpd),
        tahun=",".join(map(str, tahun)),
        out=None,
        tanpa_keterangan=False,
        **given,
    )
    options = table_command.parse_arguments(arguments, app)
    definition = TABLES[arguments.name]
    sheet = _stored(
        app,
        definition.reads,
        options,
        at=instant(snap) if snap else now_utc(),
        also=definition.also,
        stand_ins=definition.stand_ins,
    )
    frame, options, note = table_command.made(sheet, arguments.name, options)
    quoted = table_citation.of_table(
        arguments.name,
        options,
        sheet.snapshots,
        app.repository,
        names=_names(app),
        address=app.settings.address,
    )
    rest: Reply = {"tabel": arguments.name, "kolom": _columns(frame.columns, arguments.name)}
    if note:
        rest["catatan"] = note
    return _cut(_plain(frame), hal) | rest | _pinned(quoted, sheet.snapshots)


def package(app: App, kode: str, klpd: str, tahun: Sequence[int]) -> Reply:
    """Return one package: what the lists say, its budget rows, and the acts of its family."""
    kode = values.code(kode, "kode")
    one = values.klpd(klpd, live=not app.sandbox)
    years = sorted({values.year(str(year)) for year in tahun})
    options = Options(klpd=(one,), tahun=tuple(years), kode=kode)
    sheet = _stored(app, RUP, options, at=now_utc(), also=_LISTS, stand_ins={})
    parts = {
        "paket": satu_paket(sheet.frames, kode).collect(),
        "anggaran": baris_anggaran(sheet.frames, kode).collect(),
        "jejak": build("jejak", sheet.frames, options).collect(),
    }
    quoted = table_citation.of_page(
        f"Paket {kode}",
        "paket",
        LinkState(klpd=(one,), tahun=tuple(years), kode=kode),
        sheet.snapshots,
        app.repository,
        names=_names(app),
        address=app.settings.address,
    )
    cut: Reply = {name: _plain(rows.head(MOST_ROWS)) for name, rows in parts.items()}
    counts = {name: rows.height for name, rows in parts.items()}
    is_cut = any(count > MOST_ROWS for count in counts.values())
    return cut | {"jumlah": counts, "dipotong": is_cut} | _pinned(quoted, sheet.snapshots)


def search(app: App, text: str, klpd: Sequence[str], tahun: Sequence[int], hal: int) -> Reply:
    """Return what is found in everything stored: satkers, programs, packages, reasons, codes."""
    if not text.strip() or len(text) > LONGEST_QUESTION:
        raise BadRequest(f"pertanyaan harus 1 sampai {LONGEST_QUESTION} huruf")
    codes = [values.klpd(kode, live=not app.sandbox) for kode in klpd]
    years = [values.year(str(year)) for year in tahun]
    index = keeper.opened(app.repository, app.settings.data)
    covered = index.refresh()
    question = Question(text=text, klpd=tuple(codes), tahun=tuple(years))
    results = index.find(question, limit=MOST_ROWS, offset=(_page(hal) - 1) * MOST_ROWS)
    columns = ("jenis", "kd_klpd", "tahun", "kode", "teks", "keterangan", "pagu", "jumlah")
    rows = [{name: getattr(hit, name) for name in columns} for hit in results.hits]
    if covered.span is None:
        raise SourceUnavailable("belum ada yang tersimpan untuk dicari")
    newest = covered.span[1]
    state = LinkState(klpd=tuple(codes), tahun=tuple(years), q=text.strip(), snap=newest)
    link = _link(app, "cari", state)
    label = origin.label(origin.kind(covered.manifests))
    source = f"{len(covered.years)} KLPD-tahun tersimpan"
    quoted = wording.text(
        "kutipan.text_line",
        apa=f"Cari: {text.strip()}",
        sumber=f"{label}; {source}" if label else source,
        utc=f"{newest:%Y-%m-%dT%H:%M:%SZ}",
        tautan=link,
    )
    total, shown = results.total(), (_page(hal) - 1) * MOST_ROWS + len(rows)
    found: Reply = {"baris": rows, "jumlah": total, "dipotong": total > shown}
    return found | {"kutipan": quoted, "tautan": link, "label": label}


def status(app: App, klpd: str, tahun: int | None, hal: int) -> Reply:
    """Return what is stored: rows, instant, state and source of each partition."""
    kode = values.klpd(klpd, live=not app.sandbox) if klpd else ""
    chosen = [
        partition
        for partition in inventory.partitions(app.repository)
        if (not kode or partition.kode == kode) and (tahun is None or partition.tahun == tahun)
    ]
    names = ("dataset", "bagian", "baris", "dibaca", "keadaan", "lengkap", "karantina", "asal")
    rows = [{name: record(partition)[name] for name in names} for partition in chosen]
    return _cut(rows, hal) | _unpinned(app, "Yang tersimpan", "data")


def _stored(
    app: App,
    reads: Iterable[str],
    options: Options,
    *,
    at: datetime,
    also: Iterable[str],
    stand_ins: Mapping[str, str],
) -> Sheet:
    """Return what is stored; raise an error that names the command that reads what is not."""
    if len(options.klpd) * len(options.tahun) > MOST_PARTITIONS:
        raise BadRequest(f"paling banyak {MOST_PARTITIONS} KLPD-tahun sekali tanya")
    sheet = table_inputs.read(
        app.repository,
        app.rup(reads, options.klpd, options.tahun),
        at=at,
        klpd=app.klpd(),
        also=app.rup(also, options.klpd, options.tahun),
        stand_ins=stand_ins,
    )
    lacking = [o.request for o in sheet.outcomes if o.error]
    if lacking or not sheet.snapshots:
        error = sheet.errors[0] if sheet.errors else SourceUnavailable("tidak ada")
        if not isinstance(error, SourceUnavailable | NotImported):
            raise error
        klpd, tahun = ",".join(options.klpd), ",".join(map(str, options.tahun))
        raise SourceUnavailable(
            f"belum tersimpan: {'; '.join(map(str, lacking))}; baca dulu dengan"
            f" lensa harvest --klpd {klpd} --tahun {tahun}"
        )
    return sheet


def _columns(columns: Iterable[str], name: str) -> list[dict[str, str]]:
    return [
        {
            "nama": column,
            "judul": provenance.label(column),
            "arti": provenance.meaning(name, column),
        }
        for column in columns
    ]


def _plain(frame: pl.DataFrame) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(frame.write_json())
    return rows


def _page(hal: int) -> int:
    if not 1 <= hal <= 1_000_000:
        raise BadRequest("hal harus 1 atau lebih")
    return hal


def _cut(rows: Sequence[Mapping[str, object]], hal: int) -> Reply:
    """Return one page of rows, how many there are, and whether any follow."""
    start = (_page(hal) - 1) * MOST_ROWS
    shown = list(rows[start : start + MOST_ROWS])
    return {"baris": shown, "jumlah": len(rows), "dipotong": start + len(shown) < len(rows)}


def _names(app: App) -> dict[str, str]:
    return dict(app.klpd().table.select("kd_klpd", "nama_klpd").iter_rows())


def _pinned(quoted: Quoted, stored: Sequence[Stored]) -> Reply:
    source = json.loads(provenance.snapshots(stored).write_json())
    label = origin.label(provenance.kind(stored))
    return {"kutipan": quoted.text, "tautan": quoted.link, "label": label, "asal": source}


def _unpinned(app: App, what: str, path: str) -> Reply:
    """Return the citation of a list that comes from no partition: program, version, instant."""
    now = now_utc()
    link = _link(app, path, LinkState(snap=now))
    try:
        release = version("lensa-rup")
    except PackageNotFoundError:  # run from the sources, not installed
        release = ""
    text = f"{what}. Lensa RUP {release} {now:%Y-%m-%dT%H:%M:%SZ}: {link}"
    label = origin.label("langsung" if app.live["inaproc"] else app.rup_source)
    return {"kutipan": " ".join(text.split()), "tautan": link, "label": label}


def _link(app: App, path: str, state: LinkState) -> str:
    return f"{app.settings.address}/{path}?{urlencode(pairs(state))}"
