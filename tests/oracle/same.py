"""The product's table beside the oracle's: every cell, in order."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from services.analysis import key_figures
from services.analysis.filters import Filters
from services.analysis.frames import Frames, Options
from services.analysis.tables import build
from tests.oracle.basics import Asked, Data, Rows
from tests.oracle.over_years import over_years
from tests.oracle.tables import TABLES

SHOWN = 8
CODES = ("kd_satker", "jenis_paket", "kd_rup_lama", "kd_rup_baru")


def data_of(frames: Frames) -> Data:
    """Return the rows of frames as plain lists of dicts.

    A blank code of the history is none: the source writes both.
    """
    manifests = frames.manifests
    return Data(
        program=frames.program.collect().to_dicts(),
        swakelola=frames.swakelola.collect().to_dicts(),
        kaji_ulang=[
            row | {name: row[name] or None for name in CODES}
            for row in frames.kaji_ulang.collect().to_dicts()
        ],
        klpd=frames.klpd.collect().to_dicts(),
        regions=frames.regions.collect().to_dicts(),
        stored=frames.stored.collect().to_dicts(),
        manifests=None if manifests is None else manifests.collect().to_dicts(),
        others={name: rows.collect().to_dicts() for name, rows in frames.others.items()},
    )


def options_of(asked: Asked) -> Options:
    """Return what is asked for as the product takes it."""
    return Options(
        klpd=asked.klpd,
        tahun=asked.tahun,
        wilayah=asked.wilayah,
        satker=asked.satker,
        program=asked.program,
        status=asked.status,
        jenis=asked.jenis,
        kode=asked.kode,
        metode=asked.metode,
        pengadaan=asked.pengadaan,
    )


def product(name: str, frames: Frames, asked: Asked) -> Rows:
    """Return a table as the product makes it."""
    return build(name, frames, options_of(asked)).collect().to_dicts()


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float | int) and other is not True:
        return math.isclose(one, other, rel_tol=1e-12)
    return bool(one == other and (one is None) == (other is None))


def differences(made: Rows, expected: Rows) -> list[str]:
    """Return what differs, in words; columns, the number of rows, then cells."""
    if made and expected and list(made[0]) != list(expected[0]):
        return [f"columns {list(made[0])} are not {list(expected[0])}"]
    found = [f"{len(made)} rows, expected {len(expected)}"] if len(made) != len(expected) else []
    for place, (row, want) in enumerate(zip(made, expected, strict=False)):
        cells = [
            f"{name} {row[name]!r}, expected {want[name]!r}"
            for name in want
            if not _equal(row[name], want[name])
        ]
        if cells:
            found.append(f"row {place}: " + "; ".join(cells) + f" ({want})")
    return found


def assert_over_years(frames: Frames, data: Data, asked: Asked) -> Rows:
    """Check the key figures of several years against the oracle; return its rows."""
    expected = over_years(data, asked)
    options = options_of(asked)
    chosen = Filters(klpd=asked.klpd, tahun=asked.tahun).narrow(frames)  # as a page does
    found = differences(key_figures.over_years(chosen, options).collect().to_dicts(), expected)
    assert not found, f"{asked}\n" + "\n".join(found[:SHOWN])
    return expected


def assert_table(name: str, frames: Frames, data: Data, asked: Asked) -> Rows:
    """Check that the product's table is the oracle's; return its rows."""
    expected = TABLES[name](data, asked)
    found = differences(product(name, frames, asked), expected)
    assert not found, f"{name} {asked}\n" + "\n".join(found[:SHOWN])
    return expected


def narrowed(asked: Asked, **values: Any) -> Asked:
    """Return what is asked for with other values."""
    return replace(asked, **values)
