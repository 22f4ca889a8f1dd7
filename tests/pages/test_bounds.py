"""What one visitor may ask: a minute's readings and presses, KLPD x years, rows on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.shell import bounds, reading, tables
from services.charts.wording import text
from tests.gateway import TOKEN, Gateway, loopback
from tests.pages.conftest import Open
from tests.pages.seeing import told


def test_what_was_asked_is_forgotten_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", kept)
    bounds.take("read", 3, now=lambda: 100.0)
    bounds.take("press", now=lambda: 100.0)
    assert bounds.room("read", 5, now=lambda: 159.0) == 2
    bounds.take("read", 9, now=lambda: 159.0)
    assert bounds.room("read", 5, now=lambda: 159.5) == 0
    assert bounds.room("read", 5, now=lambda: 160.5) == 0
    assert bounds.room("read", 5, now=lambda: 219.5) == 5
    assert bounds.room("press", 2, now=lambda: 101.0) == 1


def test_a_visitor_who_asks_for_too_many_new_parts_is_told_and_no_source_is_asked(
    nothing_stored: Path, monkeypatch: pytest.MonkeyPatch, opened: Open
) -> None:
    del nothing_stored
    gateway = Gateway()
    gateway.programs(2)
    monkeypatch.setattr(bounds, "READ_ANEW", 6)
    with loopback(gateway) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        app = opened("pages/program.py", klpd="D304", tahun="2026")
        assert gateway.passes == 6
        app.query_params["klpd"] = "D1"
        app.run()
        assert text("batas.read_anew", n=6) in told(app)
        assert text("shell.who.tunggu") in told(app)
        assert gateway.passes == 6
        app.query_params["klpd"] = "D304"
        app.run()
        assert len(app.metric) == 5
        other = opened("pages/program.py", klpd="D1", tahun="2026")
        assert text("batas.read_anew", n=6) not in told(other)
        assert gateway.passes > 6


def _press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_trying_again_asks_the_source_so_many_times_a_minute_and_no_more(
    nothing_stored: Path, monkeypatch: pytest.MonkeyPatch, opened: Open
) -> None:
    del nothing_stored
    gateway = Gateway()
    with loopback(gateway) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", "salah")
        monkeypatch.setattr(bounds, "PRESSES", 2)
        app = opened("pages/program.py", klpd="D304", tahun="2026")
        asked = [len(gateway.asked)]
        for _ in range(3):
            _press(app, "retry")
            asked.append(len(gateway.asked))
    assert asked[0] < asked[1] < asked[2] == asked[3]
    assert [toast.value for toast in app.toast] == [text("batas.presses", n=2)]


@pytest.mark.parametrize("key", ["segarkan", "verifikasi"])
def test_refreshing_by_hand_is_bounded_for_a_visitor(
    key: str, nothing_stored: Path, monkeypatch: pytest.MonkeyPatch, opened: Open
) -> None:
    del nothing_stored
    gateway = Gateway()
    gateway.programs(2)
    monkeypatch.setattr(bounds, "PRESSES", 1)
    with loopback(gateway) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        app = opened("pages/data.py", klpd="D304", tahun="2026")
        assert len(_press(app, key).toast) == 0
        asked = len(gateway.asked)
        assert asked > 0
        assert len(_press(app, key).toast) == 1
        assert len(gateway.asked) == asked
        other = opened("pages/data.py", klpd="D304", tahun="2026")
        assert len(_press(other, key).toast) == 0


def test_a_question_over_too_many_klpd_and_years_is_told_before_anything_is_read(
    nothing_stored: Path, opened: Open
) -> None:
    years = [str(year) for year in range(2013, 2013 + reading.MOST_PARTITIONS + 1)]
    app = opened("pages/program.py", klpd="D304", tahun=years)
    most = reading.MOST_PARTITIONS
    assert text("shell.too_much", n=most + 1, most=most) in told(app)
    assert len(app.metric) == 0
    assert not list(nothing_stored.rglob("*.parquet"))


def test_no_table_puts_more_rows_on_the_screen_than_a_page_of_it(opened: Open) -> None:
    app = opened("pages/swakelola.py", klpd="D304", tahun="2025")
    heights = [frame.value.shape[0] for frame in app.dataframe]
    assert max(heights) == tables.ROWS
