"""Filters as a value: narrow the rows a table is made from, or the rows of a made table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from .frames import Frames, Options
from .measures import KOSONG

_COLUMNS = {
    "klpd": "kd_klpd",
    "tahun": "tahun",
    "satker": "kd_satker",
    "program": "kd_program_str",
    "status": "status",
    "jenis": "jenis_revisi",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Codes to keep, by column; an empty tuple keeps all, `(kosong)` keeps the rows without."""

    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    satker: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    jenis: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: Options) -> Filters:
        """Return the filters that a table's options ask for."""
        single = {
            name: (value,)
            for name in ("satker", "program", "status", "jenis")
            if (value := getattr(options, name))
        }
        return cls(klpd=options.klpd, tahun=options.tahun, **single)

    @property
    def partitions(self) -> Filters:
        """Return the part that chooses whole KLPD-years."""
        return Filters(klpd=self.klpd, tahun=self.tahun)

    def only(self, names: Iterable[str]) -> Filters:
        """Return these filters without all others, by field name."""
        return Filters(**{name: getattr(self, name) for name in names})

    def rows(self, frame: pl.LazyFrame, columns: Iterable[str]) -> pl.LazyFrame:
        """Keep the rows of one frame; a filter on a column that it lacks does nothing.

        `columns` are the frame's own, named so that nothing has to be resolved.
        """
        tests = [_test(column, getattr(self, name)) for name, column in self._set(columns)]
        return frame.filter(*tests) if tests else frame

    def narrow(self, frames: Frames) -> Frames:
        """Keep the rows of every frame but the shipped ones."""
        lead = ("tahun", "kd_klpd")
        manifests, measures = frames.manifests, frames.measures
        return replace(
            frames,
            program=self.rows(frames.program, (*lead, "kd_satker", "kd_program_str")),
            swakelola=self.rows(frames.swakelola, (*lead, "kd_satker", "status")),
            kaji_ulang=self.rows(frames.kaji_ulang, (*lead, "kd_satker", "jenis_revisi")),
            stored=self.rows(frames.stored, lead),
            manifests=None if manifests is None else self.rows(manifests, lead),
            measures=None if measures is None else self.rows(measures, lead),
        )

    def _set(self, columns: Iterable[str]) -> list[tuple[str, str]]:
        known = set(columns)
        return [(k, c) for k, c in _COLUMNS.items() if c in known and getattr(self, k)]


def _test(column: str, values: tuple[str, ...] | tuple[int, ...]) -> pl.Expr:
    cell = pl.col(column)
    if KOSONG in values:
        return cell.is_in(values) | cell.is_null() | (cell.str.strip_chars() == "")
    return cell.is_in(values)
