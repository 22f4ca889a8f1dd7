"""`sumber-dana`: where the money of packages comes from."""

from __future__ import annotations

from tests.oracle.basics import (
    Asked,
    Data,
    Rows,
    groups,
    live_package,
    or_blank,
    ordered,
    total,
    wanted,
)

KINDS = {"paket-anggaran-penyedia": "PENYEDIA", "paket-anggaran-swakelola": "SWAKELOLA"}
TEXTS = ("sumber_dana", "jenis_dana_apbn", "status", "asal_dana")
KEYS = (
    *("tahun", "kd_klpd", "jenis_paket", "sumber_dana", "jenis_dana_apbn", "status"),
    *("tahun_anggaran_dana", "asal_dana"),
)


def sumber_dana(data: Data, asked: Asked) -> Rows:
    """Return live budget rows by the source of their money; rows that look alike all count."""
    rows = [
        row | {"jenis_paket": kind} | {name: or_blank(row[name]) for name in TEXTS}
        for dataset, kind in KINDS.items()
        for row in data.rows(dataset)
        if asked.takes(row) and live_package(row) and wanted(row, "kd_satker", asked.satker)
    ]
    found = [
        dict(zip(KEYS, values, strict=True))
        | {
            "jumlah_baris": len(mine),
            "jumlah_paket": len({row["kd_rup"] for row in mine} - {None}),
            "pagu": total(row["pagu"] for row in mine),
        }
        for values, mine in groups(rows, *KEYS).items()
        if wanted({"status": values[5]}, "status", asked.status)
    ]
    return ordered(found, *KEYS)
