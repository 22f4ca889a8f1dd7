"""Keep pandas out of a process that has no use for it.

Before it draws a deck, Streamlit asks which pandas is installed, since a layer may hold one of its
frames, and that imports all of it: 45 MB, a seventh of the whole process. Our decks are ready text.
Should Streamlit ask in another way one day, maps are drawn as before and pandas is imported again:
tests/pages/test_light.py notices.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, wraps

from streamlit import dataframe_util

Ask = Callable[[str], bool]
ASKED = "is_pandas_version_less_than"


@cache
def without_pandas() -> None:
    """Let Streamlit take pandas for an old one as long as nobody has imported it."""
    ask = getattr(dataframe_util, ASKED, None)
    if ask:
        setattr(dataframe_util, ASKED, _unless_imported(ask))


def _unless_imported(ask: Ask) -> Ask:
    @wraps(ask)
    def older_than(version: str) -> bool:
        return "pandas" not in sys.modules or ask(version)

    return older_than
