"""All datasets. A new endpoint is one entry here and one payload in tests/contract/.

Columns are in the order of the public contract. Values are read as text and then cast to the
column's type.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from ..errors import BadRequest
from .answer.paging import Paginator
from .dataset import Column, Dataset
from .walk import pagination

LEVELS = ("provinces", "cities", "districts", "sub-districts")
LOCATION_LEVELS = ("negara", "provinsi", "kabupaten", "kecamatan", "desa")


def _texts(*names: str, optional: bool = False) -> tuple[Column, ...]:
    return tuple(Column(name=name, optional=optional) for name in names)


def _typed(dtype: pl.DataType, *names: str, optional: bool = False) -> tuple[Column, ...]:
    return tuple(Column(name=name, dtype=dtype, optional=optional) for name in names)


_MONEY, _YEAR, _FLAG = pl.Int64(), pl.Int16(), pl.Boolean()
_INSTANT, _DAY = pl.Datetime("us"), pl.Date()
_ASKED = (("kd_klpd", "kode_klpd"), ("tahun_anggaran", "tahun"))

PROGRAM_MASTER = Dataset(
    name="program-master",
    source="inaproc",
    path="/api/v1/rup/program-master",
    columns=(
        *_typed(_FLAG, "is_deleted"),
        *_texts("jenis_klpd", "kd_klpd", "kd_program", "kd_program_lokal", "kd_program_str"),
        *_texts("kd_satker", "nama_klpd", "nama_program"),
        *_typed(_MONEY, "pagu_program"),
        *_typed(_YEAR, "tahun_anggaran"),
    ),
    key=("kd_program",),
    paginator=pagination.CURSOR,
    required=("kode_klpd", "tahun"),
    asked=_ASKED,
    dropped=("last_update_ref",),
)

PAKET_SWAKELOLA = Dataset(
    name="paket-swakelola",
    source="inaproc",
    path="/api/v1/rup/paket-swakelola",
    columns=(
        *_texts("kd_klpd", "kd_satker", "kd_rup", "nama_klpd", "nama_satker", "nama_paket"),
        *_typed(_YEAR, "tahun_anggaran"),
        Column(name="status", wire=("status", "status_umumkan_rup")),
        *_typed(_MONEY, "pagu", optional=True),
        *_typed(pl.Int8(), "tipe_swakelola", optional=True),
        *_typed(_FLAG, "status_aktif_rup", "status_delete_rup", optional=True),
        *_typed(_INSTANT, "tgl_buat_paket", "tgl_pengumuman_paket", optional=True),
        *_typed(_DAY, "tgl_awal_pelaksanaan_kontrak", optional=True),
        *_typed(_DAY, "tgl_akhir_pelaksanaan_kontrak", optional=True),
        *_texts("volume_pekerjaan", "uraian_pekerjaan", "kd_satker_str", optional=True),
        *_texts("jenis_klpd", "kd_klpd_penyelenggara", optional=True),
        *_texts("nama_klpd_penyelenggara", "nama_satker_penyelenggara", optional=True),
        *_texts("detail_lokasi", "kd_rup_lokal", optional=True),
    ),
    key=("kd_rup",),
    paginator=pagination.CURSOR,
    required=("kode_klpd", "tahun"),
    optional=("status",),
    asked=_ASKED,
    dropped=("last_update_ref", "nama_ppk", "nip_ppk", "username_ppk"),
)

HISTORY_KAJI_ULANG = Dataset(
    name="history-kaji-ulang",
    source="inaproc",
    path="/api/v1/rup/history-kaji-ulang",
    columns=(
        *_typed(_YEAR, "tahun_anggaran"),
        *_texts("kd_klpd", "nama_klpd", "jenis_klpd", "kd_satker", "kd_satker_str"),
        *_texts("nama_satker", "kd_rup_lama", "kd_rup_baru", "jenis_paket", "jenis_revisi"),
        *_texts("alasan_kajiulang"),
        *_typed(_INSTANT, "tgl_kaji_ulang"),
        *_texts("datamart_id", optional=True),
        *_typed(_INSTANT, "_event_date", "_inserted_date", optional=True),
    ),
    key=("kd_satker", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "tgl_kaji_ulang"),
    paginator=pagination.CURSOR,
    required=("kode_klpd", "tahun"),
    optional=("jenis_paket",),
    asked=_ASKED,
    dropped=("last_update_ref",),
)

MASTER_SATKER = Dataset(
    name="master-satker",
    source="inaproc",
    path="/api/v1/rup/master-satker",
    columns=(
        *_texts("kd_klpd", "nama_klpd", "jenis_klpd", "kd_satker", "kd_satker_str"),
        *_texts("nama_satker", "jenis_satker", "status_satker", "ket_satker", "tahun_aktif"),
        *_texts("kode_eselon", optional=True),
    ),
    key=("kd_satker",),
    paginator=pagination.CURSOR,
    required=("kode_klpd",),
    asked=(("kd_klpd", "kode_klpd"),),
    dropped=("last_update_ref", "telepon", "fax", "alamat", "kodepos"),
    sends_year=True,
)

_PACKAGE = (
    *_texts("kd_klpd", "nama_klpd", "jenis_klpd", "kd_satker", "kd_satker_str", "nama_satker"),
    *_typed(_YEAR, "tahun_anggaran"),
    *_texts("kd_rup", "nama_paket"),
    *_typed(_MONEY, "pagu"),
)
_STATE = (
    Column(name="status", wire=("status_umumkan_rup", "status")),
    *_typed(_FLAG, "status_aktif_rup", "status_delete_rup"),
)
_PENYEDIA = (
    *_PACKAGE,
    *_texts("kd_metode_pengadaan", "metode_pengadaan"),
    *_texts("kd_jenis_pengadaan", "jenis_pengadaan"),
    *_STATE,
    *_texts("tipe_paket", "kd_rup_swakelola", "status_pradipa", "status_konsolidasi"),
    *_texts("status_pdn", "status_ukm", "alasan_non_ukm"),
    *_typed(_FLAG, "status_dikecualikan"),
    *_texts("alasan_dikecualikan"),
    *_typed(_DAY, "tgl_awal_pemilihan", "tgl_akhir_pemilihan", "tgl_awal_kontrak"),
    *_typed(_INSTANT, "tgl_akhir_kontrak"),
    *_typed(_DAY, "tgl_awal_pemanfaatan", "tgl_akhir_pemanfaatan"),
    *_typed(_INSTANT, "tgl_buat_paket", "tgl_pengumuman_paket"),
    *_texts("volume_pekerjaan", "urarian_pekerjaan", "spesifikasi_pekerjaan"),
    *_typed(_FLAG, "spp_aspek_ekonomi", "spp_aspek_sosial", "spp_aspek_lingkungan"),
    *_typed(_YEAR, "tahun_pertama"),
    *_texts("kode_rup_tahun_pertama", "nomor_kontrak"),
    *_texts("kd_rup_lokal", optional=True),
)
_PERSONAL = ("last_update_ref", "nama_ppk", "nip_ppk", "username_ppk")

PAKET_PENYEDIA = Dataset(
    name="paket-penyedia",
    source="inaproc",
    path="/api/v1/rup/paket-penyedia",
    columns=(*_PENYEDIA, *_texts("detail_lokasi")),
    key=("kd_rup",),
    paginator=pagination.CURSOR,
    required=("kode_klpd", "tahun"),
    asked=_ASKED,
    dropped=_PERSONAL,
)

PAKET_PENYEDIA_TERUMUMKAN = Dataset(
    name="paket-penyedia-terumumkan",
    source="inaproc",
    path="/api/v1/rup/paket-penyedia-terumumkan",
    columns=_PENYEDIA,
    key=("kd_rup",),
    paginator=pagination.CURSOR,
    required=("kode_klpd", "tahun"),
    asked=_ASKED,
    dropped=_PERSONAL,
)

PAKET_SWAKELOLA_TERUMUMKAN = Dataset(
    name="paket-swakelola-terumumkan",
    source="inaproc",
    path="/api/v1/rup/paket-swakelola-terumumkan",
    columns=tuple(column for column in PAKET_SWAKELOLA.columns if column.name != "detail_lokasi"),
    key=("kd_rup",),
    paginator=pagination.CURSOR,
    required=("kode_klpd", "tahun"),
    asked=_ASKED,
    dropped=_PERSONAL,
)


def _budget(name: str) -> Dataset:
    """Return the dataset of the budget rows of one kind of packages.

    Their key is their own number: rows that are alike but for it all count.
    """
    number = f"id_{name.replace('-', '_')}"
    return Dataset(
        name=name,
        source="inaproc",
        path=f"/api/v1/rup/{name}",
        columns=(
            *_texts(number, "kd_rup", "kd_klpd", "nama_klpd", "jenis_klpd"),
            *_texts("kd_satker", "kd_satker_str", "nama_satker"),
            *_typed(_YEAR, "tahun_anggaran", "tahun_anggaran_dana"),
            *_typed(_MONEY, "pagu"),
            *_texts("mak", "sumber_dana"),
            *_texts("jenis_dana_apbn", optional=True),
            *_texts("asal_dana", "asal_dana_klpd", "asal_dana_satker"),
            *_texts("kd_kegiatan", "kd_komponen", "kd_subkegiatan"),
            *_STATE,
            *_texts("kd_rup_lokal", optional=True),
        ),
        key=(number,),
        paginator=pagination.CURSOR,
        required=("kode_klpd", "tahun"),
        asked=_ASKED,
        dropped=("last_update_ref",),
    )


PAKET_ANGGARAN_PENYEDIA = _budget("paket-anggaran-penyedia")
PAKET_ANGGARAN_SWAKELOLA = _budget("paket-anggaran-swakelola")


def _list_of_regions(
    name: str, columns: tuple[Column, ...], key: str, asked: tuple[tuple[str, str], ...] = _ASKED
) -> Dataset:
    """Return a dataset of the older paths: one array with all rows, of regions only."""
    return Dataset(
        name=name,
        source="inaproc",
        path=f"/api/legacy/rup/{name}",
        columns=columns,
        key=(key,),
        paginator=pagination.WHOLE,
        required=("kode_klpd", "tahun"),
        asked=asked,
        dropped=("last_update_ref",),
        bare=True,
    )


# A satker without figures has no year either: its row belongs to the year that was requested.
STRUKTUR_ANGGARAN_PD = _list_of_regions(
    "struktur-anggaran-pd",
    (
        *_texts("kd_klpd", "nama_klpd", "kd_satker", "kd_satker_str", "nama_satker"),
        *_typed(_YEAR, "tahun_anggaran"),
        *_typed(_MONEY, "belanja_operasi", "belanja_modal", "belanja_btt"),
        *_typed(_MONEY, "belanja_pengadaan", "belanja_non_pengadaan", "total_belanja"),
    ),
    "kd_satker",
)


def _activities(name: str, *codes: str) -> Dataset:
    """Return the dataset of activities, whose own code is the last of `codes`."""
    own = codes[-1].removeprefix("kd_")
    return _list_of_regions(
        name,
        (
            *_texts("kd_klpd", "nama_klpd", "jenis_klpd"),
            *_typed(_YEAR, "tahun_anggaran"),
            *_texts("kd_satker", "kd_program", *codes, f"kd_{own}_str", f"nama_{own}"),
            *_typed(_MONEY, f"pagu_{own}"),
            *_texts(f"kd_{own}_lokal", optional=True),
            *_typed(_FLAG, "is_deleted"),
        ),
        codes[-1],
    )


KEGIATAN_MASTER = _activities("kegiatan-master", "kd_kegiatan")
SUB_KEGIATAN_MASTER = _activities("sub-kegiatan-master", "kd_kegiatan", "kd_subkegiatan")

_PARENT_PARAM = {
    "provinces": "",
    "cities": "province_codes",
    "districts": "city_codes",
    "sub-districts": "district_codes",
}

_REGION_PAGES: Mapping[str, Paginator] = {"v1": pagination.BATCHES, "v2": pagination.NUMBERED}


def _region(level: str, versi: str) -> Dataset:
    parent = _PARENT_PARAM[level]
    return Dataset(
        name=level,
        versi=versi,
        source="satusehat",
        path=f"/masterdata/{versi}/{level}",
        columns=_texts("code", "parent_code", "bps_code", "name"),
        key=("code",),
        paginator=_REGION_PAGES[versi],
        optional=("codes", parent) if parent else ("codes",),
        asked=(("code", "codes"), ("parent_code", parent)) if parent else (("code", "codes"),),
    )


LOCATIONS = Dataset(
    name="locations",
    source="lokasi",
    path="/v1/locations",
    columns=(
        *_texts("id", "name"),
        Column(name="level", asked="level"),
        Column(
            name="parent_id", wire=("country", "province", "regency", "district"), optional=True
        ),
        *_texts("continent", "updatedAt", optional=True),
    ),
    key=("id",),
    paginator=pagination.UNTIL_REPEATED,
    optional=("level", "countryId", "provinceId", "regencyId", "districtId", "search"),
)

_REGISTERED: dict[tuple[str, str], Dataset] = {
    (dataset.name, dataset.versi): dataset
    for dataset in (
        PROGRAM_MASTER,
        PAKET_SWAKELOLA,
        HISTORY_KAJI_ULANG,
        MASTER_SATKER,
        PAKET_PENYEDIA,
        PAKET_PENYEDIA_TERUMUMKAN,
        PAKET_SWAKELOLA_TERUMUMKAN,
        PAKET_ANGGARAN_PENYEDIA,
        PAKET_ANGGARAN_SWAKELOLA,
        STRUKTUR_ANGGARAN_PD,
        KEGIATAN_MASTER,
        SUB_KEGIATAN_MASTER,
        *(_region(level, versi) for versi in ("v1", "v2") for level in LEVELS),
        LOCATIONS,
    )
}
DATASETS: Mapping[tuple[str, str], Dataset] = MappingProxyType(_REGISTERED)
"""Every dataset by name and version, in the order in which commands name them."""

RUP = (PROGRAM_MASTER, PAKET_SWAKELOLA, HISTORY_KAJI_ULANG)
"""The datasets that every page reads."""


def register(dataset: Dataset) -> None:
    """Add a dataset while the program runs; raise ValueError when its stored name is taken."""
    if dataset.folder in {known.folder for known in DATASETS.values()}:
        raise ValueError(f"a dataset named {dataset.folder} is registered already")
    _REGISTERED[dataset.name, dataset.versi] = dataset


def unregister(dataset: Dataset) -> None:
    """Take a dataset out of the catalogue."""
    del _REGISTERED[dataset.name, dataset.versi]


def names() -> tuple[str, ...]:
    """Return the public names of all datasets, each once."""
    return tuple(dict.fromkeys(name for name, _ in DATASETS))


def klpd_names() -> tuple[str, ...]:
    """Return the names of the datasets that are read and stored by KLPD, with or without a year."""
    return tuple(dataset.name for dataset in DATASETS.values() if dataset.by_klpd)


def source_of(folder: str) -> str:
    """Return the upstream of a dataset by its stored name, "" for an unknown one."""
    sources = (known.source for known in DATASETS.values() if known.folder == folder)
    return next(sources, "")


def find(name: str, versi: str = "v2") -> Dataset:
    """Return the dataset of this name (regions by version); raise BadRequest for an unknown one."""
    dataset = DATASETS.get((name, "")) or DATASETS.get((name, versi))
    if dataset is None:
        known = ", ".join(dict.fromkeys(key[0] for key in DATASETS))
        raise BadRequest(f"dataset tidak dikenal: {name} (yang ada: {known})")
    return dataset
