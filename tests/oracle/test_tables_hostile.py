"""Every table equals the oracle on the hand-made set: all at once, and KLPD by KLPD."""

from __future__ import annotations

from itertools import product as pairs

import pytest

from services.analysis.packages.pemanfaatan import pemanfaatan_ringkas
from services.analysis.tables import TABLES as PRODUCT
from tests.oracle import hostile
from tests.oracle.basics import KOSONG, Asked
from tests.oracle.flags import POPULATIONS, uncounted
from tests.oracle.pemanfaatan import ringkas
from tests.oracle.same import assert_over_years, assert_table, data_of, differences, product
from tests.oracle.tables import TABLES
from tests.sampling import sampled

FRAMES = hostile.frames()
DATA = data_of(FRAMES)

NAMES = [name for name in TABLES if name != "jejak"]
YEARS = [(2024, 2025), (2025, 2026), (2025, 2027), (2030, 2031)]
every = pytest.mark.parametrize("name", NAMES)


@every
def test_a_table_of_everything(name: str) -> None:
    assert assert_table(name, FRAMES, DATA, Asked())


@pytest.mark.parametrize(
    ("name", "key"), sampled("one klpd and year", list(pairs(NAMES, hostile.KEYS)), 3), ids=str
)
def test_a_table_of_one_klpd_and_year(name: str, key: tuple[str, int]) -> None:
    klpd, tahun = key
    years = (tahun - 1, tahun) if PRODUCT[name].two_years else (tahun,)
    assert_table(name, FRAMES, DATA, Asked(klpd=(klpd,), tahun=years))


@pytest.mark.parametrize(("name", "tahun"), sampled("years", list(pairs(NAMES, YEARS)), 2), ids=str)
def test_a_table_of_years(name: str, tahun: tuple[int, ...]) -> None:
    assert_table(name, FRAMES, DATA, Asked(tahun=tahun))


NOT_OF_A_SATKER = ("jejak", "wilayah", "banding", "mutu", "tanda-aturan")


OF_A_SATKER = [name for name in TABLES if name not in NOT_OF_A_SATKER]
SATKERS = ("10", "20", "50", "90", KOSONG, "404")


@pytest.mark.parametrize(
    ("name", "satker"), sampled("satkers", list(pairs(OF_A_SATKER, SATKERS)), 3), ids=str
)
def test_a_table_of_a_satker(name: str, satker: str) -> None:
    assert_table(name, FRAMES, DATA, Asked(satker=satker))


@pytest.mark.parametrize("program", ["1.01", "1.04", "1.05", KOSONG, "404"])
@pytest.mark.parametrize("name", [n for n, table in PRODUCT.items() if "program" in table.obeys])
def test_a_table_of_a_program(name: str, program: str) -> None:
    assert_table(name, FRAMES, DATA, Asked(program=program))
    assert_table(name, FRAMES, DATA, Asked(program=program, satker="30"))


LISTS = [name for name, table in PRODUCT.items() if "status" in table.obeys]


@pytest.mark.parametrize("status", ["Terumumkan", "Draf", "terumumkan", KOSONG])
@pytest.mark.parametrize("name", LISTS)
def test_a_table_of_a_status(name: str, status: str) -> None:
    assert_table(name, FRAMES, DATA, Asked(status=status))
    assert_table(name, FRAMES, DATA, Asked(status=status, satker="20"))


@pytest.mark.parametrize("jenis", ["SATUKEBANYAK", "PEMBATALAN", "lainnya"])
@pytest.mark.parametrize("name", ["kaji-ulang-per-bulan", "alasan"])
def test_a_table_of_a_kind(name: str, jenis: str) -> None:
    assert_table(name, FRAMES, DATA, Asked(jenis=jenis))
    assert_table(name, FRAMES, DATA, Asked(jenis=jenis, satker="20"))


@pytest.mark.parametrize(
    "narrowed",
    [{"metode": "(kosong)"}, {"pengadaan": "campuran"}, {"pengadaan": "Barang"}],
    ids=str,
)
@pytest.mark.parametrize("name", [name for name in TABLES if name.startswith("penyedia-")])
def test_a_table_of_a_method_or_kind(name: str, narrowed: dict[str, str]) -> None:
    assert assert_table(name, FRAMES, DATA, Asked(**narrowed))
    assert_table(name, FRAMES, DATA, Asked(**narrowed, satker="10"))


def test_the_overall_figures_of_announced_pagu_over_spending() -> None:
    made = pemanfaatan_ringkas(FRAMES).collect().to_dicts()
    assert differences(made, ringkas(DATA)) == []
    assert {row["tepat_satu"] for row in made} == {0, 1}


@pytest.mark.parametrize("satker", ["", "10", "50", KOSONG, "404"])
def test_key_figures_over_years(satker: str) -> None:
    years = tuple(range(2022, 2032))
    every = assert_over_years(FRAMES, DATA, Asked(tahun=years, satker=satker))
    assert {row["tahun"] for row in every} == set(years)
    for klpd, _ in hostile.KEYS:
        assert_over_years(FRAMES, DATA, Asked(klpd=(klpd, "X404"), tahun=years, satker=satker))


def test_rules_count_every_case_once() -> None:
    rules, flags = (product(name, FRAMES, Asked()) for name in ("tanda-aturan", "tanda"))
    assert uncounted(DATA, rules, flags) == []
    assert {row["aturan"] for row in rules if row["diperiksa"] is not None} == set(POPULATIONS)


@pytest.mark.parametrize("wilayah", ["", "11", "12", "13", "99", "1101", "1199", "1201"])
def test_a_region(wilayah: str) -> None:
    assert_table("wilayah", FRAMES, DATA, Asked(wilayah=wilayah))
    assert_table("wilayah", FRAMES, DATA, Asked(wilayah=wilayah, tahun=(2025, 2026)))


def test_the_rows_of_every_code() -> None:
    codes = {row[name] for row in DATA.kaji_ulang for name in ("kd_rup_lama", "kd_rup_baru")}
    chosen = sorted(codes - {None}, key=lambda code: (len(code), code))
    for kode in (*chosen[::7], *"AB", "500", "9", "512", "523", "536", "404"):
        assert_table("jejak", FRAMES, DATA, Asked(kode=kode))
    assert_table("jejak", FRAMES, DATA, Asked(kode="2025", klpd=("D14",), tahun=(2026,)))
