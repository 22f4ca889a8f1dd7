"""Filters as a value: narrow the rows that a table is made from, or the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from .frames import SATKER, Frames, Options
from .measures import KOSONG

_COLUMNS = {
    "klpd": "kd_klpd",
    "tahun": "tahun",
    "satker": "kd_satker",
    "program": "kd_program_str",
    "status": "status",
    "jenis": "jenis_revisi",
    "metode": "metode_pengadaan",
    "pengadaan": "jenis_pengadaan",
}
OF_ROWS = ("satker", "program", "status", "jenis", "metode", "pengadaan")
"""The options that are values of a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Codes to select, by column; an empty tuple selects all rows, `(kosong)` rows without one."""

    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    satker: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    jenis: tuple[str, ...] = ()
    metode: tuple[str, ...] = ()
    pengadaan: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: Options) -> Filters:
        """Return the filters that a table's options ask for."""
        single = {name: (value,) for name in OF_ROWS if (value := getattr(options, name))}
        return cls(klpd=options.klpd, tahun=options.tahun, **single)

    @property
    def partitions(self) -> Filters:
        """Return only the filters that choose KLPD-years."""
        return Filters(klpd=self.klpd, tahun=self.tahun)

    def only(self, names: Iterable[str]) -> Filters:
        """Return only the filters of these field names."""
        return Filters(**{name: getattr(self, name) for name in names})

    def rows(self, frame: pl.LazyFrame, columns: Iterable[str]) -> pl.LazyFrame:
        """Filter one frame; a filter on a column that it lacks does nothing.

        `columns` are those of the frame, so that no schema has to be resolved.
        """
        known, tests = set(columns), list[pl.Expr]()
        for name, column in _COLUMNS.items():
            values = getattr(self, name)
            if values and column in known:
                cell = pl.col(column)
                test = cell.is_in(values)
                if KOSONG in values:
                    test = test | cell.is_null() | (cell.str.strip_chars() == "")
                tests.append(test)
        return frame.filter(*tests) if tests else frame

    def narrow(self, frames: Frames) -> Frames:
        """Filter every frame except the shipped ones; master-satker has no years to filter by."""
        lead = ("tahun", "kd_klpd")
        of_satkers = (*lead, "kd_satker")
        manifests, measures = frames.manifests, frames.measures
        return replace(
            frames,
            program=self.rows(frames.program, (*lead, "kd_satker", "kd_program_str")),
            swakelola=self.rows(frames.swakelola, (*lead, "kd_satker", "status")),
            kaji_ulang=self.rows(frames.kaji_ulang, (*lead, "kd_satker", "jenis_revisi")),
            stored=self.rows(frames.stored, lead),
            manifests=None if manifests is None else self.rows(manifests, lead),
            measures=None if measures is None else self.rows(measures, lead),
            others={
                name: self.rows(rows, ("kd_klpd", "kd_satker") if name == SATKER else of_satkers)
                for name, rows in frames.others.items()
            },
        )
