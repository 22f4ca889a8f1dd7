from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from services.language.wording import number, rupiah_full
from services.reference import loader
from tests.pages.conftest import Open
from tests.pages.seeing import (
    grid,
    headings,
    link,
    linked,
    listing,
    places,
    press_map,
    told,
    values,
)
from tests.pages.truth import LINK, Truth

pytestmark = pytest.mark.usefixtures("nothing_stored")  # other KLPD have packages here, too

PAGE = "pages/wilayah.py"
KAB = {**LINK, "wilayah": "5202"}
PLACES = loader.regions().filter(pl.col("code").str.starts_with("5202") & (pl.col("level") > 2))
DISTRICTS = {n.lower(): c for c, n in PLACES.filter(level=3).select("code", "name").iter_rows()}
NAMES = dict(PLACES.filter(level=3).select("name", "code").iter_rows())
VILLAGES = {(c[:6], n.lower()): c for c, n in PLACES.select("code", "name").iter_rows()}
KIND = r"(?:kecamatan|kec\.|kantor camat|kelurahan|kel\.|(?:uptd? )?puskesmas) (.+)"
LOCATION = re.compile(
    r"kec(?:amatan|\.) ([^,]+)(?:, .*)?|(?:kelurahan|desa) (.+) kecamatan (.+)", re.IGNORECASE
)


def rows(truth: Truth, dataset: str) -> list[dict[str, Any]]:
    truth.table("swakelola-status")
    request = truth.app.rup((dataset,), ("D304",), (2025,))[0]
    found = truth.app.repository.peek(request)
    assert found is not None
    return found.frame.to_dicts()


def where(detail: str) -> str | None:
    """Place a location as the sandbox spells it, by plain text."""
    found = LOCATION.fullmatch(detail.strip())
    if not found:
        return DISTRICTS.get(detail.strip().lower())
    if found[1]:
        return DISTRICTS.get(found[1].lower())
    return VILLAGES.get((DISTRICTS.get(found[3].lower(), ""), found[2].lower()))


def packages(truth: Truth, dataset: str = "paket-swakelola") -> dict[str, set[str | None]]:
    """Return live packages with a location in Lombok Tengah, and their places below it."""
    found: dict[str, set[str | None]] = {}
    for row in rows(truth, dataset):
        text = row["detail_lokasi"]
        if row["status_delete_rup"] is True or row["status_aktif_rup"] is False or not text:
            continue
        places = json.loads(text)
        for place in places if isinstance(places, list) else [places]:
            if place["kbp_nama"] == "Lombok Tengah (Kab.)":
                found.setdefault(row["kd_rup"], set()).add(where(place["detil_lokasi"]))
    return found


def test_packages_are_counted_as_a_plain_reading_of_their_locations_does(
    opened: Open, truth: Truth
) -> None:
    expected = packages(truth)
    placed = sum(any(places) for places in expected.values())
    said = told(opened(PAGE, **KAB, lihat="isi:paket"))
    assert placed > 100
    assert f"{number(placed)} dari {number(len(expected))} paket swakelola di sini" in said
    assert f"0 ambigu, {number(len(expected) - placed)} hanya kab/kotanya" in said


def test_packages_of_both_kinds_are_placed_where_both_are_read(opened: Open, truth: Truth) -> None:
    assert "Paket penyedia tidak ikut" in told(opened(PAGE, **KAB, lihat="isi:paket"))
    (request,) = truth.app.rup(("paket-penyedia",), ("D304",), (2025,))
    truth.app.repository.load(request)
    kinds = [packages(truth, name) for name in ("paket-swakelola", "paket-penyedia")]
    assert all(len(kind) > 20 for kind in kinds)
    every = sum(len(kind) for kind in kinds)
    placed = sum(any(places) for kind in kinds for places in kind.values())
    app = opened(PAGE, **KAB, lihat=["isi:paket", "ukuran:paket"])
    said = told(app)
    both = "paket swakelola dan penyedia"
    assert f"{number(placed)} dari {number(every)} {both} di sini" in said
    assert f"{number(placed)} dari {number(every)} {both} (" in said
    rest = number(every - placed)
    assert f"Sisanya, {rest} paket, tidak menyebut kecamatan dan tidak digambar di peta" in said
    assert linked(app)[0]["daftar"]["sisa"] == [
        "Tanpa kecamatan:",
        f"{rest} paket",
        "Lihat daftarnya",
    ]
    assert "Paket penyedia ikut dari 1 pemda di provinsi ini" in said
    assert f"menurut {both} yang ditempatkan" in " ".join(headings(app))


def satkers(truth: Truth) -> dict[str, str]:
    """Return the satkers of 2025 and their most frequent name of the newest year stored.

    Satkers that no plan names have their name in the list of satkers.
    """
    datasets = ("program-master", "paket-swakelola", "history-kaji-ulang")
    here = {row["kd_satker"] for dataset in datasets for row in rows(truth, dataset)}
    told: dict[str, Counter[str]] = {}
    for tahun in range(2021, 2027):
        of_year: dict[str, Counter[str]] = {}
        for dataset in ("paket-swakelola", "history-kaji-ulang"):
            request = truth.app.rup((dataset,), ("D304",), (tahun,))[0]
            stored = truth.app.repository.peek(request)
            for row in stored.frame.to_dicts() if stored else ():
                if row["nama_satker"]:
                    of_year.setdefault(row["kd_satker"], Counter())[row["nama_satker"]] += 1
        told |= of_year
    listed = truth.app.repository.peek(truth.app.partition("master-satker", "D304", None))
    master = {r["kd_satker"]: r["nama_satker"] for r in (listed.frame.to_dicts() if listed else ())}
    named = {code: names.most_common(1)[0][0] for code, names in told.items()}
    return {code: name for code, name in (master | named).items() if code in here}


def test_satkers_of_the_year_named_after_a_place_are_listed_with_it(
    opened: Open, truth: Truth
) -> None:
    opened("pages/program.py", klpd="D304", tahun="2024")  # satkers of another year stay out
    kind = re.compile(KIND, re.IGNORECASE)
    expected = {code for code, name in satkers(truth).items() if kind.fullmatch(name)}
    app = opened(PAGE, **KAB)
    seen = grid(app)
    assert {row["kd_satker"] for row in seen} == expected
    assert {row["hasil"] for row in seen} == {"ditempatkan"}
    assert f"{len(expected)} dari " in told(app)


def test_the_choice_of_what_is_listed_stands_in_the_link(opened: Open) -> None:
    app = opened(PAGE, **KAB)
    app.button_group(key="v_tempat").set_value("belum").run()
    assert ("lihat", "tempat:belum") in link(app)
    assert {row["hasil"] for row in grid(app)} <= {"tidak ditemukan", "tanpa tempat"}
    again = opened(PAGE, **KAB, lihat="tempat:belum")
    assert grid(again) == grid(app)


@pytest.mark.parametrize("kode", ["520201", "520209"])
def test_a_kecamatan_lists_what_lies_inside_it(opened: Open, truth: Truth, kode: str) -> None:
    inside = [
        rup
        for rup, places in packages(truth).items()
        if any(place and place.startswith(kode) for place in places)
    ]
    app = opened(PAGE, **{**KAB, "wilayah": kode}, lihat="isi:paket")
    assert f"{number(len(inside))} paket swakelola menyebut" in told(app)
    assert {row["kd_rup"] for row in grid(app)} <= set(inside)


def test_english_is_whole(opened: Open) -> None:
    said = told(opened(PAGE, **KAB, lang="en", lihat="isi:paket"))
    assert "swakelola packages here" in said
    assert "without a known kab/kota" in said


def coloured(app: AppTest) -> dict[str, str]:
    """Return what the hover of each kecamatan says on the map."""
    known = places(app)
    return {code: known[code]["rinci"][1] for code in values(app)}


def test_kecamatan_are_coloured_by_the_packages_placed_in_them(opened: Open, truth: Truth) -> None:
    expected = packages(truth)
    here: Counter[str] = Counter()
    for of_package in expected.values():
        here.update({place[:6] for place in of_package if place})
    app = opened(PAGE, **KAB, lihat="ukuran:paket")
    said = coloured(app)
    assert len(said) > 5
    assert said == {kode: f"{number(here[kode])} paket ditempatkan" for kode in said}
    placed = sum(any(places) for places in expected.values())
    assert f"{number(placed)} dari {number(len(expected))} paket" in told(app)
    assert {row["Kecamatan"]: row["Paket"] for row in listing(app)} == {
        name: number(here[code]) for name, code in NAMES.items()
    }
    order = [int(row["Paket"].replace(".", "")) for row in listing(app)]
    assert order == sorted(order, reverse=True)
    assert "menurut paket swakelola yang ditempatkan" in " ".join(headings(app))


def test_pagu_of_placed_packages_leaves_out_those_of_several_places(
    opened: Open, truth: Truth
) -> None:
    expected = packages(truth)
    sums: Counter[str] = Counter()
    for row in rows(truth, "paket-swakelola"):
        places = expected.get(row["kd_rup"], set())
        text = json.loads(row["detail_lokasi"]) if row["detail_lokasi"] else []
        alone = not isinstance(text, list) or len(text) == 1
        for place in places if alone else ():
            if place:
                sums[place[:6]] += row["pagu"] or 0
    said = coloured(opened(PAGE, **KAB, lihat="ukuran:pagu"))
    assert said == {kode: f"{rupiah_full(sums[kode])}, paket satu tempat" for kode in said}


def test_without_a_placed_package_the_colour_is_the_number_of_desa(opened: Open) -> None:
    app = opened(PAGE, **KAB, snap="2020-01-01T00:00:00Z", lihat="ukuran:satker")
    assert all(said.endswith(" desa/kelurahan") for said in coloured(app).values())
    assert "peta menampilkan jumlah desa" in told(app)


@pytest.mark.parametrize("ukuran", ["kepala", "terumumkan"])
def test_a_figure_that_kecamatan_do_not_have_falls_back_to_packages(
    opened: Open, ukuran: str
) -> None:
    app = opened(PAGE, **KAB, lihat=f"ukuran:{ukuran}")
    assert all(said.endswith(" paket ditempatkan") for said in coloured(app).values())
    app.button_group(key="v_ukuran").set_value("satker").run()
    assert ("lihat", "ukuran:satker") in link(app)
    assert "memakai nama kecamatan, kelurahan, atau desa" in told(app)


def test_the_link_of_what_has_no_kecamatan_opens_its_list(opened: Open) -> None:
    app = opened(PAGE, **KAB)
    press_map(app, "daftar", "ya")
    assert {("lihat", "isi:paket"), ("lihat", "tempat:belum")} <= set(link(app))
    assert {row["hasil"] for row in grid(app)} <= {"tidak ditemukan", "tanpa tempat"}


def test_a_kecamatan_without_a_package_is_a_white_zero_in_the_list(opened: Open) -> None:
    app = opened(PAGE, **{**KAB, "wilayah": "5202"}, lihat="ukuran:satker")
    empty = [code for code, place in places(app).items() if place["isi"] == "nol"]
    zeros = [row["Kecamatan"] for row in listing(app) if row["Satker"] == "0"]
    assert sorted(places(app)[code]["nama"] for code in empty) == sorted(zeros)
    assert ["nol", "0"] in linked(app)[0]["legenda"] or not zeros
