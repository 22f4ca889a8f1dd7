"""Turn rows of tables into the bars of the report's charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..language import wording
from ..language.labels import label, named
from .drawing import Bar, Series

MOST = 10
"""The number of bars with a name; all further rows are one bar."""


def ranked(rows: Sequence[tuple[str | None, str | None, int | None]], lang: str) -> list[Bar]:
    """Return a bar for each amount; a bar of an unknown amount has no length.

    rows: code, name, value, largest first.
    """
    bars = [_money(_label(code, name, lang), [value], lang) for code, name, value in rows[:MOST]]
    others = [value for _, _, value in rows[MOST:]]
    if not others:
        return bars
    return [*bars, _money(_others(len(others), lang), others, lang, other=True)]


def stacked(
    rows: Iterable[tuple[str, str | None, str, int]], series: Sequence[str], lang: str
) -> list[Bar]:
    """Return a bar of counts for each code, longest first, each split by series.

    rows: code, name, series, count.
    """
    counts: dict[str, Counter[str]] = {}
    names: dict[str, str] = {}
    for code, name, one_series, count in rows:
        counts.setdefault(code, Counter())[one_series] += count
        names[code] = _label(code, name, lang)
    order = sorted(counts, key=lambda code: (-counts[code].total(), code))
    bars = [_split(names[code], [counts[code]], series, lang) for code in order[:MOST]]
    others = [counts[code] for code in order[MOST:]]
    return [*bars, _split(_others(len(others), lang), others, series, lang)] if others else bars


def months(rows: Iterable[tuple[str, str, int]], series: Sequence[str], lang: str) -> list[Bar]:
    """Return a bar of counts for each month in order; rows: YYYY-MM, series, count."""
    counts: dict[str, Counter[str]] = {}
    for month, one_series, count in rows:
        counts.setdefault(month, Counter())[one_series] += count
    return [
        _split(wording.bulan(month, lang), [counts[month]], series, lang)
        for month in sorted(counts)
    ]


def series(
    values: Iterable[str], order: Sequence[str], area: str, colour: Callable[[str], str], lang: str
) -> list[Series]:
    """Return a series for each distinct value: known ones in their order, others by alphabet."""
    distinct = set(values)
    known = [value for value in order if value in distinct]
    return [
        Series(name=value, label=label(area, value, lang), colour=colour(value))
        for value in [*known, *sorted(distinct - set(known))]
    ]


def alt(title: str, bars: Sequence[Bar], lang: str) -> str:
    """Return a chart's text alternative: its title, the number of bars, the largest."""
    named_bars = [bar for bar in bars if not bar.other]
    if not named_bars:
        return title
    top = max(named_bars, key=lambda bar: bar.length)
    return wording.text(
        "laporan.alt", lang, title=title, n=len(bars), name=top.name, value=top.printed
    )


def _label(code: str | None, name: str | None, lang: str) -> str:
    return f"{code or ''} {named(name, lang)}".strip()


def _money(name: str, values: Sequence[int | None], lang: str, *, other: bool = False) -> Bar:
    known = [value for value in values if value is not None]
    total = sum(known) if known else None
    return Bar(name=name, segments=[total or 0], printed=wording.rupiah(total, lang), other=other)


def _split(name: str, rows: Sequence[Counter[str]], series: Sequence[str], lang: str) -> Bar:
    counts = [sum(row[value] for row in rows) for value in series]
    return Bar(name=name, segments=counts, printed=wording.number(sum(counts), 0, lang))


def _others(count: int, lang: str) -> str:
    return wording.text("laporan.others", lang, n=wording.number(count, 0, lang))
