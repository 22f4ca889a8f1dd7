"""`pagu-per-program` and `pagu-per-satker`."""

from __future__ import annotations

from collections.abc import Iterable

from tests.oracle.basics import (
    PAKET,
    PROGRAM,
    Asked,
    Data,
    Key,
    Row,
    Rows,
    groups,
    key_of,
    keys_with_rows,
    live_package,
    live_program,
    ordered,
    partitions,
    per_partition,
    ratio,
    total,
    wanted,
)
from tests.oracle.names import program_names, satker_names


def berulang(rows: Iterable[Row]) -> int | None:
    """Return what repeats of (satker, program) add beyond their largest row.

    A row with a null in its key is never a repeat. Null where no pagu is known at all.
    """
    known = [row for row in rows if row["pagu_program"] is not None]
    if not known:
        return None
    added = 0
    for (satker, program), mine in groups(known, "kd_satker", "kd_program_str").items():
        if satker is not None and program is not None:
            values = [row["pagu_program"] for row in mine]
            added += sum(values) - max(values)
    return added


def live_pagu(rows: Rows) -> int | None:
    """Return the live pagu of these program rows."""
    return total(row["pagu_program"] for row in rows if live_program(row))


def _sums(rows: Rows) -> Row:
    return {
        "pagu": total(row["pagu_program"] for row in rows),
        "pagu_kosong": sum(row["pagu_program"] is None for row in rows),
        "pagu_berulang": berulang(rows),
    }


def pagu_per_program(data: Data, asked: Asked) -> Rows:
    """Return live pagu by program code; `pangsa` is of the whole live pagu of the KLPD-year."""
    names = program_names(data)

    def make(key: Key, rows: Rows) -> Iterable[Row]:
        whole = live_pagu(rows)
        own = [r for r in rows if wanted(r, "kd_satker", asked.satker)]
        own = [r for r in own if wanted(r, "kd_program_str", asked.program)]
        for (code,), mine in groups(own, "kd_program_str").items():
            live = [row for row in mine if live_program(row)]
            if not live:
                continue
            sums = _sums(live)
            satkers = {row["kd_satker"] for row in live} - {None}
            yield {
                "kd_program_str": code,
                "nama_program": names.get((key[1], code)),
                "jumlah_baris": len(live),
                "jumlah_satker": len(satkers),
                **sums,
                "dihapus": len(mine) - len(live),
                "pangsa": ratio(sums["pagu"], whole),
            }

    rows = per_partition(data.program, asked, make)
    return ordered(rows, "-pagu", "tahun", "kd_klpd", "kd_program_str")


def pagu_per_satker(data: Data, asked: Asked) -> Rows:
    """Return live pagu by satker, satkers with live packages alone included.

    Open, chosen: a satker without program rows has `jumlah_program` and `pagu_kosong` 0 and no
    pagu; one without packages has no pagu_swakelola. Narrowed to a program, only satkers that have
    it stand there, `pangsa_swakelola` is still of the satker's whole program pagu, and
    `pangsa_program` is of the program's pagu, whatever satker is asked for.
    """
    names = satker_names(data)
    programs, packages = partitions(data.program, asked), partitions(data.swakelola, asked)
    with_programs = keys_with_rows(data, PROGRAM)
    found: Rows = []
    for key in sorted({*programs, *packages}):
        live = [row for row in programs.get(key, []) if live_program(row)]
        plans = groups(live, "kd_satker")
        lists = groups(filter(live_package, packages.get(key, [])), "kd_satker")
        for (satker,) in {**plans, **lists}:
            if not wanted({"kd_satker": satker}, "kd_satker", asked.satker):
                continue
            mine = plans.get((satker,), [])
            own = [row for row in mine if wanted(row, "kd_program_str", asked.program)]
            if asked.program and not own:
                continue
            row = _satker(own, mine, lists.get((satker,), []), live_pagu(live))
            codes = [r for r in live if wanted(r, "kd_program_str", asked.program)]
            of_codes = ratio(row["pagu"], live_pagu(codes)) if asked.program else None
            row["pangsa_program"] = of_codes
            row["bukti"] = _bukti(data, key, satker, mine)
            if key not in with_programs:
                row |= dict.fromkeys(("jumlah_program", "pagu_kosong"))
            lead = {"tahun": key[0], "kd_klpd": key[1], "kd_satker": satker}
            found.append(lead | {"nama_satker": names.get((key[1], satker))} | row)
    return ordered(found, "-pagu", "tahun", "kd_klpd", "kd_satker")


def _bukti(data: Data, key: Key, satker: str | None, mine: Rows) -> str | None:
    """Return whether the repeats of a satker's programs are counted twice, by its total_belanja.

    None without repeats, and where the KLPD-year has no struktur-anggaran-pd.
    """
    struktur = [row for row in data.rows("struktur-anggaran-pd") if key_of(row) == key]
    repeated = berulang(mine)
    if not struktur or not repeated:
        return None
    own = total(row["total_belanja"] for row in struktur if satker and row["kd_satker"] == satker)
    pagu = live_pagu(mine)
    if own is not None and pagu is not None and own == pagu - repeated:
        return "terhitung ganda"
    return "bukan ganda" if own is not None and own == pagu else "tidak dapat dipastikan"


def _satker(own: Rows, mine: Rows, packages: Rows, whole: int | None) -> Row:
    sums = _sums(own)
    swakelola = total(row["pagu"] for row in packages)
    return {
        "jumlah_program": len(own),
        **sums,
        "pagu_swakelola": swakelola,
        "pangsa_swakelola": ratio(swakelola, live_pagu(mine)),
        "pangsa": ratio(sums["pagu"], whole),
    }


__all__ = ["PAKET", "berulang", "live_pagu", "pagu_per_program", "pagu_per_satker"]
