"""`wilayah`: what is stored, by region (R9, R13)."""

from __future__ import annotations

from collections.abc import Iterable

from tests.oracle.banding import Measure, measures
from tests.oracle.basics import Asked, Data, Row, Rows, ordered, ratio, total

NO_REGION = "Kementerian/Lembaga"


def wilayah(data: Data, asked: Asked) -> Rows:
    """Return one row per child of the region and one of its own government, for each year.

    Years are those asked for, else all that anything is stored of. Open, chosen: a KLPD whose code
    lies in no child of the region counts nationally in the row without a region, inside a region
    in the row of its own government, so that none is lost. A row that nothing is stored of has no
    sum; its counts of KLPD are 0.
    """
    places = {row["code"]: row for row in data.regions}
    children = [row["code"] for row in data.regions if row["parent_code"] == asked.wilayah]
    whole = Asked(klpd=asked.klpd, tahun=asked.tahun)
    known = measures(data, whole)
    years = asked.tahun or tuple(sorted({key[0] for key in known}))
    region = {row["kd_klpd"]: row["kode_wilayah"] or "" for row in data.klpd}
    own = asked.wilayah
    found: Rows = []
    for tahun in years:
        inside: dict[str, list[Measure]] = {code: [] for code in (own, *children)}
        for (year, klpd), one in known.items():
            code = region.get(klpd, "")
            if year == tahun and code.startswith(own):
                inside[_row_of(code, own, children)].append(one)
        expected: dict[str, list[str]] = {code: [] for code in inside}
        for klpd, code in region.items():
            if code.startswith(own):
                expected[_row_of(code, own, children)].append(klpd)
        found += [
            _row(tahun, code, places.get(code), inside[code], expected[code]) for code in inside
        ]
    return ordered(found, "tahun", "kode")


def _row_of(code: str, own: str, children: Iterable[str]) -> str:
    below = [child for child in children if code.startswith(child)]
    return below[0] if below else own


def _row(
    tahun: int, kode: str, place: Row | None, measured: list[Measure], expected: list[str]
) -> Row:
    mine = [one for one in measured if one.is_stored]
    known = [one for one in mine if one.program]
    lists, revised = [one for one in mine if one.swakelola], [one for one in mine if one.kaji_ulang]
    pagu = total(row["pagu_program"] for one in known for row in one.live_program)
    penduduk = place["penduduk"] if place else None
    whole = bool(expected) and {one.key[1] for one in known} >= set(expected)
    counted = [one.families for one in mine if one.families and one.families.of_all() is not None]
    shown = [one for one in mine if one.meaningful]
    live = sum(len(one.live_list) for one in shown)
    return {
        "tahun": tahun,
        "kode": kode,
        "nama": place["name"] if place else NO_REGION,
        "jumlah_klpd": len(mine),
        "jumlah_kosong": sum(one.is_empty for one in measured),
        "jumlah_klpd_seharusnya": len(expected),
        "pagu_program": pagu,
        "pagu_kosong": (
            sum(row["pagu_program"] is None for one in known for row in one.live_program)
            if known
            else None
        ),
        "kosong_program": len(mine) - len(known),
        "penduduk": penduduk,
        "pagu_per_kapita": ratio(pagu, penduduk) if whole else None,
        "jumlah_swakelola": sum(len(one.live_list) for one in lists) if lists else None,
        "terumumkan": sum(len(one.announced) for one in lists) if lists else None,
        "kosong_swakelola": len(mine) - len(lists),
        "revisi": sum(len(one.kaji_ulang) for one in revised) if revised else None,
        "kosong_kaji_ulang": len(mine) - len(revised),
        "revisi_swakelola_per_100": ratio(
            sum(one.revised for one in revised), sum(one.codes for one in revised), 100
        ),
        "snapshot_tertua": min((one.oldest for one in mine if one.oldest), default=None),
        "tindakan_swakelola_per_100_keluarga": ratio(
            sum(len(one.acts) for one in counted), sum(len(one.satkers) for one in counted), 100
        ),
        "tindakan_penyedia_per_100_keluarga": None,
        "pangsa_terumumkan": ratio(sum(len(one.announced) for one in shown), live),
        "klpd_bermakna": len(shown),
    }
