"""One condition speaks once a minute on a logger of our own; libraries are quiet after a start."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from services import log
from services.log import EVERY, MOST_CONDITIONS, OncePerMinute
from tests.browser.serving import environment

ROOT = Path(__file__).parents[1]
CHANGED = """
import logging
import stamina
def state():
    known = [logging.root, *(l for l in logging.root.manager.loggerDict.values()
             if isinstance(l, logging.Logger))]
    return {l.name: (l.level, list(l.handlers), list(l.filters), l.propagate) for l in known}
before = state()
import services.log
services.log.to_stderr()
services.log.warn("satu")
after = state()
print(sorted(name for name in after if before.get(name) != after[name]))
"""

IMPORTED = """
import logging
import stamina.instrumentation
import services.__main__, services.wiring
hooks = stamina.instrumentation.get_on_retry_hooks()
known = [l for l in logging.root.manager.loggerDict.values() if isinstance(l, logging.Logger)]
print(len(hooks) > 0, [l.name for l in known if l.name.startswith("http") and l.filters])
"""
COMMAND = """
from services.__main__ import main
main(["status"])
"""
PAGE = f"""
from streamlit.testing.v1 import AppTest
app = AppTest.from_file({str(ROOT / "dashboard.py")!r}, default_timeout=120).run()
assert not app.exception
"""
LOGGING = """
import logging, stamina
logging.basicConfig(level=logging.DEBUG, force=True)
for name in ("httpx", "httpcore.http11"):
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)
    logger.info("https://contoh/?kunci=%s", "kenari")
    logger.warning("terdengar")
for attempt in stamina.retry_context(on=ValueError, attempts=2, wait_initial=0, wait_jitter=0):
    with attempt:
        if attempt.num == 1:
            raise ValueError("kenari")
"""


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Lines(logging.Handler):
    """What was written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def logger(clock: Clock, lines: Lines) -> logging.Logger:
    made = logging.Logger("uji")
    made.addFilter(OncePerMinute(clock))
    made.addHandler(lines)
    return made


def test_a_condition_speaks_once_a_minute_and_counts_what_it_held_back(
    logger: logging.Logger, lines: Lines, clock: Clock
) -> None:
    for second in range(150):
        clock.now = 100.0 + second
        logger.warning("terlalu banyak berkas terbuka")
    assert lines.lines == [
        "terlalu banyak berkas terbuka",
        *["terlalu banyak berkas terbuka (59 kali lagi sejak baris terakhir)"] * 2,
    ]


def test_other_words_about_the_same_condition_wait_too_and_other_conditions_do_not(
    logger: logging.Logger, lines: Lines
) -> None:
    for number in range(5):
        logger.warning("galat %s", number, extra={"condition": "disk"})
        logger.warning("lain", extra={"condition": f"lain {number}"})
    assert lines.lines == ["galat 0", *["lain"] * 5]


def test_the_memory_of_conditions_is_bounded(logger: logging.Logger, lines: Lines) -> None:
    for number in range(2 * MOST_CONDITIONS):
        logger.warning("%s", number, extra={"condition": str(number)})
    (kept,) = logger.filters
    assert isinstance(kept, OncePerMinute)
    assert len(lines.lines) == 2 * MOST_CONDITIONS
    logger.warning("lagi", extra={"condition": "0"})  # forgotten, so it speaks again
    assert lines.lines[-1] == "lagi"
    assert EVERY == 60.0


def test_our_own_logger_has_the_filter_and_keeps_commands_quiet() -> None:
    assert any(isinstance(one, OncePerMinute) for one in log.logger.filters)
    ran = subprocess.run(
        [sys.executable, "-c", "from services import log; log.warn('diam')"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert (ran.stdout, ran.stderr) == ("", "")


def test_nobody_elses_logger_is_touched_and_a_second_call_adds_nothing() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", f"{CHANGED}\nservices.log.to_stderr()\nservices.log.warn('satu')"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout == "['lensa']\n"
    assert len(ran.stderr.splitlines()) == 1
    assert ran.stderr.endswith("WARNING lensa: satu\n")


def test_importing_the_product_configures_no_other_library() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", IMPORTED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout == "True []\n"


@pytest.mark.parametrize("entry", [COMMAND, PAGE], ids=["command", "page"])
def test_no_address_header_or_retry_is_logged_after_a_start_whatever_the_level(
    entry: str, tmp_path: Path
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", entry + LOGGING],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert ran.stderr.count("terdengar") == 2
    assert "kenari" not in ran.stderr
    assert "retry" not in ran.stderr
