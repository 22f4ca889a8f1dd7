"""The figures by which KLPD are compared, and how they are ranked by one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

import polars as pl

from ...language import wording
from ..frames import HISTORY, PAKET, PENYEDIA, PROGRAM
from ..packages.swakelola import FEWEST_RANKED

Unit: TypeAlias = Literal["rupiah", "jumlah", "persen", "angka"]
NET_ACTS = "tindakan_bersih"
"""Acts without pairs of a cancellation and a re-activation within an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ukuran:
    """A figure by which KLPD are compared: its column of `banding`, its unit, its datasets.

    base: for a rate, the column of its denominator; below FEWEST_RANKED it is not ranked.
    """

    name: str
    column: str
    unit: Unit
    datasets: tuple[str, ...]
    base: str = ""

    @property
    def dataset(self) -> str:
        """Return the main dataset of the figure."""
        return self.datasets[0]

    def printed(self, value: float | None, lang: str) -> str:
        """Format a value short, for a sentence."""
        if self.unit == "rupiah":
            return wording.rupiah(None if value is None else round(value), lang)
        if self.unit == "persen":
            return wording.percent(value, 1, lang)
        return wording.number(value, 0 if self.unit == "jumlah" else 1, lang)


_FAMILY_RATE, _ROW_RATE = "tindakan_swakelola_per_100_keluarga", "revisi_swakelola_per_100"
_UKURAN = (
    Ukuran(name="pagu", column="pagu", unit="rupiah", datasets=(PROGRAM,)),
    Ukuran(name="median", column="median_pagu", unit="rupiah", datasets=(PROGRAM,)),
    Ukuran(name="paket", column="jumlah_swakelola", unit="jumlah", datasets=(PAKET,)),
    Ukuran(
        name="terumumkan",
        column="pangsa_terumumkan",
        unit="persen",
        datasets=(PAKET,),
        base="jumlah_swakelola",
    ),
    Ukuran(name="pagu_swakelola", column="pagu_swakelola", unit="rupiah", datasets=(PAKET,)),
    Ukuran(
        name="pagu_terumumkan",
        column="pangsa_pagu_terumumkan",
        unit="persen",
        datasets=(PAKET,),
        base="jumlah_swakelola",
    ),
    Ukuran(name="tindakan", column=NET_ACTS, unit="jumlah", datasets=(HISTORY,)),
    Ukuran(
        name="keluarga",
        column=_FAMILY_RATE,
        unit="angka",
        datasets=(HISTORY, PAKET),
        base="keluarga_swakelola",
    ),
    Ukuran(
        name="keluarga_penyedia",
        column="tindakan_penyedia_per_100_keluarga",
        unit="angka",
        datasets=(HISTORY, PENYEDIA),
        base="keluarga_penyedia",
    ),
    Ukuran(name="batal", column="batal_bersih", unit="jumlah", datasets=(HISTORY,)),
    Ukuran(name="revisi", column="revisi", unit="jumlah", datasets=(HISTORY,)),
    Ukuran(name="revisi100", column=_ROW_RATE, unit="angka", datasets=(HISTORY, PAKET)),
)
UKURAN: Mapping[str, Ukuran] = MappingProxyType({ukuran.name: ukuran for ukuran in _UKURAN})


def ranked_peers(rows: pl.DataFrame, ukuran: Ukuran) -> pl.DataFrame:
    """Add NET_ACTS and `peringkat` to rows of table `banding`, the newest year and best rank first.

    Equal values share a rank, rows without one come last. A rate of fewer than FEWEST_RANKED
    packages or families has a value, but no rank; neither have imported rows beside live ones.
    """
    value = pl.col(ukuran.column)
    enough = pl.col(ukuran.base) >= FEWEST_RANKED if ukuran.base else pl.lit(value=True)
    enough = enough & ~pl.col("pengganti")
    rank = pl.when(enough).then(value).rank("min", descending=True).over("tahun").cast(pl.Int64)
    return (
        with_net_acts(rows)
        .with_columns(rank.alias("peringkat"))
        .sort("tahun", "peringkat", "kd_klpd", descending=[True, False, False], nulls_last=True)
    )


def with_net_acts(rows: pl.DataFrame) -> pl.DataFrame:
    """Add NET_ACTS to rows of table `banding`."""
    return rows.with_columns((pl.col("tindakan") - pl.col("bolak_balik")).alias(NET_ACTS))
