"""A short table of text in which a click on a row's name opens the state of that row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.state.address import go
from services.link import LinkState

ROW, HEAD = 34, 36


def grid(
    shown: pl.DataFrame,
    states: Sequence[LinkState],
    *,
    key: str,
    button: str,
    widths: Mapping[str, int],
    left: Collection[str] = (),
    height: int,
    alt: str,
) -> None:
    """Draw rows of text; a click in the column `button` goes to the row's state.

    `key` is unique for the rows shown. `widths` are pixels by column, `left` the columns aligned
    left; the others are figures.
    """
    button_key = f"{key}_buka"

    def open_row() -> None:
        state = clicked_state(states, st.session_state[button_key])
        if state is not None:
            go(state)

    config: dict[str, Any] = {
        name: st.column_config.TextColumn(
            name, width=width, alignment="left" if name in left else "right"
        )
        for name, width in widths.items()
    }
    config[button] = st.column_config.ButtonColumn(
        button,
        type="tertiary",
        alignment="left",
        width=widths.get(button),
        key=button_key,
        on_click=open_row,
    )
    st.dataframe(
        shown.to_arrow(),
        hide_index=True,
        height=min(HEAD + ROW * max(shown.height, 1) + 2, height),
        row_height=ROW,
        column_config=config,
        key=key,
        lazy=False,
        alt=alt,
    )


def clicked_state(states: Sequence[LinkState], click: Mapping[str, int] | None) -> LinkState | None:
    """Return the state of the row that was clicked, None when the click was cleared."""
    return None if click is None else states[click["row"]]
