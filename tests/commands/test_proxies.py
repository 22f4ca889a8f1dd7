"""Proxy variables of the environment are ignored by every connection, and doctor says so."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator

import pytest

from services.settings import PROXIES, proxies
from tests.commands.conftest import Lensa
from tests.gateway import Gateway, loopback

PASSWORD = "sandi-proxy-7f3a"  # noqa: S105
FETCH = ("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026")


class Trap(socketserver.ThreadingTCPServer):
    """A proxy that counts who comes and answers nobody."""

    daemon_threads = True
    visits = 0


class Visit(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Trap)
        self.server.visits += 1


@pytest.fixture
def trap(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trap]:
    """Return a proxy that every variable of the environment names."""
    with Trap(("127.0.0.1", 0), Visit) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://pengguna:{PASSWORD}@127.0.0.1:{server.server_address[1]}"
        for name in PROXIES:
            monkeypatch.setenv(name, address)
            monkeypatch.setenv(name.lower(), address)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        yield server
        server.shutdown()


def test_an_upstream_is_asked_directly(lensa: Lensa, gateway: Gateway, trap: Trap) -> None:
    gateway.programs(3)
    assert lensa(*FETCH).code == 0
    assert len(gateway.asked) == 1
    assert trap.visits == 0


def test_regions_and_locations_and_their_token_are_asked_directly(lensa: Lensa, trap: Trap) -> None:
    assert lensa("fetch", "provinces").code == 0
    assert lensa("fetch", "locations", "--level", "negara").code == 0
    with loopback(Gateway()) as address:
        ran = lensa(
            "fetch",
            "provinces",
            SATUSEHAT_BASE_URL=address,
            SATUSEHAT_CLIENT_ID="satu",
            SATUSEHAT_CLIENT_SECRET="dua",  # noqa: S106
        )
    assert ran.code == 1  # nobody gives a token there; what counts is who was asked
    assert trap.visits == 0


def test_doctor_names_the_variables_and_never_their_values(lensa: Lensa, trap: Trap) -> None:
    out = lensa("doctor").out
    assert "baik   proxy: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY diatur, diabaikan" in out
    assert PASSWORD not in out
    assert trap.visits == 0


def test_without_any_doctor_says_so(lensa: Lensa, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    assert "baik   proxy: tidak diatur" in lensa("doctor").out
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert proxies() == ("HTTPS_PROXY",)
