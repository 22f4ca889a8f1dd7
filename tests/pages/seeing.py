"""Read from a page what a reader sees."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import Any, Self

from streamlit.testing.v1 import AppTest

from tests.pages import components

Json = dict[str, Any]
_DRAWINGS = ("bidang_", "matriks")
"""How the keys of the components begin that draw something and have a text alternative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A row of a ranked list as the browser gets it.

    texts: of its figures by the label of their columns, each with its second line behind it. marks:
    its cells that are no text. exact, notes, rest, links, rows: what it shows when it is open.
    """

    path: str
    code: str
    name: str
    second: str
    texts: dict[str, str]
    marks: list[Json]
    action: str
    is_open: bool
    is_own: bool = False
    exact: str = ""
    notes: tuple[str, ...] = ()
    rest: str = ""
    links: tuple[tuple[str, str], ...] = ()
    rows: tuple[Self, ...] = ()

    @classmethod
    def of(cls, row: Json, columns: list[Json]) -> Self:
        """Return a row of the component's data."""
        panel, cells = row.get("x", {}), row["c"]
        return cls(
            path=row["p"],
            code=row.get("k", ""),
            name=row["n"],
            second=row.get("s", ""),
            texts={
                column["l"] or column["s"]: " ".join(cell[:2]) if isinstance(cell, list) else cell
                for column, cell in zip(columns, cells, strict=True)
                if column["k"] == "angka"
            },
            marks=[cell for cell in cells if isinstance(cell, dict)],
            action=row.get("a", ""),
            is_open="x" in row,
            is_own=bool(row.get("o")),
            exact=panel.get("e", ""),
            notes=tuple(panel.get("n", ())),
            rest=panel.get("s", ""),
            links=tuple((text, address) for text, address in panel.get("l", ())),
            rows=tuple(cls.of(inner, columns) for inner in panel.get("r", ())),
        )


def bare(markdown: object) -> str:
    """Return Markdown as it is read: no marks, no escapes, no empty directives."""
    text = str(markdown).replace("\u00a0", " ")
    return re.sub(r"\\(.)|:gray\[\]|\*\*", lambda found: found[1] or "", text)


def told(app: AppTest) -> str:
    """Return all running text of a page, the notes of its linked map too."""
    written = [bare(e.value) for e in (*app.markdown, *app.caption, *app.warning)]
    notes = [note for data in linked(app) for about in data["catatan"].values() for note in about]
    return "\n".join([*written, *components.paragraphs(app), *notes])


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
    """Return the text alternatives of the charts: of Plotly, of HTML, of our own components."""
    standing = _standing(app, 'role="img" aria-label')
    lanes = [one["teks"]["alt"] for one in components.data_of(app, components.TIMELINE)]
    own = [component(app, key)["alt"] for key in _components(app) if key.startswith(_DRAWINGS)]
    return [*(_alt(e) for e in app.get("plotly_chart")), *standing, *lanes, *own]


def component(app: AppTest, key: str) -> Json:
    """Return the data of a component of our own, as the browser gets them."""
    found: Json = json.loads(_components(app)[key].proto.json)
    return found


def alternatives(app: AppTest) -> list[str]:
    """Return the text alternatives of charts and maps; a picture without any is decoration."""
    still = [words for words in _standing(app, "<img alt") if words]
    maps = [_alt(e) for e in app.get("deck_gl_json_chart")] + still
    linked_maps = [data["teks"]["peta"] for data in linked(app) if data["peta"]]
    return [*alts(app), *maps, *linked_maps]


def _standing(app: AppTest, words: str) -> list[str]:
    """Return the words on pictures of HTML, but those that what is around them describes."""
    bodies = [e.proto.body for e in app.get("html")]
    shown = [body for body in bodies if 'aria-hidden="true"' not in body]
    whole = [body for body in shown if words in body and not _within_named(body, words)]
    found = (re.search(f'{words}="([^"]*)"', body) for body in whole)
    return [html.unescape(one[1]) for one in found if one]


def _within_named(body: str, words: str) -> bool:
    """Tell whether the picture that these words begin lies in one that has a name of its own."""
    return 'role="img"' in body.partition(words)[0]


def _alt(element: Any) -> str:
    return str(element.proto.alt)


def decks(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(found.proto.json) for found in app.get("deck_gl_json_chart")]


def layer(deck: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return next(one["data"] for one in deck["layers"] if one["id"] == name)


def lists(app: AppTest) -> dict[str, Json]:
    """Return the data of every ranked list on the page by its name, as a reader reads them."""
    return {name: _readable(found.proto.json) for name, found in _lists(app).items()}


def _readable(data: str) -> Json:
    """Return the data of a component with plain spaces in the place of those that do not break."""
    found: Json = json.loads(data.replace(r"\u00a0", " ").replace("\u00a0", " "))
    return found


def list_data(app: AppTest, name: str = "") -> Json:
    """Return the data of a ranked list; without a name of the only one on the page."""
    return _readable(_list(app, name).proto.json)


def list_rows(app: AppTest, name: str = "") -> list[ListRow]:
    """Return the rows of a ranked list, without those inside open rows."""
    data = list_data(app, name)
    return [ListRow.of(row, data["columns"]) for row in data["rows"]]


def list_total(app: AppTest, name: str = "") -> ListRow:
    """Return the row of all rows that match the filter."""
    data = list_data(app, name)
    return ListRow.of(data["total"], data["columns"])


def _lists(app: AppTest) -> dict[str, Any]:
    keys = _components(app).items()
    return {k.removeprefix("daftar_"): e for k, e in keys if k.startswith("daftar_")}


def _components(app: AppTest) -> dict[str, Any]:
    return {_key(e.proto.id): e for e in app.get("bidi_component")}


def _list(app: AppTest, name: str) -> Any:
    found = _lists(app)
    (only,) = [found[name]] if name else found.values()
    return only


def _key(widget_id: str) -> str:
    """Return the key of a widget, whose id is $$ID-digest-key."""
    return widget_id.split("-", 2)[-1]


def act(app: AppTest, name: str = "", **wanted: Any) -> AppTest:
    """Send what a list's component sends for a reader's action, and run the page.

    wanted: the fields that the action changes: buka, urut, saring, hal; or pergi, tautan. AppTest
    has no way of its own to trigger a component.
    """
    data = list_data(app, name)
    state = {
        "nomor": data["number"] + 1,
        "buka": data["open"],
        "urut": data["sort"],
        "saring": data.get("filter", ""),
        "hal": data["page"],
    }
    return _triggered(app, _list(app, name), "aksi", state | wanted)


def send(app: AppTest, key: str, event: str, value: Json) -> AppTest:
    """Send an event of a component of our own, and run the page."""
    return _triggered(app, _components(app)[key], event, value)


def _triggered(app: AppTest, element: Any, event: str, value: Json) -> AppTest:
    states = app._tree.get_widget_states()
    trigger = states.widgets.add()
    trigger.id = f"$$STREAMLIT_INTERNAL_KEY_{element.proto.id}__events"
    trigger.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return app._run(states)


def menus(app: AppTest) -> list[str]:
    """Return the keys of the menus of figures and sources, in the order of the page."""
    keys = [_key(block.proto.popover.id) for block in app.get("popover")]
    return [key for key in keys if key.startswith("m_")]


def open_menus(app: AppTest, *names: str) -> AppTest:
    """Open the menus of these figures, or all, and run the page; names: keys without `m_`."""
    for key in [f"m_{name}" for name in names] or menus(app):
        app.session_state[key] = True
    return app.run()


def linked(app: AppTest) -> list[dict[str, Any]]:
    """Return what the linked maps of a page draw: strip, map, list."""
    found = [json.loads(e.proto.json) for e in app.get("bidi_component") if _is_map(e)]
    return [dict(one) for one in found]


def _is_map(element: Any) -> bool:
    return str(element.proto.component_name) == "lensa_peta"


def places(app: AppTest) -> dict[str, dict[str, Any]]:
    """Return the places of the linked map by code: name, what is said of them, shade, own."""
    return dict(linked(app)[0]["tempat"])


def values(app: AppTest) -> dict[str, str]:
    """Return by code what the linked map says of the value of each region drawn."""
    known = places(app)
    drawn = [code for code, _ in linked(app)[0]["peta"]["bentuk"]]
    return {code: known[code]["sebut"].removeprefix(f"{known[code]['nama']}: ") for code in drawn}


def listing(app: AppTest) -> list[dict[str, str]]:
    """Return the rows of the linked map's list as they are read, columns by their heads."""
    data = linked(app)[0]
    name, value, *other = data["daftar"]["kepala"]
    return [
        {
            "#": row["urut"] or "–",
            name: data["tempat"][row["kode"]]["nama"],
            value: row["nilai"],
            **dict.fromkeys(other, row["lain"]),
        }
        for row in data["daftar"]["baris"]
    ]


def press_map(app: AppTest, event: str, value: str) -> AppTest:
    """Send what the linked map sends at a click; AppTest has no public way (Streamlit 1.67)."""
    (shown,) = [e for e in app.get("bidi_component") if _is_map(e)]
    states = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = f"$$STREAMLIT_INTERNAL_KEY_{shown.proto.id}__events"
    state.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return app._run(states)
