"""Remake the pictures in docs/: `python -m tests.shots`, on the sandbox, in a real Chromium."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.serving import ROOT, dashboard
from tests.browser.waiting import settled

DESKTOP, PHONE = (1366, 900), (360, 780)
YEARS = "tahun=2024&tahun=2025"
CHOSEN = f"klpd=D304&{YEARS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: file name, address, theme and window."""

    name: str
    path: str
    theme: str = "light"
    window: tuple[int, int] = DESKTOP


SHOTS = (
    Shot(name="ringkasan", path=f"/?{CHOSEN}"),
    Shot(name="program", path=f"/program?{CHOSEN}"),
    Shot(name="swakelola", path=f"/swakelola?{CHOSEN}"),
    Shot(name="kaji-ulang", path=f"/kaji-ulang?{CHOSEN}"),
    Shot(name="wilayah", path=f"/wilayah?{CHOSEN}&wilayah=52"),
    Shot(name="banding", path=f"/banding?klpd=D304&klpd=D305&klpd=D307&{YEARS}"),
    Shot(name="cari", path=f"/cari?{CHOSEN}&q=perjalanan%20dinas"),
    Shot(name="lokasi", path=f"/lokasi?{CHOSEN}"),
    Shot(name="data", path=f"/data?{CHOSEN}"),
    Shot(name="program-gelap", path=f"/program?{CHOSEN}", theme="dark"),
    Shot(name="wilayah-gelap", path=f"/wilayah?{CHOSEN}&wilayah=52", theme="dark"),
    Shot(name="ringkasan-telepon", path=f"/?{CHOSEN}", window=PHONE),
    Shot(name="program-english", path=f"/program?{CHOSEN}&lang=en"),
)


def take(browser: Browser, url: str, shot: Shot, folder: Path) -> None:
    """Open one address, wait until it stands, and save the picture."""
    width, height = shot.window
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.theme == "dark" else "light",
        locale="id-ID",
    )
    page = context.new_page()
    page.goto(f"{url}{shot.path}")
    settled(page)
    page.screenshot(path=folder / f"{shot.name}.png")
    context.close()


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with (
            dashboard(folder) as served,
            sync_playwright() as playwright,
            chromium.browser(playwright, folder / "net.json") as browser,
        ):
            for shot in SHOTS:
                take(browser, served.url, shot, ROOT / "docs")


if __name__ == "__main__":
    main()
