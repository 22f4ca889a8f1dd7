"""Rows of the provider page that are no tables of their own."""

from __future__ import annotations

import polars as pl

from ..frames import Frames, Options
from ..measures import KEY, finish, schema, share, total
from ..tables import build

METHOD_SHARES = schema(
    metode_pengadaan=pl.String(),
    jumlah_paket=pl.Int64(),
    pagu=pl.Int64(),
    pagu_kosong=pl.Int64(),
    pangsa=pl.Float64(),
)
_SEARCHED = ("kd_rup", "nama_paket", "nama_satker")


def method_shares(frames: Frames, options: Options) -> pl.LazyFrame:
    """Return the packages of each method and their share of the pagu, largest pagu first.

    The rows of `penyedia-metode`, added up over the kinds; a share is of the known pagu of all
    methods of the KLPD-year.
    """
    rows = (
        build("penyedia-metode", frames, options)
        .group_by(*KEY, "metode_pengadaan")
        .agg(pl.col("jumlah_paket", "pagu_kosong").sum(), pagu=total("pagu"))
        .with_columns(seluruhnya=total("pagu").over(KEY))
        .with_columns(pangsa=share("pagu", "seluruhnya"))
    )
    return finish(rows, METHOD_SHARES, *KEY, "-pagu", "metode_pengadaan")


def largest_first(packages: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows of `penyedia-paket`, largest pagu first, with the text they are found by.

    `cari` is code, name and satker in lower case.
    """
    texts = [pl.col(column).fill_null("") for column in _SEARCHED]
    cari = pl.concat_str(texts, separator=" ").str.to_lowercase()
    order = ("pagu", "kd_klpd", "tahun", "kd_rup")
    down = [True, False, True, False]
    return packages.sort(order, descending=down, nulls_last=True).with_columns(cari=cari)
