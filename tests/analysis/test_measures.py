"""Measures made before replace rows: the tables are the same, whichever KLPD-years have them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from services.analysis.across_klpd.per_klpd import MEASURES, premeasured
from services.analysis.frames import Options
from services.analysis.measures import share
from services.analysis.tables import build
from tests.analysis import strategies
from tests.analysis.strategies import Rows, quick, slow
from tests.analysis.strategies_providers import packages

CATALOGUE = [
    {
        "kd_klpd": kode,
        "nama_klpd": nama,
        "jenis_klpd": "KABUPATEN",
        "kode_wilayah": wilayah,
    }
    for kode, nama, wilayah in (("D1", "Aceh", "11"), ("D2", "Simeulue", "1101"), ("K9", "X", ""))
]
ROWS = st.fixed_dictionaries(
    {
        "program": strategies.program_rows,
        "swakelola": strategies.swakelola_rows,
        "kaji_ulang": strategies.kaji_ulang_rows,
        "penyedia": packages,
        "stored": strategies.stored_rows,
    }
)
YEARS = [(kode, year) for kode in strategies.KLPD_CODES for year in strategies.YEARS]


@slow
@given(ROWS, st.sets(st.sampled_from(YEARS)))
def test_tables_are_the_same_whichever_klpd_years_were_measured_before(
    rows: dict[str, Rows], before: set[tuple[str, int]]
) -> None:
    shipped = {"klpd": CATALOGUE, "regions": strategies.REGION_ROWS}

    def some(inside: bool) -> dict[str, Rows]:
        return {
            name: [r for r in part if ((r["kd_klpd"], r["tahun"]) in before) == inside]
            for name, part in rows.items()
            if name != "stored"
        }

    everything = strategies.frames(**rows, **shipped)
    kept = premeasured(strategies.frames(**some(True), **shipped)).collect()
    assert kept.schema == pl.Schema(MEASURES)
    # whoever keeps measures knows of every partition behind them
    seen = {
        (name, r["kd_klpd"], r["tahun"])
        for name, part in (
            ("program-master", "program"),
            ("paket-swakelola", "swakelola"),
            ("history-kaji-ulang", "kaji_ulang"),
        )
        for r in rows[part]
    }
    known = {(r["dataset"], r["kd_klpd"], r["tahun"]) for r in rows["stored"]}
    stored = rows["stored"] + [
        {"dataset": d, "kd_klpd": k, "tahun": t, "rows": 1, "complete": True, "fetched_at": None}
        for d, k, t in sorted(seen - known)
    ]
    everything = replace(everything, stored=strategies.frames(stored=stored).stored)
    mixed = replace(
        strategies.frames(**some(False), **shipped),
        stored=everything.stored,
        measures=kept.lazy(),
    )
    for name, options in (
        ("banding", Options()),
        ("banding", Options(klpd=("D1",), tahun=(2025, 2026))),
        ("wilayah", Options()),
        ("wilayah", Options(wilayah="11", tahun=(2025,))),
    ):
        want = build(name, everything, options).collect()
        assert_frame_equal(build(name, mixed, options).collect(), want)


@quick
@given(st.lists(st.integers(0, 10**13), min_size=1), st.integers(1, 10**13), st.booleans())
def test_a_share_is_that_of_its_own_numbers_whatever_rows_stand_beside_it(
    parts: list[int], whole: int, joined: bool
) -> None:
    rows = pl.LazyFrame({"part": parts})
    if joined:
        table = rows.join(pl.LazyFrame({"whole": [whole]}), how="cross")
    else:
        table = rows.with_columns(whole=pl.lit(whole, pl.Int64))
    shares = table.select(share("part", "whole")).collect().to_series().to_list()
    assert shares == [part / whole for part in parts]
