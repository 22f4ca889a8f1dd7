"""A table of text whose names open what they name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pages.shell.address import go
from pages.shell.link import LinkState
from pages.shell.regions.place import going
from pages.shell.view import View

ROW, HEAD = 34, 36


def grid(
    view: View,
    shown: pl.DataFrame,
    codes: Sequence[str],
    *,
    key: str,
    button: str,
    widths: Mapping[str, int],
    left: Collection[str] = (),
    height: int,
    alt: str,
) -> None:
    """Draw rows of text; a click in the column `button` shows the region of the row's code.

    `widths` are pixels by column, `left` the columns set left; the others are figures.
    """
    own = f"{key}_{view.state.wilayah}"
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
        key=f"{own}_buka",
        on_click=partial(_open, view.state, list(codes), f"{own}_buka"),
    )
    st.dataframe(
        shown,
        hide_index=True,
        height=min(HEAD + ROW * max(shown.height, 1) + 2, height),
        row_height=ROW,
        column_config=config,
        key=own,
        lazy=False,
        alt=alt,
    )


def _open(state: LinkState, codes: list[str], key: str) -> None:
    click = st.session_state[key]
    if click is not None:
        go(going(state, codes[click["row"]]))
