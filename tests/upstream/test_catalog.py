"""The catalogue: columns, types, parameters and requests."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import BadRequest
from services.upstream.catalog import (
    DATASETS,
    HISTORY_KAJI_ULANG,
    LEVELS,
    LOCATIONS,
    PAKET_SWAKELOLA,
    PROGRAM_MASTER,
    RUP,
    find,
)
from services.upstream.dataset import Dataset, Request

TEXT, MONEY, FLAG = pl.String(), pl.Int64(), pl.Boolean()
INSTANT, DAY, YEAR = pl.Datetime("us"), pl.Date(), pl.Int16()

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
    "pagu_program": MONEY,
    "tahun_anggaran": YEAR,
}
SWAKELOLA = {
    "kd_klpd": TEXT,
    "kd_satker": TEXT,
    "kd_rup": TEXT,
    "nama_klpd": TEXT,
    "nama_satker": TEXT,
    "nama_paket": TEXT,
    "tahun_anggaran": YEAR,
    "status": TEXT,
    "pagu": MONEY,
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
PAGED = (
    "master-satker",
    "paket-penyedia",
    "paket-penyedia-terumumkan",
    "paket-swakelola-terumumkan",
    "paket-anggaran-penyedia",
    "paket-anggaran-swakelola",
)
LISTS = ("struktur-anggaran-pd", "kegiatan-master", "sub-kegiatan-master")
LOCATION = dict.fromkeys(("id", "name", "level", "parent_id", "continent", "updatedAt"), TEXT)


@pytest.mark.parametrize(
    ("dataset", "columns"),
    [
        (PROGRAM_MASTER, PROGRAM),
        (PAKET_SWAKELOLA, SWAKELOLA),
        (HISTORY_KAJI_ULANG, KAJI_ULANG),
        (LOCATIONS, LOCATION),
        *((find(level, versi), REGION) for level in LEVELS for versi in ("v1", "v2")),
    ],
    ids=lambda value: value.folder if isinstance(value, Dataset) else "",
)
def test_columns_and_types_in_the_promised_order(
    dataset: Dataset, columns: dict[str, pl.DataType]
) -> None:
    assert list(dataset.schema.items()) == list(columns.items())


def test_every_endpoint_is_there_once() -> None:
    paths = {dataset.path for dataset in DATASETS.values()}
    assert paths == {
        "/api/v1/rup/program-master",
        "/api/v1/rup/paket-swakelola",
        "/api/v1/rup/history-kaji-ulang",
        *(f"/api/v1/rup/{name}" for name in PAGED),
        *(f"/api/legacy/rup/{name}" for name in LISTS),
        *(f"/masterdata/{versi}/{level}" for versi in ("v1", "v2") for level in LEVELS),
        "/v1/locations",
    }
    assert len({dataset.folder for dataset in DATASETS.values()}) == len(DATASETS) == 21


def test_keys_are_the_natural_ones() -> None:
    assert [dataset.key for dataset in RUP] == [
        ("kd_program",),
        ("kd_rup",),
        ("kd_satker", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "tgl_kaji_ulang"),
    ]
    assert all(set(dataset.key) <= set(dataset.schema) for dataset in DATASETS.values())


def test_personal_and_volatile_columns_are_never_columns() -> None:
    never = {"nama_ppk", "nip_ppk", "username_ppk", "last_update_ref"}
    contact = {"telepon", "fax", "alamat", "kodepos"}
    for dataset in DATASETS.values():
        assert not (never | contact) & {name for column in dataset.columns for name in column.names}
    for name in ("paket-swakelola", *(name for name in PAGED if name.startswith("paket-p"))):
        assert set(find(name).dropped) == never
    assert set(find("master-satker").dropped) == {"last_update_ref", *contact}


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.folder)
def test_a_value_of_the_catalogue_cannot_be_changed(dataset: Dataset) -> None:
    with pytest.raises(AttributeError):
        dataset.path = "/lain"  # type: ignore[misc]
    with pytest.raises(TypeError):
        DATASETS["x", ""] = dataset  # type: ignore[index]


@pytest.mark.parametrize("dataset", RUP, ids=lambda dataset: dataset.name)
@pytest.mark.parametrize("given", [{}, {"kode_klpd": "D1"}, {"kode_klpd": "D1", "tahun": ""}])
def test_a_missing_parameter_is_named(dataset: Dataset, given: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match="tahun"):
        dataset.request(**given)


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(BadRequest, match=r"jenis_paket \(program-master\)"):
        PROGRAM_MASTER.request(kode_klpd="D1", tahun="2025", jenis_paket="PENYEDIA")
    with pytest.raises(BadRequest, match="district_codes"):
        find("cities", "v2").request(district_codes="110101")


def test_an_empty_value_means_not_asked() -> None:
    asked = PAKET_SWAKELOLA.request(kode_klpd="D1", tahun="2025", status="")
    assert asked == PAKET_SWAKELOLA.request(tahun="2025", kode_klpd="D1")
    assert hash(asked) == hash(PAKET_SWAKELOLA.request(tahun="2025", kode_klpd="D1"))


def test_an_unknown_dataset_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BadRequest, match=r"rup-penyedia \(yang ada: program-master, "):
        find("rup-penyedia")
    assert find("cities").versi == "v2"
    assert find("cities", "v1").versi == "v1"


def test_the_stored_path_of_a_klpd_and_year() -> None:
    request = PROGRAM_MASTER.request(tahun="2025", kode_klpd="D1")
    assert request.parts == (("kode_klpd", "D1"), ("tahun", "2025"))
    assert str(request) == "program-master D1 2025"


def test_the_stored_path_of_anything_else() -> None:
    assert find("provinces").request().parts == (("minta", "semua"),)
    assert find("cities").request(province_codes="52").parts == (("minta", "province_codes-52"),)
    swakelola = PAKET_SWAKELOLA.request(kode_klpd="D1", tahun="2025", status="Terumumkan")
    assert swakelola.parts == (("minta", "kode_klpd-D1_status-Terumumkan_tahun-2025"),)


def test_a_long_list_is_named_by_its_length() -> None:
    codes = ",".join(str(1101 + number) for number in range(40))
    assert str(find("districts").request(city_codes=codes)) == "districts-v2 (40 kode)"


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_stored_path_is_a_plain_name_and_unique_to_its_request(one: str, other: str) -> None:
    def path(text: str) -> tuple[str, str]:
        return LOCATIONS.request(search=text).parts[-1]

    name, value = path(one)
    assert name == "minta"
    assert value.replace("-", "").replace("_", "").isascii()
    assert value.replace("-", "").replace("_", "").isalnum()
    assert (path(one) == path(other)) == (one == other)


def test_a_request_is_hashable_by_name_and_values() -> None:
    requests: set[Request] = {
        find("cities", "v1").request(codes="1101"),
        find("cities", "v2").request(codes="1101"),
        find("cities", "v2").request(codes="1101"),
        find("cities", "v2").request(codes="1102"),
    }
    assert len(requests) == 3
