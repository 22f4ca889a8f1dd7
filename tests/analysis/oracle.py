"""Every table again, slowly, on lists of dicts: written from domain.md, not from the fast code."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from statistics import median
from typing import Any

Row = dict[str, Any]
Rows = list[Row]

KOSONG = "(kosong)"


def total(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def part_total(values: list[int | None]) -> int | None:
    return total(values) if values else 0


def missing(values: Iterable[object]) -> int:
    return sum(value is None for value in values)


def share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def groups(rows: Iterable[Row], *columns: str) -> dict[tuple[Any, ...], Rows]:
    found: dict[tuple[Any, ...], Rows] = defaultdict(list)
    for row in rows:
        found[tuple(row[column] for column in columns)].append(row)
    return found


def ordered(rows: Iterable[Row], *columns: str) -> Rows:
    def place(row: Row) -> list[tuple[bool, Any]]:
        keys = []
        for column in columns:
            value = row[column.removeprefix("-")]
            if value is not None and column.startswith("-"):
                value = -value
            keys.append((value is None, 0 if value is None else value))
        return keys

    return sorted(rows, key=place)


def live_programs(rows: Rows) -> Rows:
    return [row for row in rows if row["is_deleted"] is not True]


def live_packages(rows: Rows) -> Rows:
    return [
        row | {"status": ((row["status"] or "").strip() and row["status"]) or KOSONG}
        for row in rows
        if row["status_delete_rup"] is not True and row["status_aktif_rup"] is not False
    ]


def fold(name: str) -> str:
    flat = re.sub(r"\s+", " ", name.lower()).strip()
    while True:
        shorter = re.sub(r"(\s*\(m\)|\sm)$", "", flat)
        if shorter == flat:
            return flat
        flat = shorter


def name_of(rows: Iterable[Row], column: str, folding: Callable[[str], str] = fold) -> str | None:
    named = [row for row in rows if row[column] is not None and row[column].strip()]
    if not named:
        return None
    newest = max(row["tahun"] for row in named)
    spellings = Counter(row[column] for row in named if row["tahun"] == newest)
    votes: Counter[str] = Counter()
    for spelling, times in spellings.items():
        votes[folding(spelling)] += times
    folded = min(votes, key=lambda f: (-votes[f], f))
    same = [s for s in spellings if folding(s) == folded]
    chosen: str = min(same, key=lambda s: (-spellings[s], s))
    return chosen


def satker(rows: Rows, kd_klpd: str, code: str | None, column: str = "nama_satker") -> str | None:
    """Name a satker from the rows of swakelola and kaji ulang together."""
    mine = [
        r for r in rows if code is not None and (r["kd_klpd"], r["kd_satker"]) == (kd_klpd, code)
    ]
    return name_of(mine, column, fold if column == "nama_satker" else str)


def program_name(rows: Rows, kd_klpd: str, code: str | None) -> str | None:
    mine = [r for r in rows if code is not None and r["kd_klpd"] == kd_klpd]
    return name_of([r for r in mine if r["kd_program_str"] == code], "nama_program")


def repeated(live: Rows) -> int | None:
    """Return what repeats of (kd_satker, kd_program_str) add beyond their largest row."""
    extra: list[int | None] = []
    for (kd_satker, code), rows in groups(live, "kd_satker", "kd_program_str").items():
        known = [row["pagu_program"] for row in rows if row["pagu_program"] is not None]
        if known:
            never = kd_satker is None or code is None
            extra.append(0 if never else sum(known) - max(known))
    return total(extra)


def klpd_pagu(program: Rows, tahun: int, kd_klpd: str) -> int | None:
    live = live_programs(program)
    mine = [row for row in live if (row["tahun"], row["kd_klpd"]) == (tahun, kd_klpd)]
    return total(row["pagu_program"] for row in mine)


def pagu_per_program(program: Rows) -> Rows:
    out = []
    for (tahun, kd_klpd, code), rows in groups(
        program, "tahun", "kd_klpd", "kd_program_str"
    ).items():
        live = live_programs(rows)
        if not live:
            continue
        pagu = total(row["pagu_program"] for row in live)
        out.append(
            {
                "tahun": tahun,
                "kd_klpd": kd_klpd,
                "kd_program_str": code,
                "nama_program": program_name(program, kd_klpd, code),
                "jumlah_baris": len(live),
                "jumlah_satker": len({row["kd_satker"] for row in live} - {None}),
                "pagu": pagu,
                "pagu_kosong": missing(row["pagu_program"] for row in live),
                "pagu_berulang": repeated(live),
                "dihapus": len(rows) - len(live),
                "pangsa": share(pagu, klpd_pagu(program, tahun, kd_klpd)),
            }
        )
    return ordered(out, "-pagu", "tahun", "kd_klpd", "kd_program_str")


def pagu_per_satker(program: Rows, swakelola: Rows, kaji_ulang: Rows) -> Rows:
    places = groups(live_programs(program), "tahun", "kd_klpd", "kd_satker")
    lists = groups(live_packages(swakelola), "tahun", "kd_klpd", "kd_satker")
    out = []
    for key in places.keys() | lists.keys():
        tahun, kd_klpd, kd_satker = key
        live = places.get(key, [])
        pagu = total(row["pagu_program"] for row in live)
        own = total(row["pagu"] for row in lists.get(key, []))
        out.append(
            {
                "tahun": tahun,
                "kd_klpd": kd_klpd,
                "kd_satker": kd_satker,
                "nama_satker": satker(swakelola + kaji_ulang, kd_klpd, kd_satker),
                "jumlah_program": len(live),
                "pagu": pagu,
                "pagu_kosong": missing(row["pagu_program"] for row in live),
                "pagu_berulang": repeated(live),
                "pagu_swakelola": own,
                "pangsa_swakelola": share(own, pagu),
                "pangsa": share(pagu, klpd_pagu(program, tahun, kd_klpd)),
            }
        )
    return ordered(out, "-pagu", "tahun", "kd_klpd", "kd_satker")


def program_antar_tahun(program: Rows, swakelola: Rows, kaji_ulang: Rows) -> Rows:
    out: Rows = []
    for (kd_klpd,), mine in groups(program, "kd_klpd").items():
        years = sorted({row["tahun"] for row in mine})
        for before, after in itertools.pairwise(years):
            old = [row for row in live_programs(mine) if row["tahun"] == before]
            new = [row for row in live_programs(mine) if row["tahun"] == after]
            for row in _pairs(old, new, kd_klpd, swakelola + kaji_ulang):
                name = program_name(program, kd_klpd, row["kd_program_str"])
                out.append(row | {"tahun": after, "kd_klpd": kd_klpd, "nama_program": name})
    key = ("tahun", "kd_klpd", "kd_satker", "kd_program_str")
    return ordered(out, *key, "pagu_lama", "pagu_baru")


def _pairs(old: Rows, new: Rows, kd_klpd: str, told: Rows) -> Rows:
    olds, news = (groups(rows, "kd_satker", "kd_program_str") for rows in (old, new))
    out = []
    for key in [key for key in olds if key in news and None not in key]:
        out.append(_pair(key, olds.pop(key), news.pop(key), "kode"))

    def other(key: tuple[Any, ...]) -> tuple[Any, ...]:
        return satker(told, kd_klpd, key[0], "kd_satker_str"), key[1]

    counts = [Counter(other(key) for key in side) for side in (olds, news)]
    for key in list(olds):
        shared = other(key)
        if None not in shared and counts[0][shared] == counts[1][shared] == 1:
            partner = next(k for k in news if other(k) == shared)
            out.append(_pair(partner, olds.pop(key), news.pop(partner), "dipadankan"))
    out += [_pair(key, rows, None, None) for key, rows in olds.items()]
    out += [_pair(key, None, rows, None) for key, rows in news.items()]
    return out


def _pair(key: tuple[Any, ...], old: Rows | None, new: Rows | None, how: str | None) -> Row:
    amounts = [[row["pagu_program"] for row in side or []] for side in (old, new)]
    before, after = total(amounts[0]), total(amounts[1])
    known = before is not None or after is not None
    difference = (after or 0) - (before or 0) if known else None
    if missing(amounts[0] + amounts[1]):
        state = "tidak diketahui"
    elif old is None:
        state = "baru"
    elif new is None:
        state = "hilang"
    else:
        assert difference is not None
        state = "naik" if difference > 0 else "turun" if difference < 0 else "tetap"
    return {
        "kd_satker": key[0],
        "kd_program_str": key[1],
        "pagu_lama": before,
        "pagu_baru": after,
        "selisih": difference,
        "keadaan": state,
        "padanan": how,
    }


def counted(rows: Rows) -> Row:
    return {
        "jumlah_paket": len(rows),
        "pagu": total(row["pagu"] for row in rows),
        "pagu_kosong": missing(row["pagu"] for row in rows),
    }


def swakelola_status(swakelola: Rows, kaji_ulang: Rows) -> Rows:
    found = groups(live_packages(swakelola), "tahun", "kd_klpd", "kd_satker", "status")
    out = [
        dict(zip(("tahun", "kd_klpd", "kd_satker", "status"), key, strict=True))
        | {"nama_satker": satker(swakelola + kaji_ulang, key[1], key[2])}
        | counted(rows)
        for key, rows in found.items()
    ]
    return ordered(out, "tahun", "kd_klpd", "kd_satker", "status")


def swakelola_tipe(swakelola: Rows) -> Rows:
    key = ("tahun", "kd_klpd", "tipe_swakelola", "status")
    found = groups(live_packages(swakelola), *key)
    out = [dict(zip(key, codes, strict=True)) | counted(rows) for codes, rows in found.items()]
    return ordered(out, *key)


def swakelola_penyelenggara(swakelola: Rows, klpd: Rows) -> Rows:
    catalogue = {row["kd_klpd"]: row["nama_klpd"] for row in klpd}
    code = "kd_klpd_penyelenggara"
    key = ("tahun", "kd_klpd", "tipe_swakelola", code)
    live = [row | {code: row[code] or KOSONG} for row in live_packages(swakelola)]
    out = []
    for codes, rows in groups(live, *key).items():
        served = [r for r in swakelola if (r["kd_klpd"], r[code]) == (codes[1], codes[3])]
        name = catalogue.get(codes[3]) or name_of(served, "nama_klpd_penyelenggara")
        row = dict(zip(key, codes, strict=True)) | counted(rows)
        out.append(row | {"nama_klpd_penyelenggara": KOSONG if codes[3] == KOSONG else name})
    return ordered(out, *key)


def swakelola_pengumuman(swakelola: Rows, kaji_ulang: Rows) -> Rows:
    out = []
    found = groups(live_packages(swakelola), "tahun", "kd_klpd", "kd_satker")
    for (tahun, kd_klpd, kd_satker), rows in found.items():
        told = [row for row in rows if row["tgl_pengumuman_paket"]]
        early = [r for r in told if r["tgl_pengumuman_paket"].date() <= date(tahun, 3, 31)]
        days = [
            (row["tgl_pengumuman_paket"].date() - row["tgl_buat_paket"].date()).days
            for row in told
            if row["tgl_buat_paket"]
        ]
        out.append(
            {
                "tahun": tahun,
                "kd_klpd": kd_klpd,
                "kd_satker": kd_satker,
                "nama_satker": satker(swakelola + kaji_ulang, kd_klpd, kd_satker),
                "jumlah_paket": len(rows),
                "diumumkan_31_maret": len(early),
                "pagu": total(row["pagu"] for row in rows),
                "pagu_31_maret": part_total([row["pagu"] for row in early]),
                "hari_ke_pengumuman": float(median(days)) if days else None,
            }
        )
    return ordered(out, "tahun", "kd_klpd", "kd_satker")


def paket(swakelola: Rows, kaji_ulang: Rows, keadaan: Rows) -> Rows:
    states = {
        (row["tahun"], row["kd_klpd"], row["kd_rup"]): row["keadaan"]
        for row in keadaan
        if row["jenis_paket"] == "SWAKELOLA"
    }
    kept = ("tahun", "kd_klpd", "kd_satker", "kd_rup", "nama_paket", "status", "tipe_swakelola")
    dates = ("tgl_buat_paket", "tgl_pengumuman_paket", "tgl_awal_pelaksanaan_kontrak")
    out = [
        {name: row[name] for name in (*kept, "pagu", *dates)}
        | {"nama_satker": satker(swakelola + kaji_ulang, row["kd_klpd"], row["kd_satker"])}
        | {"keadaan": states.get((row["tahun"], row["kd_klpd"], row["kd_rup"]))}
        for row in live_packages(swakelola)
    ]
    ties = ("nama_paket", "status", "tipe_swakelola", "pagu", *dates)
    return ordered(out, "tahun", "kd_klpd", "kd_satker", "kd_rup", *ties)


KINDS = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK")


def acts(kaji_ulang: Rows) -> int:
    single, splits = 0, set()
    for row in kaji_ulang:
        act = tuple(row[k] for k in ("jenis_paket", "kd_satker", "kd_rup_lama", "tgl_kaji_ulang"))
        if row["jenis_revisi"] == "SATUKEBANYAK" and act[2] is not None and act[3] is not None:
            splits.add(act)
        else:
            single += 1
    return single + len(splits)


def cancelled(kaji_ulang: Rows) -> int:
    """Count codes of one KLPD-year whose latest row is a cancellation."""
    latest: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in kaji_ulang:
        if row["jenis_revisi"] not in KINDS or row["kd_rup_lama"] is None:
            continue
        when = row["tgl_kaji_ulang"]
        place = (when is not None, when or 0, KINDS.index(row["jenis_revisi"]))
        code = (row["jenis_paket"], row["kd_rup_lama"])
        latest[code] = max(latest.get(code, place), place)
    return sum(place[2] == 0 for place in latest.values())


def rate(swakelola: Rows, kaji_ulang: Rows) -> tuple[int, int]:
    """Return revisions and distinct codes of swakelola within one KLPD-year."""
    mine = [row for row in kaji_ulang if row["jenis_paket"] == "SWAKELOLA"]
    codes = {row["kd_rup"] for row in swakelola}
    codes |= {row[name] for row in mine for name in ("kd_rup_lama", "kd_rup_baru")}
    return len(mine), len(codes - {None})


def of(rows: Rows, key: tuple[int, str]) -> Rows:
    return [row for row in rows if (row["tahun"], row["kd_klpd"]) == key]


def measures(program: Rows, swakelola: Rows, kaji_ulang: Rows, stored: Rows) -> Rows:
    """Return one row per KLPD-year that is stored or has rows, with every measure of it."""
    every = (*program, *swakelola, *kaji_ulang, *stored)
    out = []
    for key in sorted({(row["tahun"], row["kd_klpd"]) for row in every}):
        plans, history, known = of(program, key), of(kaji_ulang, key), of(stored, key)
        here = {row["dataset"] for row in known}
        live, packages = live_programs(plans), live_packages(of(swakelola, key))
        told = [row for row in packages if row["status"] == "Terumumkan"]
        list_pagu = total(row["pagu"] for row in packages)
        pagus = [row["pagu_program"] for row in live if row["pagu_program"] is not None]
        with_program = bool(plans) or "program-master" in here
        with_list = bool(of(swakelola, key)) or "paket-swakelola" in here
        with_history = bool(history) or "history-kaji-ulang" in here
        revised, codes = rate(of(swakelola, key), history)
        out.append(
            {
                "tahun": key[0],
                "kd_klpd": key[1],
                "ada_program": with_program,
                "jumlah_program": len(live) if with_program else None,
                "pagu": total(pagus),
                "pagu_kosong": len(live) - len(pagus) if with_program else None,
                "pagu_berulang": repeated(live),
                "median_pagu": float(median(pagus)) if pagus else None,
                "jumlah_swakelola": len(packages) if with_list else None,
                "pagu_swakelola": list_pagu,
                "terumumkan": len(told) if with_list else None,
                "pangsa_terumumkan": share(len(told), len(packages)),
                "pangsa_pagu_terumumkan": share(part_total([r["pagu"] for r in told]), list_pagu),
                "revisi": len(history) if with_history else None,
                "tindakan": acts(history) if with_history else None,
                "batal_bersih": cancelled(history) if with_history else None,
                "revisi_swakelola": revised,
                "kode_swakelola": codes,
                "lengkap": {r["dataset"] for r in known if r["complete"]} == ALL_THREE,
                "snapshot": min((row["fetched_at"] for row in known), default=None),
            }
        )
    return out


ALL_THREE = {"program-master", "paket-swakelola", "history-kaji-ulang"}


def kpi(measured: Rows) -> Rows:
    same = ("tahun", "kd_klpd", "pagu", "pagu_kosong", "jumlah_program", "revisi", "tindakan")
    return [
        {name: row[name] for name in (*same, "batal_bersih")}
        | {"jumlah_paket": row["jumlah_swakelola"]}
        for row in measured
    ]


def banding(measured: Rows, klpd: Rows, told: Rows) -> Rows:
    catalogue = {row["kd_klpd"]: row for row in klpd}
    out = []
    for row in measured:
        own = [r for r in told if r["kd_klpd"] == row["kd_klpd"]]
        served = {
            "nama_klpd": name_of(own, "nama_klpd"),
            "jenis_klpd": name_of(own, "jenis_klpd", str),
            "kode_wilayah": None,
        }
        listed = catalogue.get(row["kd_klpd"], served)
        left = ("ada_program", "pagu_kosong", "terumumkan", "revisi_swakelola", "kode_swakelola")
        out.append(
            {name: value for name, value in row.items() if name not in left}
            | {name: listed[name] for name in served}
            | {"revisi_swakelola_per_100": share(100 * row[left[3]], row[left[4]])}
        )
    return out


def wilayah(measured: Rows, klpd: Rows, regions: Rows, kode: str, tahun: tuple[int, ...]) -> Rows:
    places = {row["kd_klpd"]: row["kode_wilayah"] or "" for row in klpd}
    digits = {0: 2, 2: 4, 4: 6, 6: 10}[len(kode)]
    shown = {r["code"]: r for r in regions if kode in (r["parent_code"], r["code"])}
    if not kode:
        shown[""] = {"name": "Kementerian/Lembaga", "penduduk": None}
    years = tahun or {row["tahun"] for row in measured}
    rows: dict[tuple[int, str], Rows] = {(year, code): [] for year in years for code in shown}
    for row in measured:
        place = places.get(row["kd_klpd"], "")
        if place.startswith(kode) and row["tahun"] in years:
            rows.setdefault((row["tahun"], place[:digits]), []).append(row)
    out = []
    for (year, code), mine in rows.items():
        expected = {k for k, p in places.items() if p.startswith(kode) and p[:digits] == code}
        here = {row["kd_klpd"] for row in mine if row["ada_program"]}
        pagu = total(row["pagu"] for row in mine)
        people = shown.get(code, {}).get("penduduk")
        codes = total(row["kode_swakelola"] for row in mine)
        out.append(
            {
                "tahun": year,
                "kode": code,
                "nama": shown.get(code, {}).get("name"),
                "jumlah_klpd": len(mine),
                "jumlah_klpd_seharusnya": len(expected),
                "pagu_program": pagu,
                "penduduk": people,
                "pagu_per_kapita": share(pagu, people) if expected <= here else None,
                **{
                    name: total(row[name] for row in mine)
                    for name in ("pagu_kosong", "jumlah_swakelola", "terumumkan", "revisi")
                },
                "revisi_swakelola_per_100": share(
                    100 * (total(row["revisi_swakelola"] for row in mine) or 0), codes
                ),
                "snapshot_tertua": min(
                    (row["snapshot"] for row in mine if row["snapshot"]), default=None
                ),
            }
        )
    return ordered(out, "tahun", "kode")


class Families:
    """States, owners and families of the codes of one (tahun, kd_klpd, jenis_paket)."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.children: dict[str, set[str]] = defaultdict(set)
        self.parents: dict[str, set[str]] = defaultdict(set)
        self.codes = {row[n] for row in rows for n in ("kd_rup_lama", "kd_rup_baru")} - {None}
        for row in rows:
            old, new = row["kd_rup_lama"], row["kd_rup_baru"]
            if old is not None and new is not None and old != new:
                self.children[old].add(new)
                self.parents[new].add(old)

    def owner(self, code: str) -> str | None:
        own = [row for row in self.rows if row["kd_rup_lama"] == code]
        made = [row for row in self.rows if row["kd_rup_baru"] == code]
        for rows in (own, [row for row in made if row["kd_rup_lama"] != code]):
            named = [row for row in rows if row["kd_satker"] is not None]
            if named:
                last = max(self.place(row) for row in named)
                satker: str = min(row["kd_satker"] for row in named if self.place(row) == last)
                return satker
        return None

    @staticmethod
    def place(row: Row) -> tuple[Any, ...]:
        when, kind = row["tgl_kaji_ulang"], row["jenis_revisi"]
        return (when is not None, when or 0, KINDS.index(kind) if kind in KINDS else 7)

    def family(self, code: str) -> set[str]:
        found, ahead = {code}, [code]
        while ahead:
            at = ahead.pop()
            new = (self.children[at] | self.parents[at]) - found
            found |= new
            ahead += new
        return found

    def root(self, family: set[str]) -> str:
        odd = any(len(self.parents[code]) > 1 for code in family)
        tops = [code for code in family if not self.parents[code]]
        return min(family) if odd or len(tops) != 1 else tops[0]

    def depth(self, family: set[str]) -> int | None:
        """Return the edges of the longest path, None when the family has a cycle."""

        def down(code: str, above: frozenset[str]) -> int | None:
            if code in above:
                return None
            below = [down(child, above | {code}) for child in self.children[code]]
            return (
                None if None in below else max((1 + b for b in below if b is not None), default=0)
            )

        depths = [down(code, frozenset()) for code in family]
        return None if None in depths else max(d for d in depths if d is not None)


def tanda(
    program: Rows, swakelola: Rows, kaji_ulang: Rows, limits: tuple[int, int, int, int]
) -> set[tuple[Any, ...]]:
    """Return (aturan, tahun, kd_klpd, kd_satker, kode, nilai), with repeats numbered."""
    found: list[tuple[Any, ...]] = []
    for key in {(row["tahun"], row["kd_klpd"]) for row in (*program, *swakelola, *kaji_ulang)}:
        history, packages = of(kaji_ulang, key), live_packages(of(swakelola, key))
        plans = live_programs(of(program, key))
        mine = [
            *_chain_flags(history, limits),
            *_row_flags(history, limits[3]),
            *_plan_flags(plans, packages),
            *_package_flags(packages, history),
        ]
        found += [(rule, *key, *rest) for rule, *rest in mine]
    seen: Counter[tuple[Any, ...]] = Counter()
    numbered = set()
    for flag in found:
        numbered.add((*flag, seen[flag]))
        seen[flag] += 1
    return numbered


def _chain_flags(history: Rows, limits: tuple[int, int, int, int]) -> list[tuple[Any, ...]]:
    out: list[tuple[Any, ...]] = []
    for rows in groups(history, "jenis_paket").values():
        tree = Families(rows)
        for code in tree.codes:
            own = [row for row in rows if row["kd_rup_lama"] == code]
            split = [row for row in own if row["jenis_revisi"] == "SATUKEBANYAK"]
            parts = {row["kd_rup_baru"] for row in split} - {code, None}
            again = sum(row["jenis_revisi"] == "PENGAKTIFAN" for row in own)
            if len(parts) >= limits[0]:
                out.append(("pecah-banyak", tree.owner(code), code, len(parts)))
            if again >= limits[1]:
                out.append(("aktif-berulang", tree.owner(code), code, again))
        for family in {frozenset(tree.family(code)) for code in tree.codes}:
            depth, root = tree.depth(set(family)), tree.root(set(family))
            if depth is not None and depth >= limits[2]:
                out.append(("rantai-dalam", tree.owner(root), root, depth))
    return out


def _row_flags(history: Rows, least: int) -> list[tuple[Any, ...]]:
    dated = [
        row | {"hari": row["tgl_kaji_ulang"].date().isoformat()}
        for row in history
        if row["tgl_kaji_ulang"] and row["kd_satker"] is not None
    ]
    out: list[tuple[Any, ...]] = [
        ("banyak-sehari", *key, len(rows))
        for key, rows in groups(dated, "kd_satker", "hari").items()
        if len(rows) >= least
    ]
    blank = [row for row in history if (row["alasan_kajiulang"] or "").strip() in ("", ".", "-")]
    for key, rows in groups(blank, "kd_satker", "kd_rup_lama", "jenis_paket").items():
        out.append(("tanpa-alasan", *key[:2], len(rows)))
    return out


def _plan_flags(plans: Rows, packages: Rows) -> list[tuple[Any, ...]]:
    rows = [(r["kd_satker"], r["kd_program_str"], r["pagu_program"]) for r in plans]
    whole = total(pagu for _, _, pagu in rows)
    out = [
        ("baris-besar", kd_satker, code, round(pagu / (whole or 1), 9))
        for kd_satker, code, pagu in rows
        if whole is not None and pagu is not None and pagu > 0 and 2 * pagu > whole
        if whole != 0
    ]
    rows += [(r["kd_satker"], r["kd_rup"], r["pagu"]) for r in packages]
    return out + [("pagu-nol-kosong", *row) for row in rows if not row[2]]


def _package_flags(packages: Rows, history: Rows) -> list[tuple[Any, ...]]:
    tree = Families([row for row in history if row["jenis_paket"] == "SWAKELOLA"])
    out: list[tuple[Any, ...]] = []
    for row in packages:
        start, times = row["tgl_awal_pelaksanaan_kontrak"], [row["tgl_pengumuman_paket"]]
        family = tree.family(row["kd_rup"]) if row["kd_rup"] in tree.codes else set()
        times += [
            r["tgl_kaji_ulang"]
            for r in tree.rows
            if r["kd_rup_lama"] in family or r["kd_rup_baru"] in family
        ]
        first = min((time for time in times if time), default=None)
        if start and first and (first.year, first.month) > (start.year, start.month):
            months = (first.year - start.year) * 12 + first.month - start.month
            nilai = months if history else None
            out.append(("mulai-sebelum-umum", row["kd_satker"], row["kd_rup"], nilai))
    same: dict[tuple[Any, ...], Rows] = defaultdict(list)
    for row in packages:
        texts = [
            " ".join((row[n] or "").lower().split()) for n in ("nama_paket", "uraian_pekerjaan")
        ]
        start = row["tgl_awal_pelaksanaan_kontrak"]
        if row["kd_satker"] is not None and row["pagu"] is not None and start and all(texts):
            same[row["kd_satker"], row["pagu"], start, *texts].append(row)
    for rows in same.values():
        if len(rows) > 1:
            out += [("paket-kembar", r["kd_satker"], r["kd_rup"], len(rows)) for r in rows]
    return out
