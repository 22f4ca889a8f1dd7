"""Rows, what is asked for, and the few rules that every table shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Row = dict[str, Any]
Rows = list[Row]
Key = tuple[int, str]

PROGRAM, PAKET, HISTORY = "program-master", "paket-swakelola", "history-kaji-ulang"
CORE = (PROGRAM, PAKET, HISTORY)
KOSONG = "(kosong)"
TERUMUMKAN = "Terumumkan"


@dataclass(frozen=True, eq=False)
class Data:
    """All rows that are stored, with `tahun` and `kd_klpd` of their partition.

    `stored` has one row per partition that answered, those without rows included; `manifests` is
    None where nothing is known of what was set aside. `others` are the rows of all other datasets
    that were read.
    """

    program: Rows
    swakelola: Rows
    kaji_ulang: Rows
    klpd: Rows
    regions: Rows
    stored: Rows
    manifests: Rows | None = None
    others: dict[str, Rows] = field(default_factory=dict)

    def rows(self, dataset: str) -> Rows:
        """Return the rows of a dataset, none where it was not read."""
        parts = {PROGRAM: self.program, PAKET: self.swakelola, HISTORY: self.kaji_ulang}
        return parts[dataset] if dataset in parts else self.others.get(dataset, [])


@dataclass(frozen=True)
class Asked:
    """What a table is asked for; empty means all."""

    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    wilayah: str = ""
    satker: str = ""
    program: str = ""
    status: str = ""
    jenis: str = ""
    kode: str = ""
    metode: str = ""
    pengadaan: str = ""

    def takes(self, row: Row) -> bool:
        """Tell whether a row is of a chosen KLPD and year."""
        klpd = not self.klpd or row["kd_klpd"] in self.klpd
        return klpd and (not self.tahun or row["tahun"] in self.tahun)


def key_of(row: Row) -> Key:
    """Return year and KLPD of a row's partition."""
    return row["tahun"], row["kd_klpd"]


def lead(key: Key) -> Row:
    """Return the columns that stand first in every row of a KLPD-year."""
    return {"tahun": key[0], "kd_klpd": key[1]}


def groups(rows: Iterable[Row], *names: str) -> dict[tuple[Any, ...], Rows]:
    """Return the rows by the values of these columns, in the order in which they first occur."""
    found: dict[tuple[Any, ...], Rows] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    return found


def partitions(rows: Iterable[Row], asked: Asked) -> dict[Key, Rows]:
    """Return the rows of the chosen KLPD-years, by year and KLPD."""
    found: dict[Key, Rows] = {}
    for row in rows:
        if asked.takes(row):
            found.setdefault(key_of(row), []).append(row)
    return found


def total(values: Iterable[int | None]) -> int | None:
    """Add up what is known; None where nothing is (rule 1)."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def ratio(part: int | None, whole: int | None, times: int = 1) -> float | None:
    """Return part over whole; None where one is unknown or the whole is zero."""
    if part is None or whole is None or whole == 0:
        return None
    return float(Fraction(part * times, whole))


def percent(part: int, whole: int) -> str:
    """Return a share in per cent with one decimal; only all is "100,0", only nothing "0,0"."""
    tenths = round(Fraction(part * 1000, whole))
    if tenths == 1000 and part < whole:
        return "> 99,9"
    if tenths == 0 and part > 0:
        return "< 0,1"
    return f"{tenths // 10},{tenths % 10}"


def median(values: Iterable[int]) -> float | None:
    """Return the middle value, or half the sum of the two middle ones; None of nothing."""
    line = sorted(values)
    if not line:
        return None
    low, high = line[(len(line) - 1) // 2], line[len(line) // 2]
    return float(Fraction(low + high, 2))


class _Place:
    """A value in an order: missing ones last whatever the direction."""

    def __init__(self, value: Any, *, down: bool) -> None:
        self.value, self.down = value, down

    def __lt__(self, other: _Place) -> bool:
        if self.value is None or other.value is None:
            return self.value is not None and other.value is None
        pair = (other.value, self.value) if self.down else (self.value, other.value)
        return bool(pair[0] < pair[1])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Place) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


def ordered(rows: Iterable[Row], *names: str) -> Rows:
    """Return the rows sorted by these columns; "-pagu" is largest first, missing values last."""

    def place(row: Row) -> list[_Place]:
        return [_Place(row[n.removeprefix("-")], down=n.startswith("-")) for n in names]

    return sorted(rows, key=place)


def missing_last(value: Any) -> tuple[bool, Any]:
    """Return a sort key that puts missing values last."""
    return (value is None, "" if value is None else value)


def live_program(row: Row) -> bool:
    """Tell whether a program row counts (R15)."""
    return row["is_deleted"] is not True


def live_package(row: Row) -> bool:
    """Tell whether a package counts (R15)."""
    return row["status_delete_rup"] is not True and row["status_aktif_rup"] is not False


def or_blank(text: str | None) -> str:
    """Return a text, `(kosong)` for none."""
    return text or KOSONG


def wanted(row: Row, column: str, value: str) -> bool:
    """Tell whether a row has the value that a filter asks for; an empty filter takes all."""
    return not value or or_blank(row[column]) == value


def keys_with_rows(data: Data, dataset: str) -> set[Key]:
    """Return the KLPD-years of which a dataset has any row, deleted ones included (R8)."""
    return {key_of(row) for row in data.rows(dataset)}


def per_partition(
    rows: Iterable[Row], asked: Asked, make: Callable[[Key, Rows], Iterable[Row]]
) -> Iterator[Row]:
    """Yield what `make` gives for each chosen KLPD-year, with tahun and kd_klpd in front."""
    for key, mine in partitions(rows, asked).items():
        for row in make(key, mine):
            yield {"tahun": key[0], "kd_klpd": key[1], **row}
