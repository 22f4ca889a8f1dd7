"""`klpd`: which KLPD there are, found by words in any order, and what is stored of each."""

from __future__ import annotations

import json

import pytest

from tests.commands.conftest import Lensa
from tests.gateway import Gateway, program

LOMBOK = ("--kode-klpd", "D304", "--tahun", "2025")


def found(lensa: Lensa, *words: str) -> list[dict[str, object]]:
    ran = lensa("klpd", "--json", *words)
    assert ran.code == 0
    rows: list[dict[str, object]] = json.loads(ran.out)
    return rows


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("TENGAH", "lombok"), ["D304"]),
        (("lombok tengah",), ["D304"]),
        (("d304",), ["D304"]),
        (("kota", "5271"), ["D309"]),
        (("pemkot", "mataram"), ["D309"]),
        (("prov.", "bali"), ["D25"]),
        (("52.02",), ["D304"]),
        (("lembaga", "statistik"), ["L21"]),
        (("Kab. Lombok Tengah",), ["D304"]),
    ],
)
def test_klpd_are_found_by_words_codes_kinds_and_regions(
    lensa: Lensa, words: tuple[str, ...], codes: list[str]
) -> None:
    assert [row["kd_klpd"] for row in found(lensa, *words)] == codes


def test_every_klpd_of_the_catalogue_is_listed_without_a_word(lensa: Lensa) -> None:
    assert len(found(lensa)) == 652
    assert [row["kd_klpd"] for row in found(lensa, "dompu")] == ["D95205"]


def test_a_klpd_says_what_is_stored_of_it_and_marks_made_up_rows(lensa: Lensa) -> None:
    for year in ("2024", "2025"):
        lensa("fetch", "program-master", "--kode-klpd", "D304", "--tahun", year)
    lensa("fetch", "paket-swakelola", *LOMBOK)
    ran = lensa("klpd", "lombok", "tengah")
    head, row = ran.out.splitlines()
    assert head.split() == [
        "kd_klpd", "nama_klpd", "jenis_klpd", "kode_wilayah", "wilayah", "tersimpan", "asal",
    ]  # fmt: skip
    assert row.split("  ")[0] == "D304"
    assert row[head.index("tersimpan") :].startswith("2024 program; 2025 program+swakelola")
    assert row.endswith("DATA CONTOH (sintetis)")
    assert ran.lines == ["1 KLPD, 1 di antaranya tersimpan"]
    (record,) = found(lensa, "d304")
    assert (record["wilayah"], record["kode_wilayah"]) == ("Kab. Lombok Tengah", "5202")
    kept = record["tersimpan"]
    assert isinstance(kept, list)
    assert [(one["tahun"], one["dataset"], one["sumber"]) for one in kept] == [
        (2024, "program-master", "sandbox"),
        (2025, "program-master", "sandbox"),
        (2025, "paket-swakelola", "sandbox"),
    ]
    (other,) = found(lensa, "d305")
    assert other["tersimpan"] == []


def test_a_klpd_outside_the_catalogue_is_listed_by_its_rows_and_never_by_typing_alone(
    lensa: Lensa, gateway: Gateway
) -> None:
    row = program(1, kode="D999", tahun=2025) | {"nama_klpd": "Kab.\x1b[2J Khayal"}
    gateway.rows["program-master", "D999", "2025"] = [row]
    for kode in ("d999", "d998"):
        lensa("fetch", "program-master", "--kode-klpd", kode, "--tahun", "2025")
    assert [row["kd_klpd"] for row in found(lensa, "d99")] == ["D99", "D999"]
    ran = lensa("klpd", "khayal")
    assert ran.out.splitlines()[1].split() == [
        "D999", "Kab.[2J", "Khayal", "KABUPATEN", "-", "-", "2025", "program", "langsung",
    ]  # fmt: skip
    assert found(lensa, "dompu") == []  # no public code: it cannot be asked for live


def test_a_word_that_no_klpd_has_is_said(lensa: Lensa) -> None:
    ran = lensa("klpd", "zzz", "kab")
    assert (ran.code, len(ran.out.splitlines())) == (0, 1)
    assert "klpd zzz kab: tidak ada baris yang cocok" in ran.lines
