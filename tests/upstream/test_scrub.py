"""Every form of a secret is removed, and nothing else."""

from __future__ import annotations

import base64
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.upstream.connection.scrub import HIDDEN, scrubbed

SECRET = "a b/c+d?é=="  # noqa: S105 - made up


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        base64.b64encode(SECRET.encode()).decode().rstrip("="),
    ],
)
def test_every_form_is_hidden(form: str) -> None:
    assert scrubbed(f"di sini {form} dan lagi {form}.", [SECRET]) == (
        f"di sini {HIDDEN} dan lagi {HIDDEN}."
    )


def test_a_secret_that_begins_with_another_leaves_no_rest() -> None:
    assert scrubbed("id=klien sandi=klien-sandi", ["klien", "klien-sandi"]) == (
        f"id={HIDDEN} sandi={HIDDEN}"
    )


def test_an_empty_secret_hides_nothing() -> None:
    assert scrubbed("apa adanya", [""]) == "apa adanya"


@given(st.text(), st.lists(st.text(alphabet="xyz", min_size=4), max_size=3))
def test_no_secret_is_left_and_clean_text_is_untouched(text: str, secrets: list[str]) -> None:
    shown = scrubbed(text + "|".join(secrets), secrets)
    assert not any(secret in shown for secret in secrets)
    assert secrets or shown == text
