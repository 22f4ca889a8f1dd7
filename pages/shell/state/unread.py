"""The partitions of a page that are not read yet; tables and figures check them before drawing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Partition: TypeAlias = tuple[str, str, int | None]
"""dataset, kd_klpd, tahun; None for a dataset without years"""


class Absent(Enum):
    """Placeholder for a value whose partition is still being read, or whose reading was stopped."""

    READING = "membaca"
    STOPPED = "berhenti"


class NotRead(Exception):
    """A table or figure needs partitions that are not read yet."""

    def __init__(self, partitions: Sequence[Partition]) -> None:
        """Store the missing partitions."""
        super().__init__(f"{len(partitions)} partitions are not read yet")
        self.partitions = tuple(partitions)


@dataclass(slots=True, kw_only=True)
class Unread:
    """The partitions of one run of a page that are not read yet.

    stopped: this reader stopped their reading. sections: how many enclosing sections can show a
    placeholder instead of what is drawn now. hold: draws a placeholder for the rest of the page,
    for tables and figures outside of such sections.
    """

    partitions: tuple[Partition, ...] = ()
    stopped: bool = False
    sections: int = 0
    hold: Callable[[Sequence[Partition]], None] = lambda missing: None

    def among(
        self, datasets: Iterable[str], klpd: Collection[str], years: Collection[int]
    ) -> tuple[Partition, ...]:
        """Return the unread partitions of these datasets, KLPD and years; none given means all."""
        wanted = set(datasets)
        return tuple(
            partition
            for partition in self.partitions
            if partition[0] in wanted
            and (not klpd or partition[1] in klpd)
            and (not years or partition[2] is None or partition[2] in years)
        )

    @property
    def absent(self) -> Absent:
        """Return the placeholder for a value that is not read."""
        return Absent.STOPPED if self.stopped else Absent.READING
