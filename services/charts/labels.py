"""Make names safe and readable: no markup, no hidden characters, no shouting."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from services.charts import wording
from services.charts.palette import STATUS

MOST_STRANGE = 4
KEPT = 4_096
"""Names that are kept as they are shown: the same few hundred stand on every rerun of a page."""
STRANGE = "(lain)"
_JOINING = re.compile("dan|yang|di|ke|dari|untuk|pada|serta|atau|dengan|bagi|oleh|dalam", re.I)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(name: object) -> str:
    """Return text without control and direction characters, white space folded."""
    return _cleaned(str(name))


@lru_cache(KEPT)
def _cleaned(text: str) -> str:
    kept = (" " if c.isspace() else c for c in text)
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in _HIDDEN).split())


def safe(name: object) -> str:
    """Return text that Plotly shows as written: markup escaped, hidden characters gone."""
    return _escaped(clean(name))


def _escaped(text: str) -> str:
    """Return text without markup and without Plotly's own `%{...}`, which it would fill in."""
    return html.escape(text, quote=False).replace("%{", "&#37;{")


def named(name: object, lang: str) -> str:
    """Return a name, or the words for a missing one; not escaped."""
    return (clean(name) if name is not None else "") or wording.text("charts.no_name", lang)


@lru_cache(KEPT)
def softened(name: str) -> str:
    """Return a label in reading case for a name served in capitals, as "Penunjang Urusan ASN".

    The word "PROGRAM" in front goes, joining words become small, short words that look like
    acronyms stay. The served name belongs in the hover text. Other names stand as served.
    """
    if len(name) < 12 or name != name.upper():
        return name
    body = re.sub(r"^PROGRAM\s+", "", name)
    read = re.sub(r"[^\W\d_]+", lambda word: _reading_case(word[0]), body)
    return read[:1].upper() + read[1:]


def _reading_case(word: str) -> str:
    if _JOINING.fullmatch(word):
        return word.lower()
    vowels = sum(letter in "AEIOU" for letter in word)
    return word if len(word) <= 4 and vowels <= 1 else word.capitalize()


def cut(name: object, chars: int) -> str:
    """Return an escaped label of at most `chars` characters, cut at a word with an ellipsis."""
    return _escaped(shortened(name, chars))


def shortened(name: object, chars: int) -> str:
    """Return at most `chars` characters of a name, cut at a word with an ellipsis; not escaped."""
    whole = clean(name)
    if len(whole) <= chars:
        return whole
    head = whole[: chars - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head[chars // 2 :] else head
    return at_word.rstrip(" ,.;:-/(") + "…"


def wrapped(name: object, chars: int, lines: int = 2) -> str:
    """Return an escaped label on at most `lines` lines, the last cut with an ellipsis."""
    words, out = clean(name).split(" "), [""]
    while words and len(out) <= lines:
        if out[-1] and len(out[-1]) + 1 + len(words[0]) > chars:
            if len(out) == lines:
                break
            out.append("")
        out[-1] = f"{out[-1]} {words.pop(0)}".strip()
    if words:
        out[-1] = f"{out[-1]} {' '.join(words)}"
    return "<br>".join(cut(line, chars) for line in out)


def drawn_as(found: Iterable[str | None]) -> dict[str | None, str]:
    """Return under which status each status is drawn.

    One outside the vocabulary stands as served, and none is `(kosong)`; where more than
    MOST_STRANGE stand outside, they are one, `(lain)`: a chart has room for so many.
    """
    values = set(found)
    strange = {value for value in values if value} - set(STATUS)
    one = len(strange) > MOST_STRANGE
    return {v: STRANGE if one and v in strange else v or STATUS[-1] for v in values}


def label(area: str, value: object, lang: str) -> str:
    """Return the words for a code of a small vocabulary; one without words stands as served."""
    key = f"{area}.{value}"
    return wording.text(key, lang) if key in wording.texts() else named(value, lang)
