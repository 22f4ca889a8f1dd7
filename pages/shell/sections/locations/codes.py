"""Kemendagri codes for the ids of the locations API, and how many ids have one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pages.shell.sections.locations.cascade import LEVELS, Step
from pages.shell.sections.regions.place import going
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets import blocks, menu
from services.language.plain_text import plain
from services.language.wording import DASH
from services.reference import loader

MOST_NAMED = 8
"""Names of locations without a code that are listed."""


def region(view: View, code: str | None, depth: int) -> None:
    """Draw the link to the chosen location's region, or that it has none; depth 1 is a country."""
    if code:
        known = loader.region(code)
        bps = known.bps_code if known and known.bps_code else DASH
        state = going(view.state, code)
        menu.page_link(view, "wilayah", state, label=view.say("lokasi.region", kode=code, bps=bps))
    elif depth > 1:
        blocks.note(view.say("lokasi.no_region"))


def matched(view: View, step: Step, codes: Mapping[str, str]) -> None:
    """Draw how many ids of the level have a Kemendagri code, with some names of the others."""
    rows = list(step.rows.select("id", "name").iter_rows())
    if step.level == LEVELS[0] or not rows:
        return
    without = sorted(plain(name or id_) for id_, name in rows if id_ not in codes)
    text = view.say(
        "lokasi.matched",
        n=view.number(len(rows) - len(without)),
        all=view.number(len(rows)),
        share=view.percent(1 - len(without) / len(rows)),
    )
    if without:
        names = listed(without[:MOST_NAMED], view.lang)
        text = f"{text} {view.say('lokasi.unmatched').replace('{names}', names)}"
    blocks.note(text)


def coded(rows: pl.DataFrame, codes: Mapping[str, str]) -> pl.DataFrame:
    """Return rows with the column `kode_kemendagri`, null for an id without a code."""
    kode = pl.col("id").replace_strict(codes, default=None, return_dtype=pl.String)
    return rows.with_columns(kode_kemendagri=kode)
