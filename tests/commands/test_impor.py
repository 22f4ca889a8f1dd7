"""`impor` and `hapus --impor-terakhir` as a person runs them."""

from __future__ import annotations

import io
import json
import signal
import sys
from pathlib import Path

import pytest

from services.upstream.catalog import find, klpd_names
from tests.commands.conftest import Lensa
from tests.commands.running import ended, spawn
from tests.commands.test_hapus import Terminal
from tests.gateway import Gateway, program
from tests.importing.rows import write_json

ROWS = [program(number) for number in range(1, 21)]
UNDO = ("hapus", "--klpd", "D304", "--impor-terakhir")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_json(tmp_path / "in" / "unduhan.json", ROWS)


def manifests(data: Path) -> list[Path]:
    return sorted((data / "snapshots").rglob("manifest.json"))


def passes(data: Path) -> list[dict[str, object]]:
    (manifest,) = manifests(data)
    stored: list[dict[str, object]] = json.loads(manifest.read_bytes())["passes"]
    return stored


def test_it_says_what_it_reads_and_stores_it(lensa: Lensa, data: Path, path: Path) -> None:
    ran = lensa("impor", str(path), "--asal", "surel Bagian PBJ")
    assert (ran.code, ran.out) == (0, "")
    assert ran.lines == [
        "program-master D304 2026: 20 baris dari unduhan.json; belum ada yang tersimpan",
        "1 bagian disimpan, 0 tidak berubah; kelengkapan tidak dibuktikan",
    ]
    assert manifests(data)[0].parts[-5:-1] == (
        "berkas-umum",
        "program-master",
        "kode_klpd=D304",
        "tahun=2026",
    )
    (stored,) = passes(data)
    assert stored["imported"]["stated_origin"] == "surel Bagian PBJ"  # type: ignore[index]
    again = lensa("impor", str(path))
    assert again.code == 0
    assert "tidak ada yang berubah: baris yang sama sudah tersimpan" in again.err


def test_a_dry_run_says_the_same_and_writes_nothing(lensa: Lensa, data: Path, path: Path) -> None:
    ran = lensa("impor", str(path), "--kering")
    assert ran.code == 0
    assert "20 baris dari unduhan.json" in ran.err
    assert ran.lines[-1] == "tidak ada yang disimpan (--kering)"
    assert not (data / "snapshots").exists()


def test_the_scope_is_part_of_the_place(lensa: Lensa, data: Path, path: Path) -> None:
    assert lensa("impor", str(path), LENSA_SCOPE="kantor").code == 0
    assert "berkas-kantor" in manifests(data)[0].parts


def test_exit_codes(lensa: Lensa, path: Path, tmp_path: Path) -> None:
    bad = tmp_path / "in" / "b.json"
    bad.write_text("<html>")
    assert lensa("impor", str(bad)).code == 2
    assert lensa("impor", str(path.parent)).code == 3
    assert lensa("impor", str(path.parent)).code == 3
    assert lensa("impor", str(path)).code == 0
    write_json(path, ROWS[:5])
    shrunk = lensa("impor", str(path))
    assert shrunk.code == 2
    assert "hanya 5 dari 20 baris tersimpan yang tetap; --ganti" in shrunk.err
    assert lensa("impor", str(path), "--ganti").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("tidak-ada.json",),
        ("{path}", "--dataset", "provinces"),
        ("{path}", "--klpd", "../x"),
        ("{path}", "--tahun", "1066"),
        ("{path}", "--asal", "dua\nbaris"),
        (),
    ],
)
def test_wrong_values_end_2_with_one_line(
    lensa: Lensa, data: Path, path: Path, arguments: tuple[str, ...]
) -> None:
    ran = lensa("impor", *(text.format(path=path) for text in arguments))
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert not (data / "snapshots").exists()


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx", "parquet"])
@pytest.mark.parametrize("dataset", klpd_names())
def test_exports_of_the_sandbox_are_refused_in_every_format(
    lensa: Lensa, data: Path, tmp_path: Path, dataset: str, suffix: str
) -> None:
    out = tmp_path / f"contoh.{suffix}"
    year = ("--tahun", "2025") if find(dataset).by_klpd_year else ()
    fetch = ("fetch", dataset, "--kode-klpd", "D304", *year)
    assert lensa(*fetch, "--apa-adanya", "--out", str(out)).code == 0
    ran = lensa("impor", str(out))
    assert ran.code == 2
    assert "DATA CONTOH" in ran.err
    assert not list((data / "snapshots").glob("*/berkas-*"))


def test_imported_and_live_rows_stand_beside_each_other(
    lensa: Lensa, data: Path, path: Path, gateway: Gateway
) -> None:
    gateway.put(*ROWS[:15])
    fetch = ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026")
    assert lensa(*fetch).code == 0
    live = manifests(data)[0].read_bytes()
    assert lensa("impor", str(path)).code == 0
    assert len(manifests(data)) == 2
    assert live in {manifest.read_bytes() for manifest in manifests(data)}
    assert lensa(*UNDO, "--ya").code == 0
    assert [manifest.read_bytes() for manifest in manifests(data)] == [live]


def test_the_newest_import_is_undone_and_the_one_before_counts_again(
    lensa: Lensa, data: Path, path: Path
) -> None:
    lensa("impor", str(path))
    (first,) = passes(data)
    write_json(path, [*ROWS, program(50)])
    lensa("impor", str(path))
    assert len(passes(data)) == 2
    ran = lensa(*UNDO, "--tahun", "2026", "--dataset", "program-master", "--ya")
    assert ran.code == 0
    assert "21 baris dari unduhan.json, diimpor" in ran.err
    assert passes(data) == [first]
    assert len(list((data / ".rusak").rglob("*.parquet"))) == 1
    assert len(list((data / ".rusak").rglob("manifest.json"))) == 1
    assert lensa(*UNDO, "--ya").code == 0
    assert manifests(data) == []
    assert "tidak ada impor tersimpan untuk D304" in lensa(*UNDO, "--ya").err
    assert lensa("impor", str(path)).code == 0


@pytest.mark.parametrize(("answer", "undone"), [("ya\n", True), ("tidak\n", False)])
def test_undoing_asks_at_a_terminal(
    lensa: Lensa,
    data: Path,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    undone: bool,
) -> None:
    lensa("impor", str(path))
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    ran = lensa(*UNDO)
    assert ran.code == 0
    assert "pindahkan impor terakhir dari 1 bagian ini ke .rusak?" in ran.err
    assert bool(manifests(data)) is not undone
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert lensa(*UNDO).code == 2


def test_a_stopped_import_leaves_whole_partitions_only(tmp_path: Path) -> None:
    years = range(2012, 2027)
    for year in years:
        rows = [program(number, tahun=year) for number in range(1, 400)]
        write_json(tmp_path / "in" / f"{year}.json", rows)
    process = spawn(tmp_path / "kerja", "impor", str(tmp_path / "in"))
    assert process.stderr
    while "2012: 399 baris" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    ran = ended(process)
    assert ran.code in {0, 130}
    stored = list((tmp_path / "kerja" / "data" / "snapshots").rglob("tahun=*"))
    for folder in stored:
        names = {path.suffix for path in folder.iterdir()}
        assert names in ({".json", ".parquet"}, {".parquet"}, set())
    again = ended(spawn(tmp_path / "kerja", "impor", str(tmp_path / "in")))
    assert again.code == 0
    manifests_after = list((tmp_path / "kerja" / "data" / "snapshots").rglob("manifest.json"))
    assert len(manifests_after) == len(years)
