"""The rules of `tanda` that look at pagu, method and dates of provider packages.

Rows as in flag_rules.py. The limits of direct procurement and whom they bind: limits.py.
"""

from __future__ import annotations

import polars as pl

from ..measures import JENIS_PENYEDIA, KEY, match
from ..percent import rupiah_text
from ..revisions.revisi import with_acts
from .flag_rules import first_of_family, judge, month_of, revision_times, with_owner
from .limits import DIRECT

BY_SELECTION = ("Tender", "Tender Cepat", "Seleksi")
"""Methods whose selection has to be announced first."""
LEAST_LISTED = 2

_ACT = (*KEY, "jenis_paket", "kd_rup_lama", "nomor_tindakan")


def over_limit(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Judge packages of direct procurement by whether their pagu is over the limit.

    `packages`: live ones (limits.with_limits). One without a pagu or a limit cannot be checked.
    """
    pagu, limit = pl.col("pagu"), pl.col("batas")
    direct = packages.filter(pl.col("metode_pengadaan") == DIRECT)
    rows = direct.with_columns(kode="kd_rup", nilai="pagu", jumlah=1)
    return judge(rows, pagu > limit, unknown=pagu.is_null() | limit.is_null()).with_columns(
        fakta=pl.format(
            "pagu {}, batas Pengadaan Langsung {} {}",
            rupiah_text(pagu),
            pl.col("jenis").list.join(";"),
            rupiah_text(limit),
        )
    )


def parts_of_splits(kaji_ulang: pl.LazyFrame, packages: pl.LazyFrame) -> pl.LazyFrame:
    """Return the distinct parts that each act of splitting made, with their package where listed.

    Columns of an act (nomor_tindakan), kd_rup of the part, and those of `packages`; `terdaftar`
    tells whether the part is among them. Lists of penyedia name codes of penyedia only.
    """
    splits = with_acts(kaji_ulang).filter(
        pl.col("jenis_revisi") == "SATUKEBANYAK", pl.col("kd_rup_lama").is_not_null()
    )
    listed = packages.filter(pl.col("kd_rup").is_not_null()).with_columns(
        jenis_paket=pl.lit(JENIS_PENYEDIA), terdaftar=pl.lit(value=True)
    )
    heir = pl.col("kd_rup_baru")
    return (
        splits.select(*_ACT, pl.when(heir != pl.col("kd_rup_lama")).then(heir).alias("kd_rup"))
        .unique()
        .join(listed, on=[*KEY, "jenis_paket", "kd_rup"], how="left")
        .with_columns(pl.col("terdaftar").fill_null(value=False))
    )


def split_below(
    kaji_ulang: pl.LazyFrame, packages: pl.LazyFrame, states: pl.LazyFrame
) -> pl.LazyFrame:
    """Judge acts that split a penyedia package by the pagu of the parts that are listed.

    Flagged: two or more parts, all of direct procurement and of one kind, each within its limit,
    together over the highest of these. An act with fewer listed parts cannot be checked, nor one
    of whose parts a pagu or a limit is missing. `packages`: live ones (limits.with_limits).
    """
    listed, pagu, limit = pl.col("terdaftar"), pl.col("pagu"), pl.col("batas")
    is_direct = pl.col("metode_pengadaan").eq_missing(DIRECT)
    acts = (
        parts_of_splits(kaji_ulang, packages)
        .filter(pl.col("jenis_paket") == JENIS_PENYEDIA)
        .group_by(_ACT)
        .agg(
            bagian=listed.sum(),
            langsung=is_direct.filter(listed).all(),
            macam=pl.col("jenis").list.explode().drop_nulls().n_unique(),
            jenis=pl.col("jenis").list.explode().drop_nulls().min(),
            lengkap=(pagu.is_not_null() & limit.is_not_null()).filter(listed).all(),
            dalam=(pagu <= limit).filter(listed).all(),
            nilai=pagu.cast(pl.Int128).sum(),
            batas=limit.max(),
            jumlah=1,
        )
    )
    alike = pl.col("langsung") & (pl.col("macam") <= 1)
    few = pl.col("bagian") < LEAST_LISTED
    judged = judge(
        with_owner(acts.rename({"kd_rup_lama": "kd_rup"}), states),
        alike & pl.col("dalam") & (pl.col("nilai") > limit),
        unknown=few | (alike & ~pl.col("lengkap")),
    )
    return judged.with_columns(
        fakta=pl.format(
            "dipecah menjadi {} paket Pengadaan Langsung {} yang terdaftar, berjumlah {},"
            " masing-masing tidak lebih dari {}",
            "bagian",
            "jenis",
            rupiah_text(pl.col("nilai")),
            rupiah_text(limit),
        )
    )


def early_selection(
    packages: pl.LazyFrame, every: pl.LazyFrame, kaji_ulang: pl.LazyFrame, states: pl.LazyFrame
) -> pl.LazyFrame:
    """Judge packages of BY_SELECTION by whether selection starts before the first announcement.

    Months are compared. The first announcement of a family is at the latest the earliest of its
    packages' tgl_pengumuman_paket and its kaji ulang. A package cannot be checked without such a
    date, a start of selection, or the history of its KLPD-year. `packages` are the live ones of
    `every`.
    """
    announced, start = pl.col("tgl_pengumuman_paket"), pl.col("tgl_awal_pemilihan")
    announcements = every.select(*KEY, "kd_rup", waktu=announced)
    times = pl.concat([revision_times(kaji_ulang, JENIS_PENYEDIA), announcements])
    with_history = kaji_ulang.select(KEY).unique().with_columns(riwayat=pl.lit(value=True))
    chosen = packages.filter(pl.col("metode_pengadaan").is_in(BY_SELECTION))
    rows = match(
        match(chosen, first_of_family(times, states, JENIS_PENYEDIA), "kd_rup"), with_history
    )
    first = pl.min_horizontal(announced, "pertama")
    months = month_of(first) - month_of(start)
    return judge(
        rows.with_columns(nilai=months, jumlah=1, kode="kd_rup"),
        pl.col("nilai") > 0,
        unknown=pl.col("riwayat").is_null() | months.is_null(),
    ).with_columns(
        fakta=pl.format(
            "{}: pemilihan mulai {}, pengumuman pertama paling lambat {}",
            "metode_pengadaan",
            start.dt.strftime("%Y-%m"),
            first.dt.date(),
        )
    )
