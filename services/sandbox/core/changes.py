"""The rows of a KLPD and year on a later day, as the fault `berubah` serves them.

Some packages are replaced by new codes (the old code leaves the list, the new one joins it, the
history gains a SATUKESATU), drafts are announced, amounts change, programs come and go, a few
reasons are rewritten. The rules of a forest still hold. Empty datasets stay empty, and a list with
only announced packages stays one: there a new code is announced at once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..draw import Draw
from ..history.calendar import year_of
from ..units.instansi import YEARS
from .packages import only_announced
from .rows import Columns, Rows, make

_REPLACED, _REPRICED, _GONE, _NEW = 0.01, 0.02, 0.01, 0.015
_NEW_CODES = 19_000  # above any code of the first day, within the half that is swakelola's


def make_after(kode: str, tahun: int, hari: int) -> Rows | None:
    """Return the rows of a KLPD and year `hari` days after the usual one; 0 is the usual one."""
    rows = make(kode, tahun)
    if rows is None or hari == 0:
        return rows
    draw = Draw("berubah", kode, tahun, hari)
    # All new acts happen at one instant: on the later day, in a closed year on its last evening.
    year = year_of(tahun)
    day = year.last + hari if tahun == YEARS[-1] else year.last
    stamp = f"{(year.first + timedelta(days=day)).isoformat()}T23:30:00Z"
    program = rows.program
    if program["kd_program"]:
        count, last = len(program["kd_program"]), max(program["kd_program"])
        changed = {**program, "pagu_program": _repriced(program["pagu_program"], draw)}
        added = [
            {**_row(program, at), "kd_program": last + 1 + number}
            for number, at in enumerate(_some(draw, count, _NEW))
        ]
        program = _with(_without(changed, _some(draw, count, _GONE)), added)
    swakelola, replaced = _packages(rows.swakelola, stamp, only_announced(kode), draw)
    kaji_ulang = _history(rows.kaji_ulang, rows.swakelola, replaced, stamp, draw)
    return Rows(program=program, swakelola=swakelola, kaji_ulang=kaji_ulang)


def _some(draw: Draw, size: int, share: float) -> list[int]:
    """Return about this share of the places, at least one, in order."""
    count = min(max(round(size * share), 1), size)
    return sorted(draw.shuffled(size)[:count].tolist())


def _without(columns: Columns, gone: list[int]) -> Columns:
    lost = set(gone)
    return {
        name: [value for at, value in enumerate(values) if at not in lost]
        for name, values in columns.items()
    }


def _row(columns: Columns, at: int) -> dict[str, Any]:
    return {name: values[at] for name, values in columns.items()}


def _with(columns: Columns, added: list[dict[str, Any]]) -> Columns:
    return {name: [*values, *(row[name] for row in added)] for name, values in columns.items()}


def _repriced(values: list[Any], draw: Draw) -> list[Any]:
    amounts = list(values)
    for at in _some(draw, len(values), _REPRICED):
        if amounts[at]:
            amounts[at] = int(amounts[at] * (0.6 + 0.7 * draw.number())) // 1000 * 1000 + 500
    return amounts


def _packages(
    columns: Columns, stamp: str, announced: bool, draw: Draw
) -> tuple[Columns, list[tuple[int, int]]]:
    """Return the later list and (place of the old row, new code) of what was replaced."""
    if not columns["kd_rup"]:
        return columns, []
    fresh = ("Terumumkan", stamp) if announced else ("Terinisiasi", None)
    changed = {
        **columns,
        "pagu": _repriced(columns["pagu"], draw),
        "status": list(columns["status"]),
        "tgl_pengumuman_paket": list(columns["tgl_pengumuman_paket"]),
    }
    for at in [at for at, status in enumerate(columns["status"]) if status == "Terinisiasi"]:
        if draw.number() < 0.25:
            changed["status"][at], changed["tgl_pengumuman_paket"][at] = "Terumumkan", stamp
    live = [at for at, active in enumerate(columns["status_aktif_rup"]) if active]
    first = (min(columns["kd_rup"]) // 20_000) * 20_000 + _NEW_CODES
    old = [live[at] for at in _some(draw, len(live), _REPLACED)]
    replaced = [(at, first + number) for number, at in enumerate(old)]
    added = [
        {
            **_row(changed, at),
            "kd_rup": code,
            "tgl_buat_paket": stamp,
            "tgl_pengumuman_paket": fresh[1],
            "status": fresh[0],
        }
        for at, code in replaced
    ]
    return _with(_without(changed, old), added), replaced


def _history(
    columns: Columns, packages: Columns, replaced: list[tuple[int, int]], stamp: str, draw: Draw
) -> Columns:
    """Return the history with the replacements added and some reasons rewritten."""
    if not columns["kd_rup_lama"]:
        return columns
    changed = {**columns, "alasan_kajiulang": list(columns["alasan_kajiulang"])}
    for at in _some(draw, len(changed["alasan_kajiulang"]), 0.003):
        changed["alasan_kajiulang"][at] = "perbaikan alasan kaji ulang"
    added = [
        {
            "tahun_anggaran": packages["tahun_anggaran"][at],
            "kd_klpd": packages["kd_klpd"][at],
            "nama_klpd": packages["nama_klpd"][at],
            "jenis_klpd": packages["jenis_klpd"][at],
            "kd_satker": str(packages["kd_satker"][at]),
            "kd_satker_str": packages["kd_satker_str"][at],
            "nama_satker": packages["nama_satker"][at],
            "kd_rup_lama": str(packages["kd_rup"][at]),
            "kd_rup_baru": str(code),
            "jenis_paket": "SWAKELOLA",
            "jenis_revisi": "SATUKESATU",
            "alasan_kajiulang": "revisi pok",
            "tgl_kaji_ulang": stamp,
        }
        for at, code in replaced
    ]
    return _with(changed, added)
