"""Read what a component of a page is given, and send what its script would send.

AppTest has no public way to do so in Streamlit 1.67: the private parts are used here alone.
"""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

PROSE, TIMELINE = "lensa_kalimat", "lensa_garis"


def data_of(app: AppTest, name: str) -> list[dict[str, Any]]:
    """Return the data of every component of this name, in the order of the page."""
    every = app.get("bidi_component")
    return [json.loads(e.proto.json) for e in every if e.proto.component_name == name]


def timeline(app: AppTest) -> dict[str, Any]:
    """Return the data of the only timeline of the page."""
    (found,) = data_of(app, TIMELINE)
    return found


def paragraphs(app: AppTest) -> list[str]:
    """Return the paragraphs of prose as text."""
    return [
        "".join(piece["teks"] for piece in pieces)
        for found in data_of(app, PROSE)
        for pieces in found["paragraf"]
    ]


def links(app: AppTest) -> dict[str, str]:
    """Return the words of every link in prose, with its address."""
    pieces = [p for found in data_of(app, PROSE) for line in found["paragraf"] for p in line]
    return {piece["teks"]: piece["alamat"] for piece in pieces if piece["alamat"]}


def send(app: AppTest, name: str, event: str, value: Any) -> AppTest:
    """Run the page as after a trigger of the first component of this name."""
    element = next(e for e in app.get("bidi_component") if e.proto.component_name == name)
    states = app._tree.get_widget_states()
    widget = states.widgets.add()
    widget.id = f"$$STREAMLIT_INTERNAL_KEY_{element.proto.id}__events"
    widget.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return app._run(states)
