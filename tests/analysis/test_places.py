from __future__ import annotations

import json
import re
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.across_klpd.places import (
    package_places,
    paket_per_tempat,
    per_kecamatan,
    placeable,
    satker_places,
)
from services.matching.atlas import Atlas
from tests.analysis import strategies
from tests.analysis.strategies import Row, Rows, quick

REGIONS = [
    {"code": code, "level": {4: 2, 6: 3, 10: 4}[len(code)], "parent_code": "", "name": name}
    for code, name in (
        ("6201", "Kab. Kotawaringin Barat"),
        ("620101", "Kumai"),
        ("6201011012", "Kumai Hulu"),
        ("6201011013", "Baru"),
        ("620102", "Arut Selatan"),
        ("6201021009", "Baru"),
        ("6201021010", "Kumpai Batu Atas"),
        ("6202", "Kab. Kotawaringin Timur"),
        ("620201", "Kota Besi"),
        ("3271", "Kota Bogor"),
        ("3201", "Kab. Bogor"),
        ("3101", "Kab. Adm. Kep. Seribu"),
    )
]
KLPD = [
    {"kd_klpd": code, "kode_wilayah": place}
    for code, place in (("D1", "6201"), ("D2", "6202"), ("D3", "62"), ("K9", ""))
]
NAMES: dict[str, pl.DataType] = {
    name: pl.String() for name in ("kd_klpd", "kd_satker", "nama_satker")
}
PARTS = {"hulu", "selatan", "baru"}
KINDS = {"kecamatan": 6, "kec": 6, "kelurahan": 10, "kel": 10, "desa": 10}

atlas = Atlas(strategies.lazy(REGIONS, strategies.REGIONS).collect())
klpd = strategies.lazy(KLPD, strategies.KLPD)


def places(*names: str | None, kd_klpd: str = "D1") -> list[str | None]:
    rows = [
        {"kd_klpd": kd_klpd, "kd_satker": str(number), "nama_satker": name}
        for number, name in enumerate(names)
    ]
    found = satker_places(strategies.lazy(rows, NAMES), klpd, atlas).collect()
    assert found["kd_satker"].to_list() == [row["kd_satker"] for row in rows]
    return list(found["kode"])


@pytest.mark.parametrize(
    ("name", "kode"),
    [
        ("Kecamatan Kumai", "620101"),
        ("Kelurahan Kumai Hulu", "6201011012"),
        ("Kelurahan Kumai", None),
        ("KANTOR CAMAT  ARUT SELATAN", "620102"),
        ("Kec. Arut Selatan", "620102"),
        ("Kecamatan Arut Selatan Kabupaten Kotawaringin Barat", "620102"),
        ("Kelurahan Baru", None),
        ("Kel. Baru Kecamatan Arut Selatan", "6201021009"),
        ("Kecamatan Kumai, Desa Baru", "6201011013"),
        ("Kecamatan Kumai dan Kecamatan Arut Selatan", None),
        ("Kecamatan Kecamatan Kumai", "620101"),
        ("Kecamatan Kumay", "620101"),
        ("Dinas Kumai", None),
        ("Kecamatanku Kumai", None),
        ("Kecamatan", None),
        (None, None),
    ],
)
def test_a_satker_lies_where_its_name_says(name: str | None, kode: str | None) -> None:
    assert places(name) == [kode]


def test_places_of_another_kabupaten_do_not_count() -> None:
    assert places("Kecamatan Kumai", "Kecamatan Kota Besi", kd_klpd="D2") == [None, "620201"]
    assert places("Kecamatan Kumai", kd_klpd="D3") == [None]
    assert places("Kecamatan Kumai", kd_klpd="K9") == [None]
    assert places("Kecamatan Kumai", kd_klpd="X1") == [None]


def slow(name: str) -> str | None:
    """Place a name in Kotawaringin Barat by trying every region at every word."""
    words = re.sub(r"[^a-z]+", " ", name.lower()).split()
    said: dict[int, list[set[tuple[str, str]]]] = {6: [], 10: []}
    for at, word in enumerate(words):
        here: set[tuple[str, str]] = set()
        for row in REGIONS:
            target = row["name"].lower().split()
            end = at + 1 + len(target)
            goes_on = set(words[end : end + 1]) & PARTS
            fits = row["code"].startswith("6201") and len(row["code"]) == KINDS.get(word)
            if fits and words[at + 1 : end] == target and not goes_on:
                here.add((row["code"], row["name"]))
        longest = max((len(name) for _, name in here), default=0)
        if here:
            said[KINDS[word]].append({one for one in here if len(one[1]) == longest})
    if any(len(sets) > 1 and not set.intersection(*sets) for sets in said.values()):
        return None
    found = {one for sets in said.values() for one in set().union(*sets)}
    districts = {code for code, _ in found if len(code) == 6}
    ranks = {
        code: (len(code) == 10 and code[:6] in districts, len(name.replace(" ", "")))
        for code, name in found
    }
    first = [code for code, rank in ranks.items() if rank == max(ranks.values())]
    return first[0] if len(first) == 1 else None


words = st.lists(
    st.sampled_from(("Kecamatan", "Kelurahan", "Desa", "Kumai", "Hulu", "Baru", "Arut", "Selatan")),
    max_size=6,
)


@quick
@given(st.lists(words.map(" ".join), min_size=1, max_size=5))
def test_places_are_what_the_oracle_says(names: list[str]) -> None:
    assert places(*names) == [slow(name) for name in names]


def spot(kbp: str | None, detail: str | None = None) -> dict[str, Any]:
    province = None if kbp is None else "Kalimantan Tengah"
    return {"prp_id": 1, "prp_nama": province, "kbp_nama": kbp, "detil_lokasi": detail}


def package(kd_rup: str, places: object, **values: object) -> Row:
    text = places if isinstance(places, str | None) else json.dumps(places)
    base = {"tahun": 2026, "kd_klpd": "D1", "kd_satker": "10", "kd_rup": kd_rup, "pagu": 100}
    return base | {"detail_lokasi": text} | values


def found(*rows: Row) -> pl.DataFrame:
    packages = placeable(strategies.frames(swakelola=list(rows)))
    return package_places(packages, atlas).collect()


@pytest.mark.parametrize(
    ("place", "kode"),
    [
        (spot("Kotawaringin Barat (Kab.)"), "6201"),
        (spot("KABUPATEN KOTAWARINGIN BARAT", "Kecamatan Kumai"), "620101"),
        (spot("Kotawaringin Barat (Kab.)", "Kelurahan Baru Kecamatan Kumai"), "6201011013"),
        (spot("Kotawaringin Barat", "Tersebar"), "6201"),
        (spot("Kotawaringin Barat", "Kumai"), "620101"),
        (spot("Kotawaringin Brat (Kab.)", "Kec. Kumei"), "620101"),
        (spot("Bogor (Kota)"), "3271"),
        (spot("Bogor (Kab.)"), "3201"),
        (spot("Bogor"), None),
        (spot("Kepulauan Seribu (Kab.)"), "3101"),
        (spot("Kota Kumai"), None),
        (spot('Kotawaringin "Barat"'), "6201"),
    ],
)
def test_a_package_lies_where_its_location_says(place: dict[str, Any], kode: str | None) -> None:
    assert found(package("1", [place]))["kode"].to_list() == [kode]


@pytest.mark.parametrize("text", [None, "", "[]", "{", "bukan json", json.dumps(spot(None))])
def test_no_location_is_no_row(text: str | None) -> None:
    assert found(package("1", text)).height == 0


@pytest.mark.parametrize(
    ("place", "hasil", "calon"),
    [
        (spot("Kotawaringin Barat (Kab.)", "Kelurahan Kumai Hulu"), "ditempatkan", None),
        (spot("Kotawaringin Barat (Kab.)", "Kelurahan Baru"), "ambigu", "6201011013, 6201021009"),
        (spot("Kotawaringin Barat (Kab.)", "Kelurahan Atlantis"), "tidak ditemukan", None),
        (spot("Kotawaringin Barat (Kab.)", "Aula"), "tanpa tempat", None),
        (spot("Bogor", "Aula"), "ambigu", "3201, 3271"),
        (spot("Atlantis (Kota)", "Aula"), "tidak ditemukan", None),
    ],
)
def test_every_place_says_how_it_was_placed(
    place: dict[str, Any], hasil: str, calon: str | None
) -> None:
    assert found(package("1", [place])).select("hasil", "calon").rows() == [(hasil, calon)]


def test_several_places_count_in_each_and_their_pagu_in_none() -> None:
    both = [spot("Kotawaringin Barat (Kab.)"), spot("Kotawaringin Timur (Kab.)")]
    rows = [package("1", both), package("2", both[:1], pagu=7), package("3", [spot("Atlantis")])]
    made = found(*rows, package("4", both, status_delete_rup=True))
    assert made.select("kd_rup", "jumlah_tempat", "kode").rows() == [
        ("1", 2, "6201"),
        ("1", 2, "6202"),
        ("2", 1, "6201"),
        ("3", 1, None),
    ]
    counted = paket_per_tempat(made.lazy()).collect()
    assert counted.select("kode", "jumlah_paket", "pagu").rows() == [
        ("6201", 2, 7),
        ("6202", 1, 0),
        (None, 1, 100),
    ]


def test_two_places_in_one_region_are_one_package_there() -> None:
    same: Rows = [spot("Kotawaringin Barat (Kab.)", word) for word in ("Aula", "Kantor")]
    counted = paket_per_tempat(found(package("1", same)).lazy()).collect()
    assert counted.select("kode", "jumlah_paket", "pagu").rows() == [("6201", 1, 0)]


def test_a_kecamatan_counts_what_its_desa_hold_and_pagu_of_single_places() -> None:
    frame = pl.DataFrame(
        [
            ("1", "520201", "ditempatkan", 1, 5),
            ("2", "5202012001", "ditempatkan", 1, None),
            ("3", "5202012001", "ditempatkan", 2, 9),
            ("3", "520202", "ditempatkan", 2, 9),
            ("4", "5202", "tanpa tempat", 1, 7),
        ],
        schema=["kd_rup", "kode", "hasil", "jumlah_tempat", "pagu"],
        orient="row",
    )
    counted = per_kecamatan(frame.lazy(), "kd_rup").collect()
    assert counted.rows() == [("520201", 3, 5), ("520202", 1, 0)]
    bare = per_kecamatan(frame.lazy().drop("jumlah_tempat", "pagu"), "kd_rup").collect()
    assert bare.rows() == [("520201", 3, None), ("520202", 1, None)]
    assert (
        counted.schema == bare.schema == {"kode": pl.String, "jumlah": pl.Int64, "pagu": pl.Int64}
    )
