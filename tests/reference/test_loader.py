"""The shipped tables are whole, and look-ups find what a scan of the table finds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import reference
from services.reference import BoundaryName, VocabularyName
from tests.sampling import examples

CODES = reference.regions()["code"].to_list()


def test_tree_has_every_level_once() -> None:
    table = reference.regions()
    counts = dict(table.group_by("level").len().iter_rows())
    assert counts == {1: 38, 2: 514, 3: 7285, 4: 83762}
    assert table["code"].is_unique().all()
    assert table.columns == [
        "code", "level", "parent_code", "bps_code", "name", "lat", "lng", "luas_km2", "penduduk",
    ]  # fmt: skip


def test_tree_has_no_orphans_and_parents_are_prefixes() -> None:
    table = reference.regions()
    below = table.filter(pl.col("level") > 1)
    assert below.join(table, left_on="parent_code", right_on="code", how="anti").is_empty()
    assert below.select(pl.col("code").str.starts_with(pl.col("parent_code")).all()).item()
    assert table.filter(pl.col("level") == 1)["parent_code"].unique().to_list() == [""]


@pytest.mark.parametrize("level", [1, 2])
def test_population_and_area_are_the_official_sums(level: int) -> None:
    own = reference.regions().filter(pl.col("level") == level)
    assert own["penduduk"].sum() == 284_973_643
    assert own["luas_km2"].cast(pl.Float64).sum() == pytest.approx(1_890_179.9, rel=1e-5)


def test_klpd_are_652_and_each_region_has_one_government() -> None:
    table = reference.klpd()
    assert table.height == 652
    assert table["kd_klpd"].is_unique().all()
    assert table.schema["sandbox_only"] == pl.Boolean
    assert table["sandbox_only"].sum() == 9
    pemda = table.filter(pl.col("kode_wilayah") != "")
    levels = reference.regions().filter(pl.col("level") <= 2)["code"]
    assert sorted(pemda["kode_wilayah"]) == sorted(levels)
    assert table.null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize(
    ("name", "count", "level"),
    [("provinsi", 38, 1), ("kabkota", 514, 2), ("kabkota-ringkas", 514, 2)],
)
def test_boundaries_cover_their_level(name: BoundaryName, count: int, level: int) -> None:
    features = reference.boundaries(name)["features"]
    codes = [feature["properties"]["code"] for feature in features]
    own = reference.regions().filter(pl.col("level") == level)
    assert len(codes) == count
    assert codes == own["code"].sort().to_list()
    assert [feature["id"] for feature in features] == codes
    names = dict(own.select("code", "name").iter_rows())
    assert all(feature["properties"]["name"] == names[feature["id"]] for feature in features)
    assert {feature["geometry"]["type"] for feature in features} <= {"Polygon", "MultiPolygon"}


def corners(coordinates: list[Any]) -> list[tuple[float, float]]:
    if isinstance(coordinates[0], float | int):
        return [(coordinates[0], coordinates[1])]
    return [corner for inner in coordinates for corner in corners(inner)]


def corners_of(features: list[dict[str, Any]]) -> int:
    return sum(len(corners(feature["geometry"]["coordinates"])) for feature in features)


@pytest.mark.parametrize(
    ("name", "digits", "most"),
    [("provinsi", 0, 4_204), ("kabkota", 2, 1_831), ("kabkota-ringkas", 0, 5_282)],
)
def test_no_map_has_more_corners_than_a_browser_can_draw(
    name: BoundaryName, digits: int, most: int
) -> None:
    maps: dict[str, list[dict[str, Any]]] = {}
    for feature in reference.boundaries(name)["features"]:
        maps.setdefault(feature["id"][:digits], []).append(feature)
    assert max(map(corners_of, maps.values())) == most


def test_neighbours_share_their_rounded_borders() -> None:
    features = reference.boundaries("kabkota")["features"]
    rings = {f["id"]: set(corners(f["geometry"]["coordinates"])) for f in features}
    lombok_tengah, lombok_timur = rings["5202"], rings["5203"]
    shared = lombok_tengah & lombok_timur
    assert len(shared) > 8
    longest = max(lat for _, lat in shared) - min(lat for _, lat in shared)
    assert longest > 0.2, "degrees from coast to coast"


def test_cells_of_kecamatan_are_read_for_one_kabkota() -> None:
    cells = reference.kecamatan_cells("5202")["features"]
    below = reference.children("5202")
    names = {f["properties"]["code"]: f["properties"]["name"] for f in cells}
    assert names == dict(below.select("code", "name").iter_rows())
    assert [f["id"] for f in cells] == sorted(names)
    assert reference.kecamatan_cells("5202") is reference.kecamatan_cells("5202")
    assert reference.kecamatan_cells("9999")["features"] == []
    assert reference.kecamatan_cells("52")["features"] == []


def test_every_kecamatan_has_a_cell() -> None:
    kabkota = reference.regions().filter(pl.col("level") == 2)["code"]
    cells = [f for kab in kabkota for f in reference.kecamatan_cells(kab)["features"]]
    every = reference.regions().filter(pl.col("level") == 3)["code"].sort()
    assert [f["id"] for f in cells] == every.to_list()
    assert {f["geometry"]["type"] for f in cells} <= {"Polygon", "MultiPolygon"}


def test_cells_held_in_memory_are_bounded() -> None:
    held = reference.kecamatan_cells.cache_info()
    assert held.maxsize is not None
    assert held.currsize <= held.maxsize <= 32


@pytest.mark.parametrize(
    ("name", "rows", "first"),
    [
        ("program_pemda", 207, ("3.28.03", "PROGRAM PENGELOLAAN HUTAN", 59, 791499000.0)),
        ("swakelola", 120, ("Belanja Perjalanan Dinas Biasa", 1, 2094, 37614500.0)),
        ("alasan", 169, ("PEMBATALAN", "revisi", 896)),
    ],
)
def test_vocabularies_keep_codes_as_text(
    name: VocabularyName, rows: int, first: tuple[object, ...]
) -> None:
    table = reference.vocabulary(name)
    assert table.height == rows
    assert table.row(0) == first
    assert table.null_count().sum_horizontal().item() == 0


def test_tables_are_opened_once() -> None:
    assert reference.regions() is reference.regions()
    assert reference.boundaries("provinsi") is reference.boundaries("provinsi")


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(CODES))
def test_region_and_path_agree_with_the_table(code: str) -> None:
    row = reference.regions().row(by_predicate=pl.col("code") == code, named=True)
    found = reference.region(code)
    assert found is not None
    assert {name: getattr(found, name) for name in row} == row
    trail = reference.path(code)
    assert [one.level for one in trail] == list(range(1, found.level + 1))
    assert trail[-1] == found
    assert all(low.parent_code == high.code for high, low in pairwise(trail))


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from([code for code in CODES if len(code) < 10]))
def test_children_are_the_rows_with_this_parent(code: str) -> None:
    expected = reference.regions().filter(pl.col("parent_code") == code).sort("code")
    assert reference.children(code).equals(expected)


def test_children_without_a_code_are_the_provinces() -> None:
    assert reference.children().height == 38
    assert reference.children("5202")["name"].to_list()[0] == "Praya"


@settings(max_examples=examples(80), deadline=None)
@given(st.text(max_size=12).filter(lambda text: text not in set(CODES)))
def test_text_that_is_no_code_is_no_region(text: str) -> None:
    assert reference.region(text) is None
    assert reference.path(text) == ()
    if text:
        below = reference.children(text)
        assert below.is_empty() or text.isdigit()


@pytest.mark.parametrize("text", ["5", "520", "52020", "5202012", "99", "9999", "999999", "x1"])
def test_malformed_and_unknown_codes_have_no_children(text: str) -> None:
    assert reference.children(text).is_empty()


@pytest.mark.parametrize(
    ("code", "kode"),
    [("52", "D301"), ("5202", "D304"), ("11", "D1"), ("520201", None), ("", None), ("99", None)],
)
def test_own_government_of_a_region(code: str, kode: str | None) -> None:
    assert reference.klpd_of_region(code) == kode


def test_search_puts_equal_names_before_longer_ones() -> None:
    found = reference.search_regions("praya", 5)
    assert [(one.region.code, one.by) for one in found[:2]] == [
        ("520201", "nama"),
        ("5202011001", "nama"),
    ]
    assert found[0].region.name == "Praya"


def test_search_finds_a_kabupaten_without_its_kind_and_the_larger_first() -> None:
    names = [one.region.name for one in reference.search_regions("  LOMBOK   T", 2)]
    assert names == ["Kab. Lombok Timur", "Kab. Lombok Tengah"]
    assert reference.search_regions("jakarta selatan", 1)[0].region.code == "3174"


def test_search_says_which_code_matched() -> None:
    found = {(one.region.name, one.by) for one in reference.search_regions("1103", 2)}
    assert found == {("Kab. Aceh Timur", "kode Kemendagri"), ("Kab. Aceh Selatan", "kode BPS")}


def test_search_takes_a_code_with_dots() -> None:
    assert reference.search_regions("52.02", 1)[0].region.name == "Kab. Lombok Tengah"


@pytest.mark.parametrize(
    ("text", "limit"), [("", 5), ("   ", 5), ("praya", 0), (".*", 5), ("[", 5)]
)
def test_search_finds_nothing_for_nothing(text: str, limit: int) -> None:
    assert reference.search_regions(text, limit) == ()


@settings(max_examples=examples(40), deadline=None)
@given(st.text(max_size=20), st.integers(1, 30))
def test_search_takes_any_text_and_keeps_its_limit(text: str, limit: int) -> None:
    found = reference.search_regions(text, limit)
    assert len(found) <= limit
    assert len({(one.region.code, one.by) for one in found}) == len(found)


def test_texts_that_must_stand_beside_the_tables() -> None:
    assert reference.DECREE == "Kepmendagri 300.2.2-2430/2025"
    assert "bukan batas resmi" in reference.BOUNDARIES_NOTE
