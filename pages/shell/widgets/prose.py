"""Paragraphs whose words may be links to other codes and pages, without loading the page anew.

Streamlit's own Markdown opens every link in a new tab. Texts come from services/language: what
stands between `**` is bold, and a value given as a `Link` is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import streamlit as st

from pages.shell.platform.assets import ASSETS
from pages.shell.state.view import View
from pages.shell.widgets.lists import targets
from pages.shell.widgets.lists.targets import Target
from services.language.plain_text import visible
from services.language.wording import bold_parts

_MARK = re.compile("\x01([0-9]+)\x02")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that lead to a target."""

    text: str
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a paragraph: plain text, bold or not, or a link."""

    text: str
    bold: bool = False
    target: Target | None = None


Paragraph: TypeAlias = tuple[Piece, ...]
Value: TypeAlias = "str | int | Link | Sequence[Link]"


def paragraph(view: View, key: str, /, **values: Value) -> Paragraph:
    """Return a text as a paragraph; values that are links, or lists of them, become links.

    All values are cleaned of control characters, among which are the marks used here.
    """
    links: list[Link] = []
    filled = {name: _marked(value, links) for name, value in values.items()}
    pieces: list[Piece] = []
    for text, bold in bold_parts(key, view.lang, **filled):
        for at, part in enumerate(_MARK.split(text)):
            if at % 2:
                link = links[int(part)]
                pieces.append(Piece(text=visible(link.text), bold=bold, target=link.target))
            elif part:
                pieces.append(Piece(text=part, bold=bold))
    return tuple(pieces)


def joined(*paragraphs: Paragraph) -> Paragraph:
    """Return several paragraphs as one."""
    pieces: list[Piece] = []
    for part in paragraphs:
        if part:
            pieces += [Piece(text=" "), *part] if pieces else part
    return tuple(pieces)


def prose(
    view: View, paragraphs: Sequence[Paragraph], *, key: str, title: str = "", trail: str = ""
) -> None:
    """Draw paragraphs: with a title beside a bar, with the name of a trail as a breadcrumb."""
    pieces = [piece for paragraph in paragraphs for piece in paragraph]
    offered = targets.by_address(piece.target for piece in pieces if piece.target)

    def clicked() -> None:
        targets.follow(view, offered.get(str(st.session_state[key].pergi)))

    lines = [
        [
            {
                "teks": piece.text,
                "tebal": piece.bold,
                "alamat": piece.target.href if piece.target else "",
            }
            for piece in paragraph
        ]
        for paragraph in paragraphs
    ]
    data: Mapping[str, Any] = {"judul": title, "remah": trail, "paragraf": lines}
    result = _PROSE(key=key, data=data, on_pergi_change=clicked)
    # After a restart of the server the first click finds no callback.
    if targets.follow(view, offered.get(str(result.pergi))):
        st.rerun()


def _marked(value: Value, links: list[Link]) -> str:
    """Return a value as text, with a mark for each link, which is added to `links`."""
    if isinstance(value, Link):
        links.append(value)
        return f"\x01{len(links) - 1}\x02"
    if isinstance(value, str | int):
        return visible(value)
    return ", ".join(_marked(link, links) for link in value)


_PROSE = st.components.v2.component(
    "lensa_kalimat",
    html='<div class="lensa-kalimat"></div>',
    css=(ASSETS / "kalimat.css").read_text("utf-8"),
    js=(ASSETS / "kalimat.js").read_text("utf-8"),
    isolate_styles=False,
)
