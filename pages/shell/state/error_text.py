"""Write error messages in the reader's language.

The services write their messages in Indonesian, one line each, for logs and commands. A page in
English names the kind of failure in English and appends the original message, so that an operator
can search for it.
"""

from __future__ import annotations

from pages.shell.state.words import say
from services.errors import ServiceError
from services.language.plain_text import plain
from services.language.wording import text, texts


def message(error: ServiceError, lang: str, *, where: bool = True) -> str:
    """Return an error as Markdown: where it happened (unless `where` is False), and what."""
    if lang == "id":
        return plain(error if where else error.message)
    place = f"{plain(error.where)}: " if where and error.where else ""
    return f"{place}{kind(error, lang)} {quoted(error.message, lang)}"


def kind(error: ServiceError, lang: str) -> str:
    """Return a sentence that names the kind of failure."""
    keys = (f"galat.{of.__name__}" for of in type(error).__mro__)
    return text(next(key for key in keys if key in texts()), lang)


def quoted(message: str, lang: str) -> str:
    """Return the original message of a service, marked as a quotation."""
    return say("galat.asli", lang, pesan=message)


def reason(why: str, lang: str) -> str:
    """Return why stored rows are older than requested, as words for a sentence."""
    return why if lang == "id" else text("galat.lama", lang)
