"""The default run talks to browsers that call it by a name of this machine, and to no others."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.serving import dashboard

OURS = ("localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost.")
FOREIGN = (
    *("contoh.example", "localhost.contoh.example", "127.0.0.1.contoh.example"),
    *("127.0.0.2", "0.0.0.0", "user@localhost", "localhost:8501@contoh.example"),  # noqa: S104
)


def status(url: str, host: str, origin: str) -> int:
    """Ask for the websocket under a host name, as a browser does, and return the status."""
    parts = urlsplit(url)
    assert parts.port is not None
    lines = (
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}",
        f"Origin: {origin}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}",
        "Sec-WebSocket-Version: 13",
    )
    with socket.create_connection(("127.0.0.1", parts.port), timeout=30) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(connection.recv(4096).split(b" ", 2)[1])


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with dashboard(tmp_path_factory.mktemp("nama")) as served:
        yield served.url


@pytest.mark.parametrize("host", OURS)
def test_a_name_of_this_machine_is_answered(url: str, host: str) -> None:
    port = urlsplit(url).port
    assert status(url, f"{host}:{port}", f"http://{host}:{port}") == 101


@pytest.mark.parametrize("host", FOREIGN)
def test_a_page_that_calls_this_machine_by_its_own_name_is_not(url: str, host: str) -> None:
    port = urlsplit(url).port
    assert status(url, f"{host}:{port}", f"http://{host}:{port}") == 403


def test_a_page_of_another_site_is_not_answered_under_our_name_either(url: str) -> None:
    assert status(url, f"localhost:{urlsplit(url).port}", "https://contoh.example") == 403


def test_an_operator_names_others_by_an_option_or_the_environment(tmp_path: Path) -> None:
    name = "rup.contoh.go.id"
    for number, given in enumerate(
        ({"options": {"server.allowedHosts": name}}, {"settings": {VARIABLE: f"{name} localhost"}})
    ):
        (tmp_path / str(number)).mkdir()
        with dashboard(tmp_path / str(number), **given) as served:  # type: ignore[arg-type]
            assert status(served.url, name, f"https://{name}") == 101
            assert status(served.url, "contoh.example", "https://contoh.example") == 403


VARIABLE = "STREAMLIT_SERVER_ALLOWED_HOSTS"
