"""Keep secrets out of every text that may be shown, logged or stored."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

import polars as pl

HIDDEN = "[rahasia]"
_LEAST = 8
"""Letters a part of a base64 text must have to say whose it is."""
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return the text without any of the secrets, however they are written.

    Plain, URL-encoded once or twice, escaped for HTML or JSON, in hexadecimal, in base64: there
    also inside a longer text, as `Authorization: Basic` holds them. The longest form goes first: a
    secret that begins with another would leave its own end behind.
    """
    known = [secret for secret in secrets if secret]
    forms = {form for secret in known for form in _forms(secret)}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        text = text.replace(form, HIDDEN)
    for core in {core for secret in known for core in _cores(secret)}:
        text = _without_run(text, core)
    return text


def leaks(body: bytes, secrets: Iterable[str]) -> bool:
    """Tell whether a body, which is UTF-8, holds any of the secrets in any form."""
    forms = _searched(tuple(secret for secret in secrets if secret))
    text = pl.Series([body], dtype=pl.Binary).cast(pl.String)
    return bool(forms) and bool(text.str.contains(forms).item())


@lru_cache(maxsize=64)
def _searched(known: tuple[str, ...]) -> str:
    """Return the pattern of all that may stand for a secret; the longer forms hold a shorter."""
    forms = {form for secret in known for form in (*_forms(secret), *_cores(secret))}
    shortest = (form for form in forms if not any(o in form for o in forms if o != form))
    return "|".join(sorted(map(_literal, shortest)))


def _literal(form: str) -> str:
    """Return a form as a pattern that every engine of regular expressions reads alike."""
    return "".join(f"\\x{{{ord(letter):X}}}" for letter in form)


def _forms(secret: str) -> Iterator[str]:
    plain = base64.b64encode(secret.encode()).decode()
    safe = base64.urlsafe_b64encode(secret.encode()).decode()
    for encoded in (secret, plain, safe, plain.rstrip("="), safe.rstrip("=")):
        yield encoded
        yield encoded.replace("/", "\\/")
        for quoted in (quote(encoded, safe=""), quote_plus(encoded)):
            yield from (quoted, quote(quoted, safe=""))
            yield re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), quoted)
    yield from (html.escape(secret), json.dumps(secret)[1:-1])
    yield from (secret.encode().hex(), secret.encode().hex().upper())


def _cores(secret: str) -> Iterator[str]:
    """Yield what any base64 text that holds the secret holds of it: one for each of three starts.

    The letters at both ends also stand for bytes before and after, and are left out.
    """
    for before in range(3):
        held = bytes(before) + secret.encode()
        core = base64.b64encode(held).decode()[-(-before * 8 // 6) : len(held) * 8 // 6]
        if len(core) >= _LEAST:
            yield from {core, core.replace("+", "-").replace("/", "_")}


def _without_run(text: str, core: str) -> str:
    """Hide every run of base64 letters around a core, whose ends say something of the secret."""
    parts: list[str] = []
    begin, at = 0, text.find(core)
    while at >= 0:
        start, end = at, at + len(core)
        while start > begin and text[start - 1] in _BASE64:
            start -= 1
        while end < len(text) and text[end] in _BASE64:
            end += 1
        parts += [text[begin:start], HIDDEN]
        begin, at = end, text.find(core, end)
    return "".join([*parts, text[begin:]])
