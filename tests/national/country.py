"""A small made country: three KLPD and three years, with what makes tables go wrong in it.

Few satkers and codes, so that all repeat; names that other years write otherwise or not at all;
missing codes, values and times; a year without a dataset and one that is not stored.
"""

from __future__ import annotations

import random
from itertools import product

from services.analysis.frames import RUP
from services.upstream.catalog import find
from services.upstream.dataset import Request
from tests.gateway import Gateway, Row, paket, program
from tests.test_table_inputs import revision

KLPD = ("D304", "D305", "K9")
YEARS = (2024, 2025, 2026)
STATUS = ("Terumumkan", "Terumumkan", "Draf", "", None)
KINDS = ("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", "SATUKEBANYAK", "LAIN", None)
REASONS = ("revisi", "Salah pagu", "salah  pagu!", "-", None)
MISSING = {("paket-swakelola", "D305", 2025), *((name, "K9", 2024) for name in RUP)}
"""Never asked for: a year without a dataset, and one that is not stored at all."""
NEWER = 2027


def invented(kode: str, tahun: int, chance: random.Random) -> dict[str, list[Row]]:
    """Make up rows of a KLPD-year: few satkers and codes, other names in each year."""
    satkers = ("7", "8", "9", None)

    def named(satker: str | None) -> str | None:
        return chance.choice([f"DINAS {satker}", f"Dinas {satker} ({tahun})", "", None])

    def one(satker: str | None, **values: object) -> Row:
        return {"kd_satker": satker, "kd_klpd": kode, "tahun_anggaran": tahun, **values}

    programs = [
        program(chance.randint(1, 4), chance.choice([None, 0, 10, 10, 10**13]), kode, tahun)
        | {
            "kd_program": number,
            "kd_satker": chance.choice(satkers),
            "nama_program": chance.choice(["PROGRAM A", f"Program {tahun}", "", None]),
            "is_deleted": chance.random() < 0.2,
        }
        for number in range(12)
    ]
    lists = [
        paket(number, nama_satker=named(satker), pagu=chance.choice([None, 5, 10**12]))
        | one(satker, status=chance.choice(STATUS), tipe_swakelola=chance.choice([1, 2, None]))
        | {"status_delete_rup": chance.random() < 0.2, "status_aktif_rup": True}
        | {"tgl_buat_paket": f"{tahun}-01-{chance.randint(1, 28):02}T00:00:00Z"}
        | {"tgl_pengumuman_paket": f"{tahun}-0{chance.randint(2, 5)}-01T00:00:00Z"}
        for number in range(12)
        for satker in [chance.choice(satkers)]
    ]
    history = [
        revision(chance.randint(0, 9), chance.randint(0, 20), nama_satker=named(satker))
        | one(satker, jenis_revisi=chance.choice(KINDS), alasan_kajiulang=chance.choice(REASONS))
        | {"jenis_paket": chance.choice(["SWAKELOLA", "PENYEDIA"])}
        | {"tgl_kaji_ulang": f"{tahun}-0{chance.randint(1, 3)}-0{chance.randint(1, 9)}T10:00:00Z"}
        for _ in range(16)
        for satker in [chance.choice(satkers)]
    ]
    return dict(zip(RUP, (programs, lists, history), strict=True))


def serve(gateway: Gateway, kode: str, tahun: int, seed: int) -> None:
    for name, made in invented(kode, tahun, random.Random(f"{kode} {tahun} {seed}")).items():
        gateway.rows[name, kode, str(tahun)] = made


def asked(*codes: str, tahun: tuple[int, ...] = YEARS) -> list[Request]:
    return [
        find(name).request(kode_klpd=kode, tahun=str(year))
        for kode, year, name in product(codes, tahun, RUP)
        if (name, kode, year) not in MISSING
    ]
