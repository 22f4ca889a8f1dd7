"""`program-antar-tahun`: the program pagu of two years, beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tests.oracle.basics import (
    Asked,
    Data,
    Row,
    Rows,
    groups,
    live_program,
    ordered,
    total,
    wanted,
)
from tests.oracle.names import program_names

Place = tuple[str | None, str | None]


def program_antar_tahun(data: Data, asked: Asked) -> Rows:
    """Return old and new pagu by (satker, program) for each pair of chosen years that follow.

    Open, chosen: a year without program rows (empty or unread) makes no pair, since nothing in it
    can be compared; the pair is then of the chosen years on both sides of it. Rows stand in the
    order of year, KLPD, satker and program, for the definitions name none; of two rows alike in
    these (a code is missing) that of the older year comes first.
    """
    names = program_names(data)
    found: Rows = []
    for (klpd,), mine in groups(filter(asked.takes, data.program), "kd_klpd").items():
        years = groups(mine, "tahun")
        for old, new in pairwise(sorted(year for (year,) in years)):
            texts = _satker_texts(data, klpd, (old, new))
            for row in _pair(years[old,], years[new,], texts):
                name = names.get((klpd, row["kd_program_str"]))
                lead = {"tahun": new, "kd_klpd": klpd, "kd_satker": row["kd_satker"]}
                lead |= {"kd_program_str": row["kd_program_str"], "nama_program": name}
                found.append(lead | row)
    found = [row for row in found if wanted(row, "kd_satker", asked.satker)]
    found = [row for row in found if wanted(row, "kd_program_str", asked.program)]
    return ordered(found, "tahun", "kd_klpd", "kd_satker", "kd_program_str")


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


def _pair(old: Rows, new: Rows, texts: dict[str, str]) -> Iterator[Row]:
    """Yield matched rows, then rows matched by the satker's written code, then what is left."""
    before, after = _sides(old), _sides(new)
    for place in list(before):
        if None not in place and place in after:
            yield _row(place, before.pop(place), after.pop(place), "kode")
    ways = [_by_text(side, texts) for side in (before, after)]
    for text in list(ways[0]):
        if text in ways[1]:
            one, other = ways[0][text], ways[1][text]
            yield _row(other, before.pop(one), after.pop(other), "dipadankan")
    for place, rows in before.items():
        yield _row(place, rows, None, None)
    for place, rows in after.items():
        yield _row(place, None, rows, None)


def _by_text(side: dict[Place, Rows], texts: dict[str, str]) -> dict[tuple[str, str], Place]:
    """Return the places by (satker's written code, program) where exactly one has them."""
    named = [
        ((texts[satker], program), (satker, program))
        for satker, program in side
        if satker in texts and program is not None
    ]
    times = Counter(text for text, _ in named)
    return {text: place for text, place in named if times[text] == 1}


def _row(place: Place, old: Rows | None, new: Rows | None, padanan: str | None) -> Row:
    """Return one row; missing pagu adds nothing, and where one is missing the state is unknown."""
    lama = total(row["pagu_program"] for row in old or [])
    baru = total(row["pagu_program"] for row in new or [])
    return {
        "kd_satker": place[0],
        "kd_program_str": place[1],
        "pagu_lama": lama,
        "pagu_baru": baru,
        "selisih": total((baru, None if lama is None else -lama)),
        "keadaan": _state(old, new, (baru or 0) - (lama or 0)),
        "padanan": padanan,
    }


def _state(old: Rows | None, new: Rows | None, change: int) -> str:
    if any(row["pagu_program"] is None for row in [*(old or []), *(new or [])]):
        return "tidak diketahui"
    if old is None:
        return "baru"
    if new is None:
        return "hilang"
    return "tetap" if change == 0 else "naik" if change > 0 else "turun"
