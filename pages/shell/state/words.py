"""Write the sentences of a page, with every value from outside escaped.

Streamlit interprets Markdown in headings, labels, buttons and metrics, with links, pictures,
formulas and icons. Everything that comes from data or a link goes through `plain` first.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.language import wording
from services.language.plain_text import plain


def say(key: str, lang: str, /, **values: Any) -> str:
    """Return a text as Markdown; Markdown in its values is escaped, numbers keep their units."""
    escaped = {name: plain(value) for name, value in values.items()}
    return wording.unbroken(wording.text(key, lang, **escaped))


def age(then: datetime, lang: str, now: datetime | None = None) -> str:
    """Return how long ago an instant was, in the largest whole unit: "3 jam", "12 hari"."""
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    for unit, length in (("hari", 86400), ("jam", 3600), ("menit", 60)):
        if seconds >= length:
            return wording.text(f"shell.age.{unit}", lang, n=int(seconds // length))
    return wording.text("shell.age.baru", lang)


def listed(items: list[str], lang: str) -> str:
    """Join texts as in a sentence: "a", "a dan b", "a, b dan c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {wording.text('shell.and', lang)} {items[-1]}"
