"""The other server's own rows: small, odd, and not made by the product."""

from __future__ import annotations

import json
from typing import Any

Row = dict[str, Any]

KODE, TAHUN, COUNT = "Z77", 2031, 257


def rup_rows() -> dict[str, list[Row]]:
    """Return the rows of all three endpoints, the odd ones with codes as text."""
    return {
        "program-master": [_program(number) for number in range(COUNT)],
        "paket-swakelola": [_swakelola(number) for number in range(COUNT)],
        "history-kaji-ulang": [_revision(number) for number in range(COUNT)],
    }


def _code(number: int) -> Any:
    return str(number) if number % 2 else number


def _program(number: int) -> Row:
    return {
        "kd_program": _code(70_000 + number),
        "kd_program_lokal": None if number % 9 else 9_007_199_254_740_993 + number,
        "kd_program_str": f"7.77.{number:04d}",
        "kd_satker": _code(500 + number % 7),
        "kd_klpd": KODE,
        "nama_klpd": "Badan Uji  ",
        "jenis_klpd": "LEMBAGA",
        "nama_program": f"  Program ke-{number} _x000d_\n",
        "pagu_program": [number * 10**9, str(number), None, 2**62 + number][number % 4],
        "is_deleted": number % 50 == 0,
        "tahun_anggaran": [TAHUN, str(TAHUN)][number % 2],
        "last_update_ref": f"baru {number}",
    }


def _swakelola(number: int) -> Row:
    status = "Terumumkan" if number % 3 else "Terinisiasi"
    place = {
        "prp_id": 1,
        "prp_nama": "Uji",
        "kbp_id": None,
        "kbp_nama": None,
        "detil_lokasi": "a;b",
    }
    return {
        "kd_klpd": KODE,
        "kd_satker": _code(500 + number % 7),
        "kd_rup": _code(900_000 + number),
        "nama_klpd": "Badan Uji",
        "nama_satker": f'Satker "{number % 7}"',
        "nama_paket": f"=Paket {number}",
        "tahun_anggaran": TAHUN,
        "status_umumkan_rup" if number % 2 else "status": status,
        "pagu": number * 1000,
        "tipe_swakelola": 1 + number % 4,
        "status_aktif_rup": True,
        "tgl_buat_paket": f"2030-12-{1 + number % 28:02d}T08:{number % 60:02d}:00+07:00",
        "tgl_awal_pelaksanaan_kontrak": f"2031-01-{1 + number % 28:02d}",
        "detail_lokasi": json.dumps([place]),
        "kd_rup_lokal": None,
        "nama_ppk": "Seseorang",
        "nip_ppk": "1970",
        "username_ppk": "seseorang",
        "kolom_baru": number,
    }


def _revision(number: int) -> Row:
    kind = ["SATUKESATU", "SATUKEBANYAK", "PEMBATALAN", "JENIS BARU"][number % 4]
    return {
        "tahun_anggaran": str(TAHUN),
        "kd_klpd": KODE,
        "nama_klpd": "Badan Uji",
        "jenis_klpd": "LEMBAGA",
        "kd_satker": _code(500 + number % 7),
        "kd_satker_str": f"0.0.{number % 7}",
        "nama_satker": "Satker",
        "kd_rup_lama": _code(900_000 + number // 2),
        "kd_rup_baru": _code(900_000 + number),
        "jenis_paket": "PENYEDIA" if number % 3 else "SWAKELOLA",
        "jenis_revisi": kind,
        "alasan_kajiulang": "" if number % 5 else None,
        "tgl_kaji_ulang": f"2030-12-{1 + number % 28:02d}T10:00:{number % 60:02d}Z",
    }


def region_rows() -> dict[str, list[Row]]:
    """Return 3 provinces, 12 cities, 60 districts and 180 sub-districts."""

    def row(code: str, parent: str) -> Row:
        return {"code": code, "parent_code": parent, "bps_code": "", "name": f"Wilayah {code}"}

    found: dict[str, list[Row]] = {"provinces": [row(str(code), "") for code in (71, 72, 73)]}
    shape = (("cities", 4, 2), ("districts", 5, 2), ("sub-districts", 3, 4))
    above = found["provinces"]
    for level, count, width in shape:
        above = [
            row(f"{parent['code']}{number + 1:0{width}d}", parent["code"])
            for parent in above
            for number in range(count)
        ]
        found[level] = above
    return found


LOCATION_LEVELS = ("negara", "provinsi", "kabupaten", "kecamatan", "desa")
PARENT_NAMES = ("country", "province", "regency", "district")


def location_rows() -> dict[str, list[Row]]:
    """Return 2 countries and 5 places below each place, on five levels, but 1 below the first."""
    found: dict[str, list[Row]] = {}
    above: list[Row] = []
    for at, level in enumerate(LOCATION_LEVELS):
        if not at:
            rows = [{"id": f"n{n}", "name": f"Negara {n}", "continent": "Uji"} for n in (1, 2)]
        else:
            rows = [
                {
                    "id": f"{p['id']}.{n}",
                    "name": f"Tempat {n} di {p['name']}",
                    PARENT_NAMES[at - 1]: p["id"],
                }
                for order, p in enumerate(above[:4])
                for n in range(1, 9 if order else 2)
            ]
        found[level] = above = rows
    return found
