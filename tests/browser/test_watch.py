"""What a watch found leads to its comparison on the Data page; a source is checked when asked."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.acting import visit
from tests.browser.seeing import body, broken, link
from tests.browser.serving import dashboard
from tests.browser.waiting import settled
from tests.commands.running import live, run
from tests.gateway import Gateway, Reply, loopback

A = "{http://www.w3.org/2005/Atom}"
WATCH = ("watch", "--klpd", "D304", "--tahun", "2026", "--atom", "umpan.xml")


def test_an_entry_of_the_feed_opens_the_comparison_of_its_two_reads(
    tmp_path: Path, page: Page
) -> None:
    gateway = Gateway()
    gateway.programs(2)
    with loopback(gateway) as address, dashboard(tmp_path, live(address)) as served:
        settings = {**live(address), "LENSA_DATA": str(served.data)}
        looks = (*WATCH, "--alamat", served.url)
        assert run(tmp_path / "kerja", *looks, settings=settings).code == 0
        gateway.programs(5)
        time.sleep(1)  # a link names its reads by the second
        assert run(tmp_path / "kerja", *looks, settings=settings).code == 10
        root = ET.parse(tmp_path / "kerja" / "umpan.xml").getroot()  # noqa: S314 - our own file
        (entry,) = root.findall(f"{A}entry")
        target = entry.find(f"{A}link")
        assert target is not None
        visit(page, "", target.attrib["href"])
        assert "3 baris ditambah, 0 hilang, 0 diubah" in body(page)
        assert "1 dari 1 perubahan yang diingat" in body(page)
        assert dict(link(page))["lihat"] == "riwayat:program-master"
        assert broken(page) == []


def test_the_way_to_a_source_is_told_when_the_button_is_pressed(tmp_path: Path, page: Page) -> None:
    gateway = Gateway(meddle=lambda number: Reply(403, b"<html>forbidden</html>"))
    with loopback(gateway) as address, dashboard(tmp_path, live(address)) as served:
        visit(page, served.url, "/data?klpd=D304&tahun=2026")
        assert gateway.asked == []
        page.get_by_role("button", name="Periksa sambungan").click()
        told = page.locator(".st-key-periksa_inaproc")
        expect(told).to_contain_text("tidak dapat dibaca", timeout=60_000)
        settled(page)
        said = told.inner_text()
        assert "alamat IP (WAF) (GAGAL)" in said
        assert "Langkah berikut, pemegang kredensial: daftarkan alamat IP keluar" in said
        assert len(gateway.asked) == 1
        assert broken(page) == []
