"""`status`: what is stored, as a table and as JSON, damaged parts named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.store.snapshots import MANIFEST
from tests.commands.conftest import Lensa
from tests.gateway import Gateway, program


@pytest.fixture
def stored(lensa: Lensa, gateway: Gateway) -> Lensa:
    for year in (2025, 2026):
        gateway.put(program(1, tahun=year), program(1, tahun=year), tahun=year)
        lensa("fetch", "program-master", "--kode-klpd", "D304", "--tahun", str(year))
    lensa("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026", "--refresh")
    lensa("fetch", "program-master", "--kode-klpd", "K1", "--tahun", "2026")
    return lensa


def records(lensa: Lensa, *arguments: str) -> list[dict[str, object]]:
    ran = lensa("status", "--json", *arguments)
    assert ran.code == 0
    found: list[dict[str, object]] = json.loads(ran.out)
    assert f"{len(found)} bagian tersimpan" in ran.err
    return found


def test_nothing_stored_is_said_so(lensa: Lensa) -> None:
    assert records(lensa) == []
    ran = lensa("status")
    assert (ran.code, len(ran.out.splitlines())) == (0, 1)


def test_every_partition_with_rows_pages_state_and_source(stored: Lensa) -> None:
    found = records(stored)
    assert [record["bagian"] for record in found] == ["D304 2025", "D304 2026", "K1 2026"]
    one = found[1]
    assert {name: one[name] for name in ("dataset", "baris", "halaman", "putaran")} == {
        "dataset": "program-master",
        "baris": 1,
        "halaman": 1,
        "putaran": 2,
    }
    assert (one["lengkap"], one["terverifikasi"], one["berubah"]) == (True, False, False)
    assert one["berbeda"] == 0
    assert (one["berulang"], one["karantina"], one["sumber"]) == (1, 0, "live")
    assert str(one["alamat"]).startswith("127.0.0.1:")
    assert str(one["dibaca"]).endswith("Z")


def test_narrowed_by_klpd_and_year(stored: Lensa) -> None:
    assert [r["bagian"] for r in records(stored, "--klpd", "K1")] == ["K1 2026"]
    assert [r["bagian"] for r in records(stored, "--tahun", "2025")] == ["D304 2025"]
    assert records(stored, "--klpd", "K1", "--tahun", "2025") == []


def test_the_table_lines_up_and_names_its_columns(stored: Lensa) -> None:
    ran = stored("status")
    head, *rows = ran.out.splitlines()
    assert ran.code == 0
    assert head.split() == [
        "dataset", "bagian", "baris", "halaman", "dibaca", "keadaan", "karantina", "putaran",
        "sumber",
    ]  # fmt: skip
    assert len(rows) == 3
    assert {row.index("live") for row in rows} == {head.index("sumber")}


@pytest.mark.parametrize("arguments", [("--klpd", "x"), ("--tahun", "1999")])
def test_a_bad_value_ends_2(stored: Lensa, arguments: tuple[str, ...]) -> None:
    ran = stored("status", *arguments)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)


def test_an_unreadable_manifest_ends_4_and_the_others_are_listed(stored: Lensa, data: Path) -> None:
    (harmed,) = data.rglob(f"kode_klpd=K1/tahun=2026/{MANIFEST}")
    harmed.write_bytes(b"{")
    ran = stored("status", "--json")
    assert ran.code == 4
    assert [record["bagian"] for record in json.loads(ran.out)] == ["D304 2025", "D304 2026"]
    assert "program-master K1 2026: manifest tidak terbaca" in ran.err


def test_another_scope_sees_nothing(stored: Lensa) -> None:
    assert len(records(stored)) == 3
    ran = stored("status", "--json", LENSA_SCOPE="lain")
    assert json.loads(ran.out) == []


def test_no_secret_is_printed(stored: Lensa) -> None:
    ran = stored("status", "--json")
    assert "kunci-uji" not in ran.out + ran.err
