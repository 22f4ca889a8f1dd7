from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import polars as pl
import pytest

from pages.shell.state.drawn import (
    LONGEST_FILE_NAME,
    Drawn,
    blocks_of,
    counted_states,
    file_stem,
    full_title,
    pairs_of,
    partition_words,
    scope,
    states,
    title_suffix,
)
from pages.shell.state.view import View
from services.link import LinkState
from services.repository import Stored
from services.store.snapshots import Manifest
from services.upstream.catalog import PAKET_SWAKELOLA, PROGRAM_MASTER
from services.upstream.dataset import Dataset
from services.wiring import App

READ = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
NAMES = {"D1": "Kab. Satu", "D2": "Kab. Dua"}
NO_ROWS = pl.DataFrame(schema={"kd_klpd": pl.String, "tahun": pl.Int16})


def _view(*klpd: str, tahun: tuple[int, ...] = (2025,), lang: str = "id") -> View:
    return View(
        page="program",
        state=LinkState(klpd=klpd or ("D1",), tahun=tahun, lang=lang),
        theme="light",
        app=cast("App", None),
        names=NAMES,
    )


def _part(kode: str, tahun: int, dataset: Dataset = PROGRAM_MASTER, **known: Any) -> Stored:
    manifest = Manifest(rows=1, pages=1, address="", fetched_at=READ, source="live", **known)
    return Stored(request=dataset.request(kode_klpd=kode, tahun=str(tahun)), manifest=manifest)


def _drawn(*pairs: tuple[str, int]) -> Drawn:
    return Drawn(rows=NO_ROWS, pairs=pairs)


def test_rows_that_do_not_say_whose_they_are_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="kd_klpd"):
        pairs_of(pl.DataFrame({"bulan": ["2025-01"]}))
    rows = pl.DataFrame({"kd_klpd": ["D1", "D1", None], "tahun": [2025, 2025, 2025]})
    assert pairs_of(rows) == {("D1", 2025)}


def test_partitions_of_one_product_are_one_block() -> None:
    parts = [_part(kode, year) for kode in ("D1", "D2") for year in (2024, 2025)]
    assert blocks_of(parts) == [(("program-master",), ["D1", "D2"], ["2024", "2025"])]


def test_a_partition_that_is_not_there_is_never_named() -> None:
    parts = [_part("D1", 2024), _part("D1", 2025), _part("D2", 2025)]
    said = partition_words(_view(), parts, "shell.source_part", NAMES)
    assert said == "program-master · Kab. Satu · 2024, 2025; program-master · Kab. Dua · 2025"
    parts = [_part("D1", 2025), _part("D1", 2025, PAKET_SWAKELOLA), _part("D2", 2025)]
    said = partition_words(_view(), parts, "shell.source_part", NAMES)
    assert said == (
        "program-master, paket-swakelola · Kab. Satu · 2025; program-master · Kab. Dua · 2025"
    )


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([_part("D1", 2025), _part("D2", 2025)], "lengkap"),
        (
            [_part("D906", 2025), _part("D907", 2025, verified=True)],
            "D906 lengkap; D907 lengkap, terverifikasi",
        ),
        (
            [_part("D1", 2024, verified=True), _part("D1", 2025)],
            "2024 lengkap, terverifikasi; 2025 lengkap",
        ),
        (
            [_part("D1", 2025), _part("D1", 2025, PAKET_SWAKELOLA, complete=False)],
            "program-master lengkap; paket-swakelola tidak lengkap",
        ),
        (
            [
                *(_part("D1", 2024), _part("D1", 2025, verified=True)),
                *(_part("D2", 2024, verified=True), _part("D2", 2025)),
            ],
            "Kab. Satu 2024 dan Kab. Dua 2025 lengkap; "
            "Kab. Satu 2025 dan Kab. Dua 2024 lengkap, terverifikasi",
        ),
    ],
)
def test_states_that_differ_are_said_of_what_has_them(parts: list[Stored], said: str) -> None:
    assert states(_view(), parts) == said


def test_many_of_one_state_are_counted_after_the_first() -> None:
    parts = [_part(f"D{n}", 2025) for n in range(10, 16)]
    parts.append(_part("D99", 2025, verified=True))
    said = states(_view(), parts)
    assert said == "D10, D11 dan 4 lainnya lengkap; D99 lengkap, terverifikasi"
    assert counted_states(_view(), ["lengkap", "meragukan", "lengkap"]) == "2 lengkap; 1 meragukan"


def test_a_title_is_completed_by_what_it_does_not_say() -> None:
    view = _view("D1", "D2", tahun=(2024, 2025))
    first = _drawn(("D1", 2025))
    assert title_suffix(view, first, "Pagu 2025") == " · Kab. Satu"
    assert title_suffix(view, first, "Pagu") == " · Kab. Satu · 2025"
    assert title_suffix(view, first, "Pagu Kab. Satu 2025") == ""
    every = [(kode, year) for kode in ("D1", "D2") for year in (2024, 2025)]
    assert title_suffix(view, _drawn(*every), "Pagu") == ""
    assert title_suffix(_view(), _drawn(("D1", 2024), ("D1", 2025)), "Pagu") == " · 2024, 2025"


def test_a_picture_always_names_klpd_and_years() -> None:
    assert full_title(_view(), _drawn(("D1", 2025)), "Pagu 2025") == "Pagu 2025 · Kab. Satu"
    assert full_title(_view(), _drawn(("D1", 2025)), "") == "Kab. Satu · 2025"


def test_many_klpd_are_counted_in_words_and_in_the_name_of_a_file() -> None:
    codes = tuple(f"D{n}" for n in range(100, 140))
    drawn = _drawn(*((kode, 2025) for kode in codes))
    assert scope(_view(), drawn) == "40 KLPD · 2025"
    name = file_stem("banding", codes, (2025,))
    assert name == "banding-D100-dan-39-lain-2025"
    assert len(name) <= LONGEST_FILE_NAME
    assert file_stem("wilayah", (), ()) == "wilayah"
