from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from services.__main__ import main
from services.sandbox.serving.server import serve
from services.settings import DEFAULTS, load
from services.store.snapshots import Manifest, Snapshots
from services.wiring import App, connect
from tests.gateway import Row

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


@pytest.fixture
def apart(twice: Path) -> Path:
    """Let the first of the two readings have ended on another day."""
    manifest = next((twice / "data").rglob("manifest.json"))
    history = json.loads(manifest.read_text())
    history["passes"][0]["fetched_at"] = "2026-01-02T03:04:05Z"
    del history["digest"]
    manifest.write_text(json.dumps(history))
    return twice


def today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def test_two_instants_of_one_reading_do_not_differ_and_that_is_said(
    apart: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *ASKED, "--dari", "2026-01-02", "--ke", "2026-01-03"]) == 0
    assert "kedua saat memakai bacaan yang sama" in capsys.readouterr().err
    rows = [pl.read_parquet(apart / f"{n}.parquet")["kd_program"].to_list() for n in (0, 1)]
    assert rows[0] != rows[1]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("2011-01-01", "2026-01-03", "sebelum bacaan pertama 2026-01-02T03:04:05Z"),
        ("2026-01-02", "2100-01-01", "--ke 2100-01-01T23:59:59Z belum terjadi"),
        ("2100-01-01", "2026-01-02", "--dari 2100-01-01T23:59:59Z belum terjadi"),
        ("2026-01-03", "2026-01-02", "sesudah --ke 2026-01-02T23:59:59Z: tukar keduanya"),
        ("2026-01-02", "2026-01-02T23:59:59Z", "saat yang sama: 2026-01-02T23:59:59Z"),
    ],
)
def test_instants_that_cannot_be_compared_end_2_and_say_why(
    apart: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, words: str
) -> None:
    out = apart / "beda.csv"
    assert main(["diff", *ASKED, "--dari", before, "--ke", after, "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert words in said.err
    assert not out.exists()


def test_a_partition_that_was_never_read_ends_1_and_says_how_to_read_it(
    twice: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [*ASKED[:-1], "2024", "--dari", "2026-01-02", "--ke", "2026-01-03"]
    assert main(["diff", *asked]) == 1
    said = capsys.readouterr().err
    assert "lensa fetch program-master --kode-klpd D304 --tahun 2024" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "asked",
    [
        (*ASKED, "--dari", "kemarin", "--ke", "2026-01-03"),
        (*ASKED, "--dari", "2026-13-01", "--ke", "2026-01-03"),
        (*ASKED, "--dari", "2026-06-22T10:00:00", "--ke", "2026-01-03"),
        (*ASKED, "--dari", "2026-01-02", "--ke", "2026-01-03", "--out", "beda.doc"),
        (*ASKED, "--dari", "2026-01-02", "--ke", "2026-01-03", "--out", "/proc/beda.csv"),
        ("--dataset", "provinces", *ASKED[2:], "--dari", "2026-01-02", "--ke", "2026-01-03"),
    ],
    ids=" ".join,
)
def test_a_value_of_the_wrong_form_ends_2(twice: Path, asked: tuple[str, ...]) -> None:
    assert main(["diff", *asked]) == 2


def test_codes_in_any_case_are_understood(apart: Path) -> None:
    asked = ["--dataset", "Program-Master", "--klpd", "d304", "--tahun", "2025"]
    assert main(["diff", *asked, "--dari", "2026-01-02", "--ke", "2026-01-03"]) == 0


def test_two_different_snapshots_end_10_with_one_line_for_each_difference(apart: Path) -> None:
    out = apart / "beda.parquet"
    asked = ["diff", *ASKED, "--dari", "2026-01-02", "--ke", today(), "--out", str(out)]
    assert main(asked) == 10
    old, new = (set(pl.read_parquet(apart / f"{n}.parquet")["kd_program"]) for n in (0, 1))
    lines = pl.read_parquet(out)
    told = {kind: set(rows["kd_program"]) for (kind,), rows in lines.group_by("perubahan")}
    assert (told["ditambah"], told["hilang"]) == (new - old, old - new)
    assert told["diubah"] <= old & new


def publish(parts: App, dataset: str, passes: Sequence[Sequence[Row]]) -> None:
    """Store the rows of D304 and 2025 as they were on 2 January, 3 January and so on."""
    request = parts.rup((dataset,), ("D304",), (2025,))[0]
    place, store = parts.repository.place(request), Snapshots(parts.settings.data)
    for day, rows in enumerate(passes, start=2):
        at = datetime(2026, 1, day, tzinfo=UTC)
        known = {"rows": len(rows), "pages": 1, "source": "sandbox", "address": ""}
        frame = pl.DataFrame(rows, schema=request.dataset.schema)
        generation = store.history(place).generation
        store.publish(place, frame, Manifest(**known, fetched_at=at), generation=generation)


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Return the parts of a sandbox whose store is empty."""
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LENSA_DATA", str(tmp_path / "data"))
    opened = connect(load())
    yield opened
    opened.close()


def act(kind: str, **values: object) -> Row:
    """Return a row of kaji ulang of code 1."""
    return {
        "kd_rup_lama": "1",
        "kd_rup_baru": "1",
        "jenis_revisi": kind,
        "tahun_anggaran": 2025,
        "kd_klpd": "D304",
        "jenis_paket": "SWAKELOLA",
        **values,
    }


def test_codes_whose_state_turned_are_told(parts: App, capsys: pytest.CaptureFixture[str]) -> None:
    cancel = act("PEMBATALAN", tgl_kaji_ulang=datetime(2025, 5, 1))
    again = act("PENGAKTIFAN", tgl_kaji_ulang=datetime(2025, 5, 2))
    publish(parts, "history-kaji-ulang", [[cancel], [cancel, again]])
    asked = ["diff", "--dataset", "history-kaji-ulang", "--klpd", "D304", "--tahun", "2025"]
    assert main([*asked, "--dari", "2026-01-02", "--ke", "2026-01-03"]) == 10
    said = capsys.readouterr().err
    assert "ditambah: 1 baris\n" in said
    assert "beralih: 1 kode SWAKELOLA, batal -> aktif\n" in said


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_a_value_that_is_not_known_is_never_printed_as_none(
    parts: App, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    first = {"kd_rup": "1", "kd_klpd": "D304", "tahun_anggaran": 2025, "pagu": None}
    publish(parts, "paket-swakelola", [[first], [first | {"kd_rup": "2", "nama_paket": "Baru"}]])
    bare = act("PEMBATALAN", jenis_paket=None)
    publish(parts, "history-kaji-ulang", [[bare], [act("PENGAKTIFAN", jenis_paket=None)]])
    for dataset in ("paket-swakelola", "history-kaji-ulang"):
        asked = ["diff", "--dataset", dataset, "--klpd", "D304", "--tahun", "2025"]
        out = tmp_path / f"{dataset}.{suffix}"
        span = ["--dari", "2026-01-02", "--ke", "2026-01-03"]
        assert main([*asked, *span, "--out", str(out)]) == 10
        assert main([*asked, *span]) == 10
        said = capsys.readouterr()
        assert "None" not in said.out + said.err + out.read_text()
        if dataset == "paket-swakelola":
            assert "ditambah: 1 baris, selisih pagu (kosong)\n" in said.err
