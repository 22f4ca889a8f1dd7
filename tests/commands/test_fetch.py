"""`fetch` on the sandbox: columns, types, narrowing, regions and locations."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest

from tests.commands.conftest import Lensa

TEXT, WHOLE, YEAR, FLAG = pl.String(), pl.Int64(), pl.Int16(), pl.Boolean()
INSTANT, DAY = pl.Datetime("us"), pl.Date()

PROGRAM = {
    "is_deleted": FLAG,
    "jenis_klpd": TEXT,
    "kd_klpd": TEXT,
    "kd_program": TEXT,
    "kd_program_lokal": TEXT,
    "kd_program_str": TEXT,
    "kd_satker": TEXT,
    "nama_klpd": TEXT,
    "nama_program": TEXT,
    "pagu_program": WHOLE,
    "tahun_anggaran": YEAR,
}
PAKET = {
    "kd_klpd": TEXT,
    "kd_satker": TEXT,
    "kd_rup": TEXT,
    "nama_klpd": TEXT,
    "nama_satker": TEXT,
    "nama_paket": TEXT,
    "tahun_anggaran": YEAR,
    "status": TEXT,
    "pagu": WHOLE,
    "tipe_swakelola": pl.Int8(),
    "status_aktif_rup": FLAG,
    "status_delete_rup": FLAG,
    "tgl_buat_paket": INSTANT,
    "tgl_pengumuman_paket": INSTANT,
    "tgl_awal_pelaksanaan_kontrak": DAY,
    "tgl_akhir_pelaksanaan_kontrak": DAY,
    "volume_pekerjaan": TEXT,
    "uraian_pekerjaan": TEXT,
    "kd_satker_str": TEXT,
    "jenis_klpd": TEXT,
    "kd_klpd_penyelenggara": TEXT,
    "nama_klpd_penyelenggara": TEXT,
    "nama_satker_penyelenggara": TEXT,
    "detail_lokasi": TEXT,
    "kd_rup_lokal": TEXT,
}
KAJI_ULANG = {
    "tahun_anggaran": YEAR,
    "kd_klpd": TEXT,
    "nama_klpd": TEXT,
    "jenis_klpd": TEXT,
    "kd_satker": TEXT,
    "kd_satker_str": TEXT,
    "nama_satker": TEXT,
    "kd_rup_lama": TEXT,
    "kd_rup_baru": TEXT,
    "jenis_paket": TEXT,
    "jenis_revisi": TEXT,
    "alasan_kajiulang": TEXT,
    "tgl_kaji_ulang": INSTANT,
    "datamart_id": TEXT,
    "_event_date": INSTANT,
    "_inserted_date": INSTANT,
}
REGION = dict.fromkeys(("code", "parent_code", "bps_code", "name"), TEXT)
LOCATION = dict.fromkeys(("id", "name", "level", "parent_id", "continent", "updatedAt"), TEXT)
RUP = {"program-master": PROGRAM, "paket-swakelola": PAKET, "history-kaji-ulang": KAJI_ULANG}
LOMBOK = ("--kode-klpd", "D304", "--tahun", "2025")


def csv(text: str) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(text), infer_schema=False)


def parquet(lensa: Lensa, *arguments: str) -> pl.DataFrame:
    ran = lensa("fetch", *arguments, "--out", "hasil.parquet")
    assert (ran.code, ran.out) == (0, ""), ran.err
    return pl.read_parquet("hasil.parquet")


@pytest.mark.parametrize("dataset", RUP)
def test_columns_and_types_are_the_promised_ones_in_order(lensa: Lensa, dataset: str) -> None:
    frame = parquet(lensa, dataset, *LOMBOK)
    assert list(frame.schema.items()) == list(RUP[dataset].items())
    assert frame.height > 100
    assert frame["kd_klpd"].unique().to_list() == ["D304"]
    assert frame["tahun_anggaran"].unique().to_list() == [2025]


@pytest.mark.parametrize(
    ("arguments", "height"),
    [
        (("provinces",), 38),
        (("cities", "--induk", "52"), 10),
        (("districts", "--induk", "5202,5203"), 33),
        (("sub-districts", "--induk", "520201"), 15),
    ],
)
@pytest.mark.parametrize("versi", ["v1", "v2"])
def test_regions_have_their_four_columns_in_both_versions(
    lensa: Lensa, arguments: tuple[str, ...], height: int, versi: str
) -> None:
    frame = parquet(lensa, *arguments, "--versi", versi)
    assert list(frame.schema.items()) == list(REGION.items())
    assert (frame.height, frame["code"].n_unique()) == (height, height)
    parents = arguments[2].split(",") if len(arguments) > 2 else [""]
    assert all(code.startswith(tuple(parents)) for code in frame["code"])


def test_both_versions_hold_the_same_rows_and_v2_is_the_usual(lensa: Lensa, data: Path) -> None:
    first = parquet(lensa, "cities", "--versi", "v1", "--induk", "52,53")
    second = parquet(lensa, "cities", "--induk", "52,53")
    assert first.select("code", "name").equals(second.select("code", "name"))
    stored = {p.parents[1].name for p in data.rglob("manifest.json")}
    assert stored == {"cities-v1", "cities-v2"}


def test_v1_without_parents_reads_the_parents_first(lensa: Lensa, data: Path) -> None:
    frame = parquet(lensa, "cities", "--versi", "v1")
    assert (frame.height, frame["parent_code"].n_unique()) == (514, 38)
    stored = {p.parents[1].name for p in data.rglob("manifest.json")}
    assert stored == {"provinces-v1", "cities-v1"}


@pytest.mark.parametrize("versi", ["v1", "v2"])
def test_regions_by_their_codes(lensa: Lensa, versi: str) -> None:
    frame = parquet(lensa, "cities", "--versi", versi, "--kode", "5202, 5271")
    assert frame["code"].to_list() == ["5202", "5271"]
    assert frame["parent_code"].to_list() == ["52", "52"]
    nothing = parquet(lensa, "cities", "--versi", versi, "--kode", "9999")
    assert nothing.schema == REGION
    assert nothing.height == 0


def test_locations_at_every_level_under_their_parents(lensa: Lensa) -> None:
    parent = ""
    for level in ("negara", "provinsi", "kabupaten", "kecamatan", "desa"):
        induk = ("--induk", parent) if parent else ()
        frame = parquet(lensa, "locations", "--level", level, *induk)
        assert list(frame.schema.items()) == list(LOCATION.items())
        assert frame["level"].unique().to_list() == [level]
        assert frame.height == frame["id"].n_unique() > 0
        if parent:
            assert frame["parent_id"].unique().to_list() == [parent]
        row = frame.filter(pl.col("name").str.contains("(?i)indonesia")) if not parent else frame
        parent = row["id"][0]


@pytest.mark.parametrize(
    ("other", "level"),
    [("country", "negara"), ("Province", "provinsi"), ("regency", "kabupaten")],
)
def test_both_vocabularies_of_levels_mean_the_same(lensa: Lensa, other: str, level: str) -> None:
    assert parquet(lensa, "locations", "--level", other).equals(
        parquet(lensa, "locations", "--level", level)
    )


def test_locations_of_several_parents_are_joined_each_id_once(lensa: Lensa) -> None:
    negara = parquet(lensa, "locations").filter(pl.col("name").str.contains("(?i)indonesia"))
    provinsi = parquet(lensa, "locations", "--level", "provinsi", "--induk", negara["id"][0])
    two = provinsi["id"][:2].to_list()
    frame = parquet(lensa, "locations", "--level", "kabupaten", "--induk", ",".join([*two, two[0]]))
    assert set(frame["parent_id"]) == set(two)
    assert frame.height == frame["id"].n_unique()


def test_locations_are_searched_by_name(lensa: Lensa) -> None:
    found = parquet(lensa, "locations", "--level", "provinsi", "--cari", "nusa tenggara")
    assert 0 < found.height < 10
    assert found["name"].str.to_lowercase().str.contains("nusa tenggara").all()


def test_stdout_holds_data_and_nothing_else(lensa: Lensa) -> None:
    ran = lensa("fetch", "program-master", *LOMBOK)
    whole = parquet(lensa, "program-master", *LOMBOK)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == ",".join(PROGRAM)
    rows = csv(ran.out)
    assert rows.height == whole.height
    assert rows["pagu_program"].cast(pl.Int64).equals(whole["pagu_program"])
    assert len(ran.lines) == 1
    assert "DATA CONTOH (sintetis)" in ran.err
    assert f"program-master D304 2025: {whole.height} baris, lengkap" in ran.err


def test_csv_says_null_and_types_plainly(lensa: Lensa) -> None:
    ran = lensa("fetch", "paket-swakelola", *LOMBOK)
    rows, whole = csv(ran.out), parquet(lensa, "paket-swakelola", *LOMBOK)
    for column in ("status_aktif_rup", "status_delete_rup"):
        assert set(rows[column].drop_nulls()) <= {"true", "false"}
    for column in ("tgl_buat_paket", "tgl_awal_pelaksanaan_kontrak", "pagu", "tipe_swakelola"):
        assert rows[column].null_count() == whole[column].null_count()
    moments = rows["tgl_buat_paket"].str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us")
    assert moments.equals(whole["tgl_buat_paket"])
    assert (
        rows["tgl_awal_pelaksanaan_kontrak"]
        .str.to_date()
        .equals(whole["tgl_awal_pelaksanaan_kontrak"])
    )


def test_json_holds_the_rows_as_read(lensa: Lensa) -> None:
    ran = lensa("fetch", "program-master", *LOMBOK, "--out", "hasil.json")
    assert (ran.code, ran.out) == (0, "")
    rows = json.loads(Path("hasil.json").read_text(encoding="utf-8"))
    whole = parquet(lensa, "program-master", *LOMBOK)
    assert [list(row) for row in rows[:1]] == [list(PROGRAM)]
    assert rows == whole.to_dicts()


def test_parquet_carries_where_it_came_from(lensa: Lensa) -> None:
    parquet(lensa, "program-master", *LOMBOK)
    notes = pl.read_parquet_metadata("hasil.parquet")
    assert "DATA CONTOH (sintetis)" in notes["program-master D304 2025"]


@pytest.mark.parametrize(
    ("dataset", "option", "column", "value"),
    [
        ("paket-swakelola", "--status", "status", "Terumumkan"),
        ("paket-swakelola", "--status", "status", "Terinisiasi"),
        ("history-kaji-ulang", "--jenis-paket", "jenis_paket", "SWAKELOLA"),
        ("history-kaji-ulang", "--jenis-paket", "jenis_paket", "PENYEDIA"),
    ],
)
def test_narrowing_keeps_those_rows_and_stores_the_whole(
    lensa: Lensa, data: Path, dataset: str, option: str, column: str, value: str
) -> None:
    narrow = parquet(lensa, dataset, *LOMBOK, option, value)
    whole = parquet(lensa, dataset, *LOMBOK)
    assert 0 < narrow.height < whole.height
    assert narrow.equals(whole.filter(pl.col(column) == value))
    assert len(list(data.rglob("manifest.json"))) == 1
    assert len(list(data.rglob("*.parquet"))) == 1
    assert parquet(lensa, dataset, *LOMBOK, option, "tidak ada").height == 0


BAD = [
    ("program-master", "--tahun", "2025"),
    ("program-master", "--kode-klpd", "D304"),
    ("program-master", "--kode-klpd", "d 304", "--tahun", "2025"),
    ("program-master", "--kode-klpd", "../../etc", "--tahun", "2025"),
    ("program-master", "--kode-klpd", "D304,D305", "--tahun", "2025"),
    ("program-master", "--kode-klpd", "Z9999999", "--tahun", "2025"),
    ("program-master", "--kode-klpd", "D304", "--tahun", "2009"),
    ("program-master", "--kode-klpd", "D304", "--tahun", "2099"),
    ("program-master", "--kode-klpd", "D304", "--tahun", "25"),
    ("program-master", "--kode-klpd", "D304", "--tahun", "２０２５"),
    ("program-master", *LOMBOK, "--status", "Terumumkan"),
    ("paket-swakelola", *LOMBOK, "--jenis-paket", "SWAKELOLA"),
    ("history-kaji-ulang", *LOMBOK, "--induk", "52"),
    ("provinces", "--kode-klpd", "D304"),
    ("provinces", "--kode", "5"),
    ("provinces", "--induk", "52"),
    ("cities", "--kode", "52"),
    ("cities", "--induk", "5202"),
    ("sub-districts", "--induk", "52.02"),
    ("sub-districts", "--induk", "5.20201"),
    ("cities", "--level", "provinsi"),
    ("locations", "--level", "planet"),
    ("locations", "--level", "provinsi", "--induk", "../x"),
    ("locations", "--level", "negara", "--induk", "1"),
    ("locations", "--kode", "52"),
    ("program-master", *LOMBOK, "--out", "hasil.xls"),
    ("program-master", *LOMBOK, "--out", "hasil"),
    ("program-master", *LOMBOK, "--out", "tidak/ada/hasil.csv"),
    ("paket-lain", *LOMBOK),
    ("provinces", "--versi", "v3"),
]


@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_a_bad_value_ends_2_on_one_line_and_nothing_is_read(
    lensa: Lensa, data: Path, arguments: tuple[str, ...]
) -> None:
    ran = lensa("fetch", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.lines) == 1
    assert ran.err.startswith("galat: ")
    assert list(data.rglob("manifest.json")) == []
