"""A thousand hostile addresses: read without a traceback, and no file or host but our own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pages.shell.widgets import menu
from services.link import ORDER, LinkState, pairs, parse
from tests.commands.running import clean
from tests.sampling import LONG
from tests.security.links import COUNT, addresses

ROOT = Path(__file__).resolve().parents[2]
KNOWN = frozenset({"D304", "K10", "D1"})
RUN = (8 if LONG else 1) * len(menu.entries())
"""Addresses that run through the real pages: as many for each."""
LONGEST = 200
SAYS_NOTHING = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + ","


def test_the_addresses_are_many_and_reach_every_page_and_parameter() -> None:
    found = addresses()
    assert len(found) == COUNT
    assert {entry.name for entry, _ in found} == {entry.name for entry, _ in found[:RUN]}
    assert {name for _, given in found for name, _ in given} >= set(ORDER)
    assert found == addresses()


def test_every_address_is_read_into_plain_codes_or_named_as_left_out() -> None:
    for strict in (False, True):
        for _, given in addresses():
            state, problems = parse(given, 2026, KNOWN, strict=strict)
            written = pairs(state)
            assert all(_plain(name, text) for name, text in written), given
            assert parse(written, 2026, KNOWN, strict=strict) == (state, [])
            assert all(len(problem.value) <= 41 for problem in problems)
            named = {name for name, text in given if name in ORDER and text.strip(SAYS_NOTHING)}
            told = {problem.param for problem in problems} | {name for name, _ in written}
            assert named <= told


def _plain(name: str, text: str) -> bool:
    """Tell whether a value that was taken can name no file and no address by itself."""
    if name in {"q", "status", "jenis", "pengadaan", "metode"}:
        return text.isprintable() and len(text) <= LONGEST
    marks = set(text) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/()-")
    return not marks and len(text) <= 100 and "//" not in text


def test_a_state_holds_nothing_by_default() -> None:
    assert parse([(name, "\0") for name in ORDER], 2026, KNOWN)[0] == LinkState()


def test_the_pages_open_no_file_or_host_that_an_address_names(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.security.watched", str(RUN)],
        cwd=ROOT,
        env={**clean(tmp_path, LENSA_DATA=str(tmp_path / "data")), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["runs"] == RUN
    assert told["errors"] == []
    outside = [path for path in told["written"] if not path.startswith(os.fspath(tmp_path))]
    assert outside == []
    assert [path for path in told["written"] if "/data/" in path] != []
    assert set(told["hosts"]) <= {"127.0.0.1", "::1", "localhost"}
    assert "127.0.0.1" in told["hosts"]
    assert [path for path in told["read"] if path.startswith(("/etc/passwd", "\\"))] == []
