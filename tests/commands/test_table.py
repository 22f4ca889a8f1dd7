"""`table`: every table of the figures, with its columns, its exit codes and what it refuses."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from services.analysis.tables import TABLES
from tests.commands.conftest import Lensa
from tests.gateway import Gateway, down, down_for, paket, program
from tests.store.test_snapshots import damage

LOMBOK = ("--klpd", "D304", "--tahun", "2025")
TWO_YEARS = ("--klpd", "D304", "--tahun", "2024,2025")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder that the tables of this module share, so that each year is read once."""
    return tmp_path_factory.mktemp("kept")


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_answers_with_its_own_columns(lensa: Lensa, kept: Path, name: str) -> None:
    lensa("fetch", "history-kaji-ulang", "--kode-klpd", "D304", "--tahun", "2025",
          "--out", "riwayat.parquet", LENSA_DATA=str(kept))  # fmt: skip
    kode = pl.read_parquet("riwayat.parquet")["kd_rup_baru"][0]
    span = TWO_YEARS if TABLES[name].two_years else LOMBOK
    more = ("--kode", kode) if "kode" in TABLES[name].obeys else ()
    ran = lensa("table", name, *span, *more, "--out", "hasil.parquet")
    assert (ran.code, ran.out) == (0, ""), ran.err
    frame = pl.read_parquet("hasil.parquet")
    assert tuple(frame.columns) == TABLES[name].columns
    assert frame.height > 0 or name in {"tanda", "mutu"}
    assert ran.err.count("DATA CONTOH (sintetis)") == len(ran.lines)


def test_csv_on_stdout_holds_the_rows_of_the_parquet(lensa: Lensa, kept: Path) -> None:
    ran = lensa("table", "pagu-per-program", *LOMBOK, LENSA_DATA=str(kept))
    lensa("table", "pagu-per-program", *LOMBOK, "--out", "hasil.parquet")
    frame = pl.read_parquet("hasil.parquet")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert lines[0] == ",".join(frame.columns)
    assert len(lines) == frame.height + 1


def test_a_satker_narrows(lensa: Lensa, kept: Path) -> None:
    def table(*more: str) -> pl.DataFrame:
        lensa("table", "pagu-per-program", *LOMBOK, *more, "--out", "hasil.parquet",
              LENSA_DATA=str(kept))  # fmt: skip
        return pl.read_parquet("hasil.parquet")

    whole = table()
    lensa("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2025", "--out", "p.parquet")
    satker = pl.read_parquet("p.parquet")["kd_satker"][0]
    assert 0 < table("--satker", satker).height < whole.height


@pytest.mark.parametrize(
    "arguments",
    [
        ("pagu-per-planet", *LOMBOK),
        ("pagu-per-program", "--klpd", "d 304", "--tahun", "2025"),
        ("jejak", *LOMBOK),
        ("program-antar-tahun", *LOMBOK),
        ("perubahan-per-program", *LOMBOK),
        ("pagu-per-program", "--klpd", "D304,../x", "--tahun", "2025"),
        ("pagu-per-program", "--klpd", ",", "--tahun", "2025"),
        ("pagu-per-program", "--klpd", "D304", "--tahun", "2025,1999"),
        ("pagu-per-program", "--klpd", "D304", "--tahun", ""),
        ("pagu-per-program", "--klpd", "all", "--tahun", "2025"),
        ("wilayah", *LOMBOK, "--wilayah", "5"),
        ("wilayah", *LOMBOK, "--wilayah", "520"),
        ("wilayah", *LOMBOK, "--wilayah", "52.2"),
        ("pagu-per-program", *LOMBOK, "--satker", "1 2"),
        ("paket", *LOMBOK, "--status", "x" * 61),
        ("pagu-per-program", *LOMBOK, "--out", "hasil.txt"),
        ("pagu-per-program", *LOMBOK, "--out", "tidak/ada.csv"),
        ("pagu-per-program", "--klpd", "D304"),
    ],
    ids=" ".join,
)
def test_a_bad_value_ends_2_on_one_line_and_nothing_is_read(
    lensa: Lensa, data: Path, arguments: tuple[str, ...]
) -> None:
    ran = lensa("table", *arguments)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert ran.err.startswith("galat: ")
    assert list(data.rglob("manifest.json")) == []


def serve(gateway: Gateway, *years: int) -> None:
    """Let the gateway hold a program and a package for each year."""
    for year in years:
        gateway.put(program(1, tahun=year), tahun=year)
        gateway.put(paket(1, tahun_anggaran=year), dataset="paket-swakelola", tahun=year)


def test_partitions_that_failed_are_named_and_end_3(lensa: Lensa, gateway: Gateway) -> None:
    serve(gateway, 2025, 2026)
    gateway.meddle = down_for(gateway, "2026", others=1)
    ran = lensa("table", "pagu-per-program", "--klpd", "D304", "--tahun", "2025,2026")
    assert ran.code == 3
    assert [line for line in ran.lines if line.startswith("galat: program-master D304 2026")]
    assert ran.out.count("\n") == 2
    assert "\n2025,D304," in ran.out


def test_nothing_read_at_all_ends_1_without_a_file(lensa: Lensa, gateway: Gateway) -> None:
    gateway.meddle = down
    ran = lensa("table", "pagu-per-program", *TWO_YEARS, "--out", "hasil.csv")
    assert (ran.code, ran.out) == (1, "")
    assert len([line for line in ran.lines if line.startswith("galat: ")]) == 2
    assert not Path("hasil.csv").exists()


def test_nothing_but_damage_ends_4(lensa: Lensa, gateway: Gateway, data: Path) -> None:
    serve(gateway, 2025)
    assert lensa("table", "pagu-per-program", *LOMBOK).code == 0
    for path in data.rglob("*.parquet"):
        damage(path)
    assert lensa("table", "pagu-per-program", *LOMBOK).code == 4


def test_all_means_what_is_stored(lensa: Lensa, gateway: Gateway) -> None:
    serve(gateway, 2026)
    gateway.rows["program-master", "K1", "2026"] = [program(1, kode="K1"), program(2, kode="K1")]
    for kode in ("D304", "K1"):
        lensa("fetch", "program-master", "--kode-klpd", kode, "--tahun", "2026")
    asked = len(gateway.asked)
    ran = lensa("table", "pagu-per-program", "--klpd", "all", "--tahun", "2026")
    assert ran.code == 0
    assert [line.split(",")[1] for line in ran.out.splitlines()[1:]] == ["D304", "K1", "K1"]
    assert len(gateway.asked) == asked


def test_a_table_is_refreshed_before_it_answers(lensa: Lensa, gateway: Gateway) -> None:
    serve(gateway, 2025)
    lensa("table", "pagu-per-program", *LOMBOK)
    gateway.put(program(1, 77, tahun=2025), tahun=2025)
    assert ",77," not in lensa("table", "pagu-per-program", *LOMBOK).out
    assert ",77," in lensa("table", "pagu-per-program", *LOMBOK, "--refresh").out


def test_an_empty_year_is_an_answer_and_no_zero(lensa: Lensa, gateway: Gateway) -> None:
    gateway.put(tahun=2025)
    ran = lensa("table", "pagu-per-program", *LOMBOK)
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 1
    assert "kosong atau tidak berwenang" in ran.err
