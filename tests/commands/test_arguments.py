"""Arguments: refused where they do not apply, matched whatever their case, said to match no row."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from services.analysis.tables import TABLES
from services.commands.fetch import OPTIONAL, optional_arguments
from services.commands.table import OPTIONAL as TABLE_OPTIONAL
from services.upstream import catalog
from tests.commands.conftest import Lensa
from tests.gateway import Gateway, Row, down_for, paket, program

YEAR = ("--klpd", "D304", "--tahun", "2025")
LOMBOK = ("--kode-klpd", "D304", "--tahun", "2025")
VALUES = {
    "kode_klpd": "D304",
    "tahun": "2025",
    "status": "Terumumkan",
    "jenis_paket": "SWAKELOLA",
    "versi": "v2",
    "kode": "52",
    "induk": "52",
    "level": "provinsi",
    "cari": "lombok",
    "wilayah": "52",
    "satker": "1",
    "program": "1.01.01",
    "jenis": "PEMBATALAN",
    "metode": "Tender",
    "pengadaan": "Barang",
}


def revisi(kode: int, jenis: str = "PEMBATALAN", **values: object) -> Row:
    """Return a row of kaji ulang as served."""
    return {
        "kd_satker": "7",
        "nama_satker": "DINAS UJI",
        "jenis_paket": "PENYEDIA",
        "kd_rup_lama": str(kode),
        "kd_rup_baru": str(kode),
        "jenis_revisi": jenis,
        "tgl_kaji_ulang": "2025-03-06T07:20:11Z",
        "alasan_kajiulang": "alasan contoh",
        **values,
    }


@pytest.fixture
def served(gateway: Gateway) -> Gateway:
    """Serve programs, a package and revisions of one KLPD and two years."""
    for year in (2024, 2025):
        own = {"tahun_anggaran": year}
        first, second = program(1, tahun=year), program(2, tahun=year)
        gateway.put(first, second | {"kd_program_str": "X.XX.01"}, tahun=year)
        packages = paket(1, **own), paket(2, **own, status="Terinisiasi")
        gateway.put(*packages, dataset="paket-swakelola", tahun=year)
        rows = revisi(9), revisi(1, "SATUKESATU", jenis_paket="SWAKELOLA")
        gateway.put(*rows, dataset="history-kaji-ulang", tahun=year)
        kinds = (("Tender", "Barang"), ("Seleksi", "Jasa Konsultansi;Barang"))
        bought = [
            paket(number, **own, metode_pengadaan=metode, jenis_pengadaan=jenis)
            for number, (metode, jenis) in enumerate(kinds)
        ]
        gateway.put(*bought, dataset="paket-penyedia-terumumkan", tahun=year)
    return gateway


def count(out: str) -> int:
    """Return how many rows a CSV holds below its head."""
    return pl.read_csv(io.StringIO(out), infer_schema=False).height


# ignored-flags: an argument that does not apply is refused before anything is read.


@pytest.mark.parametrize(
    ("table", "option"),
    [
        (table.name, option)
        for table in TABLES.values()
        for option in TABLE_OPTIONAL
        if option not in table.obeys
    ],
)
def test_ignored_flags(lensa: Lensa, gateway: Gateway, table: str, option: str) -> None:
    more = ("--kode", "1") if table == "jejak" else ()
    years = ("--klpd", "D304", "--tahun", "2024,2025")
    ran = lensa("table", table, *years, *more, f"--{option}", VALUES[option])
    assert (ran.code, ran.out, len(ran.lines), gateway.asked) == (2, "", 1, [])
    assert f"--{option} tidak berlaku untuk {table} (yang berlaku: --klpd, --tahun" in ran.err
    assert all(f"--{name}" in ran.err for name in TABLES[table].obeys)


@pytest.mark.parametrize(
    ("dataset", "option"),
    [
        (name, option)
        for name in catalog.names()
        for option in OPTIONAL
        if option not in optional_arguments(name)
    ],
)
def test_arguments_of_other_datasets_are_refused(
    lensa: Lensa, gateway: Gateway, data: Path, dataset: str, option: str
) -> None:
    own = LOMBOK if "tahun" in optional_arguments(dataset) else ()
    flag = f"--{option.replace('_', '-')}"
    ran = lensa("fetch", dataset, *own, flag, VALUES[option])
    assert (ran.code, ran.out, len(ran.lines), gateway.asked) == (2, "", 1, [])
    assert f"{flag} tidak berlaku untuk {dataset} (yang berlaku: --" in ran.err
    assert list(data.rglob("manifest.json")) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("table", "paket", *YEAR, "--satker", ""),
        ("table", "pagu-per-program", *YEAR, "--program", " "),
        ("fetch", "paket-swakelola", *LOMBOK, "--status", ""),
        ("fetch", "provinces", "--kode", ","),
        ("fetch", "locations", "--level", "provinsi", "--induk", ""),
        ("fetch", "locations", "--induk", "1"),
        ("status", "--klpd", ""),
        ("status", "--tahun", ""),
        ("doctor", "--klpd", ""),
        ("doctor", "--perbaiki", "--klpd", "x y"),
        ("sandbox", "--faults", ","),
    ],
    ids=" ".join,
)
def test_an_empty_or_wrong_value_is_refused_and_not_taken_for_all(
    lensa: Lensa, gateway: Gateway, arguments: tuple[str, ...]
) -> None:
    ran = lensa(*arguments)
    assert (ran.code, ran.out, len(ran.lines), gateway.asked) == (2, "", 1, [])


@pytest.mark.parametrize(
    "arguments",
    [
        ("fetch", "program-master", *LOMBOK),
        ("fetch", "provinces"),
        ("table", "paket", *YEAR),
        (
            "diff",
            "--dataset",
            "program-master",
            *YEAR,
            "--dari",
            "2026-01-02",
            "--ke",
            "2026-01-03",
        ),
    ],
    ids=lambda arguments: str(arguments[0]),
)
@pytest.mark.parametrize(
    "out", ["hasil.doc", "hasil", "tidak/ada.csv", "/proc/hasil.csv", "x.csv/y.csv"]
)
def test_a_place_that_cannot_be_written_is_refused_before_reading(
    lensa: Lensa, gateway: Gateway, data: Path, arguments: tuple[str, ...], out: str
) -> None:
    Path("x.csv").write_text("berkas")
    ran = lensa(*arguments, "--out", out)
    assert (ran.code, ran.out, len(ran.lines), gateway.asked) == (2, "", 1, [])
    assert list(data.rglob("manifest.json")) == []
    assert sorted(path.name for path in Path().iterdir() if path != data) in (
        ["x.csv"], ["data", "x.csv"],
    )  # fmt: skip


# lower-case-value: values are matched whatever their case and written back as rows write them.


def test_lower_case_value(lensa: Lensa, served: Gateway) -> None:
    ran = lensa("fetch", "paket-swakelola", "--kode-klpd", "d304", "--tahun", "2025",
                "--status", "terumumkan")  # fmt: skip
    assert (ran.code, count(ran.out)) == (0, 1)
    ran = lensa("fetch", "History-Kaji-Ulang", *LOMBOK, "--jenis-paket", "penyedia")
    assert (ran.code, count(ran.out)) == (0, 1)
    assert {sent["kode_klpd"] for _, sent in served.asked} == {"D304"}


@pytest.mark.parametrize(
    ("table", "option", "typed", "written"),
    [
        ("paket", "--status", "TERUMUMKAN", "Terumumkan"),
        ("kaji-ulang-per-bulan", "--jenis", "pembatalan", "PEMBATALAN"),
        ("pagu-per-program", "--program", "x.xx.01", "X.XX.01"),
        ("penyedia-metode", "--metode", "TENDER", "Tender"),
        ("penyedia-paket", "--pengadaan", "Campuran", "campuran"),
    ],
)
def test_a_table_is_narrowed_whatever_the_case(
    lensa: Lensa, served: Gateway, table: str, option: str, typed: str, written: str
) -> None:
    del served
    ran = lensa("table", table.upper(), "--klpd", "d304", "--tahun", "2025", option, typed)
    assert ran.code == 0
    assert ran.out == lensa("table", table, *YEAR, option, written).out
    assert count(ran.out) == 1
    out = ("--out", "hasil.parquet")
    lensa("table", table, *YEAR, option, typed, *out)
    notes = pl.read_parquet_metadata("hasil.parquet")
    assert written in notes["penyaring"]


def test_a_table_of_many_partitions_is_narrowed_whatever_the_case(
    lensa: Lensa, served: Gateway
) -> None:
    del served
    codes = ",".join(["d304", *(f"d{number}" for number in range(400, 448))])
    asked = ("--klpd", codes, "--tahun", "2025")
    ran = lensa("table", "pagu-per-program", *asked, "--program", "x.xx.01")
    assert (ran.code, count(ran.out)) == (0, 1)
    ran = lensa("table", "kaji-ulang-per-bulan", *asked, "--jenis", "pembatalan")
    assert (ran.code, count(ran.out)) == (0, 1)
    ran = lensa("table", "kaji-ulang-per-satker", *asked, "--satker", "999")
    assert (ran.code, count(ran.out)) == (0, 0)
    assert "--satker 999: tidak ada baris yang cocok" in ran.lines
    for name in ("penyedia-metode", "penyedia-per-satker"):  # made from the cache, and from rows
        ran = lensa("table", name, *asked, "--metode", "tender")
        assert (ran.code, count(ran.out)) == (0, 1)
        assert any(line.startswith("paket-penyedia-terumumkan D304") for line in ran.lines)


def test_dots_in_codes_of_regions_are_understood(lensa: Lensa) -> None:
    ran = lensa("fetch", "districts", "--induk", "52.02", "--kode", "52.02.01,520201")
    assert (ran.code, count(ran.out)) == (0, 1)
    assert ran.out == lensa("fetch", "districts", "--induk", "5202", "--kode", "520201").out


# satker-nobody-has: a well-formed value that no row has is said to match none; the answer is empty.


@pytest.mark.parametrize(
    ("table", "option", "value"),
    [
        (table.name, option, value)
        for table in TABLES.values()
        for option, value in (
            ("satker", "9999"), ("program", "9.99.99"), ("status", "Gaib"), ("jenis", "GAIB"),
            ("metode", "Gaib"), ("pengadaan", "Gaib"),
            ("kode", "999999"), ("wilayah", "99"),
        )
        if option in table.obeys
    ],
)  # fmt: skip
def test_satker_nobody_has(
    lensa: Lensa, served: Gateway, table: str, option: str, value: str
) -> None:
    del served
    ran = lensa("table", table, "--klpd", "D304", "--tahun", "2024,2025", f"--{option}", value)
    assert (ran.code, ran.out) == (0, ",".join(TABLES[table].columns) + "\n")
    assert f"--{option} {value}: tidak ada baris yang cocok" in ran.lines


def test_values_that_no_row_has_together_are_named_together(lensa: Lensa, served: Gateway) -> None:
    served.put(program(1, tahun=2025), program(2, tahun=2025) | {"kd_satker": "8"}, tahun=2025)
    narrow = ("--satker", "8", "--program", "1.01.01")
    ran = lensa("table", "pagu-per-program", *YEAR, *narrow)
    assert (ran.code, count(ran.out)) == (0, 0)
    assert "--satker 8 --program 1.01.01: tidak ada baris yang cocok" in ran.lines


def test_where_some_could_not_be_read_no_row_matches_only_what_was_read(
    lensa: Lensa, served: Gateway
) -> None:
    served.meddle = down_for(served, "2024", others=1)
    ran = lensa("table", "pagu-per-program", "--klpd", "D304", "--tahun", "2024,2025",
                "--satker", "999")  # fmt: skip
    assert (ran.code, count(ran.out)) == (3, 0)
    assert "--satker 999: tidak ada baris yang cocok pada yang terbaca" in ran.lines


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("paket-swakelola", *LOMBOK, "--status", "Gaib"), "--status Gaib"),
        (("history-kaji-ulang", *LOMBOK, "--jenis-paket", "Gaib"), "--jenis-paket Gaib"),
        (("provinces", "--kode", "99"), "--kode 99"),
        (("cities", "--kode", "5202,99.99"), "--kode 9999"),
        (("cities", "--induk", "99"), "--induk 99"),
        (("locations", "--level", "provinsi", "--cari", "zzzz"), "--cari zzzz"),
        (("locations", "--level", "provinsi", "--induk", "999"), "--induk 999"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_value_of_fetch_that_no_row_has(
    lensa: Lensa, arguments: tuple[str, ...], words: str
) -> None:
    ran = lensa("fetch", *arguments)
    assert (ran.code, count(ran.out)) == (0, 1 if "5202,99.99" in arguments else 0)
    assert f"{words}: tidak ada baris yang cocok" in ran.lines


def test_rows_without_a_value_can_be_asked_for(lensa: Lensa, served: Gateway) -> None:
    row = paket(3, tahun_anggaran=2025)
    del row["status"]
    served.put(row, paket(4, tahun_anggaran=2025), dataset="paket-swakelola", tahun=2025)
    ran = lensa("fetch", "paket-swakelola", *LOMBOK, "--status", "(KOSONG)")
    assert (ran.code, count(ran.out)) == (0, 1)
    assert count(lensa("table", "paket", *YEAR, "--status", "(kosong)").out) == 1
