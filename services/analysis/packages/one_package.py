"""Everything that the lists say of a code or its family, of both kinds and all years (`/paket`).

What became of the code and its family are the rows of `jejak`.
"""

from __future__ import annotations

import polars as pl

from ..frames import PENYEDIA, PENYEDIA_UMUM, SWAKELOLA_UMUM, Frames
from ..measures import KEY, LIVE_PAKET, SWAKELOLA, finish, or_kosong, schema
from ..names import names_of, with_satker
from .budgets import budget_rows
from .penyedia import JENIS_PAKET, with_kind
from .provider import provider_packages
from .swakelola import swakelola_packages

_TEXT, _DAY, _INSTANT = pl.String(), pl.Date(), pl.Datetime("us")

SATU_PAKET = schema(
    jenis_paket=_TEXT,
    kd_rup=_TEXT,
    nama_paket=_TEXT,
    kd_satker=_TEXT,
    nama_satker=_TEXT,
    pagu=pl.Int64(),
    status=_TEXT,
    hidup=pl.Boolean(),
    hanya_terumumkan=pl.Boolean(),
    metode=_TEXT,
    jenis=_TEXT,
    tipe_paket=_TEXT,
    kd_rup_swakelola=_TEXT,
    tipe_swakelola=pl.Int8(),
    status_pdn=_TEXT,
    status_ukm=_TEXT,
    tgl_buat_paket=_INSTANT,
    tgl_pengumuman_paket=_INSTANT,
    tgl_awal_pemilihan=_DAY,
    tgl_akhir_pemilihan=_DAY,
    tgl_awal_kontrak=_DAY,
    tgl_akhir_kontrak=_DAY,
    tgl_awal_pemanfaatan=_DAY,
    tgl_akhir_pemanfaatan=_DAY,
    uraian_pekerjaan=_TEXT,
    volume_pekerjaan=_TEXT,
    detail_lokasi=_TEXT,
)

BARIS_ANGGARAN = schema(
    jenis_paket=_TEXT,
    kd_rup=_TEXT,
    mak=_TEXT,
    sumber_dana=_TEXT,
    jenis_dana_apbn=_TEXT,
    asal_dana_klpd=_TEXT,
    asal_dana_satker=_TEXT,
    tahun_anggaran_dana=pl.Int16(),
    status=_TEXT,
    pagu=pl.Int64(),
)


def satu_paket(frames: Frames, *kode: str) -> pl.LazyFrame:
    """Return the listed packages with these kd_rup, deleted ones too.

    One row per code, KLPD-year and kind of package, since provider and swakelola codes count
    separately. `hidup` is false for a package that is deleted or switched off. Dates of the work of
    a swakelola package are those of its contract.
    """
    same = pl.col("kd_rup").is_in(kode)
    penyedia = with_kind(provider_packages(frames).filter(same)).with_columns(
        pl.col("tgl_akhir_kontrak").dt.date(),
        jenis_paket=pl.lit(JENIS_PAKET),
        metode="metode_pengadaan",
        uraian_pekerjaan="urarian_pekerjaan",
    )
    swakelola = (
        swakelola_packages(frames)
        .filter(same)
        .with_columns(
            jenis_paket=pl.lit(SWAKELOLA),
            tgl_awal_kontrak="tgl_awal_pelaksanaan_kontrak",
            tgl_akhir_kontrak="tgl_akhir_pelaksanaan_kontrak",
        )
    )
    both = pl.concat([penyedia, swakelola], how="diagonal").with_columns(
        or_kosong("status"), hidup=LIVE_PAKET
    )
    names = names_of(frames, PENYEDIA, PENYEDIA_UMUM, SWAKELOLA_UMUM)
    rows = with_satker(both.drop("nama_satker"), names)
    return finish(rows, SATU_PAKET, *KEY, "jenis_paket", "kd_rup", "kd_satker", "nama_paket")


def baris_anggaran(frames: Frames, kode: str) -> pl.LazyFrame:
    """Return the live budget rows of this kd_rup; rows that look alike all count."""
    rows = budget_rows(frames).filter(pl.col("kd_rup") == kode)
    columns = [name for name in BARIS_ANGGARAN if name not in KEY]
    return finish(rows, BARIS_ANGGARAN, *KEY, *columns)
