"""All figures: functions that draw a collected table of services.analysis.

They are pure, with keyword-only arguments: `theme` is "light" or "dark", `lang` "id" or "en". An
empty frame gives a small figure with a message. See figures_base for how to show a figure.
"""

from typing import Protocol

import plotly.graph_objects as go
import polars as pl

from .figures_base import CONFIG, alt_text, empty
from .figures_months import plan_months
from .figures_ranked import ranked_bars
from .figures_stacked import stacked_bars
from .figures_time import day_calendar, months_by_type
from .palette import Theme

__all__ = [
    "CONFIG",
    "Builder",
    "alt_text",
    "day_calendar",
    "empty",
    "months_by_type",
    "plan_months",
    "ranked_bars",
    "stacked_bars",
]


class Builder(Protocol):
    """A function here, or `partial` of one with its settings: rows in, figure out."""

    def __call__(self, frame: pl.DataFrame, /, *, theme: Theme, lang: str) -> go.Figure:
        """Return the figure of the rows in a theme and a language."""
