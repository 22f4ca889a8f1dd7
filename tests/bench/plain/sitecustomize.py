"""Undo what the dashboard does for its reruns: every collection walks all there is.

Python imports this first in the process that serves the other side of the row `sessions`.
"""

import gc

gc.freeze = lambda: None  # type: ignore[assignment]
