"""Words of a question, and the words of the index that it may have meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_WORDS = 8
MOST_MEANT = 12
SHORTEST_FORGIVEN = 4
_WORD = re.compile(r"[0-9a-z]+")


def words(text: str) -> list[str]:
    """Return the folded words of a question, at most eight, each once."""
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return list(dict.fromkeys(_WORD.findall(letters)))[:MOST_WORDS]


def meant(word: str, known: Sequence[str]) -> list[str]:
    """Return known words within one slip of the pen (two from eight letters on), nearest first.

    Slips are inserted, lost, wrong and swapped letters. Short words and numbers are not forgiven:
    too many others are one slip away.
    """
    if len(word) < SHORTEST_FORGIVEN or word.isdigit():
        return []
    slips = 1 if len(word) < 8 else 2
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=MOST_MEANT)
    return [str(near) for near, distance, _ in found if distance]
