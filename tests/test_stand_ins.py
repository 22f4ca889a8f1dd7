"""What is read in place of a denied list, and what is used only where it is stored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services import table_inputs
from services.analysis.frames import (
    PENYEDIA,
    PENYEDIA_UMUM,
    SATKER,
    STAND_INS,
    STRUKTUR,
    SWAKELOLA_UMUM,
    Options,
)
from services.analysis.tables import TABLES, build
from services.errors import AccessDenied
from services.matching.klpd import governments
from services.repository import Repository
from services.upstream.catalog import find
from services.upstream.dataset import Request
from tests.gateway import Gateway, Row, error, paket, program
from tests.repositories import HOUR, START, Doors

YEAR = 2026


def bought(number: int, **values: object) -> Row:
    row = paket(number, pagu=100, metode_pengadaan="Tender", jenis_pengadaan="Barang")
    return row | {"status_umumkan_rup": "Terumumkan", "nama_satker": "DINAS BELI"} | values


def asked(*names: str, kode: str = "D304") -> list[Request]:
    return [find(name).partition(kode, YEAR) for name in names]


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def repository(doors: Doors, gateway: Gateway) -> Repository:
    return doors.open(gateway.transport())


def deny(gateway: Gateway, *names: str) -> None:
    """Let the gateway answer these datasets with 403."""
    gateway.meddle = lambda number: (
        error(403, "Forbidden") if gateway.asked[number - 1][0] in names else None
    )


def terumumkan(sheet: table_inputs.Sheet) -> list[int | None]:
    made = build("penyedia-per-satker", sheet.frames, Options()).collect()
    return list(made["terumumkan"])


def test_the_announced_list_stands_in_for_a_denied_one_and_is_named(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(bought(1), dataset=PENYEDIA_UMUM)
    deny(gateway, PENYEDIA)
    sheet = table_inputs.read(repository, asked(PENYEDIA))
    assert sheet.errors == ()
    assert [s.request for s in sheet.snapshots] == asked(PENYEDIA_UMUM)
    assert terumumkan(sheet) == [None]


def test_the_announced_list_stands_in_for_an_empty_one(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(bought(1), dataset=PENYEDIA_UMUM)
    sheet = table_inputs.read(repository, asked(PENYEDIA))
    assert [s.request for s in sheet.snapshots] == asked(PENYEDIA_UMUM)


def test_a_list_with_rows_needs_no_stand_in(repository: Repository, gateway: Gateway) -> None:
    gateway.put(bought(1), dataset=PENYEDIA)
    sheet = table_inputs.read(repository, asked(PENYEDIA))
    assert {name for name, _ in gateway.asked} == {PENYEDIA}
    assert terumumkan(sheet) == [1]


def test_a_list_that_nothing_stands_in_for_stays_denied(
    repository: Repository, gateway: Gateway
) -> None:
    deny(gateway, PENYEDIA, PENYEDIA_UMUM)
    sheet = table_inputs.read(repository, asked(PENYEDIA))
    assert [(type(e), e.where) for e in sheet.errors] == [
        (AccessDenied, "paket-penyedia D304 2026")
    ]


def test_what_stood_in_is_found_again_as_of_its_instant(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    gateway.put(bought(1), dataset=PENYEDIA_UMUM)
    deny(gateway, PENYEDIA)
    table_inputs.read(repository, asked(PENYEDIA))
    doors.clock.pass_by(HOUR)
    sheet = table_inputs.read(repository, asked(PENYEDIA), at=START + timedelta(minutes=1))
    assert [s.request for s in sheet.snapshots] == asked(PENYEDIA_UMUM)
    early = table_inputs.read(repository, asked(PENYEDIA), at=START - timedelta(days=1))
    assert [e.where for e in early.errors] == ["paket-penyedia D304 2026"]


def test_swakelola_has_a_stand_in_for_announced_pagu_alone(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(paket(1, pagu=5), dataset=SWAKELOLA_UMUM)
    deny(gateway, "paket-swakelola")
    core = table_inputs.read(repository, asked("paket-swakelola"))
    assert [type(e) for e in core.errors] == [AccessDenied]
    stand_ins = TABLES["pemanfaatan"].stand_ins
    assert stand_ins == {**STAND_INS, "paket-swakelola": SWAKELOLA_UMUM}
    sheet = table_inputs.read(repository, asked("paket-swakelola"), stand_ins=stand_ins)
    assert [s.request for s in sheet.snapshots] == asked(SWAKELOLA_UMUM)


def test_the_stored_list_of_satkers_names_them_and_is_named(
    repository: Repository, gateway: Gateway
) -> None:
    unit = {"kd_klpd": "D304", "kd_satker": "7", "nama_satker": "UNIT TUJUH"}
    gateway.put(program(1, 10))
    requests = asked("program-master")
    before = table_inputs.read(repository, requests)
    assert {name for name, _ in gateway.asked} == {"program-master"}
    gateway.rows[SATKER, "D304", str(YEAR)] = [unit]
    [master] = table_inputs.read(repository, asked(SATKER)).snapshots
    after = table_inputs.read(repository, requests)
    assert [s.request for s in after.snapshots] == [*requests, master.request]
    names = [
        build("pagu-per-satker", sheet.frames, Options()).collect()["nama_satker"].to_list()
        for sheet in (before, after)
    ]
    assert names == [[None], ["UNIT TUJUH"]]
    pinned = table_inputs.read(repository, requests, at=START - timedelta(days=1))
    assert pinned.snapshots == ()


def test_what_is_used_where_it_is_stored_is_not_asked_for(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.put(program(1, 10))
    gateway.put(bought(1), dataset=PENYEDIA)
    also = asked(PENYEDIA)
    sheet = table_inputs.read(repository, asked("program-master"), also=also)
    assert [s.request for s in sheet.snapshots] == asked("program-master")
    table_inputs.read(repository, also)
    questions = len(gateway.asked)
    sheet = table_inputs.read(repository, asked("program-master"), also=also)
    assert len(gateway.asked) == questions
    assert [s.request for s in sheet.snapshots] == [*asked("program-master"), *also]


def test_what_ministries_do_not_have_is_not_requested() -> None:
    known = governments()
    requests = [
        *asked(STRUKTUR, PENYEDIA, kode="K3"),
        *asked(STRUKTUR),
        *asked(STRUKTUR, kode="X9"),
    ]
    assert table_inputs.applicable(requests, known) == requests[1:]
