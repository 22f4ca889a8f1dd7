"""Every figure with a small table, and what tests read from a drawn figure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import plotly.graph_objects as go
import polars as pl

from services.charts.revision_year.day_calendar import day_calendar
from services.charts.revision_year.plan_months import plan_months
from tests.charts import tables

Builder = Callable[..., go.Figure]


EVERY: dict[str, tuple[Builder, Callable[..., pl.DataFrame]]] = {
    "days": (day_calendar, tables.days),
    "plan_months": (plan_months, tables.plan_months),
}


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
    found: list[str] = []
    for trace in spec["data"]:
        found += strings([trace.get(key) for key in ("hovertext", "text", "name")])
    layout = spec["layout"]
    found += [note["text"] for note in layout.get("annotations", [])]
    for axis in ("xaxis", "yaxis"):
        found += strings(layout[axis].get("ticktext"))
    return found


def colours(figure: go.Figure) -> set[str]:
    """Return every hex colour of a figure."""
    return {word.upper() for word in re.findall(r"#[0-9A-Fa-f]{6}\b", figure.to_json())}


def traces(figure: go.Figure) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = figure.to_plotly_json()["data"]
    return found


def notes(figure: go.Figure) -> list[str]:
    """Return the notes of a figure."""
    return [note.text for note in figure.layout.annotations]
