"""What reading costs: requests by rows, minutes by the rate limits, rows from stored years."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.harvest import cost
from services.harvest.cost import TYPICAL, Cost
from services.upstream.catalog import find, klpd_names
from services.upstream.connection.limiter import Limiter, least_seconds
from tests.gateway import Gateway
from tests.repositories import Clock, Doors, programs

KINDS = {"D304": "KABUPATEN", "K34": "KEMENTERIAN", "D63": "PROVINSI"}


@pytest.mark.parametrize(("rows", "requests"), [(0, 2), (1, 2), (1000, 2), (1001, 3), (53_377, 55)])
def test_a_page_holds_a_thousand_rows_and_the_last_cursor_is_probed(
    rows: int, requests: int
) -> None:
    assert cost.of_rows(find("paket-anggaran-penyedia"), rows).requests == requests


@pytest.mark.parametrize("name", ["struktur-anggaran-pd", "kegiatan-master"])
def test_a_whole_list_is_read_twice(name: str) -> None:
    assert cost.of_rows(find(name), 90_000) == Cost(requests=2)


@pytest.mark.parametrize(
    ("requests", "minutes"),
    [(0, 0), (1, 0), (1000, 0), (1001, 1), (4000, 3), (5000, 4), (5001, 60), (7001, 62)],
)
def test_minutes_follow_the_rate_limits(requests: int, minutes: int) -> None:
    assert Cost(requests=requests).minutes == minutes


@pytest.mark.parametrize("requests", [1, 999, 1000, 1001, 3500, 5000, 5001, 6200])
def test_the_fewest_seconds_are_those_that_the_limiter_takes(requests: int) -> None:
    clock = Clock()
    limiter = Limiter(clock=clock.seconds, sleep=clock.pass_by)
    began = clock.seconds()
    for _ in range(requests):
        limiter.enter()
    assert clock.seconds() - began == pytest.approx(least_seconds(requests))


def test_every_paged_dataset_has_typical_rows() -> None:
    assert set(TYPICAL) == {name for name in klpd_names() if not find(name).bare}


@pytest.mark.parametrize(
    ("kind", "like"), [("LEMBAGA", "KEMENTERIAN"), ("KOTA", "KABUPATEN"), ("PROVINSI", "PROVINSI")]
)
def test_typical_rows_are_by_kind(kind: str, like: str) -> None:
    for name, counts in TYPICAL.items():
        assert cost.typical_rows(name, kind) == cost.typical_rows(name, like) in counts
    assert cost.typical_rows("paket-penyedia", "INSTANSI") == 16_975


def test_rows_of_the_nearest_stored_year_count_before_typical_ones(tmp_path: Path) -> None:
    gateway, doors = Gateway(), Doors(tmp_path)
    repository = doors.open(gateway.transport())
    for tahun, rows in ((2022, 1500), (2024, 2500)):
        gateway.put(*({"kd_program": n, "kd_klpd": "D304"} for n in range(rows)), tahun=tahun)
        repository.load(programs(tahun))
    asked = len(gateway.asked)
    wanted = [programs(2026), programs(2022), programs(2026, "K34")]
    spent = dict(cost.estimate(repository, wanted, KINDS))
    assert [spent[request].rows for request in wanted] == [2500, 1500, 194]
    assert [spent[request].by_type for request in wanted] == [False, False, True]
    assert cost.by_dataset(spent.items()) == {
        "program-master": Cost(requests=4 + 3 + 2, rows=4194, by_type=True)
    }
    assert len(gateway.asked) == asked
    doors.close()


def test_a_dataset_of_all_years_costs_once_for_each_klpd(tmp_path: Path) -> None:
    doors = Doors(tmp_path)
    repository = doors.open(Gateway().transport())
    request = find("master-satker").partition("D304", 2026)
    assert dict(cost.estimate(repository, [request], KINDS)) == {
        request: Cost(requests=2, rows=165, by_type=True)
    }
    doors.close()
