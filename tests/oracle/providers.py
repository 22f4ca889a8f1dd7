"""Provider packages: which list is used, what limit binds a package, `pembatalan-pagu`."""

from __future__ import annotations

from datetime import date, datetime

from tests.oracle.acts import PEMBATALAN, kind_of
from tests.oracle.basics import Asked, Data, Key, Row, Rows, lead, ordered, total, wanted
from tests.oracle.kaji_ulang import fold_reason
from tests.oracle.names import satker_names
from tests.oracle.states import BATAL, Code, History, histories

PENYEDIA = "PENYEDIA"
WHOLE, ANNOUNCED = "paket-penyedia", "paket-penyedia-terumumkan"
DIRECT = "Pengadaan Langsung"
CHANGE = date(2025, 4, 30)
"""The day from which Perpres 46/2025 raises the limit of works."""


def whole_list(data: Data, key: Key) -> Rows:
    """Return the rows of paket-penyedia of a KLPD-year."""
    return [row for row in data.rows(WHOLE) if (row["tahun"], row["kd_klpd"]) == key]


def provider_list(data: Data, key: Key) -> Rows:
    """Return the provider packages of a KLPD-year: the whole list, the announced one without it."""
    rows = [row for row in data.rows(ANNOUNCED) if (row["tahun"], row["kd_klpd"]) == key]
    return whole_list(data, key) or rows


def list_was_read(data: Data, key: Key) -> bool:
    """Tell whether either list of provider packages of a KLPD-year is stored, or has rows."""
    lists = (row for row in data.stored if row["dataset"] in (WHOLE, ANNOUNCED))
    return any((row["tahun"], row["kd_klpd"]) == key for row in lists) or bool(
        provider_list(data, key)
    )


def kinds(row: Row) -> list[str]:
    """Return the distinct kinds of procurement of a package."""
    return sorted({kind.strip() for kind in (row["jenis_pengadaan"] or "").split(";")} - {""})


def limit(row: Row, satkers: Rows, region: str) -> int | None:
    """Return the limit of direct procurement for a package; None where none can be looked up."""
    marks = [one["ket_satker"] or "" for one in satkers if one["kd_satker"] == row["kd_satker"]]
    bound = bool(marks) and all("non-blu" in mark.lower() for mark in marks)
    papua = region[:2] in {"91", "92", "93", "94", "95", "96"}
    papua = papua or "papua" in (row.get("detail_lokasi") or "").lower()
    announced: datetime | None = row["tgl_pengumuman_paket"]
    if not bound or papua or announced is None or len(kinds(row)) != 1:
        return None
    works = 200_000_000 if announced.date() < CHANGE else 400_000_000
    return {
        "Barang": 200_000_000,
        "Jasa Lainnya": 200_000_000,
        "Jasa Konsultansi": 100_000_000,
        "Pekerjaan Konstruksi": works,
    }.get(kinds(row)[0])


def rupiah(amount: int) -> str:
    """Return whole rupiah in words."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp {abs(amount):,}".replace(",", ".")


DOUBLE = ("dupl", "double", "doble", "dobel", "ganda")


def pembatalan_pagu(data: Data, asked: Asked) -> Rows:
    """Return the recorded pagu of penyedia codes that end cancelled, by satker.

    Open, chosen: the reasons of a code are those of its cancellations at the latest instant;
    packages that are not live have a recorded pagu, too; without any list both counts of pagu are
    not known.
    """
    names, found = satker_names(data), list[Row]()
    for key, history in histories(data, asked).items():
        listed = provider_list(data, key)
        pagu = {row["kd_rup"]: row["pagu"] for row in listed if row["kd_rup"] is not None}
        mine: dict[str | None, list[Code]] = {}
        for code in history.cancelled:
            if code[0] == PENYEDIA and history.state(code).keadaan == BATAL:
                mine.setdefault(history.satker(code), []).append(code)
        for satker, codes in mine.items():
            known = [pagu.get(code[1]) for code in codes]
            unknown = known.count(None)
            reasons = [_reasons(history, code) for code in codes]
            row = lead(key) | {"kd_satker": satker, "nama_satker": names.get((key[1], satker))}
            found.append(
                row
                | {
                    "kode": len(codes),
                    "pagu": total(known) if unknown * 3 <= len(codes) else None,
                    "pagu_tidak_diketahui": unknown if listed else None,
                    "kode_alasan_ganda": sum(
                        any(word in reason for reason in mine for word in DOUBLE)
                        for mine in reasons
                    ),
                    "kode_non_pengadaan": sum(
                        any("non pengadaan" in reason for reason in mine) for mine in reasons
                    ),
                }
            )
    found = [row for row in found if wanted(row, "kd_satker", asked.satker)]
    return ordered(found, "-pagu", "tahun", "kd_klpd", "kd_satker")


def _reasons(history: History, code: Code) -> list[str]:
    rows = [row for row in history.own[code] if kind_of(row) == PEMBATALAN]
    times = [row["tgl_kaji_ulang"] for row in rows if row["tgl_kaji_ulang"] is not None]
    last = max(times, default=None)
    return [fold_reason(row["alasan_kajiulang"]) for row in rows if row["tgl_kaji_ulang"] == last]
