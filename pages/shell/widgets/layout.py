"""Containers that place the sections of a page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

LEAST = 440
"""Pixels that one of two equal columns needs; shell.css has those of unequal ones."""


def two_columns() -> Sequence[DeltaGenerator]:
    """Return two columns of equal width, one below the other where the page is narrow."""
    grid = st.grid(2, min_column_width=LEAST, gap="large")
    return [grid.cell(), grid.cell()]


def keyed(key: str) -> DeltaGenerator:
    """Return a container that a component of the page can find by its key."""
    return st.container(key=key)


def narrow_and_wide() -> Sequence[DeltaGenerator]:
    """Return a narrow and a wide column, stacked where the page is narrow."""
    return st.container(key="berdampingan_sempit").columns([4, 7], gap="large")


def wide_and_narrow() -> Sequence[DeltaGenerator]:
    """Return a wide and a narrow column, stacked where the page is narrow."""
    return st.container(key="berdampingan_lebar").columns([4, 3], gap="large")


def panel(title: str, lines: Sequence[str]) -> None:
    """Draw lines (Markdown) on a ground of their own under a title; nothing without a line."""
    if not lines:
        return
    with st.container(key="panel", border=True):
        st.markdown(f"**{title}**")
        st.markdown("\n".join(f"- {line}" for line in lines))


def row() -> DeltaGenerator:
    """Return a container that puts small elements side by side."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small")
