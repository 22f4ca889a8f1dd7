"""The other RUP datasets: columns as served, one key per row, made alone, the same every time."""

from __future__ import annotations

import hashlib
import json

import httpx
import msgspec
import pytest

from services.sandbox import datasets
from services.sandbox.core.rows import Columns
from services.sandbox.datasets import KEYS, LEGACY, columns_of, paged
from services.sandbox.serving.pages import ListingCache
from services.sandbox.serving.server import serve
from services.sandbox.units.instansi import YEARS
from tests.sandbox.conftest import BEARER
from tests.sandbox.made import further
from tests.sandbox.walks import rup_page, rup_rows, without_stamp

_PACKAGE = {
    "kd_klpd", "nama_klpd", "jenis_klpd", "tahun_anggaran", "kd_satker", "kd_satker_str",
    "nama_satker", "kd_rup", "kd_rup_lokal", "nama_paket", "pagu", "volume_pekerjaan",
    "status_umumkan_rup", "status_aktif_rup", "status_delete_rup", "tgl_buat_paket",
    "tgl_pengumuman_paket", "nama_ppk", "nip_ppk", "username_ppk",
}  # fmt: skip
_PENYEDIA = _PACKAGE | {
    "urarian_pekerjaan", "spesifikasi_pekerjaan", "kd_metode_pengadaan", "metode_pengadaan",
    "kd_jenis_pengadaan", "jenis_pengadaan", "status_pdn", "status_ukm", "alasan_non_ukm",
    "status_pradipa", "status_konsolidasi", "tipe_paket", "kd_rup_swakelola", "tahun_pertama",
    "kode_rup_tahun_pertama", "nomor_kontrak", "status_dikecualikan", "alasan_dikecualikan",
    "spp_aspek_ekonomi", "spp_aspek_sosial", "spp_aspek_lingkungan", "tgl_awal_pemilihan",
    "tgl_akhir_pemilihan", "tgl_awal_kontrak", "tgl_akhir_kontrak", "tgl_awal_pemanfaatan",
    "tgl_akhir_pemanfaatan",
}  # fmt: skip
_BUDGET = {
    "kd_klpd", "nama_klpd", "jenis_klpd", "tahun_anggaran", "kd_satker", "kd_satker_str",
    "nama_satker", "kd_rup", "kd_rup_lokal", "pagu", "tahun_anggaran_dana", "kd_kegiatan",
    "kd_komponen", "kd_subkegiatan", "mak", "sumber_dana", "jenis_dana_apbn", "asal_dana",
    "asal_dana_klpd", "asal_dana_satker", "status_umumkan_rup", "status_aktif_rup",
    "status_delete_rup",
}  # fmt: skip
_ACTIVITY = {
    "is_deleted", "jenis_klpd", "kd_klpd", "kd_satker", "nama_klpd", "tahun_anggaran",
    "kd_program", "kd_kegiatan",
}  # fmt: skip
COLUMNS = {
    "master-satker": {
        "kd_klpd", "nama_klpd", "jenis_klpd", "kd_satker", "kd_satker_str", "nama_satker",
        "jenis_satker", "status_satker", "ket_satker", "tahun_aktif", "kode_eselon", "telepon",
        "fax", "alamat", "kodepos",
    },
    "paket-penyedia": _PENYEDIA | {"detail_lokasi"},
    "paket-penyedia-terumumkan": _PENYEDIA,
    "paket-swakelola-terumumkan": _PACKAGE | {
        "uraian_pekerjaan", "tipe_swakelola", "tgl_awal_pelaksanaan_kontrak",
        "tgl_akhir_pelaksanaan_kontrak", "kd_klpd_penyelenggara", "nama_klpd_penyelenggara",
        "nama_satker_penyelenggara",
    },
    "paket-anggaran-penyedia": _BUDGET | {"id_paket_anggaran_penyedia"},
    "paket-anggaran-swakelola": _BUDGET | {"id_paket_anggaran_swakelola"},
    "struktur-anggaran-pd": {
        "kd_klpd", "nama_klpd", "kd_satker", "kd_satker_str", "nama_satker", "tahun_anggaran",
        "belanja_operasi", "belanja_modal", "belanja_btt", "belanja_pengadaan",
        "belanja_non_pengadaan", "total_belanja",
    },
    "kegiatan-master": _ACTIVITY | {
        "kd_kegiatan_lokal", "kd_kegiatan_str", "nama_kegiatan", "pagu_kegiatan",
    },
    "sub-kegiatan-master": _ACTIVITY | {
        "kd_subkegiatan", "kd_subkegiatan_lokal", "kd_subkegiatan_str", "nama_subkegiatan",
        "pagu_subkegiatan",
    },
}  # fmt: skip
PAGED = [name for name in COLUMNS if name not in LEGACY]
ASK = {"kode_klpd": "D352", "tahun": "2025"}
GOLDEN = {
    "master-satker": "08e064f6a30ad0b2",
    "paket-penyedia": "82f14265f33af8a4",
    "paket-penyedia-terumumkan": "3c103e2e083b735d",
    "paket-swakelola-terumumkan": "3f3dbdddee14701b",
    "paket-anggaran-penyedia": "dbaf60d9e7c213c8",
    "paket-anggaran-swakelola": "b5349f9a71236b08",
    "struktur-anggaran-pd": "8cd946c79195303c",
    "kegiatan-master": "ce94a454702fa1c5",
    "sub-kegiatan-master": "91aa758f9a457900",
}
"""The first 16 characters of the hash of each dataset of D352 for 2025."""


def digest(columns: Columns | None) -> str:
    return hashlib.sha256(msgspec.json.encode(columns)).hexdigest()[:16]


def test_every_dataset_is_served_in_pages_or_as_a_list() -> None:
    assert set(paged()) | set(LEGACY) == {*datasets.CORE, *COLUMNS}
    assert not set(paged()) & set(LEGACY)


@pytest.mark.parametrize("dataset", list(GOLDEN))
def test_rows_are_these_and_no_others(dataset: str) -> None:
    assert digest(further(dataset, "D352")) == GOLDEN[dataset]


@pytest.mark.parametrize("dataset", COLUMNS)
def test_rows_do_not_depend_on_what_was_made_before(dataset: str) -> None:
    columns_of("paket-anggaran-penyedia", "I82", 2024)
    columns_of("paket-penyedia", "D994", 2026)
    assert digest(columns_of(dataset, "D352", 2025)) == digest(further(dataset, "D352"))


@pytest.mark.parametrize("dataset", COLUMNS)
def test_columns_are_those_of_the_gateway_and_keys_never_repeat(dataset: str) -> None:
    made = further(dataset, "D352")
    assert set(made) == COLUMNS[dataset]
    keys = made[KEYS[dataset]]
    assert len({len(values) for values in made.values()}) == 1
    assert len(set(keys)) == len(keys) > 40
    assert {type(key) for key in keys} == {int}


@pytest.mark.parametrize("dataset", PAGED)
def test_both_shapes_walk_every_row_once(either: httpx.Client, dataset: str) -> None:
    served = rup_rows(either, dataset, **ASK)
    assert {"last_update_ref" in row for row in served} == {True}
    key = KEYS[dataset]
    found = sorted(without_stamp(served), key=lambda row: int(row[key]))
    made = further(dataset, "D352")
    order = sorted(range(len(made[key])), key=made[key].__getitem__)
    assert {len(row) for row in found} == {len(COLUMNS[dataset])}
    for name, values in made.items():
        assert [row[name] for row in found] == [values[at] for at in order], name


def test_units_come_with_a_success_code_and_the_same_for_every_year(client: httpx.Client) -> None:
    first = rup_page(client, "master-satker", kode_klpd="D352", tahun=2021, limit=1000)
    assert first["error"] == {"code": "000", "message": "Success", "details": "Success"}
    for tahun in (2012, 2026, 2031):
        other = rup_page(client, "master-satker", kode_klpd="D352", tahun=tahun, limit=1000)
        assert without_stamp(other["data"]) == without_stamp(first["data"])
    assert client.get("/api/v1/rup/master-satker?kode_klpd=D352").status_code == 400


@pytest.mark.parametrize("dataset", LEGACY)
def test_legacy_lists_are_bare_and_whole(client: httpx.Client, dataset: str) -> None:
    answer = client.get(f"/api/legacy/rup/{dataset}", params={**ASK, "limit": "2"})
    assert answer.status_code == 200
    found = answer.json()
    assert isinstance(found, list)
    assert {frozenset(row) for row in found} == {frozenset(COLUMNS[dataset])}
    assert len(found) == len(further(dataset, "D352")["kd_satker"])


@pytest.mark.parametrize("dataset", LEGACY)
@pytest.mark.parametrize("kode", ["K34", "L31", "I82", "D994", "XX"])
def test_legacy_lists_are_empty_for_ministries_and_before_a_government(
    client: httpx.Client, dataset: str, kode: str
) -> None:
    answer = client.get(f"/api/legacy/rup/{dataset}", params={"kode_klpd": kode, "tahun": "2022"})
    assert (answer.status_code, answer.text) == (200, "[]")


def test_legacy_lists_ask_for_a_token_a_klpd_and_a_year(client: httpx.Client) -> None:
    path = f"/api/legacy/rup/{LEGACY[0]}"
    assert client.get(path).status_code == 400
    assert client.get(path, params={"kode_klpd": "D352"}).status_code == 400
    for token, status in (("lain", 401), ("contoh-terlarang", 403)):
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get(path, params=ASK, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        ("tantangan", 200, b"<!DOCTYPE html>"),
        ("html403", 403, b"<!DOCTYPE html>"),
        ("bom", 200, b"\xef\xbb\xbf[{"),
        ("kosong", 200, b"[]"),
    ],
)
def test_faults_reach_legacy_lists(fault: str, status: int, start: bytes) -> None:
    with serve(faults=[fault]) as handle, httpx.Client(base_url=handle.base_url) as client:
        answer = client.get("/api/legacy/rup/kegiatan-master", params=ASK, headers=BEARER)
    assert answer.status_code == status
    assert answer.content.startswith(start)
    if fault == "bom":
        assert json.loads(answer.content.decode("utf-8-sig"))[0]["kd_klpd"] == "D352"


def test_a_listing_is_made_alone_and_once() -> None:
    asked: list[str] = []

    def maker(dataset: str, kode: str, tahun: int, hari: int) -> Columns | None:
        asked.append(dataset)
        return columns_of(dataset, kode, tahun, hari)

    listings = ListingCache(maker=maker)
    for dataset in ("program-master", "kegiatan-master", "program-master", "kegiatan-master"):
        assert listings.listing(dataset, "D352", 2025) is not None
    assert asked == ["program-master", "kegiatan-master"]


@pytest.mark.parametrize("dataset", ["paket-penyedia", "paket-anggaran-penyedia"])
def test_most_rows_last_until_a_later_day(dataset: str) -> None:
    key = KEYS[dataset]
    today, later = columns_of(dataset, "I82", 2026), columns_of(dataset, "I82", 2026, 1)
    assert today is not None
    assert later is not None
    before, after = (dict(zip(made[key], made["pagu"], strict=True)) for made in (today, later))
    both = set(before) & set(after)
    assert 0.95 * len(before) < len(both) < len(before)
    changed = sum(before[code] != after[code] for code in both)
    assert 0 < changed < 0.06 * len(both)


@pytest.mark.parametrize("dataset", [name for name in COLUMNS if name != "master-satker"])
def test_a_government_has_nothing_before_it_was_founded(dataset: str) -> None:
    made = columns_of(dataset, "D994", YEARS[0])
    assert made is not None
    assert set(made) == COLUMNS[dataset]
    assert not made["kd_klpd"]
    assert columns_of(dataset, "D994", 2020) is None


def test_what_hangs_on_an_empty_dataset_is_empty() -> None:
    for dataset, kode in (
        ("kegiatan-master", "D358"),
        ("sub-kegiatan-master", "D358"),
        ("paket-swakelola-terumumkan", "L25"),
        ("paket-anggaran-swakelola", "L25"),
    ):
        assert not further(dataset, kode)["kd_klpd"]
    for dataset in ("paket-penyedia", "paket-anggaran-penyedia"):
        assert further(dataset, "L25")["kd_rup"]
        assert further(dataset, "D358")["kd_rup"]
