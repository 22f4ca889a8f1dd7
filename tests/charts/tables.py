"""Small tables with the columns of the real ones, for drawing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

HOSTILE = "<script>alert(\"x\")</script> & 'kutip' \u202etxt.exe\u2066 {nilai} %{x} $\\frac{1}{2}$"
KEY: dict[str, Any] = {"tahun": 2025, "kd_klpd": "D264"}


def programs(count: int = 6, *, name: str | None = "Program") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "kd_program_str": f"1.{i:02d}.01",
            "nama_program": None if name is None else f"{name} {i}",
            "jumlah_baris": i + 1,
            "jumlah_satker": 1,
            "pagu": (count - i) * 1_000_000_000 + i,
            "pangsa": (count - i) / (count * (count + 1) / 2),
        }
        for i in range(count)
    ]
    return pl.DataFrame(rows, schema_overrides={"pagu": pl.Int64, "nama_program": pl.String})


def statuses(count: int = 4, *, name: str = "Dinas") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "kd_satker": f"{100 + i}",
            "nama_satker": f"{name} {i}",
            "status": status,
            "jumlah_paket": (count - i) * 10 + at,
            "pagu": 1_000_000 * (at + 1),
        }
        for i in range(count)
        for at, status in enumerate(("Terumumkan", "Terinisiasi", "Draf", "(kosong)"))
    ]
    return pl.DataFrame(rows)


def revisions(count: int = 3, *, name: str = "Dinas") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "kd_satker": f"{100 + i}",
            "nama_satker": f"{name} {i}",
            "tindakan_satukesatu": 5 - i,
            "tindakan_pecah": 1,
            "tindakan_pembatalan": 7,
            "tindakan_pengaktifan": 4,
            "tindakan_lainnya": 0,
        }
        for i in range(count)
    ]
    return pl.DataFrame(rows)


def months() -> pl.DataFrame:
    rows = [
        KEY | {"bulan": month, "jenis_revisi": kind, "revisi": count + 10, "tindakan": count}
        for month, kind, count in (
            ("2024-12", "PEMBATALAN", 5),
            ("2025-01", "SATUKESATU", 3),
            ("2025-03", "PENGAKTIFAN", 2),
            ("2025-03", "PERUBAHAN", 1),
            (None, "PEMBATALAN", 9),
        )
    ]
    return pl.DataFrame(rows)


def days() -> pl.DataFrame:
    rows = [
        KEY | {"tanggal": day, "revisi": count + 10, "tindakan": count}
        for day, count in (
            (date(2024, 12, 30), 4),
            (date(2025, 1, 1), 40),
            (date(2025, 1, 14), 2),
            (None, 8),
        )
    ]
    return pl.DataFrame(rows)


def announcements() -> pl.DataFrame:
    rows = [
        {"tahun": year, "kd_klpd": "D264", "tanggal": day, "diumumkan": count, "pangsa": count / 10}
        for year, day, count in (
            (2024, date(2024, 1, 5), 1),
            (2024, date(2024, 5, 1), 8),
            (2025, date(2024, 12, 20), 2),
            (2025, date(2025, 3, 31), 6),
            (2025, date(2025, 4, 1), 9),
        )
    ]
    return pl.DataFrame(rows)


def types() -> pl.DataFrame:
    rows = [
        KEY | {"tipe_swakelola": tipe, "status": status, "jumlah_paket": count, "pagu": 1}
        for tipe, status, count in (
            (1, "Terumumkan", 900),
            (1, "Draf", 30),
            (4, "Terumumkan", 12),
            (None, "Aneh", 3),
        )
    ]
    return pl.DataFrame(rows, schema_overrides={"tipe_swakelola": pl.Int8})


def organisers(count: int = 4, *, name: str = "Kab.") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "tipe_swakelola": 1 + i % 2,
            "kd_klpd_penyelenggara": f"D{i}",
            "nama_klpd_penyelenggara": f"{name} {i}",
            "jumlah_paket": 10 + count - i,
            "pagu": 5,
        }
        for i in range(count)
    ]
    return pl.DataFrame(rows)


def movements(*, name: str = "Program") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "kd_program_str": f"1.{i:02d}",
            "nama_program": f"{name} {i}",
            "pagu_lama": old,
            "pagu_baru": new,
            "selisih": (new or 0) - (old or 0),
        }
        for i, (old, new) in enumerate(
            ((100, 150), (80, 30), (None, 40), (60, None), (10, 10), (5, 9))
        )
    ]
    return pl.DataFrame(rows)


def years(*, name: str = "Kab.") -> pl.DataFrame:
    rows = [
        {"tahun": year, "kd_klpd": f"D{i}", "nama_klpd": f"{name} {i}", "pagu": value}
        for i, values in enumerate(((5, 6, 7), (50, None, 70), (1, 2, None)))
        for year, value in zip((2023, 2024, 2025), values, strict=True)
    ]
    return pl.DataFrame(rows)


def trail(*, reason: str = "revisi rup") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "jenis_paket": "SWAKELOLA",
            "tgl_kaji_ulang": datetime(2025, 1, day),
            "kd_rup_lama": lama,
            "kd_rup_baru": baru,
            "jenis_revisi": kind,
            "alasan_kajiulang": reason,
            "arah": "diri",
        }
        for day, lama, baru, kind in (
            (3, "1", "2", "SATUKESATU"),
            (5, "2", "3", "SATUKEBANYAK"),
            (5, "2", "4", "SATUKEBANYAK"),
            (7, "3", "3", "PEMBATALAN"),
            (9, "3", "3", "PENGAKTIFAN"),
        )
    ]
    return pl.DataFrame(rows)


def states() -> pl.DataFrame:
    known = (("1", "diganti"), ("2", "diganti"), ("3", "aktif"), ("4", "batal"))
    rows = [
        KEY
        | {
            "jenis_paket": "SWAKELOLA",
            "kd_rup": code,
            "kd_satker": "100",
            "keadaan": state,
            "sejak": datetime(2025, 1, 9),
        }
        for code, state in known
    ]
    return pl.DataFrame(rows)


def square(code: str, at: float, *, name: str = "Kab.", size: float = 1.0) -> dict[str, Any]:
    corners = [
        [at, 0.12345],
        [at + size, 0.12345],
        [at + size, size],
        [at, size],
        [at, 0.12345],
    ]
    return {
        "type": "Feature",
        "id": code,
        "properties": {"code": code, "name": f"{name} {code}"},
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }


def boundaries(count: int = 4, *, name: str = "Kab.") -> dict[str, Any]:
    features = [square(f"52{i:02d}", 116.0 + i, name=name) for i in range(count)]
    return {"type": "FeatureCollection", "features": features}


def region_values(values: dict[str, float | None], *, name: str = "Kab.") -> pl.DataFrame:
    rows = [{"kode": code, "nama": f"{name} {code}", "value": v} for code, v in values.items()]
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64})


def months_of_selection() -> pl.DataFrame:
    rows = [
        KEY | {"bulan": month, "metode_pengadaan": method, "jumlah_paket": 1, "pagu": pagu}
        for month, method, pagu in (
            ("2025-01", "Tender", 200),
            ("2025-01", "Seleksi", 100),
            ("2024-12", "Tender", 40),
            ("2025-03", "Tender", 120),
            ("2021-05", "Tender", 50),
            ("2025-02", "Tender", None),
            ("(kosong)", "Tender", 7),
        )
    ]
    return pl.DataFrame(rows)


def provider_satkers(*, name: str = "Dinas") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "kd_satker": f"{100 + i}",
            "nama_satker": f"{name} {i}",
            "jumlah_paket": 3,
            "pagu": pagu,
            "pagu_pdn": pdn,
            "pagu_ukm": ukm,
        }
        for i, (pagu, pdn, ukm) in enumerate(
            ((400, 200, 100), (300, 300, 0), (200, None, 100), (None, None, None), (0, 0, 0))
        )
    ]
    return pl.DataFrame(rows)


def spending(*, name: str = "Dinas") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "kd_satker": f"{100 + i}",
            "nama_satker": f"{name} {i}",
            "belanja_pengadaan": belanja,
            "pagu_penyedia_terumumkan": penyedia,
            "pagu_swakelola_terumumkan": swakelola,
            "rasio": rasio,
        }
        for i, (belanja, penyedia, swakelola, rasio) in enumerate(
            ((1000, 600, 400, 1.0), (500, 250, 0, 0.5), (None, 70, 5, None))
        )
    ]
    return pl.DataFrame(rows)


def methods(*, name: str = "Tender") -> pl.DataFrame:
    rows = [
        KEY
        | {
            "metode_pengadaan": method,
            "jenis_pengadaan": kind,
            "jumlah_paket": count,
            "pagu": pagu,
        }
        for method, kind, count, pagu in (
            (name, "Barang", 2, 400),
            (name, "Jasa Lainnya", 1, 100),
            ("Seleksi", "Jasa Konsultansi", 3, None),
            (None, None, 1, 1),
        )
    ]
    return pl.DataFrame(rows)
