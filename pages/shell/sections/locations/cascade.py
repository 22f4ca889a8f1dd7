"""The path of locations in a link: country, province, kabupaten, kecamatan, desa.

A level can only be read below its parent, so the id of a location does not say where it is. A link
has its path as `lihat=jalur:a.b.c`: for each ancestor, from the country down, the first eight
hexadecimal digits of the SHA-256 of its id. That is short, identifies the ancestor among its
siblings, and needs nothing stored: a server without caches reads level by level.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from pages.shell.reading import rate_limits
from pages.shell.state.view import View
from services import regions
from services.errors import ServiceError
from services.link import LinkState
from services.matching import locations
from services.regions import OnProgress
from services.repository import Snapshot

LEVELS = ("negara", *regions.LOCATION_PARENT)
PATH = "jalur"
HOME = "Indonesia"
DIGITS = 8

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A level: its rows below the parent, by name, and the chosen row."""

    level: str
    parent: str
    snapshots: tuple[Snapshot, ...]
    rows: pl.DataFrame
    chosen: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The levels that were read, from the country down.

    lost: the link names a location that its level does not have. error: why the level `missing`
    below the last step could not be read.
    """

    steps: tuple[Step, ...]
    lost: bool = False
    missing: str = ""
    error: ServiceError | None = None

    @property
    def path(self) -> tuple[Row, ...]:
        """Return the chosen locations, from the country down."""
        return tuple(step.chosen for step in self.steps if step.chosen is not None)


def follow(view: View, tell: OnProgress | None = None) -> Trail:
    """Read level by level along the path of the link; without one, start in Indonesia."""
    marks = marks_of(view.state)
    steps: list[Step] = []
    parent = ""
    for at, level in enumerate(LEVELS):
        try:
            snapshots = read(view, level, parent, tell=tell)
        except ServiceError as error:
            return Trail(steps=tuple(steps), missing=level, error=error)
        rows = regions.together(snapshots).sort("name", "id", nulls_last=True)
        if at < len(marks):
            matches = [
                row for row in rows.iter_rows(named=True) if mark(row["id"] or "") == marks[at]
            ]
        else:  # without a path, Indonesia is the chosen country
            matches = [] if marks else rows.filter(name=HOME).head(1).rows(named=True)
        chosen = matches[0] if len(matches) == 1 else None  # two with one mark would be a guess
        steps.append(
            Step(level=level, parent=parent, snapshots=snapshots, rows=rows, chosen=chosen)
        )
        if chosen is None:
            return Trail(steps=tuple(steps), lost=at < len(marks))
        parent = chosen["id"]
    return Trail(steps=tuple(steps))


def read(
    view: View, level: str, parent: str, *, cari: str = "", tell: OnProgress | None = None
) -> tuple[Snapshot, ...]:
    """Return a level below a parent, or what the source's own search finds in it."""
    induk = [parent] if parent else []
    snapshots = regions.read_locations(
        view.app.repository,
        level,
        induk=induk,
        cari=cari,
        at=view.state.snap,
        publish=not cari,
        before_asking=partial(rate_limits.spend, view),
        progress=tell,
    )
    return tuple(snapshots)


def codes(trail: Trail) -> dict[str, str]:
    """Return the Kemendagri code of each id of the trail's levels, matched by the names.

    Countries, locations outside of Indonesia and those below a location without a code have none.
    """
    known: dict[str, str] = {}
    parent: str | None = None
    for step in trail.steps:
        if step.level != LEVELS[0] and parent is not None:
            ids, names = step.rows["id"].to_list(), step.rows["name"].to_list()
            codes = locations.siblings(names, parent)
            known |= {id_: code for id_, code in zip(ids, codes, strict=True) if code}
        if step.chosen is None:
            break
        home = step.level == LEVELS[0] and step.chosen["name"] == HOME
        parent = "" if home else known.get(step.chosen["id"])
    return known


def choosing(state: LinkState, ancestors: Sequence[Row], place: Row | None) -> LinkState:
    """Return the state that shows a location below its ancestors; None shows the last ancestor."""
    ids = [row["id"] for row in (*ancestors, *([place] if place else []))]
    *above, last = ids or [""]
    return state.switched(PATH, ".".join(map(mark, above))).change(lokasi=last, q="")


def marks_of(state: LinkState) -> list[str]:
    """Return the marks of the link's path, the location itself last; [] when none is chosen."""
    if not state.lokasi:
        return []
    return [*filter(None, state.switch(PATH).split(".")), mark(state.lokasi)]


def mark(id_: str) -> str:
    """Return the short mark of an id."""
    return hashlib.sha256(id_.encode()).hexdigest()[:DIGITS]
