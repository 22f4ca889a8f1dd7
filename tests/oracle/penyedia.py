"""`penyedia-*`: provider packages by satker, method, month, and one by one."""

from __future__ import annotations

from datetime import date

from tests.oracle.basics import (
    KOSONG,
    TERUMUMKAN,
    Asked,
    Data,
    Row,
    Rows,
    groups,
    key_of,
    live_package,
    median,
    or_blank,
    ordered,
    total,
    wanted,
)
from tests.oracle.names import PROVIDER, satker_names
from tests.oracle.states import histories
from tests.oracle.swakelola import states_of


def provider_packages(data: Data) -> Rows:
    """Return the whole list of each KLPD-year, where it has no row the announced one."""
    whole = data.rows("paket-penyedia")
    known = {key_of(row) for row in whole}
    announced = data.rows("paket-penyedia-terumumkan")
    return [row | {"announced_only": False} for row in whole] + [
        row | {"announced_only": True} for row in announced if key_of(row) not in known
    ]


def kinds(row: Row) -> list[str]:
    """Return the distinct kinds of procurement of a package, in the order served."""
    parts = [part.strip() for part in (row["jenis_pengadaan"] or "").split(";")]
    return list(dict.fromkeys(part for part in parts if part))


def listed(data: Data, asked: Asked) -> Rows:
    """Return the live packages that are asked for, with method and kind."""
    found: Rows = []
    for served in provider_packages(data):
        several = kinds(served)
        row = served | {
            "status": or_blank(served["status"]),
            "metode_pengadaan": or_blank(served["metode_pengadaan"]),
            "jenis_pengadaan": "campuran" if len(several) > 1 else or_blank("".join(several)),
            "jenis": or_blank(";".join(several)),
        }
        narrowed = (
            wanted(row, "kd_satker", asked.satker)
            and wanted(row, "metode_pengadaan", asked.metode)
            and wanted(row, "jenis_pengadaan", asked.pengadaan)
        )
        if narrowed and asked.takes(row) and live_package(row):
            found.append(row)
    return found


def _pagu(rows: Rows) -> int | None:
    """Return the pagu of chosen packages: 0 of none, None where all of them miss it."""
    return total(row["pagu"] for row in rows) if rows else 0


def _marked(rows: Rows, column: str, word: str) -> Rows:
    return [row for row in rows if (row[column] or "").strip() == word]


def penyedia_per_satker(data: Data, asked: Asked) -> Rows:
    """Return packages and their marks by satker, largest pagu first."""
    names = satker_names(data, *PROVIDER)
    found: Rows = []
    for (tahun, klpd, satker), mine in groups(
        listed(data, asked), "tahun", "kd_klpd", "kd_satker"
    ).items():
        pdn, ukm = _marked(mine, "status_pdn", "PDN"), _marked(mine, "status_ukm", "UKM")
        pds = _marked(mine, "tipe_paket", "PDS")
        starts = [row["tgl_awal_pemilihan"] for row in mine if row["tgl_awal_pemilihan"]]
        july, january = date(tahun - 1, 7, 1), date(tahun, 1, 1)
        announced = sum(row["status"] == TERUMUMKAN for row in mine)
        found.append(
            {
                "tahun": tahun,
                "kd_klpd": klpd,
                "kd_satker": satker,
                "nama_satker": names.get((klpd, satker)),
                "jumlah_paket": len(mine),
                "pagu": total(row["pagu"] for row in mine),
                "pagu_kosong": sum(row["pagu"] is None for row in mine),
                "terumumkan": None if mine[0]["announced_only"] else announced,
                "pdn": len(pdn),
                "ukm": len(ukm),
                "pagu_pdn": _pagu(pdn),
                "pagu_ukm": _pagu(ukm),
                "pradipa": len(_marked(mine, "status_pradipa", "PraDIPA")),
                "pemilihan_sebelum_tahun": sum(july <= start < january for start in starts),
                "bulan_tak_wajar": sum(start < july or start.year > tahun for start in starts),
                "pds": len(pds),
                "pagu_pds": _pagu(pds),
            }
        )
    return ordered(found, "-pagu", "tahun", "kd_klpd", "kd_satker")


def penyedia_metode(data: Data, asked: Asked) -> Rows:
    """Return packages by method and kind."""
    names = ("tahun", "kd_klpd", "metode_pengadaan", "jenis_pengadaan")
    rows = [
        dict(zip(names, values, strict=True))
        | {
            "jumlah_paket": len(mine),
            "pagu": total(row["pagu"] for row in mine),
            "pagu_kosong": sum(row["pagu"] is None for row in mine),
            "median_pagu": median(row["pagu"] for row in mine if row["pagu"] is not None),
        }
        for values, mine in groups(listed(data, asked), *names).items()
    ]
    return ordered(rows, *names)


def penyedia_jadwal(data: Data, asked: Asked) -> Rows:
    """Return packages by month of the start of selection, and method."""
    names = ("tahun", "kd_klpd", "bulan", "metode_pengadaan")
    months = [
        row | {"bulan": f"{start:%Y-%m}" if (start := row["tgl_awal_pemilihan"]) else KOSONG}
        for row in listed(data, asked)
    ]
    rows = [
        dict(zip(names, values, strict=True))
        | {"jumlah_paket": len(mine), "pagu": total(row["pagu"] for row in mine)}
        for values, mine in groups(months, *names).items()
    ]
    return ordered(rows, *names)


def penyedia_paket(data: Data, asked: Asked) -> Rows:
    """Return the packages one by one; `keadaan` is that of the provider code, if any."""
    names = satker_names(data, *PROVIDER)
    states = states_of(histories(data, asked), "PENYEDIA")
    rows = [
        {
            "tahun": row["tahun"],
            "kd_klpd": row["kd_klpd"],
            "kd_satker": row["kd_satker"],
            "nama_satker": names.get((row["kd_klpd"], row["kd_satker"])),
            "kd_rup": row["kd_rup"],
            "nama_paket": row["nama_paket"],
            "metode": row["metode_pengadaan"],
            "jenis": row["jenis"],
            "status": row["status"],
            "pagu": row["pagu"],
            "tgl_awal_pemilihan": row["tgl_awal_pemilihan"],
            "tgl_pengumuman_paket": row["tgl_pengumuman_paket"],
            "keadaan": states(key_of(row), row["kd_rup"]),
        }
        for row in listed(data, asked)
        if wanted(row, "status", asked.status)
    ]
    order = ("kd_satker", "kd_rup", "nama_paket", "metode", "jenis", "status", "pagu")
    return ordered(rows, "tahun", "kd_klpd", *order)
