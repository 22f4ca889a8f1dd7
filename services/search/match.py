"""Translate a question into an expression of the full-text engine.

Every word has passed `words.words` and is quoted, so that nothing a reader types is read as syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .words import pieces

Words: TypeAlias = tuple[str, ...]
"""One word of a question and its possible corrections."""

WordsBeginning: TypeAlias = Callable[[str], Words | None]
"""Returns every word of the index with a beginning, None where they are too many to list."""

JOINT = "x"
"""Replaces the dots of a code in the index."""
KLPD_TAG, YEAR_TAG = "0k", "0t"
"""What a KLPD and a year begin with in the index, so that they are no words of a text."""
_SHORTEST_BEGINNING, _SHORTEST_CODE = 3, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search: its text, and codes that hits must have (empty for any)."""

    text: str
    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    jenis: str = ""


def expression(groups: Sequence[Words], question: Question, words_beginning: WordsBeginning) -> str:
    """Return the FTS5 expression: all groups of words, any word of a group, one of the codes.

    Where few words of the index have a prefix, the expression lists them instead of the prefix: the
    engine then reads their lists side by side and need not merge them before the first hit.
    """
    terms = [
        "(" + " OR ".join(_word(word, words_beginning) for word in group) + ")" for group in groups
    ]
    for tag, values in ((KLPD_TAG, question.klpd), (YEAR_TAG, question.tahun)):
        if values:
            codes = " OR ".join(f'"{tag}{piece}"' for v in values for piece in pieces(str(v)))
            terms.append(f"saring : ({codes})")
    return " AND ".join(terms)


def tags(klpd: str, tahun: int) -> str:
    """Return the words by which the entries of a KLPD-year are found."""
    return f"{KLPD_TAG}{klpd} {YEAR_TAG}{tahun}"


def _word(word: str, words_beginning: WordsBeginning) -> str:
    """Return the expression of a word, a number, or a code of several pieces."""
    code = pieces(word)
    if len(code) > 1:
        in_text = " AND ".join(_beginning(piece, words_beginning) for piece in code)
        return f'(sandi : "{JOINT.join(code)}" * OR {{teks keterangan}} : ({in_text}))'
    if word.isdigit():
        star = " *" if len(word) >= _SHORTEST_CODE else ""
        return f'{{teks keterangan sandi}} : "{word}"{star}'
    return f"{{teks keterangan}} : {_beginning(word, words_beginning)}"


def _beginning(word: str, words_beginning: WordsBeginning) -> str:
    if len(word) < _SHORTEST_BEGINNING:
        return f'"{word}"'
    listed = words_beginning(word)
    if listed is None:
        return f'"{word}" *'
    return "(" + " OR ".join(f'"{term}"' for term in listed or (word,)) + ")"
