"""Frames held open in this process, so that a warm snapshot costs a look-up."""

from __future__ import annotations

import threading
from collections import OrderedDict

import polars as pl


class Held:
    """Frames by digest, least recently used first, bounded by their size in memory (bytes)."""

    def __init__(self, bound: int) -> None:
        """Hold nothing yet."""
        self._bound = bound
        self._frames: OrderedDict[str, pl.DataFrame] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str) -> pl.DataFrame | None:
        """Return the frame of this digest, None when it is not held."""
        with self._lock:
            frame = self._frames.get(digest)
            if frame is not None:
                self._frames.move_to_end(digest)
            return frame

    def put(self, digest: str, frame: pl.DataFrame) -> None:
        """Hold a frame; drop those used longest ago once the bound is passed."""
        with self._lock:
            self._frames[digest] = frame
            while len(self._frames) > 1 and self._size() > self._bound:
                self._frames.popitem(last=False)

    def _size(self) -> int:
        return sum(int(frame.estimated_size()) for frame in self._frames.values())
