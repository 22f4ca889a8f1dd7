from __future__ import annotations

import re
from string import Formatter

import pytest

from services.language.counting import fill
from services.language.wording import LANGUAGES, number, text, texts

NOUNS = re.compile(
    r"\{(?!all\b|known\b|semua\b|low\b|high\b|years\b|most\b)\w+\}(?:\*\*)? "
    r"(?:\w+ )?(?:packages|programs|satkers|rows|acts|codes|pages|parts|days|hours|times|months)\b"
)
"""A bare number before a plural: English needs a form for 1."""
LIMITS = ("batas.", "cari.first_words", "data.too_often")
"""Texts whose number is a limit of ours, all above 1."""


@pytest.mark.parametrize(
    ("printed", "filled"),
    [
        ("0", "0 packages"),
        ("1", "1 package"),
        ("2", "2 packages"),
        ("1.000", "1.000 packages"),
        ("unknown", "an unknown number of packages"),
    ],
)
def test_words_follow_their_number(printed: str, filled: str) -> None:
    template = "{n:package|packages|an unknown number of packages}"
    assert fill(template, {"n": printed}, "unknown") == filled


def test_one_form_serves_all_numbers_and_values_are_not_read() -> None:
    assert fill("{n:paket} {nama}", {"n": 1, "nama": "{x:y|z}"}, "tidak diketahui") == (
        "1 paket {x:y|z}"
    )
    with pytest.raises(KeyError, match="n"):
        fill("{n:paket}", {}, "tidak diketahui")


def test_numbers_of_sentences_agree_in_both_languages() -> None:
    assert text("shell.rows", "en", n=number(1, 0, "en")) == "1 row"
    assert text("shell.rows", "id", n=number(1)) == "1 baris"
    assert text("shell.age.jam", "en", n=1) == "1 hour"
    template = "kaji_ulang.answer"
    once = text(template, "en", **_numbers(template, "1"))
    assert "in **1 act** on **1 code**" in once
    ended = "kaji_ulang.ended"
    assert "For **1 code** the last act" in text(ended, "en", **_numbers(ended, "1"))
    unknown = _numbers(template, text("absent.unknown", "en"))
    assert "in **an unknown number of acts**" in text(template, "en", **unknown)
    never = text(template, "id", **_numbers(template, text("absent.unknown")))
    assert "dalam **tindakan yang banyaknya tidak diketahui**" in never


def _numbers(key: str, value: str) -> dict[str, str]:
    return {name: value for _, name, _, _ in Formatter().parse(texts()[key]["en"]) if name}


def test_no_english_text_holds_a_bare_number_before_a_plural() -> None:
    bare = {
        key: entry["en"]
        for key, entry in texts().items()
        if not key.startswith(LIMITS) and NOUNS.search(entry["en"])
    }
    assert bare == {}


def test_forms_are_at_most_three() -> None:
    for key, entry in texts().items():
        for lang in LANGUAGES:
            for _, _, forms, _ in Formatter().parse(entry[lang]):
                assert (forms or "").count("|") <= 2, key
