"""Tables of code states and of families of revisions (domain.md, `keadaan` and `silsilah`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..measures import ANNOUNCED, JENIS_PENYEDIA, LIVE_PAKET, SWAKELOLA
from .batches import COUNTED, PLACED, STATED, depth, describe, in_one_batch, rows_with_code
from .codes import NONE, Ints, encode
from .family import JEJAK_COLUMNS, Pohon, jejak, pohon, tindakan
from .revisi import FAMILY
from .states import AKTIF, BATAL, GUGUR, KEADAAN, UNKNOWN, cancelled, owners, reactivated, states

__all__ = [
    "JEJAK_COLUMNS",
    "KEADAAN_COLUMNS",
    "SILSILAH_COLUMNS",
    "Hutan",
    "Pohon",
    "codes",
    "hutan",
    "jejak",
    "keadaan",
    "pembatalan",
    "pohon",
    "silsilah",
    "tindakan",
]

KEADAAN_COLUMNS = (
    *(*FAMILY, "kd_rup", "kd_satker", "keadaan", "asal", "terumumkan"),
    *("sejak", "akar", "kedalaman", "seri"),
)
SILSILAH_COLUMNS = (
    *(*FAMILY, "akar", "jumlah_kode", "kedalaman", "daun", "daun_batal", "gugur"),
    *("cabang_terbesar", "revisi", "tidak_wajar"),
)


_LIVE = ("status_aktif_rup", "status_delete_rup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hutan:
    """The tables `keadaan` and `silsilah` of the same rows.

    Collected together (pl.collect_all, or in one plan) they compute states and forest once.
    """

    keadaan: pl.LazyFrame
    silsilah: pl.LazyFrame


def hutan(
    kaji_ulang: pl.LazyFrame, swakelola: pl.LazyFrame, penyedia: pl.LazyFrame | None = None
) -> Hutan:
    """Return both tables, made from one description of the codes."""
    described = codes(kaji_ulang)
    return Hutan(
        keadaan=_keadaan(described, swakelola, penyedia),
        silsilah=in_one_batch(described, _families, SILSILAH_COLUMNS),
    )


def keadaan(
    kaji_ulang: pl.LazyFrame, swakelola: pl.LazyFrame, penyedia: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """Return state, origin, announcement and family of each code.

    asal belongs to `aktif` only and is null elsewhere, and where only rows of unknown kinds name
    the code. sejak is null when the rows that decide it have no time. kedalaman counts edges from
    the root, null in a family with a cycle. terumumkan: `ya` when a live row of the list of the
    code's kind has status Terumumkan, `tidak` when the code is listed otherwise, deleted ones
    included, `tidak diketahui` where the KLPD-year's list is empty or not read. `penyedia` are the
    provider packages (provider.provider_packages). A code that is announced and `batal` or
    `diganti` stays so: list and history were read at different instants.
    Sorted by tahun, kd_klpd, jenis_paket, kd_rup, as the arrays number the codes.
    """
    return _keadaan(codes(kaji_ulang), swakelola, penyedia)


def pembatalan(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """List the codes that were cancelled at least once, with the satker they belong to.

    Columns of FAMILY, kd_rup, kd_satker, and three marks of which exactly one is true:
    batal_bersih (the state is `batal`), diaktifkan_lagi (another state, and re-activated after a
    cancellation), batal_diganti (the others).
    """

    def cancellations(frame: pl.DataFrame) -> pl.DataFrame:
        codes = encode(frame)
        at = np.flatnonzero(cancelled(codes))
        final = states(codes).keadaan[at] == BATAL
        again = ~final & reactivated(codes)[at]
        return codes.frame(at).with_columns(
            owners(codes)[at],
            pl.Series("batal_bersih", final),
            pl.Series("diaktifkan_lagi", again),
            pl.Series("batal_diganti", ~final & ~again),
        )

    marks = ("batal_bersih", "diaktifkan_lagi", "batal_diganti")
    columns = (*FAMILY, "kd_rup", "kd_satker", *marks)
    return in_one_batch(rows_with_code(kaji_ulang), cancellations, columns)


def silsilah(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Measure every family: one row per root, lone codes included, sorted by root.

    An odd family (a code of two parents, or a cycle) is one row under its smallest code, and its
    kedalaman is null when it has a cycle. cabang_terbesar counts distinct children. revisi counts
    the rows with a code of the family; rows without any code belong to no family.
    """
    return in_one_batch(codes(kaji_ulang), _families, SILSILAH_COLUMNS)


def codes(kaji_ulang: pl.LazyFrame) -> pl.LazyFrame:
    """Describe every code of the rows: columns batches.STATED, PLACED and COUNTED."""
    columns = tuple(dict.fromkeys((*STATED, *PLACED, *COUNTED)))
    rows = rows_with_code(kaji_ulang)
    return in_one_batch(rows, lambda frame: describe(encode(frame)), columns)


def _families(table: pl.DataFrame) -> pl.DataFrame:
    """Sum up codes (columns of `codes`) by root."""
    root = table["di_akar"].to_numpy()
    is_root = root == np.arange(table.height)
    family = (np.cumsum(is_root) - 1)[root]
    roots = table.select(*FAMILY, "akar", "tidak_wajar").filter(pl.Series(is_root))
    state = table["ke_keadaan"].to_numpy()
    kinds = len(KEADAAN)
    counts = np.bincount(family * kinds + state, minlength=roots.height * kinds)
    count = counts.reshape(-1, kinds).T

    def most(column: str) -> Ints:
        largest = np.full(roots.height, NONE, np.int64)
        np.maximum.at(largest, family, table[column].fill_null(NONE).to_numpy())
        return largest

    revisi = np.zeros(roots.height, np.int64)
    np.add.at(revisi, family, table["revisi"].to_numpy())
    return roots.with_columns(
        pl.Series("jumlah_kode", count.sum(axis=0)),
        pl.Series("daun", count[AKTIF] + count[BATAL] + count[UNKNOWN]),
        pl.Series("daun_batal", count[BATAL]),
        pl.Series("gugur", count[GUGUR]),
        depth(most("kedalaman")),
        pl.Series("cabang_terbesar", most("anak")),
        pl.Series("revisi", revisi),
    )


def _keadaan(
    described: pl.LazyFrame, swakelola: pl.LazyFrame, penyedia: pl.LazyFrame | None
) -> pl.LazyFrame:
    """Add terumumkan to codes, from the list of their kind.

    Where a KLPD-year has no row in a list, nothing is known of its codes. Only the columns that are
    matched go through the joins.
    """
    columns = (pl.col("tahun").cast(pl.Int16), "kd_klpd", "kd_rup", "status", *_LIVE)
    lists = {SWAKELOLA: swakelola} | ({} if penyedia is None else {JENIS_PENYEDIA: penyedia})
    listed = pl.concat(
        [rows.select(pl.lit(kind).alias("jenis_paket"), *columns) for kind, rows in lists.items()]
    )
    packages = (
        listed.filter(pl.col("kd_rup").is_not_null())
        .group_by(*FAMILY, "kd_rup")
        .agg(diumumkan=(LIVE_PAKET & ANNOUNCED).any())
    )
    has_list = listed.select(FAMILY).unique().with_columns(ada_daftar=pl.lit(value=True))
    of_codes = (
        described.select(*FAMILY, "kd_rup")
        .join(packages, on=[*FAMILY, "kd_rup"], how="left", maintain_order="left")
        .join(has_list, on=[*FAMILY], how="left", maintain_order="left")
        .select("diumumkan", "ada_daftar")
    )
    return (
        pl.concat([described, of_codes], how="horizontal")
        .with_columns(
            terumumkan=pl.when(pl.col("ada_daftar").is_null())
            .then(pl.lit("tidak diketahui"))
            .when(pl.col("diumumkan").is_null())
            .then(pl.lit("tidak ada di daftar"))
            .otherwise(pl.when("diumumkan").then(pl.lit("ya")).otherwise(pl.lit("tidak")))
        )
        .select(KEADAAN_COLUMNS)
    )
