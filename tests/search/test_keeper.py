"""The index follows the store: only what changed is indexed anew, and damage is repaired."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from services.repository import Repository
from services.search.index import Index
from services.search.keeper import REST, Keeper, index_path, opened
from services.search.match import Question
from services.upstream.catalog import find
from tests.gateway import Gateway, paket, program
from tests.repositories import START, Clock, Doors, programs
from tests.search.making import put as put_in

LIST = "paket-swakelola"


@pytest.fixture
def gateway() -> Gateway:
    served = Gateway()
    served.put(program(1, 5), program(2, 7))
    served.put(paket(50000001, nama_paket="Pemeliharaan jalan"), dataset=LIST)
    return served


@pytest.fixture
def repository(doors: Doors, gateway: Gateway) -> Repository:
    return doors.open(gateway.transport())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def index(doors: Doors) -> Index:
    return Index(index_path(doors.root, "uji-umum"))


@pytest.fixture
def keeper(repository: Repository, index: Index, clock: Clock) -> Keeper:
    return Keeper(repository, index, clock=clock.seconds)


def packages(tahun: int = 2026) -> Any:
    return find(LIST).request(kode_klpd="D304", tahun=str(tahun))


def texts(keeper: Keeper, text: str) -> list[str]:
    return [hit.teks for hit in keeper.find(Question(text=text)).hits]


def steps(keeper: Keeper, known: str = "") -> list[tuple[int, int]]:
    """Refresh and return the progress that was reported."""
    told: list[tuple[int, int]] = []
    keeper.refresh(known, tell=lambda done, all_: told.append((done, all_)))
    return told


def damage(doors: Doors, dataset: str) -> dict[Path, bytes]:
    """Make every stored file of a dataset another than its digest says; return what they held."""
    found = (doors.root / "snapshots").rglob("*.parquet")
    held = {path: path.read_bytes() for path in found if dataset in str(path)}
    for path in held:
        path.write_bytes(b"broken")
    return held


def test_stored_entries_are_found_and_coverage_is_returned(
    keeper: Keeper, repository: Repository
) -> None:
    repository.load(programs())
    repository.load(packages())
    covered = keeper.refresh()
    assert [(year.klpd, year.tahun, sorted(year.passes)) for year in covered.years] == [
        ("D304", 2026, [LIST, "program-master"])
    ]
    assert (covered.unread, covered.span, len(covered.manifests)) == ((), (START, START), 2)
    assert texts(keeper, "jalan pemeliharaan") == ["Pemeliharaan jalan"]
    assert texts(keeper, "program") == ["PROGRAM 2", "PROGRAM 1"]
    assert texts(keeper, "dinas uji") == ["DINAS UJI", "Pemeliharaan jalan"]


def test_provider_packages_and_the_list_of_satkers_are_indexed_and_followed(
    keeper: Keeper, repository: Repository, gateway: Gateway, clock: Clock
) -> None:
    nameless = {"nama_satker": None}
    announced = paket(60000001, nama_paket="Laptop kantor", **nameless)
    gateway.put(announced, dataset="paket-penyedia-terumumkan")
    repository.load(programs())
    repository.load(find("paket-penyedia-terumumkan").partition("D304", 2026))
    keeper.refresh()
    assert texts(keeper, "laptop") == ["Laptop kantor"]
    assert texts(keeper, "dinas daftar") == []
    master = find("master-satker").partition("D304", 0)
    listed = {"kd_klpd": "D304", "kd_satker": "7", "nama_satker": "DINAS DAFTAR"}
    gateway.put(listed, dataset="master-satker")
    repository.load(master)
    clock.pass_by(REST)
    assert steps(keeper) == [(1, 1)]
    assert set(texts(keeper, "dinas daftar")) >= {"DINAS DAFTAR", "Laptop kantor"}
    whole = paket(60000001, nama_paket="Laptop lengkap")
    gateway.put(whole, dataset="paket-penyedia")
    repository.load(find("paket-penyedia").partition("D304", 2026))
    clock.pass_by(REST)
    keeper.refresh()
    assert texts(keeper, "laptop") == ["Laptop lengkap"]


def test_a_search_of_an_empty_store_covers_nothing(keeper: Keeper) -> None:
    covered = keeper.refresh()
    assert (covered.years, covered.manifests, covered.span) == ((), (), None)
    assert texts(keeper, "jalan") == []


def test_only_what_changed_is_indexed_anew(
    keeper: Keeper, repository: Repository, gateway: Gateway, clock: Clock
) -> None:
    gateway.rows["program-master", "D1", "2026"] = [program(8, 50, kode="D1")]
    repository.load(programs())
    repository.load(programs(kode="D1"))
    assert steps(keeper) == [(1, 2), (2, 2)]
    clock.pass_by(REST)
    assert steps(keeper) == []
    gateway.put(program(1, 5), program(3, 9))
    repository.load(programs(), refresh=True)
    clock.pass_by(REST)
    assert steps(keeper) == [(1, 1)]
    assert texts(keeper, "program") == ["PROGRAM 8", "PROGRAM 3", "PROGRAM 1"]


def test_another_year_may_name_a_satker_so_all_years_of_its_klpd_are_indexed_anew(
    keeper: Keeper, repository: Repository, gateway: Gateway, clock: Clock
) -> None:
    repository.load(programs())
    keeper.refresh()
    assert texts(keeper, "dinas uji") == []
    gateway.put(paket(50000002, tahun_anggaran=2025), dataset=LIST, tahun=2025)
    repository.load(packages(2025))
    clock.pass_by(REST)
    assert steps(keeper) == [(1, 2), (2, 2)]
    found = keeper.find(Question(text="dinas uji", jenis="satker"))
    assert [(hit.teks, hit.tahun) for hit in found.hits] == [
        ("DINAS UJI", 2026),
        ("DINAS UJI", 2025),
    ]


def test_a_pass_that_found_the_same_rows_is_not_indexed_anew(
    keeper: Keeper, repository: Repository, clock: Clock, doors: Doors
) -> None:
    repository.load(programs())
    keeper.refresh()
    doors.clock.pass_by(60)
    repository.load(programs(), refresh=True)
    clock.pass_by(REST)
    assert steps(keeper) == []
    assert keeper.refresh().span == (doors.clock.now, doors.clock.now)


def test_another_dataset_of_the_year_makes_one_satker_of_both(
    keeper: Keeper, repository: Repository, clock: Clock
) -> None:
    repository.load(programs())
    keeper.refresh()
    assert texts(keeper, "7") == ["7"]
    repository.load(packages())
    clock.pass_by(REST)
    keeper.refresh()
    assert texts(keeper, "7") == ["DINAS UJI"]


def test_the_store_is_listed_again_after_a_rest_or_when_the_caller_knows_more(
    keeper: Keeper, repository: Repository, clock: Clock
) -> None:
    assert keeper.refresh("a").years == ()
    repository.load(programs())
    clock.pass_by(REST - 1)
    assert keeper.refresh("a").years == ()
    assert len(keeper.refresh("b").years) == 1
    clock.pass_by(1)
    assert steps(keeper, "b") == []


def test_what_is_stored_no_longer_is_forgotten(
    keeper: Keeper, repository: Repository, index: Index
) -> None:
    put_in(index, klpd="D9")
    repository.load(programs())
    keeper.refresh()
    assert list(index.digests()) == ["D304 2026"]


def test_a_damaged_dataset_is_named_and_tried_again_and_the_others_are_found(
    keeper: Keeper, repository: Repository, doors: Doors, gateway: Gateway, clock: Clock
) -> None:
    repository.load(programs())
    repository.load(packages())
    held = damage(doors, LIST)
    fresh = doors.open(gateway.transport())
    mended = Keeper(fresh, Index(index_path(doors.root, "lain")), clock=clock.seconds)
    covered = mended.refresh()
    assert len(covered.unread) == 1
    assert LIST in covered.unread[0]
    assert texts(mended, "program") == ["PROGRAM 2", "PROGRAM 1"]
    assert texts(mended, "jalan") == []
    for path, raw in held.items():
        path.write_bytes(raw)
    clock.pass_by(REST)
    assert mended.refresh().unread == ()
    assert texts(mended, "jalan") == ["Pemeliharaan jalan"]


def test_a_sum_that_does_not_fit_leaves_its_year_out_and_says_so(
    keeper: Keeper, repository: Repository, gateway: Gateway
) -> None:
    huge = 2**63 - 1
    gateway.put(program(1, huge), program(1, huge) | {"kd_program": 2})
    gateway.put(program(1, 5, tahun=2025), tahun=2025)
    repository.load(programs())
    repository.load(programs(2025))
    covered = keeper.refresh()
    assert [line.partition(":")[0] for line in covered.unread] == ["D304 2026"]
    assert [hit.tahun for hit in keeper.find(Question(text="program")).hits] == [2025]
    again = keeper.refresh("nothing else is left to be indexed")
    assert again.unread == covered.unread
    assert keeper.find(Question(text="program")).total() == 1


def test_a_damaged_index_is_made_anew_within_the_same_question(
    keeper: Keeper, repository: Repository, doors: Doors
) -> None:
    repository.load(packages())
    keeper.refresh()
    for path in (doors.root / "cari").iterdir():
        path.write_bytes(b"\xff" * 4096)
    assert texts(keeper, "jalan") == ["Pemeliharaan jalan"]
    for path in (doors.root / "cari").iterdir():
        path.unlink()
    (doors.root / "cari").rmdir()
    assert len(keeper.refresh("again").years) == 1
    assert texts(keeper, "jalan") == ["Pemeliharaan jalan"]


def test_two_scopes_never_share_an_index(doors: Doors, gateway: Gateway) -> None:
    one, two = (doors.open(gateway.transport(), scope=name) for name in ("satu", "dua"))
    one.load(packages())
    first, second = opened(one, doors.root), opened(two, doors.root)
    first.refresh()
    second.refresh()
    assert (texts(first, "jalan"), texts(second, "jalan")) == (["Pemeliharaan jalan"], [])
    stored: list[Path] = sorted((doors.root / "cari").glob("*.sqlite"))
    assert [path.name for path in stored] == ["dua.sqlite", "satu.sqlite"]


def test_threads_and_keepers_share_one_file(
    doors: Doors, repository: Repository, gateway: Gateway, index: Index
) -> None:
    years = range(2018, 2026)
    for year in years:
        gateway.put(program(1, year, tahun=year), tahun=year)
        repository.load(programs(year))
    path = index_path(doors.root, "uji-umum")
    keepers = [Keeper(repository, Index(path)) for _ in range(2)]

    def work(number: int) -> int:
        keeper = keepers[number % 2]
        keeper.refresh(str(number))
        return keeper.find(Question(text="program")).total()

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(work, range(8))) == [len(years)] * 8
    assert len(index.digests()) == len(years)
