"""Bundles of two makers in one folder: what counts, where they disagree, the national picture."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Lensa
from tests.commands.running import Ran
from tests.gateway import Gateway
from tests.importing.making import Maker, program, serve
from tests.importing.test_bundles import allowed, makers, reader

__all__ = ["makers", "reader"]

FIRST, SECOND = "ajun@kementerian.go.id", "biro@provinsi.go.id"
KLPD, OTHER = "D304", "D305"
PARTITION = ("--dataset", "program-master", "--klpd", KLPD, "--tahun", "2026")


@pytest.fixture
def merged(
    makers: Callable[[str], Maker], reader: Lensa, gateway: Gateway, tmp_path: Path
) -> Lensa:
    """Import the bundles of two makers: of D304 they differ in one pagu, D305 only one has."""
    first, second = makers(FIRST), makers(SECOND)
    serve(gateway, KLPD, program(1, 100), program(2, 200), program(3, None))
    first.read(KLPD)
    serve(gateway, KLPD, program(1, 100), program(2, 250), program(3, None))
    serve(gateway, OTHER, program(1, 40))
    second.read(KLPD, OTHER)
    bundles = [(first, first.bundle(KLPD)), (second, second.bundle(KLPD, OTHER))]
    trust = str(allowed(tmp_path, first, second))
    for maker, path in bundles:
        signature = str(maker.sign(path))
        ran = reader("impor", str(path), "--tanda-tangan", signature, "--penanda", trust)
        assert ran.code == 0, ran.err
    return reader


def rows(ran: Ran) -> list[dict[str, str]]:
    assert ran.code in {0, 10}, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def test_status_marks_the_partition_in_which_makers_differ_and_no_other(merged: Lensa) -> None:
    ran = merged("status", "--json")
    disputed = [entry for entry in json.loads(ran.out) if entry["berselisih"]]
    assert {(e["dataset"], e["bagian"]) for e in disputed} == {("program-master", "D304 2026")}
    assert [e["berselisih"] for e in disputed] == [[FIRST, SECOND]] * 2
    assert {e["keadaan"] for e in disputed} == {
        f"lengkap menurut {FIRST}; berselisih",
        f"lengkap menurut {SECOND}; berselisih",
    }
    assert f"berselisih: program-master D304 2026: {FIRST}, {SECOND}" in ran.err
    assert "berselisih" in merged("status").out


def test_diff_lists_the_rows_in_which_two_makers_differ(merged: Lensa) -> None:
    ran = merged("diff", *PARTITION, "--dari", FIRST, "--ke", SECOND)
    assert ran.code == 10
    (line,) = rows(ran)
    assert line == {
        "perubahan": "diubah",
        "kd_program": "2",
        "kolom": "pagu_program",
        "lama": "200",
        "baru": "250",
    }
    (turned,) = rows(merged("diff", *PARTITION, "--dari", SECOND, "--ke", FIRST))
    assert (turned["lama"], turned["baru"]) == ("250", "200")


def test_makers_who_agree_differ_in_no_row(merged: Lensa) -> None:
    agreed = ("--dataset", "paket-swakelola", "--klpd", KLPD, "--tahun", "2026")
    assert merged("diff", *agreed, "--dari", FIRST, "--ke", SECOND).code == 0


def test_a_maker_that_sent_nothing_is_refused_with_those_that_did(merged: Lensa) -> None:
    ran = merged("diff", *PARTITION, "--dari", FIRST, "--ke", "lain@contoh.go.id")
    assert ran.code == 2
    assert f"{FIRST}, {SECOND}" in ran.err


def test_the_later_of_two_verified_makers_counts(merged: Lensa) -> None:
    table = rows(merged("table", "pagu-per-program", "--klpd", KLPD, "--tahun", "2026"))
    assert {row["kd_program_str"]: row["pagu"] for row in table} == {
        "1.01.01": "100",
        "1.01.02": "250",
        "1.01.03": "",
    }


def test_two_unsigned_bundles_of_other_rows_stand_beside_each_other(
    makers: Callable[[str], Maker], reader: Lensa, gateway: Gateway
) -> None:
    sender = makers("siapa@contoh.go.id")
    paths = []
    for name, pagu in (("satu.zip", 100), ("dua.zip", 300)):
        serve(gateway, KLPD, program(1, pagu))
        sender.read(KLPD)
        paths.append(sender.bundle(KLPD, name=name))
    for path in paths:
        assert reader("impor", str(path)).code == 0
    disputed = [e for e in json.loads(reader("status", "--json").out) if e["berselisih"]]
    names = disputed[0]["berselisih"]
    assert len(set(names)) == 2
    assert all(name.startswith("pengirim tidak diperiksa (") for name in names)
    ran = reader("diff", *PARTITION, "--dari", names[0], "--ke", names[1])
    assert {rows(ran)[0]["lama"], rows(ran)[0]["baru"]} == {"100", "300"}


def test_the_national_tables_cover_what_was_merged_and_say_how_much(merged: Lensa) -> None:
    everything = ("--klpd", "all", "--tahun", "2026")
    regions = rows(merged("table", "wilayah", *everything))
    assert sum(int(row["jumlah_klpd"]) for row in regions) == 2
    assert sum(int(row["jumlah_klpd_seharusnya"]) for row in regions) > 500
    (province,) = (row for row in regions if row["jumlah_klpd"] != "0")
    assert (province["kode"], province["pagu_program"]) == ("52", "390")
    assert int(province["jumlah_klpd_seharusnya"]) == 11
    assert province["pagu_per_kapita"] == ""
    compared = rows(merged("table", "banding", *everything))
    assert {row["kd_klpd"]: row["pagu"] for row in compared} == {KLPD: "350", OTHER: "40"}
