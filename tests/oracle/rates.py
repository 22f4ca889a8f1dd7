"""Whether a list is meaningful (R7), families per 100 acts (R6) and rows per 100 codes (R11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.oracle.acts import Act, new_code, old_code
from tests.oracle.basics import TERUMUMKAN, Row, Rows, live_package, ratio
from tests.oracle.states import Code, History

SWAKELOLA = "SWAKELOLA"


def meaningful(listed: Rows) -> bool:
    """Tell whether a KLPD-year's list shows packages that are not announced (R7)."""
    return any(row["status"] != TERUMUMKAN for row in listed)


@dataclass(frozen=True)
class Families:
    """Acts and families of swakelola, each with the satker it belongs to."""

    acts: tuple[Act, ...]
    satkers: tuple[str | None, ...]
    """The satker of each family."""

    def per_100(self, acts: int, families: int) -> float | None:
        """Return acts per 100 families; None without families."""
        return ratio(acts, families, 100)

    def of_satker(self, satker: str | None) -> float | None:
        """Return the rate of one satker."""
        acts = sum(one.first["kd_satker"] == satker for one in self.acts)
        return self.per_100(acts, self.satkers.count(satker))

    def of_all(self) -> float | None:
        """Return the rate of the KLPD-year."""
        return self.per_100(len(self.acts), len(self.satkers))


def families(
    history: History | None, listed: Rows, jenis_paket: str = SWAKELOLA
) -> Families | None:
    """Return acts and families that a rate is made of; None where there is no rate (R6)."""
    return counted(history, listed, jenis_paket) if meaningful(listed) else None


def counted(history: History | None, listed: Rows, jenis_paket: str = SWAKELOLA) -> Families | None:
    """Return acts and families, meaningful or not; None where list or history has no rows.

    Open, chosen: "a code that no history row names" means no row of this jenis_paket, since the
    same number in the other kind of package is another code. An act whose row names no code at all
    stays in the numerator.
    """
    if history is None or not listed:
        return None
    known: dict[str, list[Row]] = {}
    for row in listed:
        if row["kd_rup"]:
            known.setdefault(row["kd_rup"], []).append(row)
    gone = {code for code, rows in known.items() if not any(map(live_package, rows))}
    forest = history.forests.get(jenis_paket)
    grown = forest.families() if forest else []
    left = [family for family in grown if not family.codes <= gone]
    satkers = [history.satker((jenis_paket, family.root)) for family in left]
    named = {code for family in grown for code in family.codes}
    satkers += [
        rows[0]["kd_satker"]
        for code, rows in known.items()
        if code not in named and code not in gone
    ]
    roots: set[Code] = {(jenis_paket, family.root) for family in grown if family.codes <= gone}
    acts = [
        one
        for one in history.acts
        if one.jenis_paket == jenis_paket and history.act_family(one) not in roots
    ]
    return Families(tuple(acts), tuple(satkers))


def rows_of(rows: Iterable[Row], jenis_paket: str = SWAKELOLA) -> Rows:
    """Return the history rows of one kind of package."""
    return [row for row in rows if row["jenis_paket"] == jenis_paket]


def codes_of(revised: Rows, listed: Rows) -> set[str]:
    """Return the distinct codes of these history rows and list rows, all of one kind."""
    codes = {code for row in revised for code in (old_code(row), new_code(row)) if code}
    return codes | {row["kd_rup"] for row in listed if row["kd_rup"]}


def deleted_codes(listed: Rows) -> set[str]:
    """Return the codes that are listed and not live."""
    live = {row["kd_rup"] for row in listed if live_package(row)}
    return {row["kd_rup"] for row in listed if row["kd_rup"]} - live
