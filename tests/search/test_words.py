"""Questions are split into folded words; typing errors are corrected within limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.words import MOST_WORDS, folded, meant, pieces, words
from tests.analysis.strategies import quick

LETTERS = "abcde"
known_words = st.lists(st.text(LETTERS, min_size=3, max_size=10), unique=True, max_size=20)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rehabilitasi  JALAN", ["rehabilitasi", "jalan"]),
        ("jalan jalan", ["jalan"]),
        ("Café São", ["cafe", "sao"]),
        ("1.02.02", ["1.02.02"]),
        ("X.XX.01 penunjang", ["x.xx.01", "penunjang"]),
        ("1.02.", ["1.02"]),
        ("dan/atau e-katalog", ["dan", "atau", "e", "katalog"]),
        ("2024-2025", ["2024-2025"]),
        ('"a" OR (b*) NEAR c:d ^e - {f}', ["a", "or", "b", "near", "c", "d", "e", "f"]),
        ("snake_case", ["snake", "case"]),
        ("jalan\x00raya\u202etebal", ["jalan", "raya", "tebal"]),
        ("", []),
        ("... !!! ???", []),
    ],
)
def test_a_question_is_its_folded_words(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_question_keeps_its_first_words() -> None:
    many = [f"kata{number}" for number in range(MOST_WORDS + 5)]
    assert words(" ".join(many)) == many[:MOST_WORDS]


@quick
@given(st.text(max_size=200))
def test_no_word_holds_anything_but_letters_digits_and_joints(text: str) -> None:
    for word in words(text):
        assert '"' not in word
        assert "".join(pieces(word)).isalnum()
        assert words(word) == [word]
        assert folded(word) == word


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("jaln", ["jalan", "jaring"], ["jalan"]),
        ("jaaln", ["jalan"], ["jalan"]),
        ("jalam", ["jalan", "malam"], ["jalan", "malam"]),
        ("jalan", ["jalan", "jalur"], []),
        ("jlan", ["jalur"], []),
        ("pemeliharaan", ["pemeliharaan"], []),
        ("pemlihraan", ["pemeliharaan", "pelihara"], ["pemeliharaan"]),
        ("pelaksanan", ["pelaksanaan", "pelaksana"], ["pelaksana", "pelaksanaan"]),
        ("pelayaan", ["pelayanan", "pelajaran"], ["pelayanan"]),
        ("des", ["desa"], []),
        ("2024", ["2025"], []),
        ("1.02.02", ["1.02.03"], []),
    ],
)
def test_a_typing_error_is_corrected_to_the_nearest_words(
    word: str, known: list[str], near: list[str]
) -> None:
    assert meant(word, known) == near


def test_without_known_words_there_is_no_correction() -> None:
    assert meant("jalan", []) == []


def _distance(one: str, two: str) -> int:
    """Return the optimal string alignment distance, by the textbook."""
    table = {(i, -1): i + 1 for i in range(-1, len(one))}
    table |= {(-1, j): j + 1 for j in range(-1, len(two))}
    for i, left in enumerate(one):
        for j, right in enumerate(two):
            near = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (left != right),
            )
            if i and j and left == two[j - 1] and one[i - 1] == right:
                near = min(near, table[i - 2, j - 2] + 1)
            table[i, j] = near
    return table[len(one) - 1, len(two) - 1]


@quick
@given(st.text(LETTERS, min_size=4, max_size=10), known_words)
def test_corrections_equal_those_by_a_plain_count_of_errors(word: str, known: list[str]) -> None:
    slips = 1 if len(word) < 8 else 2
    far = {other: _distance(word, other) for other in known if other != word}
    within = {other: count for other, count in far.items() if count <= slips}
    least = min(within.values(), default=0)
    assert meant(word, known) == sorted(o for o, count in within.items() if count == least)
