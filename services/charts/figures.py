"""Find every figure here: each takes a collected table of services.analysis and draws it.

All builders are pure: keyword-only arguments, `theme` "light" or "dark", `lang` "id" or "en", the
frame is left as it was, an empty one gives a calm empty figure. See figures_base for how to draw.
"""

from .figures_announce import announcement_curve
from .figures_base import CONFIG, alt_text, empty
from .figures_lineage import lineage_graph
from .figures_panels import small_multiples, spark_bars
from .figures_parts import concentration, treemap
from .figures_ranked import ranked_bars
from .figures_stacked import stacked_bars, stacked_types
from .figures_swakelola import organiser_flows, type_status_matrix
from .figures_time import day_calendar, months_by_type
from .figures_waterfall import waterfall

__all__ = [
    "CONFIG",
    "alt_text",
    "announcement_curve",
    "concentration",
    "day_calendar",
    "empty",
    "lineage_graph",
    "months_by_type",
    "organiser_flows",
    "ranked_bars",
    "small_multiples",
    "spark_bars",
    "stacked_bars",
    "stacked_types",
    "treemap",
    "type_status_matrix",
    "waterfall",
]
