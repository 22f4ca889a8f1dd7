from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pages.shell.widgets.lists.columns import shown
from pages.shell.widgets.lists.tables import sorted_state, state_of_table, turned
from services.analysis.ordering import ordered
from services.link import LinkState

FRAME = pl.DataFrame(
    {"kode": ["a", "b", "c", "d"], "pagu": [2, None, 5, 2], "nama_satker": list("BacA")}
)


def test_rows_are_sorted_with_missing_last_both_ways() -> None:
    assert ordered(FRAME, "-pagu")["kode"].to_list() == ["c", "a", "d", "b"]
    assert ordered(FRAME, "pagu")["kode"].to_list() == ["a", "d", "c", "b"]


def test_texts_are_sorted_without_regard_to_case() -> None:
    assert ordered(FRAME, "nama_satker")["nama_satker"].to_list() == ["a", "A", "B", "c"]


def test_a_strange_column_leaves_the_order() -> None:
    assert ordered(FRAME, "-bukan").equals(FRAME)
    assert ordered(FRAME, "").equals(FRAME)


@given(st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers(0, 9)), max_size=40))
def test_no_row_is_lost_and_ties_stay_as_they_stood(rows: list) -> None:
    frame = pl.DataFrame(rows, schema={"pagu": pl.Int64, "nomor": pl.Object}, orient="row")
    frame = frame.with_columns(pl.Series("nomor", range(len(rows)), dtype=pl.Int64))
    for urut in ("pagu", "-pagu"):
        found = ordered(frame, urut)
        assert sorted(found["nomor"]) == list(range(len(rows)))
        for _, part in found.group_by("pagu"):
            assert part["nomor"].is_sorted()


def test_sort_and_page_belong_to_the_table_that_the_link_names() -> None:
    state = LinkState(urut="-pagu", hal=3).switched("tabel", "satker")
    assert state_of_table(state, "satker", first=False) == state
    assert state_of_table(state, "program", first=True) == replace(state, urut="", hal=None)


def test_without_a_name_they_belong_to_the_first_table() -> None:
    state = LinkState(urut="-pagu", hal=3)
    assert state_of_table(state, "program", first=True) == state
    assert state_of_table(state, "satker", first=False) == LinkState()


def test_sorting_names_the_table_and_goes_back_to_its_first_page() -> None:
    found = sorted_state(LinkState(hal=3, satker="7"), "paket", "-pagu")
    assert found == LinkState(satker="7", urut="-pagu", lihat=(("tabel", "paket"),))


def test_a_head_sorts_figures_from_the_largest_and_texts_from_a() -> None:
    pagu, nama = shown(FRAME, ["pagu", "nama_satker"], "id", 400)
    assert [turned(urut, pagu) for urut in ("", "-pagu", "pagu")] == ["-pagu", "pagu", "-pagu"]
    assert turned("-pagu", nama) == "nama_satker"
    assert turned("nama_satker", nama) == "-nama_satker"
