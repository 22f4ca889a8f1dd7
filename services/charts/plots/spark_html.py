"""Write the small line of a key figure over the years as HTML: zero-based, gaps where unknown."""

from __future__ import annotations

import html
from collections.abc import Sequence

from ...language import wording
from ..palette import Theme, palette
from ..svg_image import svg_image

WIDTH, HEIGHT, SIDE = 120.0, 26.0, 5.0
"""Units of the drawing; it is as wide as its card."""


def spark(values: Sequence[float | None], years: Sequence[int], *, theme: Theme, lang: str) -> str:
    """Return the line through the values of the years, the two newest marked by dots.

    The year before is a hollow dot, the newest a filled one. The first year is named below at the
    left, with the words for unread where it has no value, the newest at the right.
    """
    top = max((value for value in values if value is not None), default=0) or 1
    last, across, up = len(values) - 1, WIDTH - 2 * SIDE, HEIGHT - 2 * SIDE
    places = [
        None
        if value is None
        else (SIDE + across * (at / last if last else 1), HEIGHT - SIDE - up * (value / top))
        for at, value in enumerate(values)
    ]
    path, pen = "", "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        path += f"{pen}{place[0]:.1f} {place[1]:.1f}"
        pen = "L"
    colours = palette(theme)
    ink = f'stroke="{colours.brand}" stroke-width="1.75"'
    dots = "".join(
        f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="3" fill="{fill}" {ink}/>'
        for fill, place in zip((colours.background, colours.brand), places[-2:], strict=False)
        if place is not None
    )
    first = str(years[0])
    if values[0] is None:
        first = f"{first} {wording.text('absent.unread', lang)}"
    drawing = svg_image(f'<path d="{path}" fill="none" {ink}/>{dots}', width=WIDTH, height=HEIGHT)
    return (
        f'<figure class="lensa-tahun" style="--garis:{colours.line}" aria-hidden="true">{drawing}'
        f"<figcaption><span>{html.escape(first)}</span><span>{years[-1]}</span></figcaption></figure>"
    )
