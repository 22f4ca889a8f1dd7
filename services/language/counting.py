"""Fill texts whose words follow a number: `{n:paket}`, `{n:package|packages}`.

A placeholder with words after a colon stands for a printed number and the words that fit it: one
form for all numbers, or one for 1 and one for all others. A third form replaces an unknown number
(`{n:package|packages|an unknown number of packages}`).
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

ONE = "1"


class _Counted(Formatter):
    """Fills one text; `unknown` is how a missing number is printed."""

    def __init__(self, unknown: str) -> None:
        self._unknown = unknown

    def format_field(self, value: Any, format_spec: str) -> str:
        return counted(str(value), format_spec, self._unknown) if format_spec else str(value)


def fill(template: str, values: Mapping[str, object], unknown: str) -> str:
    """Return a text with its placeholders filled; raise KeyError for a value that is not given."""
    return _Counted(unknown).vformat(template, (), values)


def counted(number: str, forms: str, unknown: str) -> str:
    """Return a printed number with the words that fit it."""
    singular, other, absent = (*forms.split("|"), "", "")[:3]
    if number == unknown and absent:
        return absent
    return f"{number} {singular if number == ONE or not other else other}"
