"""Read from a page what a reader sees."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest


def bare(markdown: object) -> str:
    """Return Markdown as it is read: no marks, no escapes, no empty directives."""
    return re.sub(r"\\(.)|:gray\[\]|\*\*", lambda found: found[1] or "", str(markdown))


def told(app: AppTest) -> str:
    """Return all running text of a page."""
    return "\n".join(bare(e.value) for e in (*app.markdown, *app.caption, *app.warning))


def figures(app: AppTest) -> dict[str, tuple[str, str]]:
    """Return the key figures: label to value and what stands beside it."""
    return {bare(m.label): (bare(m.value), bare(m.delta)) for m in app.metric}


def link(app: AppTest) -> list[tuple[str, str]]:
    """Return the address as pairs, in its order."""
    found = []
    for name, value in app.query_params.items():
        found += [(name, text) for text in ([value] if isinstance(value, str) else value)]
    return found


def reading(app: AppTest) -> bool:
    """Tell whether the page waits for what is being read."""
    return any(button.key == "batalkan" for button in app.button)


def headings(app: AppTest) -> list[str]:
    """Return the titles of the sections."""
    return [bare(s.value) for s in app.header]


def grid(app: AppTest, at: int = 0) -> list[dict[str, str]]:
    """Return the rows of the nth table on the screen, as text."""
    return app.dataframe[at].value.to_dict("records")


def links(app: AppTest) -> dict[str, str]:
    """Return the label and the query of every link to a page."""
    return {bare(e.proto.label): e.proto.query_string for e in app.get("page_link")}


def alts(app: AppTest) -> list[str]:
    """Return the text alternatives of the charts, standing ones too."""
    return [_alt(e) for e in app.get("plotly_chart")] + _standing(app, 'role="img" aria-label')


def alternatives(app: AppTest) -> list[str]:
    """Return the text alternatives of charts and maps."""
    maps = [_alt(e) for e in app.get("deck_gl_json_chart")] + _standing(app, "<img alt")
    return [*alts(app), *maps]


def _standing(app: AppTest, words: str) -> list[str]:
    found = (re.search(f'{words}="([^"]*)"', e.proto.body) for e in app.get("html"))
    return [html.unescape(one[1]) for one in found if one]


def _alt(element: Any) -> str:
    return str(element.proto.alt)


def decks(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(found.proto.json) for found in app.get("deck_gl_json_chart")]


def layer(deck: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return next(one["data"] for one in deck["layers"] if one["id"] == name)
