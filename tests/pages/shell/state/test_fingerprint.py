from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pages.shell.state.drawn import fingerprint

rows = st.lists(st.tuples(st.none() | st.text(max_size=5), st.none() | st.integers(-9, 9)))


def _frame(given: list) -> pl.DataFrame:
    return pl.DataFrame(given, schema={"kode": pl.String, "pagu": pl.Int64}, orient="row")


@given(rows)
def test_equal_frames_have_equal_fingerprints(given: list) -> None:
    assert fingerprint(_frame(given)) == fingerprint(_frame(given).clone())


@given(rows, rows)
def test_other_frames_have_other_fingerprints(one: list, other: list) -> None:
    assert (fingerprint(_frame(one)) == fingerprint(_frame(other))) == (one == other)


def test_order_and_column_names_are_part_of_a_fingerprint() -> None:
    frame = _frame([("a", 1), ("b", 2)])
    assert fingerprint(frame) != fingerprint(frame.reverse())
    assert fingerprint(frame) != fingerprint(frame.rename({"pagu": "selisih"}))
