"""The list of provider packages of each KLPD-year: the whole one, else the announced one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ..frames import PENYEDIA, PENYEDIA_UMUM, Frames
from ..measures import KEY, LIVE_PAKET, Schema, schema, total

_TEXTS = (
    *("nama_klpd", "jenis_klpd", "kd_satker", "kd_satker_str", "nama_satker", "kd_rup"),
    *("nama_paket", "kd_metode_pengadaan", "metode_pengadaan", "kd_jenis_pengadaan"),
    *("jenis_pengadaan", "status", "tipe_paket", "kd_rup_swakelola", "status_pradipa"),
    *("status_konsolidasi", "status_pdn", "status_ukm", "alasan_non_ukm", "alasan_dikecualikan"),
    *("volume_pekerjaan", "urarian_pekerjaan", "spesifikasi_pekerjaan"),
    *("kode_rup_tahun_pertama", "nomor_kontrak", "kd_rup_lokal", "detail_lokasi"),
)
_FLAGS = (
    *("status_aktif_rup", "status_delete_rup", "status_dikecualikan"),
    *("spp_aspek_ekonomi", "spp_aspek_sosial", "spp_aspek_lingkungan"),
)
_DAYS = (
    *("tgl_awal_pemilihan", "tgl_akhir_pemilihan", "tgl_awal_kontrak"),
    *("tgl_awal_pemanfaatan", "tgl_akhir_pemanfaatan"),
)
_INSTANTS = ("tgl_akhir_kontrak", "tgl_buat_paket", "tgl_pengumuman_paket")

PAKET_PENYEDIA: Schema = schema(
    **dict.fromkeys(_TEXTS, pl.String()),
    **dict.fromkeys(_FLAGS, pl.Boolean()),
    **dict.fromkeys(_DAYS, pl.Date()),
    **dict.fromkeys(_INSTANTS, pl.Datetime("us")),
    pagu=pl.Int64(),
    tahun_anggaran=pl.Int16(),
    tahun_pertama=pl.Int16(),
)
"""The columns of paket-penyedia; the announced list lacks detail_lokasi."""


def provider_packages(frames: Frames) -> pl.LazyFrame:
    """Return the provider packages of each KLPD-year of the frames, as `packages_in`."""
    return packages_in(frames.others)


def packages_in(others: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """Return the provider packages of each KLPD-year, deleted ones included.

    others: rows by dataset, as Frames.others. The rows of paket-penyedia where the KLPD-year has
    any, else those of paket-penyedia-terumumkan, which `hanya_terumumkan` marks. Columns
    PAKET_PENYEDIA and hanya_terumumkan.
    """
    whole, announced = (
        _list(others, name).with_columns(hanya_terumumkan=pl.lit(name == PENYEDIA_UMUM))
        for name in (PENYEDIA, PENYEDIA_UMUM)
    )
    with_whole = whole.select(KEY).unique()
    return pl.concat([whole, announced.join(with_whole, on=KEY, how="anti")])


def whole_provider_list(frames: Frames) -> pl.LazyFrame:
    """Return the rows of paket-penyedia alone: the list that holds every status."""
    return _list(frames.others, PENYEDIA)


def _list(others: Mapping[str, pl.LazyFrame], name: str) -> pl.LazyFrame:
    no_rows = pl.LazyFrame(schema=dict(PAKET_PENYEDIA))
    if name not in others:
        return no_rows
    return pl.concat([no_rows, others[name]], how="diagonal").select(*PAKET_PENYEDIA)


def provider_measures(frames: Frames) -> pl.LazyFrame:
    """Count the live packages per KLPD-year whose list has rows, and add up their pagu (Int128)."""
    live_pagu = pl.col("pagu").filter(LIVE_PAKET)
    counts = {"jumlah_penyedia": LIVE_PAKET.sum().cast(pl.Int64), "pagu_penyedia": total(live_pagu)}
    return provider_packages(frames).group_by(KEY).agg(**counts)


def live_provider_packages(frames: Frames) -> pl.LazyFrame:
    """Return the live rows of `provider_packages`: what their status says does not matter."""
    return provider_packages(frames).filter(LIVE_PAKET)
