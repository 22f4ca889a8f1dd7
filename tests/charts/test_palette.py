from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from services.charts.palette import (
    CLASSES,
    JENIS_REVISI,
    KEADAAN,
    MAP_CLASSES,
    MOVES,
    STATUS,
    Palette,
    Theme,
    contrast,
    luminance,
    palette,
    rgb,
)

ROOT = Path(__file__).parents[2]
THEMES: tuple[Theme, ...] = get_args(Theme)
HEX = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b")


def colours(shown: Palette) -> Iterator[str]:
    for field in dataclasses.fields(shown):
        value = getattr(shown, field.name)
        if isinstance(value, Mapping):
            yield from value.values()
        elif isinstance(value, tuple):
            yield from value
        elif field.name != "theme":
            yield value


def config() -> dict[str, Any]:
    return tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_a_full_hex(theme: Theme) -> None:
    assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in colours(palette(theme)))
    assert palette(theme).theme == theme


@pytest.mark.parametrize("theme", THEMES)
def test_every_meaning_has_a_colour_of_its_own(theme: Theme) -> None:
    shown = palette(theme)
    assert tuple(shown.jenis) == JENIS_REVISI
    assert tuple(shown.status) == STATUS
    assert tuple(shown.keadaan) == KEADAAN
    assert tuple(shown.moves) == MOVES
    for group in (shown.jenis, shown.status, shown.keadaan):
        assert len(set(group.values())) == len(group)
    assert (len(shown.ramp), len(shown.map_ramp)) == (CLASSES, MAP_CLASSES)


@pytest.mark.parametrize("theme", THEMES)
def test_the_same_meaning_has_the_same_colour_everywhere(theme: Theme) -> None:
    shown = palette(theme)
    assert shown.jenis["PEMBATALAN"] == shown.keadaan["batal"]
    assert shown.jenis["PENGAKTIFAN"] == shown.keadaan["aktif"] == shown.status["Terumumkan"]
    assert shown.status["Terinisiasi"] == shown.amber
    assert shown.jenis["lainnya"] == shown.keadaan["diganti"]


@pytest.mark.parametrize("theme", THEMES)
def test_unknown_words_fall_back(theme: Theme) -> None:
    shown = palette(theme)
    assert shown.jenis_revisi("PEMBATALAN") == shown.jenis["PEMBATALAN"]
    assert shown.jenis_revisi("baru sama sekali") == shown.jenis["lainnya"]
    assert shown.jenis_revisi(None) == shown.jenis["lainnya"]
    assert shown.status_rup("Draf") == shown.status["Draf"]
    assert shown.status_rup(None) == shown.status_rup("") == shown.status["(kosong)"]
    assert shown.status_rup("baru sama sekali") == shown.muted
    assert shown.move("baru") == shown.moves["baru"]
    assert shown.move("?") == shown.muted


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable_on_every_ground(theme: Theme) -> None:
    shown = palette(theme)
    for ground in (shown.background, shown.panel):
        assert contrast(shown.text, ground) >= 7
        assert contrast(shown.muted, ground) >= 4.5
    ramps = (*shown.ramp, *shown.map_ramp)
    for fill in (*ramps, *shown.status.values(), *shown.jenis.values(), shown.brand):
        assert contrast(shown.ink_on(fill), fill) >= 4


@pytest.mark.parametrize("theme", THEMES)
def test_the_ramp_climbs_away_from_the_ground(theme: Theme) -> None:
    shown = palette(theme)
    for ramp in (shown.ramp, shown.map_ramp):
        from_ground = [contrast(step, shown.background) for step in ramp]
        assert from_ground == sorted(from_ground)
    for ramp in (palette("light").ramp, palette("light").map_ramp):
        light = [luminance(step) for step in ramp]
        assert light == sorted(light, reverse=True)
    assert palette("dark").ramp == palette("light").ramp[::-1]
    assert palette("dark").map_ramp == palette("light").map_ramp[::-1]


def test_rgb_and_contrast_are_the_known_values() -> None:
    assert rgb("#0B6E6E") == (11, 110, 110)
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def drawing_sources() -> list[Path]:
    folders = [ROOT / "services", ROOT / "pages"]
    found = [path for folder in folders for path in folder.rglob("*.py")]
    return [*found, *ROOT.glob("dashboard.py"), *(ROOT / "services/charts/texts").glob("*.toml")]


def test_no_other_source_holds_a_colour() -> None:
    charts = ROOT / "services/charts"
    strict = [path for path in drawing_sources() if path != charts / "palette.py"]
    assert len(strict) > 20
    held = {
        str(path.relative_to(ROOT)): HEX.findall(path.read_text("utf-8"))
        for path in strict
        if HEX.search(path.read_text("utf-8"))
    }
    assert held == {}


@pytest.mark.parametrize("theme", THEMES)
def test_streamlit_shows_the_same_colours(theme: Theme) -> None:
    shown, set_up = palette(theme), config()["theme"][theme]
    assert set_up["primaryColor"] == set_up["linkColor"] == shown.brand
    assert set_up["backgroundColor"] == shown.background
    assert set_up["secondaryBackgroundColor"] == shown.panel
    assert set_up["dataframeHeaderBackgroundColor"] == shown.panel
    assert set_up["textColor"] == shown.text
    assert set_up["borderColor"] == set_up["sidebar"]["borderColor"] == shown.line
    assert set(set_up["chartCategoricalColors"]) <= set(colours(shown))
    sequence = [step for step in set_up["chartSequentialColors"] if step in shown.ramp]
    assert sequence == list(shown.ramp)
    assert len(set_up["chartSequentialColors"]) == 10


def test_streamlit_is_set_up_as_the_platform_needs() -> None:
    set_up = config()
    assert set_up["client"]["showErrorDetails"] == "none"
    assert set_up["client"]["showSidebarNavigation"] is False
    assert set_up["client"]["toolbarMode"] == "viewer"
    assert set_up["server"]["showEmailPrompt"] is False
    assert set_up["server"]["enableStaticServing"] is False
    assert set_up["server"]["enableXsrfProtection"] is True
    assert set_up["server"]["enableCORS"] is True
    assert set_up["browser"]["gatherUsageStats"] is False
    assert "headless" not in set_up["server"], "a browser must open on a first run"
    weights = set_up["theme"]["headingFontWeights"]
    assert all(weight % 50 == 0 for weight in weights), "Streamlit drops other weights"


def test_logos_have_only_the_brand_colours() -> None:
    assets = ROOT / "pages/shell/assets"
    for name, theme in (("logo", "light"), ("icon", "light")):
        assert set(HEX.findall((assets / f"{name}.svg").read_text())) == {palette(theme).brand}
        assert set(HEX.findall((assets / f"{name}-dark.svg").read_text())) == {
            palette("dark").brand
        }
    assert (assets / "favicon.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("theme", THEMES)
def test_every_mark_or_its_edge_contrasts_with_the_background(theme: Theme) -> None:
    shown = palette(theme)
    every = {*colours(shown)} - {shown.line}
    assert {fill for fill in every if contrast(shown.edge(fill), shown.background) < 3} == set()
    assert shown.edge(shown.brand) == shown.brand, "what stands out needs no line"
    assert shown.edge(shown.ramp[0]) == shown.no_data_line
