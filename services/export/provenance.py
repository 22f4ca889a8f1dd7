"""Notes on an export: contents, filters, link, snapshots, what its columns mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from ..analysis.frames import Options
from ..analysis.tables import TABLES
from ..language import wording
from ..repository import Stored
from ..settings import RupSource
from . import origin
from .files import About, Fact

PARTS: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "snapshot": pl.Datetime("us"),
    "baris": pl.Int64(),
    "lengkap": pl.Boolean(),
    "terverifikasi": pl.Boolean(),
    "berubah": pl.Boolean(),
    "meragukan": pl.Boolean(),
    "sumber": pl.String(),
    "digest": pl.String(),
    "berkas": pl.String(),
    "sha256": pl.String(),
}
"""One row per partition; snapshot is the UTC instant at which its reading or import ended."""

_STATES: Mapping[str, str] = MappingProxyType(
    {
        "lengkap": "proven",
        "terverifikasi": "verified",
        "berubah": "changing",
        "meragukan": "suspect",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The request behind an export: table, KLPD, years, filters and the link.

    `klpd` maps code to name; `narrowed` label to value, only filters that narrow the rows. `source`
    is the source line of rows that do not come from a RUP dataset alone; `origin` says what the
    rows must be labelled as, whatever the partitions say.
    """

    name: str
    klpd: Mapping[str, str]
    tahun: Sequence[int]
    narrowed: Mapping[str, str]
    link: str
    lang: str = "id"
    order: str = ""
    source: str = ""
    origin: RupSource = "langsung"


def of_options(name: str, options: Options, klpd: Mapping[str, str], lang: str = "id") -> Asked:
    """Return the request of a command for a table; `klpd` maps every known code to its name.

    It includes only the options that the table obeys. A command has no link.
    """
    values = {field: getattr(options, field) for field in TABLES[name].obeys}
    return Asked(
        name=name,
        klpd={kode: klpd.get(kode, "") for kode in options.klpd},
        tahun=options.tahun,
        narrowed={filter_label(field, lang): value for field, value in values.items() if value},
        link="",
        lang=lang,
    )


def filter_label(field: str, lang: str = "id") -> str:
    """Return the words for a field of the link that narrows rows."""
    area = "ekspor" if field == "wilayah" else "shell.filter"
    return wording.text(f"{area}.{field}", lang)


def about(frame: pl.DataFrame, asked: Asked, partitions: Sequence[Stored]) -> About:
    """Return the notes on an export of this frame; `partitions` are those behind it."""
    lang = asked.lang
    heads = {name: wording.text(f"ekspor.kepala.{name}", lang) for name in [*PARTS, *_MEANING]}
    tables = {} if asked.source and not partitions else {"snapshots": snapshots(partitions)}
    tables["columns"] = meanings(frame, asked.name, lang)
    datasets = dict.fromkeys(s.request.dataset.name for s in partitions)
    title = f"tabel.{asked.name}"
    own = origin.label(asked.origin, lang)
    values = {
        "contoh": own or origin.label(kind(partitions), lang),
        "judul": wording.text(title, lang) if title in wording.texts() else asked.name,
        "tabel": asked.name,
        "klpd": "; ".join(f"{code} {name}".strip() for code, name in asked.klpd.items()),
        "tahun": ", ".join(map(str, asked.tahun)),
        "penyaring": "; ".join(f"{label}: {value}" for label, value in asked.narrowed.items())
        or wording.text("ekspor.tanpa_penyaring", lang),
        "urutan": asked.order,
        "baris": str(frame.height),
        "tautan": asked.link,
        "keadaan": ", ".join(dict.fromkeys(state(stored, lang) for stored in partitions)),
        "asal": origin.words([s.manifest for s in partitions], lang, full=True)
        if partitions
        else "",
        "sumber": asked.source
        or wording.text("ekspor.sumber_isi", lang, datasets=", ".join(datasets)),
        "lisensi": wording.text("ekspor.lisensi_isi", lang),
    }
    return About(
        facts=tuple(
            Fact(name=name, label=wording.text(f"ekspor.{name}", lang), value=value)
            for name, value in values.items()
            if value
        ),
        tables=tables,
        headings={
            "snapshots": wording.text("ekspor.snapshot", lang),
            "columns": wording.text("ekspor.kolom", lang),
        },
        labels=heads,
    )


def snapshots(partitions: Iterable[Stored]) -> pl.DataFrame:
    """Return one row per partition: when it was read, its state and size; columns as PARTS."""
    rows = []
    for stored in partitions:
        values, manifest = stored.request.values, stored.manifest
        row = {
            "dataset": stored.request.dataset.name,
            "kd_klpd": values.get("kode_klpd"),
            "tahun": int(values["tahun"]) if "tahun" in values else None,
            "snapshot": manifest.fetched_at.replace(tzinfo=None),
            "baris": manifest.rows,
            **{name: getattr(manifest, field) for name, field in _STATES.items()},
            "sumber": manifest.source,
            "digest": manifest.digest,
            "berkas": manifest.imported.file if manifest.imported else None,
            "sha256": manifest.imported.sha256 if manifest.imported else None,
        }
        rows.append(row)
    return pl.DataFrame(rows, schema=PARTS, orient="row")


def meanings(frame: pl.DataFrame, name: str, lang: str = "id") -> pl.DataFrame:
    """Return kolom, label, arti for each column of a table."""
    rows = [(column, label(column, lang), meaning(name, column, lang)) for column in frame.columns]
    return pl.DataFrame(rows, schema=_MEANING, orient="row")


def label(column: str, lang: str = "id") -> str:
    """Return the words that head a column on the screen; its name when there are none."""
    key = f"kolom.{column}"
    return wording.text(key, lang) if key in wording.texts() else column


def meaning(name: str, column: str, lang: str = "id") -> str:
    """Return what a column of a table means; "" for a column without a definition."""
    known = wording.texts()
    for key in (f"arti.{name}-{column}", f"arti.{column}"):
        if key in known:
            return known[key][lang]
    return ""


def kind(partitions: Iterable[Stored]) -> RupSource:
    """Return what the rows of these partitions must be labelled as."""
    return origin.kind(stored.manifest for stored in partitions)


def digest_of(partitions: Iterable[Stored]) -> str:
    """Return one digest of the rows of all these partitions."""
    digests = sorted(f"{stored.request} {stored.manifest.digest}" for stored in partitions)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:32]


_MEANING = {"kolom": pl.String(), "label": pl.String(), "arti": pl.String()}


def state(stored: Stored, lang: str) -> str:
    """Return the state of a reading in words: complete, verified, changing or suspect."""
    return origin.state(stored.manifest, lang)
