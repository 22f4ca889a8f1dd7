"""Draw values over years as lines on one scale, in one panel or in a panel for each subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..ranked_list import Scale
from .plot import (
    NORMAL,
    SMALL,
    Dot,
    Ink,
    Panel,
    Path,
    Plot,
    Spot,
    Unit,
    Words,
    grid,
    printer,
    scale_of,
)

HEIGHT, SMALL_HEIGHT, LEAST = 320, 150, 210
"""Pixels: the height of a single panel and of one of several, the width one of several needs."""
NAMES = 190
"""Pixels beside a single panel for the names of its lines."""
SIDE = 0.04
"""Share of a panel between its sides and the first and last year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line: its name and a value per year, None where there is none; `own` stands out."""

    name: str
    values: tuple[float | None, ...]
    own: bool = False

    @property
    def newest(self) -> float | None:
        """Return the value of the newest year."""
        return self.values[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a panel shows: its title and its lines."""

    title: str
    series: tuple[Series, ...]


def year_lines(subjects: Sequence[Subject], years: Sequence[int], *, unit: Unit, lang: str) -> Plot:
    """Draw a line for each series, all on one scale; years without a value are gaps.

    A single subject has the names of its lines at their ends; of several each is a panel, with the
    newest value of its own line under its title.
    """
    every = [value for of in subjects for series in of.series for value in series.values]
    scale, alone = scale_of(every, unit, lang), len(subjects) < 2
    drawing = _Drawing(years=years, scale=scale, unit=unit, lang=lang, alone=alone)
    return Plot(
        panels=tuple(drawing.panel(subject) for subject in subjects),
        least=0 if drawing.alone else LEAST,
        alt="; ".join(drawing.alt(subject) for subject in subjects),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    """What all panels of a drawing share; `alone`: there is a single one."""

    years: Sequence[int]
    scale: Scale
    unit: Unit
    lang: str
    alone: bool

    def panel(self, subject: Subject) -> Panel:
        """Return the panel of a subject, its own lines over the others."""
        say = printer(self.unit, self.lang)
        lines, words = grid(self.scale, inside=not self.alone)
        series = sorted(subject.series, key=lambda one: one.own)
        own = next((one for one in series if one.own), None)
        names = self._names(subject) if self.alone else []
        exactly = printer(self.unit, self.lang, exact=True)
        dots, spots = [], []
        for one in series:
            points = tuple(
                None if value is None else self._at(at, value)
                for at, value in enumerate(one.values)
            )
            ink: Ink = "brand" if one.own else "no_data_line"
            lines.append(Path(points=points, ink=ink, width=2.5 if one.own else 1.0))
            for at, value in enumerate(one.values):
                if value is None:
                    continue
                x, y = self._at(at, value)
                dots.append(Dot(x=x, y=y, ink=ink, radius=4.0 if one.own else 2.0))
                about = (one.name, f"{subject.title} {self.years[at]}: {exactly(value)}")
                spots.append(Spot(x=x, y=y, about=about))
        ends = (0, len(self.years) - 1)
        ends_first = sorted(range(len(self.years)), key=lambda at: at not in ends)
        years = (
            Words(x=self._at(at, 0)[0], y=0.0, text=str(self.years[at]), up=-20, optional=True)
            for at in ends_first
        )
        return Panel(
            title="" if self.alone else subject.title,
            figure=say(own.newest) if own and not self.alone else "",
            height=HEIGHT if self.alone else SMALL_HEIGHT,
            left=64 if self.alone else 0,
            right=NAMES if self.alone else 0,
            below=28,
            paths=tuple(lines),
            dots=tuple(dots),
            words=(*names, *words, *years),
            spots=tuple(spots),
        )

    def alt(self, subject: Subject) -> str:
        """Return the own line of a subject in words, that of another where there is no own."""
        say = printer(self.unit, self.lang)
        series = sorted(subject.series, key=lambda one: not one.own)[:1]
        return "; ".join(
            f"{one.name if self.alone else subject.title}: "
            + ", ".join(f"{year} {say(v)}" for year, v in zip(self.years, one.values, strict=True))
            for one in series
        )

    def _at(self, place: int, value: float) -> tuple[float, float]:
        """Return where a value stands; years are as far apart as they are in time."""
        first, last = self.years[0], self.years[-1]
        share = (self.years[place] - first) / (last - first) if last > first else 0.5
        return SIDE + (1 - 2 * SIDE) * share, value / self.scale.top

    def _names(self, subject: Subject) -> list[Words]:
        """Return the names at the newest values, the own one's first and with its value."""
        say, names = printer(self.unit, self.lang), list[Words]()
        for series in sorted(subject.series, key=lambda one: (not one.own, -(one.newest or 0))):
            if series.newest is None:
                continue
            x, y = self._at(len(self.years) - 1, series.newest)
            name = Words(x=x, y=y, text=series.name, anchor="start", right=12, size=SMALL, up=-4)
            if not series.own:
                names.append(replace(name, optional=True))
                continue
            own = replace(name, ink="text", size=NORMAL)
            names.append(replace(own, up=3, strong=True))
            names.append(replace(own, text=say(series.newest), up=-13))
        return names
