"""paket-swakelola rows of one KLPD and year, in step with the revisions of its packages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ... import reference
from ..draw import Bools, Draw, Floats, Ints, Texts, rupiah, texts
from ..history.calendar import Moments, Year, later, workdays, year_of
from ..history.gaps import choose, joined, plus, seconds_between
from ..revisions import Revisions
from ..units import words
from ..units.instansi import YEARS, Instansi, all_instansi, below, short_name
from ..units.lokasi import detail_lokasi
from ..units.satkers import Roster

Columns = dict[str, Any]

# Shares of types 1 to 4 (shipped reference: provinces 96/2/0.1/2, kabupaten 55/14/8/24).
_TYPES = {"PROVINSI": (95.9, 2.0, 0.1, 2.0), "KABUPATEN": (55.0, 14.0, 8.0, 24.0)}
_TYPES_KL = (93.0, 5.0, 1.0, 1.0)
_ALL_ANNOUNCED = 0.22  # of the KLPD list announced packages only
_ZERO, _MISSING, _DELETED, _INACTIVE = 0.01, 0.003, 0.015, 0.01
# Share of codes with a history that still stand in the list.
_LISTED_LEAF, _LISTED_REVIVED, _LISTED_CANCELLED, _LISTED_REPLACED = 0.95, 0.3, 0.06, 0.03
_LISTED_LAPSED = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """The packages of the list: code, unit, and when they were made.

    ended: cancelled or replaced. reactivated: re-activated and not ended since. acted: the first
    act on an ended package, the last act on a re-activated one, else when it was made. An ended
    package was announced before `acted`, a re-activated one after it.
    """

    code: Ints
    unit: Ints
    made: Moments
    acted: Moments
    ended: Bools
    reactivated: Bools


def _listed(roster: Roster, made: Revisions, count: int, year: Year, draw: Draw) -> _List:
    """Return the packages of the list: some of those with a history, and fresh ones."""
    forest = made.swakelola
    share = np.full(len(forest.unit), _LISTED_LEAF)
    share[forest.lapsed] = _LISTED_LAPSED
    share[forest.revived] = _LISTED_REVIVED
    share[forest.cancelled] = _LISTED_CANCELLED
    share[forest.inner] = _LISTED_REPLACED
    nodes = np.flatnonzero(draw.uniform(len(share)) < share)[:count]
    fresh = count - len(nodes)
    unit = draw.pick(roster.bobot, fresh)
    # Fresh packages are made early in the year, those of units that plan early earliest.
    early = draw.uniform(fresh)
    reach = early.copy()
    for turn in range(1, 5):
        reach = np.where(roster.habit[unit] >= turn, reach * early, reach)
    day = workdays(year, (reach * 0.85 * year.last).astype(np.int64), draw.uniform(fresh))
    new = year.moments(day, draw)
    first = made.first_swakelola
    ended = forest.inner | forest.cancelled
    reactivated = forest.revived & ~ended
    acted = choose(ended, forest.first, choose(reactivated, forest.last, forest.born))
    # A replacement is made by its act, a first code some time before its first act.
    chance = draw.uniform(len(forest.unit))
    earlier = Moments(
        day=(forest.born.day * chance).astype(np.int64),
        second=forest.born.second - 2 - (chance * 3_600).astype(np.int64),
    )
    made_at = choose(forest.root, earlier, forest.born)
    return _List(
        code=first + np.concatenate([nodes, len(forest.unit) + np.arange(fresh)]),
        unit=np.concatenate([forest.unit[nodes], unit]),
        made=joined([made_at.take(nodes), new]),
        acted=joined([acted.take(nodes), new]),
        ended=np.concatenate([ended[nodes], np.zeros(fresh, bool)]),
        reactivated=np.concatenate([reactivated[nodes], np.zeros(fresh, bool)]),
    )


def _announced(listed: _List, habit: Ints, year: Year, draw: Draw) -> Moments:
    """Return when packages are announced: days after they were made, in some units months.

    Cancelled and replaced packages were announced before that act, re-activated ones after it.
    """
    first = later(year, listed.acted, draw)
    again = later(year, first, draw)
    late = (habit[listed.unit] < 2) & draw.chance(0.5, len(listed.unit))
    usual = choose(late, again, first)
    room = np.maximum(seconds_between(listed.made, listed.acted) - 1, 1)
    wait = 1 + (draw.uniform(len(room)) * (room - 1)).astype(np.int64)
    return choose(listed.ended, plus(listed.made, wait), usual)


@cache
def _vocabulary() -> tuple[Texts, Ints, Floats]:
    """Return package names of type 1, their weights and standardised log of their median pagu."""
    table = reference.vocabulary("swakelola")
    places = (" Desa ", "Kabupaten", "JAKARTA")
    rows = [
        row
        for row in table.iter_rows()
        if row[1] == 1 and not any(place in row[0] for place in places)
    ]
    size = np.array([(len(str(int(median))) - 8.0) / 1.2 for *_, median in rows])
    return texts([row[0] for row in rows]), np.array([row[2] for row in rows]), np.clip(size, -2, 2)


def _places(instansi: Instansi, roster: Roster) -> list[str]:
    if instansi.jenis in ("KABUPATEN", "KOTA"):
        return [f"Kecamatan {name}" for _, name in below(3, instansi.wilayah)]
    return [unit.nama for unit in roster.units]


def _names(instansi: Instansi, roster: Roster, types: Ints, draw: Draw) -> tuple[Texts, Floats]:
    """Return package names and how much larger or smaller than usual their pagu is."""
    vocabulary, weights, size = _vocabulary()
    count = len(types)
    chosen = draw.pick(weights, count)
    names, shift = vocabulary[chosen], size[chosen]
    local = np.flatnonzero((types > 1) | draw.chance(0.12, count))
    places = _places(instansi, roster)
    at = draw.integers(0, len(places) - 1, len(local)).tolist()
    which = draw.uniform(len(local)).tolist()
    for row, kind, place, u in zip(local, types[local].tolist(), at, which, strict=True):
        patterns = words.PAKET_TEMPAT[kind]
        names[row] = patterns[int(u * len(patterns))].format(tempat=places[place])
    shift[local] = 0.6
    return names, shift


def _organisers(
    instansi: Instansi, roster: Roster, types: Ints, draw: Draw
) -> tuple[Texts, Texts, Texts]:
    """Return code and name of the organising KLPD and its unit; most of type 1 name none."""
    count = len(types)
    kode, nama, unit = (texts([None] * count) for _ in range(3))
    own = np.flatnonzero((types == 1) & draw.chance(0.3, count))
    kode[own], nama[own] = instansi.kode, instansi.nama
    own_province = reference.klpd_of_region(instansi.wilayah[:2]) or "K59"
    known = [all_instansi()[code] for code in (own_province, *words.PENYELENGGARA)]
    favoured = [known[i] for i in draw.shuffled(len(known))[:5]]
    for row in np.flatnonzero(types == 2).tolist():
        u = draw.number()
        if u < 0.06:
            kode[row], nama[row] = words.PENYELENGGARA_LUAR[int(u * 33.3)]
        else:
            other = favoured[int(u * u * len(favoured))]
            kode[row], nama[row], unit[row] = other.kode, other.nama, "Pusat Penelitian"
    places = _places(instansi, roster)
    for row in np.flatnonzero(types > 2).tolist():
        groups = words.ORMAS if types[row] == 3 else words.POKMAS
        place = short_name(places[draw.between(0, len(places) - 1)].removeprefix("Kecamatan "))
        unit[row] = groups[draw.between(0, len(groups) - 1)].format(tempat=place)
    return kode, nama, unit


def only_announced(kode: str) -> bool:
    """Tell whether the list of a KLPD holds announced packages only."""
    return Draw("status", kode).number() < _ALL_ANNOUNCED


def _status(instansi: Instansi, listed: _List, tahun: int, draw: Draw) -> Texts:
    """Return the state of announcement: all announced in some KLPD, nearly all in the others."""
    count = len(listed.code)
    share = 0.02 + 0.12 * Draw("status", instansi.kode, tahun).number()
    if tahun == YEARS[-1]:
        share += 0.02
    if only_announced(instansi.kode):
        share = 0.0
    chance = draw.uniform(count)
    chance[listed.reactivated] *= 0.12
    status = texts(["Terumumkan"] * count)
    status[chance < share] = "Terinisiasi"
    status[chance < share * 0.04] = "Draf"
    status[chance < share * 0.02] = "Final Draft"
    return status


def _money(instansi: Instansi, shift: Floats, tahun: int, draw: Draw) -> Texts:
    lasting = Draw("pagu-swakelola", instansi.kode)
    mean, spread = 7.2 + 0.7 * lasting.number(), 0.8 + 0.16 * lasting.number()
    count = len(shift)
    exponent = mean + spread * (0.5 * shift + 0.86 * draw.normal(count))
    amounts = rupiah(exponent, draw.uniform(count))
    amounts[draw.chance(_ZERO, count)] = 0
    money = texts(amounts.tolist())
    money[draw.chance(_MISSING, count)] = None
    return money


def _contract_days(announced: Ints, draw: Draw) -> tuple[Ints, Ints]:
    """Return first and last day of the work: weeks after its announcement, or from January."""
    count = len(announced)
    start = np.where(
        draw.chance(0.15, count),
        31 + 31 * draw.integers(0, 2, count),
        announced + draw.integers(3, 60, count),
    )
    start = np.minimum(np.maximum(start, 31), 31 + 350)
    end = np.minimum(start + draw.integers(20, 364, count), 31 + 364)
    return start, end


def package_columns(
    instansi: Instansi, roster: Roster, made: Revisions, count: int, tahun: int
) -> Columns:
    """Return the columns of paket-swakelola as the gateway types them (kd_* are numbers here)."""
    draw = Draw("paket-swakelola", instansi.kode, tahun)
    year = year_of(tahun)
    listed = _listed(roster, made, count, year, draw)
    kind = "KABUPATEN" if instansi.jenis == "KOTA" else instansi.jenis
    types = 1 + draw.pick(_TYPES.get(kind, _TYPES_KL), count)
    names, shift = _names(instansi, roster, types, draw)
    status = _status(instansi, listed, tahun, draw)
    when = _announced(listed, roster.habit, year, draw)
    announced = year.stamps(when)
    announced[status != "Terumumkan"] = None
    deleted = draw.chance(_DELETED, count)
    satker = roster.nama[listed.unit]
    start, end = _contract_days(when.day, draw)
    organiser = _organisers(instansi, roster, types, draw)
    spellings = zip(names.tolist(), draw.uniform(count).tolist(), strict=True)
    spelled = [f"{name} " if chance < 0.04 else name for name, chance in spellings]
    pagu = _money(instansi, shift, tahun, draw)
    active = ~(deleted | listed.ended | draw.chance(_INACTIVE, count))
    volume = texts(words.VOLUME)[draw.integers(0, len(words.VOLUME) - 1, count)]
    descriptions = []
    for name, unit, chance in zip(names, satker, draw.uniform(count).tolist(), strict=True):
        pattern = words.URAIAN[int(chance * len(words.URAIAN))]
        text = pattern.format(nama=name, satker=unit)
        descriptions.append(f"{text}_x000d_\n" if chance * 1000 % 1 < 0.02 else text)
    officials = (listed.unit % 20 + 1).tolist()
    return {
        "kd_klpd": [instansi.kode] * count,
        "kd_satker": roster.kode[listed.unit].tolist(),
        "kd_rup": listed.code.tolist(),
        "nama_klpd": [instansi.nama] * count,
        "nama_satker": satker.tolist(),
        "nama_paket": spelled,
        "tahun_anggaran": [tahun] * count,
        "status": status.tolist(),
        "pagu": pagu.tolist(),
        "tipe_swakelola": types.tolist(),
        "status_aktif_rup": active.tolist(),
        "status_delete_rup": deleted.tolist(),
        "tgl_buat_paket": year.stamps(listed.made).tolist(),
        "tgl_pengumuman_paket": announced.tolist(),
        "tgl_awal_pelaksanaan_kontrak": year.dates(start).tolist(),
        "tgl_akhir_pelaksanaan_kontrak": year.dates(end).tolist(),
        "volume_pekerjaan": volume.tolist(),
        "uraian_pekerjaan": descriptions,
        "kd_satker_str": roster.kode_str[listed.unit].tolist(),
        "jenis_klpd": [instansi.jenis] * count,
        "kd_klpd_penyelenggara": organiser[0].tolist(),
        "nama_klpd_penyelenggara": organiser[1].tolist(),
        "nama_satker_penyelenggara": organiser[2].tolist(),
        "detail_lokasi": detail_lokasi(instansi, tahun, count),
        # No names of real people: these columns exist to be dropped.
        "nama_ppk": [f"PPK CONTOH {number:02d}" for number in officials],
        "nip_ppk": [f"{number:018d}" for number in officials],
        "username_ppk": [f"ppk.contoh{number:02d}" for number in officials],
    }
