"""`keadaan`, `silsilah` and `jejak`."""

from __future__ import annotations

from tests.oracle.acts import new_code, old_code
from tests.oracle.basics import (
    TERUMUMKAN,
    Asked,
    Data,
    Key,
    Row,
    Rows,
    groups,
    key_of,
    live_package,
    ordered,
    wanted,
)
from tests.oracle.forest import Family, grow
from tests.oracle.providers import PENYEDIA, provider_list
from tests.oracle.states import BATAL, DIGANTI, GUGUR, Code, History, histories

SWAKELOLA = "SWAKELOLA"


def announced(listed: Rows) -> dict[tuple[Key, str], str]:
    """Return `ya` or `tidak` for every listed code; one that is not live is `tidak`."""
    found: dict[tuple[Key, str], str] = {}
    for row in listed:
        if row["kd_rup"]:
            yes = live_package(row) and row["status"] == TERUMUMKAN
            place = key_of(row), row["kd_rup"]
            found[place] = "ya" if yes else found.get(place, "tidak")
    return found


def keadaan(data: Data, asked: Asked) -> Rows:
    """Return the state of every code that the history names."""
    rows: Rows = []
    for key, history in histories(data, asked).items():
        own = [row for row in data.swakelola if key_of(row) == key]
        lists: dict[str | None, Rows] = {SWAKELOLA: own, PENYEDIA: provider_list(data, key)}
        words = {jenis: announced(listed) for jenis, listed in lists.items() if listed}
        for code in history.codes:
            of_list = words.get(code[0])
            word = "tidak diketahui" if of_list is None else of_list.get((key, code[1]))
            word = word or "tidak ada di daftar"
            rows.append(_state_row(key, code, history, word))
    rows = [row for row in rows if wanted(row, "kd_satker", asked.satker)]
    return ordered(rows, "tahun", "kd_klpd", "jenis_paket", "kd_rup")


def _state_row(key: Key, code: Code, history: History, word: str) -> Row:
    state, family = history.state(code), history.forests[code[0]].family[code[1]]
    return {
        "tahun": key[0],
        "kd_klpd": key[1],
        "jenis_paket": code[0],
        "kd_rup": code[1],
        "kd_satker": history.satker(code),
        "keadaan": state.keadaan,
        "asal": state.asal,
        "terumumkan": word,
        "sejak": state.sejak,
        "akar": family.root,
        "kedalaman": family.depth[code[1]],
        "seri": state.seri,
    }


def silsilah(data: Data, asked: Asked) -> Rows:
    """Return one row per family.

    Open, chosen: narrowed to a satker, the families that hold a code of it (as `keadaan` says whose
    a code is), each whole. A row counts in the family of its old code, else of its new one.
    """
    found: Rows = []
    for key, history in histories(data, asked).items():
        rows = _by_family(history)
        for jenis, forest in history.forests.items():
            for family in forest.families():
                owners = [{"kd_satker": history.satker((jenis, code))} for code in family.codes]
                if any(wanted(owner, "kd_satker", asked.satker) for owner in owners):
                    count = len(rows.get((jenis, family.root), []))
                    found.append(_family_row(key, jenis, family, history, count))
    return ordered(found, "tahun", "kd_klpd", "jenis_paket", "akar")


def _by_family(history: History) -> dict[Code, Rows]:
    found: dict[Code, Rows] = {}
    for row in history.rows:
        code = old_code(row) or new_code(row)
        if code is not None:
            found.setdefault(history.root((row["jenis_paket"], code)), []).append(row)
    return found


def _family_row(key: Key, jenis: str | None, family: Family, history: History, revisi: int) -> Row:
    states = [history.state((jenis, code)).keadaan for code in family.codes]
    depths = [steps for steps in family.depth.values() if steps is not None]
    return {
        "tahun": key[0],
        "kd_klpd": key[1],
        "jenis_paket": jenis,
        "akar": family.root,
        "jumlah_kode": len(family.codes),
        "kedalaman": max(depths, default=None),
        "daun": sum(state not in (DIGANTI, GUGUR) for state in states),
        "daun_batal": states.count(BATAL),
        "gugur": states.count(GUGUR),
        "cabang_terbesar": family.branch,
        "revisi": revisi,
        "tidak_wajar": family.odd,
    }


def jejak(data: Data, asked: Asked) -> Rows:
    """Return every row of a code's family over all stored years of each KLPD.

    A row is of its old code, else of its new one. Open, chosen: a code that is both ancestor and
    descendant (a cycle) is a descendant. Rows stand by KLPD, kind of package and time, over all
    years, then by codes, kind of revision, year and reason.
    """
    rows = [r for r in data.kaji_ulang if not asked.klpd or r["kd_klpd"] in asked.klpd]
    found: Rows = []
    for mine in groups(rows, "kd_klpd", "jenis_paket").values():
        forest = grow((old_code(row), new_code(row)) for row in mine)
        if asked.kode not in forest.family:
            continue
        family = forest.family[asked.kode].codes
        above, below = forest.above(asked.kode), forest.below(asked.kode)
        for row in mine:
            code = old_code(row) or new_code(row)
            if code in family:
                side = "turunan" if code in below else "leluhur" if code in above else "kerabat"
                found.append(_step(row, "diri" if code == asked.kode else side))
    order = ("jenis_paket", "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru", "jenis_revisi")
    return ordered(found, "kd_klpd", *order, "tahun", "alasan_kajiulang")


def _step(row: Row, side: str) -> Row:
    names = ("tahun", "kd_klpd", "jenis_paket", "tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru")
    more = ("jenis_revisi", "alasan_kajiulang")
    return {name: row[name] for name in (*names, *more)} | {"arah": side}
