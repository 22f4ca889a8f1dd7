"""Write the sentences of a page: text from outside never acts as Markdown.

Streamlit reads Markdown in headings, labels, buttons and metrics, with links, pictures, formulas
and icons. Everything that comes from data or a link goes through `plain` before it stands there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.language import wording
from services.language.plain_text import plain


def say(key: str, lang: str, /, **values: Any) -> str:
    """Return a text as Markdown; its own marks act, those of the values do not."""
    return wording.text(key, lang, **{name: plain(value) for name, value in values.items()})


def age(then: datetime, lang: str, now: datetime | None = None) -> str:
    """Say how long ago an instant was, in the largest whole unit: "3 jam", "12 hari"."""
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    for unit, length in (("hari", 86400), ("jam", 3600), ("menit", 60)):
        if seconds >= length:
            return wording.text(f"shell.age.{unit}", lang, n=int(seconds // length))
    return wording.text("shell.age.baru", lang)


def listed(parts: list[str], lang: str) -> str:
    """Join parts as a sentence does: "a", "a dan b", "a, b dan c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {wording.text('shell.and', lang)} {parts[-1]}"
