"""The formats of an answer: JSON in an envelope, CSV, Parquet and XLSX, each with its provenance.

The label of sample data and of imported rows is in every one: a field of the JSON, a header, a
column of the CSV, the notes of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import urlencode

import msgspec
import polars as pl

from ...export import origin, provenance
from ...export.files import About, csv_bytes, json_bytes, parquet_bytes, xlsx_bytes
from ...export.table_citation import Quoted
from ...language import wording
from ...link import LinkState, pairs
from ...repository import Stored
from ...settings import RupSource
from ..answers import JSON, Body
from .question import page_of, window

MEDIA: Mapping[str, str] = MappingProxyType(
    {
        "json": JSON,
        "csv": "text/csv; charset=utf-8",
        "parquet": "application/vnd.apache.parquet",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
_TYPES: tuple[tuple[type[pl.DataType], str], ...] = (
    (pl.Boolean, "boolean"),
    (pl.Date, "date"),
    (pl.Datetime, "datetime"),
    (pl.List, "array"),
    (pl.Struct, "object"),
)
"""Types as Table Schema (Frictionless) names them; numbers are `integer` or `number`."""
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of an answer and all that is said about them.

    kind: `tabel`, `data` or `daftar`. page, pages: of JSON; `frame` holds the rows of that page,
    `height` counts all. note: what no row matches, "" for nothing. listed_from: the source of all
    RUP rows here, where the rows are a list of them.
    """

    kind: str
    name: str
    frame: pl.DataFrame
    height: int
    state: LinkState
    stored: Sequence[Stored] = ()
    quoted: Quoted = field(default_factory=lambda: Quoted(link="", text=""))
    about: About = field(default_factory=About)
    note: str = ""
    listed_from: RupSource = "langsung"
    page: int = 1
    pages: int = 1

    def label_in(self, lang: str) -> str:
        """Return the label of sample data or of imported rows, "" for others."""
        of_rows = provenance.kind(self.stored)
        return origin.label(self.listed_from if of_rows == "langsung" else of_rows, lang)

    @property
    def label(self) -> str:
        """Return the label in the language of the answer."""
        return self.label_in(self.state.lang)


def paged(rows: Rows, form: str) -> Rows:
    """Return the rows of the page that the state asks for; raise BadRequest for a wrong page."""
    page, pages = page_of(rows.state, form, rows.height)
    if pages == 1:
        return rows
    frame = rows.frame.slice(*window(page))
    return replace(rows, frame=frame, page=page, pages=pages)


def encoded(rows: Rows, form: str, root: str) -> Body:
    """Return the rows as the body of an answer. root: what absolute links begin with."""
    if form == "json":
        content = _envelope(rows, root)
    elif form == "csv":
        content = csv_bytes(rows.frame, _source(rows))
    elif form == "parquet":
        content = parquet_bytes(rows.frame, rows.about)
    else:
        content = xlsx_bytes(rows.frame, rows.about)
    # the page of the same figures, the description, the next page
    links = [f'<{root}/api>; rel="service-doc"', f'<{root}/api/openapi.json>; rel="service-desc"']
    if rows.quoted.link:
        links.insert(0, f'<{rows.quoted.link}>; rel="alternate"; type="text/html"')
    if form == "json" and rows.page < rows.pages:
        links.append(f'<{_next(rows, root)}>; rel="next"')
    headers = {"Link": ", ".join(links), "Lensa-Asal": _origin(rows)}
    if form != "json":
        file = "-".join([rows.name, *rows.state.klpd[:1], *map(str, rows.state.tahun[-1:])])
        headers["Content-Disposition"] = f'attachment; filename="{file}.{form}"'
    return Body(content=content, media=MEDIA[form], headers=headers)


def asal(stored: Stored) -> dict[str, object]:
    """Return where the rows of one partition come from, as an answer says it."""
    manifest = stored.manifest
    return {
        "dataset": stored.request.dataset.name,
        "kd_klpd": stored.request.values.get("kode_klpd"),
        "tahun": stored.request.tahun,
        "snapshot": utc(manifest.fetched_at),
        "digest": manifest.digest,
        "lengkap": manifest.proven,
        "sumber": origin.kind([manifest]),
    }


def utc(instant: datetime) -> str:
    """Return an instant as links write it."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def columns(rows: Rows) -> list[dict[str, str]]:
    """Return name, type and meaning of each column."""
    lang = rows.state.lang
    return [
        {"nama": column, "tipe": _type(dtype), "arti": meaning(rows.kind, rows.name, column, lang)}
        for column, dtype in rows.frame.schema.items()
    ]


def meaning(kind: str, name: str, column: str, lang: str) -> str:
    """Return what a column of a table, dataset or list means, at least its label."""
    if kind == "tabel":
        return provenance.meaning(name, column, lang) or provenance.label(column, lang)
    own = f"api.kolom.{name}-{column}"
    if own in wording.texts():
        return wording.text(own, lang)
    return provenance.label(column, lang)


def _type(dtype: pl.DataType) -> str:
    for known, name in _TYPES:
        if isinstance(dtype, known):
            return name
    if dtype.is_integer():
        return "integer"
    return "number" if dtype.is_numeric() else "string"


def _envelope(rows: Rows, root: str) -> bytes:
    """Return the JSON of an answer."""
    content: dict[str, object] = {rows.kind: rows.name}
    if rows.label:
        content["label"] = rows.label
    # the parameters as they were understood; lists stay lists
    state = rows.state
    parameters: dict[str, str | list[str]] = {"klpd": list(state.klpd)} if state.klpd else {}
    if state.tahun:
        parameters["tahun"] = [str(year) for year in state.tahun]
    parameters |= {name: text for name, text in pairs(state) if name not in parameters}
    content |= {
        "parameter": parameters,
        "kolom": columns(rows),
        "baris": msgspec.Raw(json_bytes(rows.frame)),
        "jumlah": rows.height,
        "halaman": {"ini": rows.page, "dari": rows.pages},
    }
    if rows.page < rows.pages:
        content["berikut"] = _next(rows, root)
    if rows.note:
        content["catatan"] = rows.note
    content |= {
        "asal": [asal(stored) for stored in rows.stored],
        "tautan": rows.quoted.link,
        "kutipan": rows.quoted.text,
    }
    return msgspec.json.encode(content)


def _next(rows: Rows, root: str) -> str:
    """Return the address of the next page, of the same snapshots."""
    ends = [stored.manifest.fetched_at for stored in rows.stored]
    snap = rows.state.snap or max(ends, default=None)
    state = replace(rows.state, hal=rows.page + 1, snap=snap)
    return f"{root}/api/{rows.kind}/{rows.name}.json?{urlencode(pairs(state), safe=':')}"


def _origin(rows: Rows) -> str:
    """Return the header Lensa-Asal: source, label, instant, completeness, digest of the rows."""
    if not rows.stored:
        return f'katalog; label="{label}"' if (label := rows.label_in("id")) else "katalog"
    manifests = [stored.manifest for stored in rows.stored]
    facts: list[str] = [origin.kind(manifests)]
    if label := rows.label_in("id"):
        facts.append(f'label="{label}"')
    facts += [
        f'snapshot="{utc(max(m.fetched_at for m in manifests))}"',
        f"lengkap={'ya' if all(m.proven for m in manifests) else 'tidak'}",
        f"bagian={len(manifests)}",
        f'digest="{provenance.digest_of(rows.stored)}"',
    ]
    return "; ".join(facts).encode("ascii", "replace").decode()


def _source(rows: Rows) -> dict[str, str]:
    """Return the provenance that each row of a CSV repeats, in few words."""
    lang = rows.state.lang
    if not rows.stored:
        return {}
    manifests = [stored.manifest for stored in rows.stored]
    named = list(rows.state.klpd)
    if len(named) > MOST_NAMED:
        named[MOST_NAMED:] = [wording.text("shell.more", lang, n=len(named) - MOST_NAMED)]
    datasets = dict.fromkeys(stored.request.dataset.name for stored in rows.stored)
    facts = (
        " ".join(named),
        ", ".join(map(str, rows.state.tahun)),
        wording.instant(max(m.fetched_at for m in manifests), lang),
        ", ".join(dict.fromkeys(origin.state(manifest, lang) for manifest in manifests)),
        origin.words(manifests, lang),
    )
    return {", ".join(datasets): ", ".join(filter(None, facts))}
