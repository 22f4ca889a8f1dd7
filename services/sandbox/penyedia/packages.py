"""The packages of paket-penyedia as arrays: codes, units, pagu, methods, states, instants.

Codes with a history are those of the forest of revisions; codes without have a range of their own.
What is known to break a rule of the real rows, on purpose and in these numbers, is in `ODDITIES`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ..core.swakelola import announced_swakelola
from ..draw import Bools, Draw, Floats, Ints, rupiah, uniform_by
from ..history.calendar import workdays, year_of
from ..history.gaps import DAY
from ..klpd_year import KlpdYear
from ..units.instansi import PEMDA
from . import facts as shares
from .facts import Facts, facts_of
from .families import (
    BARU,
    BATAL,
    DIAKTIFKAN,
    DIGANTI,
    GUGUR,
    Family,
    family_of,
    pagu_of,
)
from .names import named

STATUS = ("Terumumkan", "Terinisiasi", "Terdelete", "Draf", "Final Draft")
TERUMUMKAN, TERINISIASI, TERDELETE = range(3)

ODDITIES = {BATAL: 3, DIGANTI: 3}
"""Codes of a state that stand on the announced list although that state ended them."""
PDS, PDS_WITHOUT_PACKAGE = 14, 1
"""Announced packages within swakelola at most, and beside them those that point to no package."""
_FIRST_LONE = 300_000_000  # codes without a history begin here, above those of all forests
_MOST_CODES = 40_000
_DANGLING = 19_999  # of the swakelola codes of a KLPD-year: never on its list
_LISTED = {BARU: 0.891, DIAKTIFKAN: 0.186}  # share of the codes that are announced and live
_KNOWN = 0.86  # share of the other codes with a history that the whole list holds
_HISTORY_SHARE = 0.151  # of a ministry's announced codes have a history
_REPEATS = 0.085  # packages that repeat unit, name and pagu of another
# Of the packages without a history, per announced one: never announced, deleted, drafts, and
# announced but not live any more.
_BESIDE = ((TERINISIASI, 0.06), (TERDELETE, 0.03), (3, 0.005), (4, 0.005), (TERUMUMKAN, 0.006))
_TENDERED = 4  # place in METODE of the first method with a public selection
_SMALL = 100  # lists below this length have no odd packages


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """Provider packages of a KLPD and year, as arrays of one length.

    unit: row of the roster. metode and jenis: places in METODE and JENIS. name: row of the
    vocabulary, text: what names are drawn by (equal for repeats). status: place in STATUS. made
    and announced: seconds from day 0 (announced means nothing where status is another). swakelola:
    code of the package that a PDS is in, 0 for all others.
    """

    code: Ints
    unit: Ints
    pagu: Ints
    metode: Ints
    jenis: Ints
    name: Ints
    text: Ints
    status: Ints
    active: Bools
    deleted: Bools
    made: Ints
    announced: Ints
    swakelola: Ints

    @property
    def listed(self) -> Bools:
        """Return which packages are announced and live."""
        listed: Bools = (self.status == TERUMUMKAN) & self.active & ~self.deleted
        return listed

    def take(self, places: Ints) -> Packages:
        """Return the packages at these places."""
        names = self.__slots__
        return Packages(**{name: getattr(self, name)[places] for name in names})


@lru_cache(maxsize=2)
def provider_packages(of: KlpdYear) -> Packages:
    """Return the packages of a KLPD and year."""
    draw = Draw("paket-penyedia", of.kode, of.tahun)
    facts = facts_of(of.instansi.jenis)
    revised = _revised(of, facts, draw)
    lone = _lone(of, facts, int(revised.listed.sum()), draw)
    both = {
        name: np.concatenate([getattr(revised, name), getattr(lone, name)])
        for name in Packages.__slots__
    }
    return Packages(**both)


def _drawn(of: KlpdYear, facts: Facts, unit: Ints, draw: Draw) -> tuple[Ints, Ints, Ints, Ints]:
    """Return methods, kinds, names and pagu of so many packages."""
    count = len(unit)
    table = np.array(facts.metode)
    metode = draw.pick(table[:, 0], count)
    chance, jenis = draw.uniform(count), np.zeros(count, dtype=np.int64)
    for number, weights in enumerate(facts.jenis):
        rows = np.flatnonzero(metode == number)
        bounds = np.cumsum(weights)
        jenis[rows] = np.searchsorted(bounds, chance[rows] * bounds[-1], side="right")
    name, shift = named(facts, metode, jenis, draw)
    exponent = table[metode, 1] + table[metode, 2] * (0.5 * shift + 0.86 * draw.normal(count))
    digits = draw.uniform(count) * 0.85
    odd = draw.chance(1 - facts.thousands, count)
    pagu = rupiah(np.clip(exponent, 3.0, 11.2), np.where(odd, 0.85 + digits / 6, digits))
    return metode, jenis, name, np.maximum(pagu, 100)


def _revised(of: KlpdYear, facts: Facts, draw: Draw) -> Packages:
    """Return the packages of codes with a history that the whole list holds."""
    made = of.revisions
    forest = made.penyedia
    family = family_of(forest)
    unit = forest.unit
    metode, jenis, name, pagu = _drawn(of, facts, unit, draw)
    pagu = pagu_of(family, pagu, draw)
    # A family keeps kind and method; small parts of a package put to tender are bought directly.
    metode, jenis, name = metode[family.root], jenis[family.root], name[family.root]
    small = (pagu <= shares.LIMIT_LANGSUNG) & (metode >= _TENDERED) & family.split
    metode = np.where(small, 0, metode)
    status, active, deleted, held = _states(family, draw)
    # A new code is announced at or after its revision, a re-activated one after the re-activation,
    # a cancelled or replaced one before that act.
    count = len(status)
    chance = draw.uniform(count)
    end = (year_of(of.tahun).last + 1) * DAY - 1
    minutes = _quantile(shares.MINUTES_TO_ANNOUNCEMENT, draw.uniform(count))
    soon = np.minimum(family.last_act + 1 + (minutes * 60).astype(np.int64), end)
    root = family.parent < 0
    made_at = np.where(root, (family.born * chance).astype(np.int64) - 2 * DAY, family.born)
    room = np.maximum(family.first_act - made_at - 1, 0)
    before = made_at + (room * draw.uniform(count)).astype(np.int64)
    ended = np.isin(family.state, (BATAL, DIGANTI))
    announced = np.where(ended, before, np.maximum(soon, family.last_act))
    packages = Packages(
        code=made.first_penyedia + np.arange(len(unit)),
        unit=unit,
        pagu=pagu,
        metode=metode,
        jenis=jenis,
        name=name,
        text=family.root,
        status=status,
        active=active,
        deleted=deleted,
        made=made_at,
        announced=announced,
        swakelola=np.zeros(len(unit), dtype=np.int64),
    )
    return packages.take(np.flatnonzero(held))


def _states(family: Family, draw: Draw) -> tuple[Ints, Bools, Bools, Bools]:
    """Return status, activity and deletion of codes by their state, and which the list holds."""
    state = family.state
    count = len(state)
    listed = np.zeros(count, dtype=bool)
    chance = draw.uniform(count)
    for kind, share in _LISTED.items():
        listed |= (state == kind) & (chance < share)
    for kind, number in ODDITIES.items():
        ended = np.flatnonzero((state == kind) & (family.first_act > 2 * DAY))
        if count >= _SMALL:
            listed[ended[draw.shuffled(len(ended))[:number]]] = True
    second = draw.uniform(count)
    status = np.full(count, TERINISIASI)
    status[(state == BATAL) & (second < 0.7)] = TERDELETE
    status[(state == DIGANTI) & (second < 0.7)] = TERUMUMKAN
    deleted = (state == BATAL) & (second < 0.7)
    active = ~np.isin(state, (DIGANTI, GUGUR)) & ~((state == BATAL) & ~deleted)
    status[listed], active[listed], deleted[listed] = TERUMUMKAN, True, False
    return status, active, deleted, listed | (draw.uniform(count) < _KNOWN)


def _quantile(table: tuple[tuple[float, float], ...], chance: Floats) -> Floats:
    """Return values by linear interpolation between quantiles."""
    share, value = np.array(table).T
    place = np.clip(np.searchsorted(share, chance, side="right") - 1, 0, len(share) - 2)
    fraction = (chance - share[place]) / (share[place + 1] - share[place])
    between: Floats = value[place] + fraction * (value[place + 1] - value[place])
    return between


def _lone(of: KlpdYear, facts: Facts, listed: int, draw: Draw) -> Packages:
    """Return the packages without a history."""
    lasting, yearly = Draw("penyedia", of.kode), Draw("penyedia", of.kode, of.tahun)
    if of.instansi.jenis in PEMDA:
        low, room = {"PROVINSI": (15_500, 1_500), "KABUPATEN": (4_500, 700)}.get(
            of.instansi.jenis, (5_000, 1_500)
        )
        usual = low + room * lasting.number()
    else:
        usual = min(max(listed / _HISTORY_SHARE, 150.0), 14_000.0)
    total = int(usual * (0.97 + 0.03 * yearly.number()))
    live = max(total - listed, 20)
    beside = [round(live * share) for _, share in _BESIDE]
    count = live + sum(beside)
    status = np.repeat([TERUMUMKAN, *(kind for kind, _ in _BESIDE)], [live, *beside])
    active = np.arange(count) < count - beside[-1]
    # Flatter than the revisions: the five largest units hold about a third of the packages.
    weight = np.sqrt(of.roster.bobot)
    if of.instansi.jenis == "PROVINSI":
        weight = weight * np.sqrt(weight)
    unit = draw.pick(weight + weight.sum() * 0.002, count)
    metode, jenis, name, pagu = _drawn(of, facts, unit, draw)
    text = np.arange(count) + _MOST_CODES
    repeated = draw.chance(_REPEATS, count)
    originals = np.flatnonzero(~repeated)
    again = np.flatnonzero(repeated)
    source = originals[(draw.uniform(len(again)) * len(originals)).astype(np.int64)]
    for array in (unit, metode, jenis, name, pagu, text):
        array[again] = array[source]
    swakelola = np.zeros(count, dtype=np.int64)
    _place_in_swakelola(of, originals[originals < live], unit, swakelola, draw)
    announced = _announcements(of, facts, count, draw)
    days = _quantile(shares.DAYS_TO_ANNOUNCEMENT, draw.uniform(count))
    order = of.revisions.first_penyedia // _MOST_CODES
    return Packages(
        code=_FIRST_LONE + order * _MOST_CODES + draw.shuffled(count),
        unit=unit,
        pagu=pagu,
        metode=metode,
        jenis=jenis,
        name=name,
        text=text,
        status=status,
        active=active,
        deleted=status == TERDELETE,
        made=announced - (days * DAY).astype(np.int64),
        announced=announced,
        swakelola=swakelola,
    )


def _place_in_swakelola(
    of: KlpdYear, candidates: Ints, unit: Ints, swakelola: Ints, draw: Draw
) -> None:
    """Put a few packages into announced swakelola packages of their unit, one into none."""
    packages = announced_swakelola(of)
    if len(candidates) < _SMALL or not len(packages.code):
        return
    inside = min(max(len(candidates) // 500, 2), PDS)
    chosen = candidates[draw.shuffled(len(candidates))[: inside + PDS_WITHOUT_PACKAGE]]
    some = draw.shuffled(len(packages.code))[: inside // 2 + 1]
    of_them = some[draw.integers(0, len(some) - 1, inside)]
    unit[chosen[:inside]] = packages.unit[of_them]
    swakelola[chosen[:inside]] = packages.code[of_them]
    swakelola[chosen[inside:]] = (
        of.revisions.first_swakelola // _MOST_CODES * _MOST_CODES + _DANGLING
    )


def _announcements(of: KlpdYear, facts: Facts, count: int, draw: Draw) -> Ints:
    """Return when packages without a history were announced, by month, day and hour."""
    year = year_of(of.tahun)
    months = np.array(list(facts.announcement))
    month = months[draw.pick(list(facts.announcement.values()), count)]
    start = (np.datetime64(f"{of.tahun}-01", "M") + (month - 1).astype("timedelta64[M]")).astype(
        "datetime64[D]"
    )
    first = (start - np.datetime64(year.first, "D")).astype(np.int64)
    first = np.minimum(first, year.last - 27)
    day = workdays(year, first + draw.integers(0, 27, count), draw.uniform(count))
    hours = np.array(list(facts.hours))[draw.pick(list(facts.hours.values()), count)]
    ticks: Ints = day * DAY + hours * 3_600 + draw.integers(0, 3_599, count)
    return ticks


def later_packages(of: KlpdYear, hari: int) -> Packages:
    """Return the packages `hari` days on: some repriced, announced, gone; 0 is the usual day."""
    packages = provider_packages(of)
    if hari == 0:
        return packages
    chance = uniform_by(Draw("berubah-penyedia", of.kode, of.tahun, hari).seed, packages.code)
    year = year_of(of.tahun)
    fresh = (packages.status == TERINISIASI) & packages.active & (chance > 0.75)
    # Between 0.9 and 1.3 times the amount, for those that are repriced.
    repriced = (packages.pagu * (0.7 + 20 * chance)).astype(np.int64) // 1_000 * 1_000 + 500
    changed = replace(
        packages,
        status=np.where(fresh, TERUMUMKAN, packages.status),
        announced=np.where(fresh, year.last * DAY + 84_600, packages.announced),
        pagu=np.where((chance >= 0.01) & (chance < 0.03), repriced, packages.pagu),
    )
    return changed.take(np.flatnonzero(chance >= 0.01))
