"""What an import would do, as values: computed before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from ..errors import ServiceError
from ..store.manifests import Manifest
from ..store.places import Place
from ..upstream.dataset import Request
from .sources import Refusal

STAYING = 0.9
"""Share of the stored rows that must stay, unless replacing them was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a person says about files: rows that say otherwise themselves are believed first.

    dataset: its public name, "" to recognise it. klpd, tahun: for rows that lack them. origin:
    where the files are from, in the person's words.
    """

    dataset: str = ""
    klpd: str = ""
    tahun: int | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a pass differs from the one before it: `before` is its number of rows, 0 without one."""

    before: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0

    @property
    def shrinks(self) -> bool:
        """Tell whether too few of the stored rows would stay."""
        return self.before > 0 and self.before - self.removed < STAYING * self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPass:
    """The rows of one partition, as they would be stored.

    after: digest of the stored pass that `change` compares with, "" without one. restored, spoiled:
    codes that were restored, and those that stay as they are written. same: why nothing would
    change, "" when something would.
    """

    request: Request
    place: Place
    frame: pl.DataFrame = field(repr=False)
    manifest: Manifest
    change: Change
    after: str = ""
    restored: int = 0
    spoiled: int = 0
    same: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything an import would do. notes: what was set aside or not read, one line each."""

    passes: tuple[PlannedPass, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def years(self) -> Mapping[str, list[int]]:
        """Return the years of each KLPD, ascending."""
        years: dict[str, set[int]] = {}
        for planned in self.passes:
            of_klpd = years.setdefault(planned.request.values["kode_klpd"], set())
            of_klpd.update({planned.request.tahun} - {None})  # type: ignore[arg-type]
        return {kode: sorted(of_klpd) for kode, of_klpd in years.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What an import did: passes stored, unchanged ones, and those that were not stored and why."""

    stored: tuple[PlannedPass, ...] = ()
    unchanged: tuple[PlannedPass, ...] = ()
    held_back: tuple[PlannedPass, ...] = ()
    errors: tuple[ServiceError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far an import is: what is done now, and how many of all steps are over."""

    label: str
    done: int
    all: int


OnStep = Callable[[Step], None]


def silent(step: Step) -> None:
    """Do nothing."""
    del step
