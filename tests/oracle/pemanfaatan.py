"""`pemanfaatan`: announced pagu over procurement spending, by satker and overall."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.basics import (
    TERUMUMKAN,
    Asked,
    Data,
    Key,
    Row,
    Rows,
    key_of,
    live_package,
    ordered,
    partitions,
    ratio,
    total,
    wanted,
)
from tests.oracle.names import PROVIDER, satker_names
from tests.oracle.pengumuman import EARLY, MADE_LATER, Announcements
from tests.oracle.penyedia import provider_packages
from tests.oracle.states import histories


def swakelola_packages(data: Data) -> Rows:
    """Return the whole list of each KLPD-year, where it has no row the announced one."""
    known = {key_of(row) for row in data.swakelola}
    announced = data.rows("paket-swakelola-terumumkan")
    return data.swakelola + [row for row in announced if key_of(row) not in known]


class _Side:
    """The announced packages of one kind in a KLPD-year; `rows` None where the list is empty."""

    def __init__(self, tahun: int, rows: Rows | None, announcements: Announcements) -> None:
        self.tahun, self.known = tahun, announcements
        self.rows = rows
        self.announced = [
            row for row in rows or [] if live_package(row) and row["status"] == TERUMUMKAN
        ]

    def of(self, satker: str | None) -> Rows:
        """Return the packages of a satker."""
        return [row for row in self.announced if row["kd_satker"] == satker]

    def pagu(self, satker: str | None) -> int | None:
        """Return the announced pagu of a satker: None of an empty list or of unknown pagu."""
        if self.rows is None:
            return None
        mine = self.of(satker)
        return total(row["pagu"] for row in mine) if mine else 0

    def by_march(self, satker: str | None, *classes: str) -> int:
        """Return the known pagu of a satker's packages of these classes."""
        return sum(
            row["pagu"] or 0
            for row in self.of(satker)
            if self.known.times(row).of_class(self.tahun) in classes
        )


def _satkers(data: Data, asked: Asked) -> dict[Key, Rows]:
    known = histories(data, asked)
    lists = {
        "PENYEDIA": partitions(provider_packages(data), asked),
        "SWAKELOLA": partitions(swakelola_packages(data), asked),
    }
    struktur = partitions(data.rows("struktur-anggaran-pd"), asked)
    found: dict[Key, Rows] = {}
    for key in {*struktur, *lists["PENYEDIA"], *lists["SWAKELOLA"]}:
        sides = {
            kind: _Side(
                key[0], rows.get(key), Announcements(rows.get(key, []), known.get(key), kind)
            )
            for kind, rows in lists.items()
        }
        spending = struktur.get(key, [])
        rows = [*spending, *(row for side in sides.values() for row in side.announced)]
        codes = {row["kd_satker"] for row in rows}
        if codes:
            found[key] = [_satker(code, spending, sides) for code in codes]
    return found


def _satker(code: str | None, spending: Rows, sides: dict[str, _Side]) -> Row:
    belanja = total(row["belanja_pengadaan"] for row in spending if row["kd_satker"] == code)
    penyedia, swakelola = (sides[kind].pagu(code) for kind in ("PENYEDIA", "SWAKELOLA"))
    both = None if penyedia is None or swakelola is None else penyedia + swakelola
    least = sum(side.by_march(code, EARLY) for side in sides.values())
    greatest = sum(side.by_march(code, EARLY, MADE_LATER) for side in sides.values())
    pds = [r for r in sides["PENYEDIA"].of(code) if (r["tipe_paket"] or "").strip() == "PDS"]
    pds_pagu = total(row["pagu"] for row in pds) if pds else 0
    return {
        "kd_satker": code,
        "belanja_pengadaan": belanja,
        "pagu_penyedia_terumumkan": penyedia,
        "pagu_swakelola_terumumkan": swakelola,
        "pagu_pds": None if sides["PENYEDIA"].rows is None else pds_pagu,
        "rasio": ratio(both, belanja),
        "rasio_31_maret_terendah": ratio(None if both is None else least, belanja),
        "rasio_31_maret_tertinggi": ratio(None if both is None else greatest, belanja),
        "selisih": None if both is None or belanja is None else both - belanja,
        "both": both,
        "least": least,
        "greatest": greatest,
    }


HIDDEN = ("both", "least", "greatest")


def pemanfaatan(data: Data, asked: Asked) -> Rows:
    """Return announced pagu over procurement spending by satker."""
    names = satker_names(data, *PROVIDER, "paket-swakelola-terumumkan", "struktur-anggaran-pd")
    found = [
        {
            "tahun": key[0],
            "kd_klpd": key[1],
            "kd_satker": row["kd_satker"],
            "nama_satker": names.get((key[1], row["kd_satker"])),
            **{name: value for name, value in row.items() if name not in HIDDEN},
        }
        for key, rows in _satkers(data, asked).items()
        for row in rows
        if wanted(row, "kd_satker", asked.satker)
    ]
    return ordered(found, "tahun", "kd_klpd", "kd_satker")


def ringkas(data: Data) -> Rows:
    """Return the figures of each whole KLPD-year, over the satkers that have both sides."""
    found: Rows = []
    for (tahun, klpd), rows in _satkers(data, Asked()).items():
        both = [row for row in rows if row["rasio"] is not None]
        others = [row for row in rows if row["rasio"] is None]
        belanja, pagu = (total(row[name] for row in both) for name in ("belanja_pengadaan", "both"))
        ends = {name: sum(row[name] for row in both) for name in ("least", "greatest")}
        known = sorted(Fraction(row["both"], row["belanja_pengadaan"]) for row in both)
        middle = known[(len(known) - 1) // 2] + known[len(known) // 2] if known else None
        top = ordered([r | {"selisih": r["selisih"]} for r in both], "-selisih", "kd_satker")
        announced = [
            total((row["pagu_penyedia_terumumkan"], row["pagu_swakelola_terumumkan"]))
            for row in others
        ]
        found.append(
            {
                "tahun": tahun,
                "kd_klpd": klpd,
                "jumlah_satker": len(both),
                "belanja_pengadaan": belanja,
                "pagu": pagu,
                "rasio": ratio(pagu, belanja),
                "rasio_31_maret_terendah": ratio(ends["least"] if both else None, belanja),
                "rasio_31_maret_tertinggi": ratio(ends["greatest"] if both else None, belanja),
                "selisih": total(row["selisih"] for row in both),
                "median_rasio": None if middle is None else float(middle / 2),
                "tepat_satu": sum(row["selisih"] == 0 for row in both),
                "kd_satker_terbesar": top[0]["kd_satker"] if top else None,
                "selisih_terbesar": top[0]["selisih"] if top else None,
                "jumlah_tanpa_rasio": len(others),
                "pagu_tanpa_rasio": total(announced) if others else 0,
            }
        )
    return ordered(found, "tahun", "kd_klpd")
