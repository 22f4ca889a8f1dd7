"""Whole KLPD-years measured, and `banding`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from tests.oracle.basics import (
    CORE,
    TERUMUMKAN,
    Asked,
    Data,
    Key,
    Row,
    Rows,
    key_of,
    lead,
    live_package,
    live_program,
    median,
    ordered,
    ratio,
    total,
)
from tests.oracle.names import newest
from tests.oracle.program import berulang
from tests.oracle.providers import list_was_read, provider_list, whole_list
from tests.oracle.rates import (
    Families,
    codes_of,
    counted,
    deleted_codes,
    families,
    meaningful,
    rows_of,
)
from tests.oracle.states import History


@dataclass(frozen=True)
class Measure:
    """One KLPD-year: its rows, what is stored of it, and what follows from them.

    A dataset without rows gives no figure at all (R8).
    """

    key: Key
    program: Rows
    swakelola: Rows
    kaji_ulang: Rows
    stored: Rows
    penyedia: Rows
    """The provider packages, of the whole list or else of the announced one."""
    penyedia_whole: Rows
    satkers: Rows
    region: str
    list_read: bool
    """Whether a list of provider packages was read, with rows or not."""

    @property
    def is_stored(self) -> bool:
        """Tell whether any core dataset has rows (R9)."""
        return bool(self.program or self.swakelola or self.kaji_ulang)

    @property
    def is_empty(self) -> bool:
        """Tell whether all three core datasets answered and were empty (R9)."""
        answered = {row["dataset"] for row in self.stored}
        return not self.is_stored and set(CORE) <= answered

    @cached_property
    def live_program(self) -> Rows:
        """Return the live program rows."""
        return [row for row in self.program if live_program(row)]

    @cached_property
    def live_list(self) -> Rows:
        """Return the live packages."""
        return [row for row in self.swakelola if live_package(row)]

    @cached_property
    def live_providers(self) -> Rows:
        """Return the live provider packages."""
        return [row for row in self.penyedia if live_package(row)]

    @property
    def announced(self) -> Rows:
        """Return the live packages that are announced."""
        return [row for row in self.live_list if row["status"] == TERUMUMKAN]

    @property
    def meaningful(self) -> bool:
        """Tell whether a share of announced packages may be shown."""
        return meaningful(self.swakelola)

    @cached_property
    def history(self) -> History | None:
        """Return the history, None without rows."""
        return History(self.kaji_ulang) if self.kaji_ulang else None

    @cached_property
    def families(self) -> Families | None:
        """Return acts and families of swakelola, None where the rate is not known."""
        return families(self.history, self.swakelola)

    @cached_property
    def provider_families(self) -> Families | None:
        """Return acts and families of penyedia, None where the rate is not known."""
        return families(self.history, self.penyedia_whole, "PENYEDIA")

    @property
    def family_count(self) -> int | None:
        """Return the number of swakelola families, meaningful list or not."""
        known = counted(self.history, self.swakelola)
        return len(known.satkers) if known else None

    @property
    def revised(self) -> int:
        """Return the history rows of swakelola packages."""
        return len(rows_of(self.kaji_ulang))

    @property
    def codes(self) -> int:
        """Return the swakelola codes that revisions are counted over."""
        codes = codes_of(rows_of(self.kaji_ulang), self.swakelola)
        return len(codes - deleted_codes(self.swakelola))

    @property
    def rate(self) -> float | None:
        """Return rows per 100 codes; None without list, history or codes."""
        return ratio(self.revised, self.codes, 100) if self.rated else None

    @property
    def rated(self) -> bool:
        """Tell whether rows per 100 codes are known: list and history both have rows."""
        return bool(self.swakelola and self.kaji_ulang)

    @property
    def oldest(self) -> datetime | None:
        """Return when the oldest of its snapshots was read."""
        return min((row["fetched_at"] for row in self.stored), default=None)

    @property
    def imported(self) -> bool:
        """Tell whether any of its datasets was imported (R10)."""
        return any(row["source"] == "berkas" for row in self.stored)

    @property
    def complete(self) -> bool | None:
        """Return whether all three were read whole; None unless all have rows (R8)."""
        if not (self.program and self.swakelola and self.kaji_ulang):
            return None
        whole = {row["dataset"] for row in self.stored if row["complete"]}
        return set(CORE) <= whole


def measures(data: Data, asked: Asked) -> dict[Key, Measure]:
    """Return every chosen KLPD-year of which any core dataset answered or has rows."""
    return {key: one for key, one in _all(data).items() if asked.takes(lead(key))}


@lru_cache(maxsize=2)
def _all(data: Data) -> dict[Key, Measure]:
    parts = (data.program, data.swakelola, data.kaji_ulang)
    stored = [row for row in data.stored if row["dataset"] in CORE]
    keys = {key_of(row) for rows in (*parts, stored) for row in rows}
    found: dict[Key, list[Rows]] = {key: [[], [], [], []] for key in sorted(keys)}
    for place, rows in enumerate((*parts, stored)):
        for row in rows:
            found[key_of(row)][place].append(row)
    regions = {row["kd_klpd"]: row["kode_wilayah"] or "" for row in data.klpd}
    masters = data.rows("master-satker")
    return {
        key: Measure(
            key,
            *mine,
            penyedia=provider_list(data, key),
            penyedia_whole=whole_list(data, key),
            satkers=[row for row in masters if row["kd_klpd"] == key[1]],
            region=regions.get(key[1], ""),
            list_read=list_was_read(data, key),
        )
        for key, mine in found.items()
    }


def banding(data: Data, asked: Asked) -> Rows:
    """Return one row per KLPD-year.

    Open, chosen: a KLPD-year of which only some datasets answered, all of them empty, is listed
    too. `snapshot` is no figure: it stands for empty KLPD as well. A KLPD that the catalogue lacks
    has the name and kind that its rows carry. `keluarga_swakelola` (in no definition) is the number
    of families, also where the rate is not meaningful.
    """
    klpd = {row["kd_klpd"]: row for row in data.klpd}
    every = measures(data, asked)
    standing = stand_ins(every)
    rows = [
        _row(one, klpd.get(one.key[1]) or _served(data, asked, one.key[1]), one.key in standing)
        for one in every.values()
    ]
    return ordered(rows, "tahun", "kd_klpd")


def _served(data: Data, asked: Asked, kode: str) -> Row:
    """Return name and kind as the chosen rows of a KLPD carry them, of the newest year first."""
    rows = (*data.program, *data.swakelola, *data.kaji_ulang)
    mine = [row for row in rows if row["kd_klpd"] == kode and asked.takes(row)]
    named = {n: newest((r["tahun"], r[n]) for r in mine) for n in ("nama_klpd", "jenis_klpd")}
    return named | {"kode_wilayah": None}


def stand_ins(every: Mapping[Key, Measure]) -> set[Key]:
    """Return the KLPD-years with imported rows in a year in which another has none (R10)."""
    live = {one.key[0] for one in every.values() if one.is_stored and not one.imported}
    return {key for key, one in every.items() if one.imported and key[0] in live}


def _row(one: Measure, known: Row, stands_in: bool) -> Row:
    rate, history, providers = one.families, one.history, one.provider_families
    live = total(row["pagu"] for row in one.live_list)
    return {
        **lead(one.key),
        **{name: known[name] for name in ("nama_klpd", "jenis_klpd", "kode_wilayah")},
        "jumlah_program": len(one.live_program) if one.program else None,
        "pagu": total(row["pagu_program"] for row in one.live_program),
        "median_pagu": median(
            row["pagu_program"] for row in one.live_program if row["pagu_program"] is not None
        ),
        "pagu_berulang": berulang(one.live_program),
        "jumlah_swakelola": len(one.live_list) if one.swakelola else None,
        "pagu_swakelola": live,
        "pangsa_terumumkan": (
            ratio(len(one.announced), len(one.live_list)) if one.meaningful else None
        ),
        "pangsa_pagu_terumumkan": ratio(_announced_pagu(one), live) if one.meaningful else None,
        "revisi": len(one.kaji_ulang) if history else None,
        "tindakan": len(history.acts) if history else None,
        "revisi_swakelola_per_100": one.rate,
        "batal_bersih": (
            list(history.cancelled.values()).count("batal_bersih") if history else None
        ),
        "lengkap": one.complete,
        "snapshot": one.oldest,
        "tindakan_swakelola_per_100_keluarga": rate.of_all() if rate else None,
        "tindakan_penyedia_per_100_keluarga": providers.of_all() if providers else None,
        "bolak_balik": len(history.back_and_forth) if history else None,
        "keluarga_swakelola": one.family_count if one.meaningful else None,
        "keluarga_penyedia": len(providers.satkers) if providers else None,
        "pengganti": stands_in if one.is_stored else None,
    }


def _announced_pagu(one: Measure) -> int | None:
    """Return the announced pagu: 0 where nothing is announced, None where all of it is missing."""
    return total(row["pagu"] for row in one.announced) if one.announced else 0
