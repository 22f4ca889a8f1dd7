"""The gateway's RUP endpoints, read by a walker written from the documentation."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.sandbox.core.rows import Columns, Rows
from services.sandbox.serving.pages import STAMP, ListingCache, decode_cursor, encode_cursor
from tests.sampling import examples
from tests.sandbox.made import rows
from tests.sandbox.walks import DATASETS, rup_page, rup_rows, without_stamp

COLUMNS = {
    "program-master": [
        "is_deleted", "jenis_klpd", "kd_klpd", "kd_program", "kd_program_lokal", "kd_program_str",
        "kd_satker", "nama_klpd", "nama_program", "pagu_program", "tahun_anggaran",
    ],
    "paket-swakelola": [
        "kd_klpd", "kd_satker", "kd_rup", "nama_klpd", "nama_satker", "nama_paket",
        "tahun_anggaran", "status",
    ],
    "history-kaji-ulang": [
        "datamart_id", "tahun_anggaran", "kd_klpd", "nama_klpd", "jenis_klpd", "kd_satker",
        "kd_satker_str", "nama_satker", "kd_rup_lama", "kd_rup_baru", "jenis_paket",
        "jenis_revisi", "alasan_kajiulang", "tgl_kaji_ulang", "_event_date", "_inserted_date",
    ],
}  # fmt: skip
ASK = {"kode_klpd": "D304", "tahun": "2025"}


def columns_of(dataset: str) -> Columns:
    made: Rows = rows("D304")
    return {
        "program-master": made.program,
        "paket-swakelola": made.swakelola,
        "history-kaji-ulang": made.kaji_ulang,
    }[dataset]


def made_rows(dataset: str) -> list[dict[str, Any]]:
    columns = columns_of(dataset)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def as_served(row: dict[str, Any], dataset: str) -> dict[str, Any]:
    """Write a made row as the real gateway does."""
    if dataset == "paket-swakelola":
        renamed = {("status_umumkan_rup" if k == "status" else k): v for k, v in row.items()}
        return {**renamed, "kd_rup_lokal": None}
    codes = ("kd_satker", "kd_rup_lama", "kd_rup_baru")
    return {k: int(v) if k in codes else v for k, v in row.items()}


def sorted_rows(found: list[dict[str, Any]]) -> list[bytes]:
    return sorted(msgspec.json.encode(row, order="sorted") for row in found)


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("limit", [1000, 997, 37])
def test_a_walk_reads_every_row_once(client: httpx.Client, dataset: str, limit: int) -> None:
    served = without_stamp(rup_rows(client, dataset, **ASK, limit=limit))
    expected = [as_served(row, dataset) for row in made_rows(dataset)]
    assert sorted_rows(served) == sorted_rows(expected)


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_documented_walk_reads_the_same_rows(
    client_documented: httpx.Client, dataset: str
) -> None:
    served = rup_rows(client_documented, dataset, **ASK, limit=100)
    names = [name for name in COLUMNS[dataset] if name in columns_of(dataset)]
    assert [list(row) for row in served] == [COLUMNS[dataset]] * len(served)
    as_text = ("tahun_anggaran",) if dataset == "history-kaji-ulang" else ()
    expected = [
        {n: str(row[n]) if n in as_text else row[n] for n in names} for row in made_rows(dataset)
    ]
    assert sorted_rows([{n: row[n] for n in names} for row in served]) == sorted_rows(expected)


def test_documented_times_of_the_warehouse_are_text(client_documented: httpx.Client) -> None:
    row = rup_page(client_documented, "history-kaji-ulang", **ASK, limit=1)["data"][0]
    assert row["_event_date"].endswith("Z")
    assert row["_inserted_date"].endswith("Z")
    assert row["datamart_id"].isdigit()


def test_real_rows_have_the_columns_really_served(client: httpx.Client) -> None:
    swakelola = rup_page(client, "paket-swakelola", **ASK, limit=1)["data"][0]
    served = {"status_umumkan_rup", "nama_ppk", "nip_ppk", "username_ppk", "detail_lokasi"}
    assert served <= set(swakelola)
    assert swakelola["kd_rup_lokal"] is None
    assert "status" not in swakelola
    history = rup_page(client, "history-kaji-ulang", **ASK, limit=1)["data"][0]
    assert not {"datamart_id", "_event_date", "_inserted_date"} & set(history)
    assert isinstance(history["kd_rup_lama"], int)
    assert isinstance(history["tahun_anggaran"], int)


@pytest.mark.parametrize("dataset", DATASETS)
def test_last_update_ref_is_one_for_a_page_and_new_for_the_next(
    client: httpx.Client, dataset: str
) -> None:
    first, second = (rup_page(client, dataset, **ASK, limit=50)["data"] for _ in range(2))
    stamps = [{row["last_update_ref"] for row in page} for page in (first, second)]
    assert [len(one) for one in stamps] == [1, 1]
    assert stamps[0] != stamps[1]
    assert STAMP not in stamps[0]
    assert without_stamp(first) == without_stamp(second)


@pytest.mark.parametrize("dataset", DATASETS)
def test_real_last_page_has_a_cursor_but_no_has_more(client: httpx.Client, dataset: str) -> None:
    first = rup_page(client, dataset, **ASK, limit=100)
    assert first["meta"]["has_more"] is True
    assert first["meta"]["limit"] == 100
    meta = first["meta"]
    seen = 100
    while meta.get("has_more"):
        page = rup_page(client, dataset, **ASK, limit=100, cursor=meta["cursor"])
        meta, seen = page["meta"], seen + len(page["data"])
    assert seen == len(made_rows(dataset))
    assert list(meta) == ["limit", "cursor"]
    past = rup_page(client, dataset, **ASK, limit=100, cursor=meta["cursor"])
    assert past["data"] == []
    assert past["success"] is True


@pytest.mark.parametrize("dataset", DATASETS)
def test_documented_pages_always_say_whether_there_is_more(
    client_documented: httpx.Client, dataset: str
) -> None:
    first = rup_page(client_documented, dataset, **ASK, limit=100)
    assert list(first["meta"]) == ["limit", "has_more", "cursor"]
    last = first["meta"]
    while last["has_more"]:
        last = rup_page(client_documented, dataset, **ASK, limit=100, cursor=last["cursor"])["meta"]
    assert last == {"limit": 100, "has_more": False, "cursor": None}


def test_documented_program_master_has_no_meta_when_all_fits(
    client_documented: httpx.Client,
) -> None:
    body = rup_page(client_documented, "program-master", **ASK, limit=1000)
    assert list(body) == ["success", "data"]
    assert len(body["data"]) == len(made_rows("program-master"))


def test_a_success_may_carry_a_success_code_under_error(client: httpx.Client) -> None:
    body = rup_page(client, "paket-swakelola", **ASK, limit=1)
    assert body["success"] is True
    assert body["error"] == {"code": "000", "message": "Success"}


def test_cursors_hold_ascending_signed_hashes(client: httpx.Client) -> None:
    ids, cursor = [], {}
    for _ in range(12):
        meta = rup_page(client, "history-kaji-ulang", **ASK, limit=150, **cursor)["meta"]
        decoded = json.loads(base64.b64decode(meta["cursor"]))
        assert list(decoded) == ["id"]
        ids.append(decoded["id"])
        cursor = {"cursor": meta["cursor"]}
    assert ids == sorted(set(ids))
    assert -(2**63) <= ids[0] < 0 < ids[-1] < 2**63


def test_the_hash_shows_the_progress_of_a_pass(client: httpx.Client) -> None:
    page = rup_page(client, "history-kaji-ulang", **ASK, limit=900)
    share = (decode_cursor(page["meta"]["cursor"]) + 2**63) / 2**64
    assert 900 / share == pytest.approx(len(made_rows("history-kaji-ulang")), rel=0.1)


@settings(max_examples=examples(50))
@given(st.integers(-(2**63), 2**63 - 1))
def test_cursor_round_trip(value: int) -> None:
    assert decode_cursor(encode_cursor(value)) == value


@pytest.mark.parametrize(
    ("dataset", "name", "value", "column"),
    [
        ("paket-swakelola", "status", "Terumumkan", "status"),
        ("paket-swakelola", "status", "Terinisiasi", "status"),
        ("history-kaji-ulang", "jenis_paket", "PENYEDIA", "jenis_paket"),
        ("history-kaji-ulang", "jenis_paket", "SWAKELOLA", "jenis_paket"),
    ],
)
def test_filters_narrow_what_is_walked(
    either: httpx.Client, dataset: str, name: str, value: str, column: str
) -> None:
    found = rup_rows(either, dataset, **ASK, **{name: value}, limit=100)
    assert 0 < len(found) == columns_of(dataset)[column].count(value)
    assert {row.get("status_umumkan_rup", row.get(column)) for row in found} == {value}


@pytest.mark.parametrize(("name", "value"), [("status", "Entah"), ("status", "terumumkan")])
def test_an_unknown_filter_finds_nothing(either: httpx.Client, name: str, value: str) -> None:
    assert rup_rows(either, "paket-swakelola", **ASK, **{name: value}) == []


@pytest.mark.parametrize("name", ["status", "jenis_paket"])
def test_an_empty_filter_asks_for_all(client: httpx.Client, name: str) -> None:
    dataset = "paket-swakelola" if name == "status" else "history-kaji-ulang"
    assert len(rup_rows(client, dataset, **ASK, **{name: ""})) == len(made_rows(dataset))


def test_the_cache_keeps_a_bounded_number_of_years() -> None:
    asked: list[tuple[str, int]] = []

    def maker(dataset: str, kode: str, tahun: int, hari: int) -> Columns:
        asked.append((kode, tahun))
        return rows("I82", 2025).program

    listings = ListingCache(most=2, maker=maker)
    for tahun in (2021, 2022, 2021, 2023, 2022):
        assert listings.listing("program-master", "I82", tahun) is not None
    assert asked == [("I82", 2021), ("I82", 2022), ("I82", 2023), ("I82", 2022)]


def test_the_cache_keeps_a_bounded_number_of_bytes_but_always_the_last() -> None:
    listings = ListingCache(most_bytes=1)
    first = listings.listing("program-master", "I82", 2024)
    assert first is listings.listing("program-master", "I82", 2024)
    assert listings.listing("program-master", "I82", 2025) is not first
    assert listings.listing("program-master", "I82", 2024) is not first
