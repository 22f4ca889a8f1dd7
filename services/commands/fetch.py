"""`fetch`: one complete, typed read of a dataset."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from .. import regions
from ..errors import BadRequest
from ..export import datapackage, files
from ..export import origin as origins
from ..reference import loader
from ..repository import Manifest, Progress, Snapshot, Stored, now_utc
from ..upstream import catalog
from ..upstream.catalog import LEVELS, find, klpd_names
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
"""Arguments that only some datasets take."""


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Read, then write the rows to --out or stdout; describe on stderr what was read."""
    check(arguments, app)
    snapshots = read(arguments, app, console.progress)
    console.clear()
    frame = narrowed(joined(snapshots), arguments)
    for snapshot in snapshots:
        console.say(described(snapshot))
    for line in unmatched(frame, snapshots, arguments):
        console.say(line)
    write(frame, arguments, provenance(snapshots), snapshots, name=arguments.dataset)
    return DONE


def check(arguments: Namespace, app: App) -> None:
    """Raise BadRequest for any value of the wrong form, before anything is read.

    Codes are written back in their usual form.
    """
    arguments.dataset = values.name(arguments.dataset, catalog.names(), "dataset")
    if arguments.refresh and arguments.dataset in klpd_names():
        values.check_asks(app.rup_source, "--refresh")
    values.check_optional(
        arguments, OPTIONAL, optional_arguments(arguments.dataset), arguments.dataset
    )
    values.check_output(arguments)
    if arguments.dataset in klpd_names():
        yearly = find(arguments.dataset).by_klpd_year
        if not arguments.kode_klpd or (yearly and not arguments.tahun):
            needed = "--kode-klpd dan --tahun" if yearly else "--kode-klpd"
            raise BadRequest(f"{arguments.dataset} membutuhkan {needed}")
        arguments.kode_klpd = values.klpd(arguments.kode_klpd.strip(), live=not app.sandbox)
        if yearly:
            arguments.tahun = str(values.year(arguments.tahun))
        if arguments.status is not None:
            arguments.status = values.word(arguments.status, "status")
        if arguments.jenis_paket is not None:
            arguments.jenis_paket = values.word(arguments.jenis_paket, "jenis_paket")
    if arguments.dataset == "locations":
        level = values.location_level(arguments.level or "negara")
        if values.ids(values.split(arguments.induk)) and level == "negara":
            raise BadRequest("--induk tidak berlaku untuk locations tingkat negara: beri --level")
    if arguments.dataset in LEVELS:
        _region_values(arguments)


def optional_arguments(dataset: str) -> tuple[str, ...]:
    """Return the optional arguments that a dataset takes."""
    if dataset in klpd_names():
        known = find(dataset)
        return (*known.required, *known.optional)
    if dataset == "locations":
        return "level", "induk", "cari"
    return ("kode", "versi") if dataset == LEVELS[0] else ("kode", "induk", "versi")


def _region_values(arguments: Namespace) -> tuple[list[str], list[str]]:
    level = LEVELS.index(arguments.dataset)
    kode = values.region_codes(values.split(arguments.kode), values.LEVEL_DIGITS[arguments.dataset])
    if level == 0:
        return [], kode
    digits = values.LEVEL_DIGITS[LEVELS[level - 1]]
    return values.region_codes(values.split(arguments.induk), digits), kode


def read(
    arguments: Namespace, app: App, progress: Callable[[Progress], None] | None = None
) -> list[Snapshot]:
    """Return the snapshots of the arguments; stale ones are read again first."""
    if arguments.dataset in klpd_names():
        dataset = find(arguments.dataset)
        request = dataset.request(**{name: getattr(arguments, name) for name in dataset.required})
        return [app.repository.load(request, refresh=arguments.refresh, progress=progress)]
    if arguments.dataset == "locations":
        return regions.read_locations(
            app.repository,
            values.location_level(arguments.level or "negara"),
            induk=values.split(arguments.induk),
            cari=arguments.cari or "",
            refresh=arguments.refresh,
            progress=progress,
        )
    induk, kode = _region_values(arguments)
    return [
        regions.read_regions(
            app.repository,
            arguments.dataset,
            versi=arguments.versi or "v2",
            induk=induk,
            kode=kode,
            refresh=arguments.refresh,
            progress=progress,
        )
    ]


def joined(snapshots: Sequence[Snapshot]) -> pl.DataFrame:
    """Return the rows of all snapshots in one frame."""
    return regions.together(snapshots) if len(snapshots) > 1 else snapshots[0].frame


def narrowed(frame: pl.DataFrame, arguments: Namespace) -> pl.DataFrame:
    """Return the rows of the requested status and jenis_paket; the store has all of them."""
    for name in ("status", "jenis_paket"):
        if getattr(arguments, name):
            frame = frame.filter(matching.equal(name, getattr(arguments, name)))
    return frame


def unmatched(
    frame: pl.DataFrame, snapshots: Sequence[Snapshot], arguments: Namespace
) -> Iterator[str]:
    """Yield a line for each requested value that no row has."""
    for name in ("status", "jenis_paket"):
        value = getattr(arguments, name)
        if value and not frame.height and any(s.manifest.rows for s in snapshots):
            yield matching.no_row([(name, value)])
    if arguments.cari and not frame.height:
        yield matching.no_row([("cari", arguments.cari)])
    if arguments.dataset in LEVELS:
        induk, kode = _region_values(arguments)
        yield from _absent("kode", kode, frame["code"])
        if not kode:
            yield from _absent("induk", induk, frame["parent_code"])
    elif arguments.dataset == "locations" and not arguments.cari:
        asked = [s.request.values for s in snapshots if not s.manifest.rows]
        known = {value for sent in asked for value in sent.values()}
        for parent in values.split(arguments.induk):
            if parent in known:
                yield matching.no_row([("induk", parent)])


def _absent(name: str, codes: Sequence[str], column: pl.Series) -> Iterator[str]:
    """Yield a line with the codes of an argument that no row has."""
    absent = [code for code in codes if code not in set(column)]
    if absent:
        yield matching.no_row([(name, ",".join(absent))])


def described(snapshot: Stored) -> str:
    """Return a line: what was read, from where, when, and what was unusual about it."""
    manifest = snapshot.manifest
    source = origin(snapshot.request.dataset.source, manifest)
    unusual = {
        "baris berulang dibuang": manifest.repeats,
        "baris bertentangan": manifest.conflicts,
        "baris milik KLPD atau tahun lain": manifest.strangers,
        "nilai dikarantina": manifest.quarantined - manifest.keyless,
        "baris tanpa kunci dikarantina": manifest.keyless,
    }
    words = [
        f"{snapshot.request}: {manifest.rows} baris, {origins.state(manifest)}, {source}",
        f"{'diimpor' if manifest.from_file else 'dibaca'} {manifest.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        *(f"{count} {name}" for name, count in unusual.items() if count),
    ]
    if manifest.drift:
        words.append(f"kolom berubah: {' '.join(manifest.drift)}")
    if manifest.claims:
        words.append(f"sumber menyebut jumlah lain: {', '.join(manifest.claims)}")
    if manifest.ahead:
        words.append("jam mesin lebih dari 48 jam di depan; putaran ini tidak menghapus riwayat")
    if manifest.clamped:
        words.append(f"sumber membatasi halaman ke {manifest.clamped} baris")
    if snapshot.request.dataset.by_klpd and not manifest.rows:
        words.append("kosong atau tidak berwenang")
    if snapshot.stale:
        hours = (now_utc() - manifest.fetched_at).total_seconds() / 3600
        words.append(f"LAMA: berumur {hours:.1f} jam karena {snapshot.reason}")
    return "; ".join(words)


def origin(upstream: str, manifest: Manifest) -> str:
    """Return where the rows of a pass come from, imported ones with file and digest."""
    if manifest.from_file:
        return origins.words([manifest], full=True)
    return sample(upstream) if manifest.made_up else "langsung"


def sample(upstream: str) -> str:
    """Return what the sandbox serves for an upstream; its region tree is real."""
    if upstream == "satusehat":
        return f"pohon wilayah bawaan ({loader.DECREE})"
    return origins.label("contoh")


def provenance(snapshots: Sequence[Stored]) -> dict[str, str]:
    """Return a description of each snapshot for the notes of an export."""
    return {str(s.request): described(s) for s in snapshots}


def write(
    frame: pl.DataFrame,
    arguments: Namespace,
    notes: files.Notes,
    stored: Sequence[Stored],
    *,
    name: str,
) -> None:
    """Write the rows to --out whole or not at all, or as CSV to stdout.

    CSV and JSON, which cannot hold the notes, get a description beside them. name: of the table or
    dataset.
    """
    if not arguments.out:
        emit(files.csv_bytes(frame, raw=arguments.apa_adanya))
        return
    path = Path(arguments.out)
    content = files.save(frame, path, notes, raw=arguments.apa_adanya)
    if path.suffix.lower() in datapackage.DESCRIBED and not arguments.tanpa_keterangan:
        about = files.about(notes)
        description = datapackage.of_file(
            path, content, frame.schema, name=name, about=about, stored=stored
        )
        files.put(datapackage.beside(path), description)
