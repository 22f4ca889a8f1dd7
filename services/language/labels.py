"""Make names safe labels of charts: no markup, no hidden characters, no longer than the room."""

from __future__ import annotations

import html

from . import wording
from .plain_text import visible


def safe(name: object) -> str:
    """Return text that Plotly shows as written: markup escaped, hidden characters removed."""
    return escaped(visible(name))


def escaped(text: str) -> str:
    """Return text without markup and without Plotly's own `%{...}`, which it would fill in."""
    return html.escape(text, quote=False).replace("%{", "&#37;{")


def named(name: object, lang: str) -> str:
    """Return a name, or the words for a missing one; not escaped."""
    return (visible(name) if name is not None else "") or wording.text("charts.no_name", lang)


def cut(name: object, chars: int) -> str:
    """Return an escaped label of at most `chars` characters, cut at a word with an ellipsis."""
    return escaped(shortened(name, chars))


def shortened(name: object, chars: int) -> str:
    """Return at most `chars` characters of a name, cut at a word with an ellipsis; not escaped."""
    text = visible(name)
    if len(text) <= chars:
        return text
    head = text[: chars - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head[chars // 2 :] else head
    return at_word.rstrip(" ,.;:-/(") + "…"


def wrapped(name: object, chars: int, lines: int = 2) -> str:
    """Return an escaped label on at most `lines` lines, the last cut with an ellipsis."""
    words, out = visible(name).split(" "), [""]
    while words and len(out) <= lines:
        if out[-1] and len(out[-1]) + 1 + len(words[0]) > chars:
            if len(out) == lines:
                break
            out.append("")
        out[-1] = f"{out[-1]} {words.pop(0)}".strip()
    if words:
        out[-1] = f"{out[-1]} {' '.join(words)}"
    return "<br>".join(cut(line, chars) for line in out)


def label(area: str, value: object, lang: str) -> str:
    """Return the words for a code of a small vocabulary; a code without words as served."""
    key = f"{area}.{value}"
    return wording.text(key, lang) if key in wording.texts() else named(value, lang)
