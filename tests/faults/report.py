"""The table of the battery: what came of every kind, at every position, with every API."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.scenes import ALL

POSITIONS = ("first", "middle", "last")
MARKS = {"equal": "=", "loud": "!", "changing": "~"}
NOT_RUN = "."


@dataclass
class Report:
    """Outcomes by (kind, book, position), and totals by battery."""

    outcomes: dict[tuple[str, str, str], str] = field(default_factory=dict)
    totals: dict[str, Counter[str]] = field(default_factory=dict)
    requests: int = 0
    most: int = 0
    began: float = field(default_factory=time.monotonic)

    def add(self, battery: str, word: str, asked: int) -> None:
        """Count one run."""
        self.totals.setdefault(battery, Counter())[word] += 1
        self.requests += asked
        self.most = max(self.most, asked)

    def lines(self) -> Iterator[str]:
        """Yield the table: = equal row for row, ! loud and nothing changed, ~ changing."""
        if not self.totals:
            return
        kinds = list(dict.fromkeys(kind for kind, _, _ in self.outcomes))
        yield ""
        yield "faults (first, middle, last page): = equal row for row, ! loud and nothing touched"
        yield f"{'':32}" + "".join(f"{book:14}" for book in ALL)
        for kind in kinds:
            yield f"{kind:32}" + "".join(f"{self._cell(kind, book):14}" for book in ALL)
        for battery, words in self.totals.items():
            counted = ", ".join(f"{word} {count}" for word, count in sorted(words.items()))
            yield f"{battery}: {sum(words.values())} runs: {counted}"
        yield (
            f"{self.requests} requests, at most {self.most} in one run, "
            f"{time.monotonic() - self.began:.0f} s"
        )

    def _cell(self, kind: str, book: str) -> str:
        words = [self.outcomes.get((kind, book, position), "") for position in POSITIONS]
        if not any(words):
            return ""
        return "".join(MARKS.get(word, "X" if word else NOT_RUN) for word in words)
