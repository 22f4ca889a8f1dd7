"""What an export says of itself: contents, filters, link, snapshots, what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from ..analysis.frames import Options
from ..analysis.tables import TABLES
from ..language import wording
from ..repository import Stored
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
}
"""One row per partition; snapshot is the UTC instant at which its reading ended."""

_STATES: Mapping[str, str] = MappingProxyType(
    {
        "lengkap": "complete",
        "terverifikasi": "verified",
        "berubah": "changing",
        "meragukan": "suspect",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an export was asked for: its table, whose, which years, narrowed how, and the link.

    `klpd` maps code to name; `narrowed` label to value, only what really narrows the rows.
    `source` is the line that says where rows come from that no dataset of RUP names whole;
    `made_up` that sample data are among them, whatever the partitions say.
    """

    name: str
    klpd: Mapping[str, str]
    tahun: Sequence[int]
    narrowed: Mapping[str, str]
    link: str
    lang: str = "id"
    order: str = ""
    source: str = ""
    made_up: bool = False


def of_options(name: str, options: Options, klpd: Mapping[str, str], lang: str = "id") -> Asked:
    """Return what a command asked of a table; `klpd` maps every known code to its name.

    Only options that the table obeys are told. A command has no link.
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


def about(frame: pl.DataFrame, asked: Asked, parts: Sequence[Stored]) -> About:
    """Return what an export of this frame says of itself; `parts` are the partitions behind it."""
    lang = asked.lang
    heads = {name: wording.text(f"ekspor.kepala.{name}", lang) for name in [*PARTS, *_MEANING]}
    tables = {} if asked.source and not parts else {"snapshots": snapshots(parts)}
    tables["columns"] = meanings(frame, asked.name, lang)
    return About(
        facts=tuple(_facts(frame, asked, parts)),
        tables=tables,
        headings={
            "snapshots": wording.text("ekspor.snapshot", lang),
            "columns": wording.text("ekspor.kolom", lang),
        },
        labels=heads,
    )


def snapshots(parts: Iterable[Stored]) -> pl.DataFrame:
    """Return one row per partition: when and how whole it was read; columns as PARTS."""
    return pl.DataFrame([_part(one) for one in parts], schema=PARTS, orient="row")


def meanings(frame: pl.DataFrame, name: str, lang: str = "id") -> pl.DataFrame:
    """Return kolom, label, arti for each column of a table."""
    told = [(c, label(c, lang), meaning(name, c, lang)) for c in frame.columns]
    return pl.DataFrame(told, schema=_MEANING, orient="row")


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


def made_up(parts: Iterable[Stored]) -> bool:
    """Tell whether any of the rows are sample data."""
    return any(one.manifest.made_up for one in parts)


_MEANING = {"kolom": pl.String(), "label": pl.String(), "arti": pl.String()}


def _facts(frame: pl.DataFrame, asked: Asked, parts: Sequence[Stored]) -> Iterable[Fact]:
    lang = asked.lang
    told = {
        "contoh": wording.text("shell.sandbox", lang) if asked.made_up or made_up(parts) else "",
        "judul": wording.text(f"tabel.{asked.name}", lang) if _titled(asked.name) else asked.name,
        "tabel": asked.name,
        "klpd": "; ".join(f"{code} {name}".strip() for code, name in asked.klpd.items()),
        "tahun": ", ".join(map(str, asked.tahun)),
        "penyaring": "; ".join(f"{label}: {value}" for label, value in asked.narrowed.items())
        or wording.text("ekspor.tanpa_penyaring", lang),
        "urutan": asked.order,
        "baris": str(frame.height),
        "tautan": asked.link,
        "keadaan": ", ".join(dict.fromkeys(state(one, lang) for one in parts)),
        "asal": ", ".join(dict.fromkeys(origin(one, lang) for one in parts)),
        "sumber": asked.source or _datasets(parts, lang),
        "lisensi": wording.text("ekspor.lisensi_isi", lang),
    }
    for name, value in told.items():
        if value:
            yield Fact(name=name, label=wording.text(f"ekspor.{name}", lang), value=value)


def _datasets(parts: Sequence[Stored], lang: str) -> str:
    named = ", ".join(dict.fromkeys(one.request.dataset.name for one in parts))
    return wording.text("ekspor.sumber_isi", lang, datasets=named)


def _titled(name: str) -> bool:
    return f"tabel.{name}" in wording.texts()


def state(one: Stored, lang: str) -> str:
    """Say what was proven of a reading: complete, verified, changing or suspect."""
    said = one.manifest.state
    return said if lang == "id" else wording.text(f"shell.state.{said}", lang)


def origin(one: Stored, lang: str) -> str:
    """Say where rows come from: live, or the label of sample data."""
    key = "shell.sandbox" if one.manifest.made_up else "shell.live"
    return wording.text(key, lang)


def _part(one: Stored) -> dict[str, object]:
    values, manifest = one.request.values, one.manifest
    return {
        "dataset": one.request.dataset.name,
        "kd_klpd": values.get("kode_klpd"),
        "tahun": int(values["tahun"]) if "tahun" in values else None,
        "snapshot": manifest.fetched_at.replace(tzinfo=None),
        "baris": manifest.rows,
        **{name: getattr(manifest, field) for name, field in _STATES.items()},
        "sumber": manifest.source,
        "digest": manifest.digest,
    }
