"""Write the curve of announcements as HTML: share announced by day, with 31 March marked.

It stands at once, since the browser need not load Plotly for it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ...language import wording
from ..palette import Palette, Theme, palette
from ..svg_image import svg_image

FIRST, LAST = -31, 365
"""Days after 1 January of the plan year: from December before to the end of the year."""
TICKS = (0, 25, 50, 75, 100)
MONTHS = (1, 3, 5, 7, 9, 11)
APART = 9
"""Distance between the names of two lines, in percent of the height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A year's share announced so far: (days after 1 January, share 0-1), ascending.

    name: of the line, by default the year.
    """

    year: int
    points: Sequence[tuple[int, float]]
    name: str = ""

    @property
    def title(self) -> str:
        """Return what the end of the line says it is."""
        return self.name or str(self.year)

    def share_by(self, day: int) -> float | None:
        """Return the share announced by a day; None for a year without announcements."""
        shares = [share for at, share in self.points if at <= day]
        return (shares[-1] if shares else 0.0) if self.points else None

    @property
    def last(self) -> float | None:
        """Return the share announced at the end."""
        return self.points[-1][1] if self.points else None


def curves(rows: pl.DataFrame, years: Sequence[int], name: str = "") -> list[Curve]:
    """Return a curve per year of rows of `pengumuman-per-hari`, of a single KLPD.

    name: what each is called beside its year, "" for nothing.
    """
    made = []
    for year in years:
        of_year = rows.filter(pl.col("tahun") == year).sort("tanggal")
        start = date(year, 1, 1)
        days = [(day - start).days for day in of_year["tanggal"].cast(pl.Date)]
        points = list(zip(days, of_year["pangsa_diumumkan"], strict=True))
        made.append(Curve(year=year, points=points, name=f"{name} {year}" if name else ""))
    return made


def march(year: int) -> int:
    """Return the day of 31 March, counted from 1 January."""
    return (date(year, 3, 31) - date(year, 1, 1)).days


def curve_html(
    now: Curve,
    before: Curve,
    others: Sequence[Curve] = (),
    *,
    alt: str,
    theme: Theme,
    lang: str,
) -> str:
    """Return both years' curves as HTML; the year before is dashed, and left out without points.

    others: of further years and KLPD, drawn thin. alt: what the figure shows, for readers who
    cannot see it.
    """
    colours = palette(theme)
    deadline = march(now.year)
    x, y = f"{_x(deadline)}%", f"{100 - 100 * (now.share_by(deadline) or 0.0):.2f}%"
    drawing = svg_image(
        "".join(_lines(now, before, others, colours)), width=100, height=100, stretched=True
    )
    shares = [
        _label(str(tick), "sumbu", right="calc(100% + 6px)", top=f"{100 - tick}%") for tick in TICKS
    ]
    months = [
        _label(
            wording.month_name(month, lang),
            "bulan",
            left=f"{_x((date(now.year, month, 1) - date(now.year, 1, 1)).days)}%",
        )
        for month in MONTHS
    ]
    reached = wording.percent(now.share_by(deadline), 1, lang)
    if before.points:
        older = wording.percent(before.share_by(march(before.year)), 1, lang)
        reached = f"{reached} ({before.year}: {older})"
    named = [(now, "kini"), (before, "lalu"), *((other, "lalu") for other in others)]
    last = [(100 - 100 * curve.last, curve, css) for curve, css in named if curve.last is not None]
    ends, free = [], -float(APART)
    for end, curve, css in sorted(last, key=lambda of: (of[0], of[2])):
        free = max(end, free + APART)  # apart, where the labels would overlap
        text = f"{curve.title}: {wording.percent(curve.last, 1, lang)}"
        ends.append(_label(text, f"ujung {css}", left="calc(100% + 6px)", top=f"{free:.2f}%"))
    labels = [
        *shares,
        *months,
        _label(wording.text("charts.march_31", lang), "batas", left=x),
        f'<i style="left:{x};top:{y}"></i>',
        _label(reached, "nilai", left=x, top=y),
        *ends,
    ]
    paints = {"isi": colours.brand, "redup": colours.muted, "dasar": colours.background}
    style = ";".join(f"--{name}:{colour}" for name, colour in paints.items())
    return (
        f'<figure class="lensa-kurva" style="{style}" role="img" aria-label="{html.escape(alt)}">'
        f'<div class="bidang">{drawing}{"".join(labels)}</div></figure>'
    )


def _lines(now: Curve, before: Curve, others: Sequence[Curve], colours: Palette) -> Iterator[str]:
    """Yield grid, deadline and curves as SVG paths of a box of 100 x 100."""
    thin = f'stroke="{colours.line}" stroke-width="1"'
    for tick in TICKS:
        yield _stroked(f"M0 {100 - tick}H100", thin)
    dotted = f'stroke="{colours.muted}" stroke-width="1" stroke-dasharray="2 3"'
    yield _stroked(f"M{_x(march(now.year))} 0V100", dotted)
    for other in others:
        if other.points:
            yield _stroked(_path(other), f'stroke="{colours.no_data_line}" stroke-width="1"')
    if before.points:
        dashed = f'stroke="{colours.muted}" stroke-width="1.5" stroke-dasharray="4 3"'
        yield _stroked(_path(before), dashed)
    if now.points:
        yield _stroked(_path(now), f'stroke="{colours.brand}" stroke-width="2.25"')


def _stroked(path: str, stroke: str) -> str:
    return f'<path d="{path}" fill="none" vector-effect="non-scaling-stroke" {stroke}/>'


def _x(day: int) -> float:
    """Return the place of a day, 0-100; days outside of the plot stand at its edge."""
    return round(100 * (min(max(day, FIRST), LAST) - FIRST) / (LAST - FIRST), 2)


def _path(curve: Curve) -> str:
    """Return steps: a share holds until the next announcement."""
    path, height = f"M{_x(FIRST)} 100", 100.0
    for day, share in curve.points:
        height = round(100 - 100 * share, 2)
        path += f"H{_x(day)}V{height}"
    return f"{path}H{_x(min(LAST, curve.points[-1][0]))}" if curve.points else path


def _label(text: str, name: str, **place: str) -> str:
    style = ";".join(f"{side}:{value}" for side, value in place.items())
    return f'<span class="{name}" style="{style}">{html.escape(text)}</span>'
