"""Share what all figures have: look, safe labels, axes, hover text and the empty figure.

Draw with `st.plotly_chart(figure, theme=None, config=CONFIG, alt=alt_text(figure))`: the figures
carry their own fonts and colours, and Streamlit's theme would replace them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Literal

import plotly.graph_objects as go
import polars as pl

from services.charts import wording
from services.charts.palette import Palette, Theme, palette

Unit = Literal["rupiah", "jumlah", "persen", "angka"]
Row = Mapping[str, Any]
Trace = dict[str, Any]

FONT = '"Source Sans", "Source Sans Pro", "Segoe UI", Arial, sans-serif'
LABEL = 13
SMALL = 12
CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}

_JOINING = re.compile("dan|yang|di|ke|dari|untuk|pada|serta|atau|dengan|bagi|oleh|dalam", re.I)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Theme and language of one figure."""

    colours: Palette
    lang: str

    def say(self, key: str, /, **values: object) -> str:
        """Return a text of the charts' own area."""
        return wording.text(f"charts.{key}", self.lang, **values)

    def count(self, value: int | None) -> str:
        """Print a count."""
        return wording.number(value, 0, self.lang)

    def short(self, value: float | None, unit: Unit) -> str:
        """Print a value as short as a label needs."""
        if unit == "rupiah":
            return wording.rupiah(_whole(value), self.lang)
        if unit == "persen":
            return wording.percent(value, 1, self.lang)
        return wording.number(value, 0 if unit == "jumlah" else 1, self.lang)

    def exact(self, value: float | None, unit: Unit) -> str:
        """Print a value to its last digit, as hover text and exports need it."""
        if unit == "rupiah":
            return wording.rupiah_full(_whole(value), self.lang)
        if unit == "persen":
            return wording.percent(value, 2, self.lang)
        return wording.number(value, 0 if unit == "jumlah" else 2, self.lang)


def look(theme: Theme, lang: str) -> Look:
    """Return the look for a theme and a language."""
    return Look(colours=palette(theme), lang=lang)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def clean(name: object) -> str:
    """Return text without control and direction characters, white space folded."""
    kept = (" " if c.isspace() else c for c in str(name))
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in _HIDDEN).split())


def safe(name: object) -> str:
    """Return text that Plotly shows as written: markup escaped, hidden characters gone."""
    return html.escape(clean(name), quote=False)


def named(name: object, lang: str) -> str:
    """Return a name, or the words for a missing one; not escaped."""
    return (clean(name) if name is not None else "") or wording.text("charts.no_name", lang)


def softened(name: str) -> str:
    """Return a label in reading case for a name served in capitals, as "Penunjang Urusan ASN".

    The word "PROGRAM" in front goes, joining words become small, short words that look like
    acronyms stay. The served name belongs in the hover text. Other names stand as served.
    """
    if len(name) < 12 or name != name.upper():
        return name
    body = re.sub(r"^PROGRAM\s+", "", name)
    read = re.sub(r"[^\W\d_]+", lambda word: _reading_case(word[0]), body)
    return read[:1].upper() + read[1:]


def _reading_case(word: str) -> str:
    if _JOINING.fullmatch(word):
        return word.lower()
    vowels = sum(letter in "AEIOU" for letter in word)
    return word if len(word) <= 4 and vowels <= 1 else word.capitalize()


def cut(name: object, chars: int) -> str:
    """Return an escaped label of at most `chars` characters, cut at a word with an ellipsis."""
    whole = clean(name)
    if len(whole) <= chars:
        return html.escape(whole, quote=False)
    head = whole[: chars - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head[chars // 2 :] else head
    return html.escape(at_word.rstrip(" ,.;:-/("), quote=False) + "…"


def wrapped(name: object, chars: int, lines: int = 2) -> str:
    """Return an escaped label on at most `lines` lines, the last cut with an ellipsis."""
    words, out = clean(name).split(" "), [""]
    while words and len(out) <= lines:
        if out[-1] and len(out[-1]) + 1 + len(words[0]) > chars:
            if len(out) == lines:
                break
            out.append("")
        out[-1] = f"{out[-1]} {words.pop(0)}".strip()
    if words:
        out[-1] = f"{out[-1]} {' '.join(words)}"
    return "<br>".join(cut(line, chars) for line in out)


def label(area: str, value: object, lang: str) -> str:
    """Return the words for a code of a small vocabulary; one without words stands as served."""
    key = f"{area}.{value}"
    return wording.text(key, lang) if key in wording.texts() else named(value, lang)


def hover(title: str, *lines: str | None) -> str:
    """Return hover text from a bold title and the lines that are there; all escaped here."""
    told = [safe(line) for line in lines if line]
    return "<br>".join([f"<b>{wrapped(title, 44, 5)}</b>", *told])


def column(frame: pl.DataFrame, name: str | None) -> str | None:
    """Return a column's name when the frame has it."""
    return name if name is not None and name in frame.columns else None


def ordered(frame: pl.DataFrame, value: str, code: str) -> pl.DataFrame:
    """Return the rows largest first, missing values last, ties by code."""
    return frame.sort([value, code], descending=[True, False], nulls_last=True)


def known_sum(values: Iterable[Any]) -> Any:
    """Return the sum of what is known; None when nothing is (domain rule 1)."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def nice_ticks(top: float, count: int = 4) -> list[float]:
    """Return round tick values from 0 to at least `top`."""
    if top <= 0:
        return [0, 1]
    rough = top / count
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    return [i * step for i in range(ceil(top / step - 1e-9) + 1)]


def value_axis(top: float, unit: Unit, seen: Look) -> dict[str, Any]:
    """Return a zero-based axis with round ticks in the product's own words."""
    ticks = nice_ticks(top)
    return {
        "range": [0, max(ticks[-1], top) * 1.04],
        "tickvals": ticks,
        "ticktext": [seen.short(tick, unit) for tick in ticks],
        "gridcolor": seen.colours.line,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"color": seen.colours.muted, "size": SMALL},
    }


def bare_axis(**settings: Any) -> dict[str, Any]:
    """Return an axis of which only its settings show."""
    quiet = {"showgrid": False, "zeroline": False, "ticks": "", "showticklabels": False}
    return quiet | {"fixedrange": True} | settings


def note(said: str, seen: Look, **place: Any) -> dict[str, Any]:
    """Return an annotation in small muted type; `said` must be escaped already."""
    font = {"color": seen.colours.muted, "size": SMALL}
    return {"text": said, "showarrow": False, "font": font} | place


def drawn(
    traces: Sequence[Trace], *, seen: Look, height: int, alt: str, **layout: Any
) -> go.Figure:
    """Return the figure of these traces in the product's look."""
    colours = seen.colours
    settings = {
        "template": {},
        "height": height,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": LABEL, "color": colours.text},
        "separators": ".," if seen.lang == "en" else ",.",
        "margin": {"l": 2, "r": 8, "t": 6, "b": 8, "pad": 0},
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": colours.panel,
            "bordercolor": colours.muted,
            "align": "left",
            "namelength": -1,
            "font": {"family": FONT, "size": LABEL, "color": colours.text},
        },
        "meta": {"alt": alt},
    }
    return go.Figure(data=list(traces), layout=settings | layout)


def legend_above(seen: Look, **settings: Any) -> dict[str, Any]:
    """Return a compact one-line legend over the plot, in the order of the traces."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"color": seen.colours.text, "size": SMALL},
    } | settings


def empty(*, theme: Theme, lang: str = "id", said: str | None = None) -> go.Figure:
    """Return a calm figure that says that there is nothing to draw."""
    seen = look(theme, lang)
    words = said or seen.say("empty")
    box = {"type": "rect", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 1}
    line = {"color": seen.colours.line, "width": 1}
    return drawn(
        [],
        seen=seen,
        height=140,
        alt=words,
        xaxis=bare_axis(visible=False),
        yaxis=bare_axis(visible=False),
        shapes=[box | {"line": line, "fillcolor": seen.colours.panel, "layer": "below"}],
        annotations=[note(safe(words), seen, x=0.5, y=0.5, xref="paper", yref="paper")],
    )


def alt_text(figure: go.Figure) -> str:
    """Return the text alternative that the builder wrote for a figure."""
    return str(figure.layout.meta["alt"])
