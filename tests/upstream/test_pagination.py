"""The step of each paginator for a request and its answer."""

from __future__ import annotations

from typing import Any

import pytest

from services.errors import BadRequest, ContractBroken
from services.upstream.answer.paging import Paginator, Received, Step
from services.upstream.walk.pagination import (
    BATCHES,
    CURSOR,
    NUMBERED,
    UNTIL_REPEATED,
    V1_CAP,
    halves,
)

FIRST = {"limit": "1000", "kode_klpd": "D1", "tahun": "2025"}
LATER = {**FIRST, "cursor": "k1"}


def cursor_step(
    rows: int | None, meta: dict[str, Any] | None, sent: dict[str, str] = FIRST
) -> Step:
    return CURSOR.step(sent, Received(rows=rows, meta=meta), 0)


# --- INAPROC -------------------------------------------------------------------------------------


def test_the_limit_is_always_sent_and_a_given_one_wins() -> None:
    assert CURSOR.start({"kode_klpd": "D1"}) == ({"limit": "1000", "kode_klpd": "D1"},)
    assert CURSOR.start({"limit": "997"}) == ({"limit": "997"},)
    assert CURSOR.sized(250).start({}) == ({"limit": "250"},)


@pytest.mark.parametrize("more", [True, "true", " TRUE "])
@pytest.mark.parametrize("rows", [1, 3, 1000])
def test_more_with_a_cursor_is_followed_however_short_the_page(more: object, rows: int) -> None:
    step = cursor_step(rows, {"limit": 1000, "has_more": more, "cursor": "k2"})
    assert (step.kind, step.follow) == ("next", ({**FIRST, "cursor": "k2"},))


def test_the_following_page_is_known_ahead_where_the_answer_plainly_names_it() -> None:
    assert CURSOR.following(FIRST, {"has_more": True, "cursor": "k1"}) == LATER
    assert CURSOR.following(LATER, {"has_more": True, "cursor": "k2"}) == {**FIRST, "cursor": "k2"}


@pytest.mark.parametrize(
    "meta",
    [
        None,
        {},
        [],
        {"has_more": True},
        {"has_more": True, "cursor": ""},
        {"has_more": True, "cursor": 5},
        {"has_more": True, "cursor": "k" * 2049},
        {"has_more": "true", "cursor": "k1"},
        {"has_more": False, "cursor": "k1"},
        {"cursor": "k1"},
    ],
)
def test_nothing_is_asked_ahead_of_an_answer_in_doubt(meta: object) -> None:
    assert CURSOR.following(FIRST, meta) is None


@pytest.mark.parametrize("paginator", [NUMBERED, BATCHES, UNTIL_REPEATED])
def test_nothing_is_asked_ahead_where_rows_tell_what_follows(paginator: Paginator) -> None:
    assert paginator.following(FIRST, {"has_more": True, "cursor": "k1"}) is None


@pytest.mark.parametrize("cursor", [None, ""])
def test_more_without_a_cursor_is_asked_again_and_then_fails(cursor: object) -> None:
    step = cursor_step(1000, {"has_more": True, "cursor": cursor})
    assert (step.kind, step.tries, step.otherwise) == ("again", 5, "fail")


def test_more_with_an_empty_page_is_asked_again_and_then_followed() -> None:
    step = cursor_step(0, {"has_more": True, "cursor": "k2"})
    assert (step.kind, step.tries, step.otherwise) == ("again", 3, "next")
    assert step.follow == ({**FIRST, "cursor": "k2"},)


@pytest.mark.parametrize(
    ("more", "proven"),
    [
        ({}, False),
        ({"has_more": None}, False),
        ({"has_more": False}, True),
        ({"has_more": "false"}, True),
    ],
)
@pytest.mark.parametrize("rows", [7, 1000])
def test_an_end_with_a_cursor_in_hand_is_probed(
    more: dict[str, Any], proven: bool, rows: int
) -> None:
    step = cursor_step(rows, {"limit": 1000, "cursor": "k2", **more}, LATER)
    assert (step.kind, step.proven) == ("probe", proven)
    assert step.follow == ({**LATER, "cursor": "k2"},)


@pytest.mark.parametrize("rows", [None, 0])
def test_an_empty_page_with_a_cursor_in_hand_is_asked_again_before_it_is_probed(
    rows: int | None,
) -> None:
    step = cursor_step(rows, {"limit": 1000, "cursor": "k2"}, LATER)
    assert (step.kind, step.tries, step.otherwise) == ("again", 3, "probe")
    assert step.follow == ({**LATER, "cursor": "k2"},)


def test_an_empty_page_that_repeats_the_cursor_it_was_asked_by_is_not_probed() -> None:
    step = cursor_step(0, {"limit": 1000, "cursor": "k1"}, LATER)
    assert (step.kind, step.tries, step.otherwise) == ("again", 3, "end")
    assert cursor_step(5, {"limit": 1000, "cursor": "k1"}, LATER).kind == "probe"


@pytest.mark.parametrize(
    ("rows", "meta"),
    [
        (1000, {"has_more": False}),
        (1000, {"has_more": False, "cursor": None}),
        (999, {"limit": 1000}),
        (0, {"limit": 1000}),
        (None, {"limit": 1000}),
        (None, {"limit": 1000, "has_more": False}),
        (37, {"limit": 0}),
        (37, {}),
        (37, {"limit": "100"}),
        (5, {"limit": 0, "has_more": "false", "cursor": ""}),
    ],
)
def test_a_short_page_or_has_more_false_is_the_end(rows: int | None, meta: dict[str, Any]) -> None:
    assert cursor_step(rows, meta).kind == "end"


@pytest.mark.parametrize("meta", [{"has_more": False}, {"limit": 1000}, {"has_more": "false"}])
def test_an_empty_page_after_has_more_is_requested_again(meta: dict[str, Any]) -> None:
    step = cursor_step(0, meta, LATER)
    assert (step.kind, step.tries, step.otherwise) == ("again", 3, "end")
    assert cursor_step(0, meta, FIRST).kind == "end"


@pytest.mark.parametrize(
    ("rows", "meta"),
    [
        (1000, {"limit": 1000}),
        (100, {"limit": "100"}),
        (120, {"limit": 100}),
        *((rows, {"limit": limit}) for rows in (1, 10, 50, 100, 500, 1000) for limit in (0, None)),
    ],
)
def test_a_full_page_that_says_nothing_proves_nothing(rows: int, meta: dict[str, Any]) -> None:
    unproven(cursor_step(rows, meta), "akhir tidak terbukti")


def unproven(step: Step, why: str) -> None:
    """Check that a step is asked again and then fails for this reason."""
    assert (step.kind, step.tries, step.otherwise) == ("again", 3, "fail")
    assert why in step.why


def test_a_full_page_of_an_odd_limit_proves_nothing_either() -> None:
    odd = {**FIRST, "limit": "997"}
    unproven(cursor_step(997, {}, odd), "akhir tidak terbukti")
    unproven(cursor_step(997, None, odd), "tepat 997 baris")
    assert cursor_step(996, None, odd).otherwise == "end"


@pytest.mark.parametrize("rows", [1, 10, 50, 100, 500, 1000])
def test_no_meta_and_a_round_count_cannot_be_proven(rows: int) -> None:
    unproven(cursor_step(rows, None), f"tepat {rows} baris")


@pytest.mark.parametrize("rows", [None, 0, 2, 9, 11, 337, 999])
def test_no_meta_and_any_other_count_is_the_end_when_it_comes_again(rows: int | None) -> None:
    step = cursor_step(rows, None)
    assert (step.kind, step.tries, step.otherwise) == ("again", 2, "end")


@pytest.mark.parametrize(("rows", "otherwise"), [(337, "fail"), (1000, "fail"), (0, "end")])
def test_a_missing_meta_after_pages_with_one_is_requested_again(rows: int, otherwise: str) -> None:
    step = cursor_step(rows, None, LATER)
    assert (step.kind, step.tries, step.otherwise) == ("again", 5, otherwise)


def test_null_data_with_more_to_come_breaks_the_contract() -> None:
    with pytest.raises(ContractBroken, match="null"):
        cursor_step(None, {"has_more": True, "cursor": "k2"})


@pytest.mark.parametrize("cursor", [5, True, ["k"], {"id": 1}])
def test_a_cursor_that_is_no_text_breaks_the_contract(cursor: object) -> None:
    with pytest.raises(ContractBroken, match="kursor bukan teks"):
        cursor_step(3, {"has_more": True, "cursor": cursor})


@pytest.mark.parametrize("more", ["ya", "", 1, 0, []])
def test_has_more_that_is_neither_breaks_the_contract(more: object) -> None:
    with pytest.raises(ContractBroken, match="has_more"):
        cursor_step(3, {"has_more": more, "cursor": "k2"})


@pytest.mark.parametrize("limit", [0, "0", None, True, "banyak", "²", -5, 1.5, [1], "9" * 30])
def test_a_limit_that_is_none_means_unknown(limit: object) -> None:
    assert cursor_step(3, {"limit": limit, "has_more": False}).limit is None


def test_the_served_limit_is_read_back() -> None:
    assert cursor_step(3, {"limit": "100", "has_more": False}).limit == 100


# --- SATUSEHAT v2 --------------------------------------------------------------------------------

V2 = {"limit": "2000", "current_page": "3"}


def numbered(rows: int | None, seen: int, meta: dict[str, Any] | None) -> Step:
    return NUMBERED.step(V2, Received(rows=rows, meta=meta), seen)


def v2_meta(total: object, limit: object = 10, cursor: object = "MTI=") -> dict[str, Any]:
    page = {"total": total, "limit": limit, "total_page": 1, "next": 4}
    return {"page": page, "cursors": {"next": cursor}}


def test_v2_begins_at_page_one() -> None:
    assert NUMBERED.start({"codes": "11"}) == (
        {"limit": "2000", "codes": "11", "current_page": "1"},
    )


@pytest.mark.parametrize("total", [514, "514"])
def test_v2_goes_on_until_the_total_is_seen_whatever_total_page_says(total: object) -> None:
    step = numbered(10, 510, v2_meta(total))
    assert (step.kind, step.total, step.limit) == ("next", 514, 10)
    assert step.follow == ({**V2, "current_page": "4", "next": "MTI="},)


@pytest.mark.parametrize("cursor", [None, ""])
def test_v2_goes_on_by_number_where_there_is_no_cursor(cursor: object) -> None:
    assert numbered(10, 30, v2_meta(514, cursor=cursor)).follow == ({**V2, "current_page": "4"},)
    meta = {"page": {"total": 514, "limit": 10}, "cursors": None}
    assert numbered(10, 30, meta).follow == ({**V2, "current_page": "4"},)


def test_v2_ends_on_a_short_page_that_reaches_the_total() -> None:
    step = numbered(4, 514, v2_meta(514))
    assert (step.kind, step.total) == ("end", 514)


@pytest.mark.parametrize("limit", [10, "10", 0, None])
def test_v2_probes_a_full_page_that_reaches_the_total(limit: object) -> None:
    step = numbered(10, 30, v2_meta(30, limit))
    assert (step.kind, step.proven) == ("probe", True)


@pytest.mark.parametrize("rows", [None, 0])
def test_v2_ends_at_an_empty_page_with_the_total_to_be_proven(rows: int | None) -> None:
    assert numbered(rows, 25, v2_meta(514)).total == 514
    assert numbered(rows, 0, v2_meta(0)).kind == "end"
    assert numbered(rows, 0, None).kind == "end"


def test_v2_more_rows_than_the_total_break_the_contract() -> None:
    with pytest.raises(ContractBroken, match="menyebut 20 baris tetapi memberi 25"):
        numbered(5, 25, v2_meta(20))


@pytest.mark.parametrize(
    "meta", [None, {}, {"page": None}, {"page": {}}, v2_meta(None), v2_meta("x")]
)
def test_v2_rows_without_a_total_prove_nothing(meta: dict[str, Any] | None) -> None:
    with pytest.raises(ContractBroken, match="total tidak ada"):
        numbered(3, 3, meta)


@pytest.mark.parametrize(
    "meta", [{"page": [1]}, {"page": "1"}, {"page": {"total": 9}, "cursors": ["x"]}]
)
def test_v2_meta_of_the_wrong_kind_breaks_the_contract(meta: dict[str, Any]) -> None:
    with pytest.raises(ContractBroken, match="bukan objek"):
        numbered(3, 3, meta)


# --- SATUSEHAT v1 --------------------------------------------------------------------------------


def codes(count: int) -> str:
    return ",".join(f"{number:06d}" for number in range(110101, 110101 + count))


def test_v1_without_a_list_sends_the_documented_empty_one() -> None:
    assert BATCHES.start({}) == ({"codes": ""},)


def test_v1_cuts_a_long_list_into_batches_that_hold_every_code_once_in_order() -> None:
    asked = BATCHES.start({"district_codes": codes(1234)})
    lists = [sent["district_codes"].split(",") for sent in asked]
    assert [len(one) for one in lists] == [500, 500, 234]
    assert [code for one in lists for code in one] == codes(1234).split(",")


def test_v1_trims_spaces_and_empty_entries() -> None:
    assert BATCHES.start({"codes": " 1103 , 1104 ,,1210, "}) == ({"codes": "1103,1104,1210"},)


def test_v1_cuts_the_longest_list_and_sends_the_other_with_every_batch() -> None:
    asked = BATCHES.sized(2).start({"city_codes": "1101", "codes": "110101,110102,110103"})
    assert asked == (
        {"city_codes": "1101", "codes": "110101,110102"},
        {"city_codes": "1101", "codes": "110103"},
    )


@pytest.mark.parametrize("rows", [1, V1_CAP - 1, V1_CAP + 1, 5700])
def test_v1_takes_an_answer_whole(rows: int) -> None:
    assert BATCHES.step({"city_codes": "1,2"}, Received(rows=rows), 0).kind == "end"


@pytest.mark.parametrize("rows", [None, 0])
def test_v1_takes_no_rows_for_an_answer_only_when_it_comes_thrice(rows: int | None) -> None:
    step = BATCHES.step({"city_codes": "1,2"}, Received(rows=rows), 0)
    assert (step.kind, step.tries, step.otherwise) == ("again", 3, "end")


def test_v1_never_takes_exactly_the_cap() -> None:
    step = BATCHES.step({"city_codes": "1101,1102,1103"}, Received(rows=V1_CAP), 0)
    assert step.kind == "split"
    assert step.follow == ({"city_codes": "1101"}, {"city_codes": "1102,1103"})


@pytest.mark.parametrize("sent", [{"city_codes": "1101"}, {"codes": ""}, {}])
def test_v1_exactly_2000_rows_for_one_parent_are_not_proven_complete(sent: dict[str, str]) -> None:
    with pytest.raises(ContractBroken, match=r"2\.000"):
        BATCHES.step(sent, Received(rows=V1_CAP), 0)
    with pytest.raises(ContractBroken, match=r"2\.000"):
        halves(sent)


def test_v1_a_refused_list_is_halved() -> None:
    pieces, size = BATCHES.smaller({"city_codes": "1,2,3", "codes": "x"})
    assert pieces == ({"city_codes": "1", "codes": "x"}, {"city_codes": "2,3", "codes": "x"})
    assert size == 2


@pytest.mark.parametrize("sent", [{"city_codes": "1101"}, {"codes": ""}])
def test_v1_a_refused_list_that_cannot_be_halved_is_a_bad_request(sent: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match="kode induk"):
        BATCHES.smaller(sent)


# --- locations -----------------------------------------------------------------------------------


def located(rows: int | None, seen: int, page: str = "2", per_page: int | None = None) -> Step:
    said = {"totalItems": 0, "totalPages": 0, **({"perPage": per_page} if per_page else {})}
    return UNTIL_REPEATED.step(
        {"perPage": "100", "page": page}, Received(rows=rows, pagination=said), seen
    )


def test_locations_begin_at_page_one_with_a_page_size() -> None:
    assert UNTIL_REPEATED.start({"level": "desa"}) == (
        {"perPage": "100", "level": "desa", "page": "1"},
    )


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_locations_go_on_after_any_page_with_rows_because_totals_lie(rows: int) -> None:
    step = located(rows, rows, page="1")
    assert (step.kind, step.follow) == ("next", ({"perPage": "100", "page": "2"},))


@pytest.mark.parametrize("rows", [None, 0])
def test_locations_end_at_an_empty_page_after_a_short_one(rows: int | None) -> None:
    assert located(rows, 25, page="4", per_page=10).kind == "end"


@pytest.mark.parametrize("rows", [None, 0])
@pytest.mark.parametrize(("page", "otherwise"), [("1", "end"), ("4", "probe")])
def test_locations_ask_an_empty_page_again_and_then_the_next(
    rows: int | None, page: str, otherwise: str
) -> None:
    step = located(rows, 30, page=page, per_page=10)
    assert (step.kind, step.tries, step.otherwise) == ("again", 3, otherwise)


@pytest.mark.parametrize(
    ("rows", "per_page"), [(100, None), (10, None), (50, None), (25, 25), (100, 25)]
)
def test_locations_that_ignore_the_page_number_prove_nothing(
    rows: int, per_page: int | None
) -> None:
    with pytest.raises(ContractBroken, match="nomor halaman diabaikan"):
        located(rows, rows, per_page=per_page)


@pytest.mark.parametrize(("rows", "per_page"), [(1, None), (37, None), (2, 10), (10, 25)])
def test_locations_served_whole_whatever_the_page_are_whole(
    rows: int, per_page: int | None
) -> None:
    assert located(rows, rows, per_page=per_page).kind == "next"


def test_locations_a_refused_page_size_is_halved() -> None:
    assert UNTIL_REPEATED.smaller({"perPage": "100", "page": "1"}) == (
        ({"perPage": "50", "page": "1"},),
        50,
    )


# --- all of them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paginator", "sent"),
    [
        (CURSOR, {"limit": "1000", "cursor": "k"}),
        (NUMBERED, {"limit": "2000", "current_page": "1"}),
        (UNTIL_REPEATED, {"perPage": "100", "page": "1"}),
    ],
)
def test_halving_ends(paginator: Any, sent: dict[str, str]) -> None:
    sizes = [10**9]
    while sizes[-1] > 1:
        (sent,), size = paginator.smaller(sent)
        assert size < sizes[-1]
        sizes.append(size)
    with pytest.raises(ContractBroken, match="sampai habis"):
        paginator.smaller(sent)


@pytest.mark.parametrize("paginator", [CURSOR, NUMBERED, BATCHES, UNTIL_REPEATED])
def test_a_paginator_remembers_nothing_and_changes_nothing_it_is_given(paginator: Any) -> None:
    params = {"codes": "1,2", "kode_klpd": "D1"}
    sent = dict(paginator.start(params)[0])
    before = (dict(params), dict(sent), repr(paginator))
    got = Received(rows=3, meta={"has_more": True, "cursor": "k", "page": {"total": 9}})
    assert paginator.step(sent, got, 3) == paginator.step(sent, got, 3)
    assert (params, sent, repr(paginator)) == before
