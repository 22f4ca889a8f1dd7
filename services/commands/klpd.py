"""`klpd`: which KLPD there are and what is stored of each."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import polars as pl

from .. import inventory
from ..errors import StoreDamaged
from ..export.origin import state
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


def run(arguments: Namespace, app: App, console: Console) -> int:
    """List the KLPD that match every word, in the order of the catalogue."""
    governments = app.klpd()
    if governments.problem:
        console.say(governments.problem)
    words = " ".join(arguments.text).split()
    stored: dict[str, list[Year]] = defaultdict(list)
    for year in inventory.listed(app.repository):
        stored[year.kode].append(year)
    catalogued = set(governments.table["kd_klpd"])
    served: list[tuple[str, str, str]] = []
    for kode, years in stored.items():
        partitions = [partition for year in years for partition in year.partitions.values()]
        # a code with nothing but empty answers is left out: perhaps somebody mistyped it
        if kode not in catalogued and any(partition.manifest.rows for partition in partitions):
            names = filter(None, (_name_in_rows(app, partition) for partition in partitions))
            served.append((kode, *next(names, ("", ""))))
    known = governments.with_served(served)
    if not app.sandbox:
        known = known.filter(~pl.col("sandbox_only"))
    records = [
        _record(row, stored.get(row["kd_klpd"], []))
        for row in known.select(_COLUMNS).iter_rows(named=True)
        if matches(row, words)
    ]
    if arguments.json:
        json.dump(records, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(lined_up(HEAD, map(_cells, records)))
    if records:
        count = sum(bool(record["tersimpan"]) for record in records)
        console.say(f"{len(records)} KLPD, {count} di antaranya tersimpan")
    else:
        console.say(f"klpd {' '.join(words)}: tidak ada baris yang cocok")
    if not stored:
        console.say(empty_store(app.rup_source))
    return DONE


def matches(row: Mapping[str, str], words: Sequence[str]) -> bool:
    """Return whether each word begins a word of the name, the code, kind or region of a KLPD."""
    codes = [code for code in (row["kd_klpd"].lower(), row["kode_wilayah"]) if code]
    kind = row["jenis_klpd"].lower()
    known = [*fold(row["nama_klpd"]).split(), kind]

    def begins_a_word(start: str) -> bool:
        return any(known_word.startswith(start) for known_word in known)

    def match(word: str) -> bool:
        parsed = named(word)
        if parsed.kind and not parsed.bare:  # "pemkab" and "kab." are kinds in other spellings
            return kind == parsed.kind or begins_a_word(parsed.kind)
        code = word.lower().replace(".", "") if word[:1].isdigit() else word.lower()
        if any(known_code.startswith(code) for known_code in codes):
            return True
        starts = fold(word).split()
        return bool(starts) and all(map(begins_a_word, starts))

    return all(map(match, words))


def _name_in_rows(app: App, stored: Stored) -> tuple[str, str] | None:
    """Return name and kind from the rows of a partition, None where no row can be read."""
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


def _record(row: Mapping[str, str], years: Sequence[Year]) -> dict[str, Any]:
    """Return one KLPD as plain values, with every stored partition of it."""
    region = loader.region(row["kode_wilayah"]) if row["kode_wilayah"] else None
    partitions = [
        {
            "tahun": year.tahun,
            "dataset": name,
            "baris": stored.manifest.rows,
            "dibaca": stored.manifest.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "keadaan": state(stored.manifest),
            "sumber": stored.manifest.source,
            "asal": origin("inaproc", stored.manifest),
        }
        for year in years
        for name, stored in year.partitions.items()
    ]
    return {**row, "wilayah": region.name if region else "", "tersimpan": partitions}


def _cells(record: Mapping[str, Any]) -> dict[str, str]:
    """Return a record for the table: stored datasets by year, and where their rows come from."""
    years: dict[int, list[str]] = defaultdict(list)
    for partition in record["tersimpan"]:
        dataset = partition["dataset"]
        years[partition["tahun"]].append(_ABBREVIATED.get(dataset, dataset))
    stored = "; ".join(f"{year} {'+'.join(names)}" for year, names in sorted(years.items()))
    origins = ", ".join(dict.fromkeys(partition["asal"] for partition in record["tersimpan"]))
    names = {name: record[name] for name in (*_COLUMNS, "wilayah")}
    cells = {**names, "tersimpan": stored, "asal": origins}
    return {name: text or "-" for name, text in cells.items()}
