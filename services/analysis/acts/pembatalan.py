"""The pagu recorded on provider packages whose last action is a cancellation (`pembatalan-pagu`).

Not money saved or cancelled: a cancelled package may have been entered twice, may be no procurement
at all, or may live on under another code.
"""

from __future__ import annotations

import polars as pl

from ..frames import Frames
from ..measures import JENIS_PENYEDIA, KEY, finish, match, schema, total
from ..names import with_satker
from ..packages.provider import provider_packages
from ..revisions.lineage import pembatalan
from ..revisions.revisi import FAMILY, is_kind, rows
from .kaji_ulang import fold

PEMBATALAN_PAGU = schema(
    kd_satker=pl.String(),
    nama_satker=pl.String(),
    kode=pl.Int64(),
    pagu=pl.Int64(),
    pagu_tidak_diketahui=pl.Int64(),
    kode_alasan_ganda=pl.Int64(),
    kode_non_pengadaan=pl.Int64(),
)

DOUBLE = "dupl|double|doble|dobel|ganda"
"""What a folded reason holds that names a repeated entry."""
NO_PROCUREMENT = "non pengadaan"


def pembatalan_pagu(frames: Frames, names: pl.LazyFrame) -> pl.LazyFrame:
    """Add up the recorded pagu of penyedia codes that end cancelled, per satker, largest first.

    `kode` counts codes whose state is `batal`; replaced and split codes are not among them, since
    their children carry the money. Reasons are those of the code's latest cancellation. Pagu stand
    in provider.provider_packages, deleted packages included; without a row of the KLPD-year there
    pagu and pagu_tidak_diketahui are null.
    """
    return _finished(with_satker(_sums(frames, "kd_satker"), names))


def pembatalan_pagu_klpd(frames: Frames) -> pl.LazyFrame:
    """Return the same figures for whole KLPD-years; kd_satker and nama_satker are null."""
    no_text = pl.lit(None, pl.String())
    return _finished(_sums(frames).with_columns(kd_satker=no_text, nama_satker=no_text))


def _finished(sums: pl.LazyFrame) -> pl.LazyFrame:
    return finish(sums, PEMBATALAN_PAGU, "-pagu", *KEY, "kd_satker")


def _sums(frames: Frames, *also: str) -> pl.LazyFrame:
    """Count and add up cancelled codes; no sum where the pagu of over a third is unknown."""
    code = [*FAMILY, "kd_rup"]
    cancelled = pembatalan(frames.kaji_ulang).filter(
        pl.col("batal_bersih"), pl.col("jenis_paket") == JENIS_PENYEDIA
    )
    packages = provider_packages(frames)
    with_list = packages.select(KEY).unique().with_columns(ada_daftar=pl.lit(value=True))
    pagu = packages.group_by(*KEY, "kd_rup").agg(pl.col("pagu").max())
    reason, unknown = pl.col("alasan"), pl.col("pagu").null_count()
    # of the latest cancellations of a code, those of one instant
    old_code, time = (*FAMILY, pl.col("kd_rup_lama").alias("kd_rup")), pl.col("tgl_kaji_ulang")
    reasons = (
        rows(frames.kaji_ulang)
        .filter(is_kind("PEMBATALAN"))
        .group_by(old_code)
        .agg(alasan=fold(pl.col("alasan_kajiulang")).filter(time.eq_missing(time.max())))
    )
    with_reasons = cancelled.join(reasons, on=code, how="left")
    return (
        match(match(with_reasons, pagu, "kd_rup"), with_list)
        .group_by(*KEY, *also)
        .agg(
            kode=pl.len(),
            pagu=pl.when(unknown * 3 <= pl.len()).then(total("pagu")),
            pagu_tidak_diketahui=pl.when(pl.col("ada_daftar").first()).then(unknown),
            kode_alasan_ganda=reason.list.eval(pl.element().str.contains(DOUBLE)).list.any().sum(),
            kode_non_pengadaan=reason.list.eval(pl.element().str.contains(NO_PROCUREMENT))
            .list.any()
            .sum(),
        )
    )
