"""Pages have the same texts, drift or refusal, decoded fast or exactly.

White space after a page is enough for the exact one, and changes nothing else.
"""

from __future__ import annotations

import json

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.errors import ContractBroken, ServiceError
from services.upstream.answer.answers import Answer, read
from services.upstream.answer.bounds import NESTING
from services.upstream.catalog import PROGRAM_MASTER
from services.upstream.dataset import Column
from services.upstream.parsing.casts import cast
from services.upstream.parsing.frames import page
from tests.sampling import examples
from tests.upstream.wire import programs

Pair = tuple[str, str]
Row = list[Pair]

NAMES = ("kd_program", "pagu_program", "nama_program", "is_deleted", "last_update_ref", "lain")
TEXTS = (
    st.text(alphabet='a":,{}[]\\ \n1.', max_size=8)
    | st.text(max_size=6)
    | st.sampled_from(
        ['":', ":a", '":1', '},{"', '"kd_program":1', ',"lain":', '[{"x":1},{"x":2}]', " :", '" :']
    )
)
PLAIN = (
    st.sampled_from(["null", "true", "false", "0", "-0", "7", "18446744073709551616"])
    | st.integers(-(2**70), 2**70).map(str)
    | st.builds(json.dumps, TEXTS, ensure_ascii=st.booleans())
)
DEEP = "[" * NESTING + "]" * NESTING
ODD_VALUES = st.sampled_from(
    [
        *("1.0", "1.50", "1e3", "-0.0", "1e400", "NaN", "-Infinity", "01", "1.", "", "tru", "nul"),
        *("{}", "[]", "[{}]", '{"lain":1}', '{"a":1,"a":2}', "[1.5]", DEEP, f"[{DEEP}]", " 1"),
        *('"\\ud800"', '"\\uD83D\\uDE00"', '"\\udc00"', '"\\u0022"', '"\\x"', '"\x01"', "1 "),
    ]
)
ODD_NAMES = st.sampled_from(
    [
        "kd_progr\\u0061m",
        "kd_progrem",
        "kd_satuan",
        "kd_program\\\\",
        'a\\"',
        "",
        ":",
        "baru-baru",
        "kd program",
        "é",
    ]
)  # as written between the quotes
ODD_ROWS = st.sampled_from(["{}", "{ }", "[]", "1", "null", '"x"', "[{}]", '[{"kd_program":1}]'])
COLONS = st.sampled_from([":", ":", ":", " :", ": ", "\n:"])


@st.composite
def regular_rows(draw: st.DrawFn) -> list[Row]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    values = st.tuples(*(PLAIN for _ in names))
    return [
        list(zip(names, row, strict=True)) for row in draw(st.lists(values, min_size=1, max_size=5))
    ]


def written(rows: list[Row], colon: str = ":") -> list[str]:
    return ["{" + ",".join(f'"{n}"{colon}{v}' for n, v in row) + "}" for row in rows]


def joined(rows: list[str]) -> bytes:
    return ("[" + ",".join(rows) + "]").encode("utf-8", "surrogatepass")


@st.composite
def odd_pages(draw: st.DrawFn) -> bytes:
    """Return a page of which up to three things are out of the ordinary."""
    rows = draw(regular_rows())
    for _ in range(draw(st.integers(1, 3))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        at = draw(st.integers(0, max(len(row) - 1, 0)))
        kind = draw(st.sampled_from(["value", "name", "gone", "twice", "more", "moved"]))
        name = draw(st.sampled_from(NAMES) | ODD_NAMES)
        value = draw(PLAIN | ODD_VALUES)
        if kind == "value" and row:
            row[at] = (row[at][0], value)
        elif kind == "name" and row:
            row[at] = (name, row[at][1])
        elif kind == "gone" and row:
            del row[at]
        elif kind == "twice" and row:
            row.append((row[at][0], value))
        elif kind == "moved" and row:
            row.append(row.pop(at))
        else:
            row.append((name, value))
    texts = written(rows, draw(COLONS))
    if draw(st.booleans()):
        texts.insert(draw(st.integers(0, len(texts))), draw(ODD_ROWS))
    raw = joined(texts)
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.binary(max_size=2)) + raw[at + draw(st.integers(0, 2)) :]
    return raw


def outcome(raw: bytes, after: bytes = b"") -> object:
    """Return what the rows of an answer come to, with these bytes after them, or their refusal."""
    body = b'{"success":true,"data":%b}' % raw
    try:
        rows = read(Answer(status=200, body=body), source="inaproc").rows_bytes
        result = page(PROGRAM_MASTER, rows + after)
    except ServiceError as error:
        return type(error), str(error)
    return result.texts.rows(), result.texts.schema, result.unknown, result.missing


@settings(max_examples=examples(300), deadline=None)
@given(regular_rows())
def test_a_page_of_uniform_rows_is_the_same_both_ways(rows: list[Row]) -> None:
    raw = joined(written(rows))
    assert outcome(raw) == outcome(raw, after=b"\n")


@settings(max_examples=examples(600), deadline=None)
@given(odd_pages())
@example(b'[{"kd_program":1,"lain":null},{"kd_program":2,"kd_program":null}]')
@example(b'[{"kd_program":1,"lain":2,"kd_program":3},{"lain":4}]')
@example(b'[{"kd_program":":a","lain" :1},{"kd_program":2,"lain":3}]')
@example(b'[{"kd_program":1,"lain\\\\":1},{"kd_program":":1","lain\\\\":3}]')
@example(b'[{"kd_program":1},{"kd_program":2,"lain\\\\":3}]')
@example(b'[{"kd_program":1},[{},{"kd_program":2}]]')
@example(b'[{"kd_program":"x"},{"lain" :"y"},{"kd_program":"z"}]')
@example(b'[{"kd_program":"z"},{"kd_program":"x","lain" :"y"}]')
@example(b'[{"kd_program":1,"lain":2},{"kd_progrem":3,"lain":4}]')
@example(b'[{"kd_program":1,"kd_program" :2},{"kd_program":3,"kd_program" :4}]')
@example(b'[{"kd_program":1,"kd_program"\n\t :2}]')
@example(b'[{"kd_program": 1, "lain": 2}, { "kd_program": 3, "lain": 4}]')
@example(b'[{"kd_program": 1}, { "lain": 2}]')
def test_an_odd_page_is_the_same_both_ways(raw: bytes) -> None:
    assert outcome(raw) == outcome(raw, after=b"\n")


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_full_page_keeps_every_value(ascii_only: bool) -> None:
    rows = programs(list(range(1000)))
    rows[3]["nama_program"] = 'Belanja : "a":1 },{ <b>\u00e9 \\" '
    rows[4]["pagu_program"] = None
    rows[5]["kd_program_lokal"] = "1.50"
    raw = json.dumps(rows, separators=(",", ":"), ensure_ascii=ascii_only).encode()
    texts = page(PROGRAM_MASTER, raw).texts
    assert texts["nama_program"].to_list() == [row["nama_program"].strip() for row in rows]
    assert texts["pagu_program"].to_list() == [
        None if row["pagu_program"] is None else str(row["pagu_program"]) for row in rows
    ]
    assert texts["kd_program_lokal"][5] == "1.50"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *(("1.0", "1"), ("-0.0", "0"), ("-0", "0"), ("1e3", "1000"), ("-1E+2", "-100")),
        *(("1.50", "1.50"), ("250.000", "250.000"), ("1e400", "1e400"), ("true", "true")),
        ("9007199254740993.0", "9007199254740993"),
        ("18446744073709551616", "18446744073709551616"),
        *(('{ "a" : [1.50, null] }', '{"a":[1.50,null]}'), ("[]", "[]"), ("null", None)),
    ],
)
def test_a_value_is_written_without_rounding(value: str, text: str | None) -> None:
    raw = f'[{{"kd_program":1,"nama_program":{value}}}]'.encode()
    assert page(PROGRAM_MASTER, raw).texts["nama_program"].to_list() == [text]


@pytest.mark.parametrize(
    "raw",
    [
        *(b'[{"a":1 }', b'[{"a":', b'[{"a":}]', b'[{"a":"x\ny"}]', b'[{"a":"\xff"}]'),
        *(b'[{"a":NaN}]', b'[{"a":-Infinity}]', b'[{"a":01}]', b'[{"a":"x"}]]'),
        *(b'[{"a":1,"a":2},{"a":1,"a":2}]', b'[{"a":1,"a" :1}]', b'[{"a":1,"\\u0061":1}]'),
        *(b'[{"a":"x"},"y"]', b'[{"a":"x"},[]]', b"[null]", b'"a"', b'[{"b":{"a":1,"a":2}}]'),
        *(b'[{"a":"\\ud800"}]', b'[{"a":"\\udc00x"}]', b'[{"a":"\\uD83Dx"}]'),
    ],
)
def test_rows_that_are_no_list_of_valid_objects_are_refused(raw: bytes) -> None:
    with pytest.raises(ContractBroken):
        page(PROGRAM_MASTER, raw)


EDGES = st.text(
    alphabet=" \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2000\u200a\u200b\u2028\u202f"
    '\u3000\ufeff:,x"\\',
    max_size=3,
)


@settings(max_examples=examples(300), deadline=None)
@given(
    st.lists(st.tuples(EDGES, EDGES, EDGES).map("".join), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,", ":"), (",", " :")]),
)
def test_white_space_of_every_kind_is_trimmed_both_ways(
    texts: list[str], ascii_only: bool, between: tuple[str, str]
) -> None:
    rows = [{"kd_program": text, "nama_program": text[::-1]} for text in texts]
    raw = json.dumps(rows, ensure_ascii=ascii_only, separators=between).encode()
    assert page(PROGRAM_MASTER, raw).texts.equals(page(PROGRAM_MASTER, raw + b"\n").texts)


# --- types ---------------------------------------------------------------------------------------

MOMENTS = st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds") + "Z")
DAYS = st.dates().map(str)
NEAR = st.from_regex(
    r"\A[+-]?[0-9]{3,5}-[0-9]{1,2}-[0-9]{1,2}(T[0-9]{1,2}:[0-9]{2}:[0-6][0-9](\.[0-9]+)?Z?)?\Z"
)
NUMBERS = st.from_regex(r"\A[+-]?[0-9]{1,20}(\.0{0,2}5?)?\Z") | st.sampled_from(["1e3", "0x1"])
FLAGS = st.sampled_from(["true", "false", "True", "1", "0", "ya"])


@settings(max_examples=examples(300), deadline=None)
@given(
    st.sampled_from([pl.Int64(), pl.Int8(), pl.Boolean(), pl.Date(), pl.Datetime("us")]),
    st.sampled_from([MOMENTS, DAYS, NUMBERS, FLAGS, MOMENTS | NEAR, DAYS | NEAR]).flatmap(
        lambda texts: st.lists(st.none() | st.just("") | texts | texts, max_size=6)
    ),
)
def test_a_column_of_one_form_is_cast_as_one_of_mixed_forms(
    dtype: pl.DataType, texts: list[str | None]
) -> None:
    column = Column(name="x", dtype=dtype)
    series = pl.Series("x", texts, dtype=pl.String)
    mixed = cast(column, pl.Series("x", [*texts, "lain"], dtype=pl.String))
    assert cast(column, series).equals(mixed.head(len(texts)), check_dtypes=True)
