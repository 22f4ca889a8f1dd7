"""Files of boundaries are read as polygons on a grid, or refused whole with one line."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.boundaries.geojson import GRID, LIMITS, read_file
from services.errors import BadRequest
from tests.boundaries.making import box, collection, feature, written

SQUARE = box(116.0, -9.0, 117.0, -8.0)
RING = SQUARE["coordinates"][0]
SMALL = replace(LIMITS, file=20_000, features=50, properties=200, corners=400)


def body(geometry: Any = None, **members: Any) -> str:
    return json.dumps(collection([feature(SQUARE if geometry is None else geometry)], **members))


def of(coordinates: Any, kind: str = "Polygon") -> str:
    return body({"type": kind, "coordinates": coordinates})


def moved(lng: float, lat: float) -> str:
    return of([[[x + lng, y + lat] for x, y in RING]])


HOSTILE = {
    "kosong": ("", "bukan GeoJSON"),
    "bukan json": ("batas", "bukan GeoJSON"),
    "html": ("<!doctype html><title>Just a moment...</title>", "bukan GeoJSON"),
    "daftar": ("[]", "bukan GeoJSON"),
    "satu fitur": (json.dumps(feature(SQUARE)), "bukan GeoJSON"),
    "tanpa features": ('{"type": "FeatureCollection"}', "bukan GeoJSON"),
    "fitur bukan objek": ('{"type": "FeatureCollection", "features": [7]}', "bukan GeoJSON"),
    "terpotong": (body()[:-5], "bukan GeoJSON"),
    "bersarang": ('{"type": "FeatureCollection", "features": ' + "[" * 9_000, "bukan GeoJSON"),
    "bukan utf-8": (body().replace("Polygon", "Pol\udcffgon"), "bukan"),
    "NaN": (body().replace("117.0", "NaN", 1), "bukan GeoJSON"),
    "tak hingga": (body().replace("117.0", "1e999", 1), "fitur 1 bukan fitur"),
    "angka sebagai teks": (of([[["116", "-8"]] * 4]), "fitur 1 bukan fitur"),
    "satu angka": (of([[[116.0]] * 4]), "fitur 1 bukan fitur"),
    "null": (of([[None] * 4]), "fitur 1 bukan fitur"),
    "cincin bukan daftar": (of([7]), "fitur 1 bukan fitur"),
    "tanpa koordinat": (body({"type": "Polygon"}), "fitur 1 bukan fitur"),
    "koordinat bersarang": (of([[[[[116.0, -8.0]]]]]), "fitur 1 bukan fitur"),
    "properti daftar": (body().replace('"properties": {}', '"properties": []'), "fitur 1 bukan"),
    "properti bersarang": (
        body().replace('"properties": {}', '"properties": {"a": ' + "[" * 60 + "]" * 60 + "}"),
        "",
    ),
    "properti besar": (
        json.dumps(collection([feature(SQUARE, kode="x" * 300)])),
        "fitur 1 bukan fitur",
    ),
    "meter": (moved(400_000, 9_000_000), "ogr2ogr -t_srs EPSG:4326"),
    "negara lain": (moved(-100, 50), "di luar Indonesia dalam WGS84"),
    "tertukar": (of([[[y, x] for x, y in RING]]), "tertukar: bujur harus mendahului lintang"),
    "sistem lain": (
        body(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::23830"}}),
        "sistem koordinatnya bukan WGS84",
    ),
    "terlalu besar": (body() + " " * 20_000, "lebih besar dari"),
    "terlalu banyak fitur": (json.dumps(collection([feature(SQUARE)] * 51)), "lebih dari 50 fitur"),
    "terlalu banyak sudut": (
        of([[[116 + at / 500, -8 - at % 2 / 9] for at in range(450)]]),
        "lebih dari 400 sudut",
    ),
}


@pytest.mark.parametrize("name", [name for name, (_, words) in HOSTILE.items() if words])
def test_a_hostile_file_is_refused_whole_with_one_line(name: str, tmp_path: Path) -> None:
    text, words = HOSTILE[name]
    path = tmp_path / "batas.geojson"
    path.write_bytes(text.encode("utf-8", errors="surrogateescape"))
    with pytest.raises(BadRequest) as refusal:
        read_file(path, (), SMALL)
    assert words in refusal.value.message
    assert refusal.value.where == "batas.geojson"
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_properties_of_any_kind_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "b.geojson"
    path.write_text(HOSTILE["properti bersarang"][0])
    assert read_file(path, ("a",), SMALL).features[0].texts == {"a": ""}


def test_what_is_no_regular_file_is_never_waited_for(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="tidak dapat dibaca"):
        read_file(tmp_path / "tidak-ada.geojson", ())
    with pytest.raises(BadRequest, match="tidak dapat dibaca"):
        read_file(tmp_path, ())
    with pytest.raises(BadRequest, match="bukan berkas biasa"):
        read_file(Path("/dev/zero"), ())
    os.mkfifo(tmp_path / "pipa")
    with pytest.raises(BadRequest, match="bukan berkas biasa"):
        read_file(tmp_path / "pipa", ())


def test_a_file_is_named_with_its_digest(tmp_path: Path) -> None:
    path = written(tmp_path, [feature(SQUARE, kode="52")])
    file = read_file(path, ("kode",))
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (file.name, len(file.features)) == ("b.geojson", 1)
    (only,) = file.features
    assert (only.number, only.problem) == (1, "")
    assert only.bounds == pytest.approx((116.0, -9.0, 117.0, -8.0))


@pytest.mark.parametrize(
    ("geometry", "problem"),
    [
        (None, "tanpa geometri"),
        ({"type": "Point", "coordinates": [116.0, -8.0]}, "geometrinya Point, bukan Polygon"),
        ({"type": "GeometryCollection", "geometries": []}, "geometrinya GeometryCollection"),
        ({"type": "MultiPolygon", "coordinates": []}, "poligonnya tanpa luas"),
        ({"type": "Polygon", "coordinates": [[]]}, "poligonnya tanpa luas"),
        (box(116.0, -8.0, 116.0, -8.0), "poligonnya tanpa luas"),
        ({"type": "Polygon", "coordinates": [[[116, -8], [117, -8]] * 3]}, "tanpa luas"),
    ],
)
def test_a_feature_that_encloses_nothing_is_passed_on_with_the_reason(
    geometry: Any, problem: str, tmp_path: Path
) -> None:
    (only,) = read_file(written(tmp_path, [feature(geometry, kode="52")]), ("kode",)).features
    assert only.polygons == ()
    assert problem in only.problem
    assert only.texts == {"kode": "52"}


def test_rings_are_closed_once_without_repeats_and_heights(tmp_path: Path) -> None:
    open_ring = [[116, -8, 40.5], [116, -8, 41], [117, -8, 0], [117, -9]]
    (only,) = read_file(
        written(tmp_path, [feature({"type": "Polygon", "coordinates": [open_ring]})]), ()
    ).features
    ((ring,),) = only.polygons
    assert (ring * GRID).round(5).tolist() == [[116, -8], [117, -8], [117, -9]]


def test_a_hole_without_an_area_leaves_its_polygon(tmp_path: Path) -> None:
    pin = [[116.5, -8.5]] * 4
    shape = {"type": "MultiPolygon", "coordinates": [[RING, pin], [pin, RING]]}
    (only,) = read_file(written(tmp_path, [feature(shape)]), ()).features
    assert [len(polygon) for polygon in only.polygons] == [1]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_a_file_may_say_that_it_is_in_wgs84(name: str, tmp_path: Path) -> None:
    path = tmp_path / "b.geojson"
    path.write_text("\ufeff" + body(crs={"type": "name", "properties": {"name": name}}))
    assert len(read_file(path, ()).features[0].polygons) == 1


def test_properties_become_texts_by_folded_names(tmp_path: Path) -> None:
    given = {
        "KODE": 52.1, "Kd_Kab": 5202, "nama wilayah": " Lombok\n Tengah\u0007", "nmkec": None,
        "bps": True, "id": 10**30, "lain": "dibuang",
    }  # fmt: skip
    names = ("kode", "kdkab", "namawilayah", "nmkec", "bps", "id")
    (only,) = read_file(written(tmp_path, [feature(SQUARE, **given)]), names).features
    assert only.texts == {
        "kode": "52.10", "kdkab": "5202", "namawilayah": "Lombok Tengah", "nmkec": "",
        "bps": "", "id": str(10**30),
    }  # fmt: skip
