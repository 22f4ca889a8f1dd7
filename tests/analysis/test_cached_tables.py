"""Cached tables of KLPD-years, combined, equal the table that is made from all rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from services.analysis.cached_tables import CACHED_TABLES, TABLES, UKURAN, CachedTable, combine
from services.analysis.frames import RUP, SATKER, Frames, Made, Options
from services.analysis.measures import KOSONG
from services.analysis.tables import build, find
from tests.analysis import strategies
from tests.analysis.strategies import KLPD_CODES, YEARS, slow
from tests.analysis.strategies_penyedia import OTHERS

OF = dict(zip(RUP, ("program", "swakelola", "kaji_ulang"), strict=True))
GIVEN = {name: given for given, name in strategies.OTHERS.items()} | OF
"""Under which name strategies.frames takes the rows of a dataset."""
EMPTY = strategies.frames()

chosen = st.builds(
    Options,
    klpd=st.sets(st.sampled_from(KLPD_CODES)).map(lambda codes: tuple(sorted(codes))),
    tahun=st.sets(st.sampled_from(YEARS)).map(lambda years: tuple(sorted(years))),
    satker=st.sampled_from(("", "", "10", "9", KOSONG)),
    program=st.sampled_from(("", "", "4.01.02", KOSONG)),
    status=st.sampled_from(("", "", "Terumumkan", KOSONG)),
    jenis=st.sampled_from(("", "", "PEMBATALAN", "lainnya")),
    metode=st.sampled_from(("", "", "Tender", KOSONG)),
    pengadaan=st.sampled_from(("", "", "Barang", "campuran")),
)
rows = st.fixed_dictionaries(
    {
        "program": strategies.program_rows,
        "swakelola": strategies.swakelola_rows,
        "kaji_ulang": strategies.kaji_ulang_rows,
        **OTHERS,
    }
)


def frames_of(frames: Frames, table: CachedTable, klpd: str, tahun: int) -> Frames:
    """Return the rows that a table reads of one KLPD-year."""
    return narrowed(frames, table, (pl.col("kd_klpd") == klpd, pl.col("tahun") == tahun))


def narrowed(frames: Frames, table: CachedTable, tests: tuple[pl.Expr, ...]) -> Frames:
    """Return the rows that a table reads where the tests hold; lists of satkers have no year."""
    of_klpd = [test for test in tests if "tahun" not in test.meta.root_names()]
    read = {
        name: frame.filter(*(of_klpd if name == SATKER else tests))
        for name in table.reads
        if (frame := frames.rows_of(name)) is not None
    }
    core = {OF[name]: frame for name, frame in read.items() if name in OF}
    return replace(EMPTY, **core, others={n: f for n, f in read.items() if n not in OF})


def stored(frames: Frames, table: CachedTable) -> list[tuple[str, int]]:
    """Return the KLPD-years of which a table reads any rows, sorted."""
    by_year = (frames.rows_of(name) for name in table.reads if name != SATKER)
    read = [rows.select("kd_klpd", "tahun") for rows in by_year if rows is not None]
    return sorted(set(pl.concat(read).collect().iter_rows()))


def pieces_of(
    frames: Frames, table: CachedTable, years: list[tuple[str, int]]
) -> list[pl.LazyFrame]:
    """Return one piece for each year, as the files have them: each KLPD made by itself."""
    return [
        table.sorted(
            pl.concat(
                [table.make(frames_of(frames, table, klpd, tahun)).collect() for klpd in codes]
            ).lazy()
        )
        for tahun in sorted({year for _, year in years})
        if (codes := [klpd for klpd, year in years if year == tahun])
    ]


def from_cache(name: str, frames: Frames, options: Options) -> pl.DataFrame:
    """Make a table from the cached tables of its KLPD-years."""
    table = CACHED_TABLES[name]
    years = [(k, t) for k, t in stored(frames, table) if not options.klpd or k in options.klpd]
    names: list[pl.LazyFrame] = []
    if table.names:
        times = Counter(klpd for klpd, _ in years)
        several = [(klpd, tahun) for klpd, tahun in years if times[klpd] > 1]
        names = pieces_of(frames, CACHED_TABLES[table.names.table], several)
    chosen_years = [(k, t) for k, t in years if not options.tahun or t in options.tahun]
    pieces = pieces_of(frames, table, chosen_years) or [table.make(EMPTY)]
    rows = combine(table, pieces, names, tahun={year for _, year in chosen_years})
    made = Made(table=name, options=options, rows=rows)
    return build(name, replace(EMPTY, made=made), options).collect()


@pytest.mark.parametrize("name", TABLES)
@slow
@given(rows=rows, options=chosen)
def test_the_combined_cached_tables_equal_the_table_of_all_rows(
    name: str, rows: dict[str, strategies.Rows], options: Options
) -> None:
    options = replace(options, **dict.fromkeys(CACHED_TABLES[name].row_options, ""))
    assert CACHED_TABLES[name].answers(options)
    frames = strategies.frames(**{GIVEN[d]: rows[GIVEN[d]] for d in CACHED_TABLES[name].reads})
    want = build(name, frames, options).collect()
    assert_frame_equal(from_cache(name, frames, options), want, check_exact=True)


@pytest.mark.parametrize("name", TABLES)
@slow
@given(rows=rows)
def test_the_order_of_a_table_has_no_ties(name: str, rows: dict[str, strategies.Rows]) -> None:
    table = build(name, strategies.frames(**rows), Options()).collect()
    order = [column.removeprefix("-") for column in CACHED_TABLES[name].order]
    assert not table.select(order).is_duplicated().any()
    assert_frame_equal(CACHED_TABLES[name].sorted(table.lazy()).collect(), table)


@pytest.mark.parametrize("name", ["nama-satker", "nama-program", UKURAN.name])
@slow
@given(rows=rows)
def test_tables_of_several_klpd_equal_those_made_one_by_one(
    name: str, rows: dict[str, strategies.Rows]
) -> None:
    frames, table = strategies.frames(**rows), CACHED_TABLES[name]
    for tahun in YEARS:
        years = [(klpd, year) for klpd, year in stored(frames, table) if year == tahun]
        of_year = narrowed(frames, table, (pl.col("tahun") == tahun,))
        single = pieces_of(frames, table, years) or [table.make(EMPTY)]
        assert_frame_equal(table.sorted(table.make(of_year)).collect(), single[0].collect())


@pytest.mark.parametrize("name", TABLES)
def test_a_cached_table_does_not_answer_its_row_options(name: str) -> None:
    table = CACHED_TABLES[name]
    values = {"satker": "10", "program": "1", "status": "Terumumkan", "jenis": "PEMBATALAN"}
    values |= {"metode": "Tender", "pengadaan": "Barang"}
    refused = {field for field in values if not table.answers(Options(**{field: values[field]}))}
    assert refused == set(table.row_options) <= set(find(name).obeys)


def test_a_made_table_is_used_only_for_its_name_and_options() -> None:
    options = Options(tahun=(2025,))
    made = Made(table="alasan", options=options, rows=CACHED_TABLES["alasan"].make(EMPTY))
    frames = replace(EMPTY, made=made)
    assert build("alasan", frames, options).collect().height == 0
    with pytest.raises(ValueError, match="not for swakelola-tipe"):
        build("swakelola-tipe", frames, options)
    with pytest.raises(ValueError, match="not for alasan"):
        build("alasan", frames, Options(tahun=(2024,)))
