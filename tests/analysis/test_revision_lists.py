"""The rows of the kaji ulang page's lists, against their tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings

from services.analysis.frames import Frames, Options
from services.analysis.lists import revision_lists
from services.analysis.tables import build
from tests.analysis.strategies import Rows, frames
from tests.analysis.strategies_kaji_ulang import START, nasty, row
from tests.sampling import examples

ALL = Options(klpd=("D1",), tahun=(2025,))


def revised(*rows: dict[str, Any], **lists: Rows) -> Frames:
    return frames(kaji_ulang=list(rows), **lists)


def of_satker(satker: str, number: int) -> list[dict[str, Any]]:
    """Return as many acts of a satker."""
    return [
        row(kd_rup_lama=f"{satker}{at}", kd_rup_baru=f"{satker}{at}", kd_satker=satker)
        | {"jenis_revisi": "PEMBATALAN", "tgl_kaji_ulang": START + timedelta(days=at)}
        for at in range(number)
    ]


def test_half_of_the_acts_are_held_by_as_few_satkers_as_can_hold_them() -> None:
    data = revised(*of_satker("1", 4), *of_satker("2", 3), *of_satker("3", 2), *of_satker("4", 1))
    half = revision_lists.half_of_acts(data, ALL).collect()
    assert half.select("satker", "pangsa").rows() == [(2, 0.7)]
    alone = revision_lists.half_of_acts(revised(*of_satker("1", 2)), ALL).collect()
    assert alone.select("satker", "pangsa").rows() == [(1, 1.0)]
    assert revision_lists.half_of_acts(revised(), ALL).collect().is_empty()


def test_reasons_name_the_wordings_that_fold_into_them() -> None:
    reasons = ("Revisi", "revisi_x000d_", "update", "Non-pengadaan", "non pengadaan", " ", None)
    data = revised(
        *(row(kd_rup_lama=str(at), alasan_kajiulang=text) for at, text in enumerate(reasons))
    )
    rows = {r["kelompok"]: r for r in revision_lists.reasons(data, ALL).collect().to_dicts()}
    assert rows["umum"]["tulisan"] == ["revisi", "update"]
    assert rows["umum"]["bentuk"] == 2
    assert set(rows["non pengadaan"]["tulisan"]) == {"non-pengadaan", "non pengadaan"}
    assert (rows["(kosong)"]["revisi"], rows["(kosong)"]["bentuk"]) == (2, 0)
    assert rows["(kosong)"]["tulisan"] is None


def test_no_more_than_some_wordings_are_named_and_all_are_counted() -> None:
    marks = (".", ",", "!", "?", ";", ":")
    data = revised(
        *(row(kd_rup_lama=str(at), alasan_kajiulang=f"salah{m}") for at, m in enumerate(marks))
    )
    (reason,) = revision_lists.reasons(data, ALL).collect().to_dicts()
    assert len(reason["tulisan"]) == revision_lists.WORDINGS
    assert reason["bentuk"] == len(marks)


@settings(max_examples=examples(15), deadline=None)
@given(nasty())
def test_reasons_have_every_row_of_the_table_once(rows: Rows) -> None:
    data = frames(kaji_ulang=rows)
    options = Options()
    table = build("alasan", data, options).collect()
    folded = revision_lists.reasons(data, options).collect()
    keys = ["tahun", "kd_klpd", "kelompok"]
    assert folded.select(keys).is_unique().all()
    assert folded["revisi"].sum() == table["revisi"].sum()
    kinds = ("SATUKESATU", "SATUKEBANYAK", "PEMBATALAN", "PENGAKTIFAN", "lainnya")
    assert folded.select(pl.sum_horizontal(kinds).sum()).item() == table["revisi"].sum()
    assert folded["revisi"].is_sorted(descending=True)


def test_the_kind_and_the_satker_narrow_reasons_and_their_wordings() -> None:
    data = revised(
        row(kd_rup_lama="1", jenis_revisi="PEMBATALAN", alasan_kajiulang="batal"),
        row(kd_rup_lama="2", jenis_revisi="SATUKESATU", alasan_kajiulang="Batal!"),
        row(kd_rup_lama="3", jenis_revisi="PEMBATALAN", alasan_kajiulang="batal.", kd_satker="9"),
    )
    only = Options(klpd=("D1",), tahun=(2025,), jenis="PEMBATALAN", satker="9")
    (reason,) = revision_lists.reasons(data, only).collect().to_dicts()
    assert (reason["revisi"], reason["tulisan"], reason["SATUKESATU"]) == (1, ["batal."], 0)


@settings(max_examples=examples(15), deadline=None)
@given(nasty())
def test_every_code_of_the_table_is_in_one_state(rows: Rows) -> None:
    data = frames(kaji_ulang=rows)
    states = build("keadaan", data, Options()).collect()
    counted = revision_lists.codes_by_state(data, Options()).collect()
    assert counted["kode"].sum() == states.height
    assert set(counted["keadaan"]) == set(states["keadaan"])


def test_families_are_those_of_the_satkers_roots_with_a_name_of_a_listed_code() -> None:
    data = revised(
        row(kd_rup_lama="1", kd_rup_baru="2", kd_satker="10"),
        row(kd_rup_lama="5", kd_rup_baru="6", kd_satker="20"),
        swakelola=[
            {"tahun": 2025, "kd_klpd": "D1", "kd_satker": "10", "kd_rup": "2"}
            | {"nama_paket": "Paket dua", "status": "Terumumkan"}
        ],
    )
    jenis = build("silsilah", data, ALL).collect()["jenis_paket"][0]
    mine = Options(klpd=("D1",), tahun=(2025,), satker="10")
    (family,) = revision_lists.families(data, mine).collect().to_dicts()
    assert (family["akar"], family["jumlah_kode"]) == ("1", 2)
    assert family["nama_paket"] == ("Paket dua" if jenis == "SWAKELOLA" else None)
