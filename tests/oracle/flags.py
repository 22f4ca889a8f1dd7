"""`tanda` and `tanda-aturan`: every rule over every stored KLPD-year (R14)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from tests.oracle import flag_history, flag_lists, flag_penyedia
from tests.oracle.banding import Measure, measures
from tests.oracle.basics import Asked, Data, Rows, ordered, wanted
from tests.oracle.findings import Outcome
from tests.oracle.names import satker_names

TEXTS = Path(__file__).resolve().parents[2] / "services" / "language" / "texts" / "tanda.toml"
RULES: Mapping[str, Callable[[Measure], Outcome]] = {
    "pecah-banyak": flag_history.pecah_banyak,
    "aktif-berulang": flag_history.aktif_berulang,
    "rantai-dalam": flag_history.rantai_dalam,
    "banyak-sehari": flag_history.banyak_sehari,
    "tanpa-alasan": flag_history.tanpa_alasan,
    "mulai-sebelum-umum": flag_lists.mulai_sebelum_umum,
    "pagu-nol-kosong": flag_lists.pagu_nol_kosong,
    "baris-besar": flag_lists.baris_besar,
    "paket-kembar": flag_lists.paket_kembar,
    "metode-pagu": flag_penyedia.metode_pagu,
    "pecah-di-bawah-batas": flag_penyedia.pecah_di_bawah_batas,
    "pemilihan-sebelum-umum": flag_penyedia.pemilihan_sebelum_umum,
}


@cache
def caveat(rule: str) -> str:
    """Return the caveat of a rule as the product words it."""
    known = tomllib.loads(TEXTS.read_text())
    text: str = known["tanda"][rule]["catatan"]["id"]
    return text


def _outcomes(data: Data, asked: Asked) -> Iterable[tuple[Measure, str, Outcome]]:
    for one in measures(data, asked).values():
        if one.is_stored:
            for name, rule in RULES.items():
                yield one, name, rule(one)


def tanda(data: Data, asked: Asked) -> Rows:
    """Return every flag with its facts and the caveat of its rule."""
    names = satker_names(data)
    found: Rows = []
    for one, rule, outcome in _outcomes(data, asked):
        for row in outcome.hits:
            found.append(
                {
                    "tahun": one.key[0],
                    "kd_klpd": one.key[1],
                    "aturan": rule,
                    "kd_satker": row["kd_satker"],
                    "nama_satker": names.get((one.key[1], row["kd_satker"])),
                    "kode": row["kode"],
                    "nilai": row["nilai"],
                    "keterangan": f"{row['keterangan']}; {caveat(rule)}",
                }
            )
    found = [row for row in found if wanted(row, "kd_satker", asked.satker)]
    order = ("aturan", "kd_satker", "kode", "nilai", "keterangan")
    return ordered(found, "tahun", "kd_klpd", *order)


def tanda_aturan(data: Data, asked: Asked) -> Rows:
    """Return what each rule checked, found and could not check, per stored KLPD-year."""
    found = [
        {
            "tahun": one.key[0],
            "kd_klpd": one.key[1],
            "aturan": rule,
            "diperiksa": outcome.checked,
            "tanda": None if outcome.checked is None else len(outcome.hits),
            "tak_bisa_diperiksa": outcome.unknown,
        }
        for one, rule, outcome in _outcomes(data, asked)
    ]
    return ordered(found, "tahun", "kd_klpd", "aturan")
