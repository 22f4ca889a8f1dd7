from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import link
from services.language.plain_text import printable
from services.link import LinkState, Problem

YEAR = 2026
KNOWN = frozenset({"D304", "D1", "K10", "KPU"})


def without_list(switches: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return view switches without those of a main list."""
    return tuple(pair for pair in switches if pair[0] not in (link.OPENED, link.FILTERED))


codes = st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=40).filter(
    lambda code: ".." not in code
)
instants = st.datetimes(datetime(2010, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)).map(
    lambda t: t.replace(microsecond=0)
)
words = st.text(max_size=60).map(printable).filter(lambda t: len(t) <= link.LONGEST_QUESTION)
switches = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_-]{0,10}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9._-]{1,20}", fullmatch=True),
    max_size=4,
).map(lambda found: without_list(found.items()))
opened = st.lists(st.lists(codes, min_size=1, max_size=3).map("~".join), max_size=4, unique=True)
filters = st.none() | st.text(min_size=1, max_size=60).map(printable).filter(
    lambda text: 0 < len(text) <= 60 and text == text.strip()
)
of_a_list = st.tuples(opened, filters).map(
    lambda found: (
        *((link.OPENED, path) for path in found[0]),
        *(((link.FILTERED, found[1]),) if found[1] else ()),
    )
)
states = st.builds(
    LinkState,
    klpd=st.lists(st.from_regex(r"[A-Z]{1,3}[0-9]{1,7}", fullmatch=True), unique=True).map(tuple),
    tahun=st.sets(st.integers(link.FIRST_YEAR, YEAR + 2)).map(lambda years: tuple(sorted(years))),
    wilayah=st.from_regex(r"(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10})?", fullmatch=True),
    satker=st.just("") | codes,
    program=st.just("(kosong)") | codes,
    status=words.filter(lambda t: len(t) <= 60),
    jenis=st.sampled_from(["", "PEMBATALAN", "lainnya"]),
    kode=st.just("") | codes,
    lokasi=st.just("") | codes,
    q=words,
    urut=st.sampled_from(["", "pagu", "-pagu", "-kd_rup"]),
    hal=st.none() | st.integers(1, 999_999),
    lihat=st.tuples(switches, of_a_list).map(lambda both: (*both[0], *both[1])),
    dari=st.none() | instants,
    ke=st.none() | instants,
    snap=st.none() | instants,
    lang=st.sampled_from(["", "id", "en"]),
)


def parse(*pairs: tuple[str, str], **more: bool) -> tuple[LinkState, list[Problem]]:
    return link.parse(pairs, YEAR, KNOWN, **more)


@given(states)
def test_a_state_survives_its_link(state: LinkState) -> None:
    assert parse(*link.pairs(state)) == (state, [])


@given(states, st.randoms())
def test_keys_stand_in_the_promised_order_whatever_the_order_read(state: LinkState, random) -> None:
    written = list(link.pairs(state))
    keys = [name for name, _ in written]
    assert keys == sorted(keys, key=link.ORDER.index)
    shuffled = sorted(written, key=lambda pair: random.random())
    again, problems = parse(*sorted(shuffled, key=lambda pair: pair[0] in ("klpd", "lihat")))
    assert set(link.pairs(again)) == set(written)
    assert problems == []


@given(st.lists(st.tuples(st.sampled_from([*link.ORDER, "embed", "apa"]) | st.text(), st.text())))
def test_hostile_values_never_raise_and_what_is_kept_is_clean(pairs: list) -> None:
    state, problems = parse(*pairs)
    again, no_problems = parse(*link.pairs(state))
    assert again == state
    assert no_problems == []
    assert {problem.param for problem in problems} <= set(link.ORDER)
    assert all(problem.value == printable(problem.value) for problem in problems)
    assert all(len(problem.value) <= link.SHOWN + 1 for problem in problems)


@given(states, st.lists(st.tuples(st.sampled_from(["klpd", "tahun", "satker"]), st.text())))
def test_a_valid_value_is_never_lost_beside_a_bad_one(state: LinkState, noise: list) -> None:
    kept, _ = parse(*link.pairs(state), *noise)
    assert set(kept.klpd) >= set(state.klpd)
    assert set(kept.tahun) >= set(state.tahun)
    assert not state.satker or kept.satker == state.satker


def test_a_comma_list_is_read_and_written_with_repeated_keys() -> None:
    state, problems = parse(("klpd", "D304, D1"), ("tahun", "2025,2024"), ("klpd", "D304,K10"))
    assert problems == []
    assert state.klpd == ("D304", "D1", "K10")
    assert link.pairs(state) == (
        ("klpd", "D304"),
        ("klpd", "D1"),
        ("klpd", "K10"),
        ("tahun", "2024"),
        ("tahun", "2025"),
    )
    assert link.as_query(state) == {"klpd": ["D304", "D1", "K10"], "tahun": ["2024", "2025"]}


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("klpd", "D304; DROP"),
        ("klpd", "ABCD1"),
        ("klpd", "ZZZ"),
        ("tahun", "2009"),
        ("tahun", str(YEAR + 3)),
        ("tahun", "٢٠٢٥"),
        ("tahun", "20 25"),
        ("wilayah", "520"),
        ("wilayah", "52.02."),
        ("wilayah", "5.202"),
        ("wilayah", "52.0201"),
        ("satker", "<b>"),
        ("kode", "1 OR 1"),
        ("status", "a" * 61),
        ("q", "a" * 201),
        ("q", "\u200b"),
        ("urut", "Pagu; --"),
        ("hal", "0"),
        ("hal", "-1"),
        ("lihat", "skala"),
        ("lihat", "skala:"),
        ("snap", "2026-06-22"),
        ("snap", "2026-13-22T10:00:00Z"),
        ("snap", "2026-06-22T10:00:00+07:00"),
        ("lang", "fr"),
    ],
)
def test_a_malformed_value_is_named_and_left_out(param: str, value: str) -> None:
    state, problems = parse((param, value))
    assert state == LinkState()
    assert [(problem.param, problem.why) for problem in problems] == [(param, "bentuk")]


def test_a_well_formed_unknown_klpd_is_taken_live_and_named_in_the_sandbox() -> None:
    assert parse(("klpd", "D99999"))[0].klpd == ("D99999",)
    state, problems = parse(("klpd", "D99999"), ("klpd", "D304"), strict=True)
    assert state.klpd == ("D304",)
    assert problems == [Problem(param="klpd", value="D99999", why="asing")]


def test_letters_alone_are_taken_only_from_the_catalogue() -> None:
    assert parse(("klpd", "KPU"))[0].klpd == ("KPU",)
    assert parse(("klpd", "KPK"))[1] == [Problem(param="klpd", value="KPK", why="bentuk")]


def test_a_second_single_value_is_named_and_the_first_kept() -> None:
    state, problems = parse(("satker", "7"), ("satker", "8"), ("lihat", "a:1"), ("lihat", "a:2"))
    assert (state.satker, state.lihat) == ("7", (("a", "1"),))
    assert {(p.param, p.value, p.why) for p in problems} == {
        ("satker", "8", "ganda"),
        ("lihat", "a:2", "ganda"),
    }


def test_the_same_value_twice_is_no_problem() -> None:
    assert parse(("satker", "7"), ("satker", "7"), ("lihat", "a:1"), ("lihat", "a:1"))[1] == []


def test_unknown_parameters_and_empty_values_are_kept_out_without_a_word() -> None:
    assert parse(("utm", "x"), ("embed", "true"), ("klpd", ""), ("satker", " ")) == (
        LinkState(),
        [],
    )


def test_a_question_loses_hidden_characters_only() -> None:
    assert parse(("q", "  jalan\u202e \n desa, & <b> "))[0].q == "jalan desa, & <b>"


def test_defaults_fill_what_the_link_leaves_open() -> None:
    filled = link.with_defaults(LinkState(satker="7"), "D304", 2025)
    assert filled == LinkState(klpd=("D304",), tahun=(2025,), satker="7", lang="id")
    chosen = LinkState(klpd=("D1",), tahun=(2024,), lang="en")
    assert link.with_defaults(chosen, "D304", 2025) == chosen
    assert link.with_defaults(LinkState(), None, 2025).klpd == ()


def test_switches_are_set_replaced_and_removed() -> None:
    state = LinkState().switched("skala", "log").switched("tabel", "satker")
    assert state.switch("skala") == "log"
    assert state.switched("skala", "linear").switch("skala") == "linear"
    assert state.switched("skala", "").lihat == (("tabel", "satker"),)
    assert state.switch("apa", "x") == "x"


def test_a_main_list_has_many_open_rows_and_one_filter() -> None:
    rows = [(link.OPENED, path) for path in ("1.01", "1.01~7", "1.01~7~semua", "(kosong)")]
    given_pairs = [("lihat", ":".join(pair)) for pair in rows]
    state, problems = parse(*given_pairs, ("lihat", "saring:jalan desa: a&b"))
    assert problems == []
    assert state.opened == ("1.01", "1.01~7", "1.01~7~semua", "(kosong)")
    assert state.switch(link.FILTERED) == "jalan desa: a&b"
    assert parse(*given_pairs, *given_pairs)[0].opened == state.opened
    _, problems = parse(("lihat", "saring:a"), ("lihat", "saring:b"))
    assert problems == [Problem(param="lihat", value="saring:b", why="ganda")]


@pytest.mark.parametrize(
    "value",
    [
        *("buka:", "buka:<b>", "buka:a b", "buka:../x", "buka:a~b~c~d", "buka:~a", "buka:a~"),
        *("buka:" + "a" * 41, "buka:a\nb", "saring:", "saring:" + "a" * 61, "saring:a\u202eb"),
        *("saring:a\tb", "saring:\u200b", "buka:ａ", "Buka:a"),
    ],
)
def test_open_rows_and_filters_of_another_form_are_named_and_left_out(value: str) -> None:
    state, problems = parse(("lihat", value), ("lihat", "buka:1.01"))
    assert state == LinkState(lihat=((link.OPENED, "1.01"),))
    assert [(problem.param, problem.why) for problem in problems] == [("lihat", "bentuk")]


def test_a_link_opens_so_many_rows_and_no_more() -> None:
    paths = [f"1.{number}" for number in range(link.MOST_OPENED + 10)]
    state, problems = parse(*(("lihat", f"buka:{path}") for path in paths), ("lihat", "a:1"))
    assert (state.opened, problems) == (tuple(paths[: link.MOST_OPENED]), [])
    assert state.switch("a") == "1"
    assert LinkState().with_opened(paths).opened == state.opened


@given(states, st.lists(st.text(max_size=60)), st.text(max_size=200))
def test_what_a_reader_opens_and_types_makes_a_link_that_is_read_as_written(
    state: LinkState, paths: list[str], typed: str
) -> None:
    changed = state.with_opened(paths).filtered(typed)
    assert parse(*link.pairs(changed)) == (changed, [])
    assert set(changed.opened) <= set(paths)
    assert changed.hal is None
    text = changed.switch(link.FILTERED)
    assert text in printable(typed)
    assert without_list(changed.lihat) == without_list(state.lihat)


def test_rows_close_and_filters_end_without_a_trace() -> None:
    state = LinkState(lihat=(("menurut", "satker"),))
    assert state.with_opened(["1", "2"]).with_opened([]) == state
    assert state.filtered("jalan").filtered(" ") == state


def test_another_page_takes_the_filters_along_but_nothing_of_a_list() -> None:
    shown = (("menurut", "satker"), ("tabel", "a"), (link.OPENED, "1"), (link.FILTERED, "x"))
    state = LinkState(klpd=("D1",), satker="7", urut="-pagu", hal=2, lihat=shown)
    assert state.for_another_page() == LinkState(
        klpd=("D1",), satker="7", lihat=(("menurut", "satker"),)
    )


def test_another_klpd_clears_its_codes_and_any_filter_the_page() -> None:
    state = LinkState(klpd=("D1",), satker="7", program="1.02", kode="9", wilayah="52", hal=3)
    moved = state.with_opened(["1.02~7"]).filtered("jalan").change(klpd=("D304",))
    assert moved == LinkState(klpd=("D304",), wilayah="52").filtered("jalan")
    assert state.change(klpd=("D1", "D304")) == replace(state, klpd=("D1", "D304"), hal=None)
    assert state.change(klpd=("D304",), satker="8").satker == "8"
    assert state.change(satker="8").hal is None
    assert state.change(urut="-pagu").hal is None
    assert state.change(lang="en").hal == 3
    assert state.change(satker="8", hal=2).hal == 2
