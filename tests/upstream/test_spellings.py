"""Every spelling of JSON gives the same exact values."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.errors import ContractBroken
from services.upstream.answer.answers import Answer, read
from services.upstream.catalog import PROGRAM_MASTER
from services.upstream.parsing.frames import assemble, page
from tests.sampling import examples

NAMES = ("kd_program", "kd_program_str", "nama_program", "pagu_program", "is_deleted", "lain")
KEPT = NAMES[:-1]
BLANKS = st.text(alphabet=" \t\r\n", max_size=2)
Row = dict[str, Any]

WHOLE = st.integers(-(2**62), 2**62) | st.sampled_from(
    [0, 2**53 + 1, 2**53 - 1, 10**18, -(2**53) - 1]
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ['": 1.0', '" :', "\\u0061", '\\"', "a : 1.5", "\U0001f600", "\u202e", "1.0", '},{"']
)


@st.composite
def rows_of_values(draw: st.DrawFn) -> list[Row]:
    """Return rows that have a code, and any of the other names."""
    others = {
        "kd_program_str": st.none() | TEXT | WHOLE,
        "nama_program": st.none() | TEXT,
        "pagu_program": st.none() | WHOLE,
        "is_deleted": st.none() | st.booleans(),
        "lain": st.none() | TEXT | WHOLE | st.lists(WHOLE, max_size=2),
    }
    uniform = draw(st.booleans())
    names = draw(st.lists(st.sampled_from(list(others)), unique=True))
    found = []
    for code in range(draw(st.integers(1, 4))):
        if not uniform:
            names = draw(st.lists(st.sampled_from(list(others)), unique=True))
        found.append({"kd_program": 2**53 + code, **{name: draw(others[name]) for name in names}})
    return found


class Speller:
    """Writes JSON with white space, escapes, fractions and an order of names that vary."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.plain = draw(st.booleans())
        self.blank = draw(BLANKS)
        self.fraction = draw(st.sampled_from(["", "", ".0", ".00", "e0", ".0E+0"]))
        self.draw = draw

    def value(self, value: Any) -> str:
        if isinstance(value, dict):
            items = list(value.items())
            if not self.plain:
                items = self.draw(st.permutations(items))
            inner = [f"{self.text(k)}{self._gap()}:{self._gap()}{self.value(v)}" for k, v in items]
            return self._within("{", inner, "}")
        if isinstance(value, list):
            return self._within("[", [self.value(one) for one in value], "]")
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value}{self.fraction}"
        return json.dumps(value)

    def text(self, text: str) -> str:
        if self.plain:
            return json.dumps(text, ensure_ascii=False)
        units = text.encode("utf-16-be")
        codes = [int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2)]
        return '"' + "".join(f"\\u{code:04x}" for code in codes) + '"'

    def _gap(self) -> str:
        return self.blank if self.plain else self.draw(BLANKS)

    def _within(self, first: str, inner: list[str], last: str) -> str:
        between = f"{self._gap()},{self._gap()}"
        return first + self._gap() + between.join(inner) + self._gap() + last


@st.composite
def spelled(draw: st.DrawFn) -> tuple[list[Row], bytes]:
    """Return rows and an answer that holds them in a spelling of its own."""
    rows = draw(rows_of_values())
    speller = Speller(draw)
    meta = {"limit": 1000, "has_more": False}
    body = speller.value({"success": True, "data": rows, "meta": meta})
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return rows, f"{mark}{speller.blank}{body}{speller.blank}".encode()


def as_text(value: Any) -> str | None:
    """Return a value as the text that a page holds of it."""
    if value is None:
        return None
    return json.dumps(value) if isinstance(value, bool) else str(value)


@settings(max_examples=examples(400), deadline=None)
@given(spelled())
@example(
    (
        [{"kd_program": 2**53 + 1}],
        b'{"success" :true,"data" :[{"kd_program" : 9007199254740993.0}]}',
    )
)
def test_the_values_are_the_same_in_every_spelling(case: tuple[list[Row], bytes]) -> None:
    rows, body = case
    raw = read(Answer(status=200, body=body), source="inaproc").rows_bytes
    for after in (b"", b"\n"):
        result = page(PROGRAM_MASTER, raw + after)
        values = result.texts.select(KEPT).to_dicts()
        trimmed = [{n: _trimmed(as_text(row.get(n))) for n in KEPT} for row in rows]
        assert values == trimmed
        assert set(result.unknown) == {"lain"} & frozenset().union(*rows)
    frame = assemble(PROGRAM_MASTER, [page(PROGRAM_MASTER, raw)], {}).frame
    assert frame["pagu_program"].to_list() == [row.get("pagu_program") for row in rows]
    assert frame["is_deleted"].to_list() == [row.get("is_deleted") for row in rows]


def _trimmed(text: str | None) -> str | None:
    """Return text as trimming leaves it; Python's own notion of white space has four more."""
    if text is None:
        return None
    edge = "".join(c for c in map(chr, range(0x3001)) if c.isspace() and not "\x1c" <= c <= "\x1f")
    return text.strip(edge)


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(0xD800, 0xDFFF), st.sampled_from(["", "a", "\\u0061", "\\ud83d\\ude00"]))
def test_half_a_surrogate_pair_is_refused(half: int, beside: str) -> None:
    raw = f'[{{"kd_program":1,"nama_program":"{beside}\\u{half:04x}{beside}"}}]'.encode()
    with pytest.raises(ContractBroken):
        page(PROGRAM_MASTER, raw)
