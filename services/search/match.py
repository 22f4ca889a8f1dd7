"""A question as an expression of the full-text engine.

Every word has passed `words.words` and stands in quotes, so that nothing a reader types is ever
read as syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .words import pieces

Words: TypeAlias = tuple[str, ...]
"""One word of a question and those it may have meant."""

Spelled: TypeAlias = Callable[[str], Words | None]
"""Gives every word of the index that begins so, None where they are too many to name."""

JOINT = "x"
"""What stands in the index for the dots of a code."""
_SHORTEST_BEGINNING, _SHORTEST_CODE = 3, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for: text, and codes to keep (empty keeps all)."""

    text: str
    klpd: tuple[str, ...] = ()
    tahun: tuple[int, ...] = ()
    jenis: str = ""


def expression(groups: Sequence[Words], question: Question, spelled: Spelled) -> str:
    """Return the FTS5 expression: all groups of words, any word of a group, the codes kept.

    Words that begin as asked are named one by one where they are few: the engine then walks their
    lists side by side, and need not merge them before the first hit.
    """
    parts = ["(" + " OR ".join(_word(word, spelled) for word in group) + ")" for group in groups]
    for tag, values in (("0k", question.klpd), ("0t", question.tahun)):
        if values:
            kept = " OR ".join(f'"{tag}{piece}"' for v in values for piece in pieces(str(v)))
            parts.append(f"saring : ({kept})")
    return " AND ".join(parts)


def _word(word: str, spelled: Spelled) -> str:
    apart = pieces(word)
    if len(apart) > 1:
        inside = " AND ".join(_beginning(piece, spelled) for piece in apart)
        return f'(sandi : "{JOINT.join(apart)}" * OR {{teks keterangan}} : ({inside}))'
    if word.isdigit():
        star = " *" if len(word) >= _SHORTEST_CODE else ""
        return f'{{teks keterangan sandi}} : "{word}"{star}'
    return f"{{teks keterangan}} : {_beginning(word, spelled)}"


def _beginning(word: str, spelled: Spelled) -> str:
    if len(word) < _SHORTEST_BEGINNING:
        return f'"{word}"'
    found = spelled(word)
    if found is None:
        return f'"{word}" *'
    return "(" + " OR ".join(f'"{one}"' for one in found or (word,)) + ")"
