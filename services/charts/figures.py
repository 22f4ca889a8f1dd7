"""Find every figure here: each takes a collected table of services.analysis and draws it.

All builders are pure: keyword-only arguments, `theme` "light" or "dark", `lang` "id" or "en", the
frame is left as it was, an empty one gives a calm empty figure. See figures_base for how to draw.
"""

from services.charts.figures_announce import announcement_curve
from services.charts.figures_base import CONFIG, alt_text, empty
from services.charts.figures_lineage import lineage_graph
from services.charts.figures_panels import small_multiples, spark_bars
from services.charts.figures_parts import concentration, treemap
from services.charts.figures_ranked import ranked_bars
from services.charts.figures_stacked import stacked_bars, stacked_types
from services.charts.figures_swakelola import organiser_flows, type_status_matrix
from services.charts.figures_time import day_calendar, months_by_type
from services.charts.figures_waterfall import waterfall

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
