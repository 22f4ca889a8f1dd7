"""Starting, stopping, and the lines that point a client here."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from services.errors import BadRequest, ConfigurationMissing
from services.sandbox.serving.server import Handle, environment, serve
from tests.sandbox.conftest import BEARER
from tests.sandbox.walks import rup_rows, without_stamp

NAMES = [
    "INAPROC_BASE_URL",
    "INAPROC_TOKEN",
    "SATUSEHAT_BASE_URL",
    "SATUSEHAT_CLIENT_ID",
    "SATUSEHAT_CLIENT_SECRET",
    "LOKASI_BASE_URL",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sandboxes() -> int:
    return sum(one.name == "lensa-sandbox" for one in threading.enumerate())


def test_port_zero_takes_a_free_one_on_loopback() -> None:
    with serve() as first, serve() as second:
        assert first.port != second.port
        assert first.base_url == f"http://127.0.0.1:{first.port}"
        for handle in (first, second):
            assert httpx.get(f"{handle.base_url}/v1/locations").status_code == 200


def test_closing_frees_the_port_and_ends_the_thread() -> None:
    port = free_port()
    before = sandboxes()
    for _ in range(2):
        handle = serve(port)
        assert httpx.get(f"{handle.base_url}/v1/locations").status_code == 200
        handle.close()
        handle.close()
        assert sandboxes() == before
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{handle.base_url}/v1/locations")


def test_closing_at_once_after_starting() -> None:
    before = sandboxes()
    for _ in range(5):
        serve().close()
    assert sandboxes() == before


def test_a_taken_port_is_one_clear_line() -> None:
    with serve() as handle, pytest.raises(ConfigurationMissing) as problem:
        serve(handle.port)
    assert str(problem.value).startswith(f"port {handle.port} tidak dapat dipakai: ")
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_port_that_cannot_be_is_named(port: int) -> None:
    with pytest.raises(BadRequest, match=f"port {port} tidak ada"):
        serve(port)


def test_environment_points_everything_here(real: Handle) -> None:
    assert list(real.environment) == NAMES
    assert real.environment == environment(real.base_url)
    assert [real.environment[n] for n in NAMES if n.endswith("URL")] == [real.base_url] * 3


def test_more_tokens_may_be_accepted() -> None:
    url = "/api/v1/rup/program-master?kode_klpd=I82&tahun=2025"
    with serve(tokens=["lain"]) as handle:
        for token in ("lain", "contoh"):
            headers = {"Authorization": f"Bearer {token}"}
            assert httpx.get(f"{handle.base_url}{url}", headers=headers).status_code == 200


def test_many_at_once_read_what_one_reads() -> None:
    asks = [("I82", 2025), ("I81", 2025), ("D304", 2024), ("I82", 2026)] * 3

    def read(base_url: str, kode: str, tahun: int) -> list[dict[str, object]]:
        with httpx.Client(base_url=base_url, headers=BEARER) as client:
            found = rup_rows(client, "history-kaji-ulang", kode_klpd=kode, tahun=tahun, limit=300)
            return without_stamp(found)

    with serve() as handle, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda ask: read(handle.base_url, *ask), asks))
    assert found[:4] == found[4:8] == found[8:]
    assert all(found[:4])


@pytest.fixture
def command() -> Iterator[subprocess.Popen[str]]:
    """Run the command as a process of its own, and end it whatever happens."""
    code = "from services.sandbox.serving.server import run; run(0, ['429'])"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    with process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_its_environment_and_ends_when_told(
    command: subprocess.Popen[str], number: signal.Signals
) -> None:
    assert command.stdout is not None
    lines = [command.stdout.readline().strip() for _ in NAMES]
    assert [line.partition("=")[0] for line in lines] == [f"export {name}" for name in NAMES]
    base_url = lines[0].partition("=")[2]
    found = [httpx.get(f"{base_url}/v1/locations").status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]
    command.send_signal(number)
    _, errors = command.communicate(timeout=20)
    said = f"sandbox: DATA CONTOH (sintetis) di {base_url}, Ctrl+C berhenti"
    assert errors.splitlines() == [said]
    assert command.returncode == 0


def test_naming_the_module_does_not_import_the_server() -> None:
    code = (
        "import sys, services.sandbox.serving.server\n"
        "print('uvicorn' in sys.modules, 'numpy' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert found.stdout.split() == ["False", "False"]
