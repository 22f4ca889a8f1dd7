"""`program-antar-tahun`: the program pagu of two years, beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tests.oracle.basics import (
    Asked,
    Data,
    Key,
    Row,
    Rows,
    groups,
    lead,
    live_program,
    ordered,
    total,
    wanted,
)
from tests.oracle.names import program_names, satker_names

Place = tuple[str | None, str | None]
Pair = tuple[Place, Rows | None, Rows | None, str | None]
"""A satker and program, its live rows of the older and of the newer year, and how they match."""


def program_antar_tahun(data: Data, asked: Asked) -> Rows:
    """Return old and new pagu by (satker, program) for each pair of chosen years that follow.

    Open, chosen: a year without program rows (empty or unread) makes no pair, since nothing in it
    can be compared; the pair is then of the chosen years on both sides of it. Rows stand in the
    order of year, KLPD, satker and program, for the definitions name none; of two rows alike in
    these (a code is missing) that of the older year comes first.
    """
    names = program_names(data)
    found: Rows = []
    for key, pairs in _pairs(data, asked).items():
        for (satker, program), old, new, padanan in pairs:
            row = lead(key) | {"kd_satker": satker, "kd_program_str": program}
            row["nama_program"] = names.get((key[1], program))
            found.append(row | _change(old, new) | {"padanan": padanan})
    return ordered(found, "tahun", "kd_klpd", "kd_satker", "kd_program_str")


def perubahan_per_program(data: Data, asked: Asked) -> Rows:
    """Return old and new pagu by program code for each pair of chosen years that follow.

    The change of a code is that of all its rows together, and so is its state. Open, chosen: the
    satkers of a code are those of its rows in the newer year, of the older one where there are
    none; a code whose rows are of a satker and of none has no only satker.
    """
    programs, satkers = program_names(data), satker_names(data)
    found: Rows = []
    for key, pairs in _pairs(data, asked).items():
        by_code: dict[str | None, list[Pair]] = {}
        for pair in pairs:
            by_code.setdefault(pair[0][1], []).append(pair)
        for program, mine in by_code.items():
            old = [row for _, rows, _, _ in mine for row in rows or []]
            new = [row for _, _, rows, _ in mine for row in rows or []]
            owners = {place[0] for place, _, rows, _ in mine if rows or not new}
            only = next(iter(owners)) if len(owners) == 1 else None
            row = lead(key) | {"kd_program_str": program}
            row["nama_program"] = programs.get((key[1], program))
            row["jumlah_satker"] = len(owners - {None})
            row |= {"kd_satker": only, "nama_satker": satkers.get((key[1], only))}
            found.append(row | _change(old or None, new or None))
    sized = [
        row | {"gerak": abs(s) if (s := row["selisih"]) is not None else None} for row in found
    ]
    placed = ordered(sized, "-gerak", "tahun", "kd_klpd", "kd_program_str")
    return [{name: row[name] for name in row if name != "gerak"} for row in placed]


def _pairs(data: Data, asked: Asked) -> dict[Key, list[Pair]]:
    """Return the places of both years by the newer KLPD-year, of the satker and program asked."""
    found: dict[Key, list[Pair]] = {}
    for (klpd,), mine in groups(filter(asked.takes, data.program), "kd_klpd").items():
        years = groups(mine, "tahun")
        for old, new in pairwise(sorted(year for (year,) in years)):
            texts = _satker_texts(data, klpd, (old, new))
            for pair in _pair(years[old,], years[new,], texts):
                place = dict(zip(("kd_satker", "kd_program_str"), pair[0], strict=True))
                of_satker = wanted(place, "kd_satker", asked.satker)
                if of_satker and wanted(place, "kd_program_str", asked.program):
                    found.setdefault((new, klpd), []).append(pair)
    return found


def _satker_texts(data: Data, klpd: str, years: tuple[int, int]) -> dict[str, str]:
    """Return the kd_satker_str of satkers that have exactly one in the two years.

    One that has none there has that of the list of satkers.
    """
    texts: dict[str, set[str]] = {}
    for row in data.swakelola + data.kaji_ulang:
        own = row["kd_klpd"] == klpd and row["tahun"] in years
        if own and row["kd_satker"] is not None and row["kd_satker_str"]:
            texts.setdefault(row["kd_satker"], set()).add(row["kd_satker_str"])
    listed: dict[str, set[str]] = {}
    for row in data.rows("master-satker"):
        if row["kd_klpd"] == klpd and row["kd_satker"] not in texts and row["kd_satker_str"]:
            listed.setdefault(row["kd_satker"], set()).add(row["kd_satker_str"])
    both = texts | listed
    return {satker: min(several) for satker, several in both.items() if len(several) == 1}


def _sides(rows: Rows) -> dict[Place, Rows]:
    live = [row for row in rows if live_program(row)]
    sides: dict[Place, Rows] = {}
    for row in live:
        sides.setdefault((row["kd_satker"], row["kd_program_str"]), []).append(row)
    return sides


def _pair(old: Rows, new: Rows, texts: dict[str, str]) -> Iterator[Pair]:
    """Yield matched rows, then rows matched by the satker's written code, then what is left."""
    before, after = _sides(old), _sides(new)
    for place in list(before):
        if None not in place and place in after:
            yield place, before.pop(place), after.pop(place), "kode"
    ways = [_by_text(side, texts) for side in (before, after)]
    for text in list(ways[0]):
        if text in ways[1]:
            one, other = ways[0][text], ways[1][text]
            yield other, before.pop(one), after.pop(other), "dipadankan"
    for place, rows in before.items():
        yield place, rows, None, None
    for place, rows in after.items():
        yield place, None, rows, None


def _by_text(side: dict[Place, Rows], texts: dict[str, str]) -> dict[tuple[str, str], Place]:
    """Return the places by (satker's written code, program) where exactly one has them."""
    named = [
        ((texts[satker], program), (satker, program))
        for satker, program in side
        if satker in texts and program is not None
    ]
    times = Counter(text for text, _ in named)
    return {text: place for text, place in named if times[text] == 1}


def _change(old: Rows | None, new: Rows | None) -> Row:
    """Return what changed; missing pagu adds nothing, and where any is missing it is unknown."""
    lama = total(row["pagu_program"] for row in old or [])
    baru = total(row["pagu_program"] for row in new or [])
    return {
        "pagu_lama": lama,
        "pagu_baru": baru,
        "selisih": total((baru, None if lama is None else -lama)),
        "keadaan": _state(old, new, (baru or 0) - (lama or 0)),
    }


def _state(old: Rows | None, new: Rows | None, change: int) -> str:
    if any(row["pagu_program"] is None for row in [*(old or []), *(new or [])]):
        return "tidak diketahui"
    if old is None:
        return "baru"
    if new is None:
        return "hilang"
    return "tetap" if change == 0 else "naik" if change > 0 else "turun"
