"""The limits of nesting and of texts, also with brackets in texts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import ContractBroken
from services.upstream.answer.answers import Answer, read
from services.upstream.answer.bounds import NESTING, TEXT_MOST, too_deep
from services.upstream.catalog import PROGRAM_MASTER
from services.upstream.parsing.frames import page
from tests.upstream.wire import program

VALUES = st.recursive(
    st.none() | st.integers() | st.text(alphabet='[]{}"\\x\n', max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('[{"\\'), inner, max_size=3)
    ),
    max_leaves=60,
)


def depth(value: object) -> int:
    """Return how deep a value is nested, the slow way."""
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def wrapped(value: object, levels: int) -> object:
    for at in range(levels):
        value = [value] if at % 2 else {"a": value}
    return value


@given(VALUES, st.integers(0, NESTING + 2))
def test_depth_is_counted_outside_texts_alone(value: object, levels: int) -> None:
    nested = wrapped(value, levels)
    assert too_deep(json.dumps(nested).encode()) == (depth(nested) > NESTING)


@pytest.mark.parametrize("levels", [NESTING + 1, 500, 100_000])
def test_a_deep_answer_is_refused_whatever_the_parser_can_take(levels: int) -> None:
    body = b'{"success": true, "data": [], "x": ' + b"[" * levels + b"]" * levels + b"}"
    with pytest.raises(ContractBroken, match="terlalu dalam"):
        read(Answer(status=200, body=body), source="inaproc")


@pytest.mark.parametrize(("levels", "refused"), [(NESTING - 3, False), (NESTING - 2, True)])
def test_rows_that_are_too_deep_are_refused_where_they_are_read(levels: int, refused: bool) -> None:
    value = b"[" * levels + b"]" * levels
    body = b'{"success": true, "data": [{"kd_program": 1, "x": %b}]}' % value
    rows = read(Answer(status=200, body=body), source="inaproc").rows_bytes
    assert too_deep(body) == refused
    if refused:
        with pytest.raises(ContractBroken, match="terlalu dalam"):
            page(PROGRAM_MASTER, rows)
    else:
        assert page(PROGRAM_MASTER, rows).unknown == ("x",)


@pytest.mark.parametrize("marks", [(",", ":"), (", ", ": ")])
def test_a_text_may_be_a_mebibyte_and_no_byte_longer(marks: tuple[str, str]) -> None:
    def rows(name: str) -> bytes:
        return json.dumps([program(1, nama_program=name)], separators=marks).encode()

    longest = "x" * TEXT_MOST
    taken = page(PROGRAM_MASTER, rows(longest))
    assert taken.texts["nama_program"].to_list() == [longest]
    with pytest.raises(ContractBroken, match="1 MiB"):
        page(PROGRAM_MASTER, rows(longest + "x"))
