"""The other RUP endpoints in the catalogue: types, keys, parameters, places in the store."""

from __future__ import annotations

import polars as pl
import pytest

from services.errors import BadRequest
from services.upstream.catalog import DATASETS, find, klpd_names
from services.upstream.dataset import Dataset

OTHERS = {
    "master-satker": ("kd_satker",),
    "paket-penyedia": ("kd_rup",),
    "paket-penyedia-terumumkan": ("kd_rup",),
    "paket-swakelola-terumumkan": ("kd_rup",),
    "paket-anggaran-penyedia": ("id_paket_anggaran_penyedia",),
    "paket-anggaran-swakelola": ("id_paket_anggaran_swakelola",),
    "struktur-anggaran-pd": ("kd_satker",),
    "kegiatan-master": ("kd_kegiatan",),
    "sub-kegiatan-master": ("kd_subkegiatan",),
}
FLAGS = {
    "status_aktif_rup",
    "status_delete_rup",
    "status_dikecualikan",
    "spp_aspek_ekonomi",
    "spp_aspek_sosial",
    "spp_aspek_lingkungan",
    "is_deleted",
}
YEARS = {"tahun_anggaran", "tahun_anggaran_dana", "tahun_pertama"}
INSTANTS = {"tgl_buat_paket", "tgl_pengumuman_paket", "tgl_akhir_kontrak"}


def type_of(name: str) -> pl.DataType:
    """Return the type that the contract promises for a column of this name."""
    money = name.startswith(("pagu", "belanja")) or name == "total_belanja"
    exact = {
        **dict.fromkeys(FLAGS, pl.Boolean()),
        **dict.fromkeys(YEARS, pl.Int16()),
        **dict.fromkeys(INSTANTS, pl.Datetime("us")),
        "tipe_swakelola": pl.Int8(),
    }
    if name in exact:
        return exact[name]
    if money:
        return pl.Int64()
    return pl.Date() if name.startswith("tgl_") else pl.String()


@pytest.mark.parametrize("name", OTHERS)
def test_the_types_are_those_of_the_contract(name: str) -> None:
    schema = find(name).schema
    assert schema == {column: type_of(column) for column in schema}


@pytest.mark.parametrize("name", OTHERS)
def test_the_keys_are_the_natural_ones(name: str) -> None:
    assert find(name).key == OTHERS[name]
    assert set(OTHERS[name]) <= set(find(name).schema)


@pytest.mark.parametrize("name", OTHERS)
def test_all_are_read_and_stored_by_klpd(name: str) -> None:
    dataset = find(name)
    assert name in klpd_names()
    assert (dataset.source, dataset.optional) == ("inaproc", ())
    assert dataset.by_klpd_year == (name != "master-satker")
    assert dataset.sends_year == (name == "master-satker")


def test_a_dataset_of_all_years_is_stored_by_klpd_alone() -> None:
    satkers = find("master-satker").partition("D304", 2025)
    assert satkers == find("master-satker").partition("D304", 2024)
    assert (satkers.parts, satkers.tahun) == ((("kode_klpd", "D304"),), None)
    assert satkers.sent(2031) == {"kode_klpd": "D304", "tahun": "2031"}
    packages = find("paket-penyedia").partition("D304", 2025)
    assert packages.parts == (("kode_klpd", "D304"), ("tahun", "2025"))
    assert packages.sent(2031) == {"kode_klpd": "D304", "tahun": "2025"}
    with pytest.raises(BadRequest, match="tahun"):
        find("master-satker").request(kode_klpd="D304", tahun="2025")


def test_lists_are_of_the_older_paths_alone() -> None:
    bare: list[Dataset] = [dataset for dataset in DATASETS.values() if dataset.bare]
    assert all(dataset.path.startswith("/api/legacy/rup/") for dataset in bare)
    assert len(bare) == sum("/legacy/" in dataset.path for dataset in DATASETS.values()) == 3
