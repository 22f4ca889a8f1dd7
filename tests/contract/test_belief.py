"""A response is believed only as what it is: every spelling of the faults in test_cases.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import cases
from tests.cases import Row, envelope
from tests.contract.fetching import Fetch, one_page, program, published, stored_pass

# --- numbers --------------------------------------------------------------------------------------


REFUSED = (
    *(
        "250.000",
        "1.250.000",
        "1,250",
        "1,250.00",
        "1.250,00",
        "250,0",
        "1.000",
        "12.000",
        "-250.000",
    ),
    *("1e3", "1E3", "+5", "0x1", "1_000", "１２", "١٢", "1 000", "1\u00a0000", "1'000", "Rp 5"),
    *("1.", ".5", "1.5", "1.05", "1.0.0", "--1", "1-", "Infinity", "NaN", "½", "²"),
)
ACCEPTED = {"1": 1, "1.0": 1, "1.00": 1, " 12 ": 12, "\t7\r\n": 7, "-3": -3, "-3.0": -3, "0.00": 0}
COLUMNS = {
    ("program-master", "pagu_program"): "kd_program",
    ("program-master", "tahun_anggaran"): "kd_program",
    ("paket-swakelola", "pagu"): "kd_rup",
    ("paket-swakelola", "tipe_swakelola"): "kd_rup",
    ("history-kaji-ulang", "tahun_anggaran"): "kd_rup_baru",
}


def rows_of(dataset: str, column: str, values: list[str]) -> cases.Answers:
    """Return one page with a row for each value of a column."""
    key = COLUMNS[dataset, column]
    body = [{"kd_satker": "1", key: at, column: value} for at, value in enumerate(values, 1)]
    return {f"{dataset} D914 2025": body}


@pytest.mark.parametrize(("dataset", "column"), COLUMNS)
def test_a_number_in_another_spelling_is_quarantined_in_every_numeric_column(
    dataset: str, column: str, fetch: Fetch, tmp_path: Path
) -> None:
    done = fetch(rows_of(dataset, column, list(REFUSED)), dataset, "D914")
    assert done.code == 0
    assert done.column(column) == [None] * len(REFUSED)
    kept = stored_pass(tmp_path)["quarantine"]
    assert [line["teks"] for line in kept] == [text.strip() for text in REFUSED]
    assert {line["kolom"] for line in kept} == {column}


@pytest.mark.parametrize(
    ("dataset", "column"), [pair for pair in COLUMNS if pair[1] != "tahun_anggaran"]
)
def test_a_number_with_a_fraction_of_one_or_two_zeros_is_whole(
    dataset: str, column: str, fetch: Fetch
) -> None:
    done = fetch(rows_of(dataset, column, list(ACCEPTED)), dataset, "D914")
    assert (done.code, done.column(column)) == (0, list(ACCEPTED.values()))
    assert "dikarantina" not in done.line


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        *(
            ("250", 250),
            ("250.0", 250),
            ("250.00", 250),
            ("2.5e2", 250),
            ("1.2345678909E10", 12345678909),
        ),
        *(("9007199254740993", 2**53 + 1), ("9007199254740993.0", 2**53 + 1), ("1234.000", 1234)),
        *(("250.000", None), ("-1.000", None), ("1.5", None), ("1e30", None)),
    ],
)
def test_a_number_of_json_is_exact_and_never_one_with_a_thousands_mark(
    literal: str, value: int | None, fetch: Fetch
) -> None:
    body = json.dumps(envelope([cases.completed(program(1, pagu_program=777), "D914", "2025")]))
    answers = {"program-master D914 2025": {"text": body.replace("777", literal)}}
    done = fetch(answers, "program-master", "D914")
    assert (done.code, done.column("pagu_program")) == (0, [value])
    assert ("1 nilai dikarantina" in done.line) is (value is None)


# --- white space ----------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["", " ", "  ", "\t", "\n", "\r\n", " \t\r\n "])
def test_white_space_wherever_json_allows_it_changes_nothing(blank: str, fetch: Fetch) -> None:
    tokens = (
        '{ "success" : true , "data" : [ { "kd_klpd" : "D915" , "tahun_anggaran" : 2025 ,'
        ' "kd_program" : 9007199254740993.0 , "nama_program" : "a : b" , "pagu_program" : 5 } ,'
        ' { "kd_klpd" : "D915" , "tahun_anggaran" : 2025 , "kd_program" : null ,'
        ' "nama_program" : { "x" : [ 1 , 2.50 ] } , "pagu_program" : 6 } ] ,'
        ' "meta" : { "limit" : 1000.0 , "has_more" : false } }'
    )
    inside = tokens.replace('"a : b"', '"#"').replace(" ", blank).replace('"#"', '"a : b"')
    done = fetch({"program-master D915 2025": {"text": inside}}, "program-master", "D915")
    assert done.code == 0
    assert done.column("kd_program") == [None, "9007199254740993"]
    assert done.column("nama_program") == ['{"x":[1,2.50]}', "a : b"]
    assert done.column("pagu_program") == [6, 5]


# --- rows without a key ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hollow",
    [
        {},
        dict.fromkeys(program(1)),
        {"kd_klpd": "D999", "tahun_anggaran": 2025},
        {**dict.fromkeys(program(1)), "kd_program": " "},
        {"kolom_baru": 1},
    ],
)
def test_a_row_that_holds_nothing_is_quarantined(hollow: Row, fetch: Fetch) -> None:
    rows = [program(1), hollow, program(2)]
    body = {
        "program-master D999 2025": {
            "body": envelope(
                [cases.completed(r, "D999", "2025") if r is not hollow else r for r in rows]
            )
        }
    }
    done = fetch(body, "program-master", "D999")
    assert (done.code, done.column("kd_program")) == (0, ["1", "2"])
    assert "meragukan" in done.line
    assert "1 baris tanpa kunci dikarantina" in done.line


def test_a_row_without_its_code_that_holds_anything_else_stays(fetch: Fetch) -> None:
    done = fetch(one_page([program(1), program(2, kd_program=None)]), "program-master", "D999")
    assert (done.code, done.column("kd_program")) == (0, [None, "1"])
    assert "2 baris, lengkap" in done.line


def test_an_answer_of_nothing_but_empty_rows_is_refused(fetch: Fetch, tmp_path: Path) -> None:
    done = fetch({"program-master D999 2025": [{}, {}]}, "program-master", "D999")
    assert (done.code, done.rows, published(tmp_path)) == (1, None, [])
    assert "semua baris tanpa kunci" in done.line


# --- statuses -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [201, 202, 203, 206, 207, 208, 226, 250, 299])
def test_no_other_success_than_200_is_an_answer(status: int, fetch: Fetch, tmp_path: Path) -> None:
    done = fetch(one_page([program(1)], status=status), "program-master", "D999")
    assert (done.code, done.rows, published(tmp_path)) == (1, None, [])
    assert f"HTTP {status}" in done.line
    assert len(done.asked) == (5 if status == 202 else 1)


@pytest.mark.parametrize("status", [203, 206])
def test_what_is_stored_stays_when_the_source_sends_a_part(
    status: int, fetch: Fetch, tmp_path: Path
) -> None:
    assert fetch(one_page([program(1)]), "program-master", "D999").code == 0
    before = {path: path.read_bytes() for path in published(tmp_path)}
    done = fetch(one_page([program(1), program(2)], status=status), "program-master", "D999")
    assert {path: path.read_bytes() for path in published(tmp_path)} == before
    assert done.column("kd_program") == ["1"]
    assert f"karena HTTP {status} bukan jawaban utuh" in done.line


# --- harmless variants ----------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["0", "-17", "17.0", "1.7e1", "12345678901234567890123"])
def test_a_number_as_cursor_goes_back_exactly_as_written(written: str, fetch: Fetch) -> None:
    rows = [cases.completed(program(number), "D919", "2025") for number in (1, 2)]
    first = json.dumps(envelope(rows[:1], has_more=True, cursor=777)).replace("777", written)
    key = "program-master D919 2025"
    answers = {key: {"text": first}, f"{key} {written}": {"body": envelope(rows[1:])}}
    done = fetch(answers, "program-master", "D919")
    assert (done.code, done.column("kd_program")) == (0, ["1", "2"])
    assert done.asked == [key, f"{key} {written}"]


@pytest.mark.parametrize("text", ["false", "FALSE", " false "])
def test_success_false_as_text_stays_a_failure(text: str, fetch: Fetch, tmp_path: Path) -> None:
    body = {**envelope([program(1)]), "success": text}
    done = fetch({"program-master D999 2025": {"body": body}}, "program-master", "D999")
    assert (done.code, done.rows, published(tmp_path)) == (1, None, [])


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "word"),
    [("[]", "daftar"), ('"ok"', "teks"), ("null", "null"), ("17", "angka"), (" true", "true")],
)
def test_json_that_is_no_object_is_named_and_not_asked_for_again(
    body: str, word: str, fetch: Fetch
) -> None:
    done = fetch({"program-master D999 2025": {"text": body}}, "program-master", "D999")
    assert done.code == 1
    assert f"jawaban berupa {word}, bukan objek" in done.line
    assert len(done.asked) == 1


# --- totals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"meta": {"total": 2}}, ""),
        ({"meta": {"total": "2"}}, ""),
        ({"meta": {"count": 2}}, ""),
        ({"meta": {"total": None, "count": "banyak"}}, ""),
        ({"meta": {"total": "150.000"}}, ""),
        ({"meta": {"total": 150.0}}, "meta.total 150"),
        ({"meta": {"total": 0}}, "meta.total 0"),
        ({"meta": {"count": 3}}, "meta.count 3"),
        ({"pagination": {"totalItems": 9}}, "pagination.totalItems 9"),
        ({"total": 1}, "total 1"),
    ],
)
def test_a_count_of_the_source_is_told_where_it_disagrees(
    told: dict[str, Any], said: str, fetch: Fetch
) -> None:
    rows = [cases.completed(program(number), "D999", "2025") for number in (1, 2)]
    body = {
        **envelope(rows, **told.get("meta", {})),
        **{k: v for k, v in told.items() if k != "meta"},
    }
    done = fetch({"program-master D999 2025": {"body": body}}, "program-master", "D999")
    assert (done.code, done.column("kd_program")) == (0, ["1", "2"])
    assert ("sumber menyebut jumlah lain" in done.line) is bool(said)
    assert done.line.endswith(said)


def test_a_count_of_each_page_and_a_total_of_all_agree(fetch: Fetch) -> None:
    rows = [cases.completed(program(number), "D999", "2025") for number in (1, 2, 3)]
    key = "program-master D999 2025"
    first = envelope(rows[:2], has_more=True, cursor="a", total=3, count=2)
    answers = {key: {"body": first}, f"{key} a": {"body": envelope(rows[2:], total=3, count=1)}}
    done = fetch(answers, "program-master", "D999")
    assert (done.code, len(done.asked)) == (0, 2)
    assert "jumlah lain" not in done.line
