"""Small tables with the columns of the real ones, for drawing."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

HOSTILE = "<script>alert(\"x\")</script> & 'kutip' \u202etxt.exe\u2066 {nilai} %{x} $\\frac{1}{2}$"
KEY: dict[str, Any] = {"tahun": 2025, "kd_klpd": "D264"}


def plan_months() -> pl.DataFrame:
    rows = [
        {"tahun": year, "kd_klpd": "D264", "bulan": month, "bulan_ke": at, "tindakan": count}
        for year, month, at, count in (
            (2024, "2023-12", 0, 4),
            (2024, "2024-03", 3, 8),
            (2025, "2024-12", 0, 5),
            (2025, "2025-01", 1, 3),
            (2025, "2025-03", 3, 10),
            (2025, None, None, 9),
        )
    ]
    return pl.DataFrame(rows, schema_overrides={"bulan_ke": pl.Int64})


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
        {"tahun": year, "kd_klpd": "D264", "tanggal": day, "diumumkan": count}
        | {"pangsa_diumumkan": count / 10}
        for year, day, count in (
            (2024, date(2024, 1, 5), 1),
            (2024, date(2024, 5, 1), 8),
            (2025, date(2024, 12, 20), 2),
            (2025, date(2025, 3, 31), 6),
            (2025, date(2025, 4, 1), 9),
        )
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
