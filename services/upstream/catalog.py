"""All datasets. A new endpoint is one entry here and one payload in tests/contract/.

Columns are in the order of the public contract. Values are read as text and then cast to the
column's type.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from ..errors import BadRequest
from . import pagination
from .paging import Paginator

Params = tuple[tuple[str, str], ...]

_PLAIN = frozenset(string.ascii_letters + string.digits + "-_")

LEVELS = ("provinces", "cities", "districts", "sub-districts")
LOCATION_LEVELS = ("negara", "provinsi", "kabupaten", "kecamatan", "desa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: public name, type after casting, and the names under which it is served (`wire`).

    asked: the parameter whose value fills the column where the rows have none.
    """

    name: str
    dtype: pl.DataType = field(default_factory=pl.String)
    wire: tuple[str, ...] = ()
    optional: bool = False
    asked: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names under which it is served, in order of preference."""
        return self.wire or (self.name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One endpoint of a source (inaproc, satusehat or lokasi).

    key: the natural key. asked: columns, each with the parameter whose value it must repeat.
    dropped: served columns that are never stored (personal data, and last_update_ref, which changes
    with every page: contract.md section 1).
    """

    name: str
    source: str
    path: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    paginator: Paginator
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    versi: str = ""

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Return the public columns and their types."""
        return {column.name: column.dtype for column in self.columns}

    @property
    def by_klpd_year(self) -> bool:
        """Tell whether one request is one KLPD and year."""
        return set(self.required) == {"kode_klpd", "tahun"}

    @property
    def folder(self) -> str:
        """Return the folder name in stored paths."""
        return f"{self.name}-{self.versi}" if self.versi else self.name

    def completed(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return rows with every public column, filled with null where an older file lacks it."""
        present = rows.collect_schema().names()
        missing = {name: dtype for name, dtype in self.schema.items() if name not in present}
        if not missing:
            return rows
        nulls = (pl.lit(None, dtype).alias(name) for name, dtype in missing.items())
        return rows.with_columns(nulls).select(list(self.schema))

    def request(self, **params: str) -> Request:
        """Return the request for these parameters; raise BadRequest for unknown or missing ones."""
        unknown = set(params) - {*self.required, *self.optional}
        missing = [name for name in self.required if not params.get(name)]
        if unknown or missing:
            names = ", ".join(sorted(unknown) or missing)
            raise BadRequest(f"parameter tidak sesuai: {names} ({self.name})")
        return Request(
            dataset=self, params=tuple(sorted((k, v) for k, v in params.items() if v != ""))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A dataset with parameters. It is hashable, so it is also the key of caches."""

    dataset: Dataset
    params: Params

    @property
    def values(self) -> dict[str, str]:
        """Return the parameters as a mapping."""
        return dict(self.params)

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return the (name, value) parts of the stored path: KLPD and year, else the parameters."""
        values = self.values
        if set(values) == {"kode_klpd", "tahun"}:
            return (("kode_klpd", values["kode_klpd"]), ("tahun", values["tahun"]))
        text = "_".join(f"{name}-{value}" for name, value in self.params)
        if not text:
            return (("minta", "semua"),)
        if len(text) <= 60 and set(text) <= _PLAIN:
            return (("minta", text),)
        return (("minta", hashlib.sha256(text.encode()).hexdigest()[:32]),)

    def __str__(self) -> str:
        """Return the dataset and the values for a message, long lists by their length."""
        values = (
            value if len(value) <= 60 else f"({value.count(',') + 1} kode)"
            for _, value in self.params
        )
        return " ".join([self.dataset.folder, *values])


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


def klpd_year_names() -> tuple[str, ...]:
    """Return the names of the datasets that are read and stored by KLPD and year."""
    return tuple(dataset.name for dataset in DATASETS.values() if dataset.by_klpd_year)


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
