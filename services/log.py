"""The operator's log: one logger that writes each condition at most once a minute.

The dashboard writes it to stderr; commands report on their console and keep it silent. Every
process calls `configure` at its start; importing this module only sets up this logger.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar

from stamina.instrumentation import set_on_retry_hooks

NAME = "lensa"
EVERY = 60.0
MOST_CONDITIONS = 256
HTTP_LOGGERS = (
    "httpx",
    "httpcore",
    *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")),
)
"""Each needs the filter: a filter applies to its own logger only, not to those below it."""
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the HTTP request that this context answers, "" for none."""
_FORM = "%(asctime)s %(levelname)s lensa: %(message)s"


class OncePerMinute(logging.Filter):
    """Passes one line a minute for each condition, with the number of lines suppressed before.

    A record names its condition as `extra={"condition": ...}`; otherwise it is the message.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with no line written."""
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._last: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written; append the number of lines suppressed before it."""
        condition = str(getattr(record, "condition", record.msg))
        now = self._clock()
        with self._lock:
            written, suppressed = self._last.get(condition, (now - EVERY, 0))
            if now - written < EVERY:
                self._last[condition] = (written, suppressed + 1)
                return False
            self._last[condition] = (now, 0)
            self._last.move_to_end(condition)
            while len(self._last) > MOST_CONDITIONS:
                self._last.popitem(last=False)
        if suppressed:
            record.msg = f"{record.getMessage()} ({suppressed} kali lagi sejak baris terakhir)"
            record.args = ()
        return True


class _WithRequest(logging.Formatter):
    """Ends a line with the id of the request that it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line = super().format(record)
        return f"{line} [{REQUEST.get()}]" if REQUEST.get() else line


logger = logging.getLogger(NAME)
logger.addHandler(logging.NullHandler())
logger.addFilter(OncePerMinute())


def warn(message: str, *, condition: str = "") -> None:
    """Write one line about a condition; `message` must not hold a secret."""
    logger.warning("%s", message, extra={"condition": condition or message})


def configure() -> None:
    """Silence the logs of libraries in this process; a second call changes nothing.

    HTTP libraries log addresses and headers, also secrets, below WARNING: those lines are dropped
    whatever the level is. stamina logs every retry, which the console and the pages report
    themselves.
    """
    for name in HTTP_LOGGERS:
        logging.getLogger(name).addFilter(_is_warning)
    set_on_retry_hooks([])


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def to_stderr() -> None:
    """Write the log to stderr, as the dashboard does; a second call changes nothing."""
    if not any(type(handler) is logging.StreamHandler for handler in logger.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(_WithRequest(_FORM))
        logger.addHandler(handler)
