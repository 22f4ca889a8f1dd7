"""Who may import files: LENSA_UNGGAH, a login, or somebody at this machine itself."""

from __future__ import annotations

import pytest

from pages.shell.platform.uploads import Visit, allowed
from services.settings import Settings, from_mapping

PLAIN = ("Host", "User-Agent", "Upgrade", "Origin")


def visit(
    host: str = "localhost:8501",
    *,
    listens_on: str = "127.0.0.1",
    headers: tuple[str, ...] = PLAIN,
    logged_in: bool = False,
) -> Visit:
    return Visit(logged_in=logged_in, listens_on=listens_on, host=host, headers=headers)


def settings(**texts: str) -> Settings:
    return from_mapping(texts)


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST"])
def test_anyone_at_this_machine_may(host: str) -> None:
    assert allowed(settings(), visit(host))


@pytest.mark.parametrize(
    "other",
    [
        visit("rup.contoh.go.id"),
        visit("localhost.contoh.go.id"),
        visit("127.0.0.1.contoh.go.id:8501"),
        visit(""),
        visit("["),
        visit(listens_on=""),
        visit(listens_on="0.0.0.0"),  # noqa: S104 - compared alone
        visit(headers=(*PLAIN, "X-Forwarded-For")),
        visit(headers=(*PLAIN, "x-forwarded-host")),
        visit(headers=(*PLAIN, "Forwarded")),
        visit(headers=(*PLAIN, "VIA")),
        visit(headers=(*PLAIN, "X-Real-IP")),
    ],
)
def test_nobody_else_may_unless_logged_in_or_permitted(other: Visit) -> None:
    assert not allowed(settings(), other)
    assert allowed(settings(LENSA_UNGGAH="ya"), other)


def test_a_login_opens_it_from_anywhere() -> None:
    assert allowed(settings(), visit("rup.contoh.go.id", listens_on="", logged_in=True))


def test_a_public_address_means_that_strangers_come_here() -> None:
    public = settings(LENSA_ALAMAT="https://rup.contoh.go.id")
    assert not allowed(public, visit())
    assert allowed(public, visit(logged_in=True))
