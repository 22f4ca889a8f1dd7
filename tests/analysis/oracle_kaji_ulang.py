"""The tables of revisions in plain Python: lists and dicts, walked slowly."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.analysis.oracle_lineage import RANK, clean, codes_of, groups, kind, own, owner, state
from tests.analysis.strategies import Row, Rows

UMUM = ["revisi", "rev", "revisi paket", "revisi rup", "perubahan", "update", "salah input"]


def acts(rows: Rows) -> int:
    seen: set[tuple[Any, ...]] = set()
    number = 0
    for row in rows:
        act = tuple(
            row[name] for name in ("tahun", "kd_klpd", "kd_satker", "jenis_paket", "kd_rup_lama")
        )
        act += (row["tgl_kaji_ulang"],)
        whole = row["kd_rup_lama"] is not None and row["tgl_kaji_ulang"] is not None
        if row["jenis_revisi"] == "SATUKEBANYAK" and whole:
            number += act not in seen
            seen.add(act)
        else:
            number += 1
    return number


def per_time(rows: Rows, name: str, cut: Callable[[datetime], Any], *more: str) -> Rows:
    dated = [
        row
        | {name: row["tgl_kaji_ulang"] and cut(row["tgl_kaji_ulang"]), "jenis_revisi": kind(row)}
        for row in clean(rows)
    ]
    columns = ("tahun", "kd_klpd", name, *more)
    return [
        dict(zip(columns, key, strict=True)) | {"revisi": len(part), "tindakan": acts(part)}
        for key, part in groups(dated, *columns).items()
    ]


def fold(reason: str | None) -> str:
    text = (reason or "").lower().replace("_x000d_", " ")
    letters = [" " if is_gap(letter) else letter for letter in text]
    words = " ".join("".join(letters).split())
    return "(kosong)" if not words else "umum" if words in UMUM else words


def is_gap(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] == "P" or category in ("Cc", "Cf") or letter in "$+<=>^`|~ \n\t\xa0"


def alasan(rows: Rows) -> Rows:
    folded = [
        row | {"kelompok": fold(row["alasan_kajiulang"]), "jenis_revisi": kind(row)} for row in rows
    ]
    columns = ("tahun", "kd_klpd", "kelompok", "jenis_revisi")
    table = []
    for key, part in groups(folded, *columns).items():
        words = Counter(
            row["alasan_kajiulang"] for row in part if row["alasan_kajiulang"] is not None
        )
        best = min(words, key=lambda word: (-words[word], word), default=None)
        table.append(dict(zip(columns, key, strict=True)) | {"revisi": len(part), "contoh": best})
    return sorted(table, key=lambda row: -row["revisi"])


# tables with the net state


def cancellations(rows: Rows) -> Rows:
    """List the codes ever cancelled, with owner and whether that is their last word."""
    return [
        {"tahun": key[0], "kd_klpd": key[1], "kd_satker": owner(part, code)}
        | {"final": state(part, code)["keadaan"] == "batal"}
        for key, part in groups(rows, "tahun", "kd_klpd", "jenis_paket").items()
        for code in codes_of(part)
        if any(row["jenis_revisi"] == "PEMBATALAN" for row in own(part, code))
    ]


def counts(rows: Rows, part: Rows, key: dict[str, Any]) -> Row:
    """Count one group of rows, and the cancelled codes of all rows that belong to its key."""
    kinds = Counter(kind(row) for row in part)
    paket = Counter(row["jenis_paket"] for row in part)
    codes = {(row["jenis_paket"], row["kd_rup_lama"]) for row in part if row["kd_rup_lama"]}
    times = [row["tgl_kaji_ulang"] for row in part if row["tgl_kaji_ulang"]]
    mine = [c for c in cancellations(rows) if all(c[name] == key[name] for name in key)]
    return key | {
        "revisi": len(part),
        "tindakan": acts(part),
        "kode": len(codes),
        **{name.lower(): kinds[name] for name in (*RANK, "lainnya")},
        "pecah": len(
            {
                (row["jenis_paket"], row["kd_rup_lama"])
                for row in part
                if row["jenis_revisi"] == "SATUKEBANYAK" and row["kd_rup_lama"]
            }
        ),
        "penyedia": paket["PENYEDIA"],
        "swakelola": paket["SWAKELOLA"],
        "kode_dibatalkan": len(mine),
        "batal_bersih": sum(c["final"] for c in mine),
        "diaktifkan_lagi": sum(not c["final"] for c in mine),
        "pertama": min(times, default=None),
        "terakhir": max(times, default=None),
    }


def counted(rows: Rows, *columns: str) -> Rows:
    rows = clean(rows)
    return [
        counts(rows, part, dict(zip(columns, key, strict=True)))
        for key, part in groups(rows, *columns).items()
    ]


def per_satker(rows: Rows, names: dict[tuple[str, str], str]) -> Rows:
    table = []
    for row in counted(rows, "tahun", "kd_klpd", "kd_satker"):
        del row["kode_dibatalkan"]
        table.append(row | {"nama_satker": names.get((row["kd_klpd"], row["kd_satker"]))})
    return sorted(table, key=lambda row: -row["tindakan"])


def bersih(rows: Rows) -> Rows:
    kept = (
        *("tahun", "kd_klpd", "revisi", "tindakan", "kode", "pembatalan", "kode_dibatalkan"),
        *("batal_bersih", "diaktifkan_lagi"),
    )
    return [{name: row[name] for name in kept} for row in counted(rows, "tahun", "kd_klpd")]
