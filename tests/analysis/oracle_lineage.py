"""States and families of codes in plain Python: lists and dicts, walked slowly."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests.analysis.strategies import Row, Rows

RANK = {"PEMBATALAN": 0, "PENGAKTIFAN": 1, "SATUKESATU": 2, "SATUKEBANYAK": 3}
RESULT = {
    "PEMBATALAN": "batal",
    "PENGAKTIFAN": "aktif",
    "SATUKESATU": "diganti",
    "SATUKEBANYAK": "diganti",
}
LONG_AGO = datetime(1, 1, 1)


def clean(rows: Rows) -> Rows:
    codes = ("kd_satker", "jenis_paket", "kd_rup_lama", "kd_rup_baru")
    return [row | {name: row[name] or None for name in codes} for row in rows]


def groups(rows: Rows, *names: str) -> dict[tuple[Any, ...], Rows]:
    """Split rows by these columns, in their order, missing values last."""
    found: dict[tuple[Any, ...], Rows] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    return {key: found[key] for key in sorted(found, key=last)}


def last(values: Iterable[Any]) -> list[tuple[bool, Any]]:
    return [(value is None, "" if value is None else value) for value in values]


def when(row: Row) -> datetime:
    return row["tgl_kaji_ulang"] or LONG_AGO


def order(row: Row) -> tuple[datetime, int]:
    return when(row), RANK[row["jenis_revisi"]]


def kind(row: Row) -> str:
    return row["jenis_revisi"] if row["jenis_revisi"] in RANK else "lainnya"


def codes_of(rows: Rows) -> list[str]:
    return sorted({row[side] for row in rows for side in ("kd_rup_lama", "kd_rup_baru")} - {None})


def own(rows: Rows, code: str) -> Rows:
    return [row for row in rows if row["kd_rup_lama"] == code]


def making(rows: Rows, code: str) -> Rows:
    return [row for row in rows if row["kd_rup_baru"] == code != row["kd_rup_lama"]]


def state(rows: Rows, code: str) -> Row:
    """Tell the state of one code from the rows of its (tahun, kd_klpd, jenis_paket)."""
    told = sorted((row for row in own(rows, code) if kind(row) != "lainnya"), key=order)
    if not told:
        return state_of_new(rows, code)
    result = RESULT[told[-1]["jenis_revisi"]]
    run = len(told) - 1
    while run and RESULT[told[run - 1]["jenis_revisi"]] == result:
        run -= 1
    tied = {row["jenis_revisi"] for row in told if when(row) == when(told[-1])}
    return {
        "keadaan": result,
        "asal": "diaktifkan" if result == "aktif" else None,
        "sejak": told[run]["tgl_kaji_ulang"],
        "seri": len(tied) > 1,
    }


def state_of_new(rows: Rows, code: str) -> Row:
    births = making(rows, code)
    later = [[row for row in rows if follows(row, birth)] for birth in births]
    if births and all(later):
        fall = max(min(when(row) for row in after) for after in later)
        keadaan, asal, since = "gugur", None, fall
    else:
        standing = [when(birth) for birth, after in zip(births, later, strict=True) if not after]
        keadaan, asal = "aktif", "baru" if births else None
        since = min(standing, default=LONG_AGO)
    sejak = None if since == LONG_AGO else since
    return {"keadaan": keadaan, "asal": asal, "sejak": sejak, "seri": False}


def follows(row: Row, birth: Row) -> bool:
    """Tell whether the parent of this birth acted again after it."""
    parent = birth["kd_rup_lama"]
    if parent is None or row["kd_rup_lama"] != parent or kind(row) == "lainnya":
        return False
    if kind(birth) == "lainnya":
        return when(row) > when(birth)
    return order(row) > order(birth)


def owner(rows: Rows, code: str) -> str | None:
    for told in (own(rows, code), making(rows, code)):
        named = [row for row in told if row["kd_satker"] is not None]
        if named:
            best = max((when(row), RANK.get(kind(row), 9)) for row in named)
            return min(
                row["kd_satker"] for row in named if (when(row), RANK.get(kind(row), 9)) == best
            )
    return None


# families


def edges_of(rows: Rows) -> set[tuple[str, str]]:
    pairs = {(row["kd_rup_lama"], row["kd_rup_baru"]) for row in rows}
    return {(old, new) for old, new in pairs if old and new and old != new}


def reach(start: Iterable[str], steps: dict[str, set[str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for step in steps.get(waiting.pop(), set()) - found:
            found.add(step)
            waiting.append(step)
    return found


def steps_of(edges: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    steps: dict[str, set[str]] = {}
    for old, new in edges:
        steps.setdefault(old, set()).add(new)
    return steps


def family(rows: Rows, code: str) -> set[str]:
    edges = edges_of(rows)
    return reach([code], steps_of([*edges, *((new, old) for old, new in edges)]))


def shape(rows: Rows, code: str) -> Row:
    """Tell root, depth of this code and oddness of its family."""
    members = family(rows, code)
    edges = {edge for edge in edges_of(rows) if edge[0] in members}
    down, up = steps_of(edges), steps_of((new, old) for old, new in edges)
    circular = any(member in reach(down.get(member, set()), down) for member in members)
    odd = circular or any(len(up.get(member, ())) > 1 for member in members)
    roots = [member for member in members if member not in up]
    return {
        "akar": min(members) if odd else roots[0],
        "kedalaman": None if circular else height(code, up),
        "anak": len(down.get(code, ())),
        "tidak_wajar": odd,
    }


def height(code: str, up: dict[str, set[str]]) -> int:
    return max((height(parent, up) + 1 for parent in up.get(code, ())), default=0)


def described(rows: Rows, code: str) -> Row:
    return {"kd_rup": code, "kd_satker": owner(rows, code)} | state(rows, code) | shape(rows, code)


def keadaan(rows: Rows, listed: Rows) -> Rows:
    columns = ("tahun", "kd_klpd", "jenis_paket")
    table = []
    for key, part in groups(clean(rows), *columns).items():
        for code in codes_of(part):
            lead = dict(zip(columns, key, strict=True))
            row = lead | described(part, code)
            row["terumumkan"] = announced(row, listed)
            del row["anak"], row["tidak_wajar"]
            table.append(row)
    return table


def announced(code: Row, listed: Rows) -> str:
    if code["jenis_paket"] != "SWAKELOLA":
        return "tidak diketahui"
    same = [row for row in listed if all(row[n] == code[n] for n in ("tahun", "kd_klpd", "kd_rup"))]
    if not same:
        return "tidak ada di daftar"
    shown = any(
        row["status"] == "Terumumkan"
        and row["status_aktif_rup"] is not False
        and row["status_delete_rup"] is not True
        for row in same
    )
    return "ya" if shown else "tidak"


def silsilah(rows: Rows) -> Rows:
    columns = ("tahun", "kd_klpd", "jenis_paket")
    table = []
    for key, part in groups(clean(rows), *columns).items():
        whole = [described(part, code) for code in codes_of(part)]
        for root in sorted({code["akar"] for code in whole}):
            members = [code for code in whole if code["akar"] == root]
            names = {code["kd_rup"] for code in members}
            states = [code["keadaan"] for code in members]
            depths = [code["kedalaman"] for code in members]
            table.append(
                dict(zip(columns, key, strict=True))
                | {
                    "akar": root,
                    "jumlah_kode": len(members),
                    "kedalaman": None if None in depths else max(depths),
                    "daun": sum(state not in ("diganti", "gugur") for state in states),
                    "daun_batal": states.count("batal"),
                    "gugur": states.count("gugur"),
                    "cabang_terbesar": max(code["anak"] for code in members),
                    "revisi": sum(
                        row["kd_rup_lama"] in names or row["kd_rup_baru"] in names for row in part
                    ),
                    "tidak_wajar": any(code["tidak_wajar"] for code in members),
                }
            )
    return table


# the family of one code


def families_of(rows: Rows, code: str) -> list[Rows]:
    """List, per (kd_klpd, jenis_paket), the rows of the family of this code over all years."""
    found = []
    for part in groups(clean(rows), "kd_klpd", "jenis_paket").values():
        if code and code in codes_of(part):
            members = family(part, code)
            found.append(
                [row for row in part if {row["kd_rup_lama"], row["kd_rup_baru"]} & members]
            )
    return found


def side(rows: Rows, code: str, other: str) -> str:
    if other == code:
        return "diri"
    return "turunan" if other in reach([code], steps_of(edges_of(rows))) else "leluhur"


def jejak(rows: Rows, code: str) -> Rows:
    columns = (
        *("tahun", "kd_klpd", "jenis_paket", "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru"),
        *("jenis_revisi", "alasan_kajiulang"),
    )
    table = []
    for part in families_of(rows, code):
        for row in part:
            subject = row["kd_rup_lama"] or row["kd_rup_baru"]
            arah = side(part, code, subject)
            table.append({name: row[name] for name in columns} | {"arah": arah})
    by = (
        *("kd_klpd", "jenis_paket", "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru"),
        *("jenis_revisi", "tahun", "alasan_kajiulang"),
    )
    return sorted(table, key=lambda row: last(row[name] for name in by))


def nodes(rows: Rows, code: str) -> Rows:
    table = []
    for part in families_of(rows, code):
        for member in codes_of(part):
            years = [r["tahun"] for r in part if member in (r["kd_rup_lama"], r["kd_rup_baru"])]
            lead = {name: part[0][name] for name in ("kd_klpd", "jenis_paket")}
            arah = side(part, code, member)
            table.append(lead | {"tahun": max(years), "arah": arah} | described(part, member))
    return table


def edges(rows: Rows, code: str) -> Rows:
    pair = ("kd_klpd", "jenis_paket", "kd_rup_lama", "kd_rup_baru")
    table = []
    whole = [row for part in families_of(rows, code) for row in part]
    for key, part in groups(whole, *pair).items():
        if None in key[2:] or key[2] == key[3]:
            continue
        latest = max(
            part,
            key=lambda row: (
                when(row),
                RANK.get(kind(row), 9),
                row["jenis_revisi"] or "",
                row["tahun"],
            ),
        )
        told = {name: latest[name] for name in ("tahun", "jenis_revisi", "tgl_kaji_ulang")}
        table.append(dict(zip(pair, key, strict=True)) | told | {"revisi": len(part)})
    return table
