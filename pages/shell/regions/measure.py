"""The figure by which regions are coloured and ranked, read from the rows of table `wilayah`.

A region without a value has one of several reasons, and they are never mixed: its governments are
not read yet, only some of them are, or the figure does not apply to it. Sums of some governments
are no figure of a region: the map leaves them out, the table shows them with their count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from services.charts import wording

Kind = Literal["rupiah", "jumlah", "pangsa", "angka"]

KNOWN = "ada"
UNREAD, PARTLY = "belum_dibaca", "belum_lengkap"
MEANINGLESS, NOT_APPLICABLE, UNKNOWN = "tidak_bermakna", "tidak_berlaku", "tidak_diketahui"
STATES = (KNOWN, UNREAD, PARTLY, MEANINGLESS, NOT_APPLICABLE, UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ukuran:
    """One figure of a region.

    value: from the columns of table `wilayah`. read: the column that is null when the dataset
    behind the figure is not stored. else_: what a missing value means when it is. `single`: the
    one value that says nothing (all packages announced), None when every value says something.
    """

    name: str
    kind: Kind
    value: pl.Expr
    read: str
    else_: str
    single: float | None = None

    def said(self, value: Any, lang: str) -> str:
        """Print a value short, as for a map's hover."""
        if value is None:
            return wording.text(wording.UNKNOWN, lang)
        if self.kind == "rupiah":
            return wording.rupiah(round(value), lang)
        if self.kind == "pangsa":
            return wording.percent(value, 1, lang)
        return wording.number(value, 1 if self.kind == "angka" else 0, lang)


def _share() -> pl.Expr:
    whole = pl.col("jumlah_swakelola")
    return pl.when(whole > 0).then(pl.col("terumumkan") / whole)


UKURAN: Mapping[str, Ukuran] = MappingProxyType(
    {
        one.name: one
        for one in (
            Ukuran(
                name="kepala",
                kind="rupiah",
                value=pl.col("pagu_per_kapita"),
                read="pagu_kosong",
                else_=UNKNOWN,
            ),
            Ukuran(
                name="pagu",
                kind="rupiah",
                value=pl.col("pagu_program"),
                read="pagu_kosong",
                else_=UNKNOWN,
            ),
            Ukuran(
                name="paket",
                kind="jumlah",
                value=pl.col("jumlah_swakelola"),
                read="jumlah_swakelola",
                else_=UNKNOWN,
            ),
            Ukuran(
                name="terumumkan",
                kind="pangsa",
                value=_share(),
                read="jumlah_swakelola",
                else_=NOT_APPLICABLE,
                single=1.0,
            ),
            Ukuran(
                name="revisi",
                kind="jumlah",
                value=pl.col("revisi"),
                read="revisi",
                else_=UNKNOWN,
            ),
            Ukuran(
                name="revisi100",
                kind="angka",
                value=pl.col("revisi_swakelola_per_100"),
                read="revisi",
                else_=NOT_APPLICABLE,
            ),
        )
    }
)
"""By the value of the link's switch `ukuran`, the default first."""


def measured(table: pl.DataFrame, ukuran: Ukuran) -> pl.DataFrame:
    """Return kode, nama, value, keadaan, terbaca, seharusnya, one row for each row of `wilayah`.

    value is null unless keadaan is `ada`; `sebagian` keeps the value over the governments read.
    """
    read, all_ = pl.col("jumlah_klpd"), pl.col("jumlah_klpd_seharusnya")
    says_nothing = pl.lit(ukuran.single, pl.Float64()).eq(pl.col("sebagian"))
    state = (
        pl.when((read == 0) & (all_ == 0))
        .then(pl.lit(NOT_APPLICABLE))
        .when(read == 0)
        .then(pl.lit(UNREAD))
        .when(read < all_)
        .then(pl.lit(PARTLY))
        .when(says_nothing)
        .then(pl.lit(MEANINGLESS))
        .when(pl.col("sebagian").is_not_null())
        .then(pl.lit(KNOWN))
        .when(pl.col(ukuran.read).is_null())
        .then(pl.lit(UNREAD))
        .otherwise(pl.lit(ukuran.else_))
    )
    return (
        table.with_columns(sebagian=ukuran.value)
        .with_columns(keadaan=state)
        .select(
            "kode",
            "nama",
            pl.when(pl.col("keadaan") == KNOWN).then("sebagian").alias("value"),
            "sebagian",
            "keadaan",
            terbaca=read,
            seharusnya=all_,
        )
    )


def ranked(rows: pl.DataFrame) -> pl.DataFrame:
    """Return measured rows from the highest value down with `peringkat`, the others after them.

    Equal values share the better rank; a row without a value has none. Regions read in part come
    before those not read.
    """
    rank = pl.col("value").rank("min", descending=True).cast(pl.Int64)
    return rows.with_columns(peringkat=rank).sort(
        ["value", pl.col("keadaan") != PARTLY, "kode"],
        descending=[True, False, False],
        nulls_last=True,
    )
