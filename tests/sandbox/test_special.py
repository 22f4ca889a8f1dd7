"""Empty datasets, announced lists and missing values occur, in documented places only."""

from __future__ import annotations

import httpx
import msgspec
import numpy as np
import pytest

from services.sandbox.core.changes import make_after
from services.sandbox.core.packages import only_announced
from services.sandbox.core.rows import Columns, Rows
from services.sandbox.serving.pages import ListingCache, Shape
from services.sandbox.special import MISSING_VALUES, empty_datasets
from services.sandbox.units.instansi import YEARS, all_instansi
from tests.sandbox import forests
from tests.sandbox.made import SOME, rows
from tests.sandbox.walks import DATASETS, rup_page, rup_rows

NEW_PROVINCES = ("D993", "D994", "D995", "D996")
EMPTIES = [
    ("L25", 2025, {"paket-swakelola"}),
    ("D352", 2025, {"history-kaji-ulang"}),
    ("D346", 2026, {"history-kaji-ulang"}),
    ("D358", 2025, {"program-master"}),
    ("D363", 2025, {"program-master", "history-kaji-ulang"}),
    ("D993", 2022, set(DATASETS)),
    ("L114", 2024, set(DATASETS)),
]


def by_dataset(made: Rows) -> dict[str, Columns]:
    return dict(zip(DATASETS, (made.program, made.swakelola, made.kaji_ulang), strict=True))


def empties(made: Rows) -> set[str]:
    return {name for name, columns in by_dataset(made).items() if not columns["kd_klpd"]}


@pytest.mark.parametrize(("kode", "tahun", "names"), EMPTIES)
def test_some_datasets_are_empty(kode: str, tahun: int, names: set[str]) -> None:
    made = rows(kode, tahun)
    assert empties(made) == names
    usual = by_dataset(rows("D305", tahun))
    assert all(list(columns) == list(usual[n]) for n, columns in by_dataset(made).items())


@pytest.mark.parametrize(("kode", "tahun", "names"), EMPTIES)
def test_what_is_empty_stays_empty_on_a_later_day(kode: str, tahun: int, names: set[str]) -> None:
    later = make_after(kode, tahun, 1)
    assert later is not None
    assert empties(later) == names
    assert forests.broken(later.kaji_ulang) == []


@pytest.mark.parametrize("shape", ["real", "documented"])
def test_an_empty_dataset_is_a_listing_without_rows(shape: Shape) -> None:
    listing = ListingCache().listing("history-kaji-ulang", "D352", 2025, shape=shape)
    assert listing is not None
    assert (len(listing.ids), listing.rows(np.arange(0)), listing.size) == (0, b"", 0)


@pytest.mark.parametrize("dataset", DATASETS)
def test_an_empty_dataset_answers_success_without_rows(either: httpx.Client, dataset: str) -> None:
    body = rup_page(either, dataset, kode_klpd="D994", tahun=2021, limit=10)
    assert (body["success"], body["data"]) == (True, [])
    assert not body.get("meta", {}).get("has_more")


def test_governments_founded_later_have_nothing_before_and_all_of_it_after() -> None:
    for kode in NEW_PROVINCES:
        found = [len(empty_datasets(kode, tahun)) for tahun in YEARS]
        assert found == [3, 3, 0, 0, 0, 0]
        assert not empties(rows(kode, 2023))


def test_no_klpd_is_empty_in_the_default_year_and_the_usual_ones_never() -> None:
    assert max(len(empty_datasets(kode, 2025)) for kode in all_instansi()) == 2
    assert sum(bool(empty_datasets(kode, 2025)) for kode in all_instansi()) == 4
    assert not [k for k in (*SOME, "D305") for tahun in YEARS if empty_datasets(k, tahun)]


@pytest.mark.parametrize("kode", ["K21", "L28", "D281"])
def test_some_lists_hold_announced_packages_only_and_stay_so(kode: str) -> None:
    later = make_after(kode, 2026, 1)
    assert later is not None
    assert only_announced(kode)
    for packages in (rows(kode, 2026).swakelola, later.swakelola):
        assert set(packages["status"]) == {"Terumumkan"}
        assert None not in packages["tgl_pengumuman_paket"]
        assert any(packages["status_delete_rup"])


def test_some_rows_lack_a_status_a_name_or_a_reason() -> None:
    for kode in MISSING_VALUES:
        made = rows(kode)
        missing = [
            made.program["nama_program"],
            *(made.swakelola[name] for name in ("status", "nama_paket", "nama_satker")),
            *(made.kaji_ulang[name] for name in ("nama_satker", "alasan_kajiulang")),
        ]
        assert all(0 < values.count(None) / len(values) < 0.06 for values in missing)
        pairs = zip(made.swakelola["status"], made.swakelola["tgl_pengumuman_paket"], strict=True)
        assert all((status == "Terumumkan") == (when is not None) for status, when in pairs)
        assert forests.broken(made.kaji_ulang) == []


def test_a_missing_status_matches_no_filter(client: httpx.Client) -> None:
    served = rup_rows(client, "paket-swakelola", kode_klpd="D353", tahun=2025)
    known = {row["status_umumkan_rup"] for row in served} - {None}
    filtered = [
        row
        for status in known
        for row in rup_rows(client, "paket-swakelola", kode_klpd="D353", tahun=2025, status=status)
    ]
    without = sum(row["status_umumkan_rup"] is None for row in served)
    assert len(filtered) == len(served) - without < len(served)


def test_usual_rows_lack_no_name() -> None:
    made = rows("D304")
    assert None not in made.swakelola["status"] + made.swakelola["nama_satker"]
    assert msgspec.json.encode(made.kaji_ulang["alasan_kajiulang"]).find(b"null") == -1
