"""A province reads itself: progress, a stop that keeps what was read, and going on."""

from __future__ import annotations

import threading
from pathlib import Path

import polars as pl
from playwright.sync_api import expect

from services.harvest.readings import MOST
from services.reference import loader
from tests.browser.conftest import Chrome
from tests.browser.serving import dashboard
from tests.browser.waiting import SLOW, settled
from tests.commands.running import live
from tests.gateway import Gateway, loopback

HELD = 6
"""The question from which on the source waits until the reader has pressed stop."""


def manifests(data: Path) -> int:
    return len(list(data.rglob("snapshots/**/kode_klpd=*/tahun=2025/manifest.json")))


def test_a_stop_keeps_what_was_read_and_the_button_goes_on(chrome: Chrome, tmp_path: Path) -> None:
    table = loader.klpd().filter(pl.col("kode_wilayah").str.starts_with("52"))
    whole = 3 * table.filter(~pl.col("sandbox_only")).height
    gateway, stopped = Gateway(), threading.Event()

    def hold(number: int) -> None:
        if number >= HELD:
            assert stopped.wait(60)

    gateway.meddle = hold
    page = chrome.browser.new_page()
    with loopback(gateway) as address, dashboard(tmp_path, live(address)) as served:
        page.goto(f"{served.url}/wilayah?tahun=2025&wilayah=52&klpd=D304&lihat=peta:buka")
        stop = page.get_by_role("button", name="Batalkan")
        expect(page.get_by_text("dataset lengkap")).to_be_visible(timeout=SLOW)
        while len(gateway.asked) < HELD:
            page.wait_for_timeout(100)
        stop.click()
        expect(stop).to_be_hidden(timeout=SLOW)
        stopped.set()
        settled(page)
        assert 0 < manifests(served.data) < HELD + MOST < whole
        assert len(gateway.asked) < HELD + MOST
        resume = page.get_by_role("button", name="Lanjutkan")
        resume.click()
        expect(resume).to_have_count(0, timeout=SLOW)
        settled(page)
        assert manifests(served.data) == whole
        assert len(gateway.asked) <= whole + MOST
    page.close()
