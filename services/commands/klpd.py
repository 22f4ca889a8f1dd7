"""`klpd`: which KLPD there are and what is stored of each."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import polars as pl

from .. import inventory
from ..errors import StoreDamaged
from ..inventory import Year
from ..language.plain_text import visible
from ..matching.names import fold, named
from ..reference import loader
from ..repository import Stored
from ..wiring import App
from .advice import empty_store
from .console import DONE, Console
from .fetch import origin
from .status import lined_up

HEAD = ("kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah", "wilayah", "tersimpan", "asal")
_COLUMNS = ("kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah")
_ABBREVIATED = MappingProxyType(
    {
        "program-master": "program",
        "paket-swakelola": "swakelola",
        "history-kaji-ulang": "kaji-ulang",
    }
)
"""Datasets as the table names them, so that a line stays short; JSON has their full names."""


def run(given: Namespace, app: App, console: Console) -> int:
    """List the KLPD that match every word, in the order of the catalogue."""
    governments = app.klpd()
    if governments.problem:
        console.say(governments.problem)
    words = " ".join(given.text).split()
    stored = _stored(app)
    known = governments.with_served(_served(app, stored, set(governments.table["kd_klpd"])))
    if app.live["inaproc"]:
        known = known.filter(~pl.col("sandbox_only"))
    found = [
        _record(row, stored.get(row["kd_klpd"], []))
        for row in known.select(_COLUMNS).iter_rows(named=True)
        if matches(row, words)
    ]
    if given.json:
        json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(lined_up(HEAD, map(_brief, found)))
    console.say(_summary(found, " ".join(words)))
    if not stored:
        console.say(empty_store(live=app.live["inaproc"]))
    return DONE


def matches(row: Mapping[str, str], words: Sequence[str]) -> bool:
    """Tell whether each word begins a word of a KLPD's name, its code, kind or region's code."""
    codes = (row["kd_klpd"].lower(), row["kode_wilayah"])
    kind = row["jenis_klpd"].lower()
    known = [*fold(row["nama_klpd"]).split(), kind]
    return all(_matches(word, codes, known, kind) for word in words)


def _matches(word: str, codes: Sequence[str], known: Sequence[str], kind: str) -> bool:
    asked = named(word)
    if asked.kind and not asked.bare:  # "pemkab" and "kab." are kinds, written otherwise
        return kind == asked.kind or any(one.startswith(asked.kind) for one in known)
    code = word.lower().replace(".", "") if word[:1].isdigit() else word.lower()
    if any(one.startswith(code) for one in codes if one):
        return True
    pieces = fold(word).split()
    return bool(pieces) and all(any(one.startswith(piece) for one in known) for piece in pieces)


def _stored(app: App) -> dict[str, list[Year]]:
    """Return the stored years of each KLPD."""
    found: dict[str, list[Year]] = defaultdict(list)
    for year in inventory.listed(app.repository):
        found[year.kode].append(year)
    return dict(found)


def _served(
    app: App, stored: Mapping[str, Sequence[Year]], known: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield code, name and kind of stored KLPD outside the catalogue, as their rows say.

    One whose answers were all empty was only ever typed: it is no KLPD that is known to exist.
    """
    for kode, years in stored.items():
        if kode not in known and any(one.manifest.rows for one in _parts(years)):
            named_so = next(filter(None, (_named(app, one) for one in _parts(years))), ("", ""))
            yield kode, *named_so


def _named(app: App, stored: Stored) -> tuple[str, str] | None:
    """Return name and kind as the rows of a partition say them, None where none can be read."""
    if not stored.manifest.rows:
        return None
    try:
        snapshot = app.repository.peek(stored.request, hold=False)
    except StoreDamaged:
        return None
    if snapshot is None or not snapshot.frame.height:
        return None
    nama, jenis = snapshot.frame.select("nama_klpd", "jenis_klpd").row(0)
    return visible(nama or ""), visible(jenis or "")


def _parts(years: Sequence[Year]) -> Iterator[Stored]:
    return (one for year in years for one in year.parts.values())


def _record(row: Mapping[str, str], years: Sequence[Year]) -> dict[str, Any]:
    """Return one KLPD as plain values, with every stored partition of it."""
    region = loader.region(row["kode_wilayah"]) if row["kode_wilayah"] else None
    kept = [
        {
            "tahun": year.tahun,
            "dataset": name,
            "baris": one.manifest.rows,
            "dibaca": one.manifest.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "keadaan": one.manifest.state,
            "sumber": one.manifest.source,
            "asal": origin("inaproc", made_up=one.manifest.made_up),
        }
        for year in years
        for name, one in year.parts.items()
    ]
    return {**row, "wilayah": region.name if region else "", "tersimpan": kept}


def _brief(record: Mapping[str, Any]) -> dict[str, str]:
    """Return a record for the table: stored datasets by year, and where their rows come from."""
    years: dict[int, list[str]] = defaultdict(list)
    for one in record["tersimpan"]:
        years[one["tahun"]].append(_ABBREVIATED.get(one["dataset"], one["dataset"]))
    kept = "; ".join(f"{year} {'+'.join(names)}" for year, names in sorted(years.items()))
    asal = ", ".join(dict.fromkeys(one["asal"] for one in record["tersimpan"]))
    named_so = {name: record[name] for name in (*_COLUMNS, "wilayah")}
    cells = {**named_so, "tersimpan": kept, "asal": asal}
    return {name: text or "-" for name, text in cells.items()}


def _summary(found: Sequence[Mapping[str, Any]], asked: str) -> str:
    if not found:
        return f"klpd {asked}: tidak ada baris yang cocok"
    kept = sum(bool(record["tersimpan"]) for record in found)
    return f"{len(found)} KLPD, {kept} di antaranya tersimpan"
