"""Features become regions by code or name, but never one that lies elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from services.boundaries.geojson import read_file
from services.boundaries.recognition import PROPERTIES, Level, recognise
from services.reference import loader
from tests.boundaries.making import around, box, feature, written

TENGAH = {"52": 1.2, "5202": 0.2}


def found(
    folder: Path, *features: dict[str, Any], level: Level | None = None
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return code and kind of each match, and why the others have none."""
    file = read_file(written(folder, features), PROPERTIES)
    matches, unmatched = recognise(file.features, level)
    return [(one.code, one.by) for one in matches], [one.why for one in unmatched]


@pytest.mark.parametrize(
    ("code", "properties", "by"),
    [
        ("5202", {"kode": "52.02"}, "kode Kemendagri"),
        ("5202", {"KODE": 5202}, "kode Kemendagri"),
        ("5202", {"kode": 52.02, "nama": "Central Lombok"}, "kode Kemendagri"),
        ("520201", {"kode_kemendagri": "52.02.01"}, "kode Kemendagri"),
        ("520201", {"KDPPUM": "52", "KDPKAB": "52.02", "KDCPUM": "52.02.01"}, "kode Kemendagri"),
        ("5202", {"KDPPUM": "52", "KDPKAB": "52.02", "KDCPUM": None}, "kode Kemendagri"),
        ("52", {"kdppum": "52", "wadmpr": "Nusa Tenggara Barat"}, "kode Kemendagri"),
        ("520201", {"idkec": "5202060", "nmkec": "PRAYA"}, "kode BPS"),
        ("5202", {"ADM2_PCODE": "ID5202", "ADM1_PCODE": "ID52"}, "kode BPS"),
        ("1101", {"kdbbps": "1103"}, "kode BPS"),
        ("5202", {"nama": "KABUPATEN LOMBOK TENGAH"}, "nama"),
        ("5202", {"WADMKK": "Lombok Tengah", "WADMPR": "Nusa Tenggara Barat"}, "nama"),
        ("5202", {"provinsi": "NUSA TENGGARA BARAT", "name": "Lombok Tengah"}, "nama"),
        ("34", {"NAME_1": "Daerah Istimewa Yogyakarta"}, "nama"),
        ("3174", {"kabkota": "Kota Adm. Jakarta Selatan"}, "nama"),
        ("520201", {"nama": "Kec. Praya"}, "nama"),
        ("520201", {"NAME_3": "Praya", "NAME_2": "Lombok Tengah", "NAME_1": "NTB"}, "nama"),
        ("5202", {"kode": "9999", "nama": "Kab. Lombok Tengah"}, "nama"),
        ("5202", {"kdpkab": "52.99", "wadmkk": "Lombok Tengah"}, "nama"),
    ],
)  # fmt: skip
def test_a_feature_is_recognised(
    code: str, properties: dict[str, Any], by: str, tmp_path: Path
) -> None:
    matches, reasons = found(tmp_path, feature(around(code), **properties))
    assert (matches, reasons) == ([(code, by)], [])


@pytest.mark.parametrize(
    ("properties", "level", "why"),
    [
        ({}, None, "tanpa kode dan tanpa nama"),
        ({"kode": "9999"}, None, "kode 9999 tidak dikenal"),
        (
            {"nama": "Danau Segara Anak"},
            None,
            "tanpa kode, dan tingkat nama itu tidak diketahui (--tingkat)",
        ),
        ({"nama": "Danau Segara Anak"}, "kabkota", "nama itu tidak dikenal"),
        ({"kode": "1103"}, None, "Kab. Aceh Timur (1103), yang letaknya jauh"),
        ({"kabkota": "Bogor"}, None, "nama itu dipakai beberapa wilayah"),
        ({"kode": "52.02.01.1001"}, None, "desa atau kelurahan"),
        ({"WADMKC": "Praya", "WADMKD": "Leneng"}, None, "desa atau kelurahan"),
        ({"kode": "520201", "nmkec": "Kopang"}, None, "Praya (520201), namanya Kopang (520209)"),
        ({"KDCPUM": "52.02.01"}, "kabkota", "tingkatnya kecamatan, bukan kabkota"),
        ({"KDCPUM": "52.02.01", "WADMKK": "Lombok Tengah"}, "kabkota", "tingkatnya kecamatan"),
        ({"kode": "5202"}, "provinsi", "tingkatnya kabkota, bukan provinsi"),
    ],
)
def test_a_feature_without_a_region_says_why(
    properties: dict[str, Any], level: Level | None, why: str, tmp_path: Path
) -> None:
    matches, reasons = found(tmp_path, feature(around("5202"), **properties), level=level)
    assert matches == []
    assert why in reasons[0]


def test_the_level_may_be_said(tmp_path: Path) -> None:
    praya = feature(around("520201"), nama="Praya")
    assert found(tmp_path, praya)[0] == []
    assert found(tmp_path, praya, level="kecamatan")[0] == [("520201", "nama")]


def test_the_id_of_a_feature_counts_unless_its_name_differs(tmp_path: Path) -> None:
    bare, named, row = (
        {**feature(around("5202"), **properties), "id": "5202"}
        for properties in ({}, {"name": "Lombok Tengah"}, {"name": "Sawah"})
    )
    assert found(tmp_path, bare, named)[0] == [("5202", "kode Kemendagri")] * 2
    matches, reasons = found(tmp_path, row)
    assert matches == []
    assert reasons == ["tanpa kode, dan tingkat nama itu tidak diketahui (--tingkat)"]


def aceh(column: str) -> list[dict[str, Any]]:
    """Return the kab/kota of Aceh with the codes of a column in a property that does not say."""
    rows = loader.regions().filter(
        (pl.col("level") == 2) & pl.col("code").str.starts_with("11") & (pl.col("bps_code") != "")
    )
    return [
        feature(around(row["code"]), kode=row[column], nama=row["name"])
        for row in rows.iter_rows(named=True)
    ]


@pytest.mark.parametrize(("column", "by"), [("code", "kode Kemendagri"), ("bps_code", "kode BPS")])
def test_where_a_file_does_not_say_whose_codes_it_has_the_places_do(
    column: str, by: str, tmp_path: Path
) -> None:
    features = aceh(column)
    matches, reasons = found(tmp_path, *features)
    assert reasons == []
    names = {row["code"]: row["name"] for row in loader.children("11").iter_rows(named=True)}
    expected = {one["properties"]["nama"] for one in features}
    assert {names[code] for code, _ in matches} == expected
    assert {kind for _, kind in matches} == {by}


def test_a_name_that_two_regions_share_is_the_one_whose_point_it_holds(tmp_path: Path) -> None:
    kota, kab = around("3271", 0.03), around("3201", 0.6)
    hole = kota["coordinates"][0]
    kab["coordinates"].append(hole[::-1])
    features = [feature(kab, nmkab="BOGOR"), feature(kota, nmkab="BOGOR")]
    assert found(tmp_path, *features)[0] == [("3201", "nama"), ("3271", "nama")]


def test_a_kecamatan_of_a_common_name_needs_its_kabkota_or_its_place(tmp_path: Path) -> None:
    common = loader.regions().filter((pl.col("level") == 3) & (pl.col("name") == "Sukajadi"))
    assert common.height > 1
    code = common["code"][0]
    kab = loader.region(code[:4])
    assert kab is not None
    wide = box(95.0, -11.0, 141.0, 6.0)
    ambiguous = feature(wide, kecamatan="Sukajadi")
    told_apart = feature(wide, kecamatan="Sukajadi", kabkota=kab.name)
    placed = feature(around(code, 0.05), kecamatan="Sukajadi")
    matches, reasons = found(tmp_path, ambiguous, told_apart, placed)
    assert matches == [(code, "nama")] * 2
    assert "beberapa wilayah" in reasons[0]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_region_is_recognised_by_its_code_and_its_name(level: int, tmp_path: Path) -> None:
    rows = loader.regions().filter(pl.col("level") == level).sort("code")[:: 1 + 40 * (level == 3)]
    by_code = [feature(around(r["code"], 0.05), kode=r["code"]) for r in rows.iter_rows(named=True)]
    assert [code for code, _ in found(tmp_path, *by_code)[0]] == rows["code"].to_list()
    own = ("provinsi", "kabkota", "kecamatan")[level - 1]
    by_name = [
        feature(around(r["code"], 0.02), **{own: r["name"]}) for r in rows.iter_rows(named=True)
    ]
    assert [code for code, _ in found(tmp_path, *by_name)[0]] == rows["code"].to_list()


def test_hostile_names_are_no_region(tmp_path: Path) -> None:
    names = [
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "\u202eaynarP",
        "a" * 5_000,
        "52'--",
    ]
    features = [feature(around("5202"), nama=name, kode=name) for name in names]
    file = read_file(written(tmp_path, features), PROPERTIES)
    matches, unmatched = recognise(file.features)
    assert matches == []
    assert all(len(one.label) <= 200 and one.label.isprintable() for one in unmatched)
