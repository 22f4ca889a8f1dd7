"""`fetch`: one complete, typed read of a dataset."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from .. import regions
from ..errors import BadRequest
from ..export import files
from ..reference import loader
from ..repository import Snapshot, Stored, now_utc
from ..upstream import catalog
from ..upstream.catalog import LEVELS, find, klpd_year_names
from ..wiring import App
from . import matching, values
from .console import DONE, Console, emit

OPTIONAL = (
    "kode_klpd",
    "tahun",
    "status",
    "jenis_paket",
    "versi",
    "kode",
    "induk",
    "level",
    "cari",
)
"""Arguments that some datasets take and others do not."""


def run(given: Namespace, app: App, console: Console) -> int:
    """Read, then write the rows to --out or stdout; say on stderr what was read."""
    check(given, app)
    snapshots = read(given, app, console)
    console.clear()
    frame = narrowed(
        regions.together(snapshots) if len(snapshots) > 1 else snapshots[0].frame, given
    )
    for snapshot in snapshots:
        console.say(described(snapshot))
    for line in unmatched(frame, snapshots, given):
        console.say(line)
    write(frame, given, provenance(snapshots))
    return DONE


def check(given: Namespace, app: App) -> None:
    """Raise BadRequest for any value of the wrong form, before anything is read.

    Codes are written back in their usual form.
    """
    given.dataset = values.name(given.dataset, catalog.names(), "dataset")
    values.check_taken(given, OPTIONAL, taken(given.dataset), given.dataset)
    values.check_out(given.out)
    if given.dataset in klpd_year_names():
        if not given.kode_klpd or not given.tahun:
            raise BadRequest(f"{given.dataset} membutuhkan --kode-klpd dan --tahun")
        given.kode_klpd = values.klpd(given.kode_klpd.strip(), live=app.live["inaproc"])
        given.tahun = str(values.year(given.tahun))
        if given.status is not None:
            given.status = values.word(given.status, "status")
        if given.jenis_paket is not None:
            given.jenis_paket = values.word(given.jenis_paket, "jenis_paket")
    if given.dataset == "locations":
        level = values.location_level(given.level or "negara")
        if values.ids(values.split(given.induk)) and level == "negara":
            raise BadRequest("--induk tidak berlaku untuk locations tingkat negara: beri --level")
    if given.dataset in LEVELS:
        _region_values(given)


def taken(dataset: str) -> tuple[str, ...]:
    """Return the arguments that a dataset takes, of those that not every one takes."""
    if dataset in klpd_year_names():
        known = find(dataset)
        return (*known.required, *known.optional)
    if dataset == "locations":
        return "level", "induk", "cari"
    return ("kode", "versi") if dataset == LEVELS[0] else ("kode", "induk", "versi")


def _region_values(given: Namespace) -> tuple[list[str], list[str]]:
    level = LEVELS.index(given.dataset)
    kode = values.region_codes(values.split(given.kode), values.LEVEL_DIGITS[given.dataset])
    if level == 0:
        return [], kode
    digits = values.LEVEL_DIGITS[LEVELS[level - 1]]
    return values.region_codes(values.split(given.induk), digits), kode


def read(given: Namespace, app: App, console: Console) -> list[Snapshot]:
    """Load what was asked for, refreshing before the answer."""
    if given.dataset in klpd_year_names():
        request = app.request(given.dataset, kode_klpd=given.kode_klpd, tahun=given.tahun)
        return [app.repository.load(request, refresh=given.refresh, progress=console.progress)]
    if given.dataset == "locations":
        return regions.read_locations(
            app.repository,
            values.location_level(given.level or "negara"),
            induk=values.split(given.induk),
            cari=given.cari or "",
            refresh=given.refresh,
            progress=console.progress,
        )
    induk, kode = _region_values(given)
    return [
        regions.read_regions(
            app.repository,
            given.dataset,
            versi=given.versi or "v2",
            induk=induk,
            kode=kode,
            refresh=given.refresh,
            progress=console.progress,
        )
    ]


def narrowed(frame: pl.DataFrame, given: Namespace) -> pl.DataFrame:
    """Keep the rows of the asked status and jenis_paket; the whole is what is stored."""
    for name in ("status", "jenis_paket"):
        if getattr(given, name):
            frame = frame.filter(matching.equal(name, getattr(given, name)))
    return frame


def unmatched(
    frame: pl.DataFrame, snapshots: Sequence[Snapshot], given: Namespace
) -> Iterator[str]:
    """Say which of the values asked for no row has; empty answers of a KLPD-year are described."""
    for name in ("status", "jenis_paket"):
        value = getattr(given, name)
        if value and not frame.height and any(s.manifest.rows for s in snapshots):
            yield matching.no_row([(name, value)])
    if given.cari and not frame.height:
        yield matching.no_row([("cari", given.cari)])
    if given.dataset in LEVELS:
        induk, kode = _region_values(given)
        yield from _absent("kode", kode, frame["code"])
        if not kode:
            yield from _absent("induk", induk, frame["parent_code"])
    elif given.dataset == "locations" and not given.cari:
        asked = [s.request.values for s in snapshots if not s.manifest.rows]
        known = {value for sent in asked for value in sent.values()}
        for one in values.split(given.induk):
            if one in known:
                yield matching.no_row([("induk", one)])


def _absent(name: str, asked: Sequence[str], found: pl.Series) -> Iterator[str]:
    """Say which codes no row has, all of one argument on one line."""
    absent = [code for code in asked if code not in set(found)]
    if absent:
        yield matching.no_row([(name, ",".join(absent))])


def described(snapshot: Stored) -> str:
    """Say in one line what was read, from where, when, and what was odd about it."""
    manifest = snapshot.manifest
    source = origin(snapshot.request.dataset.source, made_up=manifest.made_up)
    odd = {
        "baris berulang dibuang": manifest.repeats,
        "baris bertentangan": manifest.conflicts,
        "baris milik KLPD atau tahun lain": manifest.strangers,
        "nilai dikarantina": manifest.quarantined - manifest.keyless,
        "baris tanpa kunci dikarantina": manifest.keyless,
    }
    words = [
        f"{snapshot.request}: {manifest.rows} baris, {manifest.state}, {source}",
        f"dibaca {manifest.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        *(f"{count} {name}" for name, count in odd.items() if count),
    ]
    if manifest.drift:
        words.append(f"kolom berubah: {' '.join(manifest.drift)}")
    if manifest.claims:
        words.append(f"sumber menyebut jumlah lain: {', '.join(manifest.claims)}")
    if manifest.ahead:
        words.append("jam mesin lebih dari 48 jam di depan; putaran ini tidak menghapus riwayat")
    if manifest.clamped:
        words.append(f"sumber membatasi halaman ke {manifest.clamped} baris")
    if snapshot.request.dataset.by_klpd_year and not manifest.rows:
        words.append("kosong atau tidak berwenang")
    if snapshot.stale:
        hours = (now_utc() - manifest.fetched_at).total_seconds() / 3600
        words.append(f"LAMA: berumur {hours:.1f} jam karena {snapshot.reason}")
    return "; ".join(words)


def origin(upstream: str, *, made_up: bool) -> str:
    """Say where rows come from; the region tree that the sandbox serves is real."""
    if not made_up:
        return "langsung"
    if upstream == "satusehat":
        return f"pohon wilayah bawaan ({loader.DECREE})"
    return "DATA CONTOH (sintetis)"


def provenance(snapshots: Sequence[Stored]) -> dict[str, str]:
    """Return what an export says of its own rows."""
    return {str(s.request): described(s) for s in snapshots}


def write(frame: pl.DataFrame, given: Namespace, notes: files.Notes) -> None:
    """Write the rows to --out whole or not at all, or as CSV to stdout."""
    if given.out:
        files.save(frame, Path(given.out), notes, raw=given.apa_adanya)
        return
    emit(files.csv_bytes(frame, raw=given.apa_adanya))
