"""`batas` as a person runs it: what matched, what did not, what maps show then, and undoing it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.boundaries import boundaries
from services.reference import loader
from services.settings import from_mapping
from tests.boundaries.making import around, feature, written
from tests.commands.conftest import Lensa
from tests.commands.running import run

NTB = loader.children("52")


def of_ntb(folder: Path, *more: dict[str, object], name: str = "ntb.geojson") -> Path:
    """Write a file with squares for all kab/kota of Nusa Tenggara Barat but the last two."""
    rows = NTB.head(8).iter_rows(named=True)
    shapes = [feature(around(row["code"]), kode=row["code"], nama=row["name"]) for row in rows]
    return written(folder, [*shapes, *more], name)


def files(data: Path) -> dict[str, bytes]:
    paths = (path for path in data.rglob("*") if path.is_file() and "locks" not in path.parts)
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in paths}


def test_it_keeps_a_file_and_maps_show_it(lensa: Lensa, data: Path, tmp_path: Path) -> None:
    ran = lensa("batas", str(of_ntb(tmp_path)))
    assert ran.code == 0
    assert "kabkota: 8 dari 514 wilayah punya batas (8 menurut kode Kemendagri)" in ran.err
    assert "dari ntb.geojson" in ran.err
    assert "urungkan dengan lensa batas --hapus" in ran.err
    shown = boundaries(from_mapping({"LENSA_DATA": str(data)}), "kabkota", "52")
    assert shown.own
    assert (shown.own.file, shown.indicative) == ("ntb.geojson", 2)


def test_what_did_not_match_is_listed_and_whole_provinces_on_one_line(
    lensa: Lensa, tmp_path: Path
) -> None:
    lake = feature(around("5202"), nama="Danau Segara\u202e Anak")
    ran = lensa("batas", str(of_ntb(tmp_path, lake, feature(None, kode="5203"))))
    assert ran.code == 3, "a feature was left out"
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert lines[0] == "tingkat fitur kode nama keadaan"
    assert (
        "9 Danau Segara Anak tanpa kode, dan tingkat nama itu tidak diketahui (--tingkat)" in lines
    )
    assert "10 tanpa geometri" in lines
    assert [line for line in lines if line.startswith("kabkota 52")] == [
        f"kabkota {row['code']} {row['name']} tanpa fitur"
        for row in NTB.tail(2).iter_rows(named=True)
    ]
    assert f"kabkota 11 Aceh semua {loader.children('11').height} kabkota tanpa fitur" in lines
    assert len(lines) == 1 + 2 + 2 + 37


def test_kept_boundaries_are_listed_again_without_a_file(lensa: Lensa, tmp_path: Path) -> None:
    assert "tidak ada batas tersimpan" in lensa("batas").err
    first = lensa("batas", str(of_ntb(tmp_path)))
    again = lensa("batas")
    assert (again.code, again.out) == (0, first.out)
    assert again.lines == first.lines[:1]
    other = lensa("batas", "--tingkat", "provinsi")
    assert (other.code, other.out) == (0, "")
    assert "tidak ada batas tersimpan" in other.err


def test_every_level_of_a_file_is_kept_or_the_one_that_is_said(
    lensa: Lensa, data: Path, tmp_path: Path
) -> None:
    shapes = [feature(around(code), kode=code) for code in ("52", "5202", "520201")]
    path = written(tmp_path, shapes)
    assert lensa("batas", str(path), "--tingkat", "KABKOTA").code == 3
    assert [name for name in files(data) if "batas/" in name] == ["batas/kabkota.zip"]
    ran = lensa("batas", str(path))
    assert ran.code == 0
    kept = sorted(name for name in files(data) if "batas/" in name)
    assert kept == ["batas/kabkota.zip", "batas/kecamatan.zip", "batas/provinsi.zip"]
    assert "provinsi: 1 dari 38 wilayah" in ran.err
    assert "kecamatan: 1 dari 7.285 wilayah" in ran.err


def test_it_is_undone(lensa: Lensa, data: Path, tmp_path: Path) -> None:
    lensa("batas", str(of_ntb(tmp_path)))
    content = files(data)["batas/kabkota.zip"]
    assert "tidak ada batas tersimpan" in lensa("batas", "--hapus", "--tingkat", "provinsi").err
    ran = lensa("batas", "--hapus")
    assert ran.code == 0
    assert "batas kabkota dipindahkan ke .rusak/" in ran.err
    (aside,) = (body for name, body in files(data).items() if name.startswith(".rusak/"))
    assert aside == content
    assert boundaries(from_mapping({"LENSA_DATA": str(data)}), "kabkota", "52").own is None
    assert "tidak ada batas tersimpan" in lensa("batas", "--hapus").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--hapus", "b.geojson"), "--hapus tidak memakai BERKAS"),
        (("b.geojson", "--tingkat", "desa"), "tingkat tidak dikenal: desa"),
        (("tidak-ada.geojson",), "tidak-ada.geojson: tidak dapat dibaca"),
        (("html.geojson",), "html.geojson: bukan GeoJSON FeatureCollection"),
        (("meter.geojson",), "ogr2ogr -t_srs EPSG:4326"),
        (("asing.geojson",), "asing.geojson: tidak satu fitur pun cocok dengan wilayah"),
        (("kosong.geojson",), "tidak satu fitur pun cocok dengan wilayah: tidak ada fitur"),
    ],
)
def test_a_bad_file_or_argument_is_refused_on_one_line_and_changes_nothing(
    arguments: tuple[str, ...], words: str, lensa: Lensa, data: Path, tmp_path: Path
) -> None:
    lensa("batas", str(of_ntb(tmp_path)))
    before = files(data)
    square = {"type": "Polygon", "coordinates": [[[4e5, 9e6], [5e5, 9e6], [5e5, 8e6], [4e5, 9e6]]]}
    written(tmp_path, [feature(square, kode="5202")], "meter.geojson")
    written(tmp_path, [feature(around("5202"), kode="9999")], "asing.geojson")
    written(tmp_path, [], "kosong.geojson")
    (tmp_path / "html.geojson").write_text("<!doctype html>")
    ran = lensa("batas", *arguments)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert words in ran.err
    assert files(data) == before


def test_the_setting_overrides_and_says_so(lensa: Lensa, tmp_path: Path) -> None:
    path = of_ntb(tmp_path)
    other = written(tmp_path, [feature(around("5201"), kode="5201")], "lain.geojson")
    ran = lensa("batas", str(path), LENSA_BATAS=str(other))
    assert ran.code == 0
    assert "LENSA_BATAS diatur: peta memakai berkas itu" in ran.err
    assert "batas wilayah: dari berkas LENSA_BATAS: lain.geojson" in lensa("doctor").out
    other.write_text(json.dumps([]))
    assert "bukan GeoJSON FeatureCollection" in lensa("doctor").out


def test_doctor_says_which_boundaries_maps_show(lensa: Lensa, data: Path, tmp_path: Path) -> None:
    assert "baik   batas wilayah: bawaan, indikatif" in lensa("doctor").out
    lensa("batas", str(of_ntb(tmp_path)))
    assert "baik   batas wilayah: kabkota dari ntb.geojson" in lensa("doctor").out
    (data / "batas/kabkota.zip").write_bytes(b"rusak")
    ran = lensa("doctor")
    assert ran.code == 4
    assert "RUSAK  batas wilayah: batas yang tersimpan rusak" in ran.out
    assert lensa("batas").code == 4
    assert lensa("batas", str(of_ntb(tmp_path))).code == 0
    assert lensa("doctor").code == 0


def test_it_works_as_a_process_of_its_own(tmp_path: Path) -> None:
    path = of_ntb(tmp_path)
    assert run(tmp_path, "batas", str(path)).code == 0
    assert "kabkota: 8 dari 514" in run(tmp_path, "batas").err
