from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.language.labels import cut, label, named, safe, wrapped
from services.language.plain_text import visible
from tests.charts.tables import HOSTILE

NAMES = st.one_of(st.text(max_size=80), st.just(HOSTILE))


@given(NAMES, st.integers(min_value=2, max_value=60))
def test_labels_hold_no_markup_and_not_too_much(name: str, chars: int) -> None:
    said = cut(name, chars)
    assert "<" not in said
    assert ">" not in said
    assert "%{" not in said
    assert len(html.unescape(said)) <= chars


@given(NAMES)
def test_safe_text_reads_as_the_name(name: str) -> None:
    said = safe(name)
    assert "<" not in said
    assert "%{" not in said
    assert html.unescape(said) == visible(name)


@pytest.mark.parametrize(
    ("name", "chars", "said"),
    [
        ("Dinas Kesehatan", 20, "Dinas Kesehatan"),
        ("Dinas Kesehatan", 15, "Dinas Kesehatan"),
        ("Dinas Kesehatan Kota", 18, "Dinas Kesehatan…"),
        ("Penyelenggaraanyangpanjang", 10, "Penyeleng…"),
        ("Badan (Penanggulangan) x", 8, "Badan…"),
        ("A & B <c>", 20, "A &amp; B &lt;c&gt;"),
    ],
)
def test_names_are_cut_at_a_word(name: str, chars: int, said: str) -> None:
    assert cut(name, chars) == said


@given(NAMES, st.integers(min_value=4, max_value=40), st.integers(min_value=1, max_value=4))
def test_wrapping_keeps_to_its_lines(name: str, chars: int, lines: int) -> None:
    said = wrapped(name, chars, lines)
    assert said.count("<br>") < lines
    assert "<" not in said.replace("<br>", "")


def test_wrapping_keeps_every_word_that_fits() -> None:
    assert wrapped("satu dua tiga empat", 9, 2) == "satu dua<br>tiga…"
    assert wrapped("satu dua tiga empat", 11, 2) == "satu dua<br>tiga empat"
    assert wrapped("satu", 9) == "satu"
    assert wrapped("", 9) == ""


def test_a_missing_name_is_said() -> None:
    assert named(None, "id") == "(tanpa nama)"
    assert named(" \u200b ", "en") == "(no name)"
    assert named(" a  b ", "id") == "a b"


def test_words_of_a_vocabulary() -> None:
    assert label("jenis", "PEMBATALAN", "id") == "Pembatalan"
    assert label("status", "Final Draft", "en") == "Final Draft"
    assert label("status", "(kosong)", "en") == "(blank)"
    assert label("tipe", "3", "id") == "Tipe 3: ormas"
    assert label("status", "Baru Sekali", "id") == "Baru Sekali"
    assert label("status", None, "id") == "(tanpa nama)"
