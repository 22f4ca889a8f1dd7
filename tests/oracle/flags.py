"""`tanda` and `tanda-aturan`: every rule over every stored KLPD-year (R14)."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from tests.oracle import flag_history, flag_lists, flag_penyedia
from tests.oracle.acts import PENGAKTIFAN, SATUKEBANYAK, new_code, old_code
from tests.oracle.banding import Measure, measures
from tests.oracle.basics import Asked, Data, Rows, ordered, wanted
from tests.oracle.findings import Outcome
from tests.oracle.names import satker_names
from tests.oracle.providers import DIRECT, PENYEDIA

TEXTS = Path(__file__).resolve().parents[2] / "services" / "language" / "texts" / "tanda.toml"
RULES: Mapping[str, Callable[[Measure], Outcome]] = {
    "pecah-banyak": flag_history.pecah_banyak,
    "aktif-berulang": flag_history.aktif_berulang,
    "rantai-dalam": flag_history.rantai_dalam,
    "banyak-sehari": flag_history.banyak_sehari,
    "tanpa-alasan": flag_history.tanpa_alasan,
    "mulai-sebelum-umum": flag_lists.mulai_sebelum_umum,
    "pagu-nol-kosong": flag_lists.pagu_nol_kosong,
    "baris-besar": flag_lists.baris_besar,
    "paket-kembar": flag_lists.paket_kembar,
    "metode-pagu": flag_penyedia.metode_pagu,
    "pecah-di-bawah-batas": flag_penyedia.pecah_di_bawah_batas,
    "pemilihan-sebelum-umum": flag_penyedia.pemilihan_sebelum_umum,
}


def _codes(one: Measure, kind: str) -> int:
    """Return the codes that a row of this kind revises; the two kinds of package apart."""
    rows = (row for row in one.kaji_ulang if row["jenis_revisi"] == kind)
    return len({(row["jenis_paket"], code) for row in rows if (code := old_code(row))})


def _families(one: Measure) -> int:
    """Return the families: sets of codes that rows connect."""
    families: list[set[tuple[str | None, str]]] = []
    for row in one.kaji_ulang:
        codes = {(row["jenis_paket"], c) for c in (old_code(row), new_code(row)) if c}
        together = [family for family in families if family & codes]
        families = [family for family in families if not family & codes]
        if codes:
            families.append(codes.union(*together))
    return len(families)


def _days(one: Measure) -> int:
    """Return the days of satkers on which a code was revised."""
    rows = [row for row in one.kaji_ulang if row["kd_satker"] and old_code(row)]
    times = ((row["kd_satker"], row["tgl_kaji_ulang"]) for row in rows)
    return len({(satker, time.date()) for satker, time in times if time is not None})


def _reasons(one: Measure) -> int:
    """Return the codes of a satker for which a reason could be given."""
    names = ("kd_satker", "jenis_paket", "kd_rup_lama")
    return len({tuple(row[name] for name in names) for row in one.kaji_ulang})


def _splits(one: Measure) -> int:
    """Return the acts that split a penyedia package."""
    acts = one.history.acts if one.history else ()
    return sum(a.kind == SATUKEBANYAK and a.jenis_paket == PENYEDIA and bool(a.code) for a in acts)


def _by_method(one: Measure, *methods: str) -> int:
    return sum(row["metode_pengadaan"] in methods for row in one.live_providers)


POPULATIONS: Mapping[str, Callable[[Measure], int]] = {
    "pecah-banyak": lambda one: _codes(one, SATUKEBANYAK),
    "aktif-berulang": lambda one: _codes(one, PENGAKTIFAN),
    "rantai-dalam": _families,
    "banyak-sehari": _days,
    "tanpa-alasan": _reasons,
    "mulai-sebelum-umum": lambda one: len(one.live_list),
    "pagu-nol-kosong": lambda one: len(one.live_program) + len(one.live_list),
    "baris-besar": lambda one: len(one.live_program),
    "paket-kembar": lambda one: len(one.live_list),
    "metode-pagu": lambda one: _by_method(one, DIRECT),
    "pecah-di-bawah-batas": _splits,
    "pemilihan-sebelum-umum": lambda one: _by_method(one, *flag_penyedia.SELECTED),
}
"""How many cases each rule has in a KLPD-year, whether or not they can be checked."""


@cache
def caveat(rule: str) -> str:
    """Return the caveat of a rule as the product words it."""
    known = tomllib.loads(TEXTS.read_text())
    text: str = known["tanda"][rule]["catatan"]["id"]
    return text


def _outcomes(data: Data, asked: Asked) -> Iterable[tuple[Measure, str, Outcome]]:
    for one in measures(data, asked).values():
        if one.is_stored:
            for name, rule in RULES.items():
                yield one, name, rule(one)


def tanda(data: Data, asked: Asked) -> Rows:
    """Return every flag with its facts and the caveat of its rule."""
    names = satker_names(data)
    found: Rows = []
    for one, rule, outcome in _outcomes(data, asked):
        for row in outcome.hits:
            found.append(
                {
                    "tahun": one.key[0],
                    "kd_klpd": one.key[1],
                    "aturan": rule,
                    "kd_satker": row["kd_satker"],
                    "nama_satker": names.get((one.key[1], row["kd_satker"])),
                    "kode": row["kode"],
                    "nilai": row["nilai"],
                    "keterangan": f"{row['keterangan']}; {caveat(rule)}",
                }
            )
    found = [row for row in found if wanted(row, "kd_satker", asked.satker)]
    order = ("aturan", "kd_satker", "kode", "nilai", "keterangan")
    return ordered(found, "tahun", "kd_klpd", *order)


def tanda_aturan(data: Data, asked: Asked) -> Rows:
    """Return what each rule checked, found and could not check, per stored KLPD-year."""
    found = [
        {
            "tahun": one.key[0],
            "kd_klpd": one.key[1],
            "aturan": rule,
            "diperiksa": outcome.checked,
            "tanda": None if outcome.checked is None else len(outcome.hits),
            "tak_bisa_diperiksa": outcome.unknown,
        }
        for one, rule, outcome in _outcomes(data, asked)
    ]
    return ordered(found, "tahun", "kd_klpd", "aturan")


def uncounted(data: Data, rules: Rows, flags: Rows) -> list[str]:
    """Return the rows of `tanda-aturan` whose counts leave out a case, in words.

    Checked and unchecked cases are all cases of the rule, and its flags are the rows of `tanda`,
    no more than were checked.
    """
    known, found = measures(data, Asked()), list[str]()
    hits = Counter((row["tahun"], row["kd_klpd"], row["aturan"]) for row in flags)
    for row in rules:
        if row["diperiksa"] is None:
            continue
        key = row["tahun"], row["kd_klpd"]
        cases = POPULATIONS[row["aturan"]](known[key])
        whole = row["diperiksa"] + row["tak_bisa_diperiksa"] == cases
        flagged = row["tanda"] == hits[*key, row["aturan"]] <= row["diperiksa"]
        if not (whole and flagged):
            found.append(f"{row}: {cases} cases, {hits[*key, row['aturan']]} flags")
    return found
