"""The source line of a region says the worst that is known of a reading first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pages.shell.sections.regions import words


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"changing": True, "suspect": True, "verified": False}, "berubah saat dibaca"),
        ({"suspect": True, "verified": True}, "meragukan"),
        ({"verified": True}, "lengkap, terverifikasi"),
        ({}, "lengkap"),
        ({"complete": False}, "tidak lengkap"),
    ],
)
def test_a_reading_is_said_to_be_no_better_than_it_is(known: dict[str, Any], said: str) -> None:
    stored = {
        "source": "live",
        "complete": True,
        "verified": False,
        "changing": False,
        "suspect": False,
        **known,
    }
    view: Any = SimpleNamespace(words=lambda key: key)
    assert words.proof(view, stored) == f"shell.state.{said}"
