"""How well places are found in the spellings people use: precision first, recall reported.

tests/analysis/places_300.csv was written by hand from names as satkers and locations carry them,
with the code a person would give, empty where a person could not tell or the place lies elsewhere.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from services.matching.atlas import shipped
from services.matching.gazetteer import AMBIGUOUS, NOWHERE, PLACED, UNKNOWN
from services.reference import loader

LIST = Path(__file__).parents[1] / "analysis/places_300.csv"
PRECISION, RECALL = 0.99, 0.95


def rows() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_list_is_large_and_its_codes_lie_where_they_should() -> None:
    listed = rows()
    assert len(listed) >= 300
    assert len({row["macam"] for row in listed}) >= 15
    assert sum(not row["kode"] for row in listed) >= 60
    for row in listed:
        assert loader.region(row["kab"]) is not None
        if row["kode"]:
            assert row["kode"].startswith(row["kab"]), row
            assert loader.region(row["kode"]) is not None, row


def test_precision_and_recall_on_the_list_made_by_hand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    count: Counter[str] = Counter()
    for row in rows():
        found = shipped().inside(row["kab"], row["teks"])
        if found.kode:
            count["right" if found.kode == row["kode"] else "wrong"] += 1
        elif row["kode"]:
            count["missed"] += 1
    precision = count["right"] / (count["right"] + count["wrong"])
    recall = count["right"] / (count["right"] + count["missed"] + count["wrong"])
    with capsys.disabled():
        print(f"\nplaces: precision {precision:.4f}, recall {recall:.4f}, {dict(count)}")  # noqa: T201
    assert precision >= PRECISION
    assert recall >= RECALL


def villages(kab: str) -> list[tuple[str, str, str]]:
    """Return code, name and the name of its kecamatan for all villages of a kab/kota."""
    names = dict(loader.regions().select("code", "name").iter_rows())
    below = loader.regions().filter(pl.col("code").str.starts_with(kab) & (pl.col("level") == 4))
    return [(c, n, names[c[:6]]) for c, n in below.select("code", "name").iter_rows()]


def test_every_kecamatan_of_the_country_is_found_by_its_own_name() -> None:
    districts = loader.regions().filter(pl.col("level") == 3).select("code", "name")
    wrong, missed = [], []
    for code, name in districts.iter_rows():
        found = shipped().inside(code[:4], f"Kecamatan {name}")
        if found.kode != code:
            (wrong if found.kode else missed).append((code, name, found.kode))
    assert wrong == []
    assert len(missed) <= 0.002 * districts.height, missed[:20]


KABS = ("1106", "1306", "3204", "3273", "5202", "7371", "9106")


@pytest.mark.parametrize("kab", KABS)
def test_a_village_named_with_its_kecamatan_is_never_placed_elsewhere(kab: str) -> None:
    every = villages(kab)
    found = [shipped().inside(kab, f"Desa {name} Kecamatan {head}") for _, name, head in every]
    wrong = [
        (code, one.kode)
        for (code, _, _), one in zip(every, found, strict=True)
        if one.kode and one.kode != code
    ]
    assert wrong == []
    assert sum(one.kode is not None for one in found) >= 0.99 * len(every)


@pytest.mark.parametrize("kab", KABS)
def test_one_typing_error_rarely_gives_a_wrong_place(kab: str) -> None:
    draw = random.Random(kab)
    right = wrong = 0
    for code, name, _ in villages(kab):
        at = draw.randrange(1, len(name))
        typed = name[:at] + draw.choice("aeioutnks") + name[at + draw.randrange(2) :]
        kode = shipped().inside(kab, f"Desa {typed}").kode
        right += kode == code
        wrong += kode not in (None, code)
    assert wrong <= 0.01 * (right + wrong) + 1
    assert right > 0.4 * len(villages(kab))


@pytest.mark.parametrize(
    ("name", "province", "hasil", "kode"),
    [
        ("Jakarta Selatan (Kota)", "DKI Jakarta", PLACED, "3174"),
        ("Kota Adm. Jakarta Selatan", None, PLACED, "3174"),
        ("KOTA ADMINISTRASI JAKARTA SELATAN", "", PLACED, "3174"),
        ("Kepulauan Seribu (Kab.)", "DKI Jakarta", PLACED, "3101"),
        ("Bogor (Kota)", "Jawa Barat", PLACED, "3271"),
        ("Bogor", "Jawa Barat", AMBIGUOUS, None),
        ("Lombok Tengha (Kab.)", "Nusa Tenggara Barat", PLACED, "5202"),
        ("Lombok (Kab.)", "Nusa Tenggara Barat", UNKNOWN, None),
        ("Atlantis", None, UNKNOWN, None),
        ("", "Aceh", NOWHERE, None),
        (None, None, NOWHERE, None),
    ],
)
def test_a_city_is_known_by_name_and_kind(
    name: str | None, province: str | None, hasil: str, kode: str | None
) -> None:
    found = shipped().city(name, province)
    assert (found.hasil, found.kode) == (hasil, kode)


def test_every_city_is_found_as_sirup_writes_it() -> None:
    cities = loader.regions().filter(pl.col("level") == 2).select("code", "name")
    for code, name in cities.iter_rows():
        kind, bare = name.split(" ", 1)
        written = f"{bare.removeprefix('Adm. ')} ({kind})"
        assert shipped().city(written).kode == code, written


def test_a_text_without_a_kab_or_without_words_names_nothing() -> None:
    assert shipped().inside("52", "Kecamatan Praya").hasil == NOWHERE
    assert shipped().inside("5202", None).hasil == NOWHERE
    assert shipped().inside("5202", "Tersebar", bare_name=True).hasil == NOWHERE
    assert shipped().inside("5202", "Pujut", bare_name=True).kode == "520204"
    assert shipped().inside("5202", "Pujut").hasil == NOWHERE
    assert shipped().inside("3204", "Desa Mekarsari").calon == (
        "3204172006",
        "3204292003",
        "3204302013",
        "3204382007",
    )
