"""The history of one KLPD-year: acts, families and the state of every code (R3, R4, R5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from tests.oracle import acts as act
from tests.oracle.acts import Act, acts_of, bolak_balik, kind_of, new_code, old_code
from tests.oracle.basics import Asked, Data, Key, Row, Rows, lead, partitions
from tests.oracle.forest import Forest, grow

Code = tuple[str | None, str]
"""jenis_paket and kd_rup: the same number in both kinds is two codes."""

BATAL, AKTIF, DIGANTI, GUGUR = "batal", "aktif", "diganti", "gugur"
_STATES = {
    act.PEMBATALAN: BATAL,
    act.PENGAKTIFAN: AKTIF,
    act.SATUKESATU: DIGANTI,
    act.SATUKEBANYAK: DIGANTI,
    act.LAINNYA: act.LAINNYA,
}


@dataclass(frozen=True)
class State:
    """What became of a code."""

    keadaan: str
    asal: str | None
    sejak: datetime | None
    seri: bool


class History:
    """All that is known from the history rows of one KLPD-year."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.acts = acts_of(rows)
        self.own: dict[Code, Rows] = {}
        self.makers: dict[Code, Rows] = {}
        self.codes: dict[Code, None] = {}
        for row in sorted(rows, key=act.order):
            jenis, old, new = row["jenis_paket"], old_code(row), new_code(row)
            if old is not None:
                self.own.setdefault((jenis, old), []).append(row)
            if new is not None and new != old:
                self.makers.setdefault((jenis, new), []).append(row)
            self.codes |= {(jenis, code): None for code in (old, new) if code is not None}
        self._act_of = {id(row): one for one in self.acts for row in one.rows}

    @cached_property
    def back_and_forth(self) -> list[Act]:
        """Return the cancellations that were taken back within an hour (R2)."""
        return bolak_balik(self.acts)

    @cached_property
    def forests(self) -> dict[str | None, Forest]:
        """Return the families of each kind of package."""
        jenis = dict.fromkeys(row["jenis_paket"] for row in self.rows)
        return {
            kind: grow((old_code(r), new_code(r)) for r in self.rows if r["jenis_paket"] == kind)
            for kind in jenis
        }

    def state(self, code: Code) -> State:
        """Return the state of a code."""
        return self._by_own_rows(code) if code in self.own else self._by_makers(code)

    def _by_own_rows(self, code: Code) -> State:
        """Return the state by the latest row as the old code (R3).

        `sejak` is the time of the first row of the unbroken line of rows that give this state. A
        line that begins with a row without a time has an unknown start. Open, chosen: rows without
        a time share the one time "unknown" when kinds tie.
        """
        line = self.own[code]
        last = line[-1]
        keadaan = _STATES[kind_of(last)]
        start = len(line) - 1
        while start and _STATES[kind_of(line[start - 1])] == keadaan:
            start -= 1
        time = last["tgl_kaji_ulang"]
        kinds = {kind_of(row) for row in line if row["tgl_kaji_ulang"] == time}
        return State(
            keadaan=keadaan,
            asal="diaktifkan" if keadaan == AKTIF else None,
            sejak=line[start]["tgl_kaji_ulang"],
            seri=len(kinds) > 1,
        )

    def _by_makers(self, code: Code) -> State:
        """Return the state of a code that never was an old one (R4).

        Open, chosen: `sejak` of a code that stands is the earliest row that made it and was not
        overtaken; of a dropped one it is when the last of its makers was overtaken.
        """
        overtaken = [self._overtaking(row) for row in self.makers[code]]
        standing = [m for m, o in zip(self.makers[code], overtaken, strict=True) if o is None]
        if standing:
            return State(AKTIF, "baru", standing[0]["tgl_kaji_ulang"], seri=False)
        last = max((row for row in overtaken if row is not None), key=act.order)
        return State(GUGUR, None, last["tgl_kaji_ulang"], seri=False)

    def _overtaking(self, maker: Row) -> Row | None:
        """Return the parent's first row after the last row of the act that made a code.

        Open, chosen: of two rows alike in time (or both without) and kind neither is after the
        other: the new code breaks ties in the order, it does not make a row later.
        """
        old = old_code(maker)
        if old is None:
            return None
        end = act.order(self._act_of[id(maker)].rows[-1])[:3]
        later = [row for row in self.own[maker["jenis_paket"], old] if act.order(row)[:3] > end]
        return later[0] if later else None

    def satker(self, code: Code) -> str | None:
        """Return the satker that a code belongs to."""
        return self._satkers[code]

    @cached_property
    def _satkers(self) -> dict[Code, str | None]:
        return {code: self._satker(code) for code in self.codes}

    def _satker(self, code: Code) -> str | None:
        """Return the satker of a code's rows as old code, else of those that made it.

        Open, chosen: the latest row (by time, then kind) that names a satker decides; of several
        rows alike in these the smallest satker.
        """
        for rows in (self.own.get(code, []), self.makers.get(code, [])):
            named = [row for row in rows if row["kd_satker"] is not None]
            if named:
                last = max(act.order(row)[:3] for row in named)
                latest = [row for row in named if act.order(row)[:3] == last]
                smallest: str = min(row["kd_satker"] for row in latest)
                return smallest
        return None

    @cached_property
    def cancelled(self) -> dict[Code, str]:
        """Return what became of every code that has a PEMBATALAN, in one of three words (R5)."""
        found: dict[Code, str] = {}
        for code, line in self.own.items():
            places = [n for n, row in enumerate(line) if kind_of(row) == act.PEMBATALAN]
            again = [n for n, row in enumerate(line) if kind_of(row) == act.PENGAKTIFAN]
            if not places:
                continue
            if self.state(code).keadaan == BATAL:
                found[code] = "batal_bersih"
            elif again and again[-1] > places[0]:
                found[code] = "diaktifkan_lagi"
            else:
                found[code] = "batal_diganti"
        return found

    def act_family(self, one: Act) -> Code | None:
        """Return the root of the family that an act is of."""
        code = one.code or new_code(one.first)
        return self.root((one.jenis_paket, code)) if code is not None else None

    def root(self, code: Code) -> Code:
        """Return the root of a code's family."""
        return code[0], self.forests[code[0]].family[code[1]].root


def histories(data: Data, asked: Asked) -> dict[Key, History]:
    """Return the histories of the chosen KLPD-years that have rows."""
    return {key: history for key, history in _all(data).items() if asked.takes(lead(key))}


@lru_cache(maxsize=2)
def _all(data: Data) -> dict[Key, History]:
    return {key: History(rows) for key, rows in partitions(data.kaji_ulang, Asked()).items()}


__all__ = ["AKTIF", "BATAL", "DIGANTI", "GUGUR", "Code", "History", "State", "histories"]
