"""The rules of `tanda` over the history (R14)."""

from __future__ import annotations

from tests.oracle.acts import PENGAKTIFAN, SATUKEBANYAK, new_code, old_code
from tests.oracle.banding import Measure
from tests.oracle.basics import KOSONG, Rows, groups, or_blank
from tests.oracle.findings import Outcome, hit
from tests.oracle.kaji_ulang import fold_reason
from tests.oracle.providers import rupiah
from tests.oracle.states import Code

SPLIT, AGAIN, DEEP, MANY = 5, 2, 4, 50


def pecah_banyak(one: Measure) -> Outcome:
    """Find codes of which one act made 5 or more others; the largest act of a code counts.

    Open, chosen: codes that were split are checked; the flag stands with the satker of the code. Of
    acts of equal size the first counts. Pagu of the parts are told where penyedia lists have them.
    """
    history = one.history
    if history is None:
        return Outcome([])
    pagu = {row["kd_rup"]: row["pagu"] for row in one.penyedia}
    largest: dict[Code, set[str]] = {}
    for act in history.acts:
        if act.kind == SATUKEBANYAK and act.code is not None:
            parts = {c for row in act.rows if (c := new_code(row)) and c != act.code}
            code = act.jenis_paket, act.code
            if code not in largest or len(parts) > len(largest[code]):
                largest[code] = parts
    hits = []
    for code, parts in largest.items():
        n = len(parts)
        if n < SPLIT:
            continue
        facts = f"paket {or_blank(code[0])} dipecah menjadi {n}"
        listed = [pagu.get(part) for part in parts] if code[0] == "PENYEDIA" else []
        known = [amount for amount in listed if amount is not None]
        if known:
            facts += f"; pagu {len(known)} dari {n} bagian tercatat, berjumlah {rupiah(sum(known))}"
        hits.append(hit(history.satker(code), code[1], n, facts))
    return Outcome(hits, len(largest), 0)


def aktif_berulang(one: Measure) -> Outcome:
    """Find codes with two or more acts of re-activation.

    Open, chosen: acts count, not rows; codes that were re-activated are checked.
    """
    history = one.history
    if history is None:
        return Outcome([])
    times: dict[Code, int] = {}
    for act in history.acts:
        if act.kind == PENGAKTIFAN and act.code is not None:
            code = act.jenis_paket, act.code
            times[code] = times.get(code, 0) + 1
    hits = [
        hit(
            history.satker(code),
            code[1],
            n,
            f"paket {or_blank(code[0])} diaktifkan kembali {n} kali",
        )
        for code, n in times.items()
        if n >= AGAIN
    ]
    return Outcome(hits, len(times), 0)


def rantai_dalam(one: Measure) -> Outcome:
    """Find families more than 4 deep.

    Open, chosen: families are checked; those with a cycle have no depth and cannot be.
    """
    history = one.history
    if history is None:
        return Outcome([])
    hits: Rows = []
    checked = unknown = 0
    for jenis, forest in history.forests.items():
        for family in forest.families():
            depths = [steps for steps in family.depth.values() if steps is not None]
            if not depths:
                unknown += 1
                continue
            checked += 1
            n = max(depths)
            if n > DEEP:
                facts = f"rantai revisi paket {or_blank(jenis)} sedalam {n} langkah"
                hits.append(hit(history.satker((jenis, family.root)), family.root, n, facts))
    return Outcome(hits, checked, unknown)


def banyak_sehari(one: Measure) -> Outcome:
    """Find days on which one satker revised 50 or more distinct kd_rup_lama.

    Open, chosen: the same number in both kinds of package is two codes, as everywhere; rows without
    satker, time or old code belong to no satker-day and are not counted as unknown.
    """
    if one.history is None:
        return Outcome([])
    days: dict[tuple[str, str], set[Code]] = {}
    for row in one.kaji_ulang:
        time, satker, code = row["tgl_kaji_ulang"], row["kd_satker"], old_code(row)
        if time is not None and satker is not None and code is not None:
            day = (satker, time.date().isoformat())
            days.setdefault(day, set()).add((row["jenis_paket"], code))
    hits = [
        hit(satker, day, len(codes), f"{len(codes)} kode direvisi dalam satu hari")
        for (satker, day), codes in days.items()
        if len(codes) >= MANY
    ]
    return Outcome(hits, len(days), 0)


def tanpa_alasan(one: Measure) -> Outcome:
    """Find revisions without a reason, one flag per satker and code.

    Open, chosen: what is checked are the reasons that a satker gave for a code, as one thing.
    """
    if one.history is None:
        return Outcome([])
    blank = [r for r in one.kaji_ulang if fold_reason(r["alasan_kajiulang"]) == KOSONG]
    names = ("kd_satker", "jenis_paket", "kd_rup_lama")
    hits = [
        hit(
            satker,
            code,
            len(mine),
            f"{len(mine)} baris riwayat paket {or_blank(jenis)} tanpa alasan",
        )
        for (satker, jenis, code), mine in groups(blank, *names).items()
    ]
    return Outcome(hits, len(groups(one.kaji_ulang, *names)), 0)
