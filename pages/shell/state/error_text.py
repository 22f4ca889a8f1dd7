"""Say what went wrong in the reader's language.

The services write their messages in Indonesian, one line each, for logs and commands. A page in
English says what kind of failure it is in English, and keeps the message as it was written behind
it, so that an operator can search for it.
"""

from __future__ import annotations

from pages.shell.state.words import say
from services.errors import ServiceError
from services.language.plain_text import plain
from services.language.wording import text, texts


def message(error: ServiceError, lang: str, *, where: bool = True) -> str:
    """Return an error as Markdown: where unless told not to, and what."""
    if lang == "id":
        return plain(error if where else error.message)
    place = f"{plain(error.where)}: " if where and error.where else ""
    return f"{place}{kind(error, lang)} {quoted(error.message, lang)}"


def kind(error: ServiceError, lang: str) -> str:
    """Return what kind of failure it is, in a sentence."""
    keys = (f"galat.{of.__name__}" for of in type(error).__mro__)
    return text(next(key for key in keys if key in texts()), lang)


def quoted(message: str, lang: str) -> str:
    """Return a message of the services as it was written, marked as such."""
    return say("galat.asli", lang, pesan=message)


def reason(why: str, lang: str) -> str:
    """Return why stored rows are older than wanted, as words for a sentence."""
    return why if lang == "id" else text("galat.lama", lang)
