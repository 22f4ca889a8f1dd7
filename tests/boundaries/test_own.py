"""A person's own boundaries are kept, drawn and undone; what they lack is drawn and counted."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services import boundaries as package
from services.boundaries import archives, boundaries, keep, kept, own, remove
from services.boundaries.archive import MOST_CORNERS, check, read_map
from services.charts.geography.shapes import Shape
from services.errors import BadRequest, StoreDamaged
from services.reference import loader
from services.settings import Settings, from_mapping
from services.store.backends.atomic_write import write_aside
from services.store.backends.folder import Folder
from tests.boundaries.making import around, corners, feature, grid, written

NOW = datetime(2026, 3, 6, 10, tzinfo=UTC)
NTB = loader.children("52")["code"].to_list()


def square(code: str = "5202", **properties: object) -> dict[str, object]:
    return feature(around(code), **{"kode": code, **properties})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return from_mapping({"LENSA_DATA": str(tmp_path / "data")})


def stored(settings: Settings, folder: Path, *features: dict[str, object]) -> Path:
    path = written(folder, features)
    keep(settings.data, archives(path, None, NOW).values(), NOW)
    return path


def by_code(shapes: tuple[Shape, ...]) -> dict[str, str]:
    return {shape.code: shape.geometry for shape in shapes}


@pytest.mark.parametrize(
    ("level", "within", "count"),
    [
        ("provinsi", "", 38),
        ("provinsi", "52", 1),
        ("kabkota", "", 514),
        ("kabkota", "52", len(NTB)),
        ("kabkota", "5202", 1),
        ("kecamatan", "5202", 12),
        ("kecamatan", "520201", 1),
        ("kecamatan", "52", 0),
        ("kecamatan", "9999", 0),
    ],
)
def test_shipped_boundaries_are_drawn_without_any_of_ones_own(
    level: package.Level, within: str, count: int, settings: Settings
) -> None:
    shown = boundaries(settings, level, within)
    assert (len(shown.shapes), shown.indicative) == (count, count)
    assert (shown.own, shown.problem) == (None, "")
    assert all(shape.code.startswith(within) for shape in shown.shapes)
    assert shown.clickable == (within != "" or level == "provinsi")


def test_kept_boundaries_are_drawn_and_the_rest_is_counted(
    settings: Settings, tmp_path: Path
) -> None:
    shipped = by_code(boundaries(settings, "kabkota", "52").shapes)
    path = stored(settings, tmp_path, square(), square("5203"))
    shown = boundaries(settings, "kabkota", "52")
    assert shown.own
    origin = kept(settings.data)["kabkota"]
    assert (origin.file, origin.sha256) == (shown.own.file, shown.own.sha256)
    assert (shown.own.file, shown.own.kept_at) == (path.name, NOW)
    assert shown.indicative == len(NTB) - 2
    drawn = by_code(shown.shapes)
    assert list(drawn) == list(shipped)
    changed = {code for code in drawn if drawn[code] != shipped[code]}
    assert changed == {"5202", "5203"}
    assert json.loads(drawn["5202"])["coordinates"] == around("5202")["coordinates"]
    whole = boundaries(settings, "kabkota", "5202")
    assert (len(whole.shapes), whole.indicative) == (1, 0)
    country = boundaries(settings, "kabkota")
    assert (len(country.shapes), country.indicative) == (514, 512)


def test_a_level_or_map_that_is_not_kept_is_wholly_indicative(
    settings: Settings, tmp_path: Path
) -> None:
    stored(settings, tmp_path, square())
    for level, within in (("provinsi", ""), ("kabkota", "11"), ("kecamatan", "5202")):
        shown = boundaries(settings, level, within)  # type: ignore[arg-type]
        assert shown.own is None
        assert shown.indicative == len(shown.shapes) > 0


def test_every_level_of_a_file_is_kept_and_replaced_alone(
    settings: Settings, tmp_path: Path
) -> None:
    stored(settings, tmp_path, square("52"), square(), square("520201"))
    assert list(kept(settings.data)) == ["provinsi", "kabkota", "kecamatan"]
    before = kept(settings.data)["provinsi"]
    stored(settings, tmp_path, square("5203"))
    assert kept(settings.data)["provinsi"] == before
    assert set(kept(settings.data)["kabkota"].missing) == set(
        loader.regions().filter(level=2)["code"]
    ) - {"5203"}
    assert boundaries(settings, "kecamatan", "5202").indicative == 11


def test_what_is_replaced_or_removed_is_set_aside(settings: Settings, tmp_path: Path) -> None:
    stored(settings, tmp_path, square())
    first = (settings.data / "batas/kabkota.zip").read_bytes()
    stored(settings, tmp_path, square())
    assert list((settings.data).glob(".rusak/*")) == [], "the same file replaces itself"
    stored(settings, tmp_path, square("5203"))
    (aside,) = settings.data.glob(".rusak/*/batas/kabkota.zip")
    assert aside.read_bytes() == first
    removed, folder = remove(settings.data, package.LEVELS, NOW)
    assert removed == ["kabkota"]
    assert (settings.data / folder / "batas/kabkota.zip").is_file()
    assert kept(settings.data) == {}
    assert boundaries(settings, "kabkota", "52").own is None
    assert remove(settings.data, package.LEVELS, NOW)[0] == []


@pytest.mark.parametrize(
    ("codes", "level", "digits", "within"),
    [
        (NTB, "kabkota", 2, "52"),
        (loader.children("5202")["code"].to_list(), "kecamatan", 4, "5202"),
    ],
)
def test_maps_are_simplified_to_their_budget(
    codes: list[str], level: package.Level, digits: int, within: str,
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("services.boundaries.recognition._is_near", lambda feature, code: True)
    shapes = grid(codes, 4, size=0.3, corners=300)
    features = [feature(shape, kode=code) for code, shape in shapes.items()]
    assert corners(shapes.values()) > 2 * MOST_CORNERS[level, digits]
    stored(settings, tmp_path, *features)
    shown = boundaries(settings, level, within)
    assert shown.indicative == 0
    assert 0.9 * MOST_CORNERS[level, digits] < shown.corners <= MOST_CORNERS[level, digits]
    assert shown.clickable


def test_a_map_that_cannot_be_simplified_enough_is_named(tmp_path: Path) -> None:
    dented = around("5202")
    ring = dented["coordinates"][0]
    dented["coordinates"] = [ring]
    comb = [[116.1 + at / 9_000, -8.6 - (at % 2) / 90_000] for at in range(3_000)]
    neighbours = [
        feature({"type": "Polygon", "coordinates": [[*comb, [116.4, edge], comb[0]]]}, kode=code)
        for code, edge in (("5202", -8.9), ("5203", -8.4))
    ]
    teeth = [
        feature(
            {"type": "Polygon", "coordinates": [[comb[at], comb[at + 1], [116.3, -8.2], comb[at]]]},
            kode="5201",
        )
        for at in range(0, 2_900)
    ]
    found = archives(written(tmp_path, [*neighbours, *teeth]), None, NOW)["kabkota"].origin
    assert {one.region for one in found.crowded} == {"", "52"}
    assert found.merged == 2_899


def test_damage_is_said_and_the_shipped_boundaries_stand_in(
    settings: Settings, tmp_path: Path
) -> None:
    stored(settings, tmp_path, square())
    path = settings.data / "batas/kabkota.zip"
    whole = path.read_bytes()
    for damaged in (b"", whole[:-20], whole[:200], b"bukan zip" * 40):
        path.write_bytes(damaged)
        shown = boundaries(settings, "kabkota", "52")
        assert "batas yang tersimpan rusak" in shown.problem
        assert (shown.own, shown.indicative) == (None, len(NTB))
        with pytest.raises(StoreDamaged):
            kept(settings.data)
    stored(settings, tmp_path, square())
    assert boundaries(settings, "kabkota", "52").own


def test_a_bit_that_flips_is_damage_or_changes_nothing(tmp_path: Path) -> None:
    whole = archives(written(tmp_path, [square()]), None, NOW)["kabkota"].content
    expected = read_map(whole, "52")
    damaged = 0
    for at in range(len(whole)):
        flipped = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
        try:
            check(flipped)
            assert read_map(flipped, "52") in ((), expected), "a name may have changed"
        except StoreDamaged:
            damaged += 1
    assert damaged > 0.8 * len(whole)


def test_what_cannot_be_read_now_is_no_damage(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(settings, tmp_path, square())

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(own, "objects_at", lambda data: Folder(data, write_aside, refuse))
    shown = boundaries(settings, "kabkota", "52")
    assert "tidak dapat dibaca sekarang" in shown.problem
    assert len(shown.shapes) == len(NTB)


def test_a_refused_file_leaves_what_is_kept(settings: Settings, tmp_path: Path) -> None:
    stored(settings, tmp_path, square())
    before = {path: path.read_bytes() for path in settings.data.rglob("*") if path.is_file()}
    with pytest.raises(BadRequest, match="tidak satu fitur pun cocok"):
        stored(settings, tmp_path, feature(around("5202"), kode="9999"))
    assert {p: p.read_bytes() for p in settings.data.rglob("*") if p.is_file()} == before


def test_the_file_of_the_setting_overrides_what_is_kept(settings: Settings, tmp_path: Path) -> None:
    stored(settings, tmp_path, square(), square("52"))
    path = written(tmp_path, [square("5203")], "setelan.geojson")
    named = replace(settings, boundaries=path)
    shown = boundaries(named, "kabkota", "52")
    assert shown.own
    assert (shown.own.file, shown.indicative) == ("setelan.geojson", len(NTB) - 1)
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    assert abs((shown.own.kept_at - changed).total_seconds()) < 1
    provinces = boundaries(named, "provinsi")
    assert provinces.own
    assert provinces.own.file == "b.geojson", "a level that the named file lacks"


def test_a_changed_file_of_the_setting_is_read_again(settings: Settings, tmp_path: Path) -> None:
    path = written(tmp_path, [square("5203")], "setelan.geojson")
    named = replace(settings, boundaries=path)
    assert boundaries(named, "kabkota", "52").indicative == len(NTB) - 1
    path.write_text("bukan json")
    shown = boundaries(named, "kabkota", "52")
    assert shown.problem == "bukan GeoJSON FeatureCollection"
    assert shown.indicative == len(NTB)
    path.unlink()
    assert "tidak dapat dibaca" in boundaries(named, "kabkota", "52").problem
    written(tmp_path, [square("5203"), square("5202")], "setelan.geojson")
    assert boundaries(named, "kabkota", "52").indicative == len(NTB) - 2


def test_a_file_of_the_setting_is_read_once_for_all_who_wait(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = replace(settings, boundaries=written(tmp_path, [square("5203")], "banyak.geojson"))
    reads: list[Path] = []

    def counted(path: Path, *rest: object) -> object:
        reads.append(path)
        return archives(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(own, "archives", counted)
    visitors = [
        threading.Thread(target=boundaries, args=(named, "kabkota", "52")) for _ in range(8)
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert reads == [named.boundaries]
