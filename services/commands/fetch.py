"""`fetch`: one complete, typed read of a dataset."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from services import areas, export
from services.commands import values
from services.commands.console import DONE, Console, emit
from services.desk import state_words
from services.errors import BadRequest
from services.repository import Snapshot, Stored, now_utc
from services.upstream.catalog import LEVELS
from services.wiring import Parts

RUP_NAMES = ("program-master", "paket-swakelola", "history-kaji-ulang")
NAMES = (*RUP_NAMES, *LEVELS, "locations")
_ONLY = {
    "kode_klpd": RUP_NAMES,
    "tahun": RUP_NAMES,
    "status": ("paket-swakelola",),
    "jenis_paket": ("history-kaji-ulang",),
    "kode": LEVELS,
    "induk": (*LEVELS, "locations"),
    "level": ("locations",),
    "cari": ("locations",),
}


def run(given: Namespace, parts: Parts, console: Console) -> int:
    """Read, then write the rows to --out or stdout; say on stderr what was read."""
    check(given, parts)
    snapshots = read(given, parts, console)
    console.clear()
    frame = narrowed(areas.together(snapshots) if len(snapshots) > 1 else snapshots[0].frame, given)
    for snapshot in snapshots:
        console.say(described(snapshot))
    write(frame, given, provenance(snapshots))
    return DONE


def check(given: Namespace, parts: Parts) -> None:
    """Raise BadRequest for any value of the wrong form, before anything is read."""
    for name, datasets in _ONLY.items():
        if getattr(given, name) and given.dataset not in datasets:
            raise BadRequest(f"--{name.replace('_', '-')} tidak berlaku untuk {given.dataset}")
    if given.out:
        export.check_path(Path(given.out))
    if given.dataset in RUP_NAMES:
        if not given.kode_klpd or not given.tahun:
            raise BadRequest(f"{given.dataset} membutuhkan --kode-klpd dan --tahun")
        values.klpd(given.kode_klpd, live=parts.live["inaproc"])
        values.year(given.tahun)
    if given.dataset == "locations":
        values.location_level(given.level or "negara")
        values.ids(values.split(given.induk))
    if given.dataset in LEVELS:
        _region_values(given)


def _region_values(given: Namespace) -> tuple[list[str], list[str]]:
    level = LEVELS.index(given.dataset)
    kode = values.region_codes(values.split(given.kode), values.LEVEL_DIGITS[given.dataset])
    if level == 0:
        if given.induk:
            raise BadRequest("provinces tidak berinduk")
        return [], kode
    digits = values.LEVEL_DIGITS[LEVELS[level - 1]]
    return values.region_codes(values.split(given.induk), digits), kode


def read(given: Namespace, parts: Parts, console: Console) -> list[Snapshot]:
    """Load what was asked for, refreshing before the answer."""
    if given.dataset in RUP_NAMES:
        request = parts.request(given.dataset, kode_klpd=given.kode_klpd, tahun=given.tahun)
        return [parts.repository.load(request, refresh=given.refresh, progress=console.progress)]
    if given.dataset == "locations":
        return areas.read_locations(
            parts.repository,
            values.location_level(given.level or "negara"),
            induk=values.split(given.induk),
            cari=given.cari or "",
            refresh=given.refresh,
            progress=console.progress,
        )
    induk, kode = _region_values(given)
    return [
        areas.read_regions(
            parts.repository,
            given.dataset,
            versi=given.versi,
            induk=induk,
            kode=kode,
            refresh=given.refresh,
            progress=console.progress,
        )
    ]


def narrowed(frame: pl.DataFrame, given: Namespace) -> pl.DataFrame:
    """Keep the rows of the asked status and jenis_paket; the whole is what is stored."""
    if given.status:
        frame = frame.filter(pl.col("status") == given.status)
    if given.jenis_paket:
        frame = frame.filter(pl.col("jenis_paket") == given.jenis_paket)
    return frame


def described(snapshot: Stored) -> str:
    """Say in one line what was read, from where, when, and what was odd about it."""
    manifest = snapshot.manifest
    source = "DATA CONTOH (sintetis)" if manifest.source == "sandbox" else "langsung"
    odd = {
        "baris berulang dibuang": manifest.repeats,
        "baris bertentangan": manifest.conflicts,
        "baris milik KLPD atau tahun lain": manifest.strangers,
        "nilai dikarantina": manifest.quarantined,
    }
    words = [
        f"{snapshot.request}: {manifest.rows} baris, {state_words(manifest)}, {source}",
        f"dibaca {manifest.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        *(f"{count} {name}" for name, count in odd.items() if count),
    ]
    if manifest.drift:
        words.append(f"kolom berubah: {' '.join(manifest.drift)}")
    if manifest.ahead:
        words.append("jam mesin lebih dari 48 jam di depan; putaran ini tidak menghapus riwayat")
    if manifest.clamped:
        words.append(f"sumber membatasi halaman ke {manifest.clamped} baris")
    if snapshot.request.dataset.name in RUP_NAMES and not manifest.rows:
        words.append("kosong atau tidak berwenang")
    if snapshot.stale:
        hours = (now_utc() - manifest.fetched_at).total_seconds() / 3600
        words.append(f"LAMA: berumur {hours:.1f} jam karena {snapshot.reason}")
    return "; ".join(words)


def provenance(snapshots: Sequence[Stored]) -> dict[str, str]:
    """Return what an export says of its own rows."""
    return {str(s.request): described(s) for s in snapshots}


def write(frame: pl.DataFrame, given: Namespace, notes: export.Notes) -> None:
    """Write the rows to --out whole or not at all, or as CSV to stdout."""
    if given.out:
        export.save(frame, Path(given.out), notes, raw=given.apa_adanya)
        return
    emit(export.csv_bytes(frame, raw=given.apa_adanya))
