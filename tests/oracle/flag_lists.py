"""The rules of `tanda` over programs and packages (R14)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from tests.oracle.acts import new_code, old_code
from tests.oracle.banding import Measure
from tests.oracle.basics import Row, Rows, percent, total
from tests.oracle.findings import Outcome, hit
from tests.oracle.forest import smallest


def _family_times(one: Measure) -> dict[str, datetime]:
    """Return the earliest revision of each swakelola family, by its root."""
    forest = one.history.forests.get("SWAKELOLA") if one.history else None
    found: dict[str, datetime] = {}
    for row in one.kaji_ulang:
        code, time = old_code(row) or new_code(row), row["tgl_kaji_ulang"]
        if forest and row["jenis_paket"] == "SWAKELOLA" and code and time is not None:
            root = forest.family[code].root
            found[root] = min(time, found.get(root, time))
    return found


def _first_known(one: Measure, row: Row, families: dict[str, datetime]) -> date | None:
    """Return the latest day on which a package was first announced, as far as that is known."""
    forest = one.history.forests.get("SWAKELOLA") if one.history else None
    family = forest.family.get(row["kd_rup"]) if forest and row["kd_rup"] else None
    times = [row["tgl_pengumuman_paket"], families.get(family.root) if family else None]
    known = [time for time in times if time is not None]
    return min(known).date() if known else None


def _months(day: date) -> int:
    return day.year * 12 + day.month


def mulai_sebelum_umum(one: Measure) -> Outcome:
    """Find packages that start in a month before that of their first announcement.

    Open, chosen: a package without a start date cannot be checked either; the default month is one
    in which more than a third of the live packages that have a start date start.
    """
    if not one.swakelola:
        return Outcome([])
    live, families = one.live_list, _family_times(one)
    months = Counter(_start(row) for row in live if _start(row) is not None)
    third = sum(months.values())
    hits: Rows = []
    checked = 0
    for row in live:
        start, first = row["tgl_awal_pelaksanaan_kontrak"], _first_known(one, row, families)
        usual = months[_start(row)] * 3 > third
        if one.history is None or start is None or first is None or usual:
            continue
        checked += 1
        early = _months(first) - _months(start)
        if early > 0:
            facts = f"mulai {start}, pengumuman pertama paling lambat {first}"
            hits.append(hit(row["kd_satker"], row["kd_rup"], early, facts))
    return Outcome(hits, checked, len(live) - checked)


def _start(row: Row) -> int | None:
    start = row["tgl_awal_pelaksanaan_kontrak"]
    return None if start is None else _months(start)


def pagu_nol_kosong(one: Measure) -> Outcome:
    """Find programs and packages whose pagu is zero or missing.

    Open, chosen: where one of the two datasets has no rows, those of the other are checked.
    """
    if not one.program and not one.swakelola:
        return Outcome([])
    things = [(r["kd_satker"], r["kd_program_str"], r["pagu_program"]) for r in one.live_program]
    hits = [hit(*_nothing(*thing, "program")) for thing in things if not thing[2]]
    packages = [(r["kd_satker"], r["kd_rup"], r["pagu"]) for r in one.live_list]
    hits += [hit(*_nothing(*thing, "paket")) for thing in packages if not thing[2]]
    return Outcome(hits, len(things) + len(packages), 0)


def _nothing(
    satker: str | None, kode: str | None, pagu: int | None, what: str
) -> tuple[str | None, str | None, int | None, str]:
    return satker, kode, pagu, f"pagu {what} {'kosong' if pagu is None else 'nol'}"


def baris_besar(one: Measure) -> Outcome:
    """Find a program row over half of the KLPD's live pagu.

    Open, chosen: rows without pagu cannot be checked, nor can any where the sum is not above zero.
    """
    if not one.program:
        return Outcome([])
    known = [row for row in one.live_program if row["pagu_program"] is not None]
    whole = total(row["pagu_program"] for row in known) or 0
    if whole <= 0:
        return Outcome([], 0, len(one.live_program))
    hits: Rows = []
    for row in known:
        if row["pagu_program"] * 2 > whole:
            share = row["pagu_program"] / whole
            words = percent(row["pagu_program"], whole)
            facts = f"satu baris program adalah {words} % dari pagu KLPD"
            hits.append(hit(row["kd_satker"], row["kd_program_str"], share, facts))
    return Outcome(hits, len(known), len(one.live_program) - len(known))


def _alike(row: Row) -> tuple[object, ...] | None:
    """Return what twins share; None where any of it is missing, so that a row is no twin.

    Open, chosen: an unknown place is a place of its own: two packages without a place are twins,
    one with and one without are not.
    """
    name, text = (_folded(row[column]) for column in ("nama_paket", "uraian_pekerjaan"))
    values = (row["kd_satker"], name, row["pagu"], row["tgl_awal_pelaksanaan_kontrak"], text)
    return None if any(value in (None, "") for value in values) else (*values, row["detail_lokasi"])


def _folded(text: str | None) -> str:
    return " ".join((text or "").lower().split())


def paket_kembar(one: Measure) -> Outcome:
    """Find groups of packages alike; `kode` is the smallest kd_rup, `nilai` packages x pagu."""
    if not one.swakelola:
        return Outcome([])
    alike: dict[tuple[object, ...], Rows] = {}
    for row in one.live_list:
        values = _alike(row)
        if values is not None:
            alike.setdefault(values, []).append(row)
    hits = [
        hit(
            rows[0]["kd_satker"],
            min((row["kd_rup"] for row in rows if row["kd_rup"]), key=smallest, default=None),
            len(rows) * rows[0]["pagu"],
            f"{len(rows)} paket serupa",
        )
        for rows in alike.values()
        if len(rows) > 1
    ]
    checked = sum(map(len, alike.values()))
    return Outcome(hits, checked, len(one.live_list) - checked)
