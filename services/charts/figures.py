"""All figures: functions that draw a collected table of services.analysis.

They are pure, with keyword-only arguments: `theme` is "light" or "dark", `lang` "id" or "en". An
empty frame gives a small figure with a message. See figures_base for how to show a figure.
"""

from typing import Protocol

import plotly.graph_objects as go
import polars as pl

from .figures_announce import announcement_curve
from .figures_base import CONFIG, alt_text, empty
from .figures_lineage import lineage_graph
from .figures_panels import small_multiples, spark_bars
from .figures_parts import concentration, treemap
from .figures_penyedia import announced_of_spending, domestic_and_small, schedule
from .figures_ranked import ranked_bars
from .figures_stacked import stacked_bars, stacked_types
from .figures_swakelola import organiser_flows, type_status_matrix
from .figures_time import day_calendar, months_by_type
from .figures_waterfall import waterfall
from .palette import Theme

__all__ = [
    "CONFIG",
    "Builder",
    "alt_text",
    "announced_of_spending",
    "announcement_curve",
    "concentration",
    "day_calendar",
    "domestic_and_small",
    "empty",
    "lineage_graph",
    "months_by_type",
    "organiser_flows",
    "ranked_bars",
    "schedule",
    "small_multiples",
    "spark_bars",
    "stacked_bars",
    "stacked_types",
    "treemap",
    "type_status_matrix",
    "waterfall",
]


class Builder(Protocol):
    """A function here, or `partial` of one with its settings: rows in, figure out."""

    def __call__(self, frame: pl.DataFrame, /, *, theme: Theme, lang: str) -> go.Figure:
        """Return the figure of the rows in a theme and a language."""
