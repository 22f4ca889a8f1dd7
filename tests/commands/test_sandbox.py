"""`sandbox` as a process: others read from it with the printed settings, labelled as samples."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from services.settings import DEFAULTS
from tests.commands.conftest import Lensa
from tests.commands.running import ended, spawn

LOMBOK = ("--kode-klpd", "D304", "--tahun", "2025")
LINES = 6


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    process = spawn(tmp_path_factory.mktemp("sandbox"), "sandbox", "--port", "0")
    yield process
    process.send_signal(signal.SIGINT)
    ran = ended(process)
    assert (ran.code, ran.out) == (0, "")
    assert "DATA CONTOH (sintetis)" in ran.err
    assert "Traceback" not in ran.err


@pytest.fixture(scope="module")
def printed(running: subprocess.Popen[str]) -> dict[str, str]:
    """Return the settings that the sandbox printed."""
    assert running.stdout is not None
    lines = [running.stdout.readline().rstrip("\n") for _ in range(LINES)]
    pairs = (line.removeprefix("export ").partition("=") for line in lines)
    return {name: value for name, _, value in pairs}


def test_it_prints_the_settings_of_a_client(printed: dict[str, str]) -> None:
    assert set(printed) <= set(DEFAULTS)
    address = printed["INAPROC_BASE_URL"]
    assert address.startswith("http://127.0.0.1:")
    assert (printed["SATUSEHAT_BASE_URL"], printed["LOKASI_BASE_URL"]) == (address, address)
    assert all(printed.values())


@pytest.mark.parametrize(
    "arguments",
    [
        ("program-master", *LOMBOK),
        ("paket-swakelola", *LOMBOK),
        ("history-kaji-ulang", *LOMBOK),
        ("locations", "--level", "provinsi"),
    ],
    ids=" ".join,
)
def test_another_process_reads_the_same_rows_labelled_as_sample_data(
    lensa: Lensa, printed: dict[str, str], arguments: tuple[str, ...]
) -> None:
    own = lensa("fetch", *arguments, "--out", "sendiri.parquet")
    ran = lensa("fetch", *arguments, "--out", "lewat.parquet", **printed)
    assert (own.code, ran.code) == (0, 0), ran.err
    assert pl.read_parquet("lewat.parquet").equals(pl.read_parquet("sendiri.parquet"))
    assert "DATA CONTOH (sintetis)" in ran.err
    assert "langsung" not in ran.err


@pytest.mark.parametrize("versi", ["v1", "v2"])
def test_regions_of_a_sandbox_are_real_and_labelled_by_their_decree(
    lensa: Lensa, printed: dict[str, str], versi: str
) -> None:
    asked = ("fetch", "cities", "--induk", "52", "--versi", versi, "--out")
    own, ran = lensa(*asked, "sendiri.parquet"), lensa(*asked, "lewat.parquet", **printed)
    assert (own.code, ran.code) == (0, 0), ran.err
    assert pl.read_parquet("lewat.parquet").equals(pl.read_parquet("sendiri.parquet"))
    notes = [pl.read_parquet_metadata(f"{name}.parquet") for name in ("sendiri", "lewat")]
    for words in (own.err, ran.err, *(str(note) for note in notes)):
        assert "pohon wilayah bawaan (Kepmendagri 300.2.2-2430/2025)" in words
        assert "DATA CONTOH" not in words
    (record,) = json.loads(lensa("status", "--json").out)
    assert record["asal"] == "pohon wilayah bawaan (Kepmendagri 300.2.2-2430/2025)"


def test_the_two_ways_to_a_sandbox_share_no_entry(
    lensa: Lensa, printed: dict[str, str], data: Path
) -> None:
    lensa("fetch", "program-master", *LOMBOK)
    lensa("fetch", "program-master", *LOMBOK, **printed)
    scopes = {p.relative_to(data / "snapshots" / "v1").parts[0] for p in data.rglob("*.parquet")}
    assert len(scopes) == 2
    (record,) = json.loads(lensa("status", "--json").out)
    assert record["sumber"] == "sandbox"
    assert record["alamat"] == printed["INAPROC_BASE_URL"].removeprefix("http://")


def test_doctor_finds_every_source_reachable(lensa: Lensa, printed: dict[str, str]) -> None:
    ran = lensa("doctor", **printed)
    assert ran.code == 0
    assert ran.out.count("jawaban dapat dibaca") == 3
    assert printed["INAPROC_TOKEN"] not in ran.out.replace("data contoh", "")


def test_a_wrong_client_secret_names_who_holds_it(lensa: Lensa, printed: dict[str, str]) -> None:
    wrong = {**printed, "SATUSEHAT_CLIENT_SECRET": "salah-9d1c"}
    ran = lensa("fetch", "provinces", **wrong)
    assert (ran.code, ran.out, len(ran.lines)) == (1, "", 1)
    assert "[pemegang kredensial]" in ran.err
    assert "salah-9d1c" not in ran.err


def test_a_port_in_use_ends_2(lensa: Lensa) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = lensa("sandbox", "--port", port)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert port in ran.err
