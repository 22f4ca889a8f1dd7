from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.language.plain_text import BREAK, plain, printable, unescaped, visible

TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="w.:@-<>=~ a1_x0d*$[]{}\\`#+", max_size=40),
)
LINKS = re.compile(
    r"(https?://|www(?=\.))[-.\w]+|[-.\w+]+@[-\w]+\.[-\w]|:[\w+-]+:|:material|<->|->|<-|--|[<>~]=",
    re.I,
)
"""What the page's Markdown finds in a run of text, whatever was escaped."""


@given(TEXTS)
def test_no_hidden_character_is_visible(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} for c in shown)
    assert shown == " ".join(shown.split())
    assert not re.search(r"_x000[0-9a-f]_", shown, re.I)


def test_direction_marks_cannot_reorder_a_name() -> None:
    assert visible("a\u202eexe.b\u2066c\u200bd\ufeff") == "aexe.bcd"
    assert visible(" a\t\n b\u00a0c ") == "a b c"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Jalan_x000d_\n", "Jalan"),
        ("_x000D_Jalan", "Jalan"),
        ("Jalan_x000d_Raya", "Jalan Raya"),
        ("a_x000\u200bd_b", "a b"),
        ("_x0041_ tetap", "_x0041_ tetap"),
    ],
)
def test_control_characters_spelled_by_spreadsheets_are_not_shown(written: str, shown: str) -> None:
    assert visible(written) == shown


def test_the_words_of_a_link_keep_what_a_spreadsheet_would_have_written() -> None:
    assert printable(" a\u200b_x000d_\tb ") == "a_x000d_ b"


@given(TEXTS)
def test_plain_text_reads_as_it_is_visible(text: str) -> None:
    assert unescaped(plain(text)) == visible(text)


@given(TEXTS)
def test_no_run_of_plain_text_holds_what_markdown_replaces(text: str) -> None:
    for run in plain(text).split(BREAK):
        assert not LINKS.search(re.sub(r"\\(.)", r"\1", run))


@given(TEXTS)
def test_every_mark_of_markdown_is_escaped(text: str) -> None:
    left = re.sub(r"\\.", "", plain(text).replace(BREAK, ""))
    assert not re.search(r"[\\`*_\[\]{}<>~$:&|#!]", left)
    assert not re.match(r"[-+=]|\d+[.)]", plain(text))


def test_a_time_of_day_is_left_whole() -> None:
    assert plain("22 Nov 2026 17:05 WIB") == "22 Nov 2026 17\\:05 WIB"
