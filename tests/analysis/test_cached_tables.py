"""A table of many KLPD-years is that of each, put together: equal to the one made of all rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from services.analysis.cached_tables import CACHED_TABLES, TABLES, UKURAN, CachedTable, combine
from services.analysis.frames import RUP, Frames, Made, Options
from services.analysis.measures import KOSONG
from services.analysis.tables import build, find
from tests.analysis import strategies
from tests.analysis.strategies import KLPD_CODES, YEARS, quick

OF = dict(zip(RUP, ("program", "swakelola", "kaji_ulang"), strict=True))
EMPTY = strategies.frames()

chosen = st.builds(
    Options,
    klpd=st.sets(st.sampled_from(KLPD_CODES)).map(lambda codes: tuple(sorted(codes))),
    tahun=st.sets(st.sampled_from(YEARS)).map(lambda years: tuple(sorted(years))),
    satker=st.sampled_from(("", "", "10", "9", KOSONG)),
    program=st.sampled_from(("", "", "4.01.02", KOSONG)),
    status=st.sampled_from(("", "", "Terumumkan", KOSONG)),
    jenis=st.sampled_from(("", "", "PEMBATALAN", "lainnya")),
)
rows = st.fixed_dictionaries(
    {
        "program": strategies.program_rows,
        "swakelola": strategies.swakelola_rows,
        "kaji_ulang": strategies.kaji_ulang_rows,
    }
)


def part_of(frames: Frames, part: CachedTable, klpd: str, tahun: int) -> Frames:
    """Return what a part reads of one KLPD-year."""
    own = (pl.col("kd_klpd") == klpd) & (pl.col("tahun") == tahun)
    read = {OF[name]: getattr(frames, OF[name]).filter(own) for name in part.reads}
    return replace(EMPTY, **read)


def stored(frames: Frames, part: CachedTable) -> list[tuple[str, int]]:
    """Return the KLPD-years of which a part reads anything, sorted."""
    read = [getattr(frames, OF[name]).select("kd_klpd", "tahun") for name in part.reads]
    return sorted(set(pl.concat(read).collect().iter_rows()))


def kept(frames: Frames, part: CachedTable, years: list[tuple[str, int]]) -> list[pl.LazyFrame]:
    """Return one piece for each year, as the files have them: each KLPD made by itself."""
    return [
        part.sorted(
            pl.concat([part.make(part_of(frames, part, k, t)).collect() for k, t in own]).lazy()
        )
        for tahun in sorted({year for _, year in years})
        if (own := [one for one in years if one[1] == tahun])
    ]


def answered(name: str, frames: Frames, options: Options) -> pl.DataFrame:
    """Make a table from what is kept of its KLPD-years."""
    part = CACHED_TABLES[name]
    years = [one for one in stored(frames, part) if not options.klpd or one[0] in options.klpd]
    names: list[pl.LazyFrame] = []
    if part.names:
        times = Counter(klpd for klpd, _ in years)
        several = [one for one in years if times[one[0]] > 1]
        names = kept(frames, CACHED_TABLES[part.names.table], several)
    of_options = [one for one in years if not options.tahun or one[1] in options.tahun]
    pieces = kept(frames, part, of_options) or [part.make(EMPTY)]
    joined = combine(part, pieces, names, tahun={year for _, year in of_options})
    made = Made(table=name, options=options, rows=joined)
    return build(name, replace(EMPTY, made=made), options).collect()


@pytest.mark.parametrize("name", TABLES)
@quick
@given(rows=rows, options=chosen)
def test_what_is_kept_of_each_gives_the_table_of_all(
    name: str, rows: dict[str, strategies.Rows], options: Options
) -> None:
    options = replace(options, **dict.fromkeys(CACHED_TABLES[name].row_options, ""))
    assert CACHED_TABLES[name].answers(options)
    frames = strategies.frames(**{OF[d]: rows[OF[d]] for d in CACHED_TABLES[name].reads})
    want = build(name, frames, options).collect()
    assert_frame_equal(answered(name, frames, options), want, check_exact=True)


@pytest.mark.parametrize("name", TABLES)
@quick
@given(rows=rows)
def test_no_two_rows_are_equal_in_the_order(name: str, rows: dict[str, strategies.Rows]) -> None:
    table = build(name, strategies.frames(**rows), Options()).collect()
    order = [column.removeprefix("-") for column in CACHED_TABLES[name].order]
    assert not table.select(order).is_duplicated().any()
    assert_frame_equal(CACHED_TABLES[name].sorted(table.lazy()).collect(), table)


@pytest.mark.parametrize("name", ["nama-satker", "nama-program", UKURAN.name])
@quick
@given(rows=rows)
def test_parts_of_klpd_made_together_are_those_made_apart(
    name: str, rows: dict[str, strategies.Rows]
) -> None:
    frames, part = strategies.frames(**rows), CACHED_TABLES[name]
    for tahun in YEARS:
        own = [one for one in stored(frames, part) if one[1] == tahun]
        year = replace(
            EMPTY,
            **{OF[d]: getattr(frames, OF[d]).filter(pl.col("tahun") == tahun) for d in part.reads},
        )
        apart = kept(frames, part, own) or [part.make(EMPTY)]
        assert_frame_equal(part.sorted(part.make(year)).collect(), apart[0].collect())


@pytest.mark.parametrize("name", TABLES)
def test_an_option_that_narrows_rows_before_is_not_answered(name: str) -> None:
    part = CACHED_TABLES[name]
    values = {"satker": "10", "program": "1", "status": "Terumumkan", "jenis": "PEMBATALAN"}
    refused = {one for one in values if not part.answers(Options(**{one: values[one]}))}
    assert refused == set(part.row_options) <= set(find(name).obeys)


def test_what_was_made_answers_its_own_question_alone() -> None:
    options = Options(tahun=(2025,))
    made = Made(table="alasan", options=options, rows=CACHED_TABLES["alasan"].make(EMPTY))
    frames = replace(EMPTY, made=made)
    assert build("alasan", frames, options).collect().height == 0
    with pytest.raises(ValueError, match="not for swakelola-tipe"):
        build("swakelola-tipe", frames, options)
    with pytest.raises(ValueError, match="not for alasan"):
        build("alasan", frames, Options(tahun=(2024,)))
