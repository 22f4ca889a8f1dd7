"""A first live start that fails: what happened, who must act and what to do next, on one line."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from functools import partial

import httpx
import pytest

from services import wiring
from services.upstream.connection.transport import Transport
from tests.commands.conftest import Lensa
from tests.commands.running import Ran
from tests.gateway import TOKEN, Gateway, Reply, error, program

ASKED = ("--kode-klpd", "D304", "--tahun", "2026")
FETCH = ("fetch", "program-master", *ASKED)
TABLE = ("table", "banding", "--klpd", "D304", "--tahun", "2026")
WAF = Reply(403, b"<html><title>Request blocked</title></html>")
WRONG = "salah-9d1c"
LIVE = {"INAPROC_BASE_URL": "https://sumber.invalid", "INAPROC_TOKEN": TOKEN}

Broken = Callable[[httpx.Request], httpx.Response]


def raising(failure: Exception, cause: Exception) -> Broken:
    """Return a network on which every request fails so."""

    def reply(request: httpx.Request) -> httpx.Response:
        del request
        raise failure from cause

    return reply


NO_NAME = raising(httpx.ConnectError("x"), socket.gaierror(-2, "Name or service not known"))
REFUSED = raising(httpx.ConnectError("x"), ConnectionRefusedError(111, "x"))
SILENT = raising(httpx.ConnectTimeout("x"), TimeoutError())
SLOW = raising(httpx.ReadTimeout("x"), TimeoutError())
UNTRUSTED = raising(httpx.ConnectError("x"), ssl.SSLCertVerificationError(1, "x"))
OUTAGES = [
    (NO_NAME, "operator", "periksa ejaan INAPROC_BASE_URL dan DNS mesin ini"),
    (REFUSED, "operator", "izinkan mesin ini keluar ke sumber.invalid di firewall"),
    (SILENT, "operator", "izinkan mesin ini keluar ke sumber.invalid di firewall"),
    (SLOW, "sumber", "coba lagi nanti"),
    (UNTRUSTED, "operator", "periksa jam mesin"),
]
NAMES = ["dead host, no name", "dead host, refused", "silent host", "slow host", "certificate"]

Network = Callable[[Broken], None]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Return a function that puts a network of its own below every upstream."""

    def below(broken: Broken) -> None:
        transport = partial(Transport, handler=httpx.MockTransport(broken))
        monkeypatch.setattr(wiring, "Transport", transport)

    return below


def problem(ran: Ran, who: str, step: str) -> None:
    """Check that a command ended 1, and said on one line what, who, and what next."""
    lines = [line for line in ran.lines if line.startswith("galat: program-master D304 2026: ")]
    assert (ran.code, ran.out, len(lines)) == (1, "", 1), ran.err
    what, _, following = lines[0].partition(f" [{who}]; langkah berikut: ")
    assert what != lines[0]
    assert step in following
    assert TOKEN not in ran.err
    assert WRONG not in ran.err


def examined(lensa: Lensa, who: str, step: str, **given: str) -> None:
    """Check that doctor ends 1 and names who must act on INAPROC, and what next."""
    ran = lensa("doctor", **given)
    summary = [line for line in ran.out.splitlines() if line.startswith("RUSAK  inaproc: ")]
    nexts = [line for line in ran.out.splitlines() if "langkah berikut, " in line and step in line]
    assert (ran.code, len(summary), len(nexts)) == (1, 1, 1), ran.out
    assert who in nexts[0]


def test_a_wrong_token(lensa: Lensa, gateway: Gateway) -> None:
    del gateway
    step = "minta token baru di portal INAPROC dan isi INAPROC_TOKEN"
    ran = lensa(*FETCH, INAPROC_TOKEN=WRONG)
    problem(ran, "pemegang kredensial", step)
    assert len(ran.lines) == 1
    examined(lensa, "pemegang kredensial", step)


def test_a_guard_that_answers_403_with_html(lensa: Lensa, gateway: Gateway) -> None:
    gateway.meddle = lambda number: WAF
    step = "daftarkan alamat IP keluar mesin ini"
    ran = lensa(*FETCH)
    problem(ran, "pemegang kredensial", step)
    assert "halaman WAF" in ran.err
    examined(lensa, "pemegang kredensial", step)


def test_credentials_without_the_right(lensa: Lensa, gateway: Gateway) -> None:
    gateway.meddle = lambda number: error(403, "Forbidden")
    problem(lensa(*FETCH), "pemegang kredensial", "minta hak baca bagi kredensial ini")
    examined(lensa, "pemegang kredensial", "minta hak baca bagi kredensial ini")


@pytest.mark.parametrize(("broken", "who", "step"), OUTAGES, ids=NAMES)
@pytest.mark.parametrize("command", [FETCH, TABLE], ids=lambda command: str(command[0]))
def test_a_host_that_does_not_answer(
    lensa: Lensa, network: Network, command: tuple[str, ...], broken: Broken, who: str, step: str
) -> None:
    network(broken)
    problem(lensa(*command, **LIVE), who, step)


@pytest.mark.parametrize(("broken", "who", "step"), OUTAGES, ids=NAMES)
def test_doctor_on_a_host_that_does_not_answer(
    lensa: Lensa, network: Network, broken: Broken, who: str, step: str
) -> None:
    network(broken)
    named = {"operator": "pengelola dasbor ini", "sumber": "pengelola sumber"}[who]
    examined(lensa, named, step, **LIVE)


def test_a_closed_port(lensa: Lensa) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # never listens: a connection is refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        ran = lensa(*FETCH, INAPROC_BASE_URL=address, INAPROC_TOKEN=TOKEN)
    problem(ran, "operator", "periksa porta di INAPROC_BASE_URL")


@pytest.mark.parametrize("host", ["a" * 64 + ".id", "sumber..id"])
def test_a_host_name_that_no_resolver_takes(lensa: Lensa, host: str) -> None:
    ran = lensa(*FETCH, INAPROC_BASE_URL=f"https://{host}", INAPROC_TOKEN=TOKEN)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert "INAPROC_BASE_URL" in ran.err


def test_a_quota_used_up(lensa: Lensa, gateway: Gateway) -> None:
    gateway.meddle = lambda number: Reply(429, b"", {"Retry-After": "86400"})
    examined(lensa, "tidak ada, cukup menunggu", "coba lagi setelah 1440 menit")
    assert "kuota tampaknya habis: sumber meminta menunggu 24 jam [" in lensa("doctor").out
    gateway.meddle = lambda number: Reply(429, b"", {"Retry-After": "0"})
    problem(lensa(*FETCH), "tunggu", "kurangi --workers pada harvest")


def test_the_next_step_is_said_once_for_many_partitions(lensa: Lensa, gateway: Gateway) -> None:
    del gateway
    ran = lensa("harvest", "--klpd", "D304", "--tahun", "2025,2026", INAPROC_TOKEN=WRONG)
    failures = [line for line in ran.lines if line.startswith("galat: ")]
    assert (ran.code, len(failures)) == (1, 7)
    assert all("[pemegang kredensial]" in line for line in failures)
    assert sum("langkah berikut" in line for line in failures) == 1


def test_another_source_is_named_by_its_own_settings(lensa: Lensa, network: Network) -> None:
    network(NO_NAME)
    ran = lensa("fetch", "locations", LOKASI_BASE_URL="https://lokasi.invalid")
    assert (ran.code, len(ran.lines)) == (1, 1)
    assert "[operator]; langkah berikut: periksa ejaan LOKASI_BASE_URL" in ran.err


@pytest.mark.parametrize(
    "command",
    [("status",), ("klpd", "lombok"), ("table", "banding", "--klpd", "all", "--tahun", "2026")],
    ids=lambda command: str(command[0]),
)
def test_an_empty_live_store_says_how_to_begin(
    lensa: Lensa, gateway: Gateway, command: tuple[str, ...]
) -> None:
    ran = lensa(*command)
    assert ran.code == (2 if command[0] == "table" else 0)
    words = ("lensa doctor", "INAPROC_TOKEN", "lensa harvest", "lensa sandbox")
    (line,) = [line for line in ran.lines if "belum ada data langsung yang tersimpan" in line]
    assert all(word in line for word in words)
    assert gateway.asked == []


def test_an_empty_live_store_is_told_by_doctor_and_no_longer_once_something_is_stored(
    lensa: Lensa, gateway: Gateway
) -> None:
    gateway.put(program(1))
    assert "0 dari 0 snapshot utuh; belum ada data langsung" in lensa("doctor").out
    lensa(*FETCH)
    assert "belum ada data langsung" not in lensa("doctor").out
    assert "belum ada data langsung" not in lensa("status").err


def test_an_empty_sandbox_says_how_to_go_live(lensa: Lensa) -> None:
    err = lensa("status").err
    assert "untuk data langsung isi INAPROC_TOKEN, lalu periksa dengan `lensa doctor`" in err
