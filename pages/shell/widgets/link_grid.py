"""A short table of text whose names open what they name: a row is a way on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.state.address import go
from pages.shell.state.link import LinkState

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

    `key` is unique for what is shown. `widths` are pixels by column, `left` the columns set left;
    the others are figures.
    """
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
        key=f"{key}_buka",
        on_click=partial(_open, list(states), f"{key}_buka"),
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


def _open(states: list[LinkState], key: str) -> None:
    click = st.session_state[key]
    if click is not None:
        go(states[click["row"]])
