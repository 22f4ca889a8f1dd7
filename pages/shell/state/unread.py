"""What of a page's data is not read yet: asked by tables and figures before they say anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Partition: TypeAlias = tuple[str, str, int]
"""dataset, kd_klpd, tahun"""


class Absent(Enum):
    """Stands where a value will be: its partition is being read, or reading was stopped."""

    READING = "membaca"
    STOPPED = "berhenti"


class NotRead(Exception):
    """A table or figure needs partitions that are not read yet."""

    def __init__(self, partitions: Sequence[Partition]) -> None:
        """Keep the partitions that are missing."""
        super().__init__(f"{len(partitions)} partitions are not read yet")
        self.partitions = tuple(partitions)


@dataclass(slots=True, kw_only=True)
class Unread:
    """The partitions of one run of a page that are not read yet.

    stopped: this reader ended their reading. sections: how many sections that may stay out are
    being drawn around what is drawn now. hold: holds the place of the rest of the page, where what
    needs partitions stands in no such section.
    """

    partitions: tuple[Partition, ...] = ()
    stopped: bool = False
    sections: int = 0
    hold: Callable[[Sequence[Partition]], None] = lambda missing: None

    def among(
        self, datasets: Iterable[str], klpd: Collection[str], years: Collection[int]
    ) -> tuple[Partition, ...]:
        """Return those of some datasets, KLPD and years; no KLPD or no year means all of them."""
        wanted = set(datasets)
        return tuple(
            partition
            for partition in self.partitions
            if partition[0] in wanted
            and (not klpd or partition[1] in klpd)
            and (not years or partition[2] in years)
        )

    @property
    def absent(self) -> Absent:
        """Return what stands for a value that is not read."""
        return Absent.STOPPED if self.stopped else Absent.READING
