"""Provider packages in `wilayah` over cached measures: read, empty and not read are told apart."""

from __future__ import annotations

from typing import Any

import pytest

from services import national
from services.analysis.frames import PENYEDIA, PENYEDIA_UMUM, RUP, Options
from services.analysis.tables import build
from services.repository import Repository
from services.upstream.catalog import find
from tests.gateway import Gateway, paket
from tests.national.test_national import lose_rows, serve, take
from tests.repositories import Doors

FIGURES = ("jumlah_penyedia", "pagu_penyedia", "kosong_penyedia", "penyedia_belum_dibaca")
HERE = Options(tahun=(2026,), wilayah="52")


@pytest.fixture
def gateway() -> Gateway:
    served = Gateway()
    for kode in ("D304", "D305"):
        serve(served, kode, 10)
    return served


@pytest.fixture
def repository(doors: Doors, gateway: Gateway) -> Repository:
    opened = doors.open(gateway.transport())
    take(opened, "D304", "D305")
    return opened


def read_list(repository: Repository, kode: str, name: str = PENYEDIA) -> None:
    repository.load(find(name).request(kode_klpd=kode, tahun="2026"), refresh=True)


def figures(repository: Repository) -> dict[str, tuple[Any, ...]]:
    """Return the figures of provider packages by KLPD, those of the whole province under 52."""
    table = build("wilayah", national.measured(repository, (2026,)).frames, HERE).collect()
    rows = table.filter(table["jumlah_klpd"] > 0).iter_rows(named=True)
    return {row["kode"]: tuple(row[name] for name in FIGURES) for row in rows}


def test_read_empty_and_not_read_are_told_apart(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    unread = (None, None, 0, 1)
    first, second = sorted(figures(repository))
    assert figures(repository) == {first: unread, second: unread}
    gateway.rows[PENYEDIA_UMUM, "D304", "2026"] = [paket(8, pagu=5)]
    read_list(repository, "D304", PENYEDIA_UMUM)
    announced = figures(repository)
    assert sorted(announced.values(), key=str) == [(1, 5, 0, 0), unread]
    gateway.rows[PENYEDIA, "D304", "2026"] = [
        paket(8, pagu=70),
        paket(9, pagu=None),
        paket(10, pagu=3, status_delete_rup=True),
    ]
    read_list(repository, "D304")
    read_list(repository, "D305")
    expected = [(2, 70, 0, 0), (None, None, 1, 0)]
    assert sorted(figures(repository).values(), key=str) == expected
    assert sorted(figures(lose_rows(doors)).values(), key=str) == expected, "the measures are kept"


def test_provider_packages_alone_make_no_klpd_stored(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.rows[PENYEDIA, "D306", "2026"] = [paket(8, kd_klpd="D306", pagu=5)]
    before = figures(repository)
    read_list(repository, "D306")
    assert figures(repository) == before


def test_only_the_table_that_uses_the_announced_list_names_it(
    repository: Repository, gateway: Gateway
) -> None:
    read_list(repository, "D304", PENYEDIA_UMUM)
    requests = [find(name).request(kode_klpd="D304", tahun="2026") for name in RUP]
    for table, is_named in (("wilayah", True), ("banding", False)):
        options = Options(klpd=("D304",), tahun=(2026,))
        found = national.frames_for(repository, table, options, requests)
        names = {partition.request.dataset.name for partition in found.stored}
        assert (PENYEDIA_UMUM in names) == is_named
        assert build(table, found.frames, options).collect().height
