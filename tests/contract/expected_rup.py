"""The rows of the other RUP payloads as the product shows them, written by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

Row = dict[str, Any]

KLPD = {"kd_klpd": "D998", "nama_klpd": "Kab. Contoh Bahari"}
KABUPATEN = {**KLPD, "jenis_klpd": "KABUPATEN"}
DINAS = {
    "kd_satker": "810001",
    "kd_satker_str": "1.03.0.00.0.00.01.0000",
    "nama_satker": "Dinas Contoh Bina Marga",
}
KECAMATAN = {
    "kd_satker": "810002",
    "kd_satker_str": "021212",
    "nama_satker": "KECAMATAN CONTOH UTARA",
}
LIVE = {"status": "Terumumkan", "status_aktif_rup": True, "status_delete_rup": False}

JALAN: Row = {
    **KABUPATEN,
    **DINAS,
    **LIVE,
    "tahun_anggaran": 2026,
    "kd_rup": "71000001",
    "nama_paket": "Contoh Belanja Aspal Curah",
    "pagu": 187_500_000,
    "kd_metode_pengadaan": "8",
    "metode_pengadaan": "Pengadaan Langsung",
    "kd_jenis_pengadaan": "3;4",
    "jenis_pengadaan": "Jasa Konsultansi;Jasa Lainnya",
    "tipe_paket": "Penyedia",
    "status_pradipa": "PraDIPA",
    "status_konsolidasi": "Non-Konsolidasi",
    "status_pdn": "PDN",
    "status_ukm": "UKM",
    "status_dikecualikan": False,
    "tgl_awal_pemilihan": date(2026, 1, 1),
    "tgl_akhir_pemilihan": date(2026, 2, 1),
    "tgl_awal_kontrak": date(2026, 2, 1),
    "tgl_akhir_kontrak": datetime(2026, 11, 1),
    "tgl_awal_pemanfaatan": date(2026, 3, 1),
    "tgl_akhir_pemanfaatan": date(2026, 12, 1),
    "tgl_buat_paket": datetime(2025, 12, 29),
    "tgl_pengumuman_paket": datetime(2026, 1, 7, 15, 20, 9, 500_000),
    "volume_pekerjaan": "12 Ton",
    "urarian_pekerjaan": "Contoh uraian_x000d_\nbaris kedua",
    "spesifikasi_pekerjaan": "Sesuai KAK contoh",
    "spp_aspek_ekonomi": True,
    "spp_aspek_sosial": False,
    "spp_aspek_lingkungan": True,
}
MULTI_YEAR: Row = {
    **JALAN,
    **KECAMATAN,
    "kd_rup": "71000002",
    "nama_paket": "Contoh Pengawasan Jalan Tahun Jamak",
    "pagu": 3_250_000_000,
    "kd_metode_pengadaan": "20",
    "metode_pengadaan": "Pembayaran untuk Kontrak Tahun Jamak",
    "kd_jenis_pengadaan": None,
    "jenis_pengadaan": None,
    "tipe_paket": "PDS",
    "kd_rup_swakelola": "41000007",
    "status_pradipa": "Non-PraDIPA",
    "status_konsolidasi": "Konsolidasi",
    "status_pdn": "Non-PDN",
    "status_ukm": "Non-UKM",
    "alasan_non_ukm": "Kompetensi contoh tidak sesuai",
    "tgl_akhir_kontrak": datetime(2028, 6, 1),
    "tgl_awal_pemanfaatan": date(2021, 1, 1),
    "tgl_akhir_pemanfaatan": date(2031, 12, 1),
    "tgl_pengumuman_paket": datetime(2026, 1, 8, 8, 0, 0, 47_000),
    "urarian_pekerjaan": "Contoh uraian lain",
    "spesifikasi_pekerjaan": None,
    "tahun_pertama": 2025,
    "kode_rup_tahun_pertama": "69000033",
    "nomor_kontrak": "00/CONTOH/2025",
}
DELETED: Row = {
    **JALAN,
    **dict.fromkeys((name for name in JALAN if name.startswith("tgl_")), None),
    "kd_rup": "71000003",
    "nama_paket": "Contoh Paket Dihapus",
    "pagu": 1,
    "kd_metode_pengadaan": None,
    "metode_pengadaan": None,
    "kd_jenis_pengadaan": None,
    "jenis_pengadaan": None,
    "status": "Terdelete",
    "status_delete_rup": True,
    "status_dikecualikan": True,
    "alasan_dikecualikan": "",
    "tgl_buat_paket": datetime(2025, 12, 29),
    "detail_lokasi": (
        '[{"kbp_id": null, "pkt_id": null, "prp_id": null, "kbp_nama": null, "prp_nama": null,'
        ' "detil_lokasi": null}]'
    ),
}
PLACE = (
    '[{"kbp_id": 90901, "pkt_id": 71000001, "prp_id": 909, "kbp_nama": "Contoh Bahari (Kab.)",'
    ' "prp_nama": "Contoh Selatan", "detil_lokasi": "Jl. Contoh 7"}]'
)
RAPAT: Row = {
    **KABUPATEN,
    **DINAS,
    **LIVE,
    "tahun_anggaran": 2026,
    "kd_rup": "41000007",
    "nama_paket": "Contoh Rapat Koordinasi",
    "pagu": 42_000_000,
    "tipe_swakelola": 1,
    "tgl_buat_paket": datetime(2026, 1, 3),
    "tgl_pengumuman_paket": datetime(2026, 1, 4, 10, 11, 12, 250_000),
    "tgl_awal_pelaksanaan_kontrak": date(2026, 1, 1),
    "tgl_akhir_pelaksanaan_kontrak": date(2026, 12, 1),
    "volume_pekerjaan": "4 kali",
    "uraian_pekerjaan": "Contoh uraian swakelola_x000d_",
}
BUDGET: Row = {
    **KABUPATEN,
    **DINAS,
    **LIVE,
    "tahun_anggaran": 2026,
    "tahun_anggaran_dana": 2026,
    "mak": "1.03.10.2.01.0011.5.1.02.01.01.0052",
    "sumber_dana": "APBD",
    "asal_dana": "D998",
    "asal_dana_klpd": "Kab. Contoh Bahari",
    "asal_dana_satker": "Dinas Contoh Bina Marga",
    "kd_kegiatan": "15500001",
    "kd_subkegiatan": "16600001",
}
ACTIVITY: Row = {
    **KABUPATEN,
    "tahun_anggaran": 2026,
    "kd_satker": "810001",
    "kd_program": "14400001",
    "kd_kegiatan": "15500001",
    "is_deleted": False,
}

OTHER_ROWS: dict[str, list[Row]] = {
    "master-satker": [
        {
            **KABUPATEN,
            **DINAS,
            "jenis_satker": "SKPD",
            "status_satker": "Aktif",
            "ket_satker": "Satker/OPD Non-BLU/BLUD",
            "tahun_aktif": "2024, 2025,2026",
        },
        {
            **KABUPATEN,
            **KECAMATAN,
            "jenis_satker": "SKPD",
            "status_satker": "Aktif",
            "ket_satker": "Satker/OPD BLU/BLUD",
            "tahun_aktif": "{2013,2014}",
            "kode_eselon": "01",
        },
    ],
    "paket-penyedia": [{**JALAN, "detail_lokasi": PLACE}, DELETED],
    "paket-penyedia-terumumkan": [JALAN, MULTI_YEAR],
    "paket-swakelola-terumumkan": [
        RAPAT,
        {
            **RAPAT,
            **KECAMATAN,
            "kd_rup": "41000008",
            "nama_paket": "Contoh Kajian Pesisir",
            "pagu": 260_000_000,
            "tipe_swakelola": 2,
            "tgl_pengumuman_paket": datetime(2026, 3, 30, 16, 20),
            "kd_klpd_penyelenggara": "K998",
            "nama_klpd_penyelenggara": "Kementerian Contoh Kelautan",
            "nama_satker_penyelenggara": "Politeknik Contoh",
        },
    ],
    "paket-anggaran-penyedia": [
        {
            **BUDGET,
            "id_paket_anggaran_penyedia": "510000001",
            "kd_rup": "71000001",
            "pagu": 187_600_000,
        },
        {
            **BUDGET,
            "id_paket_anggaran_penyedia": "510000002",
            "kd_rup": "71000001",
            "pagu": -100_000,
        },
        {
            **BUDGET,
            **KECAMATAN,
            "id_paket_anggaran_penyedia": "510000003",
            "kd_rup": "71000002",
            "pagu": 0,
            "tahun_anggaran_dana": 2027,
            "mak": "ZZ.1111.AAA.001.051.0A.521211",
            "sumber_dana": "APBN",
            "jenis_dana_apbn": "PNBP",
            "kd_kegiatan": None,
            "kd_komponen": "8800001",
            "kd_subkegiatan": None,
        },
    ],
    "paket-anggaran-swakelola": [
        {
            **BUDGET,
            "id_paket_anggaran_swakelola": "310000001",
            "kd_rup": "41000007",
            "pagu": 42_000_000,
        },
        {
            **BUDGET,
            "id_paket_anggaran_swakelola": "310000002",
            "kd_rup": "41000007",
            "pagu": 42_000_000,
            "mak": "",
            "sumber_dana": "BLUD",
            "status": "Terinisiasi",
        },
    ],
    "struktur-anggaran-pd": [
        {
            **KLPD,
            **DINAS,
            "tahun_anggaran": 2026,
            "belanja_operasi": 400_000_000,
            "belanja_modal": 150_000_000,
            "belanja_btt": 0,
            "belanja_pengadaan": 550_000_000,
            "total_belanja": 550_000_000,
        },
        {**KLPD, **KECAMATAN},
    ],
    "kegiatan-master": [
        {
            **ACTIVITY,
            "kd_kegiatan_str": "1.03.10.2.01",
            "nama_kegiatan": "Contoh Penyelenggaraan Jalan",
            "pagu_kegiatan": 900_000_000,
        },
        {
            **ACTIVITY,
            "kd_kegiatan": "15500002",
            "kd_kegiatan_str": "1.03.10.2.02",
            "nama_kegiatan": "Contoh Pemeliharaan",
            "pagu_kegiatan": 0,
        },
    ],
    "sub-kegiatan-master": [
        {
            **ACTIVITY,
            "kd_subkegiatan": "16600001",
            "kd_subkegiatan_str": "1.03.10.2.01.0011",
            "nama_subkegiatan": "Contoh Rehabilitasi Jalan",
            "pagu_subkegiatan": 600_000_000,
        },
        {
            **ACTIVITY,
            "kd_subkegiatan": "16600002",
            "kd_subkegiatan_str": "1.03.10.2.01.0012",
            "nama_subkegiatan": "Contoh Survei",
            "pagu_subkegiatan": 300_000_000,
        },
    ],
}
