from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.analysis.measures import SumTooLarge
from services.analysis.stored.diff import differences, ringkasan, turned
from tests.analysis.strategies import Row, Rows, quick

SCHEMA: dict[str, pl.DataType] = {
    "kd_rup": pl.String(),
    "satker": pl.String(),
    "pagu": pl.Int64(),
    "tgl": pl.Date(),
}
KEY = ("kd_rup", "satker")

rows = st.lists(
    st.fixed_dictionaries(
        {
            "kd_rup": st.sampled_from(("1", "2", "3", None)),
            "satker": st.sampled_from(("a", "b", None)),
            "pagu": st.sampled_from((0, 5, None, 2**53 + 1)),
            "tgl": st.sampled_from((date(2026, 1, 2), None)),
        }
    ),
    max_size=8,
)


def lazy(data: Rows) -> pl.LazyFrame:
    return pl.LazyFrame(data, schema=SCHEMA)


def text(value: object) -> str | None:
    return None if value is None else str(value)


def slow(old: Rows, new: Rows) -> Counter[tuple[Any, ...]]:
    """Pair rows by key, equal ones first, then in order of their values."""

    def flat(data: Rows) -> Counter[tuple[Any, ...]]:
        return Counter(tuple(text(row[name]) for name in SCHEMA) for row in data)

    def pools(left: Counter[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
        found = defaultdict(list)
        for row in sorted(left.elements(), key=lambda r: [(v is not None, v or "") for v in r]):
            found[row[:2]].append(row)
        return found

    olds, news = pools(flat(old) - flat(new)), pools(flat(new) - flat(old))
    lines: Counter[tuple[Any, ...]] = Counter()
    for key in olds.keys() | news.keys():
        before, after = olds.get(key, []), news.get(key, [])
        pairs = 0 if None in key else min(len(before), len(after))
        for left, right in zip(before[:pairs], after[:pairs], strict=True):
            for place, name in enumerate(SCHEMA):
                if left[place] != right[place]:
                    lines["diubah", *key, name, left[place], right[place]] += 1
        lines["hilang", *key, None, None, None] += len(before) - pairs
        lines["ditambah", *key, None, None, None] += len(after) - pairs
    return +lines


@quick
@given(rows, rows)
def test_differences_are_what_the_oracle_says(old: Rows, new: Rows) -> None:
    found = differences(lazy(old), lazy(new), KEY).collect()
    assert found.columns == ["perubahan", *KEY, "kolom", "lama", "baru"]
    assert Counter(found.rows()) == slow(old, new)
    assert differences(lazy(old), lazy(new), KEY).collect(engine="streaming").equals(found)


@quick
@given(rows)
def test_a_snapshot_does_not_differ_from_itself_in_any_order(data: Rows) -> None:
    assert differences(lazy(data), lazy(data[::-1]), KEY).collect().height == 0


@quick
@given(rows, rows)
def test_the_summary_adds_up_to_the_change_of_the_column(old: Rows, new: Rows) -> None:
    found = ringkasan(lazy(old), lazy(new), KEY, "pagu").collect().to_dicts()
    change = [sum(row["pagu"] or 0 for row in side) for side in (old, new)]
    assert sum(row["selisih"] or 0 for row in found) == change[1] - change[0]
    lines = differences(lazy(old), lazy(new), KEY).collect()
    for row in found:
        if row["perubahan"] != "diubah":
            assert row["jumlah"] == lines.filter(perubahan=row["perubahan"]).height


def one(**values: object) -> Row:
    return {"kd_rup": "1", "satker": "a", "pagu": 5, "tgl": date(2026, 1, 2)} | values


def test_a_changed_row_has_a_line_for_each_changed_column() -> None:
    found = differences(lazy([one()]), lazy([one(pagu=None, tgl=date(2026, 2, 3))]), KEY)
    assert found.collect().rows() == [
        ("diubah", "1", "a", "pagu", "5", None),
        ("diubah", "1", "a", "tgl", "2026-01-02", "2026-02-03"),
    ]


def test_added_and_removed_rows() -> None:
    old, new = lazy([one(), one(kd_rup="2", pagu=7)]), lazy([one(), one(kd_rup="3", pagu=9)])
    assert differences(old, new, KEY).collect().rows() == [
        ("ditambah", "3", "a", None, None, None),
        ("hilang", "2", "a", None, None, None),
    ]
    assert ringkasan(old, new, KEY, "pagu").collect().rows() == [
        ("ditambah", 1, None, 9, 9),
        ("hilang", 1, 7, None, -7),
    ]


def test_a_null_key_is_never_the_same_row() -> None:
    found = differences(lazy([one(satker=None)]), lazy([one(satker=None, pagu=6)]), KEY)
    assert found.collect()["perubahan"].to_list() == ["ditambah", "hilang"]


def test_a_column_of_one_side_only_is_null_on_the_other() -> None:
    wide = lazy([one()]).with_columns(status=pl.lit("Draf"))
    found = differences(lazy([one()]), wide, KEY).collect().rows()
    assert found == [("diubah", "1", "a", "status", None, "Draf")]


def test_a_type_that_changed_is_compared_as_text() -> None:
    same = lazy([one()]).with_columns(pl.col("pagu").cast(pl.String))
    assert differences(lazy([one()]), same, KEY).collect().height == 0


def test_a_total_beyond_64_bits_is_refused() -> None:
    new = lazy([one(pagu=2**62), one(pagu=2**62, kd_rup="2")])
    with pytest.raises(SumTooLarge):
        ringkasan(lazy([]), new, KEY, "pagu").collect()


def test_turned_counts_codes_by_the_state_they_left_and_took() -> None:
    def table(**states: str) -> pl.LazyFrame:
        rows = [("SWAKELOLA", code, state) for code, state in states.items()]
        return pl.LazyFrame(rows, schema=["jenis_paket", "kd_rup", "keadaan"], orient="row")

    before = table(a="aktif", b="aktif", c="batal", d="diganti")
    after = table(a="batal", b="batal", c="batal", e="aktif")
    assert turned(before, after).collect().rows() == [
        ("SWAKELOLA", "aktif", "batal", 2),
        ("SWAKELOLA", "diganti", None, 1),
        ("SWAKELOLA", None, "aktif", 1),
    ]
