"""The key figures of the first page over several years, stored or not."""

from __future__ import annotations

from tests.oracle.banding import Measure, measures
from tests.oracle.basics import CORE, Asked, Data, Row, Rows, key_of, lead, total, wanted

MARKS = dict(zip(CORE, ("dibaca_program", "dibaca_swakelola", "dibaca_kaji_ulang"), strict=True))


def over_years(data: Data, asked: Asked) -> Rows:
    """Return one row for every chosen KLPD and year; without chosen KLPD for all that are there.

    Open, chosen: of a satker acts count that it began, and codes that belong to it; it has 0 of
    what a dataset with rows does not have of it, and no pagu.
    """
    known = measures(data, asked)
    klpd = asked.klpd or sorted({kode for _, kode in known})
    found: Rows = []
    for kode in sorted(klpd):
        for tahun in sorted(asked.tahun):
            one = known.get((tahun, kode))
            figures = _figures(one, asked.satker) if one else dict.fromkeys(FIGURES)
            row = lead((tahun, kode)) | figures
            for dataset, mark in MARKS.items():
                stored = [row for row in data.stored if row["dataset"] == dataset]
                row[mark] = (tahun, kode) in {key_of(r) for r in (*stored, *data.rows(dataset))}
            found.append(row)
    return found


FIGURES = ("pagu", "jumlah_program", "jumlah_paket", "tindakan", "batal_bersih")


def _figures(one: Measure, satker: str) -> Row:
    programs = [row for row in one.live_program if wanted(row, "kd_satker", satker)]
    packages = [row for row in one.live_list if wanted(row, "kd_satker", satker)]
    history, acts, cancelled = one.history, 0, 0
    if history:
        acts = sum(wanted(act.first, "kd_satker", satker) for act in history.acts)
        final = [code for code, word in history.cancelled.items() if word == "batal_bersih"]
        owners = ({"kd_satker": history.satker(code)} for code in final)
        cancelled = sum(wanted(owner, "kd_satker", satker) for owner in owners)
    return {
        "pagu": total(row["pagu_program"] for row in programs),
        "jumlah_program": len(programs) if one.program else None,
        "jumlah_paket": len(packages) if one.swakelola else None,
        "tindakan": acts if history else None,
        "batal_bersih": cancelled if history else None,
    }
