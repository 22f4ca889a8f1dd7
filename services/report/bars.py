"""Turn rows of tables into the bars of a report's charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ..language import wording
from ..language.labels import label, named
from .drawing import Bar, Series

MOST = 10
"""Bars with a name of their own; all others stand as one."""


def ranked(rows: Sequence[tuple[str | None, str | None, int | None]], lang: str) -> list[Bar]:
    """Return money by code and name, given largest first; an unknown value has no length.

    rows: code, name, value.
    """
    bars = [_money(_label(code, name, lang), [value], lang) for code, name, value in rows[:MOST]]
    rest = [value for _, _, value in rows[MOST:]]
    return [*bars, _money(_others(len(rest), lang), rest, lang, other=True)] if rest else bars


def stacked(
    rows: Iterable[tuple[str, str | None, str, int]], parts: Sequence[str], lang: str
) -> list[Bar]:
    """Return counts by code, most first, each split into `parts`.

    rows: code, name, part, count.
    """
    found: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    for code, name, part, count in rows:
        own = found.setdefault(code, {})
        own[part] = own.get(part, 0) + count
        names[code] = _label(code, name, lang)
    order = sorted(found, key=lambda code: (-sum(found[code].values()), code))
    bars = [_split(names[code], [found[code]], parts, lang) for code in order[:MOST]]
    rest = [found[code] for code in order[MOST:]]
    return [*bars, _split(_others(len(rest), lang), rest, parts, lang)] if rest else bars


def months(rows: Iterable[tuple[str, str, int]], parts: Sequence[str], lang: str) -> list[Bar]:
    """Return counts by month in order, each split into `parts`; rows: YYYY-MM, part, count."""
    found: dict[str, dict[str, int]] = {}
    for month, part, count in rows:
        own = found.setdefault(month, {})
        own[part] = own.get(part, 0) + count
    return [
        _split(wording.bulan(month, lang), [found[month]], parts, lang) for month in sorted(found)
    ]


def series(
    found: Iterable[str], order: Sequence[str], area: str, colour: Callable[[str], str], lang: str
) -> list[Series]:
    """Return the values that occur, known ones first in their order, others by alphabet."""
    values = set(found)
    known = [value for value in order if value in values]
    return [
        Series(name=value, label=label(area, value, lang), colour=colour(value))
        for value in [*known, *sorted(values - set(known))]
    ]


def alt(title: str, bars: Sequence[Bar], lang: str) -> str:
    """Return a chart's text alternative: what it shows, how many bars, the largest."""
    own = [bar for bar in bars if not bar.other]
    if not own:
        return title
    top = max(own, key=lambda bar: bar.whole)
    told = {"title": title, "n": len(bars), "name": top.name, "value": top.printed}
    return wording.text("laporan.alt", lang, **told)


def _label(code: str | None, name: str | None, lang: str) -> str:
    return f"{code or ''} {named(name, lang)}".strip()


def _money(name: str, values: Sequence[int | None], lang: str, *, other: bool = False) -> Bar:
    known = [value for value in values if value is not None]
    total = sum(known) if known else None
    return Bar(name=name, parts=[total or 0], printed=wording.rupiah(total, lang), other=other)


def _split(name: str, rows: Sequence[Mapping[str, int]], parts: Sequence[str], lang: str) -> Bar:
    counts = [sum(row.get(part, 0) for row in rows) for part in parts]
    return Bar(name=name, parts=counts, printed=wording.number(sum(counts), 0, lang))


def _others(count: int, lang: str) -> str:
    return wording.text("laporan.others", lang, n=wording.number(count, 0, lang))
