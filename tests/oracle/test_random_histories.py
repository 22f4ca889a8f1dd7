"""Tables of the history equal the oracle on small random histories: few codes, many ties."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import table_inputs
from services.analysis.frames import HISTORY, PAKET, PROGRAM, Frames
from tests.oracle import hostile
from tests.oracle.basics import Asked, Row, Rows
from tests.oracle.same import assert_table, data_of
from tests.sampling import examples

START = datetime(2025, 3, 30, 22, 15)
STEPS = (0, 0, 1, 5, 59 * 60, 60 * 60, 60 * 60 + 1, 86_399, 86_400, 86_401, 40 * 86_400)
KINDS = (
    *("SATUKEBANYAK", "SATUKEBANYAK", "SATUKEBANYAK", "SATUKESATU", "PEMBATALAN", "PEMBATALAN"),
    *("PENGAKTIFAN", "PENGAKTIFAN", "GABUNG", None),
)
OF_A_YEAR = ("banding", "swakelola-pengumuman", "pengumuman-per-hari", "tanda-aturan")
CODES = ("1", "2", "3", "10", "20", "B")

codes = st.sampled_from((*CODES, None))
steps = st.lists(st.sampled_from(STEPS), min_size=1, max_size=4).map(sum)
times = st.one_of(steps, steps, steps, st.none())


@st.composite
def _row(draw: st.DrawFn, codes: st.SearchStrategy[str | None]) -> Row:
    kind, old, after = draw(st.sampled_from(KINDS)), draw(codes), draw(times)
    stays = kind in ("PEMBATALAN", "PENGAKTIFAN") and draw(st.integers(0, 9))
    return {
        "tahun": 2025,
        "kd_klpd": "D1",
        "kd_satker": draw(st.sampled_from(("10", "10", "9", None))),
        "jenis_paket": draw(st.sampled_from(("SWAKELOLA", "SWAKELOLA", "PENYEDIA", None))),
        "kd_rup_lama": old,
        "kd_rup_baru": old if stays else draw(codes),
        "jenis_revisi": kind,
        "tgl_kaji_ulang": None if after is None else START + timedelta(seconds=after),
    }


few = st.sampled_from(("1", "1", "2", "3"))
histories = st.one_of(
    st.lists(_row(codes), max_size=12),
    st.lists(_row(few), max_size=12),
    st.lists(_row(few).map(lambda row: row | {"jenis_paket": "SWAKELOLA"}), max_size=12),
)
listed = st.lists(
    st.fixed_dictionaries(
        {
            "tahun": st.just(2025),
            "kd_klpd": st.just("D1"),
            "kd_rup": st.sampled_from((*CODES, "30", "40")),
            "kd_satker": st.sampled_from(("10", "9", None)),
            "status": st.sampled_from(("Terumumkan", "Terumumkan", "Draf", None)),
            "status_aktif_rup": st.sampled_from((True, None, False)),
            "status_delete_rup": st.sampled_from((False, None, True)),
            "pagu": st.sampled_from((None, 0, 5)),
            "tgl_buat_paket": st.sampled_from((None, START, START + timedelta(days=2))),
            "tgl_pengumuman_paket": st.sampled_from((None, START, START + timedelta(days=9))),
        }
    ),
    max_size=6,
    unique_by=lambda row: row["kd_rup"],
)


@cache
def _schema(dataset: str) -> dict[str, pl.DataType]:
    return dict(table_inputs.no_rows(dataset).collect_schema())


def _frame(dataset: str, rows: Rows) -> pl.LazyFrame:
    schema = _schema(dataset)
    whole = [{name: row.get(name) for name in schema} for row in rows]
    return pl.LazyFrame(whole, schema=schema, orient="row")


def frames(history: Rows, packages: Rows) -> Frames:
    """Return the frames of one KLPD-year."""
    stored = [
        {"dataset": dataset, "kd_klpd": "D1", "tahun": 2025, "rows": len(rows), "complete": True}
        | {"fetched_at": hostile.READ}
        for dataset, rows in ((PAKET, packages), (HISTORY, history))
    ]
    return replace(
        hostile.frames(),
        program=_frame(PROGRAM, []),
        swakelola=_frame(PAKET, packages),
        kaji_ulang=_frame(HISTORY, history),
        stored=pl.LazyFrame(stored, schema=table_inputs.STORED),
        manifests=None,
    )


def check(history: Rows, packages: Rows, *names: str, **asked: Any) -> None:
    """Check tables of a history and a list."""
    given_frames = frames(history, packages)
    data = data_of(given_frames)
    for name in names:
        assert_table(name, given_frames, data, Asked(**asked))


@settings(max_examples=examples(300))
@given(histories, listed)
def test_acts_and_rates(history: Rows, packages: Rows) -> None:
    check(history, packages, "kaji-ulang-per-satker")


@settings(max_examples=examples(60))
@given(histories, listed)
def test_rates_and_classes_of_a_whole_year(history: Rows, packages: Rows) -> None:
    check(history, packages, *OF_A_YEAR)


@settings(max_examples=examples(200))
@given(histories, st.sampled_from(("", "10", "9")), st.sampled_from(("", "PEMBATALAN", "lainnya")))
def test_acts_by_month(history: Rows, satker: str, jenis: str) -> None:
    check(history, [], "kaji-ulang-per-bulan", satker=satker, jenis=jenis)


@settings(max_examples=examples(400))
@given(histories, listed)
def test_states_and_families(history: Rows, packages: Rows) -> None:
    check(history, packages, "keadaan", "silsilah")


@settings(max_examples=examples(80))
@given(histories, listed, st.sampled_from(("10", "9", "(kosong)")))
def test_tables_of_one_satker(history: Rows, packages: Rows, satker: str) -> None:
    names = ("kaji-ulang-per-satker", "keadaan", "silsilah", "tanda")
    check(history, packages, *names, satker=satker)


@settings(max_examples=examples(100))
@given(histories, st.sampled_from(CODES))
def test_the_rows_of_a_code(history: Rows, kode: str) -> None:
    check(history, [], "jejak", kode=kode)


@pytest.mark.parametrize("gap", [0, 1, 86_399, 86_400, 86_401])
def test_two_parts_with_a_gap(gap: int) -> None:
    base = {"tahun": 2025, "kd_klpd": "D1", "jenis_paket": "PENYEDIA", "kd_rup_lama": "1"}
    rows = [
        base
        | {"jenis_revisi": "SATUKEBANYAK", "kd_rup_baru": code}
        | {"tgl_kaji_ulang": START + timedelta(seconds=after)}
        for code, after in (("2", 0), ("3", gap))
    ]
    check(rows, [], "kaji-ulang-per-satker", "keadaan", "silsilah")
