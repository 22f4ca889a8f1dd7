"""National files give the same tables as the partitions, and are used only while up to date."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from polars.testing import assert_frame_equal

from services import national, table_inputs
from services.analysis.cached_tables import CACHED_TABLES, UKURAN
from services.analysis.frames import RUP, SATKER, Options
from services.analysis.tables import TABLES, build
from services.export.datapackage import FILE_NAME
from services.inventory import listed
from services.national import parts_cache, rows
from services.repository import Repository
from services.settings import from_mapping
from services.upstream.catalog import find
from services.upstream.dataset import Request
from services.wiring import App, connect
from tests.gateway import Gateway, paket, program
from tests.repositories import HOUR, START, Doors
from tests.sampling import sampled
from tests.store.test_snapshots import damage
from tests.test_table_inputs import revision

KODE = ("D1", "D304", "D305", "K9")
YEARS = (2024, 2025)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Return the parts over some KLPD-years of the sandbox, all stored."""
    opened = connect(from_mapping({"LENSA_DATA": str(tmp_path_factory.mktemp("negeri"))}))
    outcomes = table_inputs.read(opened.repository, opened.rup(RUP, KODE, YEARS)).outcomes
    assert all(outcome.snapshot for outcome in outcomes)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", sampled("national", sorted(TABLES), 2))
def test_a_table_is_the_same_from_national_files(
    parts: App, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_OUTDATED", 0)
    years = YEARS if TABLES[name].two_years else (2025,)
    requests = table_inputs.applicable(parts.rup(TABLES[name].reads, KODE, years), parts.klpd())
    also = parts.rup(TABLES[name].also, KODE, years)  # stored by then where another table read it
    sheet = table_inputs.read(parts.repository, requests, also=also)
    asked = [*requests, *(request for request in also if parts.repository.peek(request))]
    kode = str(sheet.frames.kaji_ulang.select("kd_rup_baru").first().collect().item())
    options = Options(klpd=KODE, tahun=years, kode=kode)
    found = national.all_rows(parts.repository, asked)
    want = build(name, sheet.frames, options).collect()
    assert want.height > 0 or name in {"jejak", "tanda", "mutu"}
    assert_frame_equal(build(name, found.frames, options).collect(), want)
    assert {one.request for one in found.stored} == set(asked)
    for _ in range(2):  # made, then kept
        less = national.frames_for(parts.repository, name, options, asked)
        assert_frame_equal(build(name, less.frames, options).collect(), want)
        assert {one.request for one in less.stored} == set(asked)


def test_names_and_proofs_from_other_datasets_are_the_same_from_national_files(
    tmp_path: Path,
) -> None:
    opened = connect(from_mapping({"LENSA_DATA": str(tmp_path)}))
    table = TABLES["pagu-per-satker"]
    requests = opened.rup(table.reads, ("D304",), YEARS)
    also = opened.rup(table.also, ("D304",), YEARS)
    table_inputs.read(opened.repository, [*opened.rup((SATKER,), ("D304",), YEARS), *also])
    sheet = table_inputs.read(opened.repository, requests, also=also)
    options = Options(klpd=("D304",), tahun=YEARS)
    want = build(table.name, sheet.frames, options).collect()
    assert want["nama_satker"].null_count() == want["kd_satker"].null_count()
    assert want["bukti"].count() > 0
    wanted = [*requests, *also]
    for found in (
        national.all_rows(opened.repository, wanted),
        national.frames_for(opened.repository, table.name, options, wanted),
    ):
        assert_frame_equal(build(table.name, found.frames, options).collect(), want)
        assert {s.request for s in found.stored} == {s.request for s in sheet.snapshots}
    opened.close()


def test_another_engine_reads_the_file_with_the_partitions_columns(parts: App) -> None:
    national.compact(parts.repository, YEARS)
    place = rows.compacted_file(parts.repository, "program-master", 2025)
    found = place.find()
    assert found is not None
    table = pq.read_table(place.path(found))
    assert (
        table.num_rows
        == found.rows
        == sum(
            one.snapshot.manifest.rows
            for one in table_inputs.read(
                parts.repository, parts.rup(("program-master",), KODE, (2025,))
            ).outcomes
            if one.snapshot
        )
    )
    assert table.column_names[:2] == ["tahun", "kd_klpd"]
    assert table.column("kd_klpd").unique().to_pylist() == sorted(KODE)
    told = json.loads((place.folder / "manifest.json").read_text())
    assert set(told["members"]) == set(KODE)


@pytest.fixture
def gateway() -> Gateway:
    served = Gateway()
    serve(served, "D304", 10)
    serve(served, "D305", 20)
    return served


def serve(gateway: Gateway, kode: str, pagu: int, tahun: int = 2026) -> None:
    """Let the gateway hold a program, a package and its revision for a KLPD-year."""
    made = {
        "program-master": program(1, pagu, kode, tahun),
        "paket-swakelola": paket(5, kd_klpd=kode, tahun_anggaran=tahun),
        "history-kaji-ulang": revision(5, 6, kd_klpd=kode, tahun_anggaran=tahun),
    }
    for name, row in made.items():
        gateway.rows[name, kode, str(tahun)] = [row]


@pytest.fixture
def repository(doors: Doors, gateway: Gateway) -> Repository:
    opened = doors.open(gateway.transport())
    take(opened, "D304", "D305")
    return opened


def asked(*codes: str) -> list[Request]:
    return [find(name).request(kode_klpd=k, tahun="2026") for k in codes for name in RUP]


def take(repository: Repository, *codes: str) -> None:
    table_inputs.read(repository, asked(*codes), refresh=True)


def pagu(found: national.National) -> dict[str, int]:
    table = build("banding", found.frames, Options(tahun=(2026,))).collect()
    return dict(table.select("kd_klpd", "pagu").iter_rows())


def lose_rows(doors: Doors, within: str = "") -> Repository:
    """Damage the files of partitions, and return a repository that holds none of them open."""
    for path in doors.root.rglob(f"{within}kode_klpd=*/tahun=*/*.parquet"):
        damage(path)
    return doors.open(Gateway().transport())


def test_measured_rows_are_not_read_again(repository: Repository, doors: Doors) -> None:
    assert pagu(national.measured(repository, (2026,))) == {"D304": 10, "D305": 20}
    assert pagu(national.measured(lose_rows(doors), (2026,))) == {"D304": 10, "D305": 20}


def test_only_changed_partitions_are_measured_again(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    national.measured(repository, (2026,))
    for path in doors.root.rglob("kode_klpd=D304/*/*.parquet"):
        damage(path)
    serve(gateway, "D305", 77)
    take(repository, "D305")
    fresh = doors.open(gateway.transport())
    assert pagu(national.measured(fresh, (2026,))) == {"D304": 10, "D305": 77}


def test_measuring_some_klpd_keeps_the_measures_of_others(
    repository: Repository, doors: Doors
) -> None:
    assert pagu(national.measured(repository, (2026,), only=("D304",))) == {"D304": 10}
    assert pagu(national.measured(repository, (2026,), only=("D305",))) == {"D305": 20}
    assert pagu(national.measured(lose_rows(doors), (2026,))) == {"D304": 10, "D305": 20}


def test_an_earlier_instant_gives_its_measures_and_leaves_the_cache(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    doors.clock.pass_by(HOUR)
    serve(gateway, "D305", 77)
    take(repository, "D305")
    assert pagu(national.measured(repository, (2026,))) == {"D304": 10, "D305": 77}
    before = parts_cache.cache_file(repository, UKURAN, 2026).find()
    assert pagu(national.measured(repository, (2026,), at=START)) == {"D304": 10, "D305": 20}
    assert parts_cache.cache_file(repository, UKURAN, 2026).find() == before


def test_measures_made_by_other_code_are_not_used(
    repository: Repository, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    national.measured(repository, (2026,))
    monkeypatch.setattr(parts_cache, "rules", lambda: "lain")
    assert pagu(national.measured(lose_rows(doors), (2026,))) == {}


@pytest.mark.parametrize("broken", ["file", "manifest", "gone"])
def test_a_damaged_national_file_is_made_anew(
    repository: Repository, doors: Doors, broken: str
) -> None:
    national.compact(repository, (2026,))
    for path in (doors.root / "national").rglob("*.parquet"):
        if broken == "file":
            damage(path)
        if broken == "gone":
            path.unlink()
    for path in (doors.root / "national").rglob("manifest.json"):
        if broken == "manifest":
            path.write_bytes(b"{")
    assert pagu(national.measured(repository, (2026,))) == {"D304": 10, "D305": 20}
    assert pagu(national.all_rows(repository, asked("D304", "D305"))) == {"D304": 10, "D305": 20}


def test_newer_partitions_are_read_by_themselves_until_the_file_is_remade(
    repository: Repository, gateway: Gateway
) -> None:
    national.compact(repository, (2026,))
    place = rows.compacted_file(repository, "program-master", 2026)
    first = place.find()
    serve(gateway, "D305", 77)
    take(repository, "D305")
    assert pagu(national.all_rows(repository, asked("D304", "D305"))) == {"D304": 10, "D305": 77}
    assert place.find() == first
    national.compact(repository, (2026,))
    second = place.find()
    assert first is not None
    assert second is not None
    assert second.before == first.file
    assert (place.folder / first.file).exists()
    assert pagu(national.all_rows(repository, asked("D304", "D305"))) == {"D304": 10, "D305": 77}
    taken = pl.scan_parquet(place.folder / first.file)
    for pagu_now in (78, 79):
        serve(gateway, "D305", pagu_now)
        take(repository, "D305")
        national.compact(repository, (2026,))
    assert taken.collect().height > 0  # whoever found it reads it, however often it was replaced
    os.utime(place.folder / first.file, (0, 0))
    serve(gateway, "D305", 80)
    take(repository, "D305")
    national.compact(repository, (2026,))
    assert not (place.folder / first.file).exists()


def test_nothing_is_written_when_nothing_changed(repository: Repository, doors: Doors) -> None:
    def files() -> dict[Path, int]:
        return {p: p.stat().st_mtime_ns for p in (doors.root / "national").rglob("*.*")}

    national.compact(repository, (2026,))
    before = files()
    described = [path for path in before if path.name == FILE_NAME]
    assert described
    assert len(before) - len(described) == 2 * (len(RUP) + len(CACHED_TABLES))
    national.compact(repository, (2026,))
    assert files() == before


def test_a_klpd_that_the_catalogue_lacks_keeps_its_own_name(
    repository: Repository, gateway: Gateway
) -> None:
    serve(gateway, "D99999", 5)
    for name in RUP:
        gateway.rows[name, "D99999", "2026"][0]["nama_klpd"] = "Kab. Tak Dikenal"
    take(repository, "D99999")
    want = build(
        "banding", table_inputs.read(repository, asked("D99999")).frames, Options()
    ).collect()
    for found in (
        national.measured(repository, (2026,), only=("D99999",)),
        national.all_rows(repository, asked("D99999")),
    ):
        assert_frame_equal(build("banding", found.frames, Options()).collect(), want)
    assert want["nama_klpd"].to_list() == ["Kab. Tak Dikenal"]


def test_a_partition_whose_files_are_all_damaged_counts_as_not_stored(
    repository: Repository, doors: Doors
) -> None:
    found = national.measured(lose_rows(doors, "program-master/"), (2026,))
    table = build("banding", found.frames, Options()).collect()
    assert set(table.select("pagu", "jumlah_swakelola", "lengkap").rows()) == {(None, 1, None)}


def test_scopes_share_nothing(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    national.compact(repository, (2026,))
    other = doors.open(gateway.transport(), scope="lain-umum")
    assert listed(other, (2026,)) == []
    assert pagu(national.measured(other, (2026,))) == {}
    assert rows.compacted_file(other, "program-master", 2026).find() is None


def test_a_store_without_rows_gives_empty_frames(doors: Doors, gateway: Gateway) -> None:
    empty = doors.open(gateway.transport(), scope="kosong-umum")
    national.compact(empty, (2026,))
    assert pagu(national.measured(empty, (2026,))) == {}
    assert pagu(national.all_rows(empty, asked("D304"))) == {}
    assert not (doors.root / "national").exists()
