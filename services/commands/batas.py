"""`batas`: check, match and keep a person's own boundaries, say what is kept, or undo it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from ..boundaries import LEVELS, Level, Origin, archives, keep, kept, remove
from ..errors import BadRequest
from ..language.wording import instant, number
from ..reference import loader
from ..repository import now_utc
from ..wiring import App
from . import values
from .console import DONE, PARTIAL, Console
from .status import lined_up

HEAD = ("tingkat", "fitur", "kode", "nama", "keadaan")
OVERRIDDEN = "LENSA_BATAS diatur: peta memakai berkas itu, bukan yang disimpan di sini"
Row = Mapping[str, object]


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Keep a file, say what is kept without one, or set it aside with --hapus."""
    level, file = parse_arguments(arguments)
    data = app.settings.data
    if arguments.hapus:
        return _remove(app, console, [level] if level else LEVELS)
    if file is None:
        origins = [o for o in kept(data).values() if level in (None, o.level)]
        if not origins:
            console.say("tidak ada batas tersimpan: peta memakai batas bawaan, yang indikatif")
    else:
        packed = archives(file, level, now_utc())
        keep(data, packed.values(), now_utc())
        origins = [archive.origin for archive in packed.values()]
    rows = [row for origin in origins for row in _missing(origin)]
    if origins:
        of_files = {origin.sha256: origin for origin in origins}  # its levels list the same ones
        unmatched = [feature for origin in of_files.values() for feature in origin.unmatched]
        drawn_nowhere = [
            _row(fitur=feature.number, nama=feature.label, keadaan=feature.why)
            for feature in unmatched
        ]
        rows = [*drawn_nowhere, *rows]
    if rows:
        sys.stdout.write(lined_up(HEAD, rows))
    for origin in origins:
        for line in lines(origin):
            console.say(line)
    if file:
        console.say("disimpan; urungkan dengan lensa batas --hapus")
    if app.settings.boundaries:
        console.say(OVERRIDDEN)
    return PARTIAL if file and origins[0].unmatched else DONE


def parse_arguments(arguments: Namespace) -> tuple[Level | None, Path | None]:
    """Return level and file; raise BadRequest before anything is read."""
    level = None
    if arguments.tingkat is not None:
        level = cast(Level, values.name(arguments.tingkat, LEVELS, "tingkat"))
    if arguments.file and arguments.hapus:
        raise BadRequest("--hapus tidak memakai BERKAS: yang dipindahkan adalah yang tersimpan")
    return level, Path(arguments.file) if arguments.file else None


def _remove(app: App, console: Console, levels: Sequence[Level]) -> int:
    """Set kept boundaries aside; damaged ones too."""
    removed, folder = remove(app.settings.data, levels, now_utc())
    if removed:
        console.say(
            f"batas {', '.join(removed)} dipindahkan ke {folder}, disimpan 400 hari; peta kembali"
            " memakai batas bawaan, yang indikatif"
        )
    else:
        console.say("tidak ada batas tersimpan")
    return DONE


def lines(origin: Origin) -> Iterator[str]:
    """Yield how the boundaries of a level matched, and where they are from."""
    known = origin.regions + len(origin.missing)
    by = ", ".join(f"{number(count)} menurut {what}" for what, count in origin.by.items())
    yield (
        f"{origin.level}: {number(origin.regions)} dari {number(known)} wilayah punya batas ({by})"
        f" dari {origin.file}, {instant(origin.kept_at)}, sha256 {origin.sha256[:12]}"
    )
    if origin.merged:
        yield f"{origin.level}: {number(origin.merged)} fitur digabung ke fitur lain sewilayah"
    for crowded in origin.crowded:
        region = loader.region(crowded.region)
        yield (
            f"{origin.level}, peta {region.name if region else 'Indonesia'}:"
            f" {number(crowded.corners)} sudut, klik bisa tak terbaca; garis wilayah yang"
            " bertetangga tidak berimpit"
        )


def _missing(origin: Origin) -> Iterator[Row]:
    """Yield the regions without a feature; where a whole region lacks them, that region alone."""
    rest = set(origin.missing)
    digits = len(min(rest, default=""))
    for length in range(2, digits, 2):
        for parent in sorted({code[:length] for code in rest}):
            table = loader.regions().filter(level=LEVELS.index(origin.level) + 1)
            below = set(table.filter(table["code"].str.starts_with(parent))["code"])
            if rest.issuperset(below):
                rest.difference_update(below)
                why = f"semua {number(len(below))} {origin.level} tanpa fitur"
                yield _of_region(origin.level, parent, why)
    for code in sorted(rest):
        yield _of_region(origin.level, code, "tanpa fitur")


def _of_region(level: Level, code: str, why: str) -> Row:
    region = loader.region(code)
    return _row(tingkat=level, kode=code, nama=region.name if region else "", keadaan=why)


def _row(**cells: object) -> Row:
    return {name: cells.get(name, "") for name in HEAD}
