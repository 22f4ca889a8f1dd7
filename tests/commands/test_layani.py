"""`layani`: the dashboard is served, ends with the command, and refuses what cannot be served."""

from __future__ import annotations

import signal
import socket
import sys
import urllib.error
from pathlib import Path
from urllib.request import urlopen

import pytest

from services.commands import layani
from services.commands.parser import parser
from services.settings import from_mapping
from tests.commands.conftest import Lensa
from tests.commands.running import ended, spawn
from tests.waiting import until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_dashboard_is_served_on_loopback_and_ends_with_the_command(
    tmp_path: Path, number: signal.Signals
) -> None:
    port = free_port()
    process = spawn(tmp_path, "layani", "--port", str(port))
    until(lambda: answers(port) or process.poll() is not None, within=60)
    process.send_signal(number)
    left = ended(process)
    assert left.code == 0
    assert f"dasbor di http://127.0.0.1:{port}" in left.err
    until(lambda: not answers(port))


def test_the_command_line_binds_what_was_asked_for() -> None:
    words = layani.command("127.0.0.1", 8600)
    assert words[0] == sys.executable
    assert {"--server.address=127.0.0.1", "--server.port=8600", "--server.headless=true"} <= {
        *words
    }
    assert str(layani.PAGE) in words


def test_lensa_alone_serves_on_the_same_defaults() -> None:
    arguments = parser().parse_args(["layani"])
    assert (arguments.port, arguments.alamat_dengar, arguments.alamat) == (8501, "127.0.0.1", None)


def test_a_port_in_use_ends_2_on_one_line(lensa: Lensa) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = lensa("layani", "--port", str(taken.getsockname()[1]))
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert "beri --port lain" in ran.err


@pytest.mark.parametrize(
    "arguments", [("--port", "0"), ("--port", "70000"), ("--alamat", "http://rup.contoh.id")]
)
def test_a_bad_value_ends_2_and_nothing_is_served(lensa: Lensa, arguments: tuple[str, str]) -> None:
    port = () if "--port" in arguments else ("--port", str(free_port()))
    ran = lensa("layani", *arguments, *port)
    assert (ran.code, len(ran.lines)) == (2, 1)


def test_the_dashboard_gets_the_settings_of_the_command_with_whole_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('lensa_scope = "lain"\n')
    (tmp_path / "batas.geojson").write_text("{}")
    monkeypatch.setenv("LENSA_BATAS", "batas.geojson")
    settings = from_mapping({"LENSA_DATA": str(tmp_path / "data"), "LENSA_BATAS": "batas.geojson"})
    given = layani.child_environment(settings, "https://rup.contoh.go.id")
    assert given["LENSA_SCOPE"] == "lain"
    assert given["LENSA_DATA"] == str(tmp_path / "data")
    assert given["LENSA_BATAS"] == str(tmp_path / "batas.geojson")
    assert given["LENSA_ALAMAT"] == "https://rup.contoh.go.id"
