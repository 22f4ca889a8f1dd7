"""`kaji-ulang-per-satker`, `kaji-ulang-per-bulan` and `alasan`.

"Open, chosen" marks what the definitions leave open, and the choice made here.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter

from tests.oracle.acts import KINDS, SATUKEBANYAK, Act, kind_of, old_code
from tests.oracle.basics import (
    KOSONG,
    Asked,
    Data,
    Row,
    Rows,
    groups,
    key_of,
    lead,
    live_package,
    ordered,
    partitions,
    ratio,
    wanted,
)
from tests.oracle.names import satker_names
from tests.oracle.rates import (
    SWAKELOLA,
    Families,
    codes_of,
    deleted_codes,
    families,
    rows_of,
)
from tests.oracle.states import History, histories

WORDS = {kind: kind.lower() for kind in KINDS}
CANCELLED = ("batal_bersih", "diaktifkan_lagi", "batal_diganti")
PENYEDIA = "PENYEDIA"
ACTS = (
    ("tindakan_satukesatu", "SATUKESATU"),
    ("tindakan_pecah", "SATUKEBANYAK"),
    ("tindakan_pembatalan", "PEMBATALAN"),
    ("tindakan_pengaktifan", "PENGAKTIFAN"),
    ("tindakan_lainnya", "lainnya"),
)


def kaji_ulang_per_satker(data: Data, asked: Asked) -> Rows:
    """Return one row per satker that a history row names, most acts first."""
    names, lists = satker_names(data), partitions(data.swakelola, asked)
    found: Rows = []
    for key, history in histories(data, asked).items():
        listed = lists.get(key, [])
        providers = [row for row in data.rows("paket-penyedia") if key_of(row) == key]
        lists_by_kind = {SWAKELOLA: listed, PENYEDIA: providers}
        counted = {kind: families(history, rows, kind) for kind, rows in lists_by_kind.items()}
        packages, began = groups(listed, "kd_satker"), _by_satker(history.acts)
        back, outcomes = _by_satker(history.back_and_forth), _outcomes(history)
        for (satker,), mine in groups(history.rows, "kd_satker").items():
            row = lead(key) | {"kd_satker": satker, "nama_satker": names.get((key[1], satker))}
            row |= _rows_of(mine) | _acts_of(began.get(satker, []))
            row["bolak_balik"] = len(back.get(satker, []))
            row |= {word: outcomes[satker, word] for word in CANCELLED}
            own = packages.get((satker,), [])
            row["jumlah_paket_swakelola"] = sum(map(live_package, own)) if listed else None
            for kind, whole in lists_by_kind.items():
                row |= _per_code(kind, mine, whole, satker)
                row |= _per_family(kind, counted[kind], satker)
            found.append(_in_order(row))
    found = [row for row in found if wanted(row, "kd_satker", asked.satker)]
    return ordered(found, "-tindakan", "tahun", "kd_klpd", "kd_satker")


def _by_satker(acts: list[Act]) -> dict[str | None, list[Act]]:
    """Return acts by the satker of their first row."""
    found: dict[str | None, list[Act]] = {}
    for one in acts:
        found.setdefault(one.first["kd_satker"], []).append(one)
    return found


def _outcomes(history: History) -> Counter[tuple[str | None, str]]:
    """Count the cancelled codes by satker and outcome, one of CANCELLED."""
    return Counter((history.satker(code), word) for code, word in history.cancelled.items())


def _codes(rows: Rows) -> int:
    """Return the number of distinct codes that were revised; the two kinds of package apart."""
    return len({(row["jenis_paket"], old_code(row)) for row in rows if old_code(row)})


def _rows_of(mine: Rows) -> Row:
    kinds = Counter(kind_of(row) for row in mine)
    times = [row["tgl_kaji_ulang"] for row in mine if row["tgl_kaji_ulang"] is not None]
    return {
        "revisi": len(mine),
        "kode": _codes(mine),
        **{word: kinds[kind] for kind, word in WORDS.items()},
        "pecah": _codes([row for row in mine if kind_of(row) == SATUKEBANYAK]),
        "penyedia": sum(row["jenis_paket"] == "PENYEDIA" for row in mine),
        "swakelola": sum(row["jenis_paket"] == SWAKELOLA for row in mine),
        "pertama": min(times, default=None),
        "terakhir": max(times, default=None),
    }


def _acts_of(acts: list[Act]) -> Row:
    kinds = Counter(one.kind for one in acts)
    return {"tindakan": len(acts), **{column: kinds[kind] for column, kind in ACTS}}


def _per_code(kind: str, mine: Rows, listed: Rows, satker: str | None) -> Row:
    """Return the codes of a satker, and its rows per 100 of them (R11).

    Both need list and history, so that they are null where either has no rows (R8).
    """
    revised = rows_of(mine, kind)
    own = [row for row in listed if row["kd_satker"] == satker]
    codes = codes_of(revised, own) - deleted_codes(listed)
    name = kind.lower()
    return {
        f"kode_{name}": len(codes) if listed else None,
        f"revisi_{name}_per_100": ratio(len(revised), len(codes), 100) if listed else None,
    }


def _per_family(kind: str, counted: Families | None, satker: str | None) -> Row:
    """Return acts and families of a satker and their rate; null without a meaningful list."""
    name = kind.lower()
    row: Row = dict.fromkeys((f"tindakan_{name}", f"keluarga_{name}"))
    if counted:
        row[f"tindakan_{name}"] = sum(act.first["kd_satker"] == satker for act in counted.acts)
        row[f"keluarga_{name}"] = counted.satkers.count(satker)
    rate = f"tindakan_{name}_per_100_keluarga"
    return row | {rate: counted.of_satker(satker) if counted else None}


PER_SATKER = (
    *("tahun", "kd_klpd", "kd_satker", "nama_satker", "revisi", "tindakan", "kode", "satukesatu"),
    *("satukebanyak", "pecah", "pembatalan", "pengaktifan", "lainnya", "penyedia", "swakelola"),
    *("bolak_balik", "batal_bersih", "diaktifkan_lagi", "batal_diganti", "jumlah_paket_swakelola"),
    *("revisi_swakelola_per_100", "tindakan_swakelola_per_100_keluarga"),
    *(column for column, _ in ACTS),
    *("pertama", "terakhir", "tindakan_penyedia_per_100_keluarga"),
    *("kode_swakelola", "revisi_penyedia_per_100", "kode_penyedia", "tindakan_swakelola"),
    *("keluarga_swakelola", "tindakan_penyedia", "keluarga_penyedia"),
)


def _in_order(row: Row) -> Row:
    assert set(row) == set(PER_SATKER)
    return {name: row[name] for name in PER_SATKER}


def kaji_ulang_per_bulan(data: Data, asked: Asked) -> Rows:
    """Return rows and acts by month and kind; acts stand in the month of their first row.

    Acts are found before the table is narrowed to a satker or a kind; rows are those of the satker
    and acts those that it began.
    """
    found: Rows = []
    for key, history in histories(data, asked).items():
        rows = Counter(_month(row) for row in history.rows if _takes(row, asked))
        acts = Counter(_month(one.first) for one in history.acts if _takes(one.first, asked))
        found += [
            lead(key)
            | {"bulan": bulan, "jenis_revisi": kind}
            | {"revisi": rows[bulan, kind], "tindakan": acts[bulan, kind]}
            for bulan, kind in rows
        ]
    return ordered(found, "tahun", "kd_klpd", "bulan", "jenis_revisi")


def _takes(row: Row, asked: Asked) -> bool:
    kind = {"jenis_revisi": kind_of(row)}
    return wanted(row, "kd_satker", asked.satker) and wanted(kind, "jenis_revisi", asked.jenis)


def _month(row: Row) -> tuple[str | None, str]:
    time = row["tgl_kaji_ulang"]
    return (f"{time:%Y-%m}" if time is not None else None), kind_of(row)


UMUM = frozenset(
    ("revisi", "rev", "revisi paket", "revisi rup", "perubahan", "update", "salah input")
)


def fold_reason(text: str | None) -> str:
    """Return the group of a reason.

    Open, chosen: punctuation is what Unicode calls so, and every sign of ASCII that is no letter
    and no digit; other signs, as in "±5", are kept. Control and format characters are white space.
    """
    plain = re.sub(r"_x000d_", " ", text or "", flags=re.IGNORECASE).lower()
    words = " ".join("".join(" " if _is_punctuation(c) else c for c in plain).split())
    return "umum" if words in UMUM else words or KOSONG


def _is_punctuation(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind.startswith("P") or kind in ("Cc", "Cf") or sign in string.punctuation


def alasan(data: Data, asked: Asked) -> Rows:
    """Return rows by folded reason and kind, the most frequent first.

    Open, chosen: `contoh` is the most frequent wording as it stands, ties by alphabet, none of a
    reason that is missing.
    """
    found: Rows = []
    for key, rows in partitions(data.kaji_ulang, asked).items():
        texts: dict[tuple[str, str], list[str | None]] = {}
        for row in rows:
            if _takes(row, asked):
                place = fold_reason(row["alasan_kajiulang"]), kind_of(row)
                texts.setdefault(place, []).append(row["alasan_kajiulang"])
        for (group, kind), mine in texts.items():
            known = Counter(text for text in mine if text is not None)
            example = min(known, key=lambda text: (-known[text], text), default=None)
            row = lead(key) | {"kelompok": group, "jenis_revisi": kind, "revisi": len(mine)}
            found.append(row | {"contoh": example})
    return ordered(found, "-revisi", "tahun", "kd_klpd", "kelompok", "jenis_revisi")
