"""Importing: partitions, provenance, what changes nothing, what is refused, what is undone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from services.export.files import parquet_bytes, xlsx_bytes
from services.importing import Hints
from services.store.manifests import FILE, LIVE, Manifest
from services.store.places import Place
from services.upstream.catalog import (
    MASTER_SATKER,
    PAKET_PENYEDIA,
    PAKET_SWAKELOLA,
    PROGRAM_MASTER,
    STRUKTUR_ANGGARAN_PD,
)
from services.upstream.dataset import Dataset
from services.upstream.parsing.frames import assemble, page
from tests.gateway import Row, program
from tests.importing.conftest import Bench
from tests.importing.rows import delimited, served, write_json

REQUEST = PROGRAM_MASTER.partition("D304", 2026)
ROWS = [program(number) for number in range(1, 21)]


def typed(dataset: Dataset, rows: list[Row], kode: str = "D304", tahun: int = 2026) -> pl.DataFrame:
    request = dataset.partition(kode, tahun)
    return assemble(dataset, [page(dataset, json.dumps(rows).encode())], request.values).frame


def test_one_partition_for_each_klpd_and_year(bench: Bench, tmp_path: Path) -> None:
    rows = [
        program(n, kode=k, tahun=y) for n, (k, y) in enumerate([("D304", 2025), ("K34", 2026)] * 3)
    ]
    strays = [program(90, kode="../x"), program(91, tahun=1066), program(92, kode="d304")]
    results = bench.run(write_json(tmp_path / "a.json", [*rows, *strays]))
    assert [(str(p.request), p.frame.height) for p in results.stored] == [
        ("program-master D304 2025", 3),
        ("program-master K34 2026", 3),
    ]
    (note,) = bench.plan(tmp_path / "a.json").notes
    assert "3 baris tanpa KLPD atau tahun yang sah" in note


def test_provenance_says_which_file_and_that_nothing_is_proven(
    bench: Bench, tmp_path: Path
) -> None:
    path = write_json(tmp_path / "unduhan.json", ROWS)
    bench.run(path, origin="Bagian PBJ, surel 2 Maret")
    opened = bench.importer.snapshots.open(bench.importer.place(REQUEST))
    assert opened
    manifest, origin = opened.manifest, opened.manifest.imported
    assert origin
    assert (manifest.source, manifest.complete, manifest.verified) == (FILE, False, False)
    assert manifest.state == "kelengkapan tidak dibuktikan"
    assert manifest.fetched_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert origin.file == "unduhan.json"
    assert origin.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert origin.bytes == path.stat().st_size
    assert origin.stated_origin == "Bagian PBJ, surel 2 Maret"
    assert bench.importer.place(REQUEST).scope == "berkas-uji"


def test_planning_writes_nothing_and_tells_its_steps(bench: Bench, tmp_path: Path) -> None:
    plan = bench.plan(write_json(tmp_path / "a.json", ROWS))
    assert plan.passes[0].change.added == 20
    assert not bench.root.exists()
    assert bench.steps == ["a.json", "program-master D304 2026"]


def test_the_same_file_and_the_same_rows_change_nothing(bench: Bench, tmp_path: Path) -> None:
    path = write_json(tmp_path / "a.json", ROWS)
    other = write_json(tmp_path / "b.json", list(reversed(ROWS)))
    bench.run(path)
    for again in (path, other):
        results = bench.run(again)
        assert results.stored == ()
        assert results.unchanged[0].same == "baris yang sama sudah tersimpan"
    assert len(bench.importer.snapshots.history(bench.importer.place(REQUEST)).passes) == 1


def test_an_older_file_again_changes_nothing_either(bench: Bench, tmp_path: Path) -> None:
    path = write_json(tmp_path / "a.json", ROWS)
    bench.run(path)
    bench.run(write_json(tmp_path / "b.json", [*ROWS, program(50)]))
    results = bench.run(path, replacing=True)
    assert results.unchanged[0].same == "berkas yang sama sudah diimpor 2026-03-01T09:00:00Z"
    assert bench.stored(REQUEST).height == 21


def test_other_rows_are_a_new_pass_and_say_what_changes(bench: Bench, tmp_path: Path) -> None:
    bench.run(write_json(tmp_path / "a.json", ROWS))
    rows = [*ROWS[1:], program(21), program(22)]
    rows[3] = rows[3] | {"pagu_program": 5}
    results = bench.run(write_json(tmp_path / "b.json", rows))
    change = results.stored[0].change
    assert (change.before, change.added, change.removed, change.changed) == (20, 2, 1, 1)
    assert len(bench.importer.snapshots.history(bench.importer.place(REQUEST)).passes) == 2


@pytest.mark.parametrize(("staying", "stored"), [(18, True), (17, False)])
def test_less_than_nine_of_ten_rows_staying_needs_a_word(
    bench: Bench, tmp_path: Path, staying: int, stored: bool
) -> None:
    bench.run(write_json(tmp_path / "a.json", ROWS))
    path = write_json(tmp_path / "b.json", ROWS[:staying])
    results = bench.run(path)
    assert bool(results.stored) is stored
    assert len(results.held_back) == (not stored)
    assert bench.stored(REQUEST).height == (staying if stored else 20)
    bench.run(path, replacing=True)
    assert bench.stored(REQUEST).height == staying


def test_nothing_is_stored_over_what_changed_since_the_plan(bench: Bench, tmp_path: Path) -> None:
    plan = bench.plan(write_json(tmp_path / "a.json", ROWS))
    bench.run(write_json(tmp_path / "b.json", [*ROWS, program(50)]))
    results = bench.importer.apply(plan)
    assert [error.message for error in results.errors] == ["berubah sejak pratinjau; ulangi impor"]
    assert bench.stored(REQUEST).height == 21


def test_a_read_with_a_token_is_never_replaced(bench: Bench, tmp_path: Path) -> None:
    place = Place(scope="gerbang-umum", dataset="program-master", parts=REQUEST.parts)
    store = bench.importer.snapshots
    frame = typed(PROGRAM_MASTER, ROWS[:3])
    manifest = Manifest(rows=3, pages=1, source=LIVE, address="", fetched_at=bench.now)
    store.publish(place, frame, manifest, generation=0)
    bench.live = "gerbang-umum"
    bench.run(write_json(tmp_path / "a.json", ROWS))
    assert store.history(place).generation == 1
    assert bench.stored(REQUEST).height == 20


def test_a_satker_without_figures_keeps_its_missing_year(bench: Bench, tmp_path: Path) -> None:
    rows = served(STRUKTUR_ANGGARAN_PD, 4)
    rows[2] |= {"tahun_anggaran": None, "total_belanja": None}
    bench.run(write_json(tmp_path / "a.json", rows))
    frame = bench.stored(STRUKTUR_ANGGARAN_PD.partition("D304", 2025))
    assert (frame.height, frame["tahun_anggaran"].null_count()) == (4, 1)


def test_satkers_are_stored_without_a_year(bench: Bench, tmp_path: Path) -> None:
    results = bench.run(write_json(tmp_path / "a.json", served(MASTER_SATKER, 5)), tahun=2024)
    assert results.stored[0].place.key.endswith("berkas-uji/master-satker/kode_klpd=D304")


def test_arguments_fill_only_what_rows_lack(bench: Bench, tmp_path: Path) -> None:
    bare = [{k: v for k, v in row.items() if k != "tahun_anggaran"} for row in ROWS]
    path = write_json(tmp_path / "a.json", bare)
    (refusal,) = bench.plan(path).refusals
    assert "beri --klpd dan --tahun" in refusal.reason
    (planned,) = bench.plan(path, tahun=2024, klpd="K34").passes
    assert str(planned.request) == "program-master D304 2024"
    assert set(planned.frame["tahun_anggaran"]) == {2024}


def test_personal_columns_are_never_stored(bench: Bench, tmp_path: Path) -> None:
    rows = [row | {"NIP PPK": "123", "Nama_PPK": "A"} for row in served(PAKET_PENYEDIA, 3)]
    bench.run(write_json(tmp_path / "a.json", rows))
    stored = bench.root.rglob("*")
    assert not any(
        b"rahasia" in p.read_bytes() or b"NIP" in p.read_bytes() for p in stored if p.is_file()
    )


SAMPLE = typed(PROGRAM_MASTER, ROWS)


@pytest.mark.parametrize(("equal", "refused"), [(20, True), (18, True), (17, False)])
def test_rows_of_the_sandbox_are_refused(
    bench: Bench, tmp_path: Path, equal: int, refused: bool
) -> None:
    bench.sample = lambda request: SAMPLE
    rows = [*ROWS[:equal], *(program(100 + n) for n in range(20 - equal))]
    plan = bench.plan(write_json(tmp_path / "a.json", rows))
    assert bool(plan.refusals) is refused
    assert bool(plan.passes) is not refused
    if refused:
        assert f"{equal} dari 20 barisnya DATA CONTOH" in plan.refusals[0].reason


def test_files_that_say_they_are_sample_data_are_refused(bench: Bench, tmp_path: Path) -> None:
    notes = {"program-master D304 2026": "20 baris, lengkap, DATA CONTOH (sintetis)"}
    table = parquet_bytes(SAMPLE, {"snapshots": '[{"dataset":"x","sumber":"sandbox"}]'})
    (tmp_path / "a.parquet").write_bytes(parquet_bytes(SAMPLE, notes))
    (tmp_path / "b.parquet").write_bytes(table)
    (tmp_path / "c.xlsx").write_bytes(xlsx_bytes(SAMPLE, notes))
    (tmp_path / "d.csv").write_text(
        delimited([r | {"sumber": "DATA CONTOH (sintetis)"} for r in ROWS])
    )
    write_json(
        tmp_path / "e.json", {"success": True, "data": ROWS, "headers": {"X-Lensa-Sandbox": "1"}}
    )
    write_json(tmp_path / "f.json", ROWS)
    write_json(tmp_path / "f.json.datapackage.json", {"sources": [{"title": "DATA CONTOH"}]})
    write_json(tmp_path / "g.json", {"baris": ROWS, "asal": [{"sumber": "sandbox"}]})
    plan = bench.plan(
        *(path for path in sorted(tmp_path.glob("[a-g].*")) if "package" not in path.name)
    )
    assert len(plan.refusals) == 7
    assert {refusal.reason for refusal in plan.refusals} == {
        "berkas menyebut dirinya DATA CONTOH (sintetis)"
    }
    assert plan.passes == ()


def test_codes_that_a_spreadsheet_spoiled_are_restored_where_one_fits(
    bench: Bench, tmp_path: Path
) -> None:
    rows = [
        {**row, "kd_satker_str": f"02121{n}", "kd_rup": 41_000_000 + n}
        for n, row in enumerate(served(PAKET_SWAKELOLA, 5))
    ]
    bench.run(write_json(tmp_path / "a.json", rows))
    spoiled = [
        {
            **row,
            "kd_satker_str": str(row["kd_satker_str"]).lstrip("0"),
            "kd_rup": f"{row['kd_rup']}.0",
        }
        for row in rows
    ]
    spoiled[3] |= {"kd_rup": "4.1E+07"}  # may be any of them
    spoiled[4] |= {"kd_rup": "49000000.0", "kd_satker_str": "77"}
    (tmp_path / "b.csv").write_text(delimited(spoiled))
    (planned,) = bench.plan(tmp_path / "b.csv").passes
    codes = planned.frame.sort("kd_rup")
    assert set(codes["kd_rup"]) == {"41000000", "41000001", "41000002", "4.1E+07", "49000000.0"}
    assert set(codes["kd_satker_str"]) == {"021210", "021211", "021212", "021213", "77"}
    assert (planned.restored, planned.spoiled) == (7, 2)
    assert planned.manifest.quarantined == 2


def test_a_code_that_rounding_could_make_of_a_stored_one_stays_as_written(
    bench: Bench, tmp_path: Path
) -> None:
    bench.run(
        write_json(
            tmp_path / "a.json",
            [row | {"kd_rup": 41_000_002} for row in served(PAKET_SWAKELOLA, 1)],
        )
    )
    other = [row | {"kd_rup": "41000000"} for row in served(PAKET_SWAKELOLA, 1)]
    (tmp_path / "b.csv").write_text(delimited(other))
    (planned,) = bench.plan(tmp_path / "b.csv").passes
    assert planned.frame["kd_rup"].to_list() == ["41000000"]


def test_a_plan_is_a_value_that_can_be_applied_in_part(bench: Bench, tmp_path: Path) -> None:
    rows = [program(1, tahun=2025), program(2, tahun=2026)]
    plan = bench.plan(write_json(tmp_path / "a.json", rows))
    results = bench.importer.apply(replace(plan, passes=plan.passes[:1]))
    assert [str(p.request) for p in results.stored] == ["program-master D304 2025"]
    assert Hints().dataset == ""
