"""The inputs of tables: frames of stored partitions, and the options of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

MANIFESTS: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "kd_klpd": pl.String(),
    "tahun": pl.Int16(),
    "repeats": pl.Int64(),
    "conflicts": pl.Int64(),
    "strangers": pl.Int64(),
    "quarantined": pl.List(
        pl.Struct({name: pl.String() for name in ("kunci", "kolom", "teks", "alasan")})
    ),
    "drift": pl.List(pl.String()),
}

PROGRAM, PAKET, HISTORY = "program-master", "paket-swakelola", "history-kaji-ulang"
RUP = (PROGRAM, PAKET, HISTORY)
FILE = "berkas"
"""The source of imported rows in Frames.stored."""
SATKER = "master-satker"
PENYEDIA, PENYEDIA_UMUM = "paket-penyedia", "paket-penyedia-terumumkan"
PROVIDER_LISTS = (PENYEDIA, PENYEDIA_UMUM)
SWAKELOLA_UMUM = "paket-swakelola-terumumkan"
ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA = "paket-anggaran-penyedia", "paket-anggaran-swakelola"
STRUKTUR, KEGIATAN, SUB_KEGIATAN = "struktur-anggaran-pd", "kegiatan-master", "sub-kegiatan-master"
BY_DEFAULT = (*RUP, SATKER)
"""The datasets that a harvest reads unless it is told others."""
OF_REGIONS = (STRUKTUR, KEGIATAN, SUB_KEGIATAN)
"""Datasets that exist for regional governments only."""

STAND_INS: Mapping[str, str] = MappingProxyType({PENYEDIA: PENYEDIA_UMUM})
"""The dataset that is read in place of one that is denied or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The inputs of all tables, of one or many (KLPD, year) partitions.

    `program`, `swakelola` and `kaji_ulang` hold the columns of services/upstream/catalog.py with
    `tahun` and `kd_klpd` of the partition. They may hold more years than the options choose: names
    (domain.md rule 3) and families come from all of them, sums from the chosen ones.
    `klpd` and `regions` are the shipped tables; `stored` has one row per stored partition
    (dataset, kd_klpd, tahun, rows, complete, verified, changing, suspect, fetched_at, source).
    `manifests` (columns and types in MANIFESTS) lists what the client set aside while reading, for
    `mutu` only; None means unknown, an empty frame means nothing.
    `measures` (per_klpd.MEASURES) are measures of KLPD-years whose rows are then not in the three
    frames: only tables that measure whole KLPD-years can be made from them.
    `made` is one table made before: only that table can be made from it. `others` are the rows of
    other datasets by name, with `tahun` and `kd_klpd` of the partition; `tahun` is null where a
    dataset has no years (master-satker).
    """

    program: pl.LazyFrame
    swakelola: pl.LazyFrame
    kaji_ulang: pl.LazyFrame
    klpd: pl.LazyFrame
    regions: pl.LazyFrame
    stored: pl.LazyFrame
    manifests: pl.LazyFrame | None = None
    measures: pl.LazyFrame | None = None
    made: Made | None = None
    others: Mapping[str, pl.LazyFrame] = field(default_factory=dict)

    def other(self, name: str, columns: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        """Return these columns of another dataset; no rows where it was not read."""
        no_rows = pl.LazyFrame(schema=dict(columns))
        if name not in self.others:
            return no_rows
        return pl.concat([no_rows, self.others[name]], how="diagonal").select(*columns)

    def rows_of(self, dataset: str) -> pl.LazyFrame | None:
        """Return the rows of a dataset by name, None when none of its partitions is here."""
        core = {PROGRAM: self.program, PAKET: self.swakelola, HISTORY: self.kaji_ulang}
        return core.get(dataset, self.others.get(dataset))


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of a table: codes, empty for all; `tahun` in ascending order.

    `wilayah` is a Kemendagri code, `kode` a kd_rup, `metode` a metode_pengadaan, `pengadaan` a kind
    of procurement. Which of these options a table obeys stands in its entry in tables.py. `berkas`:
    imported rows that stand in beside live ones count in ranks and per capita figures.
    """

    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    wilayah: str = ""
    satker: str = ""
    program: str = ""
    status: str = ""
    jenis: str = ""
    kode: str = ""
    metode: str = ""
    pengadaan: str = ""
    berkas: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The rows of a table in its order, for the KLPD and years of these options."""

    table: str
    options: Options
    rows: pl.LazyFrame
