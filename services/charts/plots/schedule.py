"""Draw planned pagu by the month in which selection begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ...language import wording
from ..ranked_list import Scale, known_sum
from .plot import Bar, Ink, Key, Panel, Path, Plot, Spot, Words, grid, printer, scale_of

EARLIEST = 7
"""The month of the year before from which on there are columns; earlier months are words."""
HALF = 0.36
"""Half the width of a bar, as a share of its column."""
HEIGHT, SMALL_HEIGHT, LEAST = 300, 190, 340
"""Pixels: the height of a single panel and of one of several, the width a panel needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """The pagu of a plan year by number of month, and what no column shows.

    outside: pagu of months before July of the year before, after the year, or unknown; None for
    none known. early: pagu of the months of the year before that have columns.
    """

    year: int
    pagu: Mapping[int, int | None]

    @property
    def shown(self) -> range:
        """Return the numbers of all months that have columns where they are used."""
        return range(_number(self.year - 1, EARLIEST), _number(self.year + 1, 1))

    @property
    def early(self) -> int | None:
        """Return the pagu planned before the year, of the months with columns."""
        january = _number(self.year, 1)
        months = (n for n in self.pagu if n in self.shown and n < january)
        return _known(self.pagu[number] for number in months)

    @property
    def outside(self) -> int | None:
        """Return the pagu of months without a column, and of packages without a month."""
        return _known(value for n, value in self.pagu.items() if n not in self.shown)


def months_of(frame: pl.DataFrame, year: int) -> Months:
    """Return the months of a plan year of table penyedia-jadwal of one KLPD."""
    sums: dict[int, list[int | None]] = {}
    rows = frame.filter(pl.col("tahun") == year).select("bulan", "pagu")
    for month, pagu in rows.iter_rows():
        known = month is not None and month[:4].isdigit()
        number = _number(int(month[:4]), int(month[5:7])) if known else -1
        sums.setdefault(number, []).append(pagu)
    return Months(year=year, pagu={number: _known(values) for number, values in sums.items()})


def schedule(
    frame: pl.DataFrame, /, *, years: Sequence[int], last: int | None = None, lang: str = "id"
) -> Plot:
    """Draw a panel per year, a column per month; months of the year before are paler.

    Takes table penyedia-jadwal of one KLPD. last: a year that is drawn as ticks in the columns of
    the only panel.
    """
    plans = [months_of(frame, year) for year in years]
    ticks: dict[int, int | None] = {}
    if last is not None:
        older = months_of(frame, last)
        shift = 12 * (years[-1] - older.year)
        ticks = {n + shift: value for n, value in older.pagu.items() if n in older.shown}
    values = [v for plan in plans for number, v in plan.pagu.items() if number in plan.shown]
    early = [_number(plan.year, 1) - n for plan in plans for n in plan.pagu if n in plan.shown]
    early += [_number(plans[-1].year, 1) - number for number in ticks]
    drawing = _Drawing(
        scale=scale_of([*values, *ticks.values()], "rupiah", lang),
        early=max(0, *early, 0),
        several=len(plans) > 1,
        last=last or 0,
        lang=lang,
    )
    planned = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    legend: list[tuple[Key, Ink, str]] = [
        ("kotak", "brand", wording.text("charts.jadwal_plan", lang, tahun=planned)),
        ("kotak", "soft", wording.text("charts.jadwal_before", lang)),
    ]
    if ticks:
        legend.append(("garis", "text", wording.text("charts.jadwal_plan", lang, tahun=last)))
    say, alts = printer("rupiah", lang), []
    for plan in plans:
        shown = {n: v for n, v in plan.pagu.items() if n in plan.shown}
        busiest = max(shown, key=lambda number: (shown[number] or 0, -number), default=None)
        parts = [] if busiest is None else [f"{_month_words(busiest, lang)}: {say(shown[busiest])}"]
        if plan.outside:
            parts.append(wording.text("charts.jadwal_outside", lang, pagu=say(plan.outside)))
        alts.append("; ".join(parts) or wording.text("charts.empty", lang))
    return Plot(
        panels=tuple(drawing.panel(plan, ticks) for plan in plans),
        least=LEAST if drawing.several else 0,
        legend=tuple(legend),
        alt="; ".join(alts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    """What all panels share; early: how many columns stand before January, last: year of ticks."""

    scale: Scale
    early: int
    several: bool
    last: int
    lang: str

    def panel(self, plan: Months, ticks: Mapping[int, int | None]) -> Panel:
        """Return the panel of a year; ticks: pagu of another year by the months of this one."""
        january = _number(plan.year, 1)
        numbers = range(january - self.early, january + 12)
        wide = 1 / len(numbers)
        say = printer("rupiah", self.lang, exact=True)
        bars, paths, spots = list[Bar](), list[Path](), list[Spot]()
        for at, number in enumerate(numbers):
            x, value = (at + 0.5) * wide, plan.pagu.get(number, 0)
            left, right = x - HALF * wide, x + HALF * wide
            if value:
                ink: Ink = "brand" if number >= january else "soft"
                bars.append(Bar(left=left, right=right, top=value / self.scale.top, ink=ink))
            about = [_month_words(number, self.lang), say(value)]
            if number in ticks:
                y = (ticks[number] or 0) / self.scale.top
                paths.append(Path(points=((left, y), (right, y)), ink="text", width=2))
                before = number - 12 * (plan.year - self.last)
                about.append(f"{_month_words(before, self.lang)}: {say(ticks[number])}")
            spots.append(Spot(x=x, about=tuple(about)))
        if self.early:
            edge = self.early * wide
            paths.append(Path(points=((edge, -0.15), (edge, 0.0)), ink="muted"))
        lines, words = grid(self.scale)
        return Panel(
            title=str(plan.year) if self.several else "",
            height=SMALL_HEIGHT if self.several else HEIGHT,
            below=40,
            bars=tuple(bars),
            paths=(*lines, *paths),
            words=(*_month_labels(numbers, january, self.lang), *words),
            spots=tuple(spots),
        )


def _month_labels(numbers: range, january: int, lang: str) -> list[Words]:
    """Return the names of the months, every other from January on first, and the years below."""
    wide = 1 / len(numbers)
    order = sorted(numbers, key=lambda number: ((number - january) % 2, number))
    names = [
        Words(
            x=(number - numbers[0] + 0.5) * wide,
            y=0.0,
            text=wording.month_name(number % 12 + 1, lang),
            up=-16,
            optional=True,
        )
        for number in order
    ]
    year = january // 12
    edge = (january - numbers[0]) * wide
    years = [Words(x=edge, y=0.0, text=str(year), anchor="start", right=4, up=-32)]
    if edge:
        years.append(
            Words(x=edge, y=0.0, text=str(year - 1), anchor="end", right=-4, up=-32, optional=True)
        )
    return [*years, *names]


def _number(year: int, month: int) -> int:
    return year * 12 + month - 1


def _month_words(number: int, lang: str) -> str:
    return wording.bulan(f"{number // 12:04d}-{number % 12 + 1:02d}", lang)


def _known(values: Iterable[int | None]) -> int | None:
    total: int | None = known_sum(values)
    return total
