"""What one visitor may ask: a minute's readings and presses, KLPD x years, rows on the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.reading import rate_limits
from pages.shell.widgets.lists import ranked_list, tables
from services import budgets
from services.language.wording import text
from tests.gateway import TOKEN, Gateway, loopback
from tests.pages.conftest import Open
from tests.pages.seeing import lists, told


def test_a_session_that_asks_for_too_many_new_parts_waits_and_goes_on_by_itself(
    nothing_stored: Path, monkeypatch: pytest.MonkeyPatch, opened: Open
) -> None:
    del nothing_stored
    gateway = Gateway()
    gateway.programs(2)
    few = replace(budgets.SESSION, most=7)
    monkeypatch.setattr(budgets, "SESSION", few)
    with loopback(gateway) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        app = opened("pages/program.py", klpd="D304", tahun="2026")
        assert gateway.passes == 7
        app.query_params["klpd"] = "D1"
        app.run()
        assert "batas 7 bagian data baru per menit untuk satu sesi tercapai" in told(app)
        assert "Halaman ini berlanjut sendiri" in told(app)
        assert gateway.passes == 7
        app.query_params["klpd"] = "D304"
        app.run()
        assert len(lists(app)) == 1
        other = opened("pages/program.py", klpd="D1", tahun="2026")
        assert "untuk satu sesi tercapai" not in told(other)
        assert gateway.passes > 7


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
        monkeypatch.setattr(budgets, "PRESSES", replace(budgets.PRESSES, most=2))
        app = opened("pages/program.py", klpd="D304", tahun="2026")
        asked = [len(gateway.asked)]
        for _ in range(3):
            _press(app, "retry")
            asked.append(len(gateway.asked))
    assert asked[0] < asked[1] < asked[2] == asked[3]
    (refused,) = [toast.value for toast in app.toast]
    assert refused.startswith("Anda sudah meminta bacaan baru 2 kali dalam semenit; tunggu")


@pytest.mark.parametrize("key", ["segarkan", "verifikasi"])
def test_refreshing_by_hand_is_bounded_for_a_visitor(
    key: str, nothing_stored: Path, monkeypatch: pytest.MonkeyPatch, opened: Open
) -> None:
    del nothing_stored
    gateway = Gateway()
    gateway.programs(2)
    monkeypatch.setattr(budgets, "PRESSES", replace(budgets.PRESSES, most=1))
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
    years = [str(year) for year in range(2013, 2013 + rate_limits.MOST_PARTITIONS + 1)]
    app = opened("pages/program.py", klpd="D304", tahun=years)
    most = rate_limits.MOST_PARTITIONS
    assert text("shell.too_much", n=most + 1, most=most) in told(app)
    assert lists(app) == {}
    assert not list(nothing_stored.rglob("*.parquet"))


def test_no_table_puts_more_rows_on_the_screen_than_a_page_of_it(opened: Open) -> None:
    app = opened(
        "pages/swakelola.py", klpd="D304", tahun="2025", lihat=["hal-paket:1", "tabel-paket:ya"]
    )
    heights = [frame.value.shape[0] for frame in app.dataframe]
    assert max(heights) == tables.ROWS
    assert max(len(data["rows"]) for data in lists(app).values()) == ranked_list.PAGE
