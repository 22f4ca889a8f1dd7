from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from services.__main__ import main
from services.sandbox.server import serve
from services.settings import DEFAULTS, load
from services.store.snapshots import Manifest, Snapshots
from services.wiring import connect

ASKED = ("--dataset", "program-master", "--klpd", "D304", "--tahun", "2025")


@pytest.fixture
def twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Store the programs of a KLPD-year, then those of a later day, from one address."""
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LENSA_DATA", str(tmp_path / "data"))
    fetch = ["fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2025", "--refresh"]
    port = 0
    for number, faults in enumerate(((), ("berubah",))):
        with serve(port, faults) as handle:
            port = handle.port
            for name, value in handle.environment.items():
                monkeypatch.setenv(name, value)
            assert main([*fetch, "--out", str(tmp_path / f"{number}.parquet")]) == 0
    return tmp_path


def test_a_snapshot_does_not_differ_from_itself(twice: Path) -> None:
    assert main(["diff", *ASKED, "--dari", "2100-01-01", "--ke", "2100-01-01"]) == 0
    rows = [pl.read_parquet(twice / f"{n}.parquet")["kd_program"].to_list() for n in (0, 1)]
    assert rows[0] != rows[1]


def test_before_the_first_snapshot_there_is_nothing_to_compare(
    twice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *ASKED, "--dari", "2011-01-01", "--ke", "2100-01-01"]) == 1
    assert "belum ada pada tanggal itu" in capsys.readouterr().err


@pytest.mark.parametrize("at", ["kemarin", "2026-13-01", "2026-06-22T10:00:00"])
def test_an_instant_of_the_wrong_form_ends_2(twice: Path, at: str) -> None:
    assert main(["diff", *ASKED, "--dari", at, "--ke", "2100-01-01"]) == 2


def test_two_different_snapshots_end_10_with_one_line_for_each_difference(twice: Path) -> None:
    manifest = next((twice / "data").rglob("manifest.json"))
    history = json.loads(manifest.read_text())
    history["passes"][0]["fetched_at"] = "2026-01-02T03:04:05Z"
    del history["digest"]
    manifest.write_text(json.dumps(history))
    out = twice / "beda.parquet"
    asked = ["diff", *ASKED, "--dari", "2026-01-02", "--ke", "2100-01-01", "--out", str(out)]
    assert main(asked) == 10
    old, new = (set(pl.read_parquet(twice / f"{n}.parquet")["kd_program"]) for n in (0, 1))
    lines = pl.read_parquet(out)
    told = {kind: set(rows["kd_program"]) for (kind,), rows in lines.group_by("perubahan")}
    assert (told["ditambah"], told["hilang"]) == (new - old, old - new)
    assert told["diubah"] <= old & new


def test_codes_whose_state_turned_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LENSA_DATA", str(tmp_path / "data"))
    parts = connect(load())
    request = parts.rup(("history-kaji-ulang",), ("D304",), (2025,))[0]
    place, store = parts.repository.place(request), Snapshots(parts.settings.data)
    cancel = {"kd_rup_lama": "1", "kd_rup_baru": "1", "jenis_revisi": "PEMBATALAN"}
    again = {"kd_rup_lama": "1", "kd_rup_baru": "1", "jenis_revisi": "PENGAKTIFAN"}
    for day, acts in enumerate(((cancel,), (cancel, again)), start=2):
        rows = [
            act
            | {"tahun_anggaran": 2025, "kd_klpd": "D304", "jenis_paket": "SWAKELOLA"}
            | {"tgl_kaji_ulang": datetime(2025, 5, number)}
            for number, act in enumerate(acts, start=1)
        ]
        at = datetime(2026, 1, day, tzinfo=UTC)
        known = {"rows": len(rows), "pages": 1, "source": "sandbox", "address": ""}
        frame = pl.DataFrame(rows, schema=request.dataset.schema)
        generation = store.history(place).generation
        store.publish(place, frame, Manifest(**known, fetched_at=at), generation=generation)
    parts.close()
    asked = ["diff", "--dataset", "history-kaji-ulang", "--klpd", "D304", "--tahun", "2025"]
    assert main([*asked, "--dari", "2026-01-02", "--ke", "2026-01-03"]) == 10
    told = capsys.readouterr().err
    assert "ditambah: 1 baris\n" in told
    assert "beralih: 1 kode SWAKELOLA, batal -> aktif\n" in told
