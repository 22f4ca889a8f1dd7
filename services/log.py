"""The operator's log: one logger of our own, on which one condition speaks at most once a minute.

Commands say everything on their console and keep this silent; the dashboard writes it to stderr.
Every process calls `configure` at its start; importing this module configures nothing but our own
logger.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from stamina.instrumentation import set_on_retry_hooks

NAME = "lensa"
EVERY = 60.0
MOST_CONDITIONS = 256
HTTP_LOGGERS = (
    "httpx",
    "httpcore",
    *(f"httpcore.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")),
)
"""A filter holds for its own logger alone, not for those below it."""
_FORM = "%(asctime)s %(levelname)s lensa: %(message)s"


class OncePerMinute(logging.Filter):
    """Lets one line a minute through for each condition, with how many it held back before.

    A record names its condition as `extra={"condition": ...}`; without one its message does.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing said."""
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._last: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record may be written now."""
        condition = str(getattr(record, "condition", record.msg))
        now = self._clock()
        with self._lock:
            said, held = self._last.get(condition, (now - EVERY, 0))
            if now - said < EVERY:
                self._last[condition] = (said, held + 1)
                return False
            self._last[condition] = (now, 0)
            self._last.move_to_end(condition)
            while len(self._last) > MOST_CONDITIONS:
                self._last.popitem(last=False)
        if held:
            record.msg = f"{record.getMessage()} ({held} kali lagi sejak baris terakhir)"
            record.args = ()
        return True


logger = logging.getLogger(NAME)
logger.addHandler(logging.NullHandler())
logger.addFilter(OncePerMinute())


def warn(message: str, *, condition: str = "") -> None:
    """Write one line about a condition; `message` holds no secret, as those of ServiceError."""
    logger.warning("%s", message, extra={"condition": condition or message})


def configure() -> None:
    """Keep what libraries log out of this process's log; a second call changes nothing.

    HTTP libraries write addresses and headers, secrets among them, below WARNING: those lines are
    dropped even where the level is DEBUG. stamina writes a line for every retry, which the console
    and the pages report in their own words.
    """
    for name in HTTP_LOGGERS:
        logging.getLogger(name).addFilter(_is_warning)
    set_on_retry_hooks([])


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def to_stderr() -> None:
    """Let the log be written to stderr, as the dashboard does; a second call changes nothing."""
    if not any(type(handler) is logging.StreamHandler for handler in logger.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(_FORM))
        logger.addHandler(handler)
