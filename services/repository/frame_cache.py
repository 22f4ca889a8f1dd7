"""Cache of frames in memory, so that a snapshot need not be read from its file again."""

from __future__ import annotations

import threading
from collections import OrderedDict

import polars as pl


class FrameCache:
    """The frames used last, by digest, up to `bound` bytes in memory, and at least one frame."""

    def __init__(self, bound: int) -> None:
        """Start empty."""
        self._bound = bound
        self._frames: OrderedDict[str, pl.DataFrame] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str) -> pl.DataFrame | None:
        """Return the frame of this digest, None when it is not in the cache."""
        with self._lock:
            frame = self._frames.get(digest)
            if frame is not None:
                self._frames.move_to_end(digest)
            return frame

    def put(self, digest: str, frame: pl.DataFrame) -> None:
        """Add a frame; drop those used longest ago while the cache is too large."""
        with self._lock:
            self._frames[digest] = frame
            size = sum(int(cached.estimated_size()) for cached in self._frames.values())
            while len(self._frames) > 1 and size > self._bound:
                size -= int(self._frames.popitem(last=False)[1].estimated_size())
