"""paket-swakelola-terumumkan: the announced live packages of paket-swakelola."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..draw import Bools, Ints
from ..klpd_year import KlpdYear
from ..special import SWAKELOLA
from .changes import make_after
from .rows import Columns, core_columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Swakelola:
    """Swakelola packages as arrays: `unit` is a row of the roster, `pagu` 0 where it is missing."""

    code: Ints
    unit: Ints
    pagu: Ints
    announced: Bools


def _columns(of: KlpdYear, hari: int) -> Columns:
    if hari == 0:
        return core_columns(SWAKELOLA, of)
    later = make_after(of.kode, of.tahun, hari)
    return {} if later is None else later.swakelola


def _listed(columns: Columns) -> list[int]:
    """Return the places of the packages that are announced and live."""
    marks = zip(
        columns["status"], columns["status_aktif_rup"], columns["status_delete_rup"], strict=True
    )
    return [
        at
        for at, (status, active, deleted) in enumerate(marks)
        if status == "Terumumkan" and active and not deleted
    ]


def announced_columns(of: KlpdYear, hari: int) -> Columns:
    """Return the columns of paket-swakelola-terumumkan."""
    columns = _columns(of, hari)
    places = _listed(columns)
    served = {
        "status_umumkan_rup" if name == "status" else name: [values[at] for at in places]
        for name, values in columns.items()
        if name != "detail_lokasi"
    }
    masked = {
        name: [value] * len(places)
        for name, value in (
            ("nama_ppk", "C***** P**"),
            ("nip_ppk", "***************000"),
            ("username_ppk", "*********000"),
        )
    }
    return {**served, **masked, "kd_rup_lokal": [None] * len(places)}


@lru_cache(maxsize=2)
def live_swakelola(of: KlpdYear, hari: int = 0) -> Swakelola:
    """Return the live packages that are announced or Terinisiasi."""
    columns = _columns(of, hari)
    announced = set(_listed(columns))
    places = [
        at
        for at, status in enumerate(columns["status"])
        if at in announced
        or (
            status == "Terinisiasi"
            and columns["status_aktif_rup"][at]
            and not columns["status_delete_rup"][at]
        )
    ]
    satker = np.array([columns["kd_satker"][at] for at in places], dtype=np.int64)
    return Swakelola(
        code=np.array([columns["kd_rup"][at] for at in places], dtype=np.int64),
        unit=of.roster.places(satker),
        pagu=np.array([columns["pagu"][at] or 0 for at in places], dtype=np.int64),
        announced=np.array([at in announced for at in places], dtype=bool),
    )


def announced_swakelola(of: KlpdYear, hari: int = 0) -> Swakelola:
    """Return the packages of paket-swakelola-terumumkan."""
    packages = live_swakelola(of, hari)
    places = np.flatnonzero(packages.announced)
    return Swakelola(
        code=packages.code[places],
        unit=packages.unit[places],
        pagu=packages.pagu[places],
        announced=packages.announced[places],
    )
