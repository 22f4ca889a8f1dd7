"""The documented rows as the product shows them, written by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.contract.expected_rup import OTHER_ROWS

# What is asked so that the documented row is an answer to it.
ASKED: dict[str, dict[str, str]] = {
    **{name: {"kode_klpd": "D998", "tahun": "2026"} for name in OTHER_ROWS},
    "master-satker": {"kode_klpd": "D998"},
    "program-master": {"kode_klpd": "KX", "tahun": "2024"},
    "paket-swakelola": {"kode_klpd": "KX", "tahun": "2024"},
    "history-kaji-ulang": {"kode_klpd": "D999", "tahun": "2025"},
    "cities-v1": {"province_codes": "11, 12"},
    "districts-v1": {"city_codes": "1103, 1104"},
    "sub-districts-v1": {"district_codes": "110301, 110302"},
}

# The documented rows as the product shows them, written by hand.
EXPECTED: dict[str, list[dict[str, Any]]] = {
    **OTHER_ROWS,
    "program-master": [
        {
            "is_deleted": False,
            "jenis_klpd": "Contoh Jenis KLPD",
            "kd_klpd": "KX",
            "kd_program": "1234567",
            "kd_program_lokal": "1234567890987",
            "kd_program_str": "GX",
            "kd_satker": "123456",
            "nama_klpd": "Contoh Nama KLPD",
            "nama_program": "Contoh Nama Program",
            "pagu_program": 12345678909,
            "tahun_anggaran": 2024,
        }
    ],
    "paket-swakelola": [
        {
            "kd_klpd": "KX",
            "kd_satker": "1234",
            "kd_rup": "12345678",
            "nama_klpd": "Contoh Nama KLPD",
            "nama_satker": "Contoh Nama Satker",
            "nama_paket": "Contoh Nama Paket",
            "tahun_anggaran": 2024,
            "status": "Contoh Status",
        }
    ],
    "history-kaji-ulang": [
        {
            "datamart_id": "1234567890",
            "tahun_anggaran": 2025,
            "kd_klpd": "D999",
            "nama_klpd": "Kab. Contoh",
            "jenis_klpd": "KABUPATEN",
            "kd_satker": "999999",
            "kd_satker_str": "9.99.9.99.9.99.99.9999",
            "nama_satker": "SATKER CONTOH",
            "kd_rup_lama": "11111111",
            "kd_rup_baru": "22222222",
            "jenis_paket": "PENYEDIA",
            "jenis_revisi": "PENGAKTIFAN",
            "alasan_kajiulang": "Contoh Alasan",
            "tgl_kaji_ulang": datetime(2025, 1, 15, 10),
            "_event_date": datetime(2026, 1, 1),
            "_inserted_date": datetime(2026, 1, 2, 8, 30),
        }
    ],
    "provinces-v1": [
        {"code": "11", "parent_code": "", "bps_code": "11", "name": "Aceh"},
        {"code": "96", "parent_code": "", "bps_code": "", "name": "Papua Barat Daya"},
    ],
    "cities-v1": [
        {"code": "1103", "parent_code": "11", "bps_code": "1105", "name": "Kab. Aceh Timur"},
        {"code": "1210", "parent_code": "12", "bps_code": "1207", "name": "Kab. Labuhanbatu"},
    ],
    "districts-v1": [
        {"code": "110301", "parent_code": "1103", "bps_code": "1105140", "name": "Darul Aman"},
        {"code": "110421", "parent_code": "1104", "bps_code": "1106063", "name": "Rusip Antara"},
    ],
    "sub-districts-v1": [
        {
            "code": "1103012002",
            "parent_code": "110301",
            "bps_code": "1105140007",
            "name": "Alue Luddin Dua",
        },
        {
            "code": "1103022035",
            "parent_code": "110302",
            "bps_code": "1105160013",
            "name": "Buket Makmu",
        },
    ],
    "provinces-v2": [
        {"code": "11", "parent_code": "", "bps_code": "11", "name": "Aceh"},
        {"code": "12", "parent_code": "", "bps_code": "12", "name": "Sumatera Utara"},
    ],
    "cities-v2": [
        {"code": "1105", "parent_code": "11", "bps_code": "1107", "name": "Kab. Aceh Barat"},
        {"code": "1109", "parent_code": "11", "bps_code": "1101", "name": "Kab. Simeulue"},
    ],
    "districts-v2": [
        {"code": "110101", "parent_code": "1101", "bps_code": "1103020", "name": "Bakongan"},
        {"code": "110109", "parent_code": "1101", "bps_code": "1103010", "name": "Trumon"},
    ],
    "sub-districts-v2": [
        {
            "code": "1101012003",
            "parent_code": "110101",
            "bps_code": "1103020014",
            "name": "Ujong Padang",
        },
        {
            "code": "1101012015",
            "parent_code": "110101",
            "bps_code": "1103020023",
            "name": "Darul Ikhsan",
        },
    ],
    "locations": [
        {
            "id": "30393680-c1b6-4f9c-a697-479e6cee8157",
            "name": "Indonesia",
            "continent": "Asia",
            "updatedAt": "2025-09-04T00:16:05.244Z",
        }
    ],
}

LEVEL_ROWS = {
    "negara": [("uuid-indonesia", "Indonesia", None), ("uuid-malaysia", "Malaysia", None)],
    "provinsi": [
        ("uuid-jabar", "Jawa Barat", "uuid-indonesia"),
        ("uuid-ntb", "Nusa Tenggara Barat", "uuid-indonesia"),
    ],
    "kabupaten": [
        ("uuid-lombok-tengah", "Lombok Tengah", "uuid-ntb"),
        ("uuid-lombok-timur", "Lombok Timur", "uuid-ntb"),
    ],
    "kecamatan": [
        ("uuid-praya-barat", "Praya Barat", "uuid-lombok-tengah"),
        ("uuid-praya-timur", "Praya Timur", "uuid-lombok-tengah"),
    ],
    "desa": [
        ("uuid-desa-a", "Desa A", "uuid-praya-barat"),
        ("uuid-desa-b", "Desa B", "uuid-praya-barat"),
    ],
}
