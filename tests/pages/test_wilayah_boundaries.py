"""The region page draws a person's own boundaries, and says whose boundaries its map shows."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pages.shell.sections.regions.place import Place
from pages.shell.sections.regions.shapes import ground
from services.boundaries import archives, keep
from services.reference import loader
from services.settings import from_mapping
from tests.boundaries.making import around, feature, written
from tests.pages.conftest import Open
from tests.pages.seeing import decks, layer, told
from tests.pages.truth import LINK

PAGE = "pages/wilayah.py"
COUNTRY = {**LINK, "lihat": "peta:indonesia"}
NOW = datetime(2026, 3, 6, 10, tzinfo=UTC)
INDICATIVE = {"id": "Batas indikatif, bukan batas resmi", "en": "Indicative boundaries, not legal"}


@pytest.fixture
def own(nothing_stored: Path, tmp_path: Path) -> Path:
    """Keep boundaries of one province, one kab/kota and one kecamatan; return their file."""
    codes = ("52", "5202", "520201")
    path = written(tmp_path, [feature(around(c), kode=c) for c in codes], "*batas* dinas.geojson")
    keep(nothing_stored, archives(path, None, NOW).values(), NOW)
    return path


def test_the_map_has_the_persons_shape_and_the_note_names_the_file(own: Path, opened: Open) -> None:
    app = opened(PAGE, **COUNTRY)
    shapes = {s["properties"]["kode"]: s["geometry"] for s in layer(decks(app)[0], "wilayah")}
    assert shapes["52"] == around("52")
    assert len(shapes) == 38
    sha256 = hashlib.sha256(own.read_bytes()).hexdigest()[:12]
    said = told(app)
    assert f"Batas wilayah dari berkas “{own.name}”, 6 Mar 2026, sha256 {sha256}." in said
    assert "37 dari 38 wilayah di peta ini tidak ada di berkas itu" in said
    assert INDICATIVE["id"] not in said


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_note_changes_on_every_map(lang: str, own: Path, opened: Open) -> None:
    app = opened(PAGE, **LINK, lang=lang)
    said = told(app)
    assert own.name in said
    assert INDICATIVE[lang] not in said
    counted = {"id": "9 dari 10 wilayah di peta ini", "en": "Of the 10 regions on this map, 9 not"}
    assert counted[lang] in said
    date = {"id": "6 Mar 2026", "en": "6 Mar 2026"}[lang]
    assert date in said


def test_a_place_of_which_the_file_has_nothing_keeps_the_indicative_words(
    own: Path, opened: Open
) -> None:
    said = told(opened(PAGE, **LINK, wilayah="34"))
    assert INDICATIVE["id"] in said
    assert own.name not in said


@pytest.mark.parametrize(
    "text",
    [
        "bukan json",
        "[]",
        '{"type": "FeatureCollection", "features": [{"properties": 1}]}',
        json.dumps({"type": "FeatureCollection", "features": [feature(around("5202"), kode="9")]}),
    ],
)
def test_a_bad_file_of_the_setting_is_named_and_the_shipped_boundaries_stand_in(
    text: str, nothing_stored: Path, opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "batas.geojson"
    file.write_text(text)
    monkeypatch.setenv("LENSA_BATAS", str(file))
    app = opened(PAGE, **COUNTRY)
    said = told(app)
    assert INDICATIVE["id"] in said
    assert "Batas dari berkas sendiri tidak terpakai:" in said
    assert str(tmp_path) not in said
    assert len(layer(decks(app)[0], "wilayah")) == 38


def test_the_file_of_the_setting_overrides_what_is_kept(
    own: Path, opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = written(tmp_path, [feature(around("5203"), kode="5203")], "setelan.geojson")
    monkeypatch.setenv("LENSA_BATAS", str(file))
    said = told(opened(PAGE, **LINK))
    assert "setelan.geojson" in said
    assert own.name not in said


def test_the_shapes_of_a_place_are_those_of_its_level(own: Path, nothing_stored: Path) -> None:
    settings = from_mapping({"LENSA_DATA": str(nothing_stored)})
    counts = {"": (38, 37), "52": (10, 9), "5202": (12, 11), "520201": (12, 11)}
    for path, (count, indicative) in counts.items():
        shown = ground(settings, Place(path=loader.path(path)))
        assert (len(shown.shapes), shown.indicative) == (count, indicative)
        assert shown.own
        assert shown.own.file == own.name
