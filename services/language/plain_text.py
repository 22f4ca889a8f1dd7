"""Show text from outside as plain text: names, reasons, link words, messages of other services.

`visible` cleans a text for any place that shows it. `plain` also makes it safe for Streamlit's
Markdown, which turns addresses into links, `->` and `--` into other signs and `:smile:` into a
picture. Backslash escapes do not prevent this, since Streamlit looks for these patterns after it
has resolved the escapes. So `plain` puts an empty directive inside each such pattern: it shows
nothing, and a reader sees and copies the text as served.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CACHED = 4_096
"""Texts cached: a page shows the same few hundred names on every rerun."""
BREAK = ":gray[]"
"""An empty directive of Streamlit's Markdown: it shows nothing, but ends a pattern."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPREADSHEET = re.compile(r"_x00(?:0[0-9a-f]|1[0-9a-f]|7f)_", re.I)
"""A control character as spreadsheets write it into text: `_x000d_` is a carriage return."""
_MARKS = re.compile(r"([\\`*_\[\]{}<>~$:&|#!])")
_BREAKS = re.compile(
    r"(?<=w)(?=ww)"  # www.example
    r"|(?=@)"  # name@example
    r"|(?<=:)(?!\s|\d\d(?![\w:+-]))"  # https://, :smile:, :material/home:, but not 17:05
    r"|(?<=[<>~=-])(?=[<>=-])",  # ->, --, >=
    re.I,
)
_LINE_START = re.compile(r"^(?=[-+=])|^(\d+)(?=[.)])")
_MARKDOWN = re.compile(rf"\\(.)|{re.escape(BREAK)}|\*\*")


def printable(value: object) -> str:
    """Return text without control, direction and unassigned characters, white space folded."""
    return _printable(str(value))


def visible(value: object) -> str:
    """Return printable text without the control characters that a spreadsheet spelled out."""
    return " ".join(_SPREADSHEET.sub(" ", _printable(str(value))).split())


@lru_cache(CACHED)
def _printable(text: str) -> str:
    spaced = (" " if c.isspace() else c for c in text)
    return " ".join("".join(c for c in spaced if unicodedata.category(c) not in _HIDDEN).split())


def plain(value: object) -> str:
    """Return text that Streamlit's Markdown shows exactly as `visible` does."""
    return _plain(visible(value))


@lru_cache(CACHED)
def _plain(text: str) -> str:
    marked = BREAK.join(_MARKS.sub(r"\\\1", piece) for piece in _BREAKS.split(text))
    return _LINE_START.sub(lambda match: (match[1] or "") + "\\", marked)


def unescaped(markdown: str) -> str:
    """Return what a reader sees of the output of `plain` and of sentences with bold numbers."""
    return visible(_MARKDOWN.sub(lambda match: match[1] or "", markdown))
