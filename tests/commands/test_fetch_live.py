"""`fetch` from a gateway: every way it can end, and what is said, written and kept."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

from services.store.snapshots import MANIFEST
from tests.commands.conftest import Lensa
from tests.commands.running import DATASETS
from tests.gateway import TOKEN, Gateway, Reply, down, error, paket, program
from tests.store.test_snapshots import damage

LOMBOK = ("--kode-klpd", "D304", "--tahun", "2026")
FETCH = ("fetch", "program-master", *LOMBOK)


@pytest.fixture(autouse=True)
def _thirty_rows(gateway: Gateway) -> None:
    gateway.programs(30)


def age(data: Path, hours: int) -> None:
    """Let what is stored look so many hours older."""
    for path in data.rglob(MANIFEST):
        kept = json.loads(path.read_bytes())
        del kept["digest"]
        for one in kept["passes"]:
            one["fetched_at"] = f"2020-01-01T{hours % 24:02}:00:00Z"
        path.write_text(json.dumps(kept))


def test_the_rows_are_the_gateways_one_for_one(lensa: Lensa, gateway: Gateway) -> None:
    gateway.size = 7
    ran = lensa(*FETCH)
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    served = gateway.rows["program-master", "D304", "2026"]
    assert {row["kd_program"] for row in rows} == {str(row["kd_program"]) for row in served}
    assert all(row["pagu_program"] == "1000" for row in rows)
    assert len(gateway.asked) == 5
    assert "langsung" in ran.err
    assert "DATA CONTOH" not in ran.err
    assert "sumber membatasi halaman ke 7 baris" in ran.err


def test_rows_marked_by_a_sandbox_are_labelled(lensa: Lensa, gateway: Gateway) -> None:
    gateway.headers["X-Lensa-Sandbox"] = "1"
    assert "DATA CONTOH (sintetis)" in lensa(*FETCH).err


@pytest.mark.parametrize("dataset", DATASETS)
def test_documented_columns_alone_give_all_columns(
    lensa: Lensa, gateway: Gateway, dataset: str
) -> None:
    gateway.put(paket(1), dataset="paket-swakelola")
    ran = lensa("fetch", dataset, *LOMBOK, "--out", "hasil.parquet")
    frame = pl.read_parquet("hasil.parquet")
    assert ran.code == 0
    assert (
        frame.width
        == {"program-master": 11, "paket-swakelola": 25, "history-kaji-ulang": 16}[dataset]
    )
    if dataset == "paket-swakelola":
        assert frame["pagu"].to_list() == [None]
        assert frame["status"].to_list() == ["Terumumkan"]


def test_either_name_of_the_status_is_read(lensa: Lensa, gateway: Gateway) -> None:
    row = paket(1, status_umumkan_rup="Terinisiasi")
    del row["status"]
    gateway.put(row, dataset="paket-swakelola")
    ran = lensa("fetch", "paket-swakelola", *LOMBOK, "--status", "Terinisiasi")
    assert len(ran.out.splitlines()) == 2


def test_personal_columns_and_the_changing_one_reach_neither_disk_nor_answer(
    lensa: Lensa, gateway: Gateway, data: Path
) -> None:
    gateway.put(
        paket(1, nama_ppk="SITI ZUBAIDAH", nip_ppk="1976", username_ppk="siti", last_update_ref=9),
        dataset="paket-swakelola",
    )
    ran = lensa("fetch", "paket-swakelola", *LOMBOK)
    assert ran.code == 0
    assert not {"nama_ppk", "nip_ppk", "username_ppk", "last_update_ref"} & set(
        ran.out.splitlines()[0].split(",")
    )
    (stored,) = data.rglob("*.parquet")
    assert "ZUBAIDAH" not in pl.read_parquet(stored).write_json()


def test_an_empty_answer_ends_0_and_is_never_called_zero(lensa: Lensa, gateway: Gateway) -> None:
    gateway.put()
    ran = lensa(*FETCH)
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 1
    assert "kosong atau tidak berwenang" in ran.err


def test_a_wrong_token_ends_1_and_names_who_holds_the_credentials(
    lensa: Lensa, gateway: Gateway
) -> None:
    ran = lensa(*FETCH, "--out", "hasil.csv", INAPROC_TOKEN="salah-9d1c")  # noqa: S106
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.lines) == 1
    assert "[pemegang kredensial]" in ran.err
    assert "salah-9d1c" not in ran.err
    assert not Path("hasil.csv").exists()
    assert len(gateway.asked) == 1


def test_the_firewalls_page_names_the_registered_address(lensa: Lensa, gateway: Gateway) -> None:
    gateway.meddle = lambda number: Reply(403, b"<html><body>Forbidden</body></html>")
    ran = lensa(*FETCH)
    assert ran.code == 1
    assert "alamat IP" in ran.err
    assert "[pemegang kredensial]" in ran.err
    assert "<html" not in ran.err


def test_an_upstream_that_is_down_at_first_ends_1_without_a_file(
    lensa: Lensa, gateway: Gateway, data: Path
) -> None:
    gateway.meddle = down
    ran = lensa(*FETCH, "--out", "hasil.parquet")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.lines) == 1
    assert "program-master D304 2026" in ran.err
    assert "[sumber]" in ran.err
    assert not Path("hasil.parquet").exists()
    assert list(data.rglob("*.parquet")) == []


def test_a_stored_snapshot_serves_while_the_upstream_is_down_with_age_and_reason(
    lensa: Lensa, gateway: Gateway, data: Path
) -> None:
    whole = lensa(*FETCH).out
    age(data, hours=3)
    gateway.meddle = down
    ran = lensa(*FETCH)
    assert (ran.code, ran.out) == (0, whole)
    assert "LAMA: berumur" in ran.err
    assert "HTTP 503" in ran.err
    assert "dibaca 2020-01-01T03:00:00Z" in ran.err


def test_an_end_that_cannot_be_proven_ends_1_and_the_old_file_stays(
    lensa: Lensa, gateway: Gateway
) -> None:
    Path("hasil.csv").write_text("lama")
    gateway.meddle = lambda number: Reply(
        200, json.dumps({"success": True, "data": [program(1)] * 10}).encode()
    )
    ran = lensa(*FETCH, "--out", "hasil.csv")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.lines) == 1
    assert Path("hasil.csv").read_text() == "lama"


def test_a_pass_that_breaks_midway_ends_1_without_a_file(lensa: Lensa, gateway: Gateway) -> None:
    gateway.size = 10
    gateway.meddle = lambda number: error(403, "Forbidden") if number == 2 else None
    ran = lensa(*FETCH, "--out", "hasil.csv")
    assert (ran.code, len(ran.lines)) == (1, 1)
    assert not Path("hasil.csv").exists()


def test_a_refused_request_ends_1_for_the_upstream_refused_not_we(
    lensa: Lensa, gateway: Gateway
) -> None:
    gateway.meddle = lambda number: error(400, "Bad Request")
    assert lensa(*FETCH).code == 1


def test_damage_without_an_older_snapshot_ends_4(lensa: Lensa, data: Path) -> None:
    lensa(*FETCH)
    for path in data.rglob("*.parquet"):
        damage(path)
    ran = lensa(*FETCH, "--out", "hasil.csv")
    assert (ran.code, ran.out) == (4, "")
    assert "doctor --perbaiki" in ran.err
    assert len(ran.lines) == 1
    assert not Path("hasil.csv").exists()


def test_damage_with_an_older_snapshot_ends_0_and_says_so(
    lensa: Lensa, gateway: Gateway, data: Path
) -> None:
    first = lensa(*FETCH).out
    gateway.programs(30, pagu=5)
    lensa(*FETCH, "--refresh")
    newest = max(data.rglob("*.parquet"), key=lambda p: pl.read_parquet(p)["pagu_program"][0] == 5)
    damage(newest)
    ran = lensa(*FETCH)
    assert (ran.code, ran.out) == (0, first)
    assert f"berkas snapshot rusak: {newest.name}" in ran.err


def test_refresh_reads_anew_and_without_it_the_fresh_is_served(
    lensa: Lensa, gateway: Gateway
) -> None:
    lensa(*FETCH)
    gateway.programs(30, pagu=5)
    assert ",1000,2026" in lensa(*FETCH).out
    assert ",5,2026" in lensa(*FETCH, "--refresh").out
    assert gateway.passes == 2


def test_a_suspect_read_ends_0_and_says_so(lensa: Lensa, gateway: Gateway) -> None:
    gateway.size = 10
    hollow = {"success": True, "data": [], "meta": {"limit": 10, "has_more": True, "cursor": "10"}}
    reply = Reply(200, json.dumps(hollow).encode())
    gateway.meddle = lambda n: None if "cursor" in gateway.asked[n - 1][1] else reply
    ran = lensa(*FETCH)
    assert ran.code == 0
    assert "meragukan" in ran.err


def test_what_did_not_fit_is_counted(lensa: Lensa, gateway: Gateway) -> None:
    gateway.put(
        program(1) | {"pagu_program": "sepuluh"},
        program(2),
        program(2),
        program(3, kode="K9"),
        program(4) | {"kolom_baru": 1},
    )
    ran = lensa(*FETCH)
    assert ran.code == 0
    for words in (
        "1 nilai dikarantina",
        "1 baris berulang dibuang",
        "1 baris milik KLPD atau tahun lain",
        "kolom berubah: +kolom_baru",
        "3 baris",
    ):
        assert words in ran.err


EVIL = ["=1+1", "+1", "-1", "@x", "\uff1d1", "=cmd|' /C calc'!A0"]


def test_formulas_are_neutralised_unless_asked_otherwise(lensa: Lensa, gateway: Gateway) -> None:
    gateway.put(*(program(n) | {"nama_program": text} for n, text in enumerate(EVIL)))

    def names(*more: str) -> list[str]:
        rows = csv.DictReader(io.StringIO(lensa(*FETCH, *more).out))
        return [row["nama_program"] for row in rows]

    assert names() == [f"'{text}" for text in EVIL]
    assert names("--apa-adanya") == EVIL
    for suffix in ("parquet", "json"):
        lensa(*FETCH, "--out", f"hasil.{suffix}")
        read = {"parquet": pl.read_parquet, "json": pl.read_json}[suffix]
        assert read(f"hasil.{suffix}")["nama_program"].to_list() == EVIL
    lensa(*FETCH, "--out", "hasil.xlsx")
    with zipfile.ZipFile("hasil.xlsx") as book:
        shared = book.read("xl/sharedStrings.xml").decode()
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert "<t>'=1+1</t>" in shared


def test_an_upstreams_words_cannot_steer_the_terminal_nor_spell_the_token(
    lensa: Lensa, gateway: Gateway
) -> None:
    words = f"\x1b[2J\x07 {TOKEN} \n\r baris dua \u202e"
    body = {"success": False, "error": {"code": "Forbidden", "message": words}}
    gateway.meddle = lambda number: Reply(403, json.dumps(body).encode())
    ran = lensa(*FETCH)
    assert ran.code == 1
    assert len(ran.lines) == 1
    assert ran.err.rstrip("\n").isprintable()
    assert TOKEN not in ran.err


def test_the_limit_is_always_sent_and_nothing_is_narrowed_upstream(
    lensa: Lensa, gateway: Gateway
) -> None:
    gateway.put(paket(1), paket(2, status="Terinisiasi"), dataset="paket-swakelola")
    ran = lensa("fetch", "paket-swakelola", *LOMBOK, "--status", "Terumumkan")
    assert len(ran.out.splitlines()) == 2
    assert gateway.asked == [
        ("paket-swakelola", {"kode_klpd": "D304", "tahun": "2026", "limit": "1000"})
    ]


def test_a_well_formed_unknown_code_is_asked_for_live(lensa: Lensa, gateway: Gateway) -> None:
    ran = lensa("fetch", "program-master", "--kode-klpd", "Z9999999", "--tahun", "2026")
    assert ran.code == 0
    assert gateway.asked[0][1]["kode_klpd"] == "Z9999999"
