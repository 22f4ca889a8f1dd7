"""Requests of visitors do not change shared data: unknown codes, searches, many tabs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
import streamlit as st

from pages.shell.reading import rate_limits
from pages.shell.state.view import View
from services import settings
from services.analysis.frames import RUP
from services.budgets import ADDRESS, EVERYBODY, OUTSIDE, SESSION, Budgets
from services.errors import RateLimited
from services.link import LinkState
from services.matching.klpd import Catalogue
from services.reference import loader
from services.repository import Repository
from services.wiring import App, connect
from tests.gateway import TOKEN, Gateway
from tests.repositories import Doors
from tests.repository.test_unpublished import ask, files


class Tab:
    """A tab of a browser, as the budgets of pages see one."""

    def __init__(self, parts: App, monkeypatch: pytest.MonkeyPatch, address: str = "") -> None:
        """Open it, from an address of its own or from this machine."""
        self._kept: dict[str, object] = {}
        self._patch = monkeypatch
        self._address = address
        self.view = View(
            page="program", state=LinkState(lang="id"), theme="light", app=parts, names={}
        )

    def here(self) -> View:
        """Make this tab the current session and return its view."""
        headers = SimpleNamespace(get_all=lambda name: [])
        context = SimpleNamespace(ip_address=self._address or None, headers=headers)
        self._patch.setattr(st, "session_state", self._kept)
        self._patch.setattr(st, "context", context)
        return self.view

    def reads(self, *klpd: str, tahun: int = 2026) -> int:
        """Read what the budgets admit of these KLPD, and return how many partitions that were."""
        view = self.here()
        wanted = [(name, kode, tahun) for kode in klpd for name in RUP]
        waits = rate_limits.admit(view, wanted)
        for name, kode, year in wanted:
            if (name, kode, year) not in waits:
                view.app.repository.update(ask(kode, name, year))
        return len(wanted) - len(waits)


@pytest.fixture
def parts(doors: Doors, repository: Repository, catalogue: Catalogue) -> Iterator[App]:
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
    parts: App, gateway: Gateway, doors: Doors, monkeypatch: pytest.MonkeyPatch
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
    parts: App, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = [Tab(parts, monkeypatch, "203.0.113.1") for _ in range(9)]
    counts = [tab.reads(*known(30, 30 * number)) for number, tab in enumerate(tabs)]
    assert sum(counts) == ADDRESS.most
    assert Tab(parts, monkeypatch, "203.0.113.2").reads(*known(5, 600)) == 15


def test_a_walk_through_a_thousand_made_up_codes_asks_ten_times_an_hour_and_stores_nothing(
    parts: App, gateway: Gateway, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.repository.load(ask("D304"))
    before, asked = files(doors.root), gateway.passes
    for number in range(1000):
        Tab(parts, monkeypatch, f"203.0.113.{number % 250}").reads(f"Z{number}")
        doors.clock.pass_by(3)
    assert gateway.passes - asked == OUTSIDE.most
    assert files(doors.root) == before
    assert Tab(parts, monkeypatch).reads(*known(3)) == 9


def test_a_rate_limit_names_reason_and_wait_in_both_languages(
    parts: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(parts, monkeypatch)
    tab.reads("Z1", "Z2", "Z3", "Z4")
    (wait,) = rate_limits.admit(tab.here(), [("program-master", "Z9", 2026)]).values()
    english = replace(tab.view, state=LinkState(lang="en"))
    assert "batas 10 bagian data baru per jam untuk kode di luar katalog" in rate_limits.why(
        tab.view, wait
    )
    assert "dapat dibaca dalam 60 menit" in rate_limits.why(tab.view, wait)
    assert "can be read in 60 minutes" in rate_limits.why(english, wait)


def test_searches_of_locations_count_too(parts: App, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = Tab(parts, monkeypatch)
    for _ in range(SESSION.most):
        rate_limits.spend(tab.here())
    with pytest.raises(RateLimited, match="60 bagian data baru per menit untuk satu sesi"):
        rate_limits.spend(tab.here())
