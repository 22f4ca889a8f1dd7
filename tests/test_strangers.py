"""Nothing a stranger asks becomes shared state: codes nobody knows, searches, many tabs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import streamlit as st

from pages.shell import bounds
from pages.shell.link import LinkState
from pages.shell.view import View
from services import areas, desk, national, settings
from services.analysis.frames import RUP
from services.budgets import ADDRESS, EVERYBODY, OUTSIDE, SESSION, Budgets
from services.commands.status import record
from services.errors import RateLimited
from services.matching.klpd import FILE, Catalogue
from services.reference import loader
from services.repository import Repository, Request
from services.search.keeper import opened as search
from services.upstream.catalog import find
from services.wiring import Parts, connect
from tests.doors import Doors
from tests.gateway import TOKEN, Gateway, program

HOUR = 3600.0


def ask(kode: str, dataset: str = "program-master", tahun: int = 2026) -> Request:
    return find(dataset).request(kode_klpd=kode, tahun=str(tahun))


@pytest.fixture
def gateway() -> Gateway:
    found = Gateway()
    found.programs(3)
    return found


@pytest.fixture
def catalogue(doors: Doors) -> Catalogue:
    return Catalogue(doors.root, live=True)


@pytest.fixture
def repository(doors: Doors, gateway: Gateway, catalogue: Catalogue) -> Repository:
    return doors.open(gateway.transport(), catalogue=catalogue)


def files(root: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes, the databases of recorded pages aside."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "checkpoints" not in path.parts
    }


def test_an_empty_answer_for_an_unknown_code_is_shown_and_stored_for_nobody(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(ask("D304"))
    before = files(doors.root)
    answer = repository.load(ask("A0"))
    assert (answer.manifest.rows, answer.frame.height, answer.stale) == (0, 0, False)
    assert files(doors.root) == before
    assert repository.history(ask("A0")).passes == ()
    asked = len(gateway.asked)
    assert repository.load(ask("A0"), behind=True).manifest == answer.manifest
    assert repository.keep(ask("A0")).manifest == answer.manifest
    assert len(gateway.asked) == asked
    doors.clock.pass_by(7 * HOUR)
    assert repository.answered(ask("A0")) is None
    repository.load(ask("A0"))
    assert len(gateway.asked) > asked


def test_an_unknown_code_with_rows_and_a_known_one_without_are_stored(
    repository: Repository, gateway: Gateway
) -> None:
    gateway.rows["program-master", "D999", "2026"] = [program(1, kode="D999")]
    for kode in ("D999", "D305"):
        repository.keep(ask(kode))
    assert desk.stored_klpd(repository) == [("D305", 2026), ("D999", 2026)]
    assert desk.with_rows(repository) == {"D999": [2026]}


def test_a_code_that_the_operator_corrected_belongs_to_the_catalogue(
    repository: Repository, doors: Doors
) -> None:
    repository.keep(ask("D998"))
    assert desk.stored_klpd(repository) == []
    (doors.root / FILE).write_text("kd_klpd,kode_wilayah\nD998,\n", encoding="utf-8")
    doors.clock.pass_by(7 * HOUR)
    repository.keep(ask("D998"))
    assert desk.stored_klpd(repository) == [("D998", 2026)]


def test_what_typing_made_before_stands_in_no_list(
    doors: Doors, gateway: Gateway, catalogue: Catalogue
) -> None:
    careless = doors.open(gateway.transport())
    for kode in ("A0", "D304"):
        careless.keep(ask(kode))
    repository = doors.open(gateway.transport(), catalogue=catalogue)
    assert desk.stored_klpd(careless) == [("A0", 2026), ("D304", 2026)]
    assert desk.stored_klpd(repository) == [("D304", 2026)]
    listed = [record(place, history)["bagian"] for place, history in repository.everything()]
    assert listed == ["D304 2026"]
    assert [year.kode for year in national.listed(repository, (2026,))] == ["D304"]
    assert [part.klpd for part in search(repository, doors.root).refresh().parts] == ["D304"]


def test_a_thousand_links_to_codes_nobody_knows_leave_the_store_as_it_was(
    repository: Repository, gateway: Gateway, doors: Doors
) -> None:
    repository.load(ask("D304"))
    before = files(doors.root)
    for number in range(1000):
        repository.keep(ask(f"Z{number}"))
    assert gateway.passes == 1001
    assert files(doors.root) == before
    assert desk.stored_klpd(repository) == [("D304", 2026)]


def test_a_search_that_a_page_asked_for_is_stored_for_nobody(doors: Doors) -> None:
    found = doors.open(httpx.MockTransport(_countries))
    before = files(doors.root)
    for number in range(5):
        (answer,) = areas.read_locations(found, "negara", cari=f"kata {number}", publish=False)
        assert answer.frame["name"].to_list() == ["Indonesia"]
    assert files(doors.root) == before
    areas.read_locations(found, "negara", cari="kata 0", before_asking=_refuse)
    with pytest.raises(RateLimited):
        areas.read_locations(found, "negara", cari="kata baru", before_asking=_refuse)
    areas.read_locations(found, "negara")
    assert len(found.everything()) == 1


def _refuse() -> None:
    raise RateLimited("tunggu")


def _countries(request: httpx.Request) -> httpx.Response:
    row = {"id": "n1", "name": "Indonesia", "createdAt": "x", "updatedAt": "x"}
    rows = [row] if request.url.params["page"] == "1" else []
    return httpx.Response(200, json={"data": rows})


class Tab:
    """A tab of a browser, as the budgets of pages see one."""

    def __init__(self, parts: Parts, monkeypatch: pytest.MonkeyPatch, address: str = "") -> None:
        """Open it, from an address of its own or from this machine."""
        self._kept: dict[str, object] = {}
        self._patch = monkeypatch
        self._address = address
        self.view = View(
            page="program", state=LinkState(lang="id"), theme="light", parts=parts, names={}
        )

    def here(self) -> View:
        """Let this tab be the one that asks."""
        headers = SimpleNamespace(get_all=lambda name: [])
        context = SimpleNamespace(ip_address=self._address or None, headers=headers)
        self._patch.setattr(st, "session_state", self._kept)
        self._patch.setattr(st, "context", context)
        return self.view

    def reads(self, *klpd: str, tahun: int = 2026) -> int:
        """Read what the budgets admit of these KLPD, and return how many partitions that were."""
        view = self.here()
        wanted = [(name, kode, tahun) for kode in klpd for name in RUP]
        waits = bounds.admit(view, wanted)
        for name, kode, year in wanted:
            if (name, kode, year) not in waits:
                view.parts.repository.keep(ask(kode, name, year))
        return len(wanted) - len(waits)


@pytest.fixture
def parts(doors: Doors, repository: Repository, catalogue: Catalogue) -> Iterator[Parts]:
    made = connect(settings.from_mapping({"LENSA_DATA": str(doors.root), "INAPROC_TOKEN": TOKEN}))
    yield replace(
        made,
        repository=repository,
        catalogue=catalogue,
        budgets=Budgets(doors.clock.seconds),
    )
    made.close()


def known(count: int, start: int = 0) -> list[str]:
    """Return codes of the catalogue."""
    codes = loader.klpd().filter(~loader.klpd()["sandbox_only"])["kd_klpd"].to_list()
    return codes[start : start + count]


def test_nine_tabs_have_no_more_read_in_a_minute_than_all_visitors_may(
    parts: Parts, gateway: Gateway, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = [Tab(parts, monkeypatch, f"203.0.113.{n}") for n in range(9)]
    began = doors.clock.seconds()
    counts = []
    for number, tab in enumerate(tabs):
        counts.append(tab.reads(*known(40, 40 * number)))
        doors.clock.pass_by(2)
    assert counts == [60, 60, 60, 60, 60, 0, 0, 0, 0]
    assert gateway.passes == sum(counts) == EVERYBODY.most
    assert doors.clock.seconds() - began < 20
    doors.clock.pass_by(60)
    assert tabs[8].reads(*known(40, 320)) == SESSION.most


def test_nine_tabs_from_one_address_have_less(
    parts: Parts, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = [Tab(parts, monkeypatch, "203.0.113.1") for _ in range(9)]
    counts = [tab.reads(*known(30, 30 * number)) for number, tab in enumerate(tabs)]
    assert sum(counts) == ADDRESS.most
    assert Tab(parts, monkeypatch, "203.0.113.2").reads(*known(5, 600)) == 15


def test_a_walk_through_a_thousand_made_up_codes_asks_ten_times_an_hour_and_stores_nothing(
    parts: Parts, gateway: Gateway, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.repository.load(ask("D304"))
    before, asked = files(doors.root), gateway.passes
    for number in range(1000):
        Tab(parts, monkeypatch, f"203.0.113.{number % 250}").reads(f"Z{number}")
        doors.clock.pass_by(3)
    assert gateway.passes - asked == OUTSIDE.most
    assert files(doors.root) == before
    assert Tab(parts, monkeypatch).reads(*known(3)) == 9


def test_who_must_wait_is_told_why_and_how_long_in_both_languages(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(parts, monkeypatch)
    tab.reads("Z1", "Z2", "Z3", "Z4")
    (wait,) = bounds.admit(tab.here(), [("program-master", "Z9", 2026)]).values()
    english = replace(tab.view, state=LinkState(lang="en"))
    assert "batas 10 bagian data baru per jam untuk kode di luar katalog" in bounds.why(
        tab.view, wait
    )
    assert "dapat dibaca dalam 60 menit" in bounds.why(tab.view, wait)
    assert "can be read in 60 minutes" in bounds.why(english, wait)


def test_searches_of_locations_count_too(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = Tab(parts, monkeypatch)
    for _ in range(SESSION.most):
        bounds.spend(tab.here())
    with pytest.raises(RateLimited, match="60 bagian data baru per menit untuk satu sesi"):
        bounds.spend(tab.here())


def test_refreshes_behind_what_is_served_count_for_all_visitors(
    doors: Doors, gateway: Gateway
) -> None:
    allowed = iter([True, False])
    found = doors.open(gateway.transport(), may_refresh=lambda: next(allowed))
    for tahun in (2026, 2027):
        found.keep(ask("D304", tahun=tahun))
    asked = gateway.passes
    doors.clock.pass_by(7 * HOUR)
    for tahun in (2026, 2027):
        assert found.load(ask("D304", tahun=tahun), behind=True).stale
    found.close()
    assert gateway.passes == asked + 1
