"""Cached tables equal those of the rows, after any change of rows and files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from services import analysis, national, table_inputs
from services.analysis.cached_tables import CACHED_TABLES, TABLES
from services.analysis.frames import Options
from services.analysis.measures import SumTooLarge
from services.analysis.tables import build
from services.analysis.tables import find as table
from services.errors import StoreDamaged
from services.matching.klpd import governments
from services.national import parts_cache, rows
from services.repository import Repository
from services.upstream.catalog import find
from services.upstream.dataset import Request
from tests.gateway import Gateway
from tests.national.country import KLPD, NEWER, YEARS, asked, serve
from tests.repositories import HOUR, Doors
from tests.sampling import sampled
from tests.store.test_snapshots import damage

SOME = sampled("cached tables", list(TABLES), 10)


@pytest.fixture
def gateway() -> Gateway:
    served = Gateway()
    for kode, tahun in product(KLPD, (*YEARS, NEWER)):
        serve(served, kode, tahun, seed=0)
    return served


@pytest.fixture
def repository(doors: Doors, gateway: Gateway) -> Repository:
    opened = doors.open(gateway.transport(), max_age=1e9)
    take(opened, *KLPD)
    return opened


def take(repository: Repository, *codes: str, tahun: tuple[int, ...] = YEARS) -> None:
    sheet = table_inputs.read(repository, asked(*codes, tahun=tahun), refresh=True)
    assert sheet.errors == ()
    assert len(sheet.snapshots) == len(asked(*codes, tahun=tahun))


def reads(name: str, options: Options) -> list[Request]:
    """Return the partitions that options choose of what a table reads."""
    return [
        one
        for one in asked(*options.klpd, tahun=options.tahun)
        if one.dataset.name in table(name).reads
    ]


def of_rows(
    repository: Repository, name: str, options: Options, at: datetime | None = None
) -> pl.DataFrame:
    """Make a table of all rows, straight from the partitions."""
    snapshots = []
    for dataset, kode in product(table(name).reads, options.klpd):
        for place, _ in repository.surveyed("inaproc", dataset, f"kode_klpd={kode}").readable:
            request = find(dataset).request(**place.values)
            try:
                snapshots.append(repository.peek(request, at, hold=False))
            except StoreDamaged:
                continue
    frames = table_inputs.frames_of([one for one in snapshots if one], (), governments())
    return build(name, frames, options).collect()


def of_kept(
    repository: Repository, name: str, options: Options, at: datetime | None = None
) -> pl.DataFrame:
    """Make a table from the cache."""
    found = national.frames_for(repository, name, options, reads(name, options), at=at)
    return build(name, found.frames, options).collect()


def same(
    repository: Repository,
    at: datetime | None = None,
    tables: Sequence[str] = SOME,
    **values: str,
) -> None:
    """Compare tables with those of the rows: made now, and then from the cache."""
    for name in tables:
        for klpd, tahun in ((KLPD, YEARS), (KLPD, (2025,)), (("D304", "K9"), (2024, 2026))):
            options = Options(klpd=klpd, tahun=tahun, **values)
            want = of_rows(repository, name, options, at)
            for _ in range(2):
                found = of_kept(repository, name, options, at)
                assert_frame_equal(found, want, check_exact=True)


def files(doors: Doors) -> list[Path]:
    """Return the content of all cached files."""
    return sorted((doors.root / "national").rglob("*.*"))


def test_every_cached_table_equals_the_table_of_the_rows(repository: Repository) -> None:
    same(repository, tables=list(TABLES))


@pytest.mark.parametrize(
    "values",
    [
        {"satker": "7"},
        {"satker": "(kosong)"},
        {"program": "1.01.02"},
        {"status": "Terumumkan"},
        {"status": "(kosong)", "satker": "8"},
        {"jenis": "PEMBATALAN"},
        {"jenis": "lainnya", "satker": "9"},
    ],
    ids=str,
)
def test_options_filter_a_cached_table_as_they_filter_rows(
    repository: Repository, values: Mapping[str, str]
) -> None:
    obeying = [name for name in TABLES if values.keys() <= set(table(name).obeys)]
    same(repository, tables=sampled(str(values), obeying, 2), **values)


def test_no_rows_are_read_once_a_table_is_cached(repository: Repository, doors: Doors) -> None:
    for tahun in YEARS:
        national.compact(repository, (tahun,))
    options = Options(klpd=KLPD, tahun=(2025,))
    want = {name: of_rows(repository, name, options) for name in TABLES}
    for path in doors.root.rglob("kode_klpd=*/tahun=*/*.parquet"):
        damage(path)
    blind = doors.open(Gateway().transport())
    for name in TABLES:
        assert_frame_equal(of_kept(blind, name, options), want[name])


def changed(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    del doors
    serve(gateway, "D304", 2025, seed=1)
    take(repository, "D304", tahun=(2025,))


def newer(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    """Store a year whose names are newer."""
    del gateway, doors
    take(repository, *KLPD, tahun=(NEWER,))


def removed(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    del repository, gateway
    shutil.rmtree(doors.root / "snapshots/v1/uji-umum/history-kaji-ulang/kode_klpd=D304/tahun=2026")
    shutil.rmtree(doors.root / "snapshots/v1/uji-umum/program-master/kode_klpd=K9/tahun=2025")


def file_damaged(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    del repository, gateway
    for path in files(doors):
        if path.suffix == ".parquet":
            damage(path)


def file_gone(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    del repository, gateway
    for path in files(doors):
        if path.suffix == ".parquet":
            path.unlink()


def manifest_damaged(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    del repository, gateway
    for path in files(doors):
        if path.name == "manifest.json":
            path.write_bytes(path.read_bytes()[:-9])


def all_gone(repository: Repository, gateway: Gateway, doors: Doors) -> None:
    del repository, gateway
    shutil.rmtree(doors.root / "national")


@pytest.mark.parametrize(
    "change",
    [
        changed,
        newer,
        removed,
        file_damaged,
        file_gone,
        manifest_damaged,
        all_gone,
    ],
)
def test_changed_rows_and_damaged_files_change_the_tables(
    repository: Repository,
    gateway: Gateway,
    doors: Doors,
    change: Callable[[Repository, Gateway, Doors], None],
) -> None:
    for tahun in YEARS:
        national.compact(repository, (tahun,))
    same(repository)
    change(repository, gateway, doors)
    same(repository)
    same(doors.open(gateway.transport(), max_age=1e9))


def test_a_damaged_newest_pass_is_replaced_by_the_one_before(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    national.compact(repository, (2025,))
    doors.clock.pass_by(HOUR)
    changed(repository, gateway, doors)
    for path in (doors.root / "snapshots").rglob("kode_klpd=D304/tahun=2025/manifest.json"):
        damage(max(path.parent.glob("*.parquet")))
    fresh = doors.open(gateway.transport(), max_age=1e9)
    same(fresh)
    options = Options(klpd=KLPD, tahun=(2025,))
    found = national.frames_for(fresh, "alasan", options, reads("alasan", options))
    assert [one.stale for one in found.stored] == [False, False, True]


def test_an_earlier_instant_gives_its_tables_and_leaves_the_cache(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    same(repository)
    before = doors.clock.now
    doors.clock.pass_by(HOUR)
    changed(repository, gateway, doors)
    newer(repository, gateway, doors)
    same(repository)
    left = {path: path.read_bytes() for path in files(doors)}
    same(repository, at=before)
    assert {path: path.read_bytes() for path in files(doors)} == left
    same(repository)


def test_tables_made_by_other_code_are_not_used(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = Options(klpd=KLPD, tahun=(2025,))
    want = of_kept(repository, "swakelola-tipe", options)
    part = CACHED_TABLES["swakelola-tipe"]
    place = parts_cache.cache_file(repository, part, 2025)
    found = place.find()
    assert found is not None
    other = pl.read_parquet(place.path(found)).with_columns(jumlah_paket=pl.lit(0, pl.Int64))
    place.publish(other.write_parquet, rows=other.height, members=found.members)
    assert of_kept(repository, "swakelola-tipe", options)["jumlah_paket"].sum() == 0
    monkeypatch.setattr(parts_cache, "rules", lambda: "lain")
    assert_frame_equal(of_kept(repository, "swakelola-tipe", options), want)


def test_only_changed_klpd_years_are_made_anew(
    repository: Repository, gateway: Gateway, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tahun in YEARS:
        national.compact(repository, (tahun,))
    changed(repository, gateway, doors)
    opened, peek = [], Repository.peek

    def noted(self: Repository, request: Request, *rest: object, **more: object) -> object:
        opened.append((request.dataset.name, request.values["kode_klpd"], request.values["tahun"]))
        return peek(self, request, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Repository, "peek", noted)
    of_kept(repository, "swakelola-tipe", Options(klpd=KLPD, tahun=YEARS))
    assert opened == [("paket-swakelola", "D304", "2025")]
    of_kept(repository, "swakelola-tipe", Options(klpd=KLPD, tahun=YEARS))
    assert len(opened) == 1


def test_a_year_is_brought_up_to_date_reading_each_partition_once(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, peek = [], Repository.peek

    def noted(self: Repository, request: Request, *rest: object, **more: object) -> object:
        opened.append(request)
        return peek(self, request, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Repository, "peek", noted)
    monkeypatch.setattr(parts_cache, "BATCH", 2)
    national.compact(repository, (2025,))
    assert sorted(map(str, opened)) == sorted(map(str, asked(*KLPD, tahun=(2025,))))
    same(repository)


def test_the_stored_partitions_of_a_result_are_those_requested(repository: Repository) -> None:
    for name in TABLES:
        options = Options(klpd=KLPD, tahun=(2024, 2025))
        for _ in range(2):
            found = national.frames_for(repository, name, options, reads(name, options))
            assert {one.request for one in found.stored} == set(reads(name, options))
            assert len(found.stored) == len(reads(name, options))


def test_a_sum_too_large_raises_and_leaves_other_klpd_and_tables_usable(
    repository: Repository, gateway: Gateway
) -> None:
    for row in gateway.rows["program-master", "K9", "2025"]:
        row |= {"pagu_program": 2**62, "is_deleted": False, "kd_program_str": "1"}
    take(repository, "K9", tahun=(2025,))
    with pytest.raises(SumTooLarge):
        of_kept(repository, "pagu-per-program", Options(klpd=KLPD, tahun=(2025,)))
    with pytest.raises(SumTooLarge):
        national.compact(repository, (2025,))
    for name, klpd in (("pagu-per-program", ("D304", "D305")), ("swakelola-status", KLPD)):
        options = Options(klpd=klpd, tahun=(2025,))
        for _ in range(2):
            found = of_kept(repository, name, options)
            assert_frame_equal(found, of_rows(repository, name, options))


def test_a_table_of_nothing_has_its_columns(repository: Repository) -> None:
    for name in TABLES:
        found = of_kept(repository, name, Options(klpd=("D305",), tahun=(2019,)))
        assert found.schema == of_rows(repository, name, Options(klpd=KLPD, tahun=YEARS)).schema
        assert found.height == 0


def test_concurrent_readers_see_the_state_before_or_after_a_pass(
    repository: Repository, gateway: Gateway, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each table is that of the rows before or after a pass, while others cache and read."""
    monkeypatch.setattr(rows, "MOST_OUTDATED", 0)
    options = Options(klpd=KLPD, tahun=(2025,))
    names = ("kaji-ulang-per-satker", "pagu-per-program")
    states: dict[str, list[pl.DataFrame]] = {name: [] for name in names}
    for seed in (1, 0):
        serve(gateway, "D304", 2025, seed=seed)
        take(repository, "D304", tahun=(2025,))
        for name in names:
            states[name].append(of_rows(repository, name, options))

    def reader(number: int) -> Iterator[tuple[str, pl.DataFrame]]:
        own = doors.open(gateway.transport(), max_age=1e9)
        for turn in range(10):
            name = names[(number + turn) % 2]
            yield name, of_kept(own, name, options)

    def writer() -> None:
        for turn in range(6):
            serve(gateway, "D304", 2025, seed=turn % 2)
            take(repository, "D304", tahun=(2025,))
            national.compact(repository, (2025,))

    with ThreadPoolExecutor(5) as pool:
        writing = pool.submit(writer)
        answers = [one for some in pool.map(lambda n: list(reader(n)), range(4)) for one in some]
        writing.result()
    assert len(answers) == 40
    for name, answer in answers:
        assert any(answer.equals(state) for state in states[name])
    same(repository)


def test_files_made_by_other_code_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "analysis"
    shutil.copytree(analysis.__path__[0], folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(analysis, "__path__", [str(folder)])
    before = parts_cache.rules.__wrapped__()
    for path in folder.rglob("*.py"):
        path.write_bytes(path.read_bytes() + b"\n")
        after = parts_cache.rules.__wrapped__()
        assert after != before, path
        before = after
