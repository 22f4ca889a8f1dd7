"""`wilayah`: what is stored, by region (R9, R13)."""

from __future__ import annotations

from tests.oracle.banding import Measure, measures, stand_ins
from tests.oracle.basics import Asked, Data, Row, Rows, ordered, ratio, total

NO_REGION = "Kementerian/Lembaga"


def wilayah(data: Data, asked: Asked) -> Rows:
    """Return one row per child of the region and one of its own government, for each year.

    Years are those asked for, else those of which any KLPD is stored or empty. Open, chosen: a KLPD
    whose region the tree does not know counts in a row of its own, without a name, so that none is
    lost, in years in which it is stored or empty; the same where such a region is asked for. A row
    that nothing is stored of has no sum; its counts of KLPD are 0. `keluarga_swakelola` (in no
    definition) is what the rate is made of.
    """
    places = {row["code"]: row for row in data.regions}
    children = [row["code"] for row in data.regions if row["parent_code"] == asked.wilayah]
    whole = Asked(klpd=asked.klpd, tahun=asked.tahun)
    every = measures(data, whole)
    standing = stand_ins(every)
    known = {key: one for key, one in every.items() if one.is_stored or one.is_empty}
    years = asked.tahun or sorted({tahun for tahun, _ in known})
    region = {row["kd_klpd"]: row["kode_wilayah"] or "" for row in data.klpd}
    expected: dict[str, list[str]] = {code: [] for code in (asked.wilayah, *children)}
    for klpd, code in region.items():
        if code.startswith(asked.wilayah):
            expected.setdefault(_row_of(code, asked.wilayah), []).append(klpd)
    found: Rows = []
    for tahun in years:
        inside: dict[str, list[Measure]] = {}
        for (year, klpd), one in known.items():
            code = region.get(klpd, "")
            if year == tahun and code.startswith(asked.wilayah):
                inside.setdefault(_row_of(code, asked.wilayah), []).append(one)
        known_rows = [code for code in (asked.wilayah, *children) if not code or code in places]
        for code in {**dict.fromkeys(known_rows), **inside}:
            place, mine = places.get(code), inside.get(code, [])
            row = _row(tahun, code, place, mine, expected.get(code, []))
            row["klpd_pengganti"] = held = sum(
                one.is_stored and one.key in standing for one in mine
            )
            for per_head in ("pagu_per_kapita", "paket_per_1000_jiwa"):
                row[per_head] = None if held else row[per_head]
            found.append(row)
    return ordered(found, "tahun", "kode")


def _row_of(code: str, own: str) -> str:
    """Return the row that a region is in: the part of its code one level below the region asked."""
    length = {0: 2, 2: 4, 4: 6, 6: 10}[len(own)]
    return code if len(code) <= length else code[:length]


def _row(
    tahun: int, kode: str, place: Row | None, measured: list[Measure], expected: list[str]
) -> Row:
    mine = [one for one in measured if one.is_stored]
    known = [one for one in mine if one.program]
    lists, revised = [one for one in mine if one.swakelola], [one for one in mine if one.kaji_ulang]
    pagu = total(row["pagu_program"] for one in known for row in one.live_program)
    penduduk = place["penduduk"] if place else None
    whole = bool(expected) and {one.key[1] for one in known} >= set(expected)
    listing = [one for one in mine if one.penyedia]
    both = {one.key[1] for one in listing if one.swakelola}
    packages = sum(len(one.live_list) for one in lists)
    packages += sum(len(one.live_providers) for one in listing)
    families = [one.families for one in mine if one.families]
    of_providers = [one.provider_families for one in mine if one.provider_families]
    counted = [one for one in families if one.of_all() is not None]
    shown = [one for one in mine if one.meaningful]
    live = sum(len(one.live_list) for one in shown)
    return {
        "tahun": tahun,
        "kode": kode,
        "nama": place["name"] if place else None if kode else NO_REGION,
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
            sum(one.revised for one in mine if one.rated),
            sum(one.codes for one in mine if one.rated),
            100,
        ),
        "snapshot_tertua": min((one.oldest for one in mine if one.oldest), default=None),
        "tindakan_swakelola_per_100_keluarga": ratio(
            sum(len(one.acts) for one in counted), sum(len(one.satkers) for one in counted), 100
        ),
        "tindakan_penyedia_per_100_keluarga": ratio(
            sum(len(one.acts) for one in of_providers if one.satkers),
            sum(len(one.satkers) for one in of_providers),
            100,
        ),
        "pangsa_terumumkan": ratio(sum(len(one.announced) for one in shown), live),
        "klpd_bermakna": len(shown),
        "keluarga_swakelola": sum(len(one.satkers) for one in families) if families else None,
        "keluarga_penyedia": (
            sum(len(one.satkers) for one in of_providers) if of_providers else None
        ),
        "klpd_pengganti": 0,
        "jumlah_penyedia": sum(len(one.live_providers) for one in listing) if listing else None,
        "pagu_penyedia": total(row["pagu"] for one in listing for row in one.live_providers),
        "kosong_penyedia": sum(one.list_read and not one.penyedia for one in mine),
        "penyedia_belum_dibaca": sum(not one.list_read for one in mine),
        "paket_per_1000_jiwa": (
            ratio(packages, penduduk, 1000) if expected and both >= set(expected) else None
        ),
    }
