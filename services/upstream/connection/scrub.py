"""Remove secrets from texts that may be shown, logged or stored."""

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
_MIN_CORE = 8
"""Shortest piece of base64 that is specific enough to be searched for."""
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return the text without any of the secrets, in all usual encodings.

    These are plain, URL-encoded once or twice, escaped for HTML or JSON, hexadecimal, and base64,
    also within a longer base64 text as in `Authorization: Basic`. Longer forms are replaced first:
    of a secret that begins with another the end would be left.
    """
    known = [secret for secret in secrets if secret]
    forms = {form for secret in known for form in _forms(secret)}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        text = text.replace(form, HIDDEN)
    for core in {core for secret in known for core in _cores(secret)}:
        text = _without_run(text, core)
    return text


def leaks(body: bytes, secrets: Iterable[str]) -> bool:
    """Return whether a UTF-8 body holds any of the secrets in any form."""
    forms = _pattern(tuple(secret for secret in secrets if secret))
    text = pl.Series([body], dtype=pl.Binary).cast(pl.String)
    return bool(forms) and bool(text.str.contains(forms).item())


@lru_cache(maxsize=64)
def _pattern(known: tuple[str, ...]) -> str:
    """Return a regular expression of all forms of the secrets, without those that hold another."""
    forms = {form for secret in known for form in (*_forms(secret), *_cores(secret))}
    shortest = (form for form in forms if not any(o in form for o in forms if o != form))
    return "|".join(
        sorted("".join(f"\\x{{{ord(letter):X}}}" for letter in form) for form in shortest)
    )


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret in all encodings."""
    plain = base64.b64encode(secret.encode()).decode()
    safe = base64.urlsafe_b64encode(secret.encode()).decode()
    for encoded in (secret, plain, safe, plain.rstrip("="), safe.rstrip("=")):
        yield encoded
        yield encoded.replace("/", "\\/")
        for quoted in (quote(encoded, safe=""), quote_plus(encoded)):
            yield from (quoted, quote(quoted, safe=""))
            yield re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), quoted)
    yield from (html.escape(secret), json.dumps(secret)[1:-1])
    yield from (secret.encode().hex(), secret.encode().hex().upper())


def _cores(secret: str) -> Iterator[str]:
    """Yield the base64 of a secret within a longer text, for each of the three possible offsets.

    The letters at both ends also depend on the bytes before and after, and are left out.
    """
    for before in range(3):
        padded = bytes(before) + secret.encode()
        core = base64.b64encode(padded).decode()[-(-before * 8 // 6) : len(padded) * 8 // 6]
        if len(core) >= _MIN_CORE:
            yield from {core, core.replace("+", "-").replace("/", "_")}


def _without_run(text: str, core: str) -> str:
    """Hide every run of base64 letters around a core: its ends hold bits of the secret."""
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
