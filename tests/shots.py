"""Remake the pictures in docs/: `python -m tests.shots`, on the sandbox, in a real Chromium.

`python -m tests.shots peta` remakes those whose names begin so.
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from services.analysis.frames import RUP
from services.repository import gather
from services.settings import from_mapping
from services.wiring import connect
from tests import tour
from tests.browser import chromium
from tests.browser.serving import ROOT, dashboard
from tests.browser.waiting import settled

DESKTOP, PHONE = (1366, 900), (360, 780)
DRAWN = 1_200
"""Milliseconds in which software draws a map after its page stands."""
YEARS = "tahun=2024&tahun=2025"
CHOSEN = f"klpd=D304&{YEARS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: file name, address, theme and window."""

    name: str
    path: str
    theme: str = "light"
    window: tuple[int, int] = DESKTOP


PAGES = {
    "ringkasan": f"/?{CHOSEN}",
    "program": f"/program?{CHOSEN}",
    "penyedia": f"/penyedia?{CHOSEN}",
    "paket": f"/paket?{CHOSEN}&kode=162040513",
    "swakelola": f"/swakelola?{CHOSEN}",
    "kaji-ulang": f"/kaji-ulang?{CHOSEN}",
    "tanda": f"/tanda?{CHOSEN}",
    "wilayah": f"/wilayah?{CHOSEN}&wilayah=52",
    "banding": f"/banding?klpd=D304&klpd=D305&klpd=D307&{YEARS}",
    "cari": f"/cari?{CHOSEN}&q=perjalanan%20dinas",
    "lokasi": f"/lokasi?{CHOSEN}",
    "data": f"/data?{CHOSEN}",
}
"""The pages by the beginning of their pictures' names."""
SHOTS = tuple(
    shot
    for name, path in PAGES.items()
    for shot in (
        Shot(name=name, path=path),
        Shot(name=f"{name}-gelap", path=path, theme="dark"),
        Shot(name=f"{name}-telepon", path=path, window=PHONE),
        Shot(name=f"{name}-inggris", path=f"{path}&lang=en"),
    )
)


LEVELS = {
    "indonesia": "lihat=peta:indonesia",
    "provinsi": "wilayah=52",
    "kabupaten": "wilayah=5202",
    "kecamatan": "wilayah=520204",
    "desa": "wilayah=5202042001",
}
"""The map from the country down, by the end of its picture's name."""
MAPS = tuple(
    Shot(
        name=f"peta-{level}{'' if theme == 'light' else '-gelap'}{ending}",
        path=f"/wilayah?klpd=D304&tahun=2025&{link}",
        theme=theme,
        window=window,
    )
    for level, link in LEVELS.items()
    for theme in ("light", "dark")
    for ending, window in (("", DESKTOP), ("-telepon", PHONE))
)
READ = ("51", "52", "34")
"""Provinces that are read first, so that the maps have something to show."""
TOUR = "tur"
COLOURS = 256
"""Colours of a picture: a page has few, and a palette makes it a third as large."""


def gallery() -> str:
    """Return the page that shows every picture."""
    kinds = ("", "-gelap", "-inggris", "-telepon")
    heads = "| | light | dark | English | phone |\n|---|---|---|---|---|"
    pages = [
        f"| {name} | " + " | ".join(f"![{name}{k}]({name}{k}.png)" for k in kinds) + " |"
        for name in PAGES
    ]
    ends = ("", "-gelap", "-telepon", "-gelap-telepon")
    levels = [
        f"| {name} | " + " | ".join(f"![{name}{e}](peta-{name}{e}.png)" for e in ends) + " |"
        for name in LEVELS
    ]
    return "\n".join(
        [
            "# Pictures",
            "",
            "Made by `bash .ci/run shots` on sample rows. Each page:",
            "",
            heads,
            *pages,
            "",
            "The map at each level:",
            "",
            "| | light | dark | phone | phone, dark |\n|---|---|---|---|---|",
            *levels,
            "",
        ]
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
    page.wait_for_timeout(DRAWN)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(folder / f"{shot.name}.png", optimize=True)
    context.close()


def read(folder: Path) -> None:
    """Store what the pictures show: every government of some provinces for one year."""
    parts = connect(from_mapping({"LENSA_DATA": str(folder / "data")}))
    places = dict(parts.klpd().table.select("kd_klpd", "kode_wilayah").iter_rows())
    klpd = [kode for kode, place in places.items() if place[:2] in READ]
    gather(parts.repository, parts.rup(RUP, klpd, (2025,)))
    parts.close()


def main() -> None:
    """Take every picture, or those whose names begin with the word given."""
    begins = tuple(sys.argv[1:]) or ("",)
    wanted = [shot for shot in (*SHOTS, *MAPS) if shot.name.startswith(begins)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        read(folder)
        with (
            dashboard(folder) as served,
            sync_playwright() as playwright,
            chromium.browser(playwright, folder / "net.json") as browser,
        ):
            for shot in wanted:
                take(browser, served.url, shot, ROOT / "docs")
            if TOUR.startswith(begins):
                tour.film(browser, served.url, ROOT / "docs" / f"{TOUR}.webp")
    (ROOT / "docs" / "pictures.md").write_text(gallery())


if __name__ == "__main__":
    main()
