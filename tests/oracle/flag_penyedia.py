"""The rules of `tanda` over provider packages (R14)."""

from __future__ import annotations

from datetime import date, datetime

from tests.oracle.acts import SATUKEBANYAK, Act, new_code, old_code
from tests.oracle.banding import Measure
from tests.oracle.basics import Row, Rows, live_package
from tests.oracle.findings import Outcome, hit
from tests.oracle.providers import DIRECT, PENYEDIA, kinds, limit, rupiah

SELECTED = ("Tender", "Tender Cepat", "Seleksi")


def _live(one: Measure) -> Rows:
    return [row for row in one.penyedia if live_package(row)]


def _limit(one: Measure, row: Row) -> int | None:
    return limit(row, one.satkers, one.region)


def metode_pagu(one: Measure) -> Outcome:
    """Find packages of direct procurement over their limit."""
    if not one.penyedia:
        return Outcome([])
    direct = [row for row in _live(one) if row["metode_pengadaan"] == DIRECT]
    hits: Rows = []
    checked = 0
    for row in direct:
        most = _limit(one, row)
        if most is None or row["pagu"] is None:
            continue
        checked += 1
        if row["pagu"] > most:
            facts = f"pagu {rupiah(row['pagu'])}, batas {DIRECT} {kinds(row)[0]} {rupiah(most)}"
            hits.append(hit(row["kd_satker"], row["kd_rup"], row["pagu"], facts))
    return Outcome(hits, checked, len(direct) - checked)


def parts(act: Act) -> set[str]:
    """Return the codes that an act made of another."""
    return {code for row in act.rows if (code := new_code(row)) and code != act.code}


def pecah_di_bawah_batas(one: Measure) -> Outcome:
    """Find acts that split a package into parts within the limit, together over it.

    Open, chosen: an act of which fewer than two parts are listed and live cannot be checked.
    """
    history = one.history
    if history is None or not one.penyedia:
        return Outcome([])
    listed = {row["kd_rup"]: row for row in _live(one) if row["kd_rup"] is not None}
    hits: Rows = []
    checked = unknown = 0
    for act in history.acts:
        if act.kind != SATUKEBANYAK or act.jenis_paket != PENYEDIA or act.code is None:
            continue
        rows = [listed[code] for code in sorted(parts(act)) if code in listed]
        if len(rows) < 2:
            unknown += 1
            continue
        of_kinds = {kind for row in rows for kind in kinds(row)}
        if any(row["metode_pengadaan"] != DIRECT for row in rows) or len(of_kinds) > 1:
            checked += 1
            continue
        limits = [_limit(one, row) for row in rows]
        amounts = [row["pagu"] for row in rows]
        if None in limits or None in amounts:
            unknown += 1
            continue
        checked += 1
        most, together = max(m for m in limits if m is not None), sum(amounts)
        within = all(a <= m for a, m in zip(amounts, limits, strict=True) if m is not None)
        if within and together > most:
            facts = (
                f"dipecah menjadi {len(rows)} paket {DIRECT} {of_kinds.pop()} yang terdaftar,"
                f" berjumlah {rupiah(together)}, masing-masing tidak lebih dari {rupiah(most)}"
            )
            hits.append(hit(history.satker((PENYEDIA, act.code)), act.code, together, facts))
    return Outcome(hits, checked, unknown)


def pemilihan_sebelum_umum(one: Measure) -> Outcome:
    """Find packages whose selection starts in a month before their family was announced.

    Open, chosen: the earliest announcement of a family is at the latest its earliest kaji ulang.
    """
    if not one.penyedia:
        return Outcome([])
    chosen = [row for row in _live(one) if row["metode_pengadaan"] in SELECTED]
    if one.history is None:
        return Outcome([], 0, len(chosen))
    forest = one.history.forests.get(PENYEDIA)

    def family(code: str | None) -> str | None:
        return forest.family[code].root if forest and code and code in forest.family else None

    times: dict[str, list[datetime]] = {}
    seen = [(row["kd_rup"], row["tgl_pengumuman_paket"]) for row in one.penyedia]
    seen += [
        (old_code(row) or new_code(row), row["tgl_kaji_ulang"])
        for row in one.kaji_ulang
        if row["jenis_paket"] == PENYEDIA
    ]
    for code, time in seen:
        root = family(code)
        if root is not None and time is not None:
            times.setdefault(root, []).append(time)
    hits: Rows = []
    checked = 0
    for row in chosen:
        own = [row["tgl_pengumuman_paket"]] if row["tgl_pengumuman_paket"] else []
        root = family(row["kd_rup"])
        known = own + times.get(root or "", [])
        start: date | None = row["tgl_awal_pemilihan"]
        if start is None or not known:
            continue
        checked += 1
        first = min(known).date()
        early = (first.year - start.year) * 12 + first.month - start.month
        if early > 0:
            facts = (
                f"{row['metode_pengadaan']}: pemilihan mulai {start:%Y-%m},"
                f" pengumuman pertama paling lambat {first}"
            )
            hits.append(hit(row["kd_satker"], row["kd_rup"], early, facts))
    return Outcome(hits, checked, len(chosen) - checked)
