"""`harvest`: many KLPD-years, what it refuses, how it ends, and how it goes on."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import polars as pl
import pytest

from services.commands.harvest import GO_ON
from services.reference import loader
from tests.commands.conftest import Lensa
from tests.commands.running import ended, live, run, spawn
from tests.gateway import TOKEN, Gateway, Reply, down, error, loopback, paket, program
from tests.store.test_snapshots import damage
from tests.waiting import until

YEARS = ("--klpd", "D304", "--tahun", "2025,2026")
PROGRAMS = ("--datasets", "program-master")


def serve(gateway: Gateway, *years: int) -> None:
    for year in years:
        gateway.put(*(program(n, tahun=year) for n in (1, 2, 3)), tahun=year)
        gateway.put(paket(1, tahun_anggaran=year), dataset="paket-swakelola", tahun=year)


def stored(folder: Path) -> set[str]:
    return {str(path.parent) for path in folder.rglob("snapshots/**/manifest.json")}


def years(data: Path) -> list[str]:
    return sorted(path.parent.name for path in data.rglob("manifest.json"))


def test_every_dataset_of_every_year_is_stored_and_counted(
    lensa: Lensa, gateway: Gateway, data: Path
) -> None:
    serve(gateway, 2025, 2026)
    ran = lensa("harvest", *YEARS)
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert years(data) == ["kode_klpd=D304"] + ["tahun=2025"] * 3 + ["tahun=2026"] * 3
    assert "7 bagian: 7 dibaca, 0 sudah segar, 0 gagal; 8 baris, 7 halaman" in ran.err
    assert "galat" not in ran.err
    assert len(gateway.asked) == 7


def test_fresh_partitions_are_not_asked_for_again(lensa: Lensa, gateway: Gateway) -> None:
    serve(gateway, 2025, 2026)
    lensa("harvest", "--klpd", "D304", "--tahun", "2025")
    ran = lensa("harvest", *YEARS)
    assert "7 bagian: 3 dibaca, 4 sudah segar, 0 gagal; 4 baris, 3 halaman" in ran.err
    assert len(gateway.asked) == 7


def test_chosen_datasets_alone_are_read(lensa: Lensa, gateway: Gateway, data: Path) -> None:
    serve(gateway, 2025)
    ran = lensa("harvest", "--klpd", "D304", "--tahun", "2025",
                "--datasets", "paket-swakelola,program-master")  # fmt: skip
    assert ran.code == 0
    assert {name for name, _ in gateway.asked} == {"program-master", "paket-swakelola"}


def test_verify_reads_twice_what_was_not_proven(lensa: Lensa, gateway: Gateway) -> None:
    serve(gateway, 2025)
    lensa("harvest", "--klpd", "D304", "--tahun", "2025", *PROGRAMS)
    ran = lensa("harvest", "--klpd", "D304", "--tahun", "2025", *PROGRAMS, "--verify")
    assert ran.code == 0
    assert [sent["limit"] for _, sent in gateway.asked] == ["1000", "1000", "997"]
    again = lensa("harvest", "--klpd", "D304", "--tahun", "2025", *PROGRAMS, "--verify")
    assert "0 dibaca, 1 sudah segar" in again.err
    assert len(gateway.asked) == 3


def test_a_province_is_all_its_governments_and_live_without_placeholders(
    lensa: Lensa, gateway: Gateway
) -> None:
    ran = lensa("harvest", "--provinsi", "52", "--tahun", "2025", *PROGRAMS)
    asked = {sent["kode_klpd"] for _, sent in gateway.asked}
    table = loader.klpd().filter(pl.col("kode_wilayah").str.starts_with("52"))
    assert asked == set(table.filter(~pl.col("sandbox_only"))["kd_klpd"])
    assert ran.code == 0
    assert "tanpa kode KLPD publik, dilewati: Kab. Dompu" in ran.err


def test_all_is_the_whole_catalogue_and_makes_the_national_file(
    lensa: Lensa, gateway: Gateway, data: Path
) -> None:
    gateway.put(program(1, tahun=2025), tahun=2025)
    ran = lensa("harvest", "--klpd", "all", "--tahun", "2025", *PROGRAMS)
    assert ran.code == 0
    assert "643 bagian: 643 dibaca" in ran.err
    assert ran.lines[-2] == "berkas nasional 2025: 643 KLPD, 1 baris"
    whole = pl.scan_parquet(data / "national/*/program-master/tahun=2025/*.parquet").collect()
    assert whole.select("tahun", "kd_klpd", "pagu_program").rows() == [(2025, "D304", 1000)]
    asked = len(gateway.asked)
    table = lensa("table", "pagu-per-program", "--klpd", "all", "--tahun", "2025")
    assert (table.code, len(gateway.asked)) == (0, asked)
    assert [line.split(",")[:3] for line in table.out.splitlines()[1:]] == [
        ["2025", "D304", "1.01.01"]
    ]


def test_some_failed_end_3_each_named_on_a_line(lensa: Lensa, gateway: Gateway) -> None:
    serve(gateway, 2025, 2026)

    def refuse_2026(number: int) -> Reply | None:
        name, sent = gateway.asked[number - 1]
        refused = sent["tahun"] == "2026" and name != "master-satker"
        return error(403, "Forbidden") if refused else None

    gateway.meddle = refuse_2026
    ran = lensa("harvest", *YEARS)
    assert (ran.code, ran.out) == (3, "")
    named = [line for line in ran.lines if line.startswith("galat: ")]
    assert sorted(line.split(":")[1].strip() for line in named) == [
        "history-kaji-ulang D304 2026",
        "paket-swakelola D304 2026",
        "program-master D304 2026",
    ]
    assert ran.lines[-2].startswith("7 bagian: 4 dibaca, 0 sudah segar, 3 gagal")
    assert ran.lines[-1] == GO_ON


def test_all_failed_with_nothing_stored_ends_1(lensa: Lensa, gateway: Gateway) -> None:
    gateway.meddle = down
    ran = lensa("harvest", "--klpd", "D304", "--tahun", "2025")
    assert ran.code == 1
    assert len([line for line in ran.lines if line.startswith("galat: ")]) == 4


def test_an_older_snapshot_that_could_not_be_renewed_counts_as_failed_but_stays(
    lensa: Lensa, gateway: Gateway
) -> None:
    serve(gateway, 2025)
    lensa("harvest", "--klpd", "D304", "--tahun", "2025", *PROGRAMS)
    gateway.meddle = lambda number: error(403, "Forbidden")
    ran = lensa("harvest", "--klpd", "D304", "--tahun", "2025", *PROGRAMS, "--verify")
    assert ran.code == 3
    assert "tersimpan: 2" in ran.lines[0]
    assert lensa("table", "pagu-per-program", "--klpd", "D304", "--tahun", "2025").code == 0


def test_nothing_but_damage_ends_4(lensa: Lensa, gateway: Gateway, data: Path) -> None:
    serve(gateway, 2025)
    lensa("harvest", "--klpd", "D304", "--tahun", "2025")
    for path in data.rglob("kode_klpd=D304/*/*.parquet"):
        damage(path)
    assert lensa("harvest", "--klpd", "D304", "--tahun", "2025").code == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ("--tahun", "2025"),
        ("--klpd", "D304"),
        ("--klpd", "D304", "--provinsi", "52", "--tahun", "2025"),
        ("--klpd", "d-304", "--tahun", "2025"),
        ("--klpd", "D304,all", "--tahun", "2025"),
        ("--klpd", "", "--tahun", "2025"),
        ("--klpd", "D304", "--tahun", ""),
        ("--klpd", "D304", "--tahun", "1999"),
        ("--klpd", "D304", "--tahun", "2025", "--datasets", "provinces"),
        ("--klpd", "D304", "--tahun", "2025", "--datasets", ","),
        ("--klpd", "D304", "--tahun", "2025", "--workers", "0"),
        ("--klpd", "D304", "--tahun", "2025", "--workers", "33"),
        ("--klpd", "D304", "--tahun", "2025", "--workers", "x"),
        ("--provinsi", "", "--tahun", "2025"),
        ("--provinsi", "5202", "--tahun", "2025"),
        ("--provinsi", "10", "--tahun", "2025"),
    ],
    ids=" ".join,
)
def test_a_bad_value_ends_2_on_one_line_and_nothing_is_read(
    lensa: Lensa, data: Path, arguments: tuple[str, ...]
) -> None:
    ran = lensa("harvest", *arguments)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert ran.err.startswith("galat: ")
    assert not data.exists() or list(data.rglob("manifest.json")) == []


def test_sample_rows_are_labelled(lensa: Lensa) -> None:
    ran = lensa("harvest", "--klpd", "D304", "--tahun", "2025", *PROGRAMS)
    assert ran.code == 0
    assert "DATA CONTOH (sintetis)" in ran.lines[-1]
    serve(gateway := Gateway(), 2025)
    with loopback(gateway) as address:
        real = lensa("harvest", "--klpd", "D304", "--tahun", "2025", *PROGRAMS,
                     INAPROC_BASE_URL=address, INAPROC_TOKEN=TOKEN)  # fmt: skip
    assert real.code == 0
    assert "DATA CONTOH" not in real.err


MANY = ("harvest", "--provinsi", "52", "--tahun", "2025", *PROGRAMS, "--workers", "2")


def many(gateway: Gateway) -> list[str]:
    """Let the gateway hold three pages for each government of a province."""
    table = loader.klpd().filter(
        pl.col("kode_wilayah").str.starts_with("52") & ~pl.col("sandbox_only")
    )
    for kode in table["kd_klpd"]:
        gateway.rows["program-master", kode, "2025"] = [
            program(number, kode=kode, tahun=2025) for number in range(1, 13)
        ]
    return table["kd_klpd"].to_list()


@pytest.mark.parametrize("signalled", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_harvest_that_is_ended_goes_on_where_it_was(tmp_path: Path, signalled: int) -> None:
    gateway, running = Gateway(size=5), list[subprocess.Popen[str]]()
    codes = many(gateway)

    def end(number: int) -> Reply | None:
        if number == 14:
            until(lambda: running)
            running[0].send_signal(signalled)
            if signalled == signal.SIGKILL:
                running[0].wait(60)
        return None

    gateway.meddle = end
    with loopback(gateway) as address:
        running.append(spawn(tmp_path, *MANY, settings=live(address)))
        first = ended(running[0])
        done = len(stored(tmp_path))
        second = run(tmp_path, *MANY, settings=live(address))
    assert 0 < done < len(codes)
    assert second.code == 0, second.err
    assert f"{len(codes) - done} dibaca, {done} sudah segar, 0 gagal" in second.err
    for path in tmp_path.rglob("kode_klpd=*/*/*.parquet"):
        assert pl.read_parquet(path)["kd_program"].cast(int).sort().to_list() == list(range(1, 13))
    asked = [(sent["kode_klpd"], sent.get("cursor", "")) for _, sent in gateway.asked]
    assert len(set(asked)) == 3 * len(codes)
    assert len(asked) - len(set(asked)) <= 2
    if signalled == signal.SIGKILL:
        assert first.code == -signal.SIGKILL
    else:
        assert (first.code, first.lines[-1]) == (130, GO_ON)
        assert f"{len(codes)} bagian" not in first.err
        assert f"dihentikan: {len(codes) - done} bagian belum dibaca" in first.err
        assert "Traceback" not in first.err
