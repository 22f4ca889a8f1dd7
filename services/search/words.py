"""Split questions into words, and correct typing errors by the words of the index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_WORDS = 16
MOST_MEANT = 3
SHORTEST_CORRECTED = 4
_JOINED = re.compile(r"[^\W_]+(?:[._/-][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")


def folded(text: str) -> str:
    """Return text in lower case without diacritics, as the full-text engine folds it."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return "".join(c for c in plain if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Return the folded words of a question, each once, at most MOST_WORDS.

    Pieces joined by dots, slashes or hyphens with a digit among them are one word: a code, as
    "1.02.02".
    """
    groups = (
        [joined] if _DIGIT.search(joined) else pieces(joined)
        for joined in _JOINED.findall(folded(text))
    )
    return list(dict.fromkeys(word for group in groups for word in group))[:MOST_WORDS]


def pieces(word: str) -> list[str]:
    """Return the letters and digits of a word between its dots, slashes and hyphens."""
    return _PIECE.findall(word)


def meant(word: str, known: Sequence[str]) -> list[str]:
    """Return the known words nearest to a word, within one typing error, two from eight letters on.

    Errors are inserted, lost, wrong and swapped letters. Short words and numbers are not corrected:
    too many others are one error away. Sorted.
    """
    if len(word) < SHORTEST_CORRECTED or not word.isalpha():
        return []
    most = 1 if len(word) < 8 else 2
    matches = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
    near = [(distance, str(other)) for other, distance, _ in matches if distance]
    least = min(near, default=(0, ""))[0]
    return sorted(other for distance, other in near if distance == least)
