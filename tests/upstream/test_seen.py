"""A repeated page is recognised by all of its rows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.upstream.catalog import PROGRAM_MASTER
from services.upstream.parsing.frames import Page, page
from services.upstream.walk.seen import Seen
from tests.sampling import examples
from tests.upstream.wire import program, programs


def made(rows: list[dict[str, Any]]) -> Page:
    return page(PROGRAM_MASTER, json.dumps(rows).encode())


def seen(*pages: list[dict[str, Any]]) -> Seen:
    taken = Seen()
    for rows in pages:
        taken.add(made(rows))
    return taken


def test_the_same_rows_are_known_again_also_written_otherwise() -> None:
    taken = seen(programs([1, 2, 3]))
    assert made(programs([1, 2, 3])) in taken
    assert made([{**row, "last_update_ref": "x"} for row in programs([1, 2, 3])]) in taken
    assert made([dict(reversed(row.items())) for row in programs([1, 2, 3])]) in taken
    assert (
        made([{**row, "kd_program": f" {row['kd_program']}"} for row in programs([1, 2, 3])])
        in taken
    )


@pytest.mark.parametrize("odd", [0, 1, 2])
def test_a_page_with_one_other_value_is_another_page(odd: int) -> None:
    rows = programs([1, 2, 3])
    rows[odd] = {**rows[odd], "pagu_program": 77}
    assert made(rows) not in seen(programs([1, 2, 3]))


def test_pages_with_the_same_first_and_last_row_are_distinguished() -> None:
    alike = [programs([1, middle, 9]) for middle in range(2, 8)]
    taken = seen(*alike[:5])
    assert all(made(rows) in taken for rows in alike[:5])
    assert made(alike[5]) not in taken
    assert made([program(1), program(9)]) not in taken
    assert made([]) not in taken


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), max_size=4), max_size=8), st.lists(st.integers(0, 2)))
def test_a_page_is_known_exactly_when_its_rows_were_taken(
    pages: list[list[int]], asked: list[int]
) -> None:
    taken = seen(*map(programs, pages))
    assert (made(programs(asked)) in taken) == (asked in pages)
