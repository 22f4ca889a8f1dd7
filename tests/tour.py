"""Take the pictures of the tour in the README: one analyst's way, 20 seconds, on sample rows.

`python -m tests.shots tur` makes docs/tur.webp.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from services.language.wording import text
from tests.browser.acting import follow, toggle_row
from tests.browser.seeing import list_rows
from tests.browser.waiting import reached, settled

WINDOW = {"width": 1200, "height": 760}
SHOWN = 2_500
"""Milliseconds for which each picture is shown."""
CODE = "162040513"
_CAPTION = """caption => {
  const bar = document.getElementById('tur') ?? document.createElement('div');
  bar.id = 'tur';
  bar.textContent = caption;
  bar.style.cssText = `position: fixed; inset: auto 0 0 0; z-index: 10000000; padding: 14px 24px;
    font: 600 22px/1.3 "Source Sans", sans-serif; color: #fff; background: #0b5e5c`;
  document.body.append(bar);
}"""

Step = Callable[[Page], None]


def _open_first_program(page: Page) -> None:
    toggle_row(page, "pagu-per-program", list_rows(page, "pagu-per-program")[0].path)


def _menu(name: str) -> Step:
    def step(page: Page) -> None:
        follow(page, text(f"shell.page.{name}"))
        reached(page, f"/{name.replace('_', '-')}")

    return step


def _package(page: Page) -> None:
    page.goto(page.url.split("/kaji-ulang", maxsplit=1)[0] + _link(f"/paket?kode={CODE}"))
    settled(page)


def _province(page: Page) -> None:
    page.goto(page.url.split("/paket", maxsplit=1)[0] + _link("/wilayah?wilayah=52"))
    settled(page)


def _share(page: Page) -> None:
    page.get_by_role("button", name=text("shell.copy")).click()
    page.get_by_test_id("stPopoverBody").wait_for()


def _link(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}klpd=D304&tahun=2024&tahun=2025"


STEPS: tuple[tuple[str, Step], ...] = (
    ("Satu KLPD, satu tahun: apa yang direncanakan, apa yang berubah", lambda page: None),
    ("Pagu per program, dengan tahun lalu pada skala yang sama", _menu("program")),
    ("Satu baris dibuka: angka pasti dan satker di dalamnya", _open_first_program),
    ("Swakelola: satker mana yang belum mengumumkan", _menu("swakelola")),
    ("Kaji ulang: siapa merevisi, dan berapa yang benar-benar batal", _menu("kaji_ulang")),
    ("Satu paket dan keluarganya: apa yang terakhir terjadi", _package),
    ("Satu provinsi: peta, sebaran, dan peringkat yang saling menunjuk", _province),
    ("Tautan yang tetap: angka yang sama besok, dengan sumbernya", _share),
)


def film(browser: Browser, url: str, to: Path) -> None:
    """Walk the steps and save their pictures as one moving picture."""
    context = browser.new_context(viewport=WINDOW, locale="id-ID", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{url}{_link('/')}")
    settled(page)
    pictures = []
    for caption, step in STEPS:
        step(page)
        page.evaluate("() => document.getElementById('tur')?.remove()")
        page.evaluate(_CAPTION, caption)
        page.wait_for_timeout(SHOWN // 2)
        pictures.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    context.close()
    first, *others = pictures
    first.save(to, save_all=True, append_images=others, duration=SHOWN, loop=0, quality=70)
