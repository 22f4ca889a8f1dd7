"""`swakelola-pengumuman` and `pengumuman-per-hari`: when packages were announced (R10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle.basics import (
    Asked,
    Data,
    Key,
    Row,
    Rows,
    groups,
    key_of,
    median,
    ordered,
    partitions,
    ratio,
    total,
)
from tests.oracle.names import satker_names
from tests.oracle.states import History, histories
from tests.oracle.swakelola import listed

EARLY, MADE_LATER, LATER = "diumumkan_31_maret", "dibuat_sesudah_31_maret", "diumumkan_kemudian"
UNKNOWN = "tidak_diketahui"
CLASSES = (EARLY, MADE_LATER, LATER, UNKNOWN)
PAGU = ("pagu_31_maret", "pagu_dibuat_sesudah_31_maret", "pagu_diumumkan_kemudian")
PAGU_OF = dict(zip(CLASSES, (*PAGU, "pagu_tidak_diketahui"), strict=True))


@dataclass(frozen=True)
class Times:
    """When a package was made and first announced, its family considered."""

    made: datetime | None
    announced: datetime | None

    def of_class(self, tahun: int) -> str:
        """Return the class of a package of this year."""
        last, april = date(tahun, 3, 31), date(tahun, 4, 1)
        if self.announced is not None and self.announced.date() <= last:
            return EARLY
        if self.made is not None and self.made.date() >= april:
            return MADE_LATER
        return LATER if self.announced is not None and self.made is not None else UNKNOWN

    @property
    def days(self) -> int | None:
        """Return calendar days from making to announcing."""
        if self.made is None or self.announced is None:
            return None
        return (self.announced.date() - self.made.date()).days


class Announcements:
    """The list of one KLPD-year and the families of its codes."""

    def __init__(self, rows: Rows, history: History | None, kind: str = "SWAKELOLA") -> None:
        self.rows: dict[str, Rows] = {}
        for row in rows:
            if row["kd_rup"]:
                self.rows.setdefault(row["kd_rup"], []).append(row)
        self.forest = history.forests.get(kind) if history else None

    def times(self, row: Row) -> Times:
        """Return the times of a listed package."""
        code = row["kd_rup"]
        family = self.forest.family.get(code) if self.forest and code else None
        if family is None:
            return Times(row["tgl_buat_paket"], self._first(row, [code]))
        root = _known(r["tgl_buat_paket"] for r in self.rows.get(family.root, []))
        made = root[0] if root else row["tgl_buat_paket"]
        return Times(made, self._first(row, family.codes))

    def _first(self, row: Row, codes: Iterable[str | None]) -> datetime | None:
        rows = [row, *(r for code in codes if code for r in self.rows.get(code, []))]
        return min(_known(r["tgl_pengumuman_paket"] for r in rows), default=None)


def _known(values: Iterable[datetime | None]) -> list[datetime]:
    return sorted(value for value in values if value is not None)


def announcements(data: Data, asked: Asked) -> dict[Key, Announcements]:
    """Return lists with families of the chosen KLPD-years."""
    known = histories(data, asked)
    lists = partitions(data.swakelola, asked)
    return {key: Announcements(rows, known.get(key)) for key, rows in lists.items()}


def swakelola_pengumuman(data: Data, asked: Asked) -> Rows:
    """Return packages and pagu by class and satker; families are found before narrowing."""
    names, known = satker_names(data), announcements(data, asked)
    found: Rows = []
    for (tahun, klpd, satker), mine in groups(
        listed(data, asked), "tahun", "kd_klpd", "kd_satker"
    ).items():
        times = [known[key_of(row)].times(row) for row in mine]
        row = {"tahun": tahun, "kd_klpd": klpd, "kd_satker": satker}
        row |= {"nama_satker": names.get((klpd, satker)), "jumlah_paket": len(mine)}
        classes: dict[str, Rows] = {name: [] for name in CLASSES}
        for package, one in zip(mine, times, strict=True):
            classes[one.of_class(tahun)].append(package)
        row |= {name: len(rows) for name, rows in classes.items()}
        row["pagu"] = total(package["pagu"] for package in mine)
        row |= {PAGU_OF[name]: _pagu(rows) for name, rows in classes.items()}
        days = [one.days for one in times if one.days is not None]
        found.append(row | {"hari_ke_pengumuman": median(days)})
    return ordered(found, "tahun", "kd_klpd", "kd_satker")


def pengumuman_per_hari(data: Data, asked: Asked) -> Rows:
    """Return the packages announced on each day and up to it, and their share of all of the year.

    Families are found before narrowing to a satker.
    """
    known = announcements(data, asked)
    found: Rows = []
    for (tahun, klpd), mine in groups(listed(data, asked), "tahun", "kd_klpd").items():
        times = (known[tahun, klpd].times(row).announced for row in mine)
        days = Counter(time.date() for time in times if time is not None)
        for day in sorted(days):
            so_far = sum(count for other, count in days.items() if other <= day)
            row = {"tahun": tahun, "kd_klpd": klpd, "tanggal": day}
            row |= {"diumumkan_hari_itu": days[day], "diumumkan": so_far}
            row |= {"jumlah_paket": len(mine), "pangsa_diumumkan": ratio(so_far, len(mine))}
            found.append(row)
    return ordered(found, "tahun", "kd_klpd", "tanggal")


def _pagu(rows: Rows) -> int | None:
    """Return the pagu of a class: 0 without packages, None where all of them miss it."""
    return total(row["pagu"] for row in rows) if rows else 0
