"""Older and other names of columns, as data: the catalogue's own names need no entry.

Names are compared in small letters, with `_` for spaces, dots and hyphens (`normal`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kd_klpd": ("kode_klpd", "kd_kldi", "kode_kldi", "id_kldi"),
        "nama_klpd": ("nama_kldi", "klpd", "kldi", "nama_instansi", "nama_k_l_pd"),
        "jenis_klpd": ("jenis_kldi",),
        "tahun_anggaran": ("tahun", "ta", "thn_anggaran", "tahun_rup"),
        "kd_satker": ("kode_satker", "id_satker", "kdsatker"),
        "kd_satker_str": ("kode_satker_str", "kd_satker_string"),
        "nama_satker": ("satker", "satuan_kerja", "nama_satuan_kerja"),
        "kd_rup": ("kode_rup", "id_rup", "kdrup", "kode_paket", "kd_paket"),
        "kd_rup_lokal": ("kode_rup_lokal", "id_rup_lokal"),
        "nama_paket": ("paket", "nama_paket_rup", "nama_paket_pengadaan"),
        "pagu": ("pagu_rup", "jumlah_pagu", "total_pagu", "pagu_paket", "nilai_pagu"),
        "status": ("status_umumkan", "status_rup", "statusumumkan"),
        "status_aktif_rup": ("status_aktif", "statusaktif"),
        "status_delete_rup": ("status_delete", "status_hapus", "statusdelete"),
        "tipe_swakelola": ("tipe", "jenis_swakelola"),
        "uraian_pekerjaan": ("uraian", "deskripsi"),
        "urarian_pekerjaan": ("uraian_pekerjaan", "uraian"),
        "spesifikasi_pekerjaan": ("spesifikasi",),
        "volume_pekerjaan": ("volume",),
        "metode_pengadaan": ("metode", "metode_pemilihan", "nama_metode_pengadaan"),
        "kd_metode_pengadaan": ("kode_metode_pengadaan", "id_metode"),
        "jenis_pengadaan": ("nama_jenis_pengadaan",),
        "kd_jenis_pengadaan": ("kode_jenis_pengadaan", "id_jenis_pengadaan"),
        "tgl_buat_paket": ("tanggal_buat_paket", "tgl_buat"),
        "tgl_pengumuman_paket": ("tanggal_pengumuman", "tgl_pengumuman", "tanggal_umumkan"),
        "tgl_awal_pelaksanaan_kontrak": ("tgl_awal_pelaksanaan", "tanggal_awal_pekerjaan"),
        "tgl_akhir_pelaksanaan_kontrak": ("tgl_akhir_pelaksanaan", "tanggal_akhir_pekerjaan"),
        "tgl_awal_pemilihan": ("tanggal_awal_pemilihan", "tanggal_awal_pengadaan"),
        "tgl_akhir_pemilihan": ("tanggal_akhir_pemilihan", "tanggal_akhir_pengadaan"),
        "kd_program": ("kode_program", "id_program"),
        "kd_program_str": ("kode_program_str", "kode_string_program"),
        "nama_program": ("program",),
        "pagu_program": ("pagu",),
        "kd_kegiatan": ("kode_kegiatan", "id_kegiatan"),
        "kd_kegiatan_str": ("kode_kegiatan_str",),
        "nama_kegiatan": ("kegiatan",),
        "pagu_kegiatan": ("pagu",),
        "kd_subkegiatan": ("kode_subkegiatan", "kd_sub_kegiatan", "id_sub_kegiatan"),
        "kd_subkegiatan_str": ("kode_subkegiatan_str", "kd_sub_kegiatan_str"),
        "nama_subkegiatan": ("sub_kegiatan", "subkegiatan", "nama_sub_kegiatan"),
        "pagu_subkegiatan": ("pagu", "pagu_sub_kegiatan"),
        "kd_rup_lama": ("kode_rup_lama", "id_rup_lama"),
        "kd_rup_baru": ("kode_rup_baru", "id_rup_baru"),
        "alasan_kajiulang": ("alasan_kaji_ulang", "alasan", "alasan_revisi"),
        "tgl_kaji_ulang": ("tanggal_kaji_ulang", "tgl_kajiulang"),
        "jenis_revisi": ("tipe_revisi",),
        "mak": ("kode_mak",),
    }
)

_GAPS = re.compile(r"[\s.\-/]+")


@lru_cache(maxsize=2_048)
def normal(name: str) -> str:
    """Return a name of a column as it is compared."""
    return _GAPS.sub("_", name.replace("_x000d_", " ").replace("\ufeff", "").strip().lower())
