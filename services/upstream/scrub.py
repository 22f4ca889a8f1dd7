"""Keep secrets out of every text that may be shown, logged or stored."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "[rahasia]"


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """Return the text without any of the secrets, plain, URL-encoded or in base64.

    The longest goes first: a secret that begins with another would leave its own end behind.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        text = text.replace(form, HIDDEN)
    return text


def _forms(secret: str) -> tuple[str, ...]:
    plain = base64.b64encode(secret.encode()).decode()
    safe = base64.urlsafe_b64encode(secret.encode()).decode()
    return (
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        plain,
        safe,
        plain.rstrip("="),
        safe.rstrip("="),
    )
