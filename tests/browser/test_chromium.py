"""The judge of the net log itself: it finds who was asked, and can fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import LOOPBACK, hosts, strangers

ADDRESS = "http://127.0.0.1:8501/program?klpd=D304"


def _log(path: Path, *events: dict[str, Any]) -> Path:
    told = [{"params": event} for event in events]
    path.write_text(json.dumps({"constants": {}, "events": [{"phase": 0}, *told]}))
    return path


@pytest.mark.parametrize(
    "event",
    [
        {"url": "https://fonts.example.org/css?family=Source"},
        {"url": "wss://fonts.example.org/socket"},
        {"host": "https://fonts.example.org"},
        {"host": "fonts.example.org:443"},
        {"hostname": "fonts.example.org"},
        {"qname": "fonts.example.org"},
        {"destination": "https://fonts.example.org"},
    ],
    ids="-".join,
)
def test_a_foreign_host_is_found_wherever_the_log_names_it(
    tmp_path: Path, event: dict[str, Any]
) -> None:
    found = strangers(_log(tmp_path / "net.json", {"url": ADDRESS}, event))
    assert found == {"fonts.example.org"}


def test_loopback_and_what_is_inside_the_browser_are_no_foreign_hosts(tmp_path: Path) -> None:
    inside = ("data:text/css,a", "blob:http://127.0.0.1/1", "about:blank", "chrome://newtab/")
    local = (ADDRESS, "ws://localhost:8501/_stcore/stream", "http://[::1]:9/")
    events = [{"url": url} for url in (*inside, *local)]
    found = hosts(_log(tmp_path / "net.json", *events, {"bytes": 5}, {"host": "127.0.0.1:9"}))
    assert found == {"127.0.0.1", "localhost", "::1"} == LOOPBACK


def test_a_log_that_was_cut_off_is_not_taken_for_a_quiet_one(tmp_path: Path) -> None:
    path = _log(tmp_path / "net.json", {"url": ADDRESS})
    path.write_text(path.read_text()[:-20])
    with pytest.raises(json.JSONDecodeError):
        hosts(path)


def test_a_log_of_nothing_is_not_taken_for_a_quiet_one(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        strangers(_log(tmp_path / "net.json"))
