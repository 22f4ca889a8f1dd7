"""The region tree as plain sorted lists, for many small look-ups.

Codes of one level sorted as text put the children of a region side by side, so a branch is a
range found by bisection.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

import polars as pl

from ... import reference

LENGTHS = (2, 4, 6, 10)
"""Digits of a code on levels 1 to 4."""


@cache
def _level(level: int) -> pl.DataFrame:
    return reference.regions().filter(pl.col("level") == level).sort("code")


@cache
def codes(level: int) -> list[str]:
    """Return the codes of a level, sorted."""
    return _level(level)["code"].to_list()


@cache
def names(level: int) -> list[str]:
    """Return the names of a level in the order of its codes."""
    return _level(level)["name"].to_list()


@cache
def bps_codes(level: int) -> list[str]:
    """Return the BPS codes of a level ("" unknown) in the order of its Kemendagri codes."""
    return _level(level)["bps_code"].to_list()


def branch(level: int, above: str) -> range:
    """Return the places on a level of everything whose code begins so."""
    own = codes(level)
    return range(bisect_left(own, above), bisect_left(own, above + "~"))


def place_of(level: int, code: str) -> int | None:
    """Return the place of a code on its level, None when it is not there."""
    own = codes(level)
    at = bisect_left(own, code)
    return at if at < len(own) and own[at] == code else None


def parent_of(code: str) -> str:
    """Return the code one level up, "" for a province."""
    shorter = [length for length in LENGTHS if length < len(code)]
    return code[: shorter[-1]] if shorter else ""
