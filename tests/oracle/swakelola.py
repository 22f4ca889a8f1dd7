"""`swakelola-status`, `swakelola-tipe`, `swakelola-penyelenggara` and `paket`."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle.basics import (
    KOSONG,
    TERUMUMKAN,
    Asked,
    Data,
    Key,
    Row,
    Rows,
    groups,
    key_of,
    lead,
    live_package,
    live_program,
    or_blank,
    ordered,
    partitions,
    ratio,
    total,
    wanted,
)
from tests.oracle.names import named, satker_names
from tests.oracle.rates import meaningful
from tests.oracle.states import History, histories


def listed(data: Data, asked: Asked) -> Rows:
    """Return the live packages that are asked for; a missing status is `(kosong)`."""
    return [
        row | {"status": or_blank(row["status"])}
        for row in data.swakelola
        if asked.takes(row)
        and live_package(row)
        and wanted(row, "kd_satker", asked.satker)
        and wanted(row, "status", asked.status)
    ]


def _counted(rows: Rows, *names: str) -> Rows:
    """Return packages and pagu by these columns."""
    return [
        dict(zip(("tahun", "kd_klpd", *names), values, strict=True))
        | {
            "jumlah_paket": len(mine),
            "pagu": total(row["pagu"] for row in mine),
            "pagu_kosong": sum(row["pagu"] is None for row in mine),
        }
        for values, mine in groups(rows, "tahun", "kd_klpd", *names).items()
    ]


def _after(row: Row, name: str, **values: object) -> Row:
    """Return a row with columns put in behind one of its own."""
    found: Row = {}
    for column, value in row.items():
        found[column] = value
        if column == name:
            found |= values
    return found


def swakelola_status(data: Data, asked: Asked) -> Rows:
    """Return packages by satker and status, in the order of the codes."""
    names = satker_names(data)
    rows = [
        _after(row, "kd_satker", nama_satker=names.get((row["kd_klpd"], row["kd_satker"])))
        for row in _counted(listed(data, asked), "kd_satker", "status")
    ]
    return ordered(rows, "tahun", "kd_klpd", "kd_satker", "status")


STATUSES = {
    "terumumkan": "Terumumkan",
    "terinisiasi": "Terinisiasi",
    "final_draft": "Final Draft",
    "draf": "Draf",
    "tanpa_status": KOSONG,
}


def swakelola_per_satker(data: Data, asked: Asked) -> Rows:
    """Return one row per satker with live packages or programs, a column per status.

    Open, chosen: a KLPD-year whose list has no rows has no row here, since nothing of it is known;
    a list of deleted packages alone is known, so its satkers with programs have zeros.
    """
    names, found = satker_names(data), list[Row]()
    programs = partitions(filter(live_program, data.program), asked)
    for key, every in partitions(data.swakelola, asked).items():
        live = [row | {"status": or_blank(row["status"])} for row in filter(live_package, every)]
        satkers = {row["kd_satker"] for row in [*live, *programs.get(key, [])]}
        for satker in satkers:
            mine = [row for row in live if row["kd_satker"] == satker]
            row = lead(key) | {"kd_satker": satker, "nama_satker": names.get((key[1], satker))}
            found.append(row | _by_status(mine, share=meaningful(every)))
    found = [row for row in found if wanted(row, "kd_satker", asked.satker)]
    return ordered(found, "-belum_terumumkan", "tahun", "kd_klpd", "kd_satker")


def _by_status(mine: Rows, *, share: bool) -> Row:
    known = set(STATUSES.values())
    classes = {name: [r for r in mine if r["status"] == word] for name, word in STATUSES.items()}
    classes["status_lain"] = [row for row in mine if row["status"] not in known]
    classes["belum_terumumkan"] = [row for row in mine if row["status"] != TERUMUMKAN]
    pagu = {name: total(r["pagu"] for r in rows) if rows else 0 for name, rows in classes.items()}
    whole = total(row["pagu"] for row in mine) if mine else 0
    announced = len(classes["terumumkan"])
    return {
        "jumlah_paket": len(mine),
        **{name: len(rows) for name, rows in classes.items()},
        "pangsa_terumumkan": ratio(announced, len(mine)) if share else None,
        "pagu": whole,
        "pagu_kosong": sum(row["pagu"] is None for row in mine),
        **{f"pagu_{name}": amount for name, amount in pagu.items()},
        "pangsa_pagu_terumumkan": ratio(pagu["terumumkan"], whole) if share else None,
    }


def swakelola_tipe(data: Data, asked: Asked) -> Rows:
    """Return packages by type and status."""
    rows = _counted(listed(data, asked), "tipe_swakelola", "status")
    return ordered(rows, "tahun", "kd_klpd", "tipe_swakelola", "status")


def swakelola_penyelenggara(data: Data, asked: Asked) -> Rows:
    """Return packages by type and organiser.

    A code of the catalogue has the catalogue's name. Open, chosen: an unknown code keeps the name
    that the lists of its KLPD carry, of the newest stored year, as satkers keep theirs (rule 3).
    """
    known = {row["kd_klpd"]: row["nama_klpd"] for row in data.klpd}
    served = named(data.swakelola, "kd_klpd_penyelenggara", "nama_klpd_penyelenggara")

    def name(row: Row) -> str | None:
        code = row["kd_klpd_penyelenggara"]
        if code == KOSONG:
            return KOSONG
        return known.get(code) or served[row["kd_klpd"], code]

    rows = [
        row | {"kd_klpd_penyelenggara": or_blank(row["kd_klpd_penyelenggara"])}
        for row in listed(data, asked)
    ]
    made = [
        _after(row, "kd_klpd_penyelenggara", nama_klpd_penyelenggara=name(row))
        for row in _counted(rows, "tipe_swakelola", "kd_klpd_penyelenggara")
    ]
    return ordered(made, "tahun", "kd_klpd", "tipe_swakelola", "kd_klpd_penyelenggara")


_PAKET = ("kd_rup", "nama_paket", "status", "tipe_swakelola", "pagu", "tgl_buat_paket")
_DATES = ("tgl_pengumuman_paket", "tgl_awal_pelaksanaan_kontrak")


def paket(data: Data, asked: Asked) -> Rows:
    """Return the live packages one by one; `keadaan` is that of the swakelola code, if any."""
    names, states = satker_names(data), states_of(histories(data, asked))
    rows = [
        {
            "tahun": row["tahun"],
            "kd_klpd": row["kd_klpd"],
            "kd_satker": row["kd_satker"],
            "nama_satker": names.get((row["kd_klpd"], row["kd_satker"])),
            **{column: row[column] for column in (*_PAKET, *_DATES)},
            "keadaan": states(key_of(row), row["kd_rup"]),
        }
        for row in listed(data, asked)
    ]
    order = ("kd_satker", "kd_rup", "nama_paket", "status", "pagu")
    return ordered(rows, "tahun", "kd_klpd", *order)


def states_of(
    known: dict[Key, History], kind: str = "SWAKELOLA"
) -> Callable[[Key, str | None], str | None]:
    """Return the function that gives the state of a code of one kind of packages, if any."""

    def state(key: Key, code: str | None) -> str | None:
        history = known.get(key)
        if history is None or code is None or (kind, code) not in history.codes:
            return None
        return history.state((kind, code)).keadaan

    return state
