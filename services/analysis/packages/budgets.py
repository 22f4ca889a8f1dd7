"""Where the money of packages comes from: their budget rows (domain.md, `sumber-dana`)."""

from __future__ import annotations

import polars as pl

from ..frames import ANGGARAN_PENYEDIA, ANGGARAN_SWAKELOLA, Frames
from ..measures import KEY, LIVE_PAKET, SWAKELOLA, finish, or_kosong, schema, total
from .penyedia import JENIS_PAKET

_TEXT, _COUNT = pl.String(), pl.Int64()

SUMBER_DANA = schema(
    jenis_paket=_TEXT,
    sumber_dana=_TEXT,
    jenis_dana_apbn=_TEXT,
    status=_TEXT,
    tahun_anggaran_dana=pl.Int16(),
    asal_dana=_TEXT,
    jumlah_baris=_COUNT,
    jumlah_paket=_COUNT,
    pagu=pl.Int64(),
)

ORDER = tuple(SUMBER_DANA)[:-3]
"""The columns that tell the rows of `sumber-dana` apart, in which it is sorted."""

BUDGETS = {ANGGARAN_PENYEDIA: JENIS_PAKET, ANGGARAN_SWAKELOLA: SWAKELOLA}
"""The kind of packages of each dataset of budget rows."""

ANGGARAN = schema(
    kd_rup=_TEXT,
    kd_satker=_TEXT,
    nama_satker=_TEXT,
    pagu=pl.Int64(),
    mak=_TEXT,
    sumber_dana=_TEXT,
    jenis_dana_apbn=_TEXT,
    asal_dana=_TEXT,
    asal_dana_klpd=_TEXT,
    asal_dana_satker=_TEXT,
    tahun_anggaran_dana=pl.Int16(),
    status=_TEXT,
    status_aktif_rup=pl.Boolean(),
    status_delete_rup=pl.Boolean(),
)
"""The columns of both datasets that are used; their own number keeps rows apart that look alike."""


def budget_rows(frames: Frames) -> pl.LazyFrame:
    """Return the live budget rows of packages of both kinds: jenis_paket, columns ANGGARAN."""
    return pl.concat(
        frames.other(name, ANGGARAN).filter(LIVE_PAKET).with_columns(jenis_paket=pl.lit(kind))
        for name, kind in BUDGETS.items()
    )


def sumber_dana(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Add up budget rows per source of the money.

    jumlah_paket does not add up over rows of the table: a package may have several sources.
    """
    texts = ("sumber_dana", "jenis_dana_apbn", "status", "asal_dana")
    sums = (
        rows.with_columns(or_kosong(name) for name in texts)
        .group_by(ORDER)
        .agg(
            jumlah_baris=pl.len(),
            jumlah_paket=pl.col("kd_rup").drop_nulls().n_unique(),
            pagu=total("pagu"),
        )
    )
    return finish(sums, SUMBER_DANA, *ORDER)


def budget_sums(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Add up the budget rows of each package; zero and negative rows count.

    Returns KEY, jenis_paket, kd_rup and anggaran (Int128, null where no row has a pagu).
    """
    known = rows.filter(pl.col("kd_rup") != "")
    return known.group_by(*KEY, "jenis_paket", "kd_rup").agg(anggaran=total("pagu"))
