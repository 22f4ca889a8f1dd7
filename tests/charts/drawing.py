"""Every figure with a small table, and what tests read from a drawn figure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import plotly.graph_objects as go
import polars as pl

from services.charts import figures
from tests.charts import tables

Builder = Callable[..., go.Figure]


def ranked(frame: pl.DataFrame, **settings: Any) -> go.Figure:
    return figures.ranked_bars(frame, code="kd_program_str", name="nama_program", **settings)


def ranked_log(frame: pl.DataFrame, **settings: Any) -> go.Figure:
    return ranked(frame, log=True, **settings)


def stacked(frame: pl.DataFrame, **settings: Any) -> go.Figure:
    return figures.stacked_bars(frame, code="kd_satker", name="nama_satker", **settings)


def stacked_share(frame: pl.DataFrame, **settings: Any) -> go.Figure:
    return stacked(frame, share=True, **settings)


NAMED: dict[str, tuple[Builder, Callable[..., pl.DataFrame]]] = {
    "ranked": (ranked, tables.programs),
    "ranked_log": (ranked_log, tables.programs),
    "stacked": (stacked, tables.statuses),
    "stacked_share": (stacked_share, tables.statuses),
}

PLAIN: dict[str, tuple[Builder, Callable[..., pl.DataFrame]]] = {
    "months": (figures.months_by_type, tables.months),
    "days": (figures.day_calendar, tables.days),
    "plan_months": (figures.plan_months, tables.plan_months),
}

EVERY = NAMED | PLAIN


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def shown(figure: go.Figure) -> list[str]:
    """Return every text of a figure that Plotly would read as markup."""
    spec = json.loads(figure.to_json())
    read = ("hovertext", "text", "ticktext", "label", "name", "labels", "said")
    found: list[str] = []
    for trace in spec["data"]:
        found += strings([trace.get(key) for key in read])
        for part in ("node", "link"):
            found += strings([trace.get(part, {}).get(key) for key in ("label", "customdata")])
    layout = spec["layout"]
    found += [note["text"] for note in layout.get("annotations", [])]
    for key, axis in layout.items():
        if re.match(r"[xy]axis\d*$", key):
            found += strings(axis.get("ticktext"))
    return found


def colours(figure: go.Figure) -> set[str]:
    """Return every hex colour of a figure."""
    return {word.upper() for word in re.findall(r"#[0-9A-Fa-f]{6}\b", figure.to_json())}


def traces(figure: go.Figure) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = figure.to_plotly_json()["data"]
    return found


def notes(figure: go.Figure) -> list[str]:
    """Return the notes of a figure as they read, codes in muted type among them."""
    return [re.sub(r"</?span[^>]*>", "", note.text) for note in figure.layout.annotations]
