"""The figures by which regions are coloured and ranked, from the rows of table `wilayah`.

A missing value has one of several reasons, which are kept apart: the governments of the region are
not read yet, or their provider packages are not, only some of them are, they have no rows, their
lists are not meaningful, the figure does not apply, or some of their rows are imported while others
are live. The sum of some governments is no figure of the region: the map leaves it out, the table
shows it with their count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

from ...language import wording
from ..packages.swakelola import FEWEST_RANKED

Kind = Literal["rupiah", "jumlah", "pangsa", "angka"]

KNOWN = "ada"
UNREAD, PARTLY, EMPTY = "belum_dibaca", "belum_lengkap", "kosong"
MEANINGLESS, TOO_FEW = "tidak_bermakna", "terlalu_sedikit"
NOT_APPLICABLE, UNKNOWN = "tidak_berlaku", "tidak_diketahui"
IMPORTED = "berkas"
PROVIDERS_UNREAD = "penyedia_belum_dibaca"
STATES = (
    *(KNOWN, UNREAD, PROVIDERS_UNREAD, PARTLY, EMPTY, MEANINGLESS, TOO_FEW),
    *(NOT_APPLICABLE, UNKNOWN, IMPORTED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ukuran:
    """A figure of a region.

    value: an expression over table `wilayah`. empty: for each of its datasets, the number of KLPD
    without rows. of_providers: it needs provider packages, which may not be read. missing: the
    meaning of a null value when all datasets have rows. base: for a rate, the column of its
    denominator, which must reach FEWEST_RANKED to be ranked; a rate also needs a meaningful list of
    every KLPD.
    """

    name: str
    kind: Kind
    value: pl.Expr
    empty: tuple[str | pl.Expr, ...]
    missing: str = UNKNOWN
    base: str = ""
    of_providers: bool = False

    def printed(self, value: Any, lang: str) -> str:
        """Format a value short, as for a map's hover."""
        if value is None:
            return wording.text(wording.UNKNOWN, lang)
        if self.kind == "rupiah":
            return wording.rupiah(round(value), lang)
        if self.kind == "pangsa":
            return wording.percent(value, 1, lang)
        return wording.number(value, 1 if self.kind == "angka" else 0, lang)

    def exact(self, value: Any, lang: str) -> str:
        """Format a known value to its last digit, as for a hover."""
        if self.kind == "rupiah":
            return wording.rupiah_full(round(value), lang)
        if self.kind == "pangsa":
            return wording.percent(value, 2, lang)
        return wording.number(value, 2 if self.kind == "angka" else 0, lang)


_PROGRAM, _LIST, _HISTORY = "kosong_program", "kosong_swakelola", "kosong_kaji_ulang"
_PROVIDERS = pl.col("kosong_penyedia") + pl.col("penyedia_belum_dibaca")
_PER_FAMILY = "tindakan_swakelola_per_100_keluarga"

UKURAN: Mapping[str, Ukuran] = MappingProxyType(
    {
        ukuran.name: ukuran
        for ukuran in (
            Ukuran(
                name="kepala", kind="rupiah", value=pl.col("pagu_per_kapita"), empty=(_PROGRAM,)
            ),
            Ukuran(name="pagu", kind="rupiah", value=pl.col("pagu_program"), empty=(_PROGRAM,)),
            Ukuran(name="paket", kind="jumlah", value=pl.col("jumlah_swakelola"), empty=(_LIST,)),
            Ukuran(
                name="terumumkan",
                kind="pangsa",
                value=pl.col("pangsa_terumumkan"),
                empty=(_LIST,),
                missing=NOT_APPLICABLE,
                base="jumlah_swakelola",
            ),
            Ukuran(
                name="keluarga",
                kind="angka",
                value=pl.col(_PER_FAMILY),
                empty=(_LIST, _HISTORY),
                missing=NOT_APPLICABLE,
                base="keluarga_swakelola",
            ),
            Ukuran(name="revisi", kind="jumlah", value=pl.col("revisi"), empty=(_HISTORY,)),
            Ukuran(
                name="revisi100",
                kind="angka",
                value=pl.col("revisi_swakelola_per_100"),
                empty=(_LIST, _HISTORY),
                missing=NOT_APPLICABLE,
            ),
            Ukuran(
                name="pagu_penyedia",
                kind="rupiah",
                value=pl.col("pagu_penyedia"),
                empty=(_PROVIDERS,),
                of_providers=True,
            ),
            Ukuran(
                name="paket_per_1000",
                kind="angka",
                value=pl.col("paket_per_1000_jiwa"),
                empty=(_LIST, _PROVIDERS),
                of_providers=True,
            ),
        )
    }
)
"""By the value of the link's switch `ukuran`, the default first."""


def measured(table: pl.DataFrame, ukuran: Ukuran) -> pl.DataFrame:
    """Return kode, nama, value, keadaan, terbaca, seharusnya, one row for each row of `wilayah`.

    value is null unless keadaan is `ada`; `sebagian` is the value over the governments that have
    one. terbaca counts the KLPD with rows in every dataset of the figure.
    """
    stored, all_ = pl.col("jumlah_klpd"), pl.col("jumlah_klpd_seharusnya")
    read = stored - pl.max_horizontal(ukuran.empty)
    providers_unread = pl.lit(ukuran.of_providers) & (pl.col("penyedia_belum_dibaca") > 0)
    state = (
        pl.when((stored == 0) & (all_ == 0))
        .then(pl.lit(NOT_APPLICABLE))
        .when((stored == 0) & (pl.col("jumlah_kosong") == 0))
        .then(pl.lit(UNREAD))
        .when((read == 0) & providers_unread)
        .then(pl.lit(PROVIDERS_UNREAD))
        .when(read == 0)
        .then(pl.lit(EMPTY))
        .when(read < all_)
        .then(pl.lit(PARTLY))
        .when(_not_meaningful(ukuran) & (pl.col("klpd_bermakna") == 0))
        .then(pl.lit(MEANINGLESS))
        .when(_not_meaningful(ukuran))
        .then(pl.lit(PARTLY))
        .when(pl.col("klpd_pengganti") > 0)
        .then(pl.lit(IMPORTED))
        .when(pl.col("sebagian").is_null())
        .then(pl.lit(ukuran.missing))
        .when(pl.col(ukuran.base) < FEWEST_RANKED if ukuran.base else pl.lit(value=False))
        .then(pl.lit(TOO_FEW))
        .otherwise(pl.lit(KNOWN))
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


def _not_meaningful(ukuran: Ukuran) -> pl.Expr:
    """Select regions with a KLPD whose list is not meaningful enough for a rate."""
    if not ukuran.base:
        return pl.lit(value=False)
    return pl.col("klpd_bermakna") < pl.col("jumlah_klpd_seharusnya")


def ranked(rows: pl.DataFrame) -> pl.DataFrame:
    """Return measured rows by descending value with `peringkat`, rows without a value last.

    Equal values share the better rank; a row without a value has none. Partly read regions come
    before unread ones.
    """
    rank = pl.col("value").rank("min", descending=True).cast(pl.Int64)
    return rows.with_columns(peringkat=rank).sort(
        ["value", pl.col("keadaan") != PARTLY, "kode"],
        descending=[True, False, False],
        nulls_last=True,
    )
